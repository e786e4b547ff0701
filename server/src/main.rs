//! The `selfsame` program: reads its command, runs it, and says why it could not.

use clap::Parser;
use selfsame_server::{commands, config::Cli};
use std::process::ExitCode;

/// A fifth of a request's own instructions are allocation, and this one takes half of the platform's time for it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match commands::run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            error.exit_code()
        }
    }
}

#[expect(clippy::print_stderr, reason = "the one place where the program's failure is shown")]
fn report(error: &commands::Error) {
    eprintln!("selfsame: {error}");
}
