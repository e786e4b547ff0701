//! Why a set of strings is not at hand. It must not know how sets are built.

use thiserror::Error;

/// The automaton of a set would pass the bounds of this module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("its automaton is too large")]
pub struct TooLarge;

/// Why a pattern has no [`Language`](super::Language).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Irregular {
    /// The text is not a pattern of ECMA-262.
    #[error("it is not an ECMA-262 pattern: {reason}, at character {at}")]
    Syntax {
        /// The character, from 1.
        at: usize,
        /// What is wrong there.
        reason: String,
    },
    /// The pattern refers back to what a group matched, which no automaton can do.
    #[error("it refers back to a group, at character {at}")]
    Backreference {
        /// The character, from 1.
        at: usize,
    },
    /// The pattern has a lookahead inside a lookbehind.
    #[error("it looks ahead from within a lookbehind")]
    LookaheadInLookbehind,
    /// The automaton would be too large.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
}
