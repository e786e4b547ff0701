//! One value that meets a goal: as little as possible, or as much. It must not know which values are wanted otherwise.

use serde_json::{Map, Value};

use super::Values;
use super::goal::{Alternative, Goal, alternatives, kind_of, kinds};
use super::members::Members;
use super::numbers::Range;
use super::strings::Strings;
use crate::schema::{Kind, Schema};
use std::sync::Arc;

/// Goals inside one another, and goals in all, that one value is made of.
const DEPTH_MAX: usize = 40;
const STEPS_MAX: usize = 20_000;

/// Nodes of a value before what is optional is left out of it, and before it is given up: where many schemas share one,
/// which shares another, all that is optional would be exponentially much.
const NODES_FULL: usize = 2_000;
const NODES_MAX: usize = 100_000;

/// Items of an array that is made because so many are asked for.
pub(super) const ITEMS_MAX: u64 = 2_000;

/// How much of what is optional a value has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Fill {
    /// Nothing optional.
    Least,
    /// All members, and an item in each array.
    Most,
}

/// One value in the making: the goals around it, and what it cost.
#[derive(Debug, Default)]
pub(super) struct Making {
    pub(super) around: Vec<Goal>,
    steps: usize,
    /// Nodes that the value has so far.
    nodes: usize,
    /// Whether something was left out because of what is around it.
    recurred: bool,
}

impl<'s> Values<'s> {
    /// Whether a value is valid under all schemas of the goal.
    pub(super) fn meets(&self, goal: &Goal, value: &Value) -> bool {
        goal.ids().iter().all(|id| self.validator.is_valid(*id, value))
    }

    pub(super) fn alternatives(&self, goal: &Goal) -> Arc<Vec<Alternative>> {
        self.plans.get_or(goal, || Arc::new(alternatives(self.schemas, goal)))
    }

