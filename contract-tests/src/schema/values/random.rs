//! Values by chance: of usual size, each different from the others where there is room, so that what is created with them
//! can be told apart. It must not know edges.

use serde_json::{Map, Value};

use super::Values;
use super::build::{Fill, ITEMS_MAX, Making, Sizes};
use super::goal::{Alternative, Goal, kinds};
use super::numbers::Range;
use crate::schema::{Kind, Seed};

/// Goals inside one another before only what is necessary is made.
const DEPTH_MAX: usize = 6;

/// Attempts to meet a goal before the plain value is taken.
const TRIES: usize = 4;

/// Items more than the least number.
const ITEMS_MORE: u64 = 3;

impl Values<'_> {
    pub(super) fn random_of(&self, goal: &Goal, seed: &mut Seed, depth: usize) -> Option<Value> {
        let plain = self.make(goal, Fill::Least)?;
        if depth < DEPTH_MAX {
            let alternatives = self.alternatives(goal);
            // One try inside others: each of them is tried again.
            for _ in 0..if depth == 0 { TRIES } else { 1 } {
                let alternative = seed.pick(&alternatives)?;
                let kinds = kinds(&self.leaves(alternative));
                let value = kinds.first().and_then(|kind| self.draw(alternative, *kind, seed, depth));
                if let Some(value) = value.filter(|value| self.meets(goal, value)) {
                    return Some(value);
                }
            }
        }
        Some(plain)
    }

    fn draw(&self, alternative: &Alternative, kind: Kind, seed: &mut Seed, depth: usize) -> Option<Value> {
        let leaves = self.leaves(alternative);
        if let Some(values) = leaves.iter().find_map(|leaf| leaf.values.as_ref()) {
            return seed.pick(values).cloned();
        }
        match kind {
            Kind::Boolean => Some(Value::Bool(seed.once_in(2))),
            Kind::Integer | Kind::Number => {
                let range = Range::of(&leaves, kind == Kind::Integer);
                let at = seed.below(1_000_000);
                // A small range has its numbers near the start.
                [at, at % 1000, at % 10, 0].into_iter().find_map(|at| range.nth(at))
            }
            Kind::String => self.strings(alternative).random(seed).map(Value::String),
            Kind::Array => {
                let sizes = Sizes::of(&leaves);
                let most = sizes.max.unwrap_or(u64::MAX).min(sizes.min.saturating_add(ITEMS_MORE));
                let size = sizes.min + seed.below(most.saturating_sub(sizes.min) + 1);
                let goal = self.items(alternative);
                let items = 0..size.min(ITEMS_MAX);
                let items: Option<Vec<Value>> =
                    items.map(|_| self.random_of(&goal, seed, depth + 1)).collect();
                items.map(Value::Array)
            }
            Kind::Object => self.draw_object(alternative, seed, depth),
        }
    }

    fn draw_object(&self, alternative: &Alternative, seed: &mut Seed, depth: usize) -> Option<Value> {
        let members = self.members(alternative);
        let mut object = Map::new();
        for (name, _) in members.named() {
            let pin = alternative.pins.iter().find(|(property, _)| property == name);
            if !members.is_required(name) && pin.is_none() && seed.once_in(2) {
                continue;
            }
            let goal = members.goal(name)?;
            let pinned = pin.map(|(_, pin)| Value::String(pin.clone()));
            let pinned = pinned.filter(|pin| self.meets(&goal, pin));
            let value = pinned.or_else(|| self.random_of(&goal, seed, depth + 1));
            object.extend(value.map(|value| (name.to_owned(), value)));
        }
        for (name, _) in members.required() {
            if !object.contains_key(name) {
                let value = self.random_of(&members.goal(name)?, seed, depth + 1)?;
                object.insert(name.to_owned(), value);
            }
        }
        self.fill_up(&members, &mut object, members.count_min(), &mut Making::default())?;
        Some(Value::Object(object))
    }
}
