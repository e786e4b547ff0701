//! A pair or more for each keyword, and for what keywords do to one another.

use serde_json::{Value, json};

use crate::document::Document;
use crate::schema::contain::{Answer, Containment, Options, World};
use crate::schema::{SchemaId, Schemas};

/// The graph of a document whose schema stands under `schema`.
pub(super) fn graph(schema: &Value, components: &Value) -> (Schemas, SchemaId) {
    let source = json!({ "schema": schema, "components": { "schemas": components } }).to_string();
    let document = Document::parse("test.json", &source).unwrap();
    let mut schemas = Schemas::default();
    let id = schemas.of(&document.node("/schema").unwrap()).unwrap();
    (schemas, id)
}

pub(super) fn ask(left: &Value, right: &Value, components: &Value, options: Options) -> Answer {
    let (a, left) = graph(left, components);
    let (b, right) = graph(right, components);
    Containment::new(&a, &b, options).contains(left, right)
}

/// The relation of two schemas: `<` proper, `=` equal, `>` proper, `#` neither.
fn relation(left: &Value, right: &Value, components: &Value) -> char {
    let contained = |left, right| match ask(left, right, components, Options::default()) {
        Answer::Contained => true,
        Answer::NotContained { .. } => false,
        Answer::Undecided { doubt } => panic!("{left} and {right}: {doubt}"),
    };
    match (contained(left, right), contained(right, left)) {
        (true, true) => '=',
        (true, false) => '<',
        (false, true) => '>',
        (false, false) => '#',
    }
}

fn check(pairs: &[(Value, char, Value)]) {
    for (left, expected, right) in pairs {
        assert_eq!(relation(left, right, &json!({})), *expected, "{left} {right}");
    }
}

#[test]
fn types() {
    let string = json!({"type": "string"});
    check(&[
        (json!({}), '=', json!({})),
        (string.clone(), '<', json!({})),
        (string.clone(), '#', json!({"type": "boolean"})),
        (json!({"type": "integer"}), '<', json!({"type": "number"})),
        (string.clone(), '<', json!({"type": "string", "nullable": true})),
        (json!({"type": "boolean"}), '=', json!({"type": "boolean", "enum": [true, false]})),
        (json!({"not": {}}), '<', string),
    ]);
}

#[test]
fn numbers() {
    let number = |keywords: Value| {
        let mut schema = json!({"type": "number"});
        schema.as_object_mut().unwrap().extend(keywords.as_object().unwrap().clone());
        schema
    };
    check(&[
        (number(json!({"minimum": 2})), '<', number(json!({"minimum": 1}))),
        (number(json!({"minimum": 1, "exclusiveMinimum": true})), '<', number(json!({"minimum": 1}))),
        (number(json!({"maximum": 1})), '#', number(json!({"minimum": 1}))),
        (number(json!({"multipleOf": 4})), '<', number(json!({"multipleOf": 2}))),
        (number(json!({"multipleOf": 1})), '=', json!({"type": "integer"})),
        (number(json!({"multipleOf": 0.01})), '>', json!({"type": "integer"})),
        (number(json!({"multipleOf": 4})), '#', number(json!({"multipleOf": 6}))),
        (
            json!({"type": "integer", "minimum": 1, "maximum": 3, "not": {"multipleOf": 2}}),
            '=',
            json!({"type": "integer", "enum": [1, 3]}),
        ),
        (
            json!({"type": "integer", "minimum": 1, "maximum": 2, "exclusiveMaximum": true}),
            '=',
            json!({"enum": [1.0]}),
        ),
        (json!({"type": "integer", "format": "int32"}), '<', json!({"type": "integer", "format": "int64"})),
        (
            json!({"type": "integer", "format": "int32"}),
            '=',
            json!({"type": "integer", "minimum": -2147483648i64, "maximum": 2147483647i64}),
        ),
        (
            json!({"type": "number", "minimum": 0, "maximum": 1, "exclusiveMinimum": true, "exclusiveMaximum": true}),
            '<',
            json!({"type": "number", "not": {"type": "integer"}}),
        ),
    ]);
}

