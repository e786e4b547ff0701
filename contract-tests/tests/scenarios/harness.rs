//! `selfsame dev --ephemeral`, started once for all scenarios.

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// A running server with demo data. It and its Postgres end with this.
pub(crate) struct Running {
    pub(crate) url: String,
    pub(crate) ada: String,
    pub(crate) child: Child,
}

impl Drop for Running {
    fn drop(&mut self) {
        // The private Postgres notices by itself that its owner is gone.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A server of one's own.
pub(crate) fn start() -> Running {
    let mut child = clean(program())
        .args(["dev", "--ephemeral", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not a ready line: {line}"));
    let text = |pointer: &str| ready.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    Running { url: text("/url"), ada: text("/tokens/ada"), child }
}

/// A command that no setting of the surroundings reaches.
pub(crate) fn clean(program: PathBuf) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SELFSAME_")) {
        command.env_remove(name);
    }
    command
}

/// Where the programs of a build of the whole workspace are, when that is what runs these tests.
const BUILT: &str = "SELFSAME_BUILT_PROGRAMS";

/// Builds a program of the workspace, which is nothing where it is built already, and says where it is.
fn built(package: &str, kind: &str, name: &str) -> PathBuf {
    if let Some(folder) = std::env::var_os(BUILT).map(PathBuf::from) {
        return if kind == "--example" { folder.join("examples").join(name) } else { folder.join(name) };
    }
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--package", package, kind, name, "--message-format", "json"]);
    let output = build.stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "{name} does not build");
    let messages = String::from_utf8(output.stdout).unwrap();
    let mut paths = messages.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        (message["target"]["name"] == name).then(|| message["executable"].as_str().map(PathBuf::from))?
    });
    paths.next_back().unwrap()
}

/// The server.
pub(crate) fn program() -> PathBuf {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| built("selfsame-server", "--bin", "selfsame")).clone()
}

/// The client's example.
pub(crate) fn example() -> PathBuf {
    built("selfsame-client", "--example", "profile")
}
