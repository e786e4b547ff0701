//! The toolkit's own binary: its commands for any document and any server.

use std::process::ExitCode;

use clap::Parser;
use contract_tests::commands::diff;

/// A contract toolkit for OpenAPI 3.0 documents.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
enum Command {
    Diff(diff::Arguments),
}

fn main() -> ExitCode {
    let mut out = std::io::stdout();
    let ending = match Command::parse() {
        Command::Diff(arguments) => diff::run(&arguments, None, &mut out),
    };
    ending.map_or_else(|error| refuse(&error), ExitCode::from)
}

#[expect(clippy::print_stderr, reason = "the one place where a failure of a command is shown")]
fn refuse(error: &diff::Error) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::from(if error.is_refusal() { 1 } else { 2 })
}
