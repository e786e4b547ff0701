//! What is wrong with a policy, and where.

use std::fmt;
use std::io;
use std::path::PathBuf;

use miette::Diagnostic;

/// How many faults are told at once.
const TOLD_MAX: usize = 20;

/// Why there are no policies to decide by. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The operator's directory cannot be read.
    #[error("cannot read the policies in {}: {error}; --policies-dir must name a directory that can be read", directory.display())]
    Directory {
        /// The directory.
        directory: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// Policies are not valid; never empty.
    #[error("{}", told(faults))]
    Invalid {
        /// Everything that is wrong.
        faults: Vec<Fault>,
    },
    /// What is part of the program does not fit together.
    #[error("the shipped policies are unusable: {reason}")]
    Shipped {
        /// Why.
        reason: String,
    },
}

/// One thing that is wrong with a file of policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, as it was found.
    pub file: String,
    /// The line and the column, in characters, both from 1; absent where the file as a whole is meant.
    pub place: Option<(usize, usize)>,
    /// What is wrong, and where it is known what to write instead.
    pub reason: String,
}

impl Fault {
    /// A fault of a file as a whole.
    pub(super) fn of_file(file: &str, reason: impl Into<String>) -> Self {
        Self { file: file.to_owned(), place: None, reason: reason.into() }
    }

    /// A fault at an offset in a file's text, in bytes.
    pub(super) fn at(file: &str, text: &str, offset: usize, reason: impl Into<String>) -> Self {
        Self { file: file.to_owned(), place: Some(place(text, offset)), reason: reason.into() }
    }

    /// What Cedar says, at the first place that it names, or at `otherwise`.
    pub(super) fn of_cedar(file: &str, text: &str, otherwise: usize, said: &dyn Diagnostic) -> Self {
        let mut reason = said.to_string();
        let label = said.labels().and_then(|mut labels| labels.next());
        let offset = label.as_ref().map_or(otherwise, miette::LabeledSpan::offset);
        if let Some(more) = label.as_ref().and_then(|label| label.label()) {
            reason.extend([": ", more]);
        }
        if let Some(help) = said.help() {
            reason.extend(["; ", &help.to_string()]);
        }
        Self::at(file, text, offset, reason)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((line, column)) => write!(f, "{}:{line}:{column}: {}", self.file, self.reason),
            None => write!(f, "{}: {}", self.file, self.reason),
        }
    }
}

/// The line and the column of an offset, which may be behind the end.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
    (line, column)
}

fn told(faults: &[Fault]) -> String {
    let mut text = "the policies are not valid:".to_owned();
    for fault in faults.iter().take(TOLD_MAX) {
        text.extend(["\n  ", &fault.to_string()]);
    }
    if faults.len() > TOLD_MAX {
        text.push_str("\n  and more");
    }
    text.push_str("\nmend them; `selfsame policies --policies-dir DIR` checks them without serving");
    text
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn places_count_lines_and_characters_from_one() {
        let text = "a\nüb\n";
        for (offset, expected) in
            [(0, (1, 1)), (1, (1, 2)), (2, (2, 1)), (4, (2, 2)), (5, (2, 3)), (6, (3, 1))]
        {
            assert_eq!(place(text, offset), expected, "{offset}");
        }
        assert_eq!(place(text, 99), (3, 1));
    }
}
