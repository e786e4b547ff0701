//! One difference between two documents, as a reviewer sees it. It must not know how it was found.

use std::fmt;

use serde_json::Value;

use super::rule::Rule;
use crate::document::{Document, Place};

/// How much a change matters; the greater the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// No message changes its validity, and none means something else.
    Documentation,
    /// More requests are accepted, or fewer responses are met; nobody is refused or surprised.
    Compatible,
    /// It could not be decided whether it breaks.
    Undecided,
    /// A request that was accepted is refused or means something else, or a response comes that could not come
    /// before.
    Breaking,
}

impl Level {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documentation => "documentation",
            Self::Compatible => "compatible",
            Self::Undecided => "undecided",
            Self::Breaking => "breaking",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which messages a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// What clients send.
    Request,
    /// What the server answers.
    Response,
}

impl Direction {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

/// Where a change stands in one of the documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// JSON pointer (RFC 6901).
    pub pointer: String,
    /// The place in the source.
    pub place: Place,
}

impl Spot {
    /// The place of the pointer in the document, or of the nearest value around it.
    pub fn of(document: &Document, pointer: &str) -> Spot {
        Spot { pointer: pointer.to_owned(), place: document.place(pointer) }
    }
}

/// A message that proves a change: valid under one document and not under the other, or valid under both and
/// meaning something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The value that the schemas disagree on, where a schema is what changed.
    pub value: Option<Value>,
    /// The request or the response that carries it, as it looks on the wire.
    pub message: String,
}

/// A difference between two documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Stable: it depends on the rule, the direction and the pointers, and on nothing else.
    pub id: String,
    /// What the change is about.
    pub rule: Rule,
    /// How much it matters.
    pub level: Level,
    /// The operations that it reaches, as `GET /users/{id}` in the revision, or in the base when they are gone;
    /// in the order of the documents.
    pub operations: Vec<String>,
    /// Which messages it is about; none for what is about no message.
    pub direction: Option<Direction>,
    /// Where it stands in the base; none for what came.
    pub base: Option<Spot>,
    /// Where it stands in the revision; none for what went.
    pub revision: Option<Spot>,
    /// A sentence for a reviewer.
    pub message: String,
    /// The proof, for what breaks.
    pub witness: Option<Witness>,
}
