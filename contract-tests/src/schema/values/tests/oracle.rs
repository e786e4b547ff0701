//! Values for schemas by chance, held to another validator.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Values;
use crate::document::Document;
use crate::schema::contain::{Containment, Inhabitance, Options, Side};
use crate::schema::{Direction, Schemas, Seed, lower};

const PATTERNS: [&str; 6] = ["^[a-z]+$", r"^\d{3}-\d{2}$", "b", "^(?!x)", r"^\S.*\S$", r"^[^\s@]+@[a-z]+$"];
const FORMATS: [&str; 4] = ["date", "uuid", "ipv4", "unknown"];

/// A schema by chance. References go to three schemas by name.
fn schema(seed: &mut Seed, depth: u32) -> Value {
    if depth == 0 || seed.once_in(8) {
        return scalar(seed);
    }
    match seed.below(11) {
        0..=2 => object(seed, depth),
        3 => array(seed, depth),
        4 => json!({ "allOf": [schema(seed, depth - 1), schema(seed, depth - 1)] }),
        5 => json!({ "allOf": [object(seed, depth), object(seed, depth)] }),
        6 => json!({ "anyOf": [schema(seed, depth - 1), schema(seed, depth - 1)] }),
        7 => json!({ "oneOf": [schema(seed, depth - 1), schema(seed, depth - 1), scalar(seed)] }),
        8 => json!({ "$ref": format!("#/components/schemas/{}", seed.pick(&["A", "B", "C"]).unwrap()) }),
        9 => json!({ "nullable": true, "allOf": [schema(seed, depth - 1)] }),
        _ => scalar(seed),
    }
}

fn scalar(seed: &mut Seed) -> Value {
    let small = |seed: &mut Seed| seed.below(9);
    match seed.below(9) {
        0 => json!({ "type": "boolean", "nullable": seed.once_in(2) }),
        1 => {
            let min = small(seed);
            json!({ "type": "integer", "minimum": min, "maximum": min + small(seed), "exclusiveMinimum": seed.once_in(3) })
        }
        2 => {
            json!({ "type": "number", "multipleOf": seed.pick(&[json!(0.5), json!(3), json!(0.01)]), "minimum": small(seed) })
        }
        3 => {
            json!({ "type": "integer", "format": seed.pick(&["int32", "int64"]), "maximum": 100 - small(seed) })
        }
        4 => {
            let min = small(seed);
            json!({ "type": "string", "minLength": min, "maxLength": min + small(seed) })
        }
        5 => json!({ "type": "string", "pattern": seed.pick(&PATTERNS), "maxLength": 3 + small(seed) }),
        6 => json!({ "type": "string", "format": seed.pick(&FORMATS) }),
        7 => json!({ "type": "string", "enum": ["one", "two", "Three"] }),
        _ => json!({ "not": { "type": seed.pick(&["string", "object", "integer"]) } }),
    }
}

fn object(seed: &mut Seed, depth: u32) -> Value {
    let mut members = serde_json::Map::new();
    for name in ["a", "b", "c", "d"] {
        if seed.once_in(2) {
            members.insert(name.to_owned(), schema(seed, depth - 1));
        }
    }
    let mut object = json!({ "type": "object", "properties": members });
    let mut names: Vec<&str> = ["a", "b", "c", "e"].into_iter().filter(|_| seed.once_in(3)).collect();
    names.truncate(2);
    if !names.is_empty() {
        object["required"] = json!(names);
    }
    match seed.below(6) {
        0 => object["additionalProperties"] = json!(false),
        1 => object["additionalProperties"] = scalar(seed),
        2 => object["minProperties"] = json!(seed.below(3)),
        3 => object["maxProperties"] = json!(2 + seed.below(3)),
        _ => {}
    }
    object
}

fn array(seed: &mut Seed, depth: u32) -> Value {
    let min = seed.below(3);
    json!({ "type": "array", "items": schema(seed, depth - 1), "minItems": min, "maxItems": min + seed.below(3), "uniqueItems": seed.once_in(3) })
}

#[test]
fn valid_is_valid_and_invalid_is_not() {
    let mut seed = Seed::new(8);
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut inhabited, rounds) = (0, 100);
    for round in 0..rounds {
        let source = json!({
            "s": schema(&mut seed, 3),
            "components": { "schemas": {
                "A": object(&mut seed, 2), "B": object(&mut seed, 2), "C": array(&mut seed, 1),
            } },
        });
        let document = Document::parse("api.json", &source.to_string()).unwrap();
        let mut schemas = Schemas::default();
        let id = schemas.of(&document.node("/s").unwrap()).unwrap();
        let oracle = lower(&schemas, id, Direction::Either);
        let oracle = jsonschema::options().should_validate_formats(true).build(&oracle).unwrap();
        let values = Values::new(&schemas, Direction::Either, round);
        let mut count = 0;
        for sample in values.valid(id).take(80) {
            assert!(oracle.is_valid(&sample.value), "{source}\n{} {}", sample.value, sample.mark);
            count += 1;
        }
        for sample in values.invalid(id).take(80) {
            assert!(!oracle.is_valid(&sample.value), "{source}\n{} {}", sample.value, sample.mark);
            *told.entry(sample.mark.keyword).or_default() += 1;
        }
        for value in [values.simplest(id), values.fullest(id)].into_iter().flatten() {
            assert!(oracle.is_valid(&value), "{source}\n{value}");
        }
        if count == 0 {
            let mut containment = Containment::new(&schemas, &schemas, Options::default());
            let found = containment.inhabitant(Side::Left, id);
            assert!(!matches!(found, Inhabitance::Inhabited { .. }), "{source}\n{found:?}");
        }
        inhabited += usize::from(count > 0);
    }
    assert!(inhabited > 70, "{inhabited} of {rounds} have a value");
    for keyword in [
        "type",
        "required",
        "additionalProperties",
        "enum",
        "format",
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "multipleOf",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
        "oneOf",
        "not",
    ] {
        assert!(told.get(keyword).is_some_and(|count| *count >= 2), "{keyword}: {told:?}");
    }
}
