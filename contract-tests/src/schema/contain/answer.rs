//! What a question about schemas is answered. It must not know how it was found.

use serde_json::Value;

use super::outcome::Doubt;

/// Whether every value that the left schema accepts is accepted by the right one.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Every value is.
    Contained,
    /// This one is not: it is valid under the left schema and invalid under the right one, and a validator agrees.
    NotContained {
        /// The value.
        witness: Value,
    },
    /// It is not known.
    Undecided {
        /// Why.
        doubt: Doubt,
    },
}

/// Whether some value is accepted.
#[derive(Clone, Debug, PartialEq)]
pub enum Inhabitance {
    /// None is.
    Empty,
    /// This one is, and a validator agrees.
    Inhabited {
        /// The value.
        witness: Value,
    },
    /// It is not known.
    Undecided {
        /// Why.
        doubt: Doubt,
    },
}
