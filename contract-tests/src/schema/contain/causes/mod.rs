//! Finds all reasons for which the right schema refuses what the left one accepts: both graphs are walked together,
//! each way to refuse is asked for by itself, and what a member or an item is refused for is looked for inside. It
//! must not know documents, or what a reason is reported for.

mod branches;
mod containers;
mod scalars;

use std::collections::HashSet;

use serde_json::Value;

use super::FastMap;
use super::containment::Containment;
use super::demand::Demand;
use super::difference::{Difference, Differences};
use super::kinds::{ValueKind, ValueKinds};
use super::literal::{Literal, Sign};
use super::location::Location;
use super::outcome::{Doubt, Outcome};
use super::terms::Side;
use crate::document::pointer;
use crate::schema::{Additional, Schema, SchemaId};

/// Steps of each question on the way. What is not told within them is looked for further inside, where it takes less.
const STEPS_MAX: u32 = 3_000;
/// Reasons that are looked for in one question.
const CAUSES_MAX: usize = 500;
/// Keywords of a schema's own that hold no schemas.
const KEYWORDS: [&str; 14] = [
    "type",
    "enum",
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "required",
    "minProperties",
    "maxProperties",
];
/// Schemas inside one another.
const DEPTH_MAX: usize = 64;

/// A reason, seen from where a value stands.
#[derive(Clone, Debug)]
pub(super) struct Cause {
    left: Vec<SchemaId>,
    right: SchemaId,
    keyword: &'static str,
    member: Option<String>,
    instance: String,
    value: Value,
}

/// What was found, by where the value stands on both sides.
pub(super) type Causes = FastMap<(Location, SchemaId), Vec<Cause>>;

/// A walk through both graphs.
struct Walk {
    /// Pairs that are being looked at, and how far inside.
    open: FastMap<(Location, SchemaId), usize>,
    /// The outermost of them that was met again.
    outermost: usize,
    doubt: Option<Doubt>,
    found: usize,
}

