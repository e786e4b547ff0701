//! `cargo xtask bench import`: how close an import comes to a plain `COPY` of the same rows.
//!
//! The import is the release binary on a file; what it has stored is then written out and copied into the same tables,
//! emptied, with the same indexes and constraints. `COPY` parses no text, judges no value, asks nothing of row-level
//! security, writes no audit log, and could not go on where it broke off. Must not know the service's code.

mod memory;
mod report;
mod rows;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use super::binaries::Binaries;
use super::target::Target;
use crate::workspace;
use report::{Report, Round};

/// Measures `selfsame admin user import` against `COPY` of the same rows.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Users to import.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    rows: u32,
    /// How often each side is measured, in turns.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// Writes the result to this file as JSON too.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Everything that a round leaves behind, so that the next one meets the same tables.
const EMPTY: &str = "TRUNCATE users, audit_events, user_imports CASCADE; CHECKPOINT;";

/// Builds, starts, measures and reports.
///
/// # Errors
/// A program is missing, a step fails, or the import does not store every row.
pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let postgres = Binaries::find()?;
    writeln!(out, "building the release")?;
    let binary = workspace::build_server(true)?;
    let folder = super::scratch()?.join("import");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;

    writeln!(out, "writing {} rows and starting a database", arguments.rows)?;
    let input = folder.join("users.ndjson");
    let bytes = rows::write(&input, arguments.rows)?;
    let target = Target::start(&binary, &folder.join("service.log"))?;
    let mut report = Report::new(arguments.rows, bytes);
    report.write_head(out)?;
    for _ in 0..arguments.rounds {
        report.write_round(out, measure(&postgres, &binary, &target, &input, arguments.rows)?)?;
    }
    target.stop()?;
    fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    report.write_summary(out)?;
    super::keep(arguments.report.as_deref(), &report.json(), out)
}

/// One turn of either side.
fn measure(
    postgres: &Binaries,
    binary: &Path,
    target: &Target,
    input: &Path,
    rows: u32,
) -> anyhow::Result<Round> {
    let url = target.database_url();
    postgres.query(url, &[], EMPTY)?;
    let (import, peak_bytes) = import(binary, target, input, rows)?;

    let (users, audit) = (input.with_file_name("users.copy"), input.with_file_name("audit.copy"));
    for (table, file) in [("users", &users), ("audit_events", &audit)] {
        postgres.query(url, &[], &format!("\\copy {table} to '{}' (format binary)\n", file.display()))?;
    }
    postgres.query(url, &[], EMPTY)?;
    let copy = |table: &str, file: &Path| {
        let started = Instant::now();
        postgres.query(url, &[], &format!("\\copy {table} from '{}' (format binary)\n", file.display()))?;
        anyhow::Ok(started.elapsed())
    };
    let copy_users = copy("users", &users)?;
    let copy_audit = copy("audit_events", &audit)?;
    ensure!(stored(postgres, url)? == u64::from(rows), "the copy has not every row");
    Ok(Round { import, copy_users, copy_audit, peak_bytes })
}

/// Imports the file, and gives the time from start to end and the most memory that it took.
fn import(binary: &Path, target: &Target, input: &Path, rows: u32) -> anyhow::Result<(Duration, u64)> {
    let log = input.with_file_name("import.log");
    let mut command = Command::new(binary);
    command.args(["admin", "user", "import", "--format", "json", "--tenant", target.tenant()]);
    command.args(["--database-url", target.database_url()]).arg(input);
    let doing = || format!("cannot create {}", log.display());
    command.stdin(Stdio::null()).stdout(File::create(&log).with_context(doing)?);
    let started = Instant::now();
    let mut child = command.spawn().with_context(|| format!("cannot run {}", binary.display()))?;
    let peak_bytes = memory::peak_until_end(&mut child)?;
    let elapsed = started.elapsed();
    let printed = fs::read_to_string(&log).context("the import printed no UTF-8")?;
    let summary: serde_json::Value =
        serde_json::from_str(&printed).with_context(|| format!("the import printed no JSON: {printed}"))?;
    ensure!(
        summary.get("accepted").and_then(serde_json::Value::as_u64) == Some(u64::from(rows)),
        "the import has not stored every row: {summary}"
    );
    Ok((elapsed, peak_bytes))
}

fn stored(postgres: &Binaries, url: &str) -> anyhow::Result<u64> {
    let counted = postgres.query(url, &[], "SELECT count(*) FROM users;")?;
    counted.first().and_then(|count| count.parse().ok()).context("psql counted nothing")
}
