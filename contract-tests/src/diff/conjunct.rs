//! A schema as the conjunction of its keywords, each a schema by itself: a value is valid under the schema when it is
//! valid under every one. So what is not contained in a schema is not contained in one of them, which tells what
//! changed. It must not know containment.

use super::rule::Rule;
use crate::schema::{
    Additional, ArrayKeywords, NumberKeywords, ObjectKeywords, Schema, SchemaId, Schemas, StringKeywords,
};

/// Which keyword a conjunct stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    /// `type` with `nullable`.
    Kind,
    Enum,
    Format,
    Pattern,
    LengthMin,
    LengthMax,
    Minimum,
    Maximum,
    MultipleOf,
    ItemsMin,
    ItemsMax,
    Unique,
    PropertiesMin,
    PropertiesMax,
    /// One name of `required`.
    Required(String),
    /// `additionalProperties`.
    Additional,
    /// One of `properties`.
    Property(String, SchemaId),
    Items(SchemaId),
    /// One of `allOf`.
    AllOf(SchemaId),
    AnyOf,
    OneOf,
    Not,
}

impl Keyword {
    /// The rule for a change of it.
    pub(super) const fn rule(&self) -> Rule {
        match self {
            Self::Kind => Rule::TypeChanged,
            Self::Enum => Rule::EnumChanged,
            Self::Format => Rule::FormatChanged,
            Self::Pattern => Rule::PatternChanged,
            Self::LengthMin | Self::LengthMax => Rule::LengthChanged,
            Self::Minimum | Self::Maximum => Rule::RangeChanged,
            Self::MultipleOf => Rule::MultipleChanged,
            Self::ItemsMin | Self::ItemsMax => Rule::ItemCountChanged,
            Self::Unique => Rule::UniquenessChanged,
            Self::PropertiesMin | Self::PropertiesMax => Rule::PropertyCountChanged,
            Self::Required(_) => Rule::PropertyRequiredChanged,
            Self::Additional => Rule::AdditionalPropertiesChanged,
            Self::Property(..) => Rule::PropertyAdded,
            Self::Items(_) => Rule::TypeChanged,
            Self::AllOf(_) | Self::AnyOf | Self::OneOf | Self::Not => Rule::CompositionChanged,
        }
    }

    /// Its name in a document.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Kind => "type",
            Self::Enum => "enum",
            Self::Format => "format",
            Self::Pattern => "pattern",
            Self::LengthMin => "minLength",
            Self::LengthMax => "maxLength",
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::MultipleOf => "multipleOf",
            Self::ItemsMin => "minItems",
            Self::ItemsMax => "maxItems",
            Self::Unique => "uniqueItems",
            Self::PropertiesMin => "minProperties",
            Self::PropertiesMax => "maxProperties",
            Self::Required(_) => "required",
            Self::Additional => "additionalProperties",
            Self::Property(..) => "properties",
            Self::Items(_) => "items",
            Self::AllOf(_) => "allOf",
            Self::AnyOf => "anyOf",
            Self::OneOf => "oneOf",
            Self::Not => "not",
        }
    }
}

/// The keywords of the schema, each with the schema that has it alone. The graph is the schema's own, extended.
pub(super) fn conjuncts(graph: &mut Schemas, id: SchemaId) -> Vec<(Keyword, SchemaId)> {
    let schema = graph.get(id).clone();
    let mut parts = scalars(&schema);
    parts.extend(arrays(&schema));
    parts.extend(composition(&schema));
    let mut conjuncts: Vec<_> =
        parts.into_iter().map(|(keyword, part)| (keyword, graph.insert(part))).collect();
    conjuncts.extend(objects(graph, &schema));
    conjuncts.extend(schema.all_of.iter().map(|branch| (Keyword::AllOf(*branch), *branch)));
    conjuncts
}

fn scalars(schema: &Schema) -> Vec<(Keyword, Schema)> {
    let mut parts = Vec::new();
    let mut part = |keyword, present: bool, schema: Schema| {
        if present {
            parts.push((keyword, schema));
        }
    };
    let Schema { kind, nullable, values, format, string, number, .. } = schema;
    let kind_alone = Schema { kind: *kind, nullable: *nullable, ..Schema::default() };
    part(Keyword::Kind, kind.is_some(), kind_alone);
    part(Keyword::Enum, values.is_some(), Schema { values: values.clone(), ..Schema::default() });
    part(Keyword::Format, format.is_some(), Schema { format: format.clone(), ..Schema::default() });
    let text = |string: StringKeywords| Schema { string, ..Schema::default() };
    let pattern = StringKeywords { pattern: string.pattern.clone(), ..StringKeywords::default() };
    part(Keyword::Pattern, string.pattern.is_some(), text(pattern));
    let shortest = StringKeywords { length_min: string.length_min, ..StringKeywords::default() };
    part(Keyword::LengthMin, string.length_min.is_some(), text(shortest));
    let longest = StringKeywords { length_max: string.length_max, ..StringKeywords::default() };
    part(Keyword::LengthMax, string.length_max.is_some(), text(longest));
    let numeric = |number: NumberKeywords| Schema { number, ..Schema::default() };
    let least = NumberKeywords { min: number.min.clone(), ..NumberKeywords::default() };
    part(Keyword::Minimum, number.min.is_some(), numeric(least));
    let greatest = NumberKeywords { max: number.max.clone(), ..NumberKeywords::default() };
    part(Keyword::Maximum, number.max.is_some(), numeric(greatest));
    let step = NumberKeywords { multiple_of: number.multiple_of.clone(), ..NumberKeywords::default() };
    part(Keyword::MultipleOf, number.multiple_of.is_some(), numeric(step));
    parts
}

