//! `cargo xtask spec`: what the toolkit says of this project's document. It must not know how it is said.

use std::io::Write;
use std::process::ExitCode;

use contract_tests::commands::{diff, lint};

use crate::workspace;

/// The document, from the workspace's root.
const DOCUMENT: &str = "spec/openapi.yaml";

/// Judges the document, or a change of it.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Diff(diff::Arguments),
    Lint(lint::Arguments),
}

/// Runs the command. Its own failures are told here, since they have an exit code of their own.
///
/// # Errors
/// There is no workspace.
pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<ExitCode> {
    let document = workspace::root()?.join(DOCUMENT);
    let document = workspace::below_here(&document).display().to_string();
    Ok(match &arguments.command {
        Command::Diff(arguments) => diff::run(arguments, Some(&document), out)
            .map_or_else(|error| refuse(&error, error.is_refusal()), ExitCode::from),
        Command::Lint(arguments) => lint::run(arguments, Some(&document), out)
            .map_or_else(|error| refuse(&error, false), ExitCode::from),
    })
}

#[expect(clippy::print_stderr, reason = "the failures of these commands are shown here")]
fn refuse(error: &dyn std::error::Error, is_refusal: bool) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::from(if is_refusal { 1 } else { 2 })
}
