//! Regular sets of Unicode strings, decided exactly.
//!
//! A set is what a `pattern`, a length or a list of words admits, or what these admit together. Lengths count
//! characters (Unicode scalar values), as JSON Schema has it. It must not know schemas.
//!
//! A set is held as ranges of lengths, each with the automaton that decides words of these lengths. So a length is
//! never counted by states, and `maxLength: 10000` costs nothing.

mod alphabet;
mod alternating;
mod ambiguity;
mod characters;
mod counted;
mod determinise;
mod dfa;
mod error;
mod expression;
mod formats;
mod lengths;
mod limits;
mod linear;
mod matcher;
mod minimise;
mod order;
mod parser;
mod piece;
mod words;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use alternating::Alternating;
pub use ambiguity::backtracking;
use counted::counted;
use determinise::determinise;
use dfa::Dfa;
pub use error::{Irregular, TooLarge};
use expression::Expression;
pub use matcher::Matcher;
use piece::{Piece, combine, normal};
use words::WordsOfLength;

use super::seed::Seed;

/// A regular set of strings.
#[derive(Clone, Debug, PartialEq)]
pub struct Language {
    /// Sorted by length, apart, and each with a word.
    pieces: Vec<Piece>,
}

impl Language {
    /// Every string.
    pub fn all() -> Self {
        Self::length(0, None)
    }

    /// No string.
    pub const fn none() -> Self {
        Self { pieces: Vec::new() }
    }

    /// The strings of `min` to `max` characters, without `max` of any number from `min`.
    pub fn length(min: u64, max: Option<u64>) -> Self {
        if max.is_some_and(|max| max < min) {
            return Self::none();
        }
        Self { pieces: vec![Piece { min, max, dfa: Arc::new(Dfa::constant(true)) }] }
    }

    /// Exactly these strings.
    ///
    /// # Errors
    /// When they are too many.
    pub fn literals<S: AsRef<str>>(words: &[S]) -> Result<Self, TooLarge> {
        let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
        match whole(&Expression::literals(&words)) {
            Ok(dfa) => normal(vec![Piece { min: 0, max: None, dfa: Arc::new(dfa) }]),
            Err(_) => Err(TooLarge),
        }
    }

    /// The strings in which the pattern is found: ECMA-262 with the meaning of the `u` flag, unanchored, as the keyword
    /// `pattern` has it (OpenAPI 3.0.3, "Schema Object"). Looks and word edges are decided as well.
    ///
    /// # Errors
    /// When it is no such pattern, when it refers back to a group, and when its automaton is too large.
    pub fn pattern(pattern: &str) -> Result<Self, Irregular> {
        let expression = parser::parse(pattern)?;
        let Some(counted) = counted(&expression) else {
            let dfa = determinise(&Alternating::of(&expression, false)?)?;
            return Ok(normal(vec![Piece { min: 0, max: None, dfa: Arc::new(dfa) }])?);
        };
        let dfa = Arc::new(whole(&counted.expression)?);
        Ok(normal(vec![Piece { min: counted.min, max: counted.max, dfa }])?)
    }

    /// Strings that are in both.
    ///
    /// # Errors
    /// When the automaton would be too large.
    pub fn intersect(&self, other: &Self) -> Result<Self, TooLarge> {
        combine(&self.pieces, &other.pieces, |a, b| a && b)
    }

    /// Strings that are in one or both.
    ///
    /// # Errors
    /// When the automaton would be too large.
    pub fn union(&self, other: &Self) -> Result<Self, TooLarge> {
        combine(&self.pieces, &other.pieces, |a, b| a || b)
    }

    /// Strings that are in this set and not in the other.
    ///
    /// # Errors
    /// When the automaton would be too large.
    pub fn difference(&self, other: &Self) -> Result<Self, TooLarge> {
        combine(&self.pieces, &other.pieces, |a, b| a && !b)
    }

    /// Strings that are not in this set.
    ///
    /// # Errors
    /// When the automaton would be too large.
    pub fn complement(&self) -> Result<Self, TooLarge> {
        Self::all().difference(self)
    }

    /// Whether there is no string.
    pub const fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether every string is in the set.
    pub fn is_all(&self) -> bool {
        matches!(&*self.pieces, [Piece { min: 0, max: None, dfa }] if dfa.is_all())
    }

    /// Whether the string is in the set.
    pub fn contains(&self, word: &str) -> bool {
        let length = word.chars().fold(0_u64, |length, _| length + 1);
        self.piece(length).is_some_and(|piece| piece.dfa.contains(word))
    }

