//! The toolkit's own binary: its commands for any document and any server.

use std::fmt::Display;
use std::process::ExitCode;

use clap::Parser;
use contract_tests::commands::{contract, diff, lint, mutant};

/// Documents are trees of small values, and most of the time goes into making and dropping them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A contract toolkit for OpenAPI 3.0 documents.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
enum Command {
    Contract(contract::Arguments),
    Diff(diff::Arguments),
    Lint(lint::Arguments),
    Mutant(mutant::Arguments),
}

fn main() -> ExitCode {
    let mut out = std::io::stdout();
    match Command::parse() {
        Command::Contract(arguments) => {
            contract::run(&arguments, &mut out).map_or_else(|error| refuse(&error, 2), ExitCode::from)
        }
        Command::Diff(arguments) => diff::run(&arguments, None, &mut out)
            .map_or_else(|error| refuse(&error, if error.is_refusal() { 1 } else { 2 }), ExitCode::from),
        Command::Lint(arguments) => {
            lint::run(&arguments, None, &mut out).map_or_else(|error| refuse(&error, 2), ExitCode::from)
        }
        Command::Mutant(arguments) => {
            mutant::run(&arguments, &mut out).map_or_else(|error| refuse(&error, 2), ExitCode::from)
        }
    }
}

#[expect(clippy::print_stderr, reason = "the one place where a failure of a command is shown")]
fn refuse(error: &dyn Display, code: u8) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::from(code)
}
