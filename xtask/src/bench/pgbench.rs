//! pgbench with the statement of `GET /me`: what the database gives without a service before it.
//!
//! The script is the service's own statement with the parameters filled in. It differs in one thing: the hash of the
//! token is computed in the statement, from the user's number, since pgbench has no such function. That costs the
//! database one or two microseconds more per query. Must not know how the service runs the statement.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail, ensure};

use super::binaries::Binaries;
use super::latency::Latency;
use super::seed;
use super::target::Target;

/// The name under which the service lists the statement.
const STATEMENT: &str = "me_view";
/// What the service's connections for reads are opened with.
const OPTIONS: &str =
    "-c role=selfsame_reader -c default_transaction_read_only=on -c jit=off -c TimeZone=UTC";

/// A script that is ready to run.
pub(super) struct Pgbench<'a> {
    binaries: &'a Binaries,
    url: &'a str,
    tenant: &'a str,
    script: PathBuf,
}

/// What came of a run.
pub(super) struct Queried {
    /// Queries, all of them successful.
    pub(super) answers: u64,
    /// Queries per second, without the time to connect.
    pub(super) per_second: f64,
    /// Their times.
    pub(super) latency: Latency,
}

impl<'a> Pgbench<'a> {
    /// Writes the script, and checks that its statement finds the first user.
    ///
    /// # Errors
    /// The service does not list the statement, or it finds nothing.
    pub(super) fn prepare(
        binaries: &'a Binaries,
        service: &Path,
        target: &'a Target,
        users: u32,
        folder: &Path,
    ) -> anyhow::Result<Self> {
        let statement = statement(service)?;
        let hash = |n: &str| format!("sha256({})", seed::secret(n));
        let tenant = format!("'{}'", target.tenant());
        let check = filled(&statement, &[&tenant, &hash("1")])?;
        let rows = binaries.query(target.database_url(), &[], &format!("{check};"))?;
        ensure!(rows.len() == 1, "{STATEMENT} finds {} rows for the first user", rows.len());

        let query = filled(&statement, &[":tenant", &hash(":n::bigint")])?;
        let script = folder.join("me_view.pgbench.sql");
        fs::write(&script, format!("\\set n random(1, {users})\n{query};\n"))
            .with_context(|| format!("cannot write {}", script.display()))?;
        Ok(Self { binaries, url: target.database_url(), tenant: target.tenant(), script })
    }

    /// Runs the script on that many connections for the given time, in whole seconds.
    ///
    /// # Errors
    /// pgbench cannot be run, or a query fails.
    pub(super) fn run(&self, connections: u16, duration: Duration) -> anyhow::Result<Queried> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = threads.min(usize::from(connections));
        let mut command = self.binaries.command("pgbench");
        command
            .args(["--no-vacuum", "--protocol=prepared"])
            .arg(format!("--client={connections}"))
            .arg(format!("--jobs={threads}"))
            .arg(format!("--time={}", duration.as_secs().max(1)))
            .arg(format!("--define=tenant={}", self.tenant))
            .arg("--file")
            .args([self.script.as_os_str(), self.url.as_ref()])
            .env("PGOPTIONS", OPTIONS);
        let printed = output(&mut command)?;
        parse(&printed).with_context(|| format!("pgbench did not print what was expected:\n{printed}"))
    }
}

/// The text of the statement, as the service runs it.
fn statement(service: &Path) -> anyhow::Result<String> {
    let printed = output(Command::new(service).arg("statements"))?;
    let statements: serde_json::Value =
        serde_json::from_str(&printed).context("`selfsame statements` printed no JSON")?;
    let text = statements.get(STATEMENT).and_then(serde_json::Value::as_str);
    text.map(str::to_owned).with_context(|| format!("`selfsame statements` lists no {STATEMENT}"))
}

/// Puts values in the place of `$1`, `$2` …
fn filled(statement: &str, values: &[&str]) -> anyhow::Result<String> {
    let mut parts = statement.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|character: char| !character.is_ascii_digit()).unwrap_or(part.len());
        let (number, rest) = part.split_at(end);
        let value = number.parse::<usize>().ok().and_then(|number| values.get(number.checked_sub(1)?));
        text.push_str(value.with_context(|| format!("the statement has an unexpected parameter ${number}"))?);
        text.push_str(rest);
    }
    Ok(text)
}

/// Runs a program to its end and gives what it printed. It does not outlive us for long: its database goes with us.
fn output(command: &mut Command) -> anyhow::Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot run {program}"))?;
    if !output.status.success() {
        bail!("{program} failed ({}): {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("{program} printed no UTF-8"))
}

/// Reads pgbench's summary.
fn parse(printed: &str) -> Option<Queried> {
    let after = |label: &str| {
        let value = printed.lines().find_map(|line| line.strip_prefix(label))?;
        value.split_ascii_whitespace().next()
    };
    let mean_ms: f64 = after("latency average = ")?.parse().ok()?;
    // Versions before 15 do not count failures: there the first one ends pgbench.
    let failures = after("number of failed transactions: ").unwrap_or("0");
    (failures == "0").then_some(())?;
    Some(Queried {
        answers: after("number of transactions actually processed: ")?.parse().ok()?,
        per_second: after("tps = ")?.parse().ok()?,
        latency: Latency::Mean(Duration::from_secs_f64(mean_ms / 1000.0)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_filled_in() {
        let text = filled("a = $1 AND b = $2 AND c = $1::uuid", &[":x", "f(:y)"]).unwrap();
        assert_eq!(text, "a = :x AND b = f(:y) AND c = :x::uuid");
        for statement in ["a = $3", "a = $10", "a = $0", "a = $x$"] {
            assert!(filled(statement, &["1", "2"]).is_err(), "{statement}");
        }
    }

    #[test]
    fn the_summary_is_read() {
        let printed = "scaling factor: 1\nnumber of transactions actually processed: 38112\n\
                       number of failed transactions: 0 (0.000%)\nlatency average = 0.250 ms\n\
                       initial connection time = 9.1 ms\ntps = 3811.25 (without initial connection time)\n";
        let queried = parse(printed).unwrap();
        assert_eq!((queried.answers, queried.per_second), (38112, 3811.25));
        assert_eq!(queried.latency, Latency::Mean(Duration::from_micros(250)));
        assert!(parse(&printed.replace("transactions: 0 (", "transactions: 2 (")).is_none());
        assert!(parse("").is_none());
    }
}