impl Containment<'_> {
    /// Every reason for which `right` refuses a value that `left` accepts and that its writers write.
    pub fn differences(&mut self, left: SchemaId, right: SchemaId) -> Differences {
        self.terms(left, right);
        let steps_max = self.engine.limit(STEPS_MAX);
        let mut walk = Walk { open: FastMap::default(), outermost: usize::MAX, doubt: None, found: 0 };
        let location = Location::new(self.left, &[left]);
        let causes = self.causes(&location, right, &mut walk);
        self.engine.limit(steps_max);
        let mut differences = Differences { list: Vec::new(), doubt: walk.doubt };
        for cause in causes {
            if self.tells_apart(&cause.value, left, right) {
                differences.list.push(cause.into());
            } else {
                differences.doubt.get_or_insert(Doubt::Unconfirmed);
            }
        }
        differences
    }

    fn causes(&mut self, location: &Location, right: SchemaId, walk: &mut Walk) -> Vec<Cause> {
        let key = (location.clone(), right);
        if let Some(known) = self.causes.get(&key) {
            return known.clone();
        }
        let mut literals = location.literals(&mut self.engine);
        literals.push(Literal::term(self.engine.term(Side::Right, right), Sign::Refuses));
        match self.engine.ask(literals) {
            Outcome::Empty => return Vec::new(),
            Outcome::Unknown(doubt) => {
                walk.doubt.get_or_insert(doubt);
            }
            Outcome::Inhabited(_) => {}
        }
        if let Some(depth) = walk.open.get(&key) {
            // What it is refused for is told where it was met first.
            walk.outermost = walk.outermost.min(*depth);
            return Vec::new();
        }
        let depth = walk.open.len();
        if depth >= DEPTH_MAX || walk.found >= CAUSES_MAX {
            walk.doubt.get_or_insert(Doubt::Steps);
            return Vec::new();
        }
        let outermost = std::mem::replace(&mut walk.outermost, usize::MAX);
        walk.open.insert(key.clone(), depth);
        let mut causes = self.causes_of_own(location, right, walk);
        causes.extend(self.causes_of_branches(location, right, walk));
        walk.open.remove(&key);
        causes = each_once(causes);
        walk.found += causes.len();
        if walk.outermost >= depth {
            self.causes.insert(key, causes.clone());
        }
        walk.outermost = walk.outermost.min(outermost);
        causes
    }

    /// Reasons in the keywords that do not combine schemas, and in `allOf` and `not`.
    fn causes_of_own(&mut self, location: &Location, right: SchemaId, walk: &mut Walk) -> Vec<Cause> {
        let term = self.engine.term(Side::Right, right);
        let schema = self.right.get(right).clone();
        let mut causes = Vec::new();
        let refused = kinds_outside(&schema).minus(ValueKinds::only(ValueKind::Null));
        causes.extend(self.leaf(location, right, "type", refused, Vec::new(), walk));
        let null_refused = !schema.nullable && schema.kind.is_some();
        if null_refused {
            let null = ValueKinds::only(ValueKind::Null);
            causes.extend(self.leaf(location, right, "nullable", null, Vec::new(), walk));
        }
        if schema.values.is_some() {
            let mut literals = location.literals(&mut self.engine);
            literals.push(Literal::term(term, Sign::Refuses));
            let kinds = kinds_inside(&schema);
            let outcome = self.engine.ask_kinds(kinds, literals);
            causes.extend(self.cause(location, right, "enum", outcome, walk));
            return causes;
        }
        // The term of a schema that only wraps another is the other's, whose keywords are told of where they stand.
        if !is_wrapper(&schema) {
            causes.extend(self.causes_of_scalars(location, right, term, walk));
            causes.extend(self.causes_of_array(location, right, &schema, walk));
            causes.extend(self.causes_of_object(location, right, &schema, walk));
        }
        for part in &schema.all_of {
            causes.extend(self.causes(location, *part, walk));
        }
        if let Some(not) = schema.not {
            let mut literals = location.literals(&mut self.engine);
            literals.push(Literal::term(self.engine.term(Side::Right, not), Sign::Accepts));
            let outcome = self.engine.ask(literals);
            causes.extend(self.cause(location, right, "not", outcome, walk));
        }
        causes
    }

    /// The location, or one for each combination of the alternatives in it.
    fn expand(&self, location: &Location) -> Vec<Location> {
        let mut expanded = Vec::new();
        let mut work = vec![location.clone()];
        while let Some(location) = work.pop() {
            match location.alternatives(self.left) {
                Some(alternatives) if expanded.len() + work.len() + alternatives.len() <= 128 => {
                    work.extend(alternatives.into_iter().rev());
                }
                Some(_) | None => expanded.push(location),
            }
        }
        expanded
    }

    fn leaves(
        &mut self,
        location: &Location,
        right: SchemaId,
        asked: Vec<(&'static str, ValueKind, Demand)>,
        walk: &mut Walk,
    ) -> Vec<Cause> {
        let mut causes = Vec::new();
        for (keyword, kind, demand) in asked {
            causes.extend(self.leaf(location, right, keyword, ValueKinds::only(kind), vec![demand], walk));
        }
        causes
    }

    fn leaf(
        &mut self,
        location: &Location,
        right: SchemaId,
        keyword: &'static str,
        kinds: ValueKinds,
        demands: Vec<Demand>,
        walk: &mut Walk,
    ) -> Option<Cause> {
        if kinds.is_empty() {
            return None;
        }
        let literals = location.literals(&mut self.engine);
        let outcome = if demands.is_empty() {
            self.engine.ask_kinds(kinds, literals)
        } else {
            self.engine.ask_demands(kinds, literals, &demands)
        };
        self.cause(location, right, keyword, outcome, walk)
    }

    fn ask_demand(&mut self, location: &Location, kind: ValueKind, demand: Demand) -> Outcome {
        let literals = location.literals(&mut self.engine);
        self.engine.ask_demands(ValueKinds::only(kind), literals, &[demand])
    }

    fn cause(
        &self,
        location: &Location,
        right: SchemaId,
        keyword: &'static str,
        outcome: Outcome,
        walk: &mut Walk,
    ) -> Option<Cause> {
        let value = self.shown(outcome, walk)?;
        let mut left = location.parts.clone();
        left.sort_by_key(|part| !has(self.left.get(*part), keyword));
        Some(Cause { left, right, keyword, member: None, instance: String::new(), value })
    }

    /// Whether the reason is among those that were found.
    fn is_told(cause: &Cause, causes: &[Cause]) -> bool {
        let same = |other: &Cause| {
            (&other.left, other.right, other.keyword, &other.member)
                == (&cause.left, cause.right, cause.keyword, &cause.member)
        };
        causes.iter().any(same)
    }

    /// A plain value at the location with the part put in by `put`, if that is one that the left schemas accept.
    fn plain_around(&self, location: &Location, put: impl FnOnce(&mut Value)) -> Option<Value> {
        let roots = location.roots();
        let mut value = self.plain.simplest(*roots.last()?)?;
        put(&mut value);
        let validator = self.validator(Side::Left);
        roots.iter().all(|root| validator.is_valid(*root, &value)).then_some(value)
    }

    /// The same reason, seen from the value around; `name` tells which part of it the inner value is.
    fn lifted(
        &self,
        cause: Cause,
        outcome: Outcome,
        walk: &mut Walk,
        name: impl Fn(&Value, &Value) -> Option<String>,
    ) -> Option<Cause> {
        let value = self.shown(outcome, walk)?;
        let name = name(&value, &cause.value)?;
        let instance = format!("{}{}", pointer::join("", &name), cause.instance);
        Some(Cause { value, instance, ..cause })
    }

    fn shown(&self, outcome: Outcome, walk: &mut Walk) -> Option<Value> {
        let doubt = match outcome {
            Outcome::Empty => return None,
            Outcome::Unknown(doubt) => doubt,
            Outcome::Inhabited(witness) => match witness.value(&self.engine.texts) {
                Some(value) => return Some(value),
                None => Doubt::Size,
            },
        };
        walk.doubt.get_or_insert(doubt);
        None
    }
}

