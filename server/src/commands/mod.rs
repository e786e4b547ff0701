//! The program's commands. Each wires the floors together; none decides anything of the domain.

mod admin;
mod dev;
mod jobs;
mod migrate;
mod policies;
mod private_postgres;
mod ready;
mod serve;
mod service;
mod statements;

pub use admin::{Admin, ImportError};

use crate::authorization::PolicyError;
use crate::config::{Cli, Command, SecretError};
use crate::http::ListenError;
use crate::server::ServerError;
use crate::{db, domain, embedded};
use std::future::Future;
use std::process::ExitCode;

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
    /// There are no policies to decide by.
    #[error(transparent)]
    Policies(#[from] PolicyError),
    /// The schema cannot be brought up to date.
    #[error(transparent)]
    Migrate(#[from] db::MigrateError),
    /// The demo data cannot be loaded.
    #[error("the demo data cannot be loaded: {0}")]
    Demo(#[source] domain::Error),
    /// The use case that a command asked for was refused.
    #[error("{}", admin::refusal(.0))]
    Refused(#[from] domain::Error),
    /// An import did not do all that it was asked for.
    #[error(transparent)]
    Import(ImportError),
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

impl Error {
    /// What the program tells whoever started it: 1, or what the command says of it.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        if let Self::Import(error) = self { ExitCode::from(error.exit_code()) } else { ExitCode::FAILURE }
    }
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
        Command::Admin(resource) => block_on(admin::run(resource)),
        Command::Policies(arguments) => policies::run(&arguments, &mut std::io::stdout()),
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
