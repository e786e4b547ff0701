//! The smallest value that still shows something, found by trying smaller ones. It must not know what is shown.

use serde_json::{Map, Number, Value};

/// The smallest value, within so many attempts, of which `shows` says yes; it is asked only about values that are smaller
/// than the last one that it said yes of.
pub fn shrink(value: &Value, attempts: usize, mut shows: impl FnMut(&Value) -> bool) -> Value {
    let mut smallest = value.clone();
    let mut left = attempts;
    'again: loop {
        for candidate in smaller(&smallest) {
            if left == 0 {
                return smallest;
            }
            left -= 1;
            if shows(&candidate) {
                smallest = candidate;
                continue 'again;
            }
        }
        return smallest;
    }
}

/// Smaller values, the smallest first.
fn smaller(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Bool(flag) => {
            if *flag {
                vec![Value::Bool(false)]
            } else {
                Vec::new()
            }
        }
        Value::Number(number) => smaller_numbers(number),
        Value::String(text) => smaller_texts(text).into_iter().map(Value::String).collect(),
        Value::Array(items) => smaller_arrays(items),
        Value::Object(members) => smaller_objects(members),
    }
}

fn smaller_numbers(number: &Number) -> Vec<Value> {
    let mut candidates: Vec<i64> = Vec::new();
    if let Some(integer) = number.as_i64() {
        let halves = [0, integer.signum(), integer / 2, integer - integer.signum()];
        candidates.extend(halves.into_iter().filter(|half| half.unsigned_abs() < integer.unsigned_abs()));
    } else if let Some(float) = number.as_f64().filter(|float| float.abs() < 1e15) {
        // What is rounded towards zero is shorter to write.
        let whole = format!("{:.0}", float.trunc());
        candidates.extend(whole.parse::<i64>());
    }
    candidates.dedup();
    let number = Value::Number(number.clone());
    candidates.into_iter().map(Value::from).filter(|candidate| *candidate != number).collect()
}

fn smaller_texts(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let length = characters.len();
    let mut candidates = Vec::new();
    if length == 0 {
        return candidates;
    }
    candidates.push(String::new());
    for size in [1, length / 2, length - 1] {
        if 0 < size && size < length {
            candidates.push(characters[..size].iter().collect());
            candidates.push(characters[length - size..].iter().collect());
        }
    }
    // A plain text of the same length tells that the length matters, and not the characters.
    if characters.iter().any(|c| *c != 'a') {
        candidates.push("a".repeat(length));
        if length <= 40 {
            for at in (0..length).filter(|at| !characters[*at].is_ascii_alphanumeric()) {
                let mut plainer = characters.clone();
                plainer[at] = 'a';
                candidates.push(plainer.into_iter().collect());
            }
        }
    }
    candidates.dedup();
    candidates
}

fn smaller_arrays(items: &[Value]) -> Vec<Value> {
    let length = items.len();
    let mut candidates = Vec::new();
    if length == 0 {
        return candidates;
    }
    candidates.push(Value::Array(Vec::new()));
    if length > 3 {
        candidates.push(Value::Array(items[..length / 2].to_vec()));
        candidates.push(Value::Array(items[length / 2..].to_vec()));
    }
    for at in (0..length).rev().take(50) {
        let mut fewer = items.to_vec();
        fewer.remove(at);
        candidates.push(Value::Array(fewer));
    }
    for (at, item) in items.iter().enumerate().take(50) {
        for item in smaller(item) {
            let mut changed = items.to_vec();
            changed[at] = item;
            candidates.push(Value::Array(changed));
        }
    }
    candidates
}

fn smaller_objects(members: &Map<String, Value>) -> Vec<Value> {
    let mut candidates = Vec::new();
    if members.is_empty() {
        return candidates;
    }
    candidates.push(Value::Object(Map::new()));
    for name in members.keys() {
        let mut fewer = members.clone();
        fewer.shift_remove(name);
        candidates.push(Value::Object(fewer));
    }
    for (name, member) in members {
        for member in smaller(member) {
            let mut changed = members.clone();
            changed.insert(name.clone(), member);
            candidates.push(Value::Object(changed));
        }
    }
    candidates
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::shrink;

    #[test]
    fn what_matters_stays() {
        let value = json!({"a": [1, 2, {"b": "hello 😀 world", "c": 77}], "d": true, "e": {"f": [null]}});
        let wide = |value: &Value| value.to_string().contains('😀');
        assert_eq!(shrink(&value, 1000, wide), json!({"a": [{"b": "😀"}]}));
        let large = |value: &Value| value["a"][2]["c"].as_i64().is_some_and(|number| number > 10);
        assert_eq!(shrink(&value, 1000, large), json!({"a": [0, 0, {"c": 11}]}));
        assert_eq!(
            shrink(&json!("xyz"), 1000, |value| value.as_str().is_some_and(|t| t.len() >= 2)),
            json!("aa")
        );
        assert_eq!(shrink(&json!(-1.75), 1000, |value| value.as_f64().is_some_and(|n| n < 0.0)), json!(-1));
    }

    #[test]
    fn attempts_are_counted() {
        let mut asked = 0;
        let value = shrink(&json!([1, 2, 3, 4, 5, 6, 7, 8]), 5, |_| {
            asked += 1;
            false
        });
        assert_eq!((asked, value), (5, json!([1, 2, 3, 4, 5, 6, 7, 8])));
    }
}
