use std::process::Command;
use std::sync::Arc;

use super::{Options, RunError, Silent, run};
use crate::api::Api;
use crate::document::Document;
use crate::live::base::Base;
use crate::live::client::Client;
use crate::live::exchange::Sent;
use crate::live::identity::Identity;
use crate::live::report::Report;
use crate::live::transport::{Limits, Transport};
use crate::reference::{DESCRIPTION, Reference, TOKENS};

/// A run against the reference server, of a part of its operations.
async fn ran(defect: Option<&'static str>, operations: &str) -> (Reference, Report) {
    let document = Document::parse("reference.yaml", DESCRIPTION).unwrap();
    let api = Arc::new(Api::read(&document).unwrap());
    let server = Reference::start(document.to_value(), defect, 0).await.unwrap();
    let texts = TOKENS.map(|(name, token)| format!("{name}=Authorization: Bearer {token}"));
    let identities = Identity::read_all(&texts).unwrap();
    let options = Options { seed: 3, operations: vec![operations.to_owned()], ..Options::default() };
    let base = Base::parse(&server.url).unwrap();
    let report = run(&document, api, base, identities, &options, &Silent).await.unwrap();
    (server, report)
}

fn found(report: &Report) -> Vec<String> {
    let shown = report.findings.iter().map(|finding| {
        let steps = finding.reproduce.len();
        format!("{} at {} in {steps}: {}", finding.check, finding.operation, finding.message)
    });
    shown.collect()
}

#[tokio::test]
async fn a_server_that_keeps_its_description_has_no_finding() {
    let (_server, report) = ran(None, "note").await;
    assert_eq!(found(&report), Vec::<String>::new());
    assert!(report.requests > 200, "{}", report.requests);
    assert!(report.observed() > report.pairs / 2, "{:?}", report.uncovered);
}

#[tokio::test]
async fn what_one_request_shows_is_found() {
    for (defect, operations, expected) in [
        (
            "notes.create.answers:202",
            "POST /notes",
            "status_undocumented at POST /notes in 1: 202 is not a documented status of POST /notes",
        ),
        (
            "notes.read.texts:kind",
            "GET /notes/*",
            "body_schema at GET /notes/{noteId} in 2: `/kind` breaks `enum`",
        ),
    ] {
        let (_server, report) = ran(Some(defect), operations).await;
        assert_eq!(found(&report), [expected], "{defect}");
    }
}

#[tokio::test]
async fn the_same_seed_gives_the_same_report() {
    let (first_server, first) = ran(Some("notes.read.texts:kind"), "/notes").await;
    let (second_server, second) = ran(Some("notes.read.texts:kind"), "/notes").await;
    let text = |server: &Reference, report: &Report| {
        let report = Report { duration_ms: 0, ..report.clone() };
        report
            .json()
            .to_string()
            .replace(&server.url, "")
            .replace(server.url.trim_start_matches("http://"), "")
    };
    assert!(!first.findings.is_empty());
    assert_eq!(text(&first_server, &first), text(&second_server, &second));
}

/// The lines of a finding, pasted into a shell, show it on a server that was never asked before.
#[tokio::test]
async fn reproductions_run_in_a_shell() {
    let (_server, report) = ran(Some("notes.read.texts:kind"), "GET /notes/*").await;
    let document = Document::parse("reference.yaml", DESCRIPTION).unwrap();
    let fresh = Reference::start(document.to_value(), Some("notes.read.texts:kind"), 0).await.unwrap();
    let script = report.findings[0].reproduce.join("\n").replace(&report.url, &fresh.url);
    let programs = ["curl", "jq"].map(|name| Command::new(name).arg("--version").output().is_ok());
    if programs.contains(&false) {
        return;
    }
    let output = tokio::process::Command::new("sh").args(["-c", &script]).output().await.unwrap();
    let answer = String::from_utf8(output.stdout).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{script}\n{answer}");
    assert!(!answer.contains("\"kind\":\"text\"") && !answer.contains("\"kind\":\"link\""), "{answer}");
}

#[tokio::test]
async fn runs_that_cannot_be_made() {
    let document = Document::parse("reference.yaml", DESCRIPTION).unwrap();
    let api = Arc::new(Api::read(&document).unwrap());
    let base = Base::parse("http://127.0.0.1:1").unwrap();
    let attempt = async |operations: Vec<String>| {
        let options = Options { operations, ..Options::default() };
        run(&document, Arc::clone(&api), base.clone(), Vec::new(), &options, &Silent).await.unwrap_err()
    };
    assert!(matches!(attempt(Vec::new()).await, RunError::Unreachable { .. }));
    assert!(matches!(attempt(vec!["nothing".to_owned()]).await, RunError::NoOperation { .. }));
}

#[tokio::test]
async fn a_server_that_ends_is_noticed() {
    let document = Document::parse("reference.yaml", DESCRIPTION).unwrap();
    let api = Arc::new(Api::read(&document).unwrap());
    let reference = Reference::start(document.to_value(), None, 0).await.unwrap();
    let client = |url: &str| {
        let transport = Transport::new(Base::parse(url).unwrap(), Limits::default()).unwrap();
        Client::new(Arc::clone(&api), transport, Vec::new())
    };
    let asked = async |client: &Client| {
        for at in 0..20 {
            client.conversation(at).send(None, Sent::new("GET", format!("/notes/{at}"))).await;
        }
        (client.is_cut_off(), client.gone_at().await.map(|exchange| exchange.sent.target.clone()))
    };
    assert_eq!(asked(&client(&reference.url)).await, (false, None));
    assert_eq!(asked(&client("http://127.0.0.1:1")).await, (true, Some("/notes/0".to_owned())));
}
