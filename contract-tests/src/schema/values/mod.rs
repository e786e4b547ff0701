//! Values for testing: plain ones, ones at each edge of what a schema accepts, and ones just beyond each edge.
//!
//! They are made by construction from a schema of the graph, and every one is confirmed by the validator before it is
//! given out. It must not know HTTP or how values are written on a wire.

mod arrays;
mod branches;
mod build;
mod goal;
mod interleave;
mod invalid;
mod mark;
mod members;
mod memo;
mod numbers;
mod objects;
mod random;
mod sample;
mod several;
mod shrink;
mod strings;
mod texts;
mod valid;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use build::Fill;
use goal::{Alternative, Around, Goal};
use memo::Memo;
pub use sample::{Mark, Sample};
pub use shrink::shrink;
use strings::{Patterns, Strings};

use super::validate::Validator;
use super::{Direction, SchemaId, Schemas, Seed};

/// Random values that follow those at edges.
const RANDOM_MAX: usize = 100;

/// Makes values for the schemas of one graph. What was worked out for one value serves the next.
#[derive(Debug)]
pub struct Values<'s> {
    schemas: &'s Schemas,
    direction: Direction,
    validator: Validator<'s>,
    seed: Seed,
    patterns: Patterns,
    plans: Memo<Goal, Arc<Vec<Alternative>>>,
    made: Memo<(Goal, Fill), Option<Arc<Value>>>,
    strings: Memo<Vec<SchemaId>, Arc<Strings>>,
}

impl<'s> Values<'s> {
    /// Makes values that travel that way. The seed decides what is left to chance, which is little: the same seed gives
    /// the same values.
    pub fn new(schemas: &'s Schemas, direction: Direction, seed: u64) -> Self {
        Self {
            schemas,
            direction,
            validator: Validator::new(schemas, direction),
            seed: Seed::new(seed),
            patterns: Patterns::default(),
            plans: Memo::default(),
            made: Memo::default(),
            strings: Memo::default(),
        }
    }

    /// A plain valid value with nothing that is optional; scalars are the document's examples, where it has them. `None`
    /// when no value was found, which for schemas of usual size means that there is none.
    pub fn simplest(&self, id: SchemaId) -> Option<Value> {
        self.make(&Goal::of([id]), Fill::Least)
    }

    /// A plain valid value with all that is optional, once where schemas recur.
    pub fn fullest(&self, id: SchemaId) -> Option<Value> {
        self.make(&Goal::of([id]), Fill::Most).or_else(|| self.simplest(id))
    }

    /// A valid value by chance, of usual size; texts and numbers differ from one to the next where there is room.
    pub fn random(&self, id: SchemaId, seed: &mut Seed) -> Option<Value> {
        self.random_of(&Goal::of([id]), seed, 0)
    }

    /// Valid values, each once, the most telling first: the document's examples, the simplest and the fullest in each
    /// alternative, then each edge of each keyword at every place, and some by chance. They are made as they are asked
    /// for.
    pub fn valid(&self, id: SchemaId) -> impl Iterator<Item = Sample> {
        let goal = Goal::of([id]);
        let mut seed = self.seed.of(&self.schemas.get(id).pointer);
        let random = (0..RANDOM_MAX).filter_map(move |_| {
            let value = self.random(id, &mut seed)?;
            Some(Sample { value, mark: self.mark_of(id, "type", "a value by chance") })
        });
        let mut known = HashSet::new();
        self.samples(&goal, &Around::default())
            .chain(random)
            .filter(move |sample| known.insert(sample.value.to_string()))
    }

    /// Values that are not valid, each for one reason, which is its mark: every keyword at every place is broken at least
    /// once, as far as it can be broken alone. The first break of each comes before the second of any. They are made
    /// as they are asked for.
    pub fn invalid(&self, id: SchemaId) -> impl Iterator<Item = Sample> {
        let goal = Goal::of([id]);
        let mut known = HashSet::new();
        self.flaws(&goal, &Around::default()).filter(move |sample| known.insert(sample.value.to_string()))
    }
}
