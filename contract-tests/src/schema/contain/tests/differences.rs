//! What is told of two schemas that differ.

use std::fmt::Write;

use serde_json::{Value, json};

use super::pairs::graph;
use crate::schema::contain::{Containment, Options, World};

/// Each difference in a line: where it is on both sides, and the witness.
fn told(left: &Value, right: &Value, components: &Value, options: Options) -> String {
    let (a, left) = graph(left, components);
    let (b, right) = graph(right, components);
    let differences = Containment::new(&a, &b, options).differences(left, right);
    let mut text = String::new();
    for difference in &differences.list {
        let lefts: Vec<&str> = difference.left.iter().map(|id| a.get(*id).pointer.as_str()).collect();
        writeln!(
            text,
            "{} {} at `{}`: {} against {}, {}",
            difference.keyword,
            difference.member.as_deref().unwrap_or("-"),
            difference.instance,
            lefts.join(" "),
            b.get(difference.right).pointer,
            difference.witness
        )
        .unwrap();
    }
    if let Some(doubt) = differences.doubt {
        writeln!(text, "doubt: {doubt}").unwrap();
    }
    text
}

#[test]
fn every_reason_is_told_once() {
    let left = json!({
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {"type": "string"},
            "name": {"type": "string", "maxLength": 100},
            "kind": {"type": "string", "enum": ["a", "b", "c"]},
            "tags": {"type": "array", "items": {"$ref": "#/components/schemas/Tag"}},
            "main": {"$ref": "#/components/schemas/Tag"},
            "count": {"type": "number", "nullable": true},
        },
    });
    let right = json!({
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "name": {"type": "string", "maxLength": 50},
            "kind": {"type": "string", "enum": ["a", "b"]},
            "tags": {"type": "array", "items": {"type": "object", "properties": {"size": {"type": "integer"}}}},
            "main": {"type": "object", "properties": {"size": {"type": "integer", "maximum": 9}}},
            "count": {"type": "integer"},
        },
    });
    let components =
        json!({"Tag": {"type": "object", "properties": {"size": {"type": "integer", "nullable": true}}}});
    insta::assert_snapshot!(told(
        &left,
        &right,
        &components,
        Options { world: World::Closed, ..Options::default() }
    ));
}

#[test]
fn alternatives_are_compared_with_their_like() {
    let animal = |name: &str, size: Value| json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": [name]}, "size": size}});
    let left = json!({"oneOf": [animal("cat", json!({"type": "integer"})), animal("dog", json!({"type": "integer"})), animal("cow", json!({}))]});
    let right = json!({"oneOf": [animal("cat", json!({"type": "integer"})), animal("dog", json!({"type": "integer", "minimum": 1}))]});
    insta::assert_snapshot!(told(&left, &right, &json!({}), Options::default()));
}

#[test]
fn maps_split_schemas_and_recursion_are_walked() {
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let components = json!({
        "Old": {"allOf": [
            {"type": "object", "properties": {"child": reference("Old")}},
            {"properties": {"labels": {"type": "object", "additionalProperties": {"type": "string"}}}},
        ]},
        "New": {"type": "object", "properties": {
            "child": reference("New"),
            "labels": {"type": "object", "additionalProperties": {"type": "string", "pattern": "^[a-z]*$"}, "maxProperties": 3},
        }, "additionalProperties": false},
    });
    insta::assert_snapshot!(told(&reference("Old"), &reference("New"), &components, Options::default()));
}
