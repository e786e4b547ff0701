//! A schema of the graph as a self-contained JSON Schema (draft 2020-12), for validators that are not ours: they
//! confirm witnesses and hold our own validator to its word. It must not know who asks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{Additional, Bound, Direction, Schema, SchemaId, Schemas};

/// RFC 4648 §4.
const BASE64: &str = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

/// The JSON Schema that accepts the values which travel in that direction.
///
/// What it refers to stands under its `$defs`. `int32`, `int64` and `byte`, which JSON Schema does not know, are said by bounds and a pattern; other
/// formats stay, and bind only a validator that checks them.
pub fn lower(schemas: &Schemas, id: SchemaId, direction: Direction) -> Value {
    let mut lowering = Lowering { schemas, direction, names: BTreeMap::new(), work: Vec::new() };
    let root = lowering.reference(id, &BTreeSet::new());
    let mut definitions = Map::new();
    while let Some((name, id, exempt)) = lowering.work.pop() {
        let schema = lowering.schema(id, &exempt);
        definitions.insert(name, schema);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [root],
        "$defs": definitions,
    })
}

/// Names that a schema need not require, because a schema around it says that the member does not travel.
type Exempt = BTreeSet<String>;

struct Lowering<'s> {
    schemas: &'s Schemas,
    direction: Direction,
    names: BTreeMap<(SchemaId, Exempt), String>,
    work: Vec<(String, SchemaId, Exempt)>,
}

impl Lowering<'_> {
    fn reference(&mut self, id: SchemaId, exempt: &Exempt) -> Value {
        let name = match self.names.get(&(id, exempt.clone())) {
            Some(name) => name.clone(),
            None => {
                let name = self.names.len().to_string();
                self.names.insert((id, exempt.clone()), name.clone());
                self.work.push((name.clone(), id, exempt.clone()));
                name
            }
        };
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    fn references(&mut self, ids: &[SchemaId], exempt: &Exempt) -> Value {
        ids.iter().map(|id| self.reference(*id, exempt)).collect()
    }

    fn schema(&mut self, id: SchemaId, exempt: &Exempt) -> Value {
        let schema = self.schemas.get(id);
        let mut members = Map::new();
        if let Some(kind) = schema.kind {
            members.insert("type".to_owned(), kind.as_str().into());
        }
        if let Some(values) = &schema.values {
            members.insert("enum".to_owned(), Value::Array(values.clone()));
        }
        let mut also = scalars(schema, &mut members);
        self.containers(schema, &mut members);
        let exempt = &self.exempt(id, exempt);
        for (key, ids) in [("anyOf", &schema.any_of), ("oneOf", &schema.one_of)] {
            if !ids.is_empty() {
                members.insert(key.to_owned(), self.references(ids, exempt));
            }
        }
        also.extend(schema.all_of.iter().map(|id| self.reference(*id, exempt)));
        if !also.is_empty() {
            members.insert("allOf".to_owned(), Value::Array(also));
        }
        if let Some(not) = schema.not {
            members.insert("not".to_owned(), self.reference(not, exempt));
        }
        let required = schema.object.required.iter().filter(|name| !exempt.contains(*name));
        let required: Vec<Value> = required.map(|name| name.as_str().into()).collect();
        if !required.is_empty() {
            members.insert("required".to_owned(), Value::Array(required));
        }
        if schema.nullable {
            json!({ "anyOf": [{ "type": "null" }, members] })
        } else {
            Value::Object(members)
        }
    }

    fn containers(&mut self, schema: &Schema, members: &mut Map<String, Value>) {
        let (array, object, none) = (&schema.array, &schema.object, Exempt::new());
        for (key, count) in [
            ("minItems", array.items_min),
            ("maxItems", array.items_max),
            ("minProperties", object.properties_min),
            ("maxProperties", object.properties_max),
        ] {
            if let Some(count) = count {
                members.insert(key.to_owned(), count.into());
            }
        }
        if array.unique {
            members.insert("uniqueItems".to_owned(), true.into());
        }
        if let Some(items) = array.items {
            members.insert("items".to_owned(), self.reference(items, &none));
        }
        if !object.properties.is_empty() {
            let properties: Map<String, Value> = object
                .properties
                .iter()
                .map(|(name, id)| (name.clone(), self.reference(*id, &none)))
                .collect();
            members.insert("properties".to_owned(), Value::Object(properties));
        }
        match object.additional {
            Additional::Unstated | Additional::Any => {}
            Additional::None => {
                members.insert("additionalProperties".to_owned(), false.into());
            }
            Additional::Schema(id) => {
                members.insert("additionalProperties".to_owned(), self.reference(id, &none));
            }
        }
    }

    /// The names that are exempt for what is applied inside of the schema: those from outside, and the members that
    /// it or a branch of its `allOf` marks.
    fn exempt(&self, id: SchemaId, outer: &Exempt) -> Exempt {
        let mut exempt = outer.clone();
        let mut seen = BTreeSet::new();
        let mut work = vec![id];
        while let Some(id) = work.pop().filter(|_| self.direction != Direction::Either) {
            if !seen.insert(id) {
                continue;
            }
            let schema = self.schemas.get(id);
            let marked =
                schema.object.properties.iter().filter(|(_, id)| self.direction.excludes(self.schemas, *id));
            exempt.extend(marked.map(|(name, _)| name.clone()));
            work.extend(&schema.all_of);
        }
        exempt
    }
}

/// Keywords for numbers and strings; what they cannot hold beside one another is returned as schemas for `allOf`.
fn scalars(schema: &Schema, members: &mut Map<String, Value>) -> Vec<Value> {
    let mut insert = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            members.insert(key.to_owned(), value);
        }
    };
    let bound = |bound: &Option<Bound>, exclusive| {
        let bound = bound.as_ref().filter(|bound| bound.exclusive == exclusive);
        bound.map(|bound| Value::Number(bound.value.clone()))
    };
    insert("minimum", bound(&schema.number.min, false));
    insert("exclusiveMinimum", bound(&schema.number.min, true));
    insert("maximum", bound(&schema.number.max, false));
    insert("exclusiveMaximum", bound(&schema.number.max, true));
    insert("multipleOf", schema.number.multiple_of.clone().map(Value::Number));
    insert("minLength", schema.string.length_min.map(Value::from));
    insert("maxLength", schema.string.length_max.map(Value::from));
    insert("pattern", schema.string.pattern.clone().map(Value::String));
    let mut also = Vec::new();
    match schema.format.as_deref() {
        None => {}
        Some("int32") => also.push(json!({ "minimum": i32::MIN, "maximum": i32::MAX })),
        Some("int64") => also.push(json!({ "minimum": i64::MIN, "maximum": i64::MAX })),
        Some("byte") => also.push(json!({ "pattern": BASE64 })),
        Some("uriref" | "uri-ref") => insert("format", Some("uri-reference".into())),
        Some(format) => insert("format", Some(format.into())),
    }
    also
}
