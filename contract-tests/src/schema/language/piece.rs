//! Sets of strings by ranges of lengths. It must not know patterns.

use std::collections::HashMap;
use std::sync::Arc;

use super::Language;
use super::dfa::{Dfa, State};
use super::error::TooLarge;

/// Steps of counting words.
const COUNT_STEPS_MAX: u64 = 1_000_000;

/// Words of `min` to `max` characters that the automaton accepts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    pub(super) min: u64,
    pub(super) max: Option<u64>,
    pub(super) dfa: Arc<Dfa>,
}

impl Piece {
    fn is_empty(&self) -> Result<bool, TooLarge> {
        if self.dfa.is_empty() {
            return Ok(true);
        }
        if self.dfa.is_all() || (self.min, self.max) == (0, None) {
            return Ok(false);
        }
        Ok(self.dfa.length_first(self.min, self.max)?.is_none())
    }

    /// How many words there are, when there are at most `limit` and they can be counted quickly.
    pub(super) fn count(&self, limit: u64) -> Option<u64> {
        let dfa = &*self.dfa;
        let mut sizes = vec![0_u64; dfa.alphabet().classes()];
        for &(first, last, class) in dfa.alphabet().ranges() {
            sizes[usize::from(class)] += u64::from(last - first + 1);
        }
        let states = u64::try_from(dfa.states()).ok()?;
        let mut ways: HashMap<State, u64> = HashMap::from([(0, 1)]);
        let mut sum = 0_u64;
        let mut length = 0_u64;
        let mut steps = 0;
        while self.max.is_none_or(|max| length <= max) && !ways.is_empty() {
            if length >= self.min {
                let ends = ways.iter().filter(|(state, _)| dfa.accepting(**state));
                sum = ends.fold(sum, |sum, (_, count)| sum.saturating_add(*count));
            }
            if sum > limit || (self.max.is_none() && length > states) {
                return None;
            }
            let mut next: HashMap<State, u64> = HashMap::new();
            for (state, count) in ways {
                for (size, &to) in sizes.iter().zip(dfa.row(state)) {
                    if dfa.dead() != Some(to) {
                        let ways = next.entry(to).or_default();
                        *ways = ways.saturating_add(count.saturating_mul(*size));
                    }
                }
                steps += 1;
            }
            if steps > COUNT_STEPS_MAX {
                return None;
            }
            ways = next;
            length += 1;
        }
        Some(sum)
    }
}

/// The set of pieces that are sorted and apart: those without a word are left out, and neighbours that one automaton
/// decides are one.
pub(super) fn normal(pieces: Vec<Piece>) -> Result<Language, TooLarge> {
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if piece.is_empty()? {
            continue;
        }
        match kept.last_mut() {
            Some(last) if last.max == piece.min.checked_sub(1) && last.dfa == piece.dfa => {
                last.max = piece.max;
            }
            Some(_) | None => kept.push(piece),
        }
    }
    Ok(Language { pieces: kept })
}

/// The words for which `keep` says yes, told whether each set has them. A word that neither has must not be kept.
pub(super) fn combine(
    left: &[Piece],
    right: &[Piece],
    keep: fn(bool, bool) -> bool,
) -> Result<Language, TooLarge> {
    let mut starts: Vec<u64> = vec![0];
    for piece in left.iter().chain(right) {
        starts.push(piece.min);
        starts.extend(piece.max.and_then(|max| max.checked_add(1)));
    }
    starts.sort_unstable();
    starts.dedup();
    let mut pieces = Vec::with_capacity(starts.len());
    for (at, &min) in starts.iter().enumerate() {
        let max = starts.get(at + 1).map(|next| next - 1);
        let find = |pieces: &[Piece]| {
            let covers = |piece: &&Piece| piece.min <= min && piece.max.is_none_or(|max| max >= min);
            pieces.iter().find(covers).map(|piece| Arc::clone(&piece.dfa))
        };
        let dfa = match (find(left), find(right)) {
            (None, None) => None,
            (Some(dfa), None) => keep(true, false).then_some(dfa),
            (None, Some(dfa)) => keep(false, true).then_some(dfa),
            (Some(a), Some(b)) => Some(product(a, b, keep)?),
        };
        pieces.extend(dfa.map(|dfa| Piece { min, max, dfa }));
    }
    normal(pieces)
}

fn product(a: Arc<Dfa>, b: Arc<Dfa>, keep: fn(bool, bool) -> bool) -> Result<Arc<Dfa>, TooLarge> {
    if Arc::ptr_eq(&a, &b) || a == b {
        return Ok(mapped(a, keep(false, false), keep(true, true)));
    }
    if let Some(known) = constant(&b) {
        return Ok(mapped(a, keep(false, known), keep(true, known)));
    }
    if let Some(known) = constant(&a) {
        return Ok(mapped(b, keep(known, false), keep(known, true)));
    }
    Ok(Arc::new(a.product(&b, keep)?))
}

/// Whether every word is accepted, or none.
fn constant(dfa: &Dfa) -> Option<bool> {
    if dfa.is_all() { Some(true) } else { dfa.is_empty().then_some(false) }
}

/// Words that were refused are accepted when `refused`, words that were accepted are when `accepted`.
fn mapped(dfa: Arc<Dfa>, refused: bool, accepted: bool) -> Arc<Dfa> {
    match (refused, accepted) {
        (false, true) => dfa,
        (true, false) => Arc::new(dfa.complement()),
        (true, true) | (false, false) => Arc::new(Dfa::constant(accepted)),
    }
}