    /// Whether all its strings are in the other.
    ///
    /// # Errors
    /// When an automaton would be too large.
    pub fn is_subset(&self, other: &Self) -> Result<bool, TooLarge> {
        Ok(self == other || self.difference(other)?.is_empty())
    }

    /// The shortest of its strings that are not in the other.
    ///
    /// # Errors
    /// When an automaton would be too large.
    pub fn counterexample(&self, other: &Self) -> Result<Option<String>, TooLarge> {
        Ok(self.difference(other)?.shortest())
    }

    /// The number of characters of its shortest strings.
    pub fn length_shortest(&self) -> Option<u64> {
        let first = self.pieces.first()?;
        first.dfa.length_first(first.min, first.max).ok()?
    }

    /// The number of characters of its longest strings; `None` when there is no longest, or no string.
    pub fn length_longest(&self) -> Option<u64> {
        let last = self.pieces.last()?;
        let max = match last.max {
            Some(max) => max,
            // An automaton that accepts a word as long as its states are many accepts endless ones.
            None => {
                let states = u64::try_from(last.dfa.states()).ok()?;
                let endless = last.dfa.length_first(last.min.max(states), None).ok()?.is_some();
                Some(states).filter(|_| !endless)?
            }
        };
        last.dfa.length_last(last.min, max).ok()?
    }

    /// The least length from `min` on that one of its strings has.
    pub fn length_from(&self, min: u64) -> Option<u64> {
        self.pieces
            .iter()
            .filter(|piece| piece.max.is_none_or(|max| max >= min))
            .find_map(|piece| piece.dfa.length_first(piece.min.max(min), piece.max).ok()?)
    }

    /// Its shortest string, the most readable of them.
    pub fn shortest(&self) -> Option<String> {
        self.of_length(self.length_shortest()?)
    }

    /// Its most readable string of that many characters; `None` when there is none, or none that is short enough to be
    /// held.
    pub fn of_length(&self, length: u64) -> Option<String> {
        self.of_length_with(length, &[])
    }

    /// As [`Self::of_length`], but each character is the first of the preferred ones that is possible there.
    pub fn of_length_with(&self, length: u64, preferred: &[char]) -> Option<String> {
        self.piece(length)?.dfa.word_of(length, preferred).ok()?
    }

    /// One of its strings of that many characters, by chance; `None` as in [`Self::of_length`].
    pub fn random(&self, length: u64, seed: &mut Seed) -> Option<String> {
        self.piece(length)?.dfa.word_by(length, |below| seed.below_u32(below)).ok()?
    }

    /// Its strings that have the text in them.
    ///
    /// # Errors
    /// When the automaton would be too large.
    pub fn containing(&self, text: &str) -> Result<Self, TooLarge> {
        let expression = Expression::literals(&[text]);
        let Ok(automaton) = Alternating::of(&expression, false) else { return Err(TooLarge) };
        let dfa = Arc::new(determinise(&automaton)?);
        self.intersect(&normal(vec![Piece { min: 0, max: None, dfa }])?)
    }

    /// Its strings, the shortest first, and the most readable of each length first. It may be endless.
    pub fn words(&self) -> impl Iterator<Item = String> + use<> {
        self.words_from(0)
    }

    /// As [`Self::words`], from that many characters on.
    pub fn words_from(&self, min: u64) -> impl Iterator<Item = String> + use<> {
        let this = self.clone();
        let mut next = this.length_from(min);
        std::iter::from_fn(move || {
            let length = next?;
            next = length.checked_add(1).and_then(|length| this.length_from(length));
            this.piece(length).map(|piece| WordsOfLength::new(Arc::clone(&piece.dfa), length))
        })
        .flatten()
    }

    /// How many strings there are, when there are at most `limit`.
    pub fn count(&self, limit: u64) -> Option<u64> {
        self.pieces.iter().try_fold(0_u64, |sum, piece| {
            let count = piece.count(limit - sum)?;
            sum.checked_add(count).filter(|sum| *sum <= limit)
        })
    }

    fn piece(&self, length: u64) -> Option<&Piece> {
        let at = self.pieces.partition_point(|piece| piece.max.is_some_and(|max| max < length));
        self.pieces.get(at).filter(|piece| piece.min <= length)
    }
}

/// The automaton of words that the expression matches from end to end.
fn whole(expression: &Expression) -> Result<Dfa, Irregular> {
    Ok(determinise(&Alternating::of(expression, true)?)?)
}
