//! What is known of a state once it was searched. It must not know how it was.

use std::fmt;
use std::rc::Rc;

use super::witness::Witness;

/// Whether some value is in a state.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    /// None is.
    Empty,
    /// This one is.
    Inhabited(Rc<Witness>),
    /// It could not be told.
    Unknown(Doubt),
}

/// Why a question stays open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It took more steps than it may.
    Steps,
    /// Schemas inside one another are too deep.
    Depth,
    /// The value that would show it is too large.
    Size,
    /// A number is too long to be counted with.
    Number,
    /// A pattern that is not regular, or whose automaton is too large.
    Pattern(String),
    /// A format of which no value could be found with what else is asked.
    Format(String),
    /// A demand on several items or members at once that is not decided.
    Combination,
    /// A value was found, and a validator does not confirm it.
    Unconfirmed,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Steps => f.write_str("the schemas are too large to be decided"),
            Self::Depth => f.write_str("the schemas are too deeply nested to be decided"),
            Self::Size => f.write_str("a value that would decide it is too large"),
            Self::Number => f.write_str("a number is too long to be counted with"),
            Self::Pattern(pattern) => {
                write!(f, "the pattern `{pattern}` is not regular, or too large to be decided")
            }
            Self::Format(format) => {
                write!(f, "what the format `{format}` has in common with the other constraints is not known")
            }
            Self::Combination => {
                f.write_str("several items or members depend on one another in a way that is not decided")
            }
            Self::Unconfirmed => f.write_str("a value was found that the validator does not confirm"),
        }
    }
}

/// The outcome of several alternatives, of which one value suffices.
#[derive(Debug, Default)]
pub(super) struct Alternatives {
    doubt: Option<Doubt>,
}

impl Alternatives {
    /// Takes one alternative's outcome; the witness ends the search.
    pub(super) fn take(&mut self, outcome: Outcome) -> Option<Rc<Witness>> {
        match outcome {
            Outcome::Inhabited(witness) => return Some(witness),
            Outcome::Unknown(doubt) => self.doubt(doubt),
            Outcome::Empty => {}
        }
        None
    }

    pub(super) fn doubt(&mut self, doubt: Doubt) {
        self.doubt.get_or_insert(doubt);
    }

    /// Whether steps ran out, so that no further alternative need be looked at.
    pub(super) fn is_exhausted(&self) -> bool {
        self.doubt == Some(Doubt::Steps)
    }

    /// The outcome when no alternative has a value.
    pub(super) fn end(self) -> Outcome {
        self.doubt.map_or(Outcome::Empty, Outcome::Unknown)
    }
}
