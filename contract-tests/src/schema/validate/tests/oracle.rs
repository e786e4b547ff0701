//! Held to another validator, on random schemas and values.

use std::iter::repeat_with;

use serde_json::{Map, Value, json};

use crate::document::Document;
use crate::schema::validate::Validator;
use crate::schema::{Direction, Schemas, Seed, lower};

const NAMES: [&str; 3] = ["a", "b", "c"];
const KINDS: [&str; 6] = ["boolean", "integer", "number", "string", "array", "object"];
const PATTERNS: [&str; 6] = ["^a", "b$", "^[ab]*$", "\\d", "^.{2}$", "[^a]"];
const FORMATS: [&str; 9] =
    ["date", "date-time", "uuid", "ipv4", "int32", "int64", "byte", "hostname", "double"];
const STRINGS: [&str; 14] = [
    "",
    "a",
    "ab",
    "b",
    "aab",
    "😀",
    "7",
    "2024-02-29",
    "2024-02-30",
    "2024-02-29T00:00:00Z",
    "TWE=",
    "1.2.3.4",
    "2489e9ad-2ee2-8e00-8ec9-32d5f69181c0",
    "-a",
];
const NUMBERS: [&str; 14] = [
    "0",
    "1",
    "1.0",
    "1.5",
    "-1",
    "2",
    "3",
    "0.1",
    "1e2",
    "2147483648",
    "9223372036854775808",
    "-0",
    "0.3",
    "1e-3",
];

fn pick<'t>(seed: &mut Seed, choices: &[&'t str]) -> &'t str {
    seed.pick(choices).unwrap()
}

fn number(seed: &mut Seed) -> Value {
    serde_json::from_str(pick(seed, &NUMBERS)).unwrap()
}

fn value(seed: &mut Seed, depth: usize) -> Value {
    match seed.below(if depth == 0 { 4 } else { 6 }) {
        0 => Value::Null,
        1 => seed.once_in(2).into(),
        2 => number(seed),
        3 => pick(seed, &STRINGS).into(),
        4 => (0..seed.below(4)).map(|_| value(seed, depth - 1)).collect(),
        _ => {
            let count = usize::try_from(seed.below(4)).unwrap();
            let members = repeat_with(|| (pick(seed, &NAMES).to_owned(), value(seed, depth - 1)));
            Value::Object(members.take(count).collect())
        }
    }
}

fn schema(seed: &mut Seed, depth: usize) -> Value {
    if depth == 0 || seed.below(12) == 0 {
        let leaf = format!("#/components/schemas/{}", pick(seed, &NAMES));
        return if seed.once_in(2) { json!({ "$ref": leaf }) } else { json!({ "type": pick(seed, &KINDS) }) };
    }
    let mut members = Map::new();
    for _ in 0..=seed.below(3) {
        let (key, member): (&str, Value) = match seed.below(26) {
            0..3 => ("type", pick(seed, &KINDS).into()),
            3 => ("nullable", seed.once_in(2).into()),
            4 => ("enum", (0..=seed.below(3)).map(|_| value(seed, 1)).collect()),
            5 => ("minimum", number(seed)),
            6 => ("maximum", number(seed)),
            7 => ("exclusiveMinimum", seed.once_in(2).into()),
            8 => ("exclusiveMaximum", seed.once_in(2).into()),
            9 => ("multipleOf", serde_json::from_str(pick(seed, &["0.1", "1.5", "2", "3"])).unwrap()),
            10 => ("minLength", seed.below(3).into()),
            11 => ("maxLength", seed.below(3).into()),
            12 => ("pattern", pick(seed, &PATTERNS).into()),
            13 => ("format", pick(seed, &FORMATS).into()),
            14 => ("items", schema(seed, depth - 1)),
            15 => ("minItems", seed.below(3).into()),
            16 => ("maxItems", seed.below(3).into()),
            17 => ("uniqueItems", seed.once_in(2).into()),
            18 => {
                let members = repeat_with(|| (pick(seed, &NAMES).to_owned(), schema(seed, depth - 1)));
                ("properties", Value::Object(members.take(2).collect()))
            }
            19 => ("required", json!([pick(seed, &NAMES)])),
            20 => (
                "additionalProperties",
                if seed.once_in(2) { seed.once_in(2).into() } else { schema(seed, depth - 1) },
            ),
            21 => (pick(seed, &["minProperties", "maxProperties"]), seed.below(3).into()),
            22 => ("allOf", (0..2).map(|_| schema(seed, depth - 1)).collect()),
            23 => ("anyOf", (0..2).map(|_| schema(seed, depth - 1)).collect()),
            24 => ("oneOf", (0..2).map(|_| schema(seed, depth - 1)).collect()),
            _ => ("not", schema(seed, depth - 1)),
        };
        members.insert(key.to_owned(), member);
    }
    Value::Object(members)
}

/// Schemas whose meaning depends on itself have none; a step into the value is a way out.
fn is_grounded(schemas: &Schemas) -> bool {
    let reaches = |start| {
        let mut seen = vec![start];
        let mut at = 0;
        while let Some(id) = seen.get(at).copied() {
            at += 1;
            let schema = schemas.get(id);
            let branches = schema.all_of.iter().chain(&schema.any_of).chain(&schema.one_of).copied();
            for next in branches.chain(schema.not) {
                if next == start {
                    return true;
                }
                if !seen.contains(&next) {
                    seen.push(next);
                }
            }
        }
        false
    };
    !schemas.iter().any(|(id, _)| reaches(id))
}

#[test]
fn agrees_with_another_validator() {
    let mut seed = Seed::new(5);
    let (mut compared, mut valid) = (0, 0);
    for _ in 0..1_500 {
        let named: Map<String, Value> =
            NAMES.iter().map(|name| ((*name).to_owned(), schema(&mut seed, 2))).collect();
        let source = json!({ "components": { "schemas": named }, "s": schema(&mut seed, 3) }).to_string();
        let document = Document::parse("api.json", &source).unwrap();
        let mut schemas = Schemas::default();
        let Ok(id) = schemas.of(&document.node("/s").unwrap()) else { continue };
        if !is_grounded(&schemas) {
            continue;
        }
        let lowered = lower(&schemas, id, Direction::Either);
        let oracle = jsonschema::options().should_validate_formats(true).build(&lowered).unwrap();
        let validator = Validator::new(&schemas, Direction::Either);
        for _ in 0..25 {
            let value = value(&mut seed, 3);
            let expected = oracle.is_valid(&value);
            assert_eq!(validator.is_valid(id, &value), expected, "{source}\n{value}");
            assert_eq!(validator.violations(id, &value).is_empty(), expected, "{source}\n{value}");
            compared += 1;
            valid += usize::from(expected);
        }
    }
    assert!(compared > 20_000 && valid * 5 > compared && valid * 5 < compared * 4, "{valid} of {compared}");
}
