//! Equality and order of JSON values as JSON Schema has them (draft 4, §3.6): numbers by their value, objects without
//! order.
//! It must not know schemas.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Number, Value};

use super::decimal::Decimal;

/// Items up to which each is compared with each.
const PAIRWISE_MAX: usize = 12;

/// Whether both are the same value: `1` and `1.0` are.
pub fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::String(a), Value::String(b)) => a == b,
        (Value::Number(a), Value::Number(b)) => a == b || Decimal::of(a) == Decimal::of(b),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| equal(a, b)))
        }
        (
            Value::Null
            | Value::Bool(_)
            | Value::String(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_),
            _,
        ) => false,
    }
}

/// The order of two numbers by their value, exactly.
pub fn compare(a: &Number, b: &Number) -> Ordering {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => a.cmp(&b),
        (_, _) => Decimal::of(a).cmp(&Decimal::of(b)),
    }
}

/// The positions of two items that are equal, the second being the first that repeats another.
pub fn duplicate(items: &[Value]) -> Option<(usize, usize)> {
    if items.len() <= PAIRWISE_MAX {
        return (0..items.len()).find_map(|second| {
            Some(((0..second).find(|first| equal(&items[*first], &items[second]))?, second))
        });
    }
    let mut seen: HashMap<u64, Vec<usize>> = HashMap::new();
    for (second, item) in items.iter().enumerate() {
        let alike = seen.entry(fingerprint(item)).or_default();
        if let Some(first) = alike.iter().find(|first| equal(&items[**first], item)) {
            return Some((*first, second));
        }
        alike.push(second);
    }
    None
}

/// The same for equal values.
fn fingerprint(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    match value {
        Value::Null => 0_u8.hash(&mut hasher),
        Value::Bool(flag) => (1_u8, flag).hash(&mut hasher),
        Value::Number(number) => (2_u8, Decimal::of(number)).hash(&mut hasher),
        Value::String(text) => (3_u8, text).hash(&mut hasher),
        Value::Array(items) => {
            4_u8.hash(&mut hasher);
            items.iter().for_each(|item| fingerprint(item).hash(&mut hasher));
        }
        Value::Object(members) => {
            // A sum does not depend on the order.
            let sum = members.iter().fold(0_u64, |sum, (key, member)| {
                let mut hasher = DefaultHasher::new();
                (key, fingerprint(member)).hash(&mut hasher);
                sum.wrapping_add(hasher.finish())
            });
            (5_u8, members.len(), sum).hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::{duplicate, equal};
    use serde_json::{Value, json};

    fn value(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn equality() {
        for (a, b, expected) in [
            ("1", "1.0", true),
            ("1", "true", false),
            ("0", "false", false),
            ("\"1\"", "1", false),
            ("[1, 2]", "[1.0, 2e0]", true),
            ("[1, 2]", "[2, 1]", false),
            ("[1]", "[1, 1]", false),
            ("{\"a\": 1, \"b\": 2}", "{\"b\": 2.0, \"a\": 1}", true),
            ("{\"a\": 1}", "{\"b\": 1}", false),
            ("{\"a\": null}", "{}", false),
            ("null", "null", true),
            ("\"é\"", "\"e\u{301}\"", false),
        ] {
            assert_eq!(equal(&value(a), &value(b)), expected, "{a} {b}");
            assert_eq!(duplicate(&[value(a), value(b)]).is_some(), expected, "{a} {b}");
            let mut many: Vec<Value> = (100..200).map(|n| json!([n])).collect();
            many.extend([value(a), value(b)]);
            assert_eq!(duplicate(&many), expected.then_some((100, 101)), "{a} {b}");
        }
    }
}