fn arrays(schema: &Schema) -> Vec<(Keyword, Schema)> {
    let mut parts = Vec::new();
    let mut part = |keyword, present: bool, array: ArrayKeywords| {
        if present {
            parts.push((keyword, Schema { array, ..Schema::default() }));
        }
    };
    let ArrayKeywords { items, items_min, items_max, unique } = schema.array;
    part(Keyword::ItemsMin, items_min.is_some(), ArrayKeywords { items_min, ..ArrayKeywords::default() });
    part(Keyword::ItemsMax, items_max.is_some(), ArrayKeywords { items_max, ..ArrayKeywords::default() });
    part(Keyword::Unique, unique, ArrayKeywords { unique, ..ArrayKeywords::default() });
    if let Some(id) = items {
        part(Keyword::Items(id), true, ArrayKeywords { items, ..ArrayKeywords::default() });
    }
    parts
}

fn composition(schema: &Schema) -> Vec<(Keyword, Schema)> {
    let mut parts = Vec::new();
    if !schema.any_of.is_empty() {
        parts.push((Keyword::AnyOf, Schema { any_of: schema.any_of.clone(), ..Schema::default() }));
    }
    if !schema.one_of.is_empty() {
        parts.push((Keyword::OneOf, Schema { one_of: schema.one_of.clone(), ..Schema::default() }));
    }
    if schema.not.is_some() {
        parts.push((Keyword::Not, Schema { not: schema.not, ..Schema::default() }));
    }
    parts
}

fn objects(graph: &mut Schemas, schema: &Schema) -> Vec<(Keyword, SchemaId)> {
    let object = &schema.object;
    let mut parts: Vec<(Keyword, ObjectKeywords)> = Vec::new();
    if let Some(least) = object.properties_min {
        let counted = ObjectKeywords { properties_min: Some(least), ..ObjectKeywords::default() };
        parts.push((Keyword::PropertiesMin, counted));
    }
    if let Some(most) = object.properties_max {
        let counted = ObjectKeywords { properties_max: Some(most), ..ObjectKeywords::default() };
        parts.push((Keyword::PropertiesMax, counted));
    }
    for name in &object.required {
        // Whether the member is read-only or write-only decides whether it is required on its way.
        let flags = member(schema, name).map(|id| graph.get(id).clone());
        let flags = flags.map(|Schema { read_only, write_only, .. }| Schema {
            read_only,
            write_only,
            ..Schema::default()
        });
        let properties = flags.map(|flags| (name.clone(), graph.insert(flags))).into_iter().collect();
        let required =
            ObjectKeywords { properties, required: vec![name.clone()], ..ObjectKeywords::default() };
        parts.push((Keyword::Required(name.clone()), required));
    }
    for (name, id) in &object.properties {
        let properties = vec![(name.clone(), *id)];
        let named = ObjectKeywords { properties, ..ObjectKeywords::default() };
        parts.push((Keyword::Property(name.clone(), *id), named));
    }
    if matches!(object.additional, Additional::None | Additional::Schema(_)) {
        let anything = graph.insert(Schema::default());
        let properties = object.properties.iter().map(|(name, _)| (name.clone(), anything)).collect();
        let others =
            ObjectKeywords { properties, additional: object.additional, ..ObjectKeywords::default() };
        parts.push((Keyword::Additional, others));
    }
    let insert = |(keyword, object)| (keyword, graph.insert(Schema { object, ..Schema::default() }));
    parts.into_iter().map(insert).collect()
}

/// The schema of a member that the schema itself names.
pub(super) fn member(schema: &Schema, name: &str) -> Option<SchemaId> {
    schema.object.properties.iter().find(|(key, _)| key == name).map(|(_, id)| *id)
}

/// The schema and what its `allOf`s add to it, itself first: the places where one of its keywords may stand.
pub(super) fn flattened(graph: &Schemas, id: SchemaId) -> Vec<SchemaId> {
    let mut flat = vec![id];
    let mut at = 0;
    while let Some(id) = flat.get(at).copied() {
        at += 1;
        for branch in &graph.get(id).all_of {
            if !flat.contains(branch) {
                flat.push(*branch);
            }
        }
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::{Keyword, conjuncts, flattened};
    use crate::document::Document;
    use crate::schema::Schemas;

    #[test]
    fn every_keyword_is_a_conjunct() {
        let source = "s:
  type: object
  nullable: true
  enum: [{}]
  format: x
  pattern: x
  minLength: 1
  maxLength: 2
  minimum: 1
  maximum: 2
  multipleOf: 1
  minItems: 1
  maxItems: 2
  uniqueItems: true
  items: {}
  minProperties: 1
  maxProperties: 2
  required: [a]
  properties: {a: {readOnly: true}, b: {}}
  additionalProperties: false
  allOf: [{type: object}]
  anyOf: [{}]
  oneOf: [{}]
  not: {type: string}
";
        let document = Document::parse("s.yaml", source).unwrap();
        let mut schemas = Schemas::default();
        let id = schemas.of(&document.node("/s").unwrap()).unwrap();
        let mut graph = schemas.extended();
        let names: Vec<_> = conjuncts(&mut graph, id).iter().map(|(keyword, _)| keyword.name()).collect();
        assert_eq!(names.len(), 23, "{names:?}");
        assert_eq!(names.iter().filter(|name| **name == "properties").count(), 2);
        assert_eq!(flattened(&graph, id).len(), 2);
        let parts = conjuncts(&mut graph, id);
        let required =
            parts.iter().find(|(keyword, _)| *keyword == Keyword::Required("a".to_owned())).unwrap();
        let object = &graph.get(required.1).object;
        assert!(graph.get(object.properties[0].1).read_only);
    }
}
