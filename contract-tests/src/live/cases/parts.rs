//! The values inside a value. It must not know what they mean.

use serde_json::Value;

/// The value and those inside it, the last of each object and list first; so many at most.
pub(super) fn parts(value: &Value, max: usize) -> impl Iterator<Item = &Value> {
    let mut work = vec![value];
    let next = move || {
        let value = work.pop()?;
        match value {
            Value::Object(members) => work.extend(members.values()),
            Value::Array(items) => work.extend(items),
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
        Some(value)
    };
    std::iter::from_fn(next).take(max)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::parts;

    #[test]
    fn as_many_as_are_wanted() {
        let value = json!({"a": [1, {"b": 2}], "c": 3});
        let all: Vec<String> = parts(&value, 9).map(ToString::to_string).collect();
        assert_eq!(all, [value.to_string().as_str(), "3", "[1,{\"b\":2}]", "{\"b\":2}", "2", "1"]);
        assert_eq!(parts(&value, 2).count(), 2);
    }
}
