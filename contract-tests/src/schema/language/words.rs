//! Words of an automaton, of lengths that are asked for: the most readable ones, one after the other, or by chance.
//! It must not know how the automaton came to be.

use std::sync::{Arc, MutexGuard, PoisonError};

use super::dfa::{Dfa, State};
use super::error::TooLarge;
use super::lengths::Lengths;
use super::limits::WORD_MAX;
use super::order::{character, ranks};

impl Dfa {
    fn lengths(&self) -> MutexGuard<'_, Lengths> {
        self.lengths.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The shortest length from `min` to `max` that a word has.
    pub(super) fn length_first(&self, min: u64, max: Option<u64>) -> Result<Option<u64>, TooLarge> {
        self.lengths().first(self, min, max)
    }

    /// The longest length from `min` to `max` that a word has.
    pub(super) fn length_last(&self, min: u64, max: u64) -> Result<Option<u64>, TooLarge> {
        self.lengths().last(self, min, max)
    }

    /// A word of that many characters, each chosen by `choose` among the classes that lead to one.
    fn word(
        &self,
        length: u64,
        mut choose: impl FnMut(&dyn Fn(usize) -> bool) -> Option<(char, usize)>,
    ) -> Result<Option<String>, TooLarge> {
        if length > WORD_MAX {
            return Err(TooLarge);
        }
        let mut lengths = self.lengths();
        if !lengths.accepts(self, 0, length)? {
            return Ok(None);
        }
        let mut word = String::new();
        let mut state: State = 0;
        for left in (0..length).rev() {
            let row = self.row(state);
            let mut allowed = vec![false; row.len()];
            for (class, &to) in row.iter().enumerate() {
                allowed[class] = lengths.accepts(self, to, left)?;
            }
            let Some((character, class)) = choose(&|class| allowed[class]) else { return Ok(None) };
            word.push(character);
            state = row[class];
        }
        Ok(Some(word))
    }

    /// The word of that many characters whose characters are the first preferred ones that are possible, and
    /// otherwise the most readable ones.
    pub(super) fn word_of(&self, length: u64, preferred: &[char]) -> Result<Option<String>, TooLarge> {
        self.word(length, |allowed| {
            let wish = preferred.iter().map(|&c| (c, self.alphabet().class(c)));
            wish.into_iter().find(|(_, class)| allowed(*class)).or_else(|| self.readable(0, allowed))
        })
    }

    /// A word of that many characters by chance: letters and digits where they are possible, and otherwise ASCII.
    pub(super) fn word_by(
        &self,
        length: u64,
        mut draw: impl FnMut(u32) -> u32,
    ) -> Result<Option<String>, TooLarge> {
        const PLAIN: u32 = 36;
        const ASCII: u32 = 95;
        self.word(length, |allowed| {
            let pick = |end| self.order.pick(end, allowed, &mut draw);
            let (rank, class) = [PLAIN, ASCII, ranks()].into_iter().find_map(pick)?;
            Some((character(rank)?, class))
        })
    }

    fn readable(&self, rank: u32, allowed: &dyn Fn(usize) -> bool) -> Option<(char, usize)> {
        let (rank, class) = self.order.next(rank, allowed)?;
        Some((character(rank)?, class))
    }
}

/// The words of one length in the order of preference.
#[derive(Debug)]
pub(super) struct WordsOfLength {
    dfa: Arc<Dfa>,
    length: u64,
    /// For each character of the last word: the state before it, its rank and its class.
    steps: Vec<(State, u32, usize)>,
    fresh: bool,
}

impl WordsOfLength {
    pub(super) fn new(dfa: Arc<Dfa>, length: u64) -> Self {
        Self { dfa, length, steps: Vec::new(), fresh: true }
    }

    fn left(&self) -> u64 {
        self.length - u64::try_from(self.steps.len()).unwrap_or(u64::MAX)
    }

    /// Goes on from the state with the first character at or after the rank that leads to a word.
    fn advance(&mut self, state: State, rank: u32) -> bool {
        let left = self.left();
        let mut lengths = self.dfa.lengths();
        let row = self.dfa.row(state);
        let mut leads = |class: usize| lengths.accepts(&self.dfa, row[class], left - 1) == Ok(true);
        let allowed: Vec<bool> = (0..row.len()).map(&mut leads).collect();
        drop(lengths);
        let next = self.dfa.order.next(rank, |class| allowed[class]);
        if let Some((rank, class)) = next {
            self.steps.push((state, rank, class));
        }
        next.is_some()
    }

    fn state(&self) -> State {
        self.steps.last().map_or(0, |&(state, _, class)| self.dfa.row(state)[class])
    }

    /// Gives up the last character for one after it, as far back as needed.
    fn back(&mut self) -> bool {
        while let Some((state, rank, _)) = self.steps.pop() {
            if self.advance(state, rank + 1) {
                return true;
            }
        }
        false
    }
}

impl Iterator for WordsOfLength {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let started = std::mem::take(&mut self.fresh);
        if started {
            if self.length > WORD_MAX || self.dfa.lengths().accepts(&self.dfa, 0, self.length) != Ok(true) {
                return None;
            }
        } else if !self.back() {
            return None;
        }
        while self.left() > 0 {
            let state = self.state();
            if !self.advance(state, 0) && !self.back() {
                return None;
            }
        }
        self.steps.iter().map(|&(_, rank, _)| character(rank)).collect()
    }
}
