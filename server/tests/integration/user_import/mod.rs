//! Imports of users, by the program itself as an operator runs it.

mod refusals;
mod resumption;
mod runs;
mod values;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::fixture::{TENANT, count, owner, tenant};
use crate::harness::{TestDatabase, app};
use selfsame_server::app::App;

/// A tenant, and a folder for inputs and reports.
struct Setting {
    app: App,
    database: TestDatabase,
    owner: Client,
    folder: TempDir,
}

async fn setting() -> Setting {
    let (app, database) = app().await;
    tenant(&app, TENANT).await;
    let owner = owner(&database).await;
    Setting { app, database, owner, folder: tempfile::tempdir().unwrap() }
}

impl Setting {
    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The command on an input.
    fn command(&self, input: &Path, arguments: &[&str]) -> Command {
        command(&self.database.service_url, TENANT, input, arguments)
    }

    async fn run(&self, input: &Path, arguments: &[&str]) -> Run {
        run(self.command(input, arguments)).await
    }

    async fn count(&self, sql: &str) -> i64 {
        count(&self.owner, sql).await
    }
}

/// The command on an input, which no setting of the surroundings reaches.
fn command(database_url: &str, tenant: Uuid, input: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_selfsame"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SELFSAME_")) {
        command.env_remove(name);
    }
    command.args(["admin", "user", "import", "--format", "json", "--tenant", &tenant.to_string()]);
    command.args(["--database-url", database_url]).args(arguments).arg(input);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a command to its end, off the threads on which the test's own connections are driven.
async fn run(mut command: Command) -> Run {
    Run::of(&tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap())
}

/// What came of a run.
#[derive(Debug)]
struct Run {
    code: i32,
    summary: Value,
    error: String,
}

impl Run {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            summary: serde_json::from_slice(&output.stdout).unwrap_or(Value::Null),
            error: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// Accepted and refused.
    fn counts(&self) -> (u64, u64) {
        (self.summary["accepted"].as_u64().unwrap(), self.summary["refused"].as_u64().unwrap())
    }
}

/// The entries of a report: line, code, field.
fn report(path: &Path) -> Vec<(u64, String, Option<String>)> {
    let text = std::fs::read_to_string(path).unwrap();
    let entries = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let text = |value: &Value| value.as_str().map(str::to_owned);
    entries
        .map(|entry| (entry["line"].as_u64().unwrap(), text(&entry["code"]).unwrap(), text(&entry["field"])))
        .collect()
}

/// Users `first` to `last`, one a line.
fn lines(first: u32, last: u32) -> String {
    (first..=last).map(|n| format!("{{\"userId\":\"u{n}\",\"email\":\"u{n}@example.com\"}}\n")).collect()
}
