//! Why documents could not be compared, or did not pass. Each message names what to do. It must not know exit codes
//! beyond telling what is unusable from what did not pass.

use std::io;

use crate::document::{LoadError, Problem};

/// A comparison that failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is nothing to compare.
    #[error("no document to compare\n  help: name it with --revision")]
    NoRevision,
    /// A document could not be loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A document is not one of OpenAPI 3.0, in these places.
    #[error("{}", list(.0))]
    Document(Vec<Problem>),
    /// Git could not say what the base is.
    #[error("{message}\n  help: {help}")]
    Git {
        /// What failed.
        message: String,
        /// What to do.
        help: String,
    },
    /// The version does not take the step that the changes need.
    #[error("{0}")]
    Gate(Box<Problem>),
    /// The report could not be written.
    #[error("cannot write the report: {0}")]
    Output(io::Error),
}

impl Error {
    /// Whether the documents were compared, and did not pass.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Gate(_))
    }
}

/// Problems that are listed; what follows from one mistake may be thousands.
const PROBLEMS_SHOWN: usize = 20;

fn list(problems: &[Problem]) -> String {
    let mut lines: Vec<_> = problems.iter().take(PROBLEMS_SHOWN).map(ToString::to_string).collect();
    if problems.len() > PROBLEMS_SHOWN {
        lines.push(format!("and {} more", problems.len() - PROBLEMS_SHOWN));
    }
    lines.join("\n")
}
