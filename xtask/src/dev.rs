//! `cargo xtask dev`: builds the server and runs it with demo data, on a private Postgres unless a database is given.

use crate::workspace;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// Builds and runs the service with demo data. Stop it with Ctrl-C.
#[derive(clap::Args, Debug)]
pub(crate) struct Arguments {
    /// Build with optimisations.
    #[arg(long)]
    release: bool,
    /// Flags of `selfsame dev`, such as --listen 127.0.0.1:9000; `cargo xtask dev -- --help` lists them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    flags: Vec<String>,
}

/// Runs the command. It ends with the server.
///
/// # Errors
/// The server cannot be built or started.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let program = workspace::build_server(arguments.release)?;
    // In our place, so that Ctrl-C and signals are the server's alone.
    let error = Command::new(&program).arg("dev").args(&arguments.flags).exec();
    Err(anyhow::Error::new(error).context(format!("cannot run {}", program.display())))
}
