//! Reads the schemas of a document as terms: without annotations, and with `readOnly` and `writeOnly` as the direction
//! of the value has them. It must not know which terms are equal.

use std::collections::{HashMap, HashSet};

use num_rational::BigRational;
use serde_json::Value;

use super::constant::{ConstantId, Constants};
use super::exact;
use super::format::string_format;
use super::kinds::{ValueKind, ValueKinds};
use super::options::Options;
use super::term::{
    AdditionalTerm, ArrayTerm, Count, End, Member, NumberTerm, ObjectTerm, StringTerm, Term, TermId,
};
use super::text::{TextId, Texts};
use crate::schema::{Additional, Bound, Direction, Kind, Schema, SchemaId, Schemas};

/// Schemas of `allOf` inside one another that are looked at for withheld members.
const NESTING_MAX: usize = 64;

/// One document's schemas.
#[derive(Clone, Copy)]
pub(super) struct View<'s> {
    pub(super) schemas: &'s Schemas,
    pub(super) options: Options,
}

impl View<'_> {
    /// The term of each schema of a list, in which every part of `allOf` that is written in place stands with the schema
    /// around it. `reference` tells the ids of the terms that they refer to.
    pub(super) fn terms(
        &self,
        ids: &[SchemaId],
        reference: impl Fn(SchemaId) -> TermId,
        texts: &mut Texts,
        constants: &mut Constants,
    ) -> Vec<Term> {
        let around = self.withheld_around(ids);
        let terms = ids.iter().map(|id| {
            let mut term = self.term(*id, &reference, texts, constants);
            for name in around.get(id).into_iter().flatten().filter_map(|name| texts.find(name)) {
                term.object.required.retain(|required| *required != name);
            }
            term
        });
        terms.collect()
    }

    /// Names of members that the schemas around one leave out: a part of `allOf` that is written in place may require
    /// what another part documents.
    fn withheld_around(&self, ids: &[SchemaId]) -> HashMap<SchemaId, HashSet<&str>> {
        let mut around: HashMap<SchemaId, HashSet<&str>> = HashMap::new();
        if self.options.direction == Direction::Either {
            return around;
        }
        for id in ids {
            let schema = self.schemas.get(*id);
            if schema.all_of.is_empty() {
                continue;
            }
            let names = self.withheld(*id);
            let inline = format!("{}/allOf/", schema.pointer);
            let mut parts: Vec<SchemaId> = vec![*id];
            while let Some(part) = parts.pop().filter(|_| !names.is_empty()) {
                for inner in &self.schemas.get(part).all_of {
                    if self.schemas.get(*inner).pointer.starts_with(&inline) {
                        around.entry(*inner).or_default().extend(&names);
                        parts.push(*inner);
                    }
                }
            }
        }
        around
    }

    fn term(
        &self,
        id: SchemaId,
        reference: &impl Fn(SchemaId) -> TermId,
        texts: &mut Texts,
        constants: &mut Constants,
    ) -> Term {
        let schema = self.schemas.get(id);
        let mut immense = false;
        let mut number = numbers(schema, &mut immense);
        if self.options.formats {
            number.hold(schema.format.as_deref());
        }
        let format = schema.format.as_deref().filter(|_| self.options.formats).and_then(string_format);
        Term {
            kinds: schema.kind.map_or(ValueKinds::ALL, kinds),
            integer: schema.kind == Some(Kind::Integer),
            nullable: schema.nullable,
            values: schema.values.as_ref().map(|values| constants_of(values, constants)),
            format: format.map(|format| texts.enter(format)),
            number,
            string: StringTerm {
                length: count(schema.string.length_min, schema.string.length_max),
                pattern: schema.string.pattern.as_deref().map(|pattern| texts.enter(pattern)),
            },
            array: ArrayTerm {
                items: schema.array.items.map(reference),
                count: count(schema.array.items_min, schema.array.items_max),
                unique: schema.array.unique,
            },
            object: self.object(id, reference, texts),
            all_of: schema.all_of.iter().map(|id| reference(*id)).collect(),
            any_of: schema.any_of.iter().map(|id| reference(*id)).collect(),
            one_of: schema.one_of.iter().map(|id| reference(*id)).collect(),
            not: schema.not.map(reference),
            immense,
        }
    }

    fn object(&self, id: SchemaId, reference: &impl Fn(SchemaId) -> TermId, texts: &mut Texts) -> ObjectTerm {
        let keywords = &self.schemas.get(id).object;
        let mut members: Vec<Member> = keywords
            .properties
            .iter()
            .map(|(name, id)| Member {
                name: texts.enter(name),
                term: reference(*id),
                withheld: self.is_withheld(*id),
            })
            .collect();
        members.sort_by_key(|member| member.name);
        let mut required: Vec<TextId> = keywords.required.iter().map(|name| texts.enter(name)).collect();
        if !required.is_empty() {
            let withheld = self.withheld(id);
            let withheld: Vec<TextId> = withheld.into_iter().map(|name| texts.enter(name)).collect();
            required.retain(|name| !withheld.contains(name));
        }
        required.sort_unstable();
        required.dedup();
        let additional = match keywords.additional {
            Additional::Unstated => AdditionalTerm::Unstated,
            Additional::Any => AdditionalTerm::Any,
            Additional::None => AdditionalTerm::None,
            Additional::Schema(id) => AdditionalTerm::Term(reference(id)),
        };
        let count = count(keywords.properties_min, keywords.properties_max);
        ObjectTerm { members, required, additional, count }
    }

    fn is_withheld(&self, id: SchemaId) -> bool {
        self.options.direction.excludes(self.schemas.get(id))
    }

    /// Names of members that a writer leaves out, of the schema and of what it is made of by `allOf`.
    fn withheld(&self, id: SchemaId) -> HashSet<&str> {
        let mut names = HashSet::new();
        if self.options.direction == Direction::Either {
            return names;
        }
        let mut seen = HashSet::from([id]);
        let mut work = vec![id];
        while let Some(id) = work.pop() {
            let schema = self.schemas.get(id);
            let members = schema.object.properties.iter();
            names.extend(members.filter(|(_, id)| self.is_withheld(*id)).map(|(name, _)| name.as_str()));
            if seen.len() < NESTING_MAX {
                work.extend(schema.all_of.iter().copied().filter(|id| seen.insert(*id)));
            }
        }
        names
    }
}