#[test]
fn strings() {
    let string = |keywords: Value| {
        let mut schema = json!({"type": "string"});
        schema.as_object_mut().unwrap().extend(keywords.as_object().unwrap().clone());
        schema
    };
    check(&[
        (string(json!({"maxLength": 5})), '<', string(json!({"maxLength": 6}))),
        (string(json!({"minLength": 1, "maxLength": 1})), '#', string(json!({"minLength": 2}))),
        (string(json!({"pattern": "^a"})), '<', string(json!({"minLength": 1}))),
        (string(json!({"pattern": "^[a-f]{2}$"})), '<', string(json!({"pattern": "^[a-z]+$"}))),
        (string(json!({"pattern": "^(a|b)$"})), '=', string(json!({"enum": ["a", "b"]}))),
        (string(json!({"pattern": "x", "maxLength": 0})), '<', json!({"type": "integer"})),
        (string(json!({"format": "uuid"})), '<', string(json!({"minLength": 36, "maxLength": 36}))),
        (string(json!({"format": "date"})), '#', string(json!({"format": "date-time"}))),
        (string(json!({"format": "uri"})), '<', string(json!({"format": "uri-reference"}))),
        (string(json!({"format": "email"})), '<', string(json!({}))),
        (string(json!({"format": "colour"})), '=', string(json!({}))),
        (string(json!({"format": "ipv4"})), '#', string(json!({"format": "ipv6"}))),
        (string(json!({"minLength": 70000})), '<', string(json!({"minLength": 60000}))),
    ]);
}

#[test]
fn arrays() {
    let array = |keywords: Value| {
        let mut schema = json!({"type": "array", "items": {}});
        schema.as_object_mut().unwrap().extend(keywords.as_object().unwrap().clone());
        schema
    };
    check(&[
        (array(json!({"items": {"type": "string"}})), '<', array(json!({}))),
        (array(json!({"items": {"type": "string"}})), '#', array(json!({"items": {"type": "integer"}}))),
        (array(json!({"minItems": 2})), '<', array(json!({"minItems": 1}))),
        (array(json!({"maxItems": 0})), '=', array(json!({"items": {"not": {}}}))),
        (array(json!({"maxItems": 1})), '<', array(json!({"uniqueItems": true}))),
        (
            array(json!({"items": {"type": "boolean"}, "uniqueItems": true})),
            '<',
            array(json!({"maxItems": 2})),
        ),
        (
            array(json!({"items": {"enum": [1, 1.0, 2]}, "uniqueItems": true, "minItems": 3})),
            '=',
            json!({"not": {}}),
        ),
        (
            array(json!({"items": {"type": "boolean"}, "uniqueItems": true, "minItems": 1})),
            '=',
            json!({"enum": [[true], [false], [true, false], [false, true]]}),
        ),
        (
            array(json!({"enum": [[1, 2], [2]]})),
            '<',
            array(json!({"items": {"type": "integer"}, "maxItems": 2})),
        ),
        (
            array(
                json!({"items": {"type": "integer", "minimum": 1, "maximum": 3}, "uniqueItems": true, "minItems": 4}),
            ),
            '<',
            json!({"type": "string"}),
        ),
    ]);
}

#[test]
fn objects() {
    let object = |keywords: Value| {
        let mut schema = json!({"type": "object"});
        schema.as_object_mut().unwrap().extend(keywords.as_object().unwrap().clone());
        schema
    };
    let a = json!({"a": {"type": "string"}});
    check(&[
        (object(json!({"required": ["a", "b"]})), '<', object(json!({"required": ["a"]}))),
        (object(json!({"properties": a})), '<', object(json!({}))),
        (
            object(json!({"properties": a, "additionalProperties": false})),
            '<',
            object(json!({"properties": a})),
        ),
        (
            object(json!({"properties": a, "additionalProperties": false})),
            '<',
            object(json!({"additionalProperties": {"type": "string"}})),
        ),
        (
            object(json!({"properties": {"a": {}}, "additionalProperties": false})),
            '<',
            object(json!({"maxProperties": 1})),
        ),
        (object(json!({"required": ["a", "b"]})), '<', object(json!({"minProperties": 2}))),
        (
            object(json!({"required": ["a"], "properties": {"a": {"not": {}}}})),
            '<',
            json!({"type": "string"}),
        ),
        (object(json!({"maxProperties": 0})), '=', json!({"enum": [{}]})),
        (object(json!({"additionalProperties": false})), '=', json!({"enum": [{}]})),
        (
            object(json!({"required": ["a"], "properties": {"a": {"enum": [1]}}, "maxProperties": 1})),
            '=',
            json!({"enum": [{"a": 1}]}),
        ),
        (
            object(json!({"properties": {"a": {"type": "integer"}}})),
            '#',
            object(json!({"properties": {"b": {"type": "integer"}}})),
        ),
    ]);
}

