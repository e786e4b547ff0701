//! Finds all reasons for which the right schema refuses what the left one accepts: both graphs are walked together,
//! each way to refuse is asked for by itself, and what a member or an item is refused for is looked for inside. It
//! must not know documents, or what a reason is reported for.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::constant;
use super::containment::Containment;
use super::demand::Demand;
use super::difference::{Difference, Differences};
use super::kinds::{ValueKind, ValueKinds};
use super::literal::{Literal, Sign};
use super::location::Location;
use super::outcome::{Doubt, Outcome};
use super::term::{AdditionalTerm, Count, End, TermId};
use super::terms::Side;
use crate::document::pointer;
use crate::schema::{Schema, SchemaId};

/// Reasons that are looked for in one question.
const CAUSES_MAX: usize = 500;
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
pub(super) type Causes = HashMap<(Location, SchemaId), Vec<Cause>>;

/// A walk through both graphs.
#[derive(Default)]
struct Walk {
    open: HashSet<(Location, SchemaId)>,
    doubt: Option<Doubt>,
    depth: usize,
    found: usize,
}

impl Containment<'_> {
    /// Every reason for which `right` refuses a value that `left` accepts and that its writers write.
    pub fn differences(&mut self, left: SchemaId, right: SchemaId) -> Differences {
        let mut walk = Walk::default();
        let location = Location::new(self.left, &[left]);
        let causes = self.causes(&location, right, &mut walk);
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
        let mut literals = location.literals(&self.engine.terms);
        literals.push(Literal::term(self.engine.terms.of(Side::Right, right), Sign::Refuses));
        match self.engine.ask(literals) {
            Outcome::Empty => return Vec::new(),
            Outcome::Unknown(doubt) => {
                walk.doubt.get_or_insert(doubt);
            }
            Outcome::Inhabited(_) => {}
        }
        if walk.depth >= DEPTH_MAX || walk.found >= CAUSES_MAX {
            walk.doubt.get_or_insert(Doubt::Steps);
            return Vec::new();
        }
        if !walk.open.insert(key.clone()) {
            return Vec::new();
        }
        walk.depth += 1;
        let mut causes = self.causes_of_own(location, right, walk);
        causes.extend(self.causes_of_branches(location, right, walk));
        walk.depth -= 1;
        walk.open.remove(&key);
        causes = each_once(causes);
        walk.found += causes.len();
        // What was left out because a pair outside of this one is being walked is found there.
        if walk.open.is_empty() || !causes.is_empty() {
            self.causes.insert(key, causes.clone());
        }
        causes
    }

    /// Reasons in the keywords that do not combine schemas, and in `allOf` and `not`.
    fn causes_of_own(&mut self, location: &Location, right: SchemaId, walk: &mut Walk) -> Vec<Cause> {
        let term = self.engine.terms.of(Side::Right, right);
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
            let mut literals = location.literals(&self.engine.terms);
            literals.push(Literal::term(term, Sign::Refuses));
            let kinds = kinds_inside(&schema);
            let outcome = self.engine.ask_kinds(kinds, literals);
            causes.extend(self.cause(location, right, "enum", outcome, walk));
            return causes;
        }
        causes.extend(self.causes_of_scalars(location, right, term, walk));
        causes.extend(self.causes_of_array(location, right, &schema, walk));
        causes.extend(self.causes_of_object(location, right, &schema, walk));
        for part in &schema.all_of {
            causes.extend(self.causes(location, *part, walk));
        }
        if let Some(not) = schema.not {
            let mut literals = location.literals(&self.engine.terms);
            literals.push(Literal::term(self.engine.terms.of(Side::Right, not), Sign::Accepts));
            let outcome = self.engine.ask(literals);
            causes.extend(self.cause(location, right, "not", outcome, walk));
        }
        causes
    }

    fn causes_of_scalars(
        &mut self,
        location: &Location,
        right: SchemaId,
        term: TermId,
        walk: &mut Walk,
    ) -> Vec<Cause> {
        let term = self.engine.terms.get(term);
        let format = self.right.get(right).format.clone();
        let mut asked: Vec<(&'static str, ValueKind, Demand)> = Vec::new();
        let beyond = |end: &End| End { value: end.value.clone(), exclusive: !end.exclusive };
        let ranged = format.is_some_and(|format| matches!(format.as_str(), "int32" | "int64"));
        let number = &self.right.get(right).number;
        if let Some(min) = &term.number.min {
            let keyword = if ranged && number.min.is_none() { "format" } else { "minimum" };
            asked.push((keyword, ValueKind::Number, Demand::Below(beyond(min))));
        }
        if let Some(max) = &term.number.max {
            let keyword = if ranged && number.max.is_none() { "format" } else { "maximum" };
            asked.push((keyword, ValueKind::Number, Demand::Above(beyond(max))));
        }
        if let Some(multiple) = &term.number.multiple {
            asked.push(("multipleOf", ValueKind::Number, Demand::NotMultiple(multiple.clone())));
        }
        if term.integer {
            let one = num_rational::BigRational::from_integer(1.into());
            asked.push(("type", ValueKind::Number, Demand::NotMultiple(one)));
        }
        asked.extend(sizes(term.string.length, ValueKind::String, "minLength", "maxLength"));
        asked.extend(term.string.pattern.map(|at| ("pattern", ValueKind::String, Demand::NotPattern(at))));
        asked.extend(term.format.map(|at| ("format", ValueKind::String, Demand::NotFormat(at))));
        self.leaves(location, right, asked, walk)
    }

    fn causes_of_array(
        &mut self,
        location: &Location,
        right: SchemaId,
        schema: &Schema,
        walk: &mut Walk,
    ) -> Vec<Cause> {
        let term = self.engine.terms.get(self.engine.terms.of(Side::Right, right));
        let mut asked: Vec<_> = sizes(term.array.count, ValueKind::Array, "minItems", "maxItems").collect();
        if term.array.unique {
            asked.push(("uniqueItems", ValueKind::Array, Demand::Duplicate));
        }
        let mut causes = self.leaves(location, right, asked, walk);
        let Some(items) = schema.array.items else { return causes };
        let refused = Literal::term(self.engine.terms.of(Side::Right, items), Sign::Refuses);
        let able = self.ask_demand(location, ValueKind::Array, Demand::SomeItem(refused));
        if let Outcome::Empty = able {
            return causes;
        }
        for location_of in self.expand(location) {
            let inner = location_of.item(self.left);
            for cause in self.causes(&inner, items, walk) {
                let constant = self.engine.constants.enter(&cause.value);
                let demand = Demand::SomeItem(Literal::constant(constant, Sign::Accepts));
                let outcome = self.ask_demand(&location_of, ValueKind::Array, demand);
                causes.extend(self.lifted(cause, outcome, walk, |value, inner| {
                    let at = value.as_array()?.iter().position(|item| same(item, inner))?;
                    Some(at.to_string())
                }));
            }
        }
        causes
    }

    fn causes_of_object(
        &mut self,
        location: &Location,
        right: SchemaId,
        schema: &Schema,
        walk: &mut Walk,
    ) -> Vec<Cause> {
        let id = self.engine.terms.of(Side::Right, right);
        let term = self.engine.terms.get(id);
        let count = term.object.count;
        let asked = sizes(count, ValueKind::Object, "minProperties", "maxProperties").collect();
        let mut causes = self.leaves(location, right, asked, walk);
        for name in &term.object.required {
            let outcome = self.ask_demand(location, ValueKind::Object, Demand::Missing(*name));
            let member = self.engine.texts.get(*name).to_string();
            let cause = self.cause(location, right, "required", outcome, walk);
            causes.extend(cause.map(|cause| Cause { member: Some(member), ..cause }));
        }
        for (name, member) in &schema.object.properties {
            let text = self.engine.texts.enter(name);
            let refused = Literal::term(self.engine.terms.of(Side::Right, *member), Sign::Refuses);
            let able = self.ask_demand(location, ValueKind::Object, Demand::Member(text, refused));
            if !matches!(able, Outcome::Empty) {
                causes.extend(self.causes_of_member(location, name, *member, walk));
            }
        }
        let additional = self.engine.terms.get(id).object.additional;
        match additional {
            AdditionalTerm::Unstated | AdditionalTerm::Any => {}
            AdditionalTerm::None => causes.extend(self.causes_of_closed(location, right, schema, walk)),
            AdditionalTerm::Term(_) => causes.extend(self.causes_of_additional(location, right, walk)),
        }
        causes
    }

    fn causes_of_member(
        &mut self,
        location: &Location,
        name: &str,
        member: SchemaId,
        walk: &mut Walk,
    ) -> Vec<Cause> {
        let text = self.engine.texts.enter(name);
        let mut causes = Vec::new();
        for location in self.expand(location) {
            let inner = location.member(self.left, Some(name));
            for cause in self.causes(&inner, member, walk) {
                let constant = self.engine.constants.enter(&cause.value);
                let demand = Demand::Member(text, Literal::constant(constant, Sign::Accepts));
                let outcome = self.ask_demand(&location, ValueKind::Object, demand);
                causes.extend(self.lifted(cause, outcome, walk, |_, _| Some(name.to_owned())));
            }
        }
        causes
    }

    /// Members that the left side documents and the right one does not allow, one by one, and any other.
    fn causes_of_closed(
        &mut self,
        location: &Location,
        right: SchemaId,
        schema: &Schema,
        walk: &mut Walk,
    ) -> Vec<Cause> {
        let allowed: HashSet<&str> = schema.object.properties.iter().map(|(name, _)| name.as_str()).collect();
        let mut names: Vec<String> = Vec::new();
        for location in self.expand(location) {
            for name in location.names(self.left) {
                if !allowed.contains(name) && names.iter().all(|other| other != name) {
                    names.push(name.to_owned());
                }
            }
        }
        let mut causes = Vec::new();
        for name in names {
            let demand = Demand::Present(self.engine.texts.enter(&name));
            let outcome = self.ask_demand(location, ValueKind::Object, demand);
            let cause = self.cause(location, right, "additionalProperties", outcome, walk);
            causes.extend(cause.map(|cause| Cause { member: Some(name), ..cause }));
        }
        if causes.is_empty() {
            let term = self.engine.terms.of(Side::Right, right);
            let outcome = self.ask_demand(location, ValueKind::Object, Demand::Extra(term, None));
            causes.extend(self.cause(location, right, "additionalProperties", outcome, walk));
        }
        causes
    }

    /// Members that the right side does not document and has a schema for.
    fn causes_of_additional(&mut self, location: &Location, right: SchemaId, walk: &mut Walk) -> Vec<Cause> {
        let crate::schema::Additional::Schema(additional) = self.right.get(right).object.additional else {
            return Vec::new();
        };
        let term = self.engine.terms.of(Side::Right, right);
        let allowed = self.right.get(right).object.properties.clone();
        let is_additional = |name: &str| allowed.iter().all(|(other, _)| other != name);
        let mut causes = Vec::new();
        for location in self.expand(location) {
            let names: Vec<String> = location.names(self.left).into_iter().map(str::to_owned).collect();
            for name in names.into_iter().filter(|name| is_additional(name)) {
                causes.extend(self.causes_of_member(&location, &name, additional, walk));
            }
            let inner = location.member(self.left, None);
            for cause in self.causes(&inner, additional, walk) {
                let constant = self.engine.constants.enter(&cause.value);
                let literal = Literal::constant(constant, Sign::Accepts);
                let outcome =
                    self.ask_demand(&location, ValueKind::Object, Demand::Extra(term, Some(literal)));
                causes.extend(self.lifted(cause, outcome, walk, |value, inner| {
                    let mut members = value.as_object()?.iter();
                    let (name, _) =
                        members.find(|(name, value)| is_additional(name) && same(value, inner))?;
                    Some(name.clone())
                }));
            }
        }
        causes
    }

    /// Reasons in `anyOf` and `oneOf`: an alternative of the left side is compared with the one of the right side
    /// that it has values in common with, if there is a single one.
    fn causes_of_branches(&mut self, location: &Location, right: SchemaId, walk: &mut Walk) -> Vec<Cause> {
        let schema = self.right.get(right).clone();
        let mut causes = Vec::new();
        if schema.values.is_some() {
            return causes;
        }
        for (keyword, branches) in [("anyOf", &schema.any_of), ("oneOf", &schema.one_of)] {
            if branches.is_empty() {
                continue;
            }
            let before = causes.len();
            for location in self.expand(location) {
                causes.extend(self.causes_of_one(&location, right, keyword, branches, walk));
            }
            if keyword == "oneOf" && causes.len() == before {
                let literals = location.literals(&self.engine.terms);
                let outcome = self.ask_two(&literals, branches);
                causes.extend(self.cause(location, right, keyword, outcome, walk));
            }
        }
        causes
    }

    fn causes_of_one(
        &mut self,
        location: &Location,
        right: SchemaId,
        keyword: &'static str,
        branches: &[SchemaId],
        walk: &mut Walk,
    ) -> Vec<Cause> {
        let literals = location.literals(&self.engine.terms);
        let with = |mut literals: Vec<Literal>, terms: &[TermId], sign| {
            literals.extend(terms.iter().map(|term| Literal::term(*term, sign)));
            literals
        };
        let terms: Vec<TermId> =
            branches.iter().map(|branch| self.engine.terms.of(Side::Right, *branch)).collect();
        let refused = self.engine.ask(with(literals.clone(), &terms, Sign::Refuses));
        if let Outcome::Empty = refused {
            return Vec::new();
        }
        let mut like = Vec::new();
        for (branch, term) in branches.iter().zip(&terms) {
            let outcome = self.engine.ask(with(literals.clone(), &[*term], Sign::Accepts));
            if !matches!(outcome, Outcome::Empty) {
                like.push(*branch);
            }
        }
        if let [branch] = like[..] {
            let causes = self.causes(location, branch, walk);
            // Told of the branch, a value must still be refused by the others.
            let told: Vec<Cause> = causes
                .into_iter()
                .filter(|cause| {
                    self.engine.meets(&cause.value, &with(Vec::new(), &terms, Sign::Refuses)) == Ok(true)
                })
                .collect();
            if !told.is_empty() {
                return told;
            }
        }
        self.cause(location, right, keyword, refused, walk).into_iter().collect()
    }

    /// A value that two branches accept.
    fn ask_two(&mut self, literals: &[Literal], branches: &[SchemaId]) -> Outcome {
        for (at, first) in branches.iter().enumerate() {
            for second in &branches[at + 1..] {
                let mut both = literals.to_vec();
                for branch in [first, second] {
                    both.push(Literal::term(self.engine.terms.of(Side::Right, *branch), Sign::Accepts));
                }
                let outcome = self.engine.ask(both);
                if !matches!(outcome, Outcome::Empty) {
                    return outcome;
                }
            }
        }
        Outcome::Empty
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
        let literals = location.literals(&self.engine.terms);
        let outcome = if demands.is_empty() {
            self.engine.ask_kinds(kinds, literals)
        } else {
            self.engine.ask_demands(kinds, literals, &demands)
        };
        self.cause(location, right, keyword, outcome, walk)
    }

    fn ask_demand(&mut self, location: &Location, kind: ValueKind, demand: Demand) -> Outcome {
        let literals = location.literals(&self.engine.terms);
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

fn same(a: &Value, b: &Value) -> bool {
    constant::canonical(a) == constant::canonical(b)
}

/// One of those that name the same schemas and keyword, the first.
fn each_once(causes: Vec<Cause>) -> Vec<Cause> {
    let mut seen = HashSet::new();
    causes
        .into_iter()
        .filter(|cause| seen.insert((cause.left.clone(), cause.right, cause.keyword, cause.member.clone())))
        .collect()
}

fn sizes(
    count: Count,
    kind: ValueKind,
    min: &'static str,
    max: &'static str,
) -> impl Iterator<Item = (&'static str, ValueKind, Demand)> {
    let below =
        count.min.checked_sub(1).map(|top| (min, kind, Demand::Count(Count { min: 0, max: Some(top) })));
    let above = count.max.and_then(|max| max.checked_add(1));
    let above = above.map(|least| (max, kind, Demand::Count(Count { min: least, max: None })));
    below.into_iter().chain(above)
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
        "type" => schema.kind.is_some(),
        "nullable" => schema.nullable,
        "enum" => schema.values.is_some(),
        "format" => schema.format.is_some(),
        "pattern" => schema.string.pattern.is_some(),
        "minLength" => schema.string.length_min.is_some(),
        "maxLength" => schema.string.length_max.is_some(),
        "minimum" => schema.number.min.is_some(),
        "maximum" => schema.number.max.is_some(),
        "multipleOf" => schema.number.multiple_of.is_some(),
        "minItems" => schema.array.items_min.is_some(),
        "maxItems" => schema.array.items_max.is_some(),
        "uniqueItems" => schema.array.unique,
        "required" => !schema.object.required.is_empty(),
        "minProperties" => schema.object.properties_min.is_some(),
        "maxProperties" => schema.object.properties_max.is_some(),
        "additionalProperties" => !schema.object.properties.is_empty(),
        "anyOf" => !schema.any_of.is_empty(),
        "oneOf" => !schema.one_of.is_empty(),
        _ => false,
    }
}
