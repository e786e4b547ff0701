//! Running the compiler on generated code with a handler, without cargo.

use crate::workspace;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The crates that generated code and its handlers name.
const CRATES: [&str; 8] =
    ["bytes", "chrono", "dropshot", "http", "selfsame_spec", "serde", "serde_json", "uuid"];
const ROOT: &str = include_str!("../../../tests/golden/lib.rs");

/// The libraries to compile against.
pub(super) struct Libraries {
    /// Files by the names of their crates.
    files: BTreeMap<String, PathBuf>,
    /// Where what they need in turn is.
    folder: PathBuf,
}

/// What the compiler says is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Complaint {
    /// Such as `E0599`, or the name of a lint.
    pub(super) code: String,
    /// The file, without its folder.
    pub(super) file: String,
    /// The first line of the place, without the blanks around it.
    pub(super) line: String,
}

/// Builds the spec crate and asks where its libraries are.
pub(super) fn libraries() -> Libraries {
    let root = workspace::root().unwrap();
    let build = ["build", "--package", "selfsame-spec", "--lib", "--message-format", "json", "--quiet"];
    let output = workspace::cargo().args(build).current_dir(root).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "the spec crate does not build");
    let text = String::from_utf8(output.stdout).unwrap();
    let messages = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    // A crate that build scripts need too is built twice, for them with fewer features.
    let mut found: BTreeMap<String, (usize, PathBuf)> = BTreeMap::new();
    for message in messages {
        let name = message["target"]["name"].as_str().unwrap_or_default();
        let features = message["features"].as_array().map_or(0, Vec::len);
        let file = message["filenames"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let Some(file) = file.map(PathBuf::from).find(|file| file.extension().is_some_and(|e| e == "rlib"))
        else {
            continue;
        };
        if CRATES.contains(&name) && found.get(name).is_none_or(|(known, _)| *known < features) {
            found.insert(name.to_owned(), (features, file));
        }
    }
    assert_eq!(found.len(), CRATES.len(), "{found:?}");
    let folder = found["selfsame_spec"].1.parent().unwrap().join("deps");
    Libraries { files: found.into_iter().map(|(name, (_, file))| (name, file)).collect(), folder }
}

impl Libraries {
    /// The errors of the compiler for generated files and a handler. With `strict`, warnings are errors.
    pub(super) fn check(&self, files: &[(String, String)], handler: &str, strict: bool) -> Vec<Complaint> {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), files, handler);
        let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        rustc.current_dir(folder.path()).arg("lib.rs");
        rustc.args([
            "--edition",
            "2024",
            "--crate-type",
            "lib",
            "--emit",
            "metadata",
            "--error-format",
            "json",
        ]);
        rustc.arg("-L").arg(format!("dependency={}", self.folder.display()));
        for (name, file) in &self.files {
            rustc.arg("--extern").arg(format!("{name}={}", file.display()));
        }
        if strict {
            rustc.args(["-D", "warnings", "-D", "unused", "-D", "missing_docs", "-D", "unreachable_pub"]);
        }
        let output = rustc.output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        let complaints: Vec<Complaint> = text.lines().filter_map(complaint).collect();
        assert_eq!(output.status.success(), complaints.is_empty(), "{text}");
        complaints
    }
}

fn write(folder: &Path, files: &[(String, String)], handler: &str) {
    let generated = folder.join("generated");
    std::fs::create_dir(&generated).unwrap();
    for (name, content) in files {
        std::fs::write(generated.join(name), content).unwrap();
    }
    std::fs::write(folder.join("lib.rs"), ROOT).unwrap();
    std::fs::write(folder.join("handler.rs"), handler).unwrap();
}

/// An error with a place; the others only count them.
fn complaint(line: &str) -> Option<Complaint> {
    let message: Value = serde_json::from_str(line).ok()?;
    let spans = message["spans"].as_array()?;
    let span =
        spans.iter().find(|span| span["is_primary"] == true).filter(|_| message["level"] == "error")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().trim().to_owned();
    let file = Path::new(span["file_name"].as_str()?).file_name()?.to_string_lossy().into_owned();
    Some(Complaint { code: text(&message["code"]["code"]), file, line: text(&span["text"][0]["text"]) })
}
