//! Values that break one keyword at one place, each keyword at each place in turn. It must not know valid values but as
//! what surrounds a break.

use std::iter;

use serde_json::{Map, Value};

use super::Values;
use super::build::Fill;
use super::goal::{Alternative, Around, Goal, kind_of, kinds};
use super::interleave::interleave;
use super::mark::mark;
use super::numbers::{self, Range, written};
use super::sample::Sample;
use super::strings::{self, lookalikes};
use super::valid::{Samples, confirmed};
use crate::schema::{Kind, Schema};

/// Ways to meet a goal that are broken.
const WAYS_MAX: usize = 24;

impl<'s> Values<'s> {
    /// Invalid values of a goal inside others.
    pub(super) fn flaws<'a>(&'a self, goal: &Goal, around: &Around) -> Samples<'a> {
        let Some(around) = around.deeper(goal) else { return Box::new(iter::empty()) };
        let ways: Vec<(Alternative, Kind)> = self
            .alternatives(goal)
            .iter()
            .take(WAYS_MAX)
            .flat_map(|way| kinds(&self.leaves(way)).into_iter().map(|kind| (way.clone(), kind)))
            .collect();
        let at_goal = goal.clone();
        let breaks = interleave(ways.into_iter().map(move |(way, kind)| {
            let (goal, around) = (at_goal.clone(), around.clone());
            iter::once_with(move || self.breaks(&goal, &way, kind, &around)).flatten()
        }));
        let at_goal = goal.clone();
        let types = iter::once_with(move || self.types(&at_goal)).flatten();
        let at_goal = goal.clone();
        let branches = iter::once_with(move || self.branch_breaks(&at_goal)).flatten();
        let all = [Box::new(types) as Samples<'a>, Box::new(breaks), Box::new(branches)];
        let goal = goal.clone();
        Box::new(confirmed(interleave(all), move |sample| self.breaks_alone(&goal, sample)))
    }

    /// Whether the value breaks the goal. A scalar must break nothing but the keyword of its mark; what is inside arrays
    /// and objects was judged before it was put there.
    fn breaks_alone(&self, goal: &Goal, sample: &Sample) -> bool {
        if sample.value.is_array() || sample.value.is_object() {
            return !self.meets(goal, &sample.value);
        }
        let violations = goal.ids().iter().flat_map(|id| self.validator.violations(*id, &sample.value));
        let mut keywords = violations.map(|violation| violation.keyword).peekable();
        let is_branching = |keyword| matches!(keyword, "anyOf" | "oneOf" | "not");
        keywords.peek().is_some()
            && keywords.all(|keyword| keyword == sample.mark.keyword || is_branching(keyword))
    }

    /// Values of other kinds.
    fn types(&self, goal: &Goal) -> Vec<Sample> {
        let ways = self.alternatives(goal);
        let leaves: Vec<&Schema> = ways.iter().flat_map(|way| self.leaves(way)).collect();
        let typed = leaves.iter().find(|leaf| leaf.kind.is_some());
        let Some(leaf) = typed.or(leaves.first()).copied() else { return Vec::new() };
        let plain = self.make(goal, Fill::Least);
        let mut others = vec![("null", Value::Null)];
        match &plain {
            Some(Value::Number(number)) => {
                others.push(("the number as a text", Value::String(number.to_string())));
                others.push(("a fraction", written(&format!("{}.5", number.as_i64().unwrap_or(1)))));
            }
            Some(Value::Bool(flag)) => {
                others.push(("the flag as a text", Value::String(flag.to_string())));
                others.push(("the flag as a number", Value::from(u8::from(*flag))));
            }
            Some(Value::Array(items)) => {
                others.extend(items.first().map(|item| ("an item alone", item.clone())))
            }
            Some(Value::Null | Value::String(_) | Value::Object(_)) | None => {}
        }
        others.extend([
            ("a text", Value::String("text".to_owned())),
            ("a number", Value::from(17)),
            ("a flag", Value::Bool(true)),
            ("an object", Value::Object(Map::new())),
            ("an array", Value::Array(plain.into_iter().filter(|plain| !plain.is_array()).collect())),
        ]);
        let meant = self.kinds_meant(goal);
        let others = others.into_iter().filter(|(_, value)| match kind_of(value) {
            None => true,
            Some(Kind::Number) if meant.contains(&Kind::Integer) => {
                value.to_string().contains('.') && !meant.contains(&Kind::Number)
            }
            Some(kind) => !meant.contains(&kind),
        });
        others.map(|(what, value)| Sample { value, mark: mark(leaf, "type", what) }).collect()
    }

    /// The kinds that `type` allows in some way to meet the goal.
    pub(super) fn kinds_meant(&self, goal: &Goal) -> Vec<Kind> {
        let ways = self.alternatives(goal);
        let mut kinds: Vec<Kind> = ways.iter().flat_map(|way| kinds(&self.leaves(way))).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Values that nearly meet a goal in one way.
    fn breaks<'a>(&'a self, goal: &Goal, way: &Alternative, kind: Kind, around: &Around) -> Samples<'a> {
        let leaves = self.leaves(way);
        if let Some(leaf) = leaves.iter().find(|leaf| leaf.values.is_some()) {
            return Box::new(outsiders(leaf).into_iter());
        }
        match kind {
            Kind::Boolean => Box::new(iter::empty()),
            Kind::Integer | Kind::Number => {
                let range = Range::of(&leaves, kind == Kind::Integer);
                Box::new(leaves.into_iter().flat_map(move |leaf| {
                    let flaws = in_turn(numbers::flaws(leaf, &range, kind == Kind::Integer));
                    flaws
                        .into_iter()
                        .map(|(keyword, what, value)| Sample { value, mark: mark(leaf, keyword, what) })
                }))
            }
            Kind::String => {
                let all = leaves.clone();
                Box::new(leaves.into_iter().flat_map(move |leaf| {
                    let flaws = in_turn(strings::flaws(leaf, &all, &self.patterns));
                    flaws.into_iter().map(|(keyword, what, text)| Sample {
                        value: Value::String(text),
                        mark: mark(leaf, keyword, what),
                    })
                }))
            }
            Kind::Array => self.array_breaks(way, around),
            Kind::Object => self.object_breaks(goal, way, around),
        }
    }
}

