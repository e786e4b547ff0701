//! An input, entry by entry, whatever its format.

use super::csv::Records;
use super::error::ImportError;
use super::ndjson::Lines;
use super::refusal::{Code, Finding};
use super::source::Source;
use crate::app::ImportedUser;
use crate::domain::InputPosition;
use clap::ValueEnum;
use std::io;

/// The most bytes that an entry may have: four times what the profile API takes for attributes.
pub(super) const ENTRY_BYTES_MAX: usize = 1_048_576;

/// How an input is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InputFormat {
    /// A JSON object a line.
    Ndjson,
    /// A table of comma-separated values whose first record names the columns (RFC 4180).
    Csv,
}

/// The entries.
pub(super) enum Entries {
    Ndjson(Lines),
    Csv(Box<Records>),
}

/// Why an entry cannot be read.
#[derive(Debug)]
pub(super) struct Unreadable {
    /// What kind of refusal it is.
    pub(super) code: Code,
    /// What is wrong.
    pub(super) findings: Vec<Finding>,
}

impl Unreadable {
    /// Not of the format.
    pub(super) fn malformed(finding: Finding) -> Unreadable {
        Unreadable { code: Code::Malformed, findings: vec![finding] }
    }

    /// Longer than any entry is.
    pub(super) fn too_long() -> Unreadable {
        let message = format!("must not have more than {ENTRY_BYTES_MAX} bytes");
        Unreadable { code: Code::TooLong, findings: vec![Finding::whole(message)] }
    }
}

impl Entries {
    /// Begins an input.
    ///
    /// # Errors
    /// It cannot be read, or is a table whose columns are not those of users.
    pub(super) fn new(source: Source, format: InputFormat) -> Result<Entries, ImportError> {
        match format {
            InputFormat::Ndjson => Ok(Entries::Ndjson(Lines::new(source))),
            InputFormat::Csv => Ok(Entries::Csv(Box::new(Records::new(source)?))),
        }
    }

    /// Goes to the next entry and gives the line in which it begins, from 1; none at the end.
    ///
    /// # Errors
    /// The input cannot be read.
    pub(super) fn advance(&mut self) -> io::Result<Option<u64>> {
        match self {
            Entries::Ndjson(lines) => lines.advance(),
            Entries::Csv(records) => records.advance(),
        }
    }

    /// The user of the entry.
    ///
    /// # Errors
    /// It cannot be read as one.
    pub(super) fn user(&self) -> Result<ImportedUser<'_>, Unreadable> {
        match self {
            Entries::Ndjson(lines) => lines.user(),
            Entries::Csv(records) => records.user(),
        }
    }

    /// How many bytes were read.
    pub(super) fn bytes(&self) -> u64 {
        self.source().bytes()
    }

    /// The place after the entry.
    pub(super) fn position(&self) -> InputPosition {
        self.source().position()
    }

    /// Leaves out everything before a place, and tells whether it is what stood there.
    ///
    /// # Errors
    /// The input cannot be read.
    pub(super) fn skip_to(&mut self, place: &InputPosition) -> io::Result<bool> {
        match self {
            Entries::Ndjson(lines) => lines.source.skip_to(place),
            Entries::Csv(records) => records.source.skip_to(place),
        }
    }

    fn source(&self) -> &Source {
        match self {
            Entries::Ndjson(lines) => &lines.source,
            Entries::Csv(records) => &records.source,
        }
    }
}
