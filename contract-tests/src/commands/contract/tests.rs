use std::fs;
use std::path::{Path, PathBuf};

use super::{Arguments, Ending, Error, run};
use crate::document::Document;
use crate::reference::{DESCRIPTION, Reference, TOKENS};

const DEFECT: &str = "notes.create.answers:202";

/// What a run needs: a document in a folder of its own, and what it is held against.
struct Ground {
    folder: tempfile::TempDir,
    arguments: Arguments,
}

impl Ground {
    fn new(document: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("api.yaml");
        fs::write(&spec, document).unwrap();
        let identities = TOKENS.map(|(name, token)| format!("{name}=Authorization: Bearer {token}"));
        let arguments = Arguments {
            spec: Some(spec),
            url: Some("http://127.0.0.1:1".to_owned()),
            identities: identities.to_vec(),
            seed: 3,
            ..Arguments::default()
        };
        Self { folder, arguments }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// The command is run beside the server, as it has a runtime of its own.
async fn ran(arguments: Arguments) -> (Result<Ending, Error>, String) {
    tokio::task::spawn_blocking(move || {
        let mut out = Vec::new();
        let ending = run(&arguments, &mut out);
        (ending, String::from_utf8(out).unwrap())
    })
    .await
    .unwrap()
}

async fn server(defect: Option<&'static str>) -> Reference {
    let description = Document::parse("api.yaml", DESCRIPTION).unwrap().to_value();
    Reference::start(description, defect, 0).await.unwrap()
}

#[tokio::test]
async fn what_cannot_be_run_says_what_to_do() {
    let refused = async |change: &dyn Fn(&mut Ground), document: &str| {
        let mut ground = Ground::new(document);
        change(&mut ground);
        let error = ran(ground.arguments.clone()).await.0.unwrap_err().to_string();
        error.replace(&ground.folder.path().display().to_string(), "")
    };
    let plain = |_: &mut Ground| {};
    let broken = refused(&plain, "openapi: 3.0.3\npaths:\n  /a: [\n").await;
    assert!(broken.starts_with("/api.yaml:3:8"), "{broken}");
    let other = refused(&plain, "openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: 5\n").await;
    assert!(other.contains("/api.yaml:3:"), "{other}");
    let absent = refused(&|ground| ground.arguments.spec = Some(ground.path("none.yaml")), DESCRIPTION).await;
    assert!(absent.contains("/none.yaml"), "{absent}");
    let unreachable = refused(&plain, DESCRIPTION).await;
    assert!(unreachable.starts_with("cannot reach http://127.0.0.1:1/"), "{unreachable}");
    for text in ["ada", "=Authorization: x", "ada=: x", "ada=Authorization"] {
        let identity =
            refused(&|ground| ground.arguments.identities = vec![text.to_owned()], DESCRIPTION).await;
        assert!(identity.starts_with("cannot read the identity") && identity.contains("help:"), "{identity}");
    }
    let url = refused(&|ground| ground.arguments.url = Some("localhost".to_owned()), DESCRIPTION).await;
    assert!(url.starts_with("cannot use the URL `localhost`"), "{url}");
    let baseline =
        refused(&|ground| ground.arguments.baseline = Some(ground.path("known")), DESCRIPTION).await;
    assert!(baseline.starts_with("cannot use /known"), "{baseline}");
}

#[tokio::test]
async fn a_run_of_no_operation_is_none() {
    let server = server(None).await;
    let mut ground = Ground::new(DESCRIPTION);
    ground.arguments.url = Some(server.url.clone());
    ground.arguments.operations = vec!["nothing".to_owned()];
    let error = ran(ground.arguments.clone()).await.0.unwrap_err().to_string();
    assert!(error.starts_with("no operation matches nothing"), "{error}");
}

#[tokio::test]
async fn a_baseline_accepts_what_is_known_and_must_shrink() {
    let (good, bad) = (server(None).await, server(Some(DEFECT)).await);
    let mut ground = Ground::new(DESCRIPTION);
    ground.arguments.operations = vec!["POST /notes".to_owned()];
    ground.arguments.url = Some(bad.url.clone());
    let (ending, out) = ran(ground.arguments.clone()).await;
    assert_eq!(ending.unwrap(), Ending::Found, "{out}");
    let id = out.lines().find_map(|line| line.trim().strip_prefix("id ")).unwrap().to_owned();

    let known = ground.path("known");
    fs::write(&known, format!("# accepted\n{id} until it is mended\n")).unwrap();
    ground.arguments.baseline = Some(known.clone());
    let (ending, out) = ran(ground.arguments.clone()).await;
    assert_eq!(ending.unwrap(), Ending::Clean, "{out}");
    assert!(out.contains("1 known finding"), "{out}");

    // A part of the document says nothing of the rest.
    ground.arguments.url = Some(good.url.clone());
    let (ending, out) = ran(ground.arguments.clone()).await;
    assert_eq!(ending.unwrap(), Ending::Clean, "{out}");
    ground.arguments.operations = Vec::new();
    let (ending, out) = ran(ground.arguments.clone()).await;
    assert_eq!(ending.unwrap(), Ending::Found, "{out}");
    assert!(out.contains(&format!("{id} is found no more; take it out of the file")), "{out}");
}

/// The reports of a run, without what differs between any two: the server's address, times, and the ids that it makes.
async fn reports(folder: &Path) -> Vec<String> {
    let server = server(Some("notes.read.texts:kind")).await;
    let mut ground = Ground::new(DESCRIPTION);
    ground.arguments.url = Some(server.url.clone());
    ground.arguments.operations = vec!["/notes".to_owned()];
    ground.arguments.report = Some(folder.to_path_buf());
    let spec = ground.arguments.spec.clone().unwrap().display().to_string();
    let (ending, out) = ran(ground.arguments).await;
    assert_eq!(ending.unwrap(), Ending::Found);
    let names = ["report.json", "junit.xml", "report.sarif", "report.html"];
    let files = names.map(|name| fs::read_to_string(folder.join(name)).unwrap());
    let times = [
        r#""duration_ms": \d+"#,
        r"in \d+\.\d+ s",
        r"<dd>\d+\.\d s</dd>",
        r"\d{4}-\d\d-\d\dT[0-9:.]+Z",
        r"\bn_[0-9a-f]{12}\b",
    ];
    let times = regex::Regex::new(&times.join("|")).unwrap();
    let authority = server.url.trim_start_matches("http://").to_owned();
    let plain = |text: String| {
        let text = text.replace(&authority, "").replace(&spec, "").replace(spec.trim_start_matches('/'), "");
        times.replace_all(&text, "").into_owned()
    };
    files.into_iter().chain([out]).map(plain).collect()
}

#[tokio::test]
async fn the_same_seed_writes_the_same_reports() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let one = reports(folders[0].path()).await;
    let other = reports(folders[1].path()).await;
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one, other);
    }
    assert!(one[0].contains("body_schema") && one[3].contains("body_schema"));
}
