//! Keyword by keyword: what is broken is broken alone, nothing that can be broken is left out, and edges are shown.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Direction, Values, compiled, samples};
use crate::schema::validate::Validator;

/// Each schema with the keywords that its invalid values must name, at their places.
const BROKEN: [(&str, &[&str]); 24] = [
    ("{type: boolean}", &["type"]),
    ("{type: integer}", &["type"]),
    ("{type: number, minimum: 1, maximum: 2}", &["type", "minimum", "maximum"]),
    (
        "{type: number, minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: true}",
        &["minimum", "maximum"],
    ),
    ("{type: number, multipleOf: 0.01}", &["multipleOf"]),
    ("{type: integer, multipleOf: 7, minimum: 10, maximum: 30}", &["multipleOf", "minimum", "maximum"]),
    ("{type: integer, format: int32}", &["type", "format"]),
    ("{type: integer, format: int64, minimum: 0}", &["type", "format", "minimum"]),
    ("{type: string, minLength: 2, maxLength: 4}", &["type", "minLength", "maxLength"]),
    ("{type: string, pattern: '^[A-Z]{2}$'}", &["type", "pattern"]),
    (
        "{type: string, pattern: '^[a-z-]+$', minLength: 3, maxLength: 8}",
        &["pattern", "minLength", "maxLength"],
    ),
    ("{type: string, format: date-time}", &["type", "format"]),
    ("{type: string, format: uuid}", &["type", "format"]),
    ("{type: string, enum: [red, green]}", &["type", "enum"]),
    ("{enum: [1, 2, a]}", &["enum"]),
    (
        "{type: array, items: {type: integer}, minItems: 2, maxItems: 3, uniqueItems: true}",
        &["type", "minItems", "maxItems", "uniqueItems", "/0 type", "/1 type"],
    ),
    (
        "{type: object, required: [a, b], properties: {a: {type: string}, c: {type: boolean}}, additionalProperties: false}",
        &["type"],
    ),
    (
        "{type: object, required: [a, b], properties: {a: {type: string}, c: {type: boolean}}}",
        &["type", "required", "/a type", "/c type"],
    ),
    (
        "{type: object, properties: {a: {}}, additionalProperties: false, minProperties: 1}",
        &["type", "/extra additionalProperties", "minProperties"],
    ),
    (
        "{type: object, additionalProperties: {type: integer}, maxProperties: 2}",
        &["/extra type", "maxProperties"],
    ),
    (
        "{type: object, properties: {a: {type: object, properties: {b: {type: array, items: {type: string, maxLength: 3}}}}}}",
        &["/a type", "/a/b type", "/a/b/0 type", "/a/b/0 maxLength"],
    ),
    (
        "{allOf: [{type: object, required: [a], properties: {a: {type: string, minLength: 2}}}, {required: [b], properties: {a: {maxLength: 5}, b: {type: integer}}}]}",
        &["required", "/a minLength", "/a maxLength", "/b type"],
    ),
    (
        "{oneOf: [{type: object, required: [a]}, {type: object, required: [b]}]}",
        &["type", "oneOf", "required"],
    ),
    ("{type: string, not: {enum: [admin]}}", &["type", "not"]),
];

#[test]
fn every_keyword_is_broken_and_alone() {
    for (schema, expected) in BROKEN {
        let (schemas, id) = compiled(&format!("s: {schema}\n"));
        let validator = Validator::new(&schemas, Direction::Request);
        let mut told = BTreeSet::new();
        for sample in Values::new(&schemas, Direction::Request, 0).invalid(id).take(400) {
            let mark = &sample.mark;
            told.insert(format!("{} {}", mark.instance, mark.keyword).trim_start().to_owned());
            let violations = validator.violations(id, &sample.value);
            assert!(!violations.is_empty(), "{schema}: {} {mark}", sample.value);
            let alone = violations.iter().all(|violation| {
                violation.keyword == mark.keyword && violation.instance == mark.instance
                    || matches!(violation.keyword, "anyOf" | "oneOf" | "not")
            });
            // All members missing at once is the one break that is several.
            assert!(alone || mark.keyword == "required", "{schema}: {} {mark}: {violations:?}", sample.value);
        }
        // An object that requires what it forbids has no value to be broken.
        let expected: BTreeSet<String> = expected.iter().map(|&place| place.to_owned()).collect();
        assert!(told.is_superset(&expected), "{schema}: {told:?}");
    }
}

