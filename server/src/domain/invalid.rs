//! Why a value was refused, and where in the request it stood.
//!
//! A field's `parse` knows the reason but not the place; the caller that read the request adds the place.

use crate::domain::Error;

/// Why a value cannot be what it was given as.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Invalid {
    /// A lowercase fragment, fit to be shown to the caller. It never repeats the value.
    pub reason: String,
}

impl Invalid {
    /// A refusal for `reason`.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }

    /// The refusal together with the place of the value, a JSON pointer such as `/body/timezone`.
    pub fn at(self, pointer: impl Into<String>) -> Violation {
        Violation { pointer: pointer.into(), reason: self.reason }
    }
}

/// A refused value in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where the value stands in the request: `/body/timezone`, `/header/x-tenant-id`.
    pub pointer: String,
    /// Why it was refused, as in [`Invalid::reason`].
    pub reason: String,
}

impl From<Violation> for Error {
    fn from(violation: Violation) -> Self {
        Self::InvalidField { violations: vec![violation] }
    }
}
