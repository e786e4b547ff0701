//! Why a document could not be loaded. Each message names the file, the line where there is one, and the mend.

use std::io;

use super::problem::Problem;

/// A document that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file could not be read.
    #[error("cannot read {name}: {error}\n  help: check the path and its permissions")]
    Io {
        /// The path, as it was given.
        name: String,
        /// What the system said.
        error: io::Error,
    },
    /// The source is longer than the loader reads.
    #[error(
        "{name}: the source is longer than {bytes_max} bytes\n  help: check that this is the document; if it is, \
         move large examples out of it"
    )]
    TooLarge {
        /// The document's name.
        name: String,
        /// The limit, in bytes.
        bytes_max: usize,
    },
    /// The source is neither YAML nor JSON.
    #[error("{0}")]
    Syntax(Problem),
    /// The source is well formed, but means nothing a reader of OpenAPI documents could rely on: duplicate
    /// keys, several documents, application tags, a root that is no mapping, or more than the limits allow.
    #[error("{0}")]
    Unusable(Problem),
}

impl LoadError {
    /// The problem in the source, when the failure has a place there.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Io { .. } | Self::TooLarge { .. } => None,
            Self::Syntax(problem) | Self::Unusable(problem) => Some(problem),
        }
    }
}