#[test]
fn edges_are_shown() {
    for (schema, expected) in [
        ("{type: boolean}", vec![json!(true), json!(false)]),
        (
            "{type: integer, minimum: -3, maximum: 12}",
            vec![json!(-3), json!(-2), json!(11), json!(12), json!(0)],
        ),
        ("{type: integer, format: int32}", vec![json!(2_147_483_647), json!(-2_147_483_648_i64)]),
        (
            "{type: number, multipleOf: 0.5, minimum: 0.2, maximum: 1.9}",
            vec![json!(0.5), json!(1), json!(1.5)],
        ),
        ("{type: string, maxLength: 3}", vec![json!(""), json!("a"), json!("aaa"), json!("😀😀😀")]),
        ("{type: string, enum: [b, a], nullable: true}", vec![json!("a"), json!("b"), Value::Null]),
        ("{type: string, format: date}", vec![json!("2024-02-29")]),
        ("{type: string, example: Ada, default: Bob}", vec![json!("Ada"), json!("Bob")]),
        (
            "{type: array, items: {type: boolean}, maxItems: 2}",
            vec![json!([]), json!([true]), json!([true, true]), json!([false])],
        ),
        (
            "{type: array, items: {type: integer, minimum: 1}, uniqueItems: true, minItems: 3}",
            vec![json!([1, 2, 3])],
        ),
        (
            "{type: object, required: [a], properties: {a: {type: boolean}, b: {type: boolean}}}",
            vec![json!({"a": true}), json!({"a": true, "b": true}), json!({"a": false})],
        ),
        (
            "{anyOf: [{type: object, required: [a]}, {type: object, required: [b]}]}",
            vec![json!({"a": "aaaa"}), json!({"b": "aaaa"}), json!({"a": "aaaa", "b": "aaaa"})],
        ),
        (
            "{oneOf: [{type: string, maxLength: 1}, {type: integer}]}",
            vec![json!("a"), json!(1), json!(0), json!("")],
        ),
        ("{}", vec![json!("aaaa"), json!({}), json!([]), json!(1), json!(true), Value::Null]),
        (
            "{type: object, properties: {next: {$ref: '#/s'}}, additionalProperties: false}",
            vec![json!({}), json!({"next": {}}), json!({"next": {"next": {}}})],
        ),
    ] {
        let (valid, _) = samples(schema, Direction::Request);
        for value in expected {
            assert!(
                valid.iter().any(|sample| sample.value == value),
                "{schema}: {value} is not among {valid:#?}"
            );
        }
    }
}

#[test]
fn schemas_that_nothing_satisfies_have_no_value() {
    for schema in [
        "{type: string, minLength: 3, maxLength: 2}",
        "{type: string, pattern: '^a$', enum: [b]}",
        "{type: integer, minimum: 3, maximum: 2}",
        "{type: object, required: [a], additionalProperties: false}",
        "{type: object, required: [s], properties: {s: {$ref: '#/s'}}}",
        "{allOf: [{type: string}, {type: integer}]}",
        "{allOf: [{$ref: '#/s'}, {not: {}}]}",
        "{type: array, items: {type: boolean}, uniqueItems: true, minItems: 3}",
        "{not: {}}",
    ] {
        let (valid, _) = samples(schema, Direction::Request);
        assert!(valid.is_empty(), "{schema}: {valid:?}");
    }
}

#[test]
fn members_travel_their_way() {
    let schema = "{type: object, required: [id, secret, name], properties: {id: {type: integer, readOnly: true}, secret: {type: string, writeOnly: true}, name: {type: string}}}";
    for (direction, absent) in [(Direction::Request, "id"), (Direction::Response, "secret")] {
        let (valid, invalid) = samples(schema, direction);
        for sample in valid.iter().chain(&invalid) {
            assert!(sample.value.get(absent).is_none(), "{sample:?}");
        }
        assert!(valid.len() > 10 && invalid.len() > 10);
    }
}

#[test]
fn discriminators_tell_their_branches() {
    let source = "
components:
  schemas:
    Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, required: [claws], properties: {claws: {type: integer}}}]}
    Dog: {type: object, required: [kind], properties: {kind: {type: string}, tail: {type: boolean}}}
s:
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
  discriminator: {propertyName: kind, mapping: {doggy: '#/components/schemas/Dog'}}
";
    let (schemas, id) = compiled(source);
    let values = Values::new(&schemas, Direction::Request, 0);
    let way = |at: usize| values.valid(id).nth(at).unwrap().value["kind"].clone();
    assert_eq!(
        (way(0), way(1)),
        (json!("doggy"), json!("doggy")),
        "a Cat is a Dog here, so only Dogs are one of them"
    );
    let cat = schemas.id_at("/components/schemas/Cat").unwrap();
    assert_eq!(values.simplest(cat), Some(json!({"kind": "Cat", "claws": 1})));
}

#[test]
fn the_same_seed_gives_the_same_values() {
    let (schemas, id) = compiled(
        "s: {type: object, properties: {a: {type: string}, b: {type: array, items: {type: number}}}}\n",
    );
    let all = |seed| -> Vec<Value> {
        Values::new(&schemas, Direction::Request, seed).valid(id).map(|sample| sample.value).collect()
    };
    assert_eq!(all(1), all(1));
    assert_ne!(all(1), all(2));
}

/// What a pattern that is written a little looser would take, and what a union does not.
#[test]
fn near_misses() {
    let texts = |schema: &str| -> Vec<String> {
        let (_, invalid) = samples(schema, Direction::Request);
        invalid.iter().filter_map(|sample| sample.value.as_str().map(str::to_owned)).collect()
    };
    let hours = texts("{type: string, pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$'}");
    for text in ["00:00x", "x00:00", "90:00", "00:90"] {
        assert!(hours.iter().any(|known| known == text), "{text} is not in {hours:?}");
    }
    let branch = |kind: &str, own: &str| {
        format!(
            "{{type: object, required: [kind, {own}], additionalProperties: false, properties: {{kind: {{enum: [{kind}]}}, {own}: {{type: string}}}}}}"
        )
    };
    let (_, mixed) =
        samples(&format!("{{oneOf: [{}, {}]}}", branch("a", "x"), branch("b", "y")), Direction::Request);
    let has = |sample: &super::Sample| sample.value.get("x").is_some() && sample.value.get("y").is_some();
    assert!(mixed.iter().any(has), "{mixed:?}");
}
