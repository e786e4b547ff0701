//! Values next to a value at an edge: a little further inside what a schema accepts, and different in nothing else. If a
//! server takes those and refuses the edge, it draws the edge elsewhere than the document. It must not know servers.

use serde_json::{Number, Value};

use crate::schema::values::Mark;
use crate::schema::{SchemaId, Schemas};

/// A letter within 16 bits, and one beyond them.
const LETTERS: [char; 2] = ['漢', '𠮷'];

/// The values next to a value.
#[derive(Debug, Default)]
pub(super) struct Neighbours {
    /// All of them must be accepted before the edge is known to be refused for what it is. Empty where the document
    /// leaves room for other reasons.
    pub(super) accepted: Vec<Value>,
    /// One that must be refused too, as it is at the edge in nothing else.
    pub(super) refused: Option<Value>,
}

/// The values next to the part of `value` that is marked.
pub(super) fn neighbours(schemas: &Schemas, value: &Value, mark: &Mark) -> Neighbours {
    let Some(part) = value.pointer(&mark.instance).filter(|_| !has_further_meaning(schemas, mark)) else {
        return Neighbours::default();
    };
    // Signs may be refused for what they mean; letters are refused for how they are written.
    if let ("type", Value::String(text)) = (mark.keyword, part)
        && is_wide(text)
    {
        let letters = LETTERS.map(|letter| {
            let text: String = text.chars().map(|_| letter).collect();
            replaced(value, mark, Some(Value::String(text)))
        });
        let [accepted, refused] = letters;
        return Neighbours { accepted, refused: refused.into_iter().next() };
    }
    Neighbours { accepted: inside(schemas, value, part, mark), refused: None }
}

/// Whether a text has characters beyond 16 bits.
pub(super) fn is_wide(text: &str) -> bool {
    text.chars().any(|c| u32::from(c) > 0xFFFF)
}

/// The values a step inside.
fn inside(schemas: &Schemas, value: &Value, part: &Value, mark: &Mark) -> Vec<Value> {
    let inner = match (mark.keyword, part) {
        ("maxLength", Value::String(text)) => longest(text),
        ("minLength", Value::String(text)) => {
            last(text).map(|last| format!("{text}{last}")).into_iter().collect()
        }
        ("maximum", Value::Number(number)) => return replaced(value, mark, stepped(number, -1)),
        ("minimum", Value::Number(number)) => return replaced(value, mark, stepped(number, 1)),
        ("maxItems", Value::Array(items)) => {
            return replaced(value, mark, items.split_last().map(|(_, rest)| Value::Array(rest.to_vec())));
        }
        ("minItems", Value::Array(items)) => {
            let more = items.last().map(|last| Value::Array(items.iter().chain([last]).cloned().collect()));
            return replaced(value, mark, more);
        }
        ("enum", part) => return replaced(value, mark, other_of_list(schemas, mark, part)),
        ("type", Value::Bool(flag)) => return replaced(value, mark, Some(Value::Bool(!flag))),
        _ => Vec::new(),
    };
    inner.into_iter().flat_map(|text| replaced(value, mark, Some(Value::String(text)))).collect()
}

/// Whether the marked schema has a format that says more of its texts than its keywords do, such as `handle`.
fn has_further_meaning(schemas: &Schemas, mark: &Mark) -> bool {
    let owner = crate::document::pointer::parent(&mark.schema).and_then(|owner| schemas.id_at(owner));
    let format = owner.and_then(|owner| schemas.get(owner).format.as_deref());
    !matches!(format, None | Some("int32" | "int64" | "float" | "double" | "password"))
}

/// Of a text of plain letters, the same with one less. Of one with other characters, that, and also one as long of
/// plain letters, and a short one of the same characters: then it is neither the length nor the characters.
fn longest(text: &str) -> Vec<String> {
    let Some(last) = last(text) else { return Vec::new() };
    let shorter: String = text.chars().take(text.chars().count().saturating_sub(1)).collect();
    if text.is_ascii() {
        return vec![shorter];
    }
    let plain: String = text.chars().map(|c| if c.is_ascii() { c } else { 'a' }).collect();
    vec![plain, last.to_string()]
}

fn last(text: &str) -> Option<char> {
    text.chars().next_back()
}

fn stepped(number: &Number, step: i64) -> Option<Value> {
    Some(Value::from(number.as_i64()?.checked_add(step)?))
}

/// Another value of the list that the marked value is one of.
fn other_of_list(schemas: &Schemas, mark: &Mark, part: &Value) -> Option<Value> {
    let schema: SchemaId = schemas.id_at(crate::document::pointer::parent(&mark.schema)?)?;
    let values = schemas.get(schema).values.as_ref()?;
    values.iter().find(|value| *value != part && !value.is_null()).cloned()
}

/// The value with another part in the place of the marked one.
pub(super) fn replaced(value: &Value, mark: &Mark, part: Option<Value>) -> Vec<Value> {
    let mut changed = value.clone();
    match (changed.pointer_mut(&mark.instance), part) {
        (Some(place), Some(part)) => {
            *place = part;
            vec![changed]
        }
        (Some(_) | None, _) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::neighbours;
    use crate::schema::Schemas;
    use crate::schema::values::Mark;

    #[test]
    fn a_step_inside() {
        let of = |keyword, value: Value| {
            let mark =
                Mark { instance: "/a".to_owned(), schema: String::new(), keyword, message: String::new() };
            let value = json!({ "a": value, "b": 1 });
            let next = neighbours(&Schemas::default(), &value, &mark);
            let refused = next.refused.map(|value| value["a"].clone());
            let accepted = next.accepted.into_iter().map(|value| value["a"].clone());
            accepted.chain(refused).collect::<Vec<_>>()
        };
        assert_eq!(of("maxLength", json!("abc")), [json!("ab")]);
        assert_eq!(of("maxLength", json!("😀😀")), [json!("aa"), json!("😀")]);
        assert_eq!(of("minLength", json!("ab")), [json!("abb")]);
        assert_eq!(of("minLength", json!("")), Vec::<Value>::new());
        assert_eq!(of("maximum", json!(10)), [json!(9)]);
        assert_eq!(of("minimum", json!(1)), [json!(2)]);
        assert_eq!(of("maximum", json!(1.5)), Vec::<Value>::new());
        assert_eq!(of("maxItems", json!([1, 2])), [json!([1])]);
        assert_eq!(of("minItems", json!([1])), [json!([1, 1])]);
        assert_eq!(of("type", json!(true)), [json!(false)]);
        assert_eq!(of("type", json!("a😀")), [json!("漢漢"), json!("𠮷𠮷")]);
        assert_eq!(of("type", json!("é")), Vec::<Value>::new());
        assert_eq!(of("pattern", json!("a")), Vec::<Value>::new());
    }
}
