//! Why an import did not do all that it was asked for.

use crate::commands::{self, admin};
use crate::domain;
use std::io;
use std::path::PathBuf;

/// Entries were refused, or the import could not run to its end.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Some entries did not become users.
    #[error("{refused} of {entries} entries were refused")]
    Refused {
        /// How many were refused.
        refused: u64,
        /// Of how many.
        entries: u64,
    },
    /// The name of the file tells no format.
    #[error("the name {} does not end in .ndjson, .jsonl or .csv: say --input-format ndjson or csv", .0.display())]
    Format(PathBuf),
    /// The input cannot be opened.
    #[error("cannot read {}: {error}", path.display())]
    Open {
        /// Where it should be.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// The input breaks off.
    #[error("the input cannot be read on: {0}")]
    Read(io::Error),
    /// The first record of a table does not name columns of users.
    #[error("line 1 of the input: the column {column:?} {message}")]
    Columns {
        /// Its name.
        column: String,
        /// What is wrong with it.
        message: String,
    },
    /// The report cannot be written.
    #[error("the report {} cannot be written: {error}", path.display())]
    Report {
        /// Where it should be.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// The report of the run before is something else.
    #[error(
        "{} is not the report of the run that broke off, so it is not written to; name that report or a new file",
        .0.display()
    )]
    ForeignReport(PathBuf),
    /// The report would overwrite the input.
    #[error("{} is the input; name another file for the report", .0.display())]
    ReportIsInput(PathBuf),
    /// The input begins like one that was imported, and goes on in another way.
    #[error(
        "the input begins like one of which {lines} lines are done, but these lines have changed; say --restart to judge \
         all of it: what is stored already will be refused as taken"
    )]
    Changed {
        /// How many lines are done.
        lines: u64,
    },
    /// Another run has moved the import on.
    #[error("another run of this import is at work; stopped at line {lines}")]
    TakenOver {
        /// How many lines were done when it was last seen.
        lines: u64,
    },
    /// The database does not take the next batch.
    #[error(
        "stopped after line {lines}: {}; run the same command again, and it goes on from there",
        admin::refusal(error)
    )]
    Stopped {
        /// How many lines are done.
        lines: u64,
        /// Why it stopped.
        error: domain::Error,
    },
    /// What every command needs is not there.
    #[error(transparent)]
    Command(Box<commands::Error>),
}

impl ImportError {
    /// 1 where entries were refused, 2 where the import could not run to its end.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Refused { .. } => 1,
            Self::Format(_)
            | Self::Open { .. }
            | Self::Read(_)
            | Self::Columns { .. }
            | Self::Report { .. }
            | Self::ForeignReport(_)
            | Self::ReportIsInput(_)
            | Self::Changed { .. }
            | Self::TakenOver { .. }
            | Self::Stopped { .. }
            | Self::Command(_) => 2,
        }
    }
}

impl From<commands::Error> for ImportError {
    fn from(error: commands::Error) -> Self {
        Self::Command(Box::new(error))
    }
}

impl From<domain::Error> for ImportError {
    fn from(error: domain::Error) -> Self {
        Self::from(commands::Error::Refused(error))
    }
}
