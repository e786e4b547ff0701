//! Objects with and without each member, and with each value of it that its schema admits or refuses. It must not know
//! arrays.

use std::iter;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::Values;
use super::build::{Fill, Making, count};
use super::goal::{Alternative, Around, Goal};
use super::interleave::interleave;
use super::mark::mark;
use super::sample::Sample;
use super::valid::Samples;
use crate::schema::{Additional, Kind, Schema};

/// Members of the largest object that is made to show a count.
const COUNT_SHOWN_MAX: u64 = 1_200;

impl<'s> Values<'s> {
    /// Objects at the edges of one way to meet a goal. They are not checked yet.
    pub(super) fn object_edges<'a>(&'a self, goal: &Goal, way: &Alternative, around: &Around) -> Samples<'a> {
        let members = self.members(way);
        let plain = |fill| match self.build(goal, way, Kind::Object, fill, &mut Making::default()) {
            Some(Value::Object(object)) => Some(object),
            Some(_) | None => None,
        };
        let Some(least) = plain(Fill::Least).map(Arc::new) else { return Box::new(iter::empty()) };
        let most = plain(Fill::Most).unwrap_or_default();
        let mut sequences: Vec<Samples<'a>> = Vec::new();
        let named = members.named();
        let optional: Vec<(&'s str, &'s Schema)> =
            named.iter().filter(|(name, _)| !members.is_required(name)).copied().collect();
        sequences.push(self.absent(&optional, most));
        sequences.push(self.sizes(way, &least));
        for (name, _) in named {
            let Some(goal) = members.goal(name) else { continue };
            let (host, around) = (Arc::clone(&least), around.clone());
            // Nothing is made of a member before its turn comes.
            let samples = iter::once_with(move || self.samples(&goal, &around)).flatten();
            sequences.push(Box::new(samples.map(move |sample| sample.into_member(&host, name))));
        }
        if let Some((_, Additional::Any | Additional::Schema(_))) = members.additional()
            && let Some(goal) = members.goal(&members.unnamed(0))
        {
            let name = members.unnamed(0);
            let around = around.clone();
            let samples = iter::once_with(move || self.samples(&goal, &around)).flatten();
            sequences.push(Box::new(samples.map(move |sample| sample.into_member(&least, &name))));
        }
        Box::new(interleave(sequences))
    }

    /// The fullest object without one of the optional members.
    fn absent<'a>(&'a self, optional: &[(&'s str, &'s Schema)], most: Map<String, Value>) -> Samples<'a> {
        let optional = optional.to_vec();
        Box::new(optional.into_iter().filter_map(move |(name, leaf)| {
            let mut object = most.clone();
            object.shift_remove(name)?;
            let mark = mark(leaf, "properties", format!("all members but `{name}`"));
            Some(Sample { value: Value::Object(object), mark })
        }))
    }

    /// Objects of the most members, and of the fewest.
    fn sizes<'a>(&'a self, way: &Alternative, least: &Map<String, Value>) -> Samples<'a> {
        let members = self.members(way);
        let max = members.count_max().filter(|max| *max <= COUNT_SHOWN_MAX);
        let counts = [
            ("maxProperties", "the most members", max),
            ("minProperties", "the fewest members", Some(members.count_min().max(count(least)))),
        ];
        let made = counts.into_iter().filter_map(|(keyword, what, count)| {
            let leaf = self.leaves(way).into_iter().find(|leaf| leaf.has_constraint(keyword))?;
            let mut object = least.clone();
            self.fill_up(&members, &mut object, count?, &mut Making::default())?;
            Some(Sample { value: Value::Object(object), mark: mark(leaf, keyword, what) })
        });
        Box::new(made.collect::<Vec<_>>().into_iter())
    }

    /// Objects that nearly meet a goal in one way.
    pub(super) fn object_breaks<'a>(
        &'a self,
        goal: &Goal,
        way: &Alternative,
        around: &Around,
    ) -> Samples<'a> {
        let members = self.members(way);
        let built = self.build(goal, way, Kind::Object, Fill::Least, &mut Making::default());
        let Some(Value::Object(least)) = built else { return Box::new(iter::empty()) };
        let least = Arc::new(least);
        let mut sequences: Vec<Samples<'a>> = vec![
            Box::new(self.missing(way, &least).into_iter()),
            Box::new(self.counts(way, &least).into_iter()),
        ];
        for (name, _) in members.named() {
            let Some(goal) = members.goal(name) else { continue };
            let (host, around) = (Arc::clone(&least), around.clone());
            let flaws = iter::once_with(move || self.flaws(&goal, &around)).flatten();
            sequences.push(Box::new(flaws.map(move |sample| sample.into_member(&host, name))));
        }
        let name = members.unnamed(0);
        for leaf in members.closed() {
            let mut object = Map::clone(&least);
            object.insert(name.clone(), Value::String("text".to_owned()));
            let mut mark = mark(leaf, "additionalProperties", "a member that is not known");
            mark.instance = format!("/{name}");
            sequences.push(Box::new(iter::once(Sample { value: Value::Object(object), mark })));
        }
        if let Some((_, Additional::Schema(_))) = members.additional()
            && let Some(goal) = members.goal(&name)
        {
            let around = around.clone();
            let flaws = iter::once_with(move || self.flaws(&goal, &around)).flatten();
            sequences.push(Box::new(flaws.map(move |sample| sample.into_member(&least, &name))));
        }
        Box::new(interleave(sequences))
    }

    /// Objects without one of the members that must be there.
    fn missing(&self, way: &Alternative, least: &Map<String, Value>) -> Vec<Sample> {
        let members = self.members(way);
        let required = members.required();
        let mut samples = Vec::new();
        for (name, leaf) in &required {
            let mut object = least.clone();
            object.shift_remove(*name);
            // The count of members is another keyword's.
            let wish = members.count_min();
            if count(&object) < wish {
                let others: Vec<&str> = members.named().iter().map(|(name, _)| *name).collect();
                let free = others.into_iter().find(|other| other != name && !object.contains_key(*other));
                let free = free.map_or_else(|| members.unnamed(0), str::to_owned);
                let value = members.goal(&free).and_then(|goal| self.make(&goal, Fill::Least));
                object.extend(value.map(|value| (free, value)));
            }
            let what = format!("the member `{name}` is missing");
            samples.push(Sample { value: Value::Object(object), mark: mark(leaf, "required", what) });
        }
        if let [(_, leaf), _, ..] = required.as_slice() {
            let mark = mark(leaf, "required", "all members are missing");
            samples.push(Sample { value: Value::Object(Map::new()), mark });
        }
        samples
    }

    /// Objects of too few members, and of too many.
    fn counts(&self, way: &Alternative, least: &Map<String, Value>) -> Vec<Sample> {
        let members = self.members(way);
        let mut samples = Vec::new();
        for leaf in self.leaves(way) {
            if let Some(min) = leaf.object.properties_min.filter(|min| *min > 0) {
                let mut object = least.clone();
                while count(&object) >= min {
                    let optional = object.keys().rev().find(|name| !members.is_required(name)).cloned();
                    if optional.and_then(|name| object.shift_remove(&name)).is_none() {
                        break;
                    }
                }
                let mark = mark(leaf, "minProperties", "one member too few");
                samples.push(Sample { value: Value::Object(object), mark });
            }
            if let Some(max) = leaf.object.properties_max.filter(|max| *max <= COUNT_SHOWN_MAX) {
                let mut object = least.clone();
                if self.fill_up(&members, &mut object, max + 1, &mut Making::default()).is_some() {
                    let mark = mark(leaf, "maxProperties", "one member too many");
                    samples.push(Sample { value: Value::Object(object), mark });
                }
            }
        }
        samples
    }
}
