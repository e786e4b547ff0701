//! `cargo xtask test`: all that must hold before a change lands. What CI runs.

use crate::observed::Observed;
use crate::{contract, generate, spec, workspace};
use anyhow::{Context, bail};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Runs every check and every test of the workspace.
#[derive(clap::Args, Debug)]
pub(crate) struct Arguments {
    /// Only tests whose name contains this, and no other checks.
    filter: Option<String>,
}

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
    ignored: u64,
}

/// Runs the command.
///
/// # Errors
/// A check or a test fails; the first check that does ends the run.
pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let started = Instant::now();
    if arguments.filter.is_none() {
        step(out, "format", &started)?;
        workspace::run(workspace::cargo().args(["fmt", "--all", "--check"]))
            .context("run `cargo fmt --all` and commit the result")?;
        step(out, "generated files", &started)?;
        generate::run(&generate::Arguments::check(), out)?;
        step(out, "rules of the document", &started)?;
        spec::check_rules(out)?;
        step(out, "changes of the document", &started)?;
        spec::check_version(out)?;
        step(out, "clippy", &started)?;
        let clippy = ["clippy", "--locked", "--workspace", "--all-targets", "--", "--deny", "warnings"];
        workspace::run(workspace::cargo().args(clippy))?;
    }
    step(out, "build", &started)?;
    workspace::run(workspace::cargo().args(["build", "--locked", "--workspace", "--all-targets"]))?;
    step(out, "tests", &started)?;
    let mut tests = workspace::cargo();
    tests.args(["test", "--locked", "--workspace", "--no-fail-fast"]).args(&arguments.filter);
    // Building them again alone would take other features, and with them most of the dependencies once more.
    tests.env("SELFSAME_BUILT_PROGRAMS", workspace::programs(false)?);
    let observed = Observed::new()?;
    observed.tell(&mut tests);
    let tally = tally(&mut tests, out)?;
    if arguments.filter.is_none() {
        step(out, "contract", &started)?;
        contract::gate(&observed, out)?;
    }
    writeln!(out, "finished in {:.0} s", started.elapsed().as_secs_f64())?;
    let Tally { passed, failed, ignored } = tally;
    writeln!(out, "{passed} passed, {failed} failed, {ignored} skipped")?;
    if passed == 0 {
        bail!("no test ran");
    }
    Ok(())
}

fn step(out: &mut dyn Write, name: &str, started: &Instant) -> anyhow::Result<()> {
    writeln!(out, "── {name} ({:.0} s)", started.elapsed().as_secs_f64())?;
    Ok(out.flush()?)
}

/// Runs the tests, shows what they print as they print it, and adds up what their runners say.
fn tally(command: &mut Command, out: &mut dyn Write) -> anyhow::Result<Tally> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("cannot run cargo test")?;
    let output = child.stdout.take().context("cargo test has no output")?;
    let mut sum = Tally::default();
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let text = String::from_utf8_lossy(&line);
        writeln!(out, "{text}")?;
        if let Some(Tally { passed, failed, ignored }) = result_line(&text) {
            sum = Tally {
                passed: sum.passed + passed,
                failed: sum.failed + failed,
                ignored: sum.ignored + ignored,
            };
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("{} passed, {} failed: `cargo test --workspace` ended with {status}", sum.passed, sum.failed);
    }
    Ok(sum)
}

/// Reads `test result: ok. 17 passed; 0 failed; 1 ignored; …`.
fn result_line(line: &str) -> Option<Tally> {
    let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    let count = |word: &str| {
        let part = counts.split("; ").find_map(|part| part.strip_suffix(word))?;
        part.trim().parse().ok()
    };
    Some(Tally { passed: count(" passed")?, failed: count(" failed")?, ignored: count(" ignored")? })
}

#[cfg(test)]
mod tests {
    use super::{Tally, result_line};

    #[test]
    fn the_runners_words_are_counted() {
        let line = "test result: FAILED. 16 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.15s";
        assert_eq!(result_line(line), Some(Tally { passed: 16, failed: 1, ignored: 2 }));
        assert_eq!(result_line("test a ... ok"), None);
    }
}
