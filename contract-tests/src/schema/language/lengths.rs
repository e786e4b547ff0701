//! From which states a word of exactly `n` characters is accepted. The sets of states for 0, 1, 2, … repeat from some
//! length on, so that a length of a million costs no more than the first round. It must not know characters.

use std::collections::HashMap;

use super::dfa::{Dfa, State};
use super::error::TooLarge;
use super::limits::LENGTHS_BYTES_MAX;

/// A set of states.
type States = Vec<u64>;

/// The sets of states by length, worked out as far as was asked.
#[derive(Debug, Default)]
pub(super) struct Lengths {
    /// The states from which a word of that many characters is accepted.
    sets: Vec<States>,
    known: HashMap<States, usize>,
    /// The length whose set the one after the last equals.
    repeats_at: Option<usize>,
    /// Which states go to a state.
    sources: Vec<Vec<State>>,
}

impl Lengths {
    /// Whether a word of that many characters is accepted from the state.
    pub(super) fn accepts(&mut self, dfa: &Dfa, state: State, length: u64) -> Result<bool, TooLarge> {
        let at = self.at(dfa, length)?;
        Ok(has(&self.sets[at], state))
    }

    /// The shortest length from `min` to `max` that a word of the automaton has.
    pub(super) fn first(&mut self, dfa: &Dfa, min: u64, max: Option<u64>) -> Result<Option<u64>, TooLarge> {
        let mut length = min;
        while max.is_none_or(|max| length <= max) {
            if self.accepts(dfa, 0, length)? {
                return Ok(Some(length));
            }
            if self.round_is_over(length, min) {
                break;
            }
            length += 1;
        }
        Ok(None)
    }

    /// The longest length from `min` to `max` that a word of the automaton has.
    pub(super) fn last(&mut self, dfa: &Dfa, min: u64, max: u64) -> Result<Option<u64>, TooLarge> {
        let mut length = max;
        let mut steps = 0;
        while length >= min {
            if self.accepts(dfa, 0, length)? {
                return Ok(Some(length));
            }
            // What is left below the round is short; the round itself need be seen once.
            let round = self.round();
            if let Some((start, size)) = round
                && steps >= size
                && length > start + size
            {
                length = start + size;
            }
            if length == 0 {
                break;
            }
            length -= 1;
            steps += 1;
        }
        Ok(None)
    }

    /// The length from which the sets repeat, and after how many.
    fn round(&self) -> Option<(u64, u64)> {
        let start = self.repeats_at?;
        Some((count(start), count(self.sets.len() - start)))
    }

    /// Whether lengths beyond this one have nothing that those from `min` on did not have.
    fn round_is_over(&self, length: u64, min: u64) -> bool {
        self.round().is_some_and(|(start, size)| length >= start.max(min).saturating_add(size))
    }

    /// The index of the set for a length.
    fn at(&mut self, dfa: &Dfa, length: u64) -> Result<usize, TooLarge> {
        if self.sets.is_empty() {
            self.start(dfa);
        }
        loop {
            if let Ok(at) = usize::try_from(length)
                && at < self.sets.len()
            {
                return Ok(at);
            }
            if let Some((start, size)) = self.round() {
                return usize::try_from(start + (length - start) % size).map_err(|_| TooLarge);
            }
            self.extend()?;
        }
    }

    fn start(&mut self, dfa: &Dfa) {
        let mut sources = vec![Vec::new(); dfa.states()];
        let mut ends = vec![0; dfa.states().div_ceil(64)];
        for state in (0..).take(dfa.states()) {
            for &to in dfa.row(state) {
                let sources: &mut Vec<State> = &mut sources[to as usize];
                if sources.last() != Some(&state) {
                    sources.push(state);
                }
            }
            if dfa.accepting(state) {
                add(&mut ends, state);
            }
        }
        self.sources = sources;
        self.known.insert(ends.clone(), 0);
        self.sets.push(ends);
    }

    fn extend(&mut self) -> Result<(), TooLarge> {
        let Some(last) = self.sets.last() else { return Err(TooLarge) };
        // Each set is held twice.
        if self.sets.len() * last.len() * 16 > LENGTHS_BYTES_MAX {
            return Err(TooLarge);
        }
        let mut next = vec![0; last.len()];
        for (to, sources) in (0..).zip(&self.sources) {
            if has(last, to) {
                sources.iter().for_each(|&from| add(&mut next, from));
            }
        }
        match self.known.get(&next) {
            Some(&at) => self.repeats_at = Some(at),
            None => {
                self.known.insert(next.clone(), self.sets.len());
                self.sets.push(next);
            }
        }
        Ok(())
    }
}

fn has(set: &[u64], state: State) -> bool {
    set[state as usize / 64] >> (state % 64) & 1 == 1
}

fn add(set: &mut [u64], state: State) {
    set[state as usize / 64] |= 1 << (state % 64);
}

fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