impl From<Cause> for Difference {
    fn from(cause: Cause) -> Self {
        Self {
            left: cause.left,
            right: cause.right,
            keyword: cause.keyword,
            member: cause.member,
            instance: cause.instance,
            witness: cause.value,
        }
    }
}

/// One of those that name the same schemas and keyword, the first.
fn each_once(causes: Vec<Cause>) -> Vec<Cause> {
    let mut seen = HashSet::new();
    causes
        .into_iter()
        .filter(|cause| seen.insert((cause.left.clone(), cause.right, cause.keyword, cause.member.clone())))
        .collect()
}

/// Whether the schema says nothing but what the schemas in `allOf`, `anyOf` and `oneOf` say.
fn is_wrapper(schema: &Schema) -> bool {
    let combines = !schema.all_of.is_empty() || !schema.any_of.is_empty() || !schema.one_of.is_empty();
    let array = schema.array.items.is_some() || schema.array.unique;
    let object = !schema.object.properties.is_empty() || schema.object.additional != Additional::Unstated;
    combines && !array && !object && !KEYWORDS.iter().any(|keyword| has(schema, keyword))
}

/// Kinds that `type` does not have.
fn kinds_outside(schema: &Schema) -> ValueKinds {
    ValueKinds::ALL.minus(kinds_inside(schema))
}

fn kinds_inside(schema: &Schema) -> ValueKinds {
    schema.kind.map_or(ValueKinds::ALL, super::view::kinds)
}

/// Whether the schema says the keyword itself.
fn has(schema: &Schema, keyword: &str) -> bool {
    match keyword {
        "nullable" => schema.nullable,
        "enum" => schema.values.is_some(),
        "required" => !schema.object.required.is_empty(),
        "additionalProperties" => !schema.object.properties.is_empty(),
        "anyOf" => !schema.any_of.is_empty(),
        "oneOf" => !schema.one_of.is_empty(),
        _ => schema.has_constraint(keyword),
    }
}
