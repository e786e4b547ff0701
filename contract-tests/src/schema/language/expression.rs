//! A pattern as an expression: what is left of ECMA-262 syntax once groups, laziness and anchors are said in terms of
//! characters and looks. It must not know how patterns are written or decided.

use super::characters::CharacterSet;

/// A regular expression with looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expression {
    /// One character of the set.
    Class(CharacterSet),
    /// One after the other; the empty word when there is none.
    Sequence(Vec<Expression>),
    /// One of them; no word when there is none.
    Choice(Vec<Expression>),
    /// As often as said.
    Repeat {
        /// What is repeated.
        body: Box<Expression>,
        /// At least so often.
        min: u32,
        /// At most so often.
        max: Option<u32>,
    },
    /// No character, at a position where the expression matches, or does not.
    Look {
        /// In which direction from the position.
        direction: Direction,
        /// Whether it must not match.
        negated: bool,
        /// What is looked for.
        body: Box<Expression>,
    },
}

/// Where a look goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// At what follows the position.
    Ahead,
    /// At what ends in the position.
    Behind,
}

impl Expression {
    /// The empty word.
    pub(super) const fn empty() -> Self {
        Self::Sequence(Vec::new())
    }

    /// The words as they are written.
    pub(super) fn literals(words: &[&str]) -> Self {
        let word =
            |word: &&str| Self::Sequence(word.chars().map(|c| Self::Class(CharacterSet::one(c))).collect());
        Self::Choice(words.iter().map(word).collect())
    }

    /// `^`: no character stands before.
    pub(super) fn start() -> Self {
        Self::look(Direction::Behind, true, Self::Class(CharacterSet::any()))
    }

    /// `$`: no character follows.
    pub(super) fn end() -> Self {
        Self::look(Direction::Ahead, true, Self::Class(CharacterSet::any()))
    }

    /// `\b`, or `\B`: a word character on exactly one side, or on both or none (ECMA-262, `IsWordChar`).
    pub(super) fn word_edge(inside: bool) -> Self {
        let side = |direction, negated| Self::look(direction, negated, Self::Class(CharacterSet::word()));
        let pair = |before: bool, after: bool| {
            Self::Sequence(vec![side(Direction::Behind, !before), side(Direction::Ahead, !after)])
        };
        Self::Choice(vec![pair(true, inside), pair(false, !inside)])
    }

    /// A look for the body.
    pub(super) fn look(direction: Direction, negated: bool, body: Self) -> Self {
        Self::Look { direction, negated, body: Box::new(body) }
    }

    /// Whether a lookahead is in it.
    pub(super) fn looks_ahead(&self) -> bool {
        match self {
            Self::Class(_) => false,
            Self::Sequence(parts) | Self::Choice(parts) => parts.iter().any(Self::looks_ahead),
            Self::Repeat { body, .. } => body.looks_ahead(),
            Self::Look { direction: Direction::Ahead, .. } => true,
            Self::Look { direction: Direction::Behind, body, .. } => body.looks_ahead(),
        }
    }

    /// Whether any look is in it.
    pub(super) fn looks(&self) -> bool {
        match self {
            Self::Class(_) => false,
            Self::Sequence(parts) | Self::Choice(parts) => parts.iter().any(Self::looks),
            Self::Repeat { body, .. } => body.looks(),
            Self::Look { .. } => true,
        }
    }

    /// The number of characters of each of its words, when they all have as many.
    pub(super) fn fixed_length(&self) -> Option<u64> {
        match self {
            Self::Class(_) => Some(1),
            Self::Sequence(parts) => {
                parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(part.fixed_length()?))
            }
            Self::Choice(branches) => {
                let mut lengths = branches.iter().map(Self::fixed_length);
                let first = lengths.next()??;
                lengths.all(|length| length == Some(first)).then_some(first)
            }
            Self::Repeat { body, min, max } if *max == Some(*min) => {
                body.fixed_length()?.checked_mul(u64::from(*min))
            }
            Self::Repeat { .. } => None,
            Self::Look { .. } => Some(0),
        }
    }
}
