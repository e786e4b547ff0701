//! Values that break one keyword at one place, each keyword at each place in turn. It must not know valid values but as
//! what surrounds a break.

use std::iter;

use serde_json::{Map, Value};

use super::Values;
use super::build::{Fill, ITEMS_MAX, Making, Sizes, count};
use super::goal::{Alternative, Goal, joined, kind_of, kinds};
use super::interleave::interleave;
use super::mark::mark;
use super::numbers::{self, Range, written};
use super::sample::Sample;
use super::strings::{self, lookalikes};
use super::valid::{SIZE_SHOWN_MAX, Samples, confirmed, deeper};
use crate::schema::{Additional, Kind, Schema, SchemaId};

/// Ways to meet a goal that are broken.
const WAYS_MAX: usize = 24;

impl<'s> Values<'s> {
    /// Invalid values of a goal inside others.
    pub(super) fn flaws<'a>(&'a self, goal: &Goal, around: &[Goal]) -> Samples<'a> {
        let Some(around) = deeper(goal, around) else { return Box::new(iter::empty()) };
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
        let branches = iter::once_with(move || self.branches(&at_goal)).flatten();
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
    fn kinds_meant(&self, goal: &Goal) -> Vec<Kind> {
        let ways = self.alternatives(goal);
        let mut kinds: Vec<Kind> = ways.iter().flat_map(|way| kinds(&self.leaves(way))).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Values that nearly meet a goal in one way.
    fn breaks<'a>(&'a self, goal: &Goal, way: &Alternative, kind: Kind, around: &[Goal]) -> Samples<'a> {
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

    fn array_breaks<'a>(&'a self, way: &Alternative, around: &[Goal]) -> Samples<'a> {
        let leaves = self.leaves(way);
        let sizes = Sizes::of(&leaves);
        let goal = self.items(way);
        let mut own = Vec::new();
        for leaf in leaves {
            let mut tell = |keyword, what, value: Option<Value>| {
                own.extend(value.map(|value| Sample { value, mark: mark(leaf, keyword, what) }));
            };
            if let Some(min) = leaf.array.items_min.filter(|min| (1..=ITEMS_MAX).contains(min)) {
                tell("minItems", "one item too few", self.items_of(&goal, min - 1, sizes.unique));
                tell("minItems", "no items", Some(Value::Array(Vec::new())));
            }
            if let Some(max) = leaf.array.items_max.filter(|max| *max <= SIZE_SHOWN_MAX) {
                tell("maxItems", "one item too many", self.items_of(&goal, max + 1, sizes.unique));
            }
            if leaf.array.unique {
                tell("uniqueItems", "two equal items", self.repeated(&goal, &sizes));
            }
        }
        let host = self.items_of(&goal, sizes.min.max(1), sizes.unique);
        let Some(Value::Array(host)) = host else { return Box::new(own.into_iter()) };
        let longer = self.items_of(&goal, sizes.min.max(2), sizes.unique).filter(|_| sizes.max != Some(1));
        let flaws = self.flaws(&goal, around).map(move |sample| sample.into_item(&host, 0));
        // A loop that stops early sees only the first item.
        let around = around.to_vec();
        let last = longer.into_iter().flat_map(move |longer| {
            let Value::Array(longer) = longer else { return Vec::new() };
            let flaws = self.flaws(&goal, &around).take(1);
            let at = longer.len().saturating_sub(1);
            flaws.map(|sample| sample.into_item(&longer, at)).collect()
        });
        Box::new(interleave([Box::new(own.into_iter()) as Samples<'a>, Box::new(flaws), Box::new(last)]))
    }

    fn repeated(&self, goal: &Goal, sizes: &Sizes) -> Option<Value> {
        let Value::Array(mut items) = self.items_of(goal, sizes.min.saturating_sub(1).max(1), true)? else {
            return None;
        };
        items.push(items.first()?.clone());
        Some(Value::Array(items))
    }

    fn object_breaks<'a>(&'a self, goal: &Goal, way: &Alternative, around: &[Goal]) -> Samples<'a> {
        let members = self.members(way);
        let built = self.build(goal, way, Kind::Object, Fill::Least, &mut Making::default());
        let Some(Value::Object(least)) = built else { return Box::new(iter::empty()) };
        let mut sequences: Vec<Samples<'a>> = vec![
            Box::new(self.missing(way, &least).into_iter()),
            Box::new(self.counts(way, &least).into_iter()),
        ];
        for (name, _) in members.named() {
            let Some(goal) = members.goal(name) else { continue };
            let (host, around) = (least.clone(), around.to_vec());
            let flaws = iter::once_with(move || self.flaws(&goal, &around)).flatten();
            sequences.push(Box::new(flaws.map(move |sample| sample.into_member(&host, name))));
        }
        let name = members.unnamed(0);
        for leaf in members.closed() {
            let mut object = least.clone();
            object.insert(name.clone(), Value::String("text".to_owned()));
            let mut mark = mark(leaf, "additionalProperties", "a member that is not known");
            mark.instance = format!("/{name}");
            sequences.push(Box::new(iter::once(Sample { value: Value::Object(object), mark })));
        }
        if let Some((_, Additional::Schema(_))) = members.additional()
            && let Some(goal) = members.goal(&name)
        {
            let around = around.to_vec();
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
            if let Some(max) = leaf.object.properties_max.filter(|max| *max <= SIZE_SHOWN_MAX) {
                let mut object = least.clone();
                if self.fill_up(&members, &mut object, max + 1, &mut Making::default()).is_some() {
                    let mark = mark(leaf, "maxProperties", "one member too many");
                    samples.push(Sample { value: Value::Object(object), mark });
                }
            }
        }
        samples
    }

    /// Values that several branches of a `oneOf` accept, or none, and values that a `not` excludes.
    fn branches(&self, goal: &Goal) -> Vec<Sample> {
        let mut samples = Vec::new();
        for way in self.alternatives(goal).iter().take(WAYS_MAX) {
            for &id in &way.leaves {
                let schema = self.schemas.get(id);
                if let Some(not) = schema.not {
                    let what = "what `not` excludes";
                    samples.extend(self.joined_sample(goal, id, &[not], "not", what));
                }
                for (at, a) in schema.one_of.iter().enumerate() {
                    for b in &schema.one_of[at + 1..] {
                        let what = "valid under two branches";
                        samples.extend(self.joined_sample(goal, id, &[*a, *b], "oneOf", what));
                    }
                }
                for (keyword, branches) in [("oneOf", &schema.one_of), ("anyOf", &schema.any_of)] {
                    if !branches.is_empty() {
                        samples.extend(self.strangers(goal, id, keyword));
                    }
                }
            }
        }
        samples.dedup();
        samples
    }

    /// A value that meets the goal but for the combinators of one schema, and other schemas besides.
    fn joined_sample(
        &self,
        goal: &Goal,
        plain: SchemaId,
        besides: &[SchemaId],
        keyword: &'static str,
        what: &'static str,
    ) -> Option<Sample> {
        let ids = [goal.ids(), besides].concat();
        let way = joined(self.schemas, &ids, &[plain]);
        let besides = Goal::of(besides.iter().copied());
        let kinds = kinds(&self.leaves(&way));
        let value = kinds.iter().find_map(|kind| {
            let fills = [Fill::Least, Fill::Most];
            fills.iter().find_map(|fill| self.build(&besides, &way, *kind, *fill, &mut Making::default()))
        })?;
        Some(Sample { value, mark: mark(self.schemas.get(plain), keyword, what) })
    }

    /// Values that no branch of a schema may accept, though its own keywords do.
    fn strangers(&self, goal: &Goal, id: SchemaId, keyword: &'static str) -> Vec<Sample> {
        let way = joined(self.schemas, goal.ids(), &[id]);
        let nothing = Goal::default();
        let meant = self.kinds_meant(goal);
        let kinds = kinds(&self.leaves(&way)).into_iter().filter(|kind| meant.contains(kind));
        let made = kinds.filter_map(|kind| {
            let value = self.build(&nothing, &way, kind, Fill::Least, &mut Making::default())?;
            Some(Sample { value, mark: mark(self.schemas.get(id), keyword, "valid under no branch") })
        });
        made.collect()
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
