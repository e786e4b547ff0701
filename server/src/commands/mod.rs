//! The program's commands. Each wires the floors together; none decides anything of the domain.

mod dev;
mod jobs;
mod migrate;
mod private_postgres;
mod ready;
mod serve;
mod service;
mod statements;

use crate::config::{Cli, Command, SecretError};
use crate::http::ListenError;
use crate::server::ServerError;
use crate::{db, domain, embedded};
use std::future::Future;

/// Why a command failed. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A secret is missing.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The private Postgres does not run.
    #[error("no private Postgres: {0}")]
    Postgres(#[from] embedded::Error),
    /// A setting of the database cannot be used.
    #[error(transparent)]
    Database(#[from] db::SetupError),
    /// The schema cannot be brought up to date.
    #[error(transparent)]
    Migrate(#[from] db::MigrateError),
    /// The demo data cannot be loaded.
    #[error("the demo data cannot be loaded: {0}")]
    Demo(#[from] domain::Error),
    /// The generated parts do not fit together.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The address cannot be listened on.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The machine refuses.
    #[error("{what}: {error}")]
    Io {
        /// What could not be done.
        what: &'static str,
        /// Why not.
        error: std::io::Error,
    },
}

/// Runs a command to its end.
///
/// # Errors
/// As the command's own.
pub fn run(cli: Cli) -> Result<(), Error> {
    match cli.command {
        Command::Serve(arguments) => block_on(serve::run(arguments)),
        Command::Dev(arguments) => block_on(dev::run(arguments)),
        Command::Migrate(arguments) => block_on(migrate::run(arguments)),
        Command::Statements => statements::run(&mut std::io::stdout()),
    }
}

fn block_on(command: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime =
        runtime.map_err(|error| Error::Io { what: "the async runtime cannot be started", error })?;
    let result = runtime.block_on(command);
    // What still runs after the shutdown deadline is not waited for.
    runtime.shutdown_background();
    result
}
