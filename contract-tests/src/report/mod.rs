//! Formats that several commands report in. It must not know what any of them found, or where the text goes.

pub mod diff;
pub mod github;
pub mod lint;
pub mod sarif;

use crate::document::Place;

/// How bad a result is, for formats that know three levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Worth a look.
    Warning,
    /// To be mended.
    Error,
}

/// A place in a file of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePlace {
    /// The path, as a person gave it.
    pub file: String,
    /// The line and column.
    pub place: Place,
}
