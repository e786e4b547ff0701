//! Reasons inside of arrays and objects: sizes, members that must and must not be there, and what items and members are
//! refused for, seen from the value around them.

use std::collections::HashSet;

use serde_json::Value;

use super::scalars::sizes;
use super::{Cause, Walk};
use crate::document::pointer;
use crate::schema::contain::constant;
use crate::schema::contain::containment::Containment;
use crate::schema::contain::demand::Demand;
use crate::schema::contain::kinds::ValueKind;
use crate::schema::contain::literal::{Literal, Sign};
use crate::schema::contain::location::Location;
use crate::schema::contain::outcome::Outcome;
use crate::schema::contain::term::AdditionalTerm;
use crate::schema::contain::terms::Side;
use crate::schema::{Additional, Schema, SchemaId};

impl Containment<'_> {
    pub(super) fn causes_of_array(
        &mut self,
        location: &Location,
        right: SchemaId,
        schema: &Schema,
        walk: &mut Walk,
    ) -> Vec<Cause> {
        let term = self.engine.term(Side::Right, right);
        let term = self.engine.terms.get(term);
        let mut asked: Vec<_> = sizes(term.array.count, ValueKind::Array, "minItems", "maxItems").collect();
        if term.array.unique {
            asked.push(("uniqueItems", ValueKind::Array, Demand::Duplicate));
        }
        let mut causes = self.leaves(location, right, asked, walk);
        let Some(items) = schema.array.items else { return causes };
        let refused = Literal::term(self.engine.term(Side::Right, items), Sign::Refuses);
        let able = self.ask_demand(location, ValueKind::Array, Demand::SomeItem(refused));
        if let Outcome::Empty = able {
            return causes;
        }
        for location_of in self.expand(location) {
            let inner = location_of.item(self.left);
            for cause in self.causes(&inner, items, walk) {
                if Self::is_told(&cause, &causes) {
                    continue;
                }
                if let Some(value) =
                    self.plain_around(&location_of, |value| *value = Value::Array(vec![cause.value.clone()]))
                {
                    let instance = format!("/0{}", cause.instance);
                    causes.push(Cause { value, instance, ..cause });
                    continue;
                }
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

    pub(super) fn causes_of_object(
        &mut self,
        location: &Location,
        right: SchemaId,
        schema: &Schema,
        walk: &mut Walk,
    ) -> Vec<Cause> {
        let id = self.engine.term(Side::Right, right);
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
            let refused = Literal::term(self.engine.term(Side::Right, *member), Sign::Refuses);
            let able = self.ask_demand(location, ValueKind::Object, Demand::Member(text, refused));
            if !matches!(able, Outcome::Empty) {
                self.causes_of_member(location, name, *member, walk, &mut causes);
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
        causes: &mut Vec<Cause>,
    ) {
        let text = self.engine.texts.enter(name);
        for location in self.expand(location) {
            let inner = location.member(self.left, Some(name));
            for cause in self.causes(&inner, member, walk) {
                if Self::is_told(&cause, causes) {
                    continue;
                }
                let put = |value: &mut Value| {
                    if let Value::Object(members) = value {
                        members.insert(name.to_owned(), cause.value.clone());
                    }
                };
                if let Some(value) = self.plain_around(&location, put).filter(Value::is_object) {
                    let instance = format!("{}{}", pointer::join("", name), cause.instance);
                    causes.push(Cause { value, instance, ..cause });
                    continue;
                }
                let constant = self.engine.constants.enter(&cause.value);
                let demand = Demand::Member(text, Literal::constant(constant, Sign::Accepts));
                let outcome = self.ask_demand(&location, ValueKind::Object, demand);
                causes.extend(self.lifted(cause, outcome, walk, |_, _| Some(name.to_owned())));
            }
        }
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
            let term = self.engine.term(Side::Right, right);
            let outcome = self.ask_demand(location, ValueKind::Object, Demand::Extra(term, None));
            causes.extend(self.cause(location, right, "additionalProperties", outcome, walk));
        }
        causes
    }

    /// Members that the right side does not document and has a schema for.
    fn causes_of_additional(&mut self, location: &Location, right: SchemaId, walk: &mut Walk) -> Vec<Cause> {
        let Additional::Schema(additional) = self.right.get(right).object.additional else {
            return Vec::new();
        };
        let term = self.engine.term(Side::Right, right);
        let allowed = self.right.get(right).object.properties.clone();
        let is_additional = |name: &str| allowed.iter().all(|(other, _)| other != name);
        let mut causes = Vec::new();
        for location in self.expand(location) {
            let names: Vec<String> = location.names(self.left).into_iter().map(str::to_owned).collect();
            for name in names.into_iter().filter(|name| is_additional(name)) {
                self.causes_of_member(&location, &name, additional, walk, &mut causes);
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
}

fn same(a: &Value, b: &Value) -> bool {
    constant::canonical(a) == constant::canonical(b)
}
