//! What can go wrong between "no database given" and "a database is ready", in words that say what to do.
//!
//! Must not know who asks: no exit codes, no logging.

use std::io;
use std::path::PathBuf;

/// Why there is no private PostgreSQL.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Running as root, and no account to run the database as.
    #[error("no account to run PostgreSQL as: {0}; run as a normal user or give a database URL")]
    Account(String),

    /// The environment asks for something that does not exist.
    #[error("environment variable {name}: {reason}")]
    Environment {
        /// The variable's name.
        name: &'static str,
        /// What is wrong with its value, and what would be right.
        reason: String,
    },

    /// Nothing found and nothing fetched.
    #[error(
        "no PostgreSQL {minimum} or newer to run: install one ({install}), set PG_BIN_DIR, or give a database URL; tried {causes}"
    )]
    Unavailable {
        /// The oldest usable major version.
        minimum: u32,
        /// The command that would install one here, in backticks.
        install: &'static str,
        /// Each attempt with its cause, separated by semicolons.
        causes: String,
    },

    /// One way of fetching binaries did not lead to binaries that run.
    #[error("{0}")]
    Fetch(String),

    /// A fetched file is not the one that is pinned.
    #[error("{file} has the sha512 {found}, expected {expected}: not unpacked")]
    Integrity {
        /// File name of the archive.
        file: String,
        /// The pinned digest, base64.
        expected: String,
        /// The digest of what arrived, base64.
        found: String,
    },

    /// An archive member that must not be unpacked.
    #[error("archive member {member} {reason}: not unpacked")]
    Archive {
        /// The member's path as the archive spells it.
        member: String,
        /// What is wrong with it.
        reason: &'static str,
    },

    /// The directory cannot hold a database.
    #[error("{} cannot hold the database: {reason}", path.display())]
    Root {
        /// The directory, or the ancestor of it that is in the way.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },

    /// Somebody else uses the directory.
    #[error("{} is in use by another process; stop that one or choose another directory", path.display())]
    InUse {
        /// The directory.
        path: PathBuf,
    },

    /// The server, or the `initdb` before it, ended instead of becoming ready.
    #[error("PostgreSQL did not start ({status}): {log}")]
    Exited {
        /// The exit status in words.
        status: String,
        /// The end of the server's log.
        log: String,
    },

    /// The server runs and never became ready.
    #[error("PostgreSQL was not ready after {seconds} s: {log}")]
    NotReady {
        /// How long was waited, in seconds.
        seconds: u64,
        /// The end of the server's log.
        log: String,
    },

    /// The operating system refused something.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done, with the path or program it was done to.
        doing: String,
        /// The system's answer.
        source: io::Error,
    },
}

impl Error {
    /// An adapter for `map_err` that keeps what was being done beside the system's answer.
    pub(super) fn io(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Io { doing, source }
    }
}
