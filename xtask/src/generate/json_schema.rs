//! From schemas of OpenAPI 3.0 to JSON Schema 2020-12, self-contained, for the runtime's validator.

use super::nullable::node_beside_null;
use contract_tests::document::Node;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Members that say nothing about which values are valid.
const ANNOTATIONS: [&str; 9] = [
    "description",
    "example",
    "default",
    "deprecated",
    "discriminator",
    "externalDocs",
    "readOnly",
    "writeOnly",
    "xml",
];
const COMPONENTS: &str = "#/components/schemas/";

/// A self-contained schema: what it refers to stands under its `$defs`.
pub(super) fn of(node: Node<'_>) -> Value {
    let mut definitions = BTreeMap::new();
    let mut schema = lower(&node, &mut definitions);
    if !definitions.is_empty()
        && let Value::Object(members) = &mut schema
    {
        let definitions: Map<String, Value> = definitions.into_iter().collect();
        members.insert("$defs".to_owned(), Value::Object(definitions));
    }
    schema
}

fn lower(node: &Node<'_>, definitions: &mut BTreeMap<String, Value>) -> Value {
    if let Some(name) = node.reference().and_then(|reference| reference.strip_prefix(COMPONENTS)) {
        if !definitions.contains_key(name) {
            // The name is taken before the schema is lowered, so that a recursive schema ends.
            definitions.insert(name.to_owned(), Value::Null);
            let target = node.resolve().map(|target| lower(&target, definitions));
            definitions.insert(name.to_owned(), target.unwrap_or(Value::Bool(true)));
        }
        return json!({ "$ref": format!("#/$defs/{name}") });
    }
    if let Some(other) = node_beside_null(node) {
        return json!({ "anyOf": [lower(&other, definitions), { "type": "null" }] });
    }
    let members = match node.to_value() {
        Value::Object(members) => members,
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
            return other;
        }
    };
    let mut schema = Map::new();
    for (name, member) in node.members() {
        let value = match name {
            "nullable" | "exclusiveMinimum" | "exclusiveMaximum" => continue,
            _ if ANNOTATIONS.contains(&name) || name.starts_with("x-") => continue,
            "properties" => Value::Object(
                member
                    .members()
                    .iter()
                    .map(|(name, node)| ((*name).to_owned(), lower(node, definitions)))
                    .collect(),
            ),
            "allOf" | "anyOf" | "oneOf" => {
                member.items().iter().map(|item| lower(item, definitions)).collect()
            }
            "items" | "not" | "additionalProperties" => lower(&member, definitions),
            _ => member.to_value(),
        };
        schema.insert(name.to_owned(), value);
    }
    exclusive(&members, &mut schema, "minimum", "exclusiveMinimum");
    exclusive(&members, &mut schema, "maximum", "exclusiveMaximum");
    integer_range(&mut schema);
    if members.get("nullable") == Some(&Value::Bool(true)) { nullable(schema) } else { Value::Object(schema) }
}

/// `exclusiveMinimum: true` beside `minimum` is one number in JSON Schema.
fn exclusive(members: &Map<String, Value>, schema: &mut Map<String, Value>, bound: &str, flag: &str) {
    if members.get(flag) == Some(&Value::Bool(true))
        && let Some(limit) = schema.shift_remove(bound)
    {
        schema.insert(flag.to_owned(), limit);
    }
}

/// `format: int32` and `int64` are ranges in OpenAPI and annotations in JSON Schema.
fn integer_range(schema: &mut Map<String, Value>) {
    let (minimum, maximum) = match schema.get("format").and_then(Value::as_str) {
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some("int64") => (i64::MIN, i64::MAX),
        _ => return,
    };
    if !schema.contains_key("exclusiveMinimum") {
        schema.entry("minimum").or_insert_with(|| minimum.into());
    }
    if !schema.contains_key("exclusiveMaximum") {
        schema.entry("maximum").or_insert_with(|| maximum.into());
    }
}

fn nullable(mut schema: Map<String, Value>) -> Value {
    match schema.get("type").cloned() {
        Some(Value::String(name)) => {
            schema.insert("type".to_owned(), json!([name, "null"]));
            if let Some(Value::Array(values)) = schema.get_mut("enum")
                && !values.contains(&Value::Null)
            {
                values.push(Value::Null);
            }
            Value::Object(schema)
        }
        _ if schema.is_empty() => Value::Object(schema),
        _ => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}

#[cfg(test)]
mod tests {
    use super::of;
    use contract_tests::document::Document;
    use serde_json::{Value, json};

    fn check(schema: &str, expected: &Value) {
        let source = format!(
            "schema: {schema}\ncomponents: {{schemas: {{Name: {{type: string, description: d}}, Tree: {{type: array, items: {{$ref: '#/components/schemas/Tree'}}}}}}}}\n"
        );
        let document = Document::parse("test.yaml", &source).unwrap();
        assert_eq!(&of(document.node("/schema").unwrap()), expected, "{schema}");
    }

    #[test]
    fn schemas_keep_their_meaning() {
        check(
            "{type: string, nullable: true, maxLength: 3}",
            &json!({"type": ["string", "null"], "maxLength": 3}),
        );
        check(
            "{type: string, nullable: true, enum: [a]}",
            &json!({"type": ["string", "null"], "enum": ["a", null]}),
        );
        check(
            "{type: number, minimum: 1, exclusiveMinimum: true}",
            &json!({"type": "number", "exclusiveMinimum": 1}),
        );
        check(
            "{type: number, minimum: 1, exclusiveMinimum: false}",
            &json!({"type": "number", "minimum": 1}),
        );
        check(
            "{type: integer, format: int32, minimum: 0}",
            &json!({"type": "integer", "format": "int32", "minimum": 0, "maximum": 2_147_483_647}),
        );
        check("{description: any, nullable: true}", &json!({}));
    }

    #[test]
    fn references_come_along() {
        check(
            "{oneOf: [{$ref: '#/components/schemas/Name'}, {type: string, nullable: true, enum: [null]}]}",
            &json!({"anyOf": [{"$ref": "#/$defs/Name"}, {"type": "null"}], "$defs": {"Name": {"type": "string"}}}),
        );
        check(
            "{$ref: '#/components/schemas/Tree'}",
            &json!({"$ref": "#/$defs/Tree", "$defs": {"Tree": {"type": "array", "items": {"$ref": "#/$defs/Tree"}}}}),
        );
    }
}
