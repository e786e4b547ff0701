//! Several different values that meet one goal, for arrays whose items must differ. It must not know arrays.

use std::collections::HashSet;

use serde_json::Value;

use super::Values;
use super::build::{Fill, Making};
use super::goal::{Alternative, Goal, kinds};
use super::numbers::Range;
use crate::schema::Kind;

/// Candidates that are looked at for each value.
const TRIES_PER_VALUE: usize = 20;

impl Values<'_> {
    /// At most `count` different values that meet the goal; fewer when no more are found.
    pub(super) fn several(&self, goal: &Goal, count: usize, making: &mut Making) -> Vec<Value> {
        let mut found: Vec<Value> = self.make_in(goal, Fill::Least, making).into_iter().collect();
        if making.around.contains(goal) {
            return found;
        }
        making.around.push(goal.clone());
        self.add_several(goal, count, making, &mut found);
        making.around.pop();
        found
    }

    fn add_several(&self, goal: &Goal, count: usize, making: &mut Making, found: &mut Vec<Value>) {
        let mut known: HashSet<String> = found.iter().map(Value::to_string).collect();
        for alternative in self.alternatives(goal).iter() {
            for kind in kinds(&self.leaves(alternative)) {
                let candidates = self.candidates(goal, alternative, kind, count, making);
                for value in candidates.take(count.saturating_mul(TRIES_PER_VALUE)) {
                    if found.len() >= count {
                        return;
                    }
                    if self.meets(goal, &value) && known.insert(value.to_string()) {
                        found.push(value);
                    }
                }
            }
        }
    }

    /// Different values of a kind, which may not meet the goal.
    fn candidates<'a>(
        &'a self,
        goal: &Goal,
        alternative: &Alternative,
        kind: Kind,
        count: usize,
        making: &mut Making,
    ) -> Box<dyn Iterator<Item = Value> + 'a> {
        let leaves = self.leaves(alternative);
        if let Some(values) = leaves.iter().find_map(|leaf| leaf.values.as_ref()) {
            return Box::new(values.iter().cloned());
        }
        match kind {
            Kind::Boolean => Box::new([true, false].into_iter().map(Value::Bool)),
            Kind::Integer | Kind::Number => {
                let range = Range::of(&leaves, kind == Kind::Integer);
                Box::new((0..).map_while(move |at| range.nth(at)))
            }
            Kind::String => {
                let strings = self.strings(alternative);
                let plain: Vec<String> = strings.plain().collect();
                let length =
                    plain.first().and_then(|text| strings.language.length_from(text.chars().count() as u64));
                let words = strings.language.words_from(length.unwrap_or(0)).chain(strings.language.words());
                Box::new(plain.into_iter().chain(words).map(Value::String))
            }
            Kind::Array => {
                let items = self.several(&self.items(alternative), count + 1, making);
                Box::new(items.into_iter().map(|item| Value::Array(vec![item])))
            }
            Kind::Object => self.different_objects(goal, alternative, count, making),
        }
    }

    /// Objects that differ in one member.
    fn different_objects<'a>(
        &'a self,
        goal: &Goal,
        alternative: &Alternative,
        count: usize,
        making: &mut Making,
    ) -> Box<dyn Iterator<Item = Value> + 'a> {
        let Some(Value::Object(plain)) = self.build(goal, alternative, Kind::Object, Fill::Least, making)
        else {
            return Box::new(std::iter::empty());
        };
        let members = self.members(alternative);
        let unnamed = members.unnamed(0);
        let named = members.named();
        let names = plain.keys().map(String::as_str).chain(named.iter().map(|(name, _)| *name));
        let mut objects = Vec::new();
        for name in names.chain([unnamed.as_str()]) {
            if objects.len() >= count {
                break;
            }
            let Some(goal) = members.goal(name) else { continue };
            for value in self.several(&goal, count + 1, making) {
                let mut object = plain.clone();
                object.insert(name.to_owned(), value);
                objects.push(Value::Object(object));
            }
        }
        Box::new(objects.into_iter())
    }
}
