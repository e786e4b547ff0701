//! Random pairs of schemas and random values: nothing that is told contained is refuted by a value, and every witness is
//! confirmed by a validator that is not ours.

use serde_json::{Map, Value, json};

use super::pairs::graph;
use crate::schema::contain::{Answer, Containment, Inhabitance, Options, Side};
use crate::schema::seed::Seed;
use crate::schema::{Direction, SchemaId, Schemas, lower};

const PAIRS: usize = 250;
const VALUES: usize = 60;
const NAMES: [&str; 3] = ["a", "b", "c"];
const COMPONENTS: [&str; 3] = ["X", "Y", "Z"];

fn pick<T: Clone>(seed: &mut Seed, list: &[T]) -> T {
    seed.pick(list).unwrap().clone()
}

fn below(seed: &mut Seed, bound: usize) -> usize {
    usize::try_from(seed.below(u64::try_from(bound).unwrap())).unwrap()
}

pub(super) fn value(seed: &mut Seed, depth: usize) -> Value {
    match seed.below(if depth == 0 { 5 } else { 9 }) {
        0 => pick(seed, &[json!(null), json!(true), json!(false)]),
        1 => json!(i64::try_from(seed.below(9)).unwrap() - 2),
        2 => {
            pick(seed, &[json!(0.5), json!(1.5), json!(2.0), json!(-0.25), json!(1e2), json!(2147483648i64)])
        }
        3 | 4 => pick(
            seed,
            &["", "a", "b", "ab", "aab", "abc", "x1", "2024-02-29", "aaaaaa", "é"].map(Value::from),
        ),
        5 | 6 => (0..below(seed, 4)).map(|_| value(seed, depth - 1)).collect(),
        _ => {
            let names = (0..below(seed, 4)).map(|_| pick(seed, &["a", "b", "c", "d"]).to_owned());
            let names: Vec<String> = names.collect();
            Value::Object(names.into_iter().map(|name| (name, value(seed, depth - 1))).collect())
        }
    }
}

pub(super) fn schema(seed: &mut Seed, depth: usize) -> Value {
    if depth == 0 && seed.once_in(3) {
        return json!({ "$ref": format!("#/components/schemas/{}", pick(seed, &COMPONENTS)) });
    }
    let mut schema = Map::new();
    let mut put = |name: &str, value: Value| {
        schema.insert(name.to_owned(), value);
    };
    let kind = below(seed, 7);
    let name = ["string", "integer", "number", "array", "object", "boolean", "any"][kind];
    if name != "any" {
        put("type", json!(name));
        if seed.once_in(6) {
            put("nullable", json!(true));
        }
    }
    match name {
        "string" => strings(seed, &mut put),
        "integer" | "number" => numbers(seed, &mut put),
        "array" => arrays(seed, depth, &mut put),
        "object" => objects(seed, depth, &mut put),
        "any" if seed.once_in(2) => {
            objects(seed, depth, &mut put);
            numbers(seed, &mut put);
        }
        _ => {}
    }
    if seed.once_in(14) {
        put("enum", (0..=below(seed, 2)).map(|_| value(seed, 2)).collect());
    }
    if depth > 0 {
        for (key, odds) in [("allOf", 6), ("anyOf", 6), ("oneOf", 6)] {
            if seed.once_in(odds) {
                put(key, (0..=below(seed, 3)).map(|_| self::schema(seed, depth - 1)).collect());
            }
        }
        if seed.once_in(12) {
            put("not", self::schema(seed, depth - 1));
        }
    }
    Value::Object(schema)
}

fn strings(seed: &mut Seed, put: &mut impl FnMut(&str, Value)) {
    if seed.once_in(3) {
        put("minLength", json!(seed.below(3)));
    }
    if seed.once_in(3) {
        put("maxLength", json!(seed.below(4)));
    }
    if seed.once_in(3) {
        put("pattern", json!(pick(seed, &["^a", "b$", "^[a-c]*$", "^a*$", ".", "^(a|b)$", "[0-9]"])));
    }
    if seed.once_in(10) {
        put("format", json!(pick(seed, &["date", "uuid"])));
    }
}

fn numbers(seed: &mut Seed, put: &mut impl FnMut(&str, Value)) {
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if seed.once_in(3) {
            put(bound, pick(seed, &[json!(0), json!(1), json!(3), json!(1.5), json!(-1)]));
            put(exclusive, json!(seed.once_in(2)));
        }
    }
    if seed.once_in(4) {
        put("multipleOf", pick(seed, &[json!(1), json!(2), json!(3), json!(0.5)]));
    }
    if seed.once_in(8) {
        put("format", json!("int32"));
    }
}

fn arrays(seed: &mut Seed, depth: usize, put: &mut impl FnMut(&str, Value)) {
    put("items", if depth > 0 { schema(seed, depth - 1) } else { json!({}) });
    if seed.once_in(3) {
        put("minItems", json!(seed.below(3)));
    }
    if seed.once_in(3) {
        put("maxItems", json!(seed.below(4)));
    }
    if seed.once_in(3) {
        put("uniqueItems", json!(true));
    }
}

