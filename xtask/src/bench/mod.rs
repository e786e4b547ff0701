//! `cargo xtask bench`: how close the service comes to what its database can give.
//!
//! `GET /me` with everything on (authentication, validation, the request log in a file) is measured in turns with
//! `pgbench` running the same prepared statement on the same database with as many connections, so that whatever else
//! the machine does meets both. The result is their ratio. Must not know the service's code: it starts the binary.
//! Imports are measured against `COPY` in [`import`].

mod authorization;
mod binaries;
mod cpu;
mod import;
mod latency;
mod load;
mod pgbench;
mod report;
mod seed;
mod target;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;

use crate::workspace;
use binaries::Binaries;
use cpu::Clock;
use load::Load;
use pgbench::Pgbench;
use report::{Report, Round, Run};
use target::Target;

/// How long each side runs before it is measured: connections open, plans are cached, memory is warm.
const WARM_UP: Duration = Duration::from_secs(1);

/// Measures `GET /me` against pgbench running the same statement, or what is named.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Bench {
    #[command(subcommand)]
    named: Option<Named>,
    #[command(flatten)]
    reads: Arguments,
}

/// What else can be measured.
#[derive(Debug, clap::Subcommand)]
enum Named {
    Import(import::Arguments),
}

/// How `GET /me` is measured.
#[derive(Debug, clap::Args)]
struct Arguments {
    /// How often each side is measured, in turns.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// How long a side is measured in a round.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    /// Connections that ask at the same time, on either side.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=150))]
    connections: u16,
    /// Users in the database, each with a session; requests go through all of them.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    users: u32,
    /// Writes the result to this file as JSON too.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Measures what is asked for.
///
/// # Errors
/// A program is missing, a step fails, or an answer is not the expected one.
pub(crate) fn run(bench: &Bench, out: &mut dyn Write) -> anyhow::Result<()> {
    match &bench.named {
        Some(Named::Import(arguments)) => import::run(arguments, out),
        None => reads(&bench.reads, out),
    }
}

/// Builds, starts, seeds, measures and reports.
fn reads(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<()> {
    let postgres = Binaries::find()?;
    writeln!(out, "building the release")?;
    let binary = workspace::build_server(true)?;
    let folder = scratch()?;

    writeln!(out, "starting the service and seeding {} users", arguments.users)?;
    let target = Target::start(&binary, &folder.join("service.log"))?;
    let tokens = seed::seed(&postgres, &target, arguments.users)?;
    let pgbench = Pgbench::prepare(&postgres, &binary, &target, arguments.users, &folder)?;
    let clock = Clock::of(target.pid())?;
    let mut load = Load::connect(target.address(), &tokens, usize::from(arguments.connections))?;

    writeln!(out, "warming up")?;
    load.run(WARM_UP)?;
    pgbench.run(arguments.connections, WARM_UP)?;

    let duration = Duration::from_secs(arguments.seconds);
    let mut report = Report::new(arguments);
    report.write_head(out)?;
    for _ in 0..arguments.rounds {
        let round = measure(&clock, &mut load, &pgbench, arguments.connections, duration)?;
        report.write_round(out, round)?;
    }
    drop(load);
    report.log_lines = Some(target.stop()?);
    report.decisions = authorization::measure(&binary)?;
    report.write_summary(out)?;
    keep(arguments.report.as_deref(), &report.json(), out)
}

/// Writes a result for programs, where a file for it is asked for.
fn keep(file: Option<&Path>, result: &serde_json::Value, out: &mut dyn Write) -> anyhow::Result<()> {
    if let Some(file) = file {
        fs::write(file, format!("{result:#}\n"))
            .with_context(|| format!("cannot write the report to {}", file.display()))?;
        writeln!(out, "report: {}", file.display())?;
    }
    Ok(())
}

/// One turn of either side.
fn measure(
    clock: &Clock,
    load: &mut Load,
    pgbench: &Pgbench<'_>,
    connections: u16,
    duration: Duration,
) -> anyhow::Result<Round> {
    let before = clock.read()?;
    let served = load.run(duration)?;
    let between = clock.read()?;
    let queried = pgbench.run(connections, duration)?;
    let after = clock.read()?;
    let (serving, querying) = (between.since(&before), after.since(&between));
    Ok(Round {
        service: Run {
            answers: served.answers,
            per_second: served.per_second,
            latency: served.latency,
            service: serving.service,
            postgres: serving.postgres,
            client: serving.own,
        },
        pgbench: Run {
            answers: queried.answers,
            per_second: queried.per_second,
            latency: queried.latency,
            service: querying.service,
            postgres: querying.postgres,
            client: querying.reaped,
        },
    })
}

/// Where the files of a run go: the log of the service, the script of pgbench.
fn scratch() -> anyhow::Result<PathBuf> {
    let folder = workspace::programs(true)?.join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    Ok(folder)
}