/// The values of a `type`.
pub(super) fn kinds(kind: Kind) -> ValueKinds {
    ValueKinds::only(match kind {
        Kind::Boolean => ValueKind::Boolean,
        Kind::Integer | Kind::Number => ValueKind::Number,
        Kind::String => ValueKind::String,
        Kind::Array => ValueKind::Array,
        Kind::Object => ValueKind::Object,
    })
}

fn constants_of(values: &[Value], constants: &mut Constants) -> Vec<ConstantId> {
    let mut ids: Vec<_> = values.iter().map(|value| constants.enter(value)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn count(min: Option<u64>, max: Option<u64>) -> Count {
    Count { min: min.unwrap_or(0), max }
}

fn numbers(schema: &Schema, immense: &mut bool) -> NumberTerm {
    let mut end = |bound: &Option<Bound>| {
        let bound = bound.as_ref()?;
        let value = exact::rational(&bound.value);
        *immense |= value.is_none();
        Some(End { value: value?, exclusive: bound.exclusive })
    };
    let (min, max) = (end(&schema.number.min), end(&schema.number.max));
    let multiple = schema.number.multiple_of.as_ref().and_then(|number| {
        let value = exact::rational(number);
        *immense |= value.is_none();
        value
    });
    NumberTerm { min, max, multiple }
}

impl NumberTerm {
    /// Narrows the range to what a format of numbers holds. Source: OpenAPI 3.0.3, "Data Types".
    fn hold(&mut self, format: Option<&str>) {
        let (min, max) = match format {
            Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
            Some("int64") => (i64::MIN, i64::MAX),
            _ => return,
        };
        let end = |value: i64| End { value: BigRational::from_integer(value.into()), exclusive: false };
        self.above(&end(min));
        self.below(&end(max));
    }
}