/// Values that are not listed, and look like one that is.
fn outsiders(leaf: &Schema) -> Vec<Sample> {
    let mut samples = Vec::new();
    let mut tell = |what, value| samples.push(Sample { value, mark: mark(leaf, "enum", what) });
    for value in leaf.values.iter().flatten().take(3) {
        match value {
            Value::String(text) => {
                lookalikes(text).into_iter().for_each(|(what, text)| tell(what, Value::String(text)));
            }
            Value::Number(number) => {
                let near = number.as_i64().unwrap_or(0);
                tell("the next number", Value::from(near.saturating_add(1)));
                tell("a number beyond those listed", Value::from(near.saturating_add(1_000_003)));
            }
            Value::Bool(flag) => tell("the other flag", Value::Bool(!flag)),
            Value::Null | Value::Array(_) | Value::Object(_) => {
                if kind_of(value) == Some(Kind::Array) {
                    tell("another array", Value::Array(vec![value.clone()]));
                }
            }
        }
    }
    if leaf.kind.is_none() {
        for (what, value) in
            [("null", Value::Null), ("a number", Value::from(17)), ("an object", Value::Object(Map::new()))]
        {
            samples.push(Sample { value, mark: mark(leaf, "enum", what) });
        }
    }
    samples
}

/// A keyword, what is wrong, and a value.
type Told<W, V> = (&'static str, W, V);

/// The first break of each keyword, then the second of each, and so on.
fn in_turn<W, V>(flaws: Vec<Told<W, V>>) -> Vec<Told<W, V>> {
    let mut by_keyword: Vec<(&'static str, Vec<Told<W, V>>)> = Vec::new();
    for flaw in flaws {
        match by_keyword.iter_mut().find(|(keyword, _)| *keyword == flaw.0) {
            Some((_, of_keyword)) => of_keyword.push(flaw),
            None => by_keyword.push((flaw.0, vec![flaw])),
        }
    }
    interleave(by_keyword.into_iter().map(|(_, flaws)| flaws.into_iter())).collect()
}
