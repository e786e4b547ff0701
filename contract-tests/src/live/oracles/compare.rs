//! When two values are the same to a client: numbers by size, instants by what they denote, null like absent. It must
//! not know where values come from.

use std::cmp::Ordering;

use chrono::{DateTime, FixedOffset};
use serde_json::{Map, Value};

/// The instant that a text denotes (RFC 3339).
pub(super) fn instant(value: &Value) -> Option<DateTime<FixedOffset>> {
    let text = value.as_str()?;
    let long = text.len() >= 20 && text.as_bytes().get(4) == Some(&b'-');
    if long { DateTime::parse_from_rfc3339(text).ok() } else { None }
}

/// Whether two values are the same.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::String(a), Value::String(b)) => {
            a == b || instant(one).zip(instant(other)).is_some_and(|(one, other)| one == other)
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(one, other)| same(one, other))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.iter().all(|(name, value)| same_member(Some(value), b.get(name)))
                && b.iter().all(|(name, value)| a.contains_key(name) || value.is_null())
        }
        (_, _) => one == other,
    }
}

/// Whether two members are the same; one that is absent is null.
pub(super) fn same_member(one: Option<&Value>, other: Option<&Value>) -> bool {
    same(one.unwrap_or(&Value::Null), other.unwrap_or(&Value::Null))
}

/// Whether what is shown holds what was sent: members that were not sent may be there besides.
pub(super) fn holds(shown: Option<&Value>, sent: &Value) -> bool {
    match (shown, sent) {
        (Some(Value::Object(shown)), Value::Object(sent)) => {
            sent.iter().all(|(name, value)| holds(shown.get(name), value))
        }
        (Some(Value::Array(shown)), Value::Array(sent)) => {
            let in_order = shown.iter().zip(sent).all(|(shown, sent)| holds(Some(shown), sent));
            let somewhere = || sent.iter().all(|sent| shown.iter().any(|shown| holds(Some(shown), sent)));
            shown.len() == sent.len() && (in_order || somewhere())
        }
        (shown, sent) => same_member(shown, Some(sent)),
    }
}

/// The names of members in which two objects differ, sorted.
pub(super) fn differences(one: &Map<String, Value>, other: &Map<String, Value>) -> Vec<String> {
    let names = one.keys().chain(other.keys().filter(|name| !one.contains_key(*name)));
    let mut names: Vec<String> =
        names.filter(|name| !same_member(one.get(*name), other.get(*name))).cloned().collect();
    names.sort();
    names
}

/// Whether nothing is in the value: null, or an empty text, array or object.
pub(super) fn is_blank(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(Value::Object(members)) => members.is_empty(),
        Some(Value::Bool(_) | Value::Number(_)) => false,
    }
}

/// How two values are ordered, where every sensible order agrees: numbers by size, instants by time, booleans with
/// false first, texts when they are ordered alike by code points and without regard to case and punctuation. `None`
/// where orders differ.
pub(super) fn order(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => a.as_f64()?.partial_cmp(&b.as_f64()?),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::String(a), Value::String(b)) => {
            if let (Some(one), Some(other)) = (instant(one), instant(other)) {
                return Some(one.cmp(&other));
            }
            let folded =
                |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
            let (plain, folded) = (a.cmp(b), folded(a).cmp(&folded(b)));
            (plain == folded).then_some(plain)
        }
        (_, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{differences, holds, order, same};

    #[test]
    fn sameness() {
        for (one, other, expected) in [
            (json!(1), json!(1.0), true),
            (json!("2030-01-01T00:00:00Z"), json!("2030-01-01T01:00:00.000+01:00"), true),
            (json!("2030-01-01"), json!("2030-01-02"), false),
            (json!({"a": 1, "b": null}), json!({"a": 1}), true),
            (json!({"a": 1}), json!({"a": 1, "b": 2}), false),
            (json!([1, 2]), json!([2, 1]), false),
            (json!(null), json!(0), false),
        ] {
            assert_eq!(same(&one, &other), expected, "{one} {other}");
            assert_eq!(same(&other, &one), expected, "{other} {one}");
        }
    }

    #[test]
    fn what_was_sent_is_held() {
        let shown = json!({"a": {"x": 1, "y": 2}, "b": ["q", "p"]});
        assert!(holds(Some(&shown), &json!({"a": {"x": 1}, "b": ["p", "q"], "c": null})));
        assert!(!holds(Some(&shown), &json!({"a": {"x": 2}})));
        assert!(!holds(None, &json!(1)));
    }

    #[test]
    fn differing_members() {
        let object = |value: serde_json::Value| value.as_object().cloned().unwrap();
        let (one, other) = (object(json!({"a": 1, "b": 2, "n": null})), object(json!({"b": 3, "c": 4})));
        assert_eq!(differences(&one, &other), ["a", "b", "c"]);
    }

    #[test]
    fn orders_agree_or_say_nothing() {
        use std::cmp::Ordering::{Greater, Less};
        assert_eq!(order(&json!(9), &json!(10)), Some(Less));
        assert_eq!(order(&json!("b"), &json!("a")), Some(Greater));
        assert_eq!(order(&json!("B"), &json!("a")), None);
        assert_eq!(order(&json!(null), &json!(1)), None);
    }
}
