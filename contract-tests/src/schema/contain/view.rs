//! Reads the schemas of a document as terms: without annotations, and with `readOnly` and `writeOnly` as the direction
//! of the value has them. It must not know which terms are equal.

use std::collections::{BTreeSet, HashSet};

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
use crate::schema::{Additional, Bound, Kind, Schema, SchemaId, Schemas};

/// Schemas of `allOf` inside one another that are looked at for withheld members.
const NESTING_MAX: usize = 64;

/// Names of members that schemas around one leave out, of those that it requires: a branch may require what the schema
/// with the branch, or another part of its `allOf`, documents.
pub(super) type Exempt<'s> = BTreeSet<&'s str>;

/// One document's schemas.
#[derive(Clone, Copy)]
pub(super) struct View<'s> {
    pub(super) schemas: &'s Schemas,
    pub(super) options: Options,
    /// Whether any member is left out.
    is_directed: bool,
}

impl<'s> View<'s> {
    pub(super) fn new(schemas: &'s Schemas, options: Options) -> Self {
        let is_directed = schemas.iter().any(|(_, schema)| options.direction.is_marked(schema));
        Self { schemas, options, is_directed }
    }

    /// What is exempt in a schema that is applied to the same value as `id`, to which `around` applies.
    pub(super) fn exempt(&self, id: SchemaId, around: &Exempt<'s>, applied: SchemaId) -> Exempt<'s> {
        if !self.is_directed {
            return Exempt::new();
        }
        let mut names = self.withheld(id);
        names.extend(around);
        if !names.is_empty() {
            let required = self.required(applied);
            names.retain(|name| required.contains(name));
        }
        names
    }

    /// Names that the schema requires, or one that is applied with it.
    fn required(&self, id: SchemaId) -> HashSet<&'s str> {
        let mut names = HashSet::new();
        let mut seen = HashSet::from([id]);
        let mut work = vec![id];
        while let Some(id) = work.pop() {
            let schema = self.schemas.get(id);
            names.extend(schema.object.required.iter().map(String::as_str));
            work.extend(schema.applied().filter(|id| seen.insert(*id)));
        }
        names
    }

    /// The term of a schema. `inside` tells the terms of schemas for items and members, `applied` those of schemas that
    /// are applied to the same value, with what is exempt there.
    pub(super) fn term(
        &self,
        (id, around): (SchemaId, &Exempt<'s>),
        inside: impl Fn(SchemaId) -> TermId,
        applied: impl Fn(SchemaId, Exempt<'s>) -> TermId,
        texts: &mut Texts,
        constants: &mut Constants,
    ) -> Term {
        let schema = self.schemas.get(id);
        let beside = |part: &SchemaId| applied(*part, self.exempt(id, around, *part));
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
            number: number.into(),
            string: StringTerm {
                length: count(schema.string.length_min, schema.string.length_max),
                pattern: schema.string.pattern.as_deref().map(|pattern| texts.enter(pattern)),
            },
            array: ArrayTerm {
                items: schema.array.items.map(&inside),
                count: count(schema.array.items_min, schema.array.items_max),
                unique: schema.array.unique,
            },
            object: self.object((id, around), &inside, texts),
            all_of: schema.all_of.iter().map(beside).collect(),
            any_of: schema.any_of.iter().map(beside).collect(),
            one_of: schema.one_of.iter().map(beside).collect(),
            not: schema.not.as_ref().map(beside),
            immense,
        }
    }

    fn object(
        &self,
        (id, around): (SchemaId, &Exempt<'s>),
        inside: &impl Fn(SchemaId) -> TermId,
        texts: &mut Texts,
    ) -> ObjectTerm {
        let keywords = &self.schemas.get(id).object;
        let mut members: Vec<Member> = keywords
            .properties
            .iter()
            .map(|(name, id)| Member {
                name: texts.enter(name),
                term: inside(*id),
                withheld: self.is_withheld(*id),
            })
            .collect();
        members.sort_by_key(|member| member.name);
        let withheld = if keywords.required.is_empty() { Exempt::new() } else { self.withheld(id) };
        let is_asked = |name: &&String| !withheld.contains(name.as_str()) && !around.contains(name.as_str());
        let mut required: Vec<TextId> =
            keywords.required.iter().filter(is_asked).map(|name| texts.enter(name)).collect();
        required.sort_unstable();
        required.dedup();
        let additional = match keywords.additional {
            Additional::Unstated => AdditionalTerm::Unstated,
            Additional::Any => AdditionalTerm::Any,
            Additional::None => AdditionalTerm::None,
            Additional::Schema(id) => AdditionalTerm::Term(inside(id)),
        };
        let count = count(keywords.properties_min, keywords.properties_max);
        ObjectTerm { members, required, additional, count }
    }

    fn is_withheld(&self, id: SchemaId) -> bool {
        self.options.direction.excludes(self.schemas, id)
    }

    /// Names of members that a writer leaves out, of the schema and of what it is made of by `allOf`.
    fn withheld(&self, id: SchemaId) -> Exempt<'s> {
        let mut names = Exempt::new();
        if !self.is_directed {
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