#[test]
fn combinations() {
    let (string, integer) = (json!({"type": "string"}), json!({"type": "integer"}));
    check(&[
        (json!({"anyOf": [string, integer]}), '=', json!({"oneOf": [string, integer]})),
        (string.clone(), '<', json!({"anyOf": [string, integer]})),
        (json!({"allOf": [{"type": "number"}, {"multipleOf": 1}]}), '=', integer.clone()),
        (json!({"not": {"not": string}}), '=', string.clone()),
        (json!({"oneOf": [string, string]}), '<', integer.clone()),
        (json!({"oneOf": [integer, {"type": "number"}]}), '<', json!({"type": "number"})),
        (json!({"anyOf": [string, {"not": string}]}), '=', json!({})),
        (json!({"allOf": [string, {"not": string}]}), '=', json!({"not": {}})),
        (
            json!({"allOf": [{"type": "object", "properties": {"a": string}}, {"properties": {"b": integer}}]}),
            '=',
            json!({"type": "object", "properties": {"a": string, "b": integer}}),
        ),
        (
            json!({"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}),
            '<',
            json!({"type": "object", "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}),
        ),
        (
            json!({"type": "string", "nullable": true}),
            '=',
            json!({"anyOf": [string, {"nullable": true, "enum": [null]}]}),
        ),
        (
            json!({"type": "integer", "minimum": 1, "maximum": 10}),
            '=',
            json!({"anyOf": [{"type": "integer", "minimum": 1, "maximum": 5}, {"type": "integer", "minimum": 6, "maximum": 10}]}),
        ),
    ]);
}

#[test]
fn recursion() {
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let components = json!({
        "List": {"type": "object", "required": ["next"], "properties": {"next": reference("List")}},
        "Tree": {"type": "object", "properties": {"child": reference("Tree"), "value": {"type": "integer"}}},
        "Wide": {"type": "object", "properties": {"child": reference("Wide"), "value": {"type": "number"}}},
        "Even": {"type": "object", "properties": {"child": reference("Odd"), "value": {"type": "integer"}}},
        "Odd": {"type": "object", "properties": {"child": reference("Even"), "value": {"type": "integer"}}},
        "Ranked": {"type": "object", "required": ["kids"], "properties": {
            "kids": {"type": "array", "minItems": 1, "items": reference("Ranked")}}},
        "Leafy": {"type": "object", "required": ["kids"], "properties": {
            "kids": {"type": "array", "items": reference("Leafy")}}},
        "Endless": {"allOf": [reference("Endless"), {"type": "string"}]},
        "Forest": {"type": "array", "items": {"anyOf": [{"type": "string"}, reference("Forest")]}},
        "Woods": {"anyOf": [{"type": "array", "items": reference("Woods")}, {"type": "string"}]},
    });
    for (left, expected, right) in [
        ("List", '<', "Tree"),
        ("List", '=', "Ranked"),
        ("Tree", '<', "Wide"),
        ("Tree", '=', "Even"),
        ("Leafy", '>', "Ranked"),
        ("Forest", '<', "Woods"),
    ] {
        assert_eq!(relation(&reference(left), &reference(right), &components), expected, "{left} {right}");
    }
}

#[test]
fn worlds() {
    let closed = Options { world: World::Closed, ..Options::default() };
    let old = json!({"type": "object", "properties": {"a": {"type": "string"}}});
    let new = json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}});
    let stated =
        json!({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": true});
    let map = json!({"type": "object"});
    let split = json!({"allOf": [old, {"properties": {"b": {"type": "integer"}}}]});
    let shut = json!({"type": "object", "properties": {"a": {}}, "additionalProperties": false});
    for (left, right, open_contained, closed_contained) in [
        (&old, &new, false, true),
        (&new, &old, true, true),
        (&stated, &new, false, false),
        (&map, &new, false, false),
        (&split, &new, false, false),
        (&old, &shut, false, true),
        (&new, &shut, false, false),
        (&split, &shut, false, false),
    ] {
        for (options, expected) in [(Options::default(), open_contained), (closed, closed_contained)] {
            let answer = ask(left, right, &json!({}), options);
            assert_eq!(answer == Answer::Contained, expected, "{left} {right} {options:?} {answer:?}");
            assert!(!matches!(answer, Answer::Undecided { .. }), "{left} {right} {answer:?}");
        }
    }
}