fn objects(seed: &mut Seed, depth: usize, put: &mut impl FnMut(&str, Value)) {
    let names: Vec<&str> = NAMES.into_iter().filter(|_| seed.once_in(2)).collect();
    if !names.is_empty() && depth > 0 {
        let members = names.iter().map(|name| ((*name).to_owned(), schema(seed, depth - 1)));
        put("properties", Value::Object(members.collect()));
    }
    let required: Vec<&str> = NAMES.into_iter().filter(|_| seed.once_in(4)).collect();
    if !required.is_empty() {
        put("required", json!(required));
    }
    match seed.below(5) {
        0 => put("additionalProperties", json!(false)),
        1 if depth > 0 => put("additionalProperties", schema(seed, depth - 1)),
        _ => {}
    }
    if seed.once_in(6) {
        put("minProperties", json!(seed.below(3)));
    }
    if seed.once_in(6) {
        put("maxProperties", json!(seed.below(3)));
    }
}

/// The same schema, a little different somewhere.
fn changed(seed: &mut Seed, original: &Value) -> Value {
    let Value::Object(members) = original else { return original.clone() };
    if members.is_empty() || seed.once_in(4) {
        return json!({ "anyOf": [original, schema(seed, 1)] });
    }
    let mut members = members.clone();
    let key = members.keys().nth(below(seed, members.len())).unwrap().clone();
    let value = members[&key].clone();
    let next = match (key.as_str(), &value) {
        ("$ref", _) => Some(value),
        ("properties", Value::Object(named)) => {
            let mut named = named.clone();
            let name = named.keys().nth(below(seed, named.len())).unwrap().clone();
            let member = changed(seed, &named[&name]);
            named.insert(name, member);
            Some(Value::Object(named))
        }
        ("allOf" | "anyOf" | "oneOf", Value::Array(items)) => {
            let mut items = items.clone();
            let at = below(seed, items.len());
            items[at] = changed(seed, &items[at]);
            Some(Value::Array(items))
        }
        (_, Value::Object(_)) => Some(changed(seed, &value)),
        (_, Value::Number(number)) => number.as_u64().map(|number| json!(number + 1)),
        _ => None,
    };
    match next {
        Some(next) => members.insert(key, next),
        None => members.shift_remove(&key),
    };
    Value::Object(members)
}

/// A schema of which a few random values are valid.
fn inhabited(seed: &mut Seed, components: &Value) -> Value {
    loop {
        let schema = schema(seed, 3);
        let (schemas, id) = graph(&schema, components);
        if seed.once_in(20)
            || matches!(
                Containment::new(&schemas, &schemas, Options::default()).inhabitant(Side::Left, id),
                Inhabitance::Inhabited { .. }
            )
        {
            return schema;
        }
    }
}

fn external(schemas: &Schemas, id: SchemaId) -> jsonschema::Validator {
    let lowered = lower(schemas, id, Direction::Either);
    jsonschema::options().should_validate_formats(true).build(&lowered).unwrap()
}

#[test]
fn answers_hold() {
    let (mut contained, mut apart, mut undecided) = (0, 0, 0);
    let pairs = std::env::var("CONTAIN_PAIRS").map_or(PAIRS, |text| text.parse().unwrap());
    for number in 0..u64::try_from(pairs).unwrap() {
        let mut seed = Seed::new(number);
        let components: Map<String, Value> =
            COMPONENTS.iter().map(|name| ((*name).to_owned(), schema(&mut seed, 2))).collect();
        let components = Value::Object(components);
        let left = inhabited(&mut seed, &components);
        let right = if seed.once_in(5) { schema(&mut seed, 2) } else { changed(&mut seed, &left) };
        let (a, left_id) = graph(&left, &components);
        let (b, right_id) = graph(&right, &components);
        let (accepts, refuses) = (external(&a, left_id), external(&b, right_id));
        let shown = || format!("seed {number}: {left} {right} with {components}");
        match Containment::new(&a, &b, Options::default()).contains(left_id, right_id) {
            Answer::Contained => {
                contained += 1;
                for _ in 0..VALUES {
                    let value = value(&mut seed, 3);
                    assert!(!accepts.is_valid(&value) || refuses.is_valid(&value), "{value} {}", shown());
                }
            }
            Answer::NotContained { witness } => {
                apart += 1;
                assert!(accepts.is_valid(&witness), "{witness} {}", shown());
                assert!(!refuses.is_valid(&witness), "{witness} {}", shown());
            }
            Answer::Undecided { doubt } => {
                undecided += 1;
                println!("{doubt}: {}", shown());
            }
        }
        if let Inhabitance::Empty =
            Containment::new(&a, &b, Options::default()).inhabitant(Side::Left, left_id)
        {
            for _ in 0..VALUES {
                let value = value(&mut seed, 3);
                assert!(!accepts.is_valid(&value), "{value} {}", shown());
            }
        }
    }
    println!("{contained} contained, {apart} not contained, {undecided} undecided");
    assert!(contained > pairs / 5 && apart > pairs / 5, "{contained} {apart}");
    assert!(undecided * 100 < pairs * 2, "{undecided} of {pairs} are undecided");
}
