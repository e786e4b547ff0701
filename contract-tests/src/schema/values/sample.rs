//! Values that were made to show something, and what they show. It must not know how they are made.

use std::fmt;

use serde_json::Value;

/// A value and what it was made to show.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The value.
    pub value: Value,
    /// The one part of it that matters.
    pub mark: Mark,
}

/// The part of a value that is at an edge of what is accepted, or just beyond it, and the keyword that draws the edge.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// JSON pointer of the part in the value; empty for the whole.
    pub instance: String,
    /// JSON pointer of the keyword in the document.
    pub schema: String,
    /// The keyword: `maxLength`.
    pub keyword: &'static str,
    /// What is shown: a lowercase fragment such as `one character too many`.
    pub message: String,
}

/// Displayed as `/a/0: message (maxLength)`, the whole value as `the value`.
impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.instance.is_empty() { "the value" } else { &self.instance };
        write!(f, "{place}: {} ({})", self.message, self.keyword)
    }
}