    pub(super) fn leaves(&self, alternative: &Alternative) -> Vec<&'s Schema> {
        alternative.leaves.iter().map(|id| self.schemas.get(*id)).collect()
    }

    pub(super) fn members(&self, alternative: &Alternative) -> Members<'s> {
        Members::of(self.schemas, self.direction, self.leaves(alternative))
    }

    pub(super) fn strings(&self, alternative: &Alternative) -> Arc<Strings> {
        self.strings.get_or(&alternative.leaves, || {
            Arc::new(Strings::of(&self.leaves(alternative), &self.patterns, None))
        })
    }

    /// A plain value that meets the goal, filled that much.
    pub(super) fn make(&self, goal: &Goal, fill: Fill) -> Option<Value> {
        self.make_in(goal, fill, &mut Making::default())
    }

    pub(super) fn make_in(&self, goal: &Goal, fill: Fill, making: &mut Making) -> Option<Value> {
        let key = (goal.clone(), fill);
        if let Some(known) = self.made.get(&key) {
            let value = known?;
            making.nodes += nodes(&value);
            making.recurred |= making.nodes > NODES_MAX;
            return (making.nodes <= NODES_MAX).then(|| (*value).clone());
        }
        making.steps += 1;
        making.nodes += 1;
        let is_deep = making.around.len() > DEPTH_MAX || making.nodes > NODES_MAX;
        if is_deep || making.around.contains(goal) || making.steps > STEPS_MAX {
            making.recurred = true;
            return None;
        }
        let recurred = std::mem::replace(&mut making.recurred, false);
        making.around.push(goal.clone());
        let value = self.search(goal, fill, making);
        making.around.pop();
        // Inside another goal a value may have turned out otherwise than by itself; the least is good anywhere.
        let is_least = fill == Fill::Least && value.is_some();
        if !making.recurred || is_least || making.around.is_empty() {
            self.made.keep(key, value.clone().map(Arc::new));
        }
        making.recurred |= recurred;
        value
    }

    fn search(&self, goal: &Goal, fill: Fill, making: &mut Making) -> Option<Value> {
        for alternative in self.alternatives(goal).iter() {
            for kind in kinds(&self.leaves(alternative)) {
                if let Some(value) = self.build(goal, alternative, kind, fill, making) {
                    return Some(value);
                }
            }
        }
        Some(Value::Null).filter(|null| self.meets(goal, null))
    }

    /// A value of that kind that meets the goal in that way.
    pub(super) fn build(
        &self,
        goal: &Goal,
        alternative: &Alternative,
        kind: Kind,
        fill: Fill,
        making: &mut Making,
    ) -> Option<Value> {
        let leaves = self.leaves(alternative);
        let is_container = matches!(kind, Kind::Array | Kind::Object);
        let listed = leaves.iter().flat_map(|leaf| leaf.values.iter().flatten());
        let told =
            leaves.iter().flat_map(|leaf| [&leaf.annotations.example, &leaf.annotations.default]).flatten();
        let known: Vec<&Value> = if is_container { listed.collect() } else { told.chain(listed).collect() };
        let fits = |value: &&&Value| is_of(kind, value) && self.meets(goal, value);
        if let Some(value) = known.iter().find(fits) {
            return Some((*value).clone());
        }
        if leaves.iter().any(|leaf| leaf.values.is_some()) {
            return None;
        }
        let meets = |value: &Value| self.meets(goal, value);
        match kind {
            Kind::Boolean => [true, false].into_iter().map(Value::Bool).find(meets),
            Kind::Integer | Kind::Number => {
                Range::of(&leaves, kind == Kind::Integer).plain().into_iter().find(meets)
            }
            Kind::String => self.strings(alternative).plain().map(Value::String).find(meets),
            Kind::Array => self.array(alternative, fill, making).filter(meets),
            Kind::Object => self.object(alternative, fill, making).filter(meets),
        }
    }

    /// What the items of an array must meet.
    pub(super) fn items(&self, alternative: &Alternative) -> Goal {
        Goal::of(self.leaves(alternative).iter().filter_map(|leaf| leaf.array.items))
    }

    fn array(&self, alternative: &Alternative, fill: Fill, making: &mut Making) -> Option<Value> {
        let sizes = Sizes::of(&self.leaves(alternative));
        let wish = match fill {
            Fill::Least => sizes.min,
            Fill::Most => sizes.min.max(1).min(sizes.max.unwrap_or(u64::MAX)),
        };
        let goal = self.items(alternative);
        if let Some(items) = self.array_of(&goal, &sizes, wish, fill, making) {
            return Some(items);
        }
        (wish > sizes.min).then(|| self.array_of(&goal, &sizes, sizes.min, fill, making))?
    }

    fn array_of(
        &self,
        goal: &Goal,
        sizes: &Sizes,
        size: u64,
        fill: Fill,
        making: &mut Making,
    ) -> Option<Value> {
        let count = usize::try_from(size.min(ITEMS_MAX)).ok()?;
        if count == 0 {
            return Some(Value::Array(Vec::new()));
        }
        if sizes.unique && count > 1 {
            let items = self.several(goal, count, making);
            return (items.len() == count).then_some(Value::Array(items));
        }
        let item = self.make_in(goal, fill, making)?;
        Some(Value::Array(vec![item; count]))
    }

    fn object(&self, alternative: &Alternative, fill: Fill, making: &mut Making) -> Option<Value> {
        let members = self.members(alternative);
        let mut object = Map::new();
        for (name, _) in members.named() {
            let pin = alternative.pins.iter().find(|(property, _)| property == name);
            let is_required = members.is_required(name);
            if !is_required && pin.is_none() {
                let is_full = making.nodes > NODES_FULL;
                making.recurred |= is_full && fill == Fill::Most;
                if is_full || fill == Fill::Least {
                    continue;
                }
            }
            let goal = members.goal(name)?;
            let pinned = pin.map(|(_, pin)| Value::String(pin.clone()));
            let pinned = pinned.filter(|pin| self.meets(&goal, pin));
            match pinned.or_else(|| self.make_in(&goal, fill, making)) {
                Some(value) => object.extend([(name.to_owned(), value)]),
                None if is_required => return None,
                None => {}
            }
        }
        for (name, _) in members.required() {
            if !object.contains_key(name) {
                let value = self.make_in(&members.goal(name)?, fill, making)?;
                object.insert(name.to_owned(), value);
            }
        }
        let max = members.count_max().unwrap_or(u64::MAX);
        let optional = |name: &String| !members.is_required(name);
        while count(&object) > max {
            let last = object.keys().rev().find(|name| optional(name)).cloned()?;
            object.shift_remove(&last);
        }
        self.fill_up(&members, &mut object, members.count_min(), making)?;
        Some(Value::Object(object))
    }

    /// Adds members until there are that many, first those that have a name.
    pub(super) fn fill_up(
        &self,
        members: &Members<'s>,
        object: &mut Map<String, Value>,
        wish: u64,
        making: &mut Making,
    ) -> Option<()> {
        let named = members.named();
        let mut names = named.iter().map(|(name, _)| (*name).to_owned());
        let mut unnamed = 0;
        while count(object) < wish {
            let name = names.next().unwrap_or_else(|| {
                unnamed += 1;
                members.unnamed(unnamed - 1)
            });
            if object.contains_key(&name) {
                continue;
            }
            let made = members.goal(&name).and_then(|goal| self.make_in(&goal, Fill::Least, making));
            match made {
                Some(value) => object.extend([(name, value)]),
                None if unnamed > 0 => return None,
                None => {}
            }
        }
        Some(())
    }
}

/// How many values are in a value, itself among them.
fn nodes(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
        Value::Array(items) => 1 + items.iter().map(nodes).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(nodes).sum::<usize>(),
    }
}

/// How many items an array may have.
pub(super) struct Sizes {
    pub(super) min: u64,
    pub(super) max: Option<u64>,
    pub(super) unique: bool,
}

impl Sizes {
    pub(super) fn of(leaves: &[&Schema]) -> Self {
        Self {
            min: leaves.iter().filter_map(|leaf| leaf.array.items_min).max().unwrap_or(0),
            max: leaves.iter().filter_map(|leaf| leaf.array.items_max).min(),
            unique: leaves.iter().any(|leaf| leaf.array.unique),
        }
    }
}

/// How many members there are.
pub(super) fn count(object: &Map<String, Value>) -> u64 {
    u64::try_from(object.len()).unwrap_or(u64::MAX)
}

/// Whether the value is of the kind, any number being an integer here: the validator tells.
fn is_of(kind: Kind, value: &Value) -> bool {
    let kind = if kind == Kind::Integer { Kind::Number } else { kind };
    kind_of(value) == Some(kind)
}
