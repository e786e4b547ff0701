//! Example values: those that the document gives, and made-up ones where it gives none.
//!
//! A made-up value fits the type, the format, the length and the bounds of its schema; a pattern it may miss. Must not
//! know HTML.

use serde_json::{Map, Number, Value};

use super::document::{Document, elements, entries};
use super::schema::Schema;

/// How many values a made-up example may hold: schemas that contain themselves would never end.
const VALUES_MAX: usize = 200;
const DEPTH_MAX: usize = 8;
/// Longer texts would tell nothing more.
const LENGTH_MAX: u64 = 256;

/// The example that a parameter, a header or a media type gives, by itself or in its schema.
pub(super) fn given(document: Document<'_>, node: &Value) -> Option<Value> {
    if let Some(example) = node.get("example") {
        return Some(example.clone());
    }
    if let Some((_, example)) = node.get("examples").into_iter().flat_map(entries).next() {
        return document.resolve(example).get("value").cloned();
    }
    Schema::of(document, node.get("schema")?).get("example").cloned()
}

/// The example that is given, or one made up.
pub(super) fn of(document: Document<'_>, node: &Value) -> Value {
    given(document, node).unwrap_or_else(|| match node.get("schema") {
        Some(schema) => Maker { document, left: VALUES_MAX }.value(schema, DEPTH_MAX),
        None => Value::Null,
    })
}

/// Makes up a value.
struct Maker<'a> {
    document: Document<'a>,
    left: usize,
}

impl<'a> Maker<'a> {
    fn value(&mut self, node: &'a Value, depth: usize) -> Value {
        if self.left == 0 {
            return Value::Null;
        }
        self.left -= 1;
        if depth == 0 {
            return Value::Null;
        }
        let schema = Schema::of(self.document, node);
        let fixed = schema.get("example").or_else(|| schema.get("default"));
        if let Some(value) = fixed.or_else(|| elements(schema.get("enum")?).first()) {
            return value.clone();
        }
        if let Some((_, alternatives)) = schema.alternatives() {
            return alternatives.first().map_or(Value::Null, |first| self.value(first, depth - 1));
        }
        match schema.text("type") {
            Some("string") => Value::String(text(&schema)),
            Some("integer") => integer(&schema).into(),
            Some("number") => number(&schema),
            Some("boolean") => Value::Bool(true),
            Some("array") => match schema.get("items") {
                Some(items) => Value::Array(vec![self.value(items, depth - 1)]),
                None => Value::Array(Vec::new()),
            },
            Some(_) | None => self.object(&schema, depth),
        }
    }

    fn object(&mut self, schema: &Schema<'a>, depth: usize) -> Value {
        let mut object = Map::new();
        for part in schema.parts() {
            if let Value::Object(members) = self.value(part, depth - 1) {
                object.extend(members);
            }
        }
        for (name, member) in schema.get("properties").into_iter().flat_map(entries) {
            if self.left == 0 {
                break;
            }
            object.insert(name.to_owned(), self.value(member, depth - 1));
        }
        Value::Object(object)
    }
}

fn text(schema: &Schema<'_>) -> String {
    let text = match schema.text("format") {
        Some("date-time") => "2026-01-01T00:00:00Z",
        Some("date") => "2026-01-01",
        Some("uuid") => "00000000-0000-4000-8000-000000000000",
        Some("email") => "name@example.com",
        Some("uri" | "url") => "https://example.com/",
        Some("byte") => "AAAA",
        Some(_) | None => {
            let count = |member: &str| schema.get(member).and_then(Value::as_u64);
            let (min, max) = (count("minLength").unwrap_or(0), count("maxLength").unwrap_or(u64::MAX));
            let length = 6.clamp(min.min(max), max).min(LENGTH_MAX);
            return "string".chars().cycle().zip(0..length).map(|(character, _)| character).collect();
        }
    };
    text.to_owned()
}

fn integer(schema: &Schema<'_>) -> i64 {
    let bound = |member: &str| schema.get(member).and_then(Value::as_i64);
    let min = bound("minimum").map(|min| min.saturating_add(i64::from(schema.flag("exclusiveMinimum"))));
    let max = bound("maximum").map(|max| max.saturating_sub(i64::from(schema.flag("exclusiveMaximum"))));
    min.unwrap_or_else(|| max.map_or(1, |max| max.min(1)))
}

fn number(schema: &Schema<'_>) -> Value {
    let bound = |member: &str| schema.get(member).filter(|bound| bound.is_number());
    match (bound("minimum"), bound("maximum")) {
        (Some(min), Some(max)) => {
            let middle = min.as_f64().zip(max.as_f64()).map(|(min, max)| f64::midpoint(min, max));
            middle.and_then(Number::from_f64).map_or(Value::Null, Value::Number)
        }
        (Some(min), None) if !schema.flag("exclusiveMinimum") => min.clone(),
        (Some(one), None) | (None, Some(one)) => {
            let step = if bound("minimum").is_some() { 1.0 } else { -1.0 };
            one.as_f64().and_then(|one| Number::from_f64(one + step)).map_or(Value::Null, Value::Number)
        }
        (None, None) => Value::from(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn made(root: &Value, schema: Value) -> Value {
        let node = json!({ "schema": schema });
        // The maker borrows the schema from the document, as all nodes are.
        let node: &'static Value = Box::leak(Box::new(node));
        of(Document::new(Box::leak(Box::new(root.clone()))), node)
    }

    #[test]
    fn made_up_values_fit_their_schemas() {
        for (schema, expected) in [
            (json!({"type": "string"}), json!("string")),
            (json!({"type": "string", "minLength": 8}), json!("stringst")),
            (json!({"type": "string", "maxLength": 3}), json!("str")),
            (json!({"type": "string", "enum": ["b", "a"]}), json!("b")),
            (json!({"type": "integer", "minimum": 20}), json!(20)),
            (json!({"type": "integer", "maximum": -4, "exclusiveMaximum": true}), json!(-5)),
            (json!({"type": "number", "minimum": 1, "maximum": 2}), json!(1.5)),
            (json!({"type": "array", "items": {"type": "boolean"}}), json!([true])),
            (json!({"type": "object", "properties": {"a": {"default": 7}}}), json!({"a": 7})),
            (
                json!({"allOf": [{"properties": {"a": {"default": 1}}}, {"properties": {"b": {"default": 2}}}]}),
                json!({"a": 1, "b": 2}),
            ),
        ] {
            assert_eq!(made(&Value::Null, schema.clone()), expected, "{schema}");
        }
    }

    #[test]
    fn what_is_given_comes_first() {
        let root = json!({"components": {"examples": {"E": {"value": 3}}}});
        let document = Document::new(&root);
        for (node, expected) in [
            (json!({"example": 1, "schema": {"example": 2}}), Some(json!(1))),
            (json!({"examples": {"a": {"$ref": "#/components/examples/E"}}}), Some(json!(3))),
            (json!({"schema": {"example": 2}}), Some(json!(2))),
            (json!({"schema": {"type": "string"}}), None),
        ] {
            assert_eq!(given(document, &node), expected, "{node}");
        }
    }

    #[test]
    fn circles_end() {
        let members: Map<String, Value> = (0..10)
            .map(|number| (number.to_string(), json!({"$ref": "#/components/schemas/Node"})))
            .collect();
        let root = json!({"components": {"schemas": {"Node": {"type": "object", "properties": members}}}});
        let value = made(&root, json!({"$ref": "#/components/schemas/Node"}));
        assert!(value.to_string().len() < 10_000);
    }
}
