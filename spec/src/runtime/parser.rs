//! JSON in: strict, exact in its numbers, and bounded in its depth.
//!
//! Knows nothing of schemas: what a value means is judged elsewhere.

use super::parameters::escape;
use super::refusal::cut;
use serde::Deserializer;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;

/// Why a text is not the JSON that is taken.
#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    /// It is not JSON, or says one thing twice.
    #[error("{0}")]
    Malformed(#[from] serde_json::Error),
    /// It is JSON, nested deeper than anything that is meant here.
    #[error("is nested more than {LEVELS_MAX} levels deep")]
    TooDeep {
        /// A JSON pointer into the text: the member of the outermost object, or the whole.
        pointer: String,
    },
}

/// How many arrays and objects may stand in each other. Less than what the parser itself takes, so that what is deeper
/// can be told from what is not JSON.
const LEVELS_MAX: usize = 100;

/// What the names begin with under which `serde_json` passes on what serde has no word for. It would take a member of
/// such a name for what it stands for.
const PRIVATE: &str = "$serde_json::private::";

/// Reads one JSON value and nothing after it. Numbers keep all their digits. A repeated member name is refused, since
/// readers differ in which one they take (RFC 8259 §4).
///
/// # Errors
/// The text is no JSON, says one thing twice, or is nested too deep.
pub fn read(text: &[u8]) -> Result<Value, JsonError> {
    let too_deep = RefCell::new(None);
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let value = Strict { text, level: 0, too_deep: &too_deep }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    match too_deep.into_inner() {
        Some(pointer) => Err(JsonError::TooDeep { pointer }),
        None => Ok(value),
    }
}

/// Reads a value that stands in `level` others.
#[derive(Clone, Copy)]
struct Strict<'t> {
    text: &'t [u8],
    level: usize,
    /// Where the text is too deep, once that is known.
    too_deep: &'t RefCell<Option<String>>,
}

impl Strict<'_> {
    fn inside(self) -> Self {
        Strict { level: self.level + 1, ..self }
    }

    /// Notes that this array or object is one level too deep. It is read to its end, so that text which is no JSON is
    /// called that, but not kept.
    fn is_too_deep(self) -> bool {
        let too_deep = self.level == LEVELS_MAX;
        if too_deep {
            self.too_deep.borrow_mut().get_or_insert_default();
        }
        too_deep
    }

    /// Adds the outermost member to the place that is too deep.
    fn locate(self, name: &str) {
        if self.level == 0
            && let Some(pointer) = self.too_deep.borrow_mut().as_mut().filter(|pointer| pointer.is_empty())
        {
            *pointer = format!("/{}", escape(name));
        }
    }

    /// Whether a name that was not copied is not of the text, but the parser's word for "here is a number". The text
    /// can hold the same word, but not at the same address.
    fn announces_number(self, name: &str) -> bool {
        name.starts_with(PRIVATE) && !self.text.as_ptr_range().contains(&name.as_ptr())
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        if self.is_too_deep() {
            while sequence.next_element::<IgnoredAny>()?.is_some() {}
        }
        while let Some(item) = sequence.next_element_seed(self.inside())? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    /// Of an object, and of a number that is no 64-bit integer.
    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        let mut next = access.next_key_seed(Name)?;
        if let Some(Cow::Borrowed(name)) = next
            && self.announces_number(name)
        {
            let number = access.next_value::<String>()?.parse();
            return number.map(Value::Number).map_err(A::Error::custom);
        }
        if self.is_too_deep() && next.take().is_some() {
            access.next_value::<IgnoredAny>()?;
            while access.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        }
        while let Some(name) = next {
            if members.contains_key(&*name) {
                return Err(A::Error::custom(format!(
                    "the member {:?} stands twice in one object",
                    cut(&name)
                )));
            }
            if name.starts_with(PRIVATE) {
                return Err(A::Error::custom(format!("no member may be named {:?}", cut(&name))));
            }
            let value = access.next_value_seed(self.inside())?;
            self.locate(&name);
            members.insert(name.into_owned(), value);
            next = access.next_key_seed(Name)?;
        }
        Ok(Value::Object(members))
    }
}

/// Reads the name of a member, and keeps where it stands.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a member's name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::{JsonError, LEVELS_MAX, read};

    #[test]
    fn what_is_read_is_what_was_written() {
        let text = r#"{"a":[1,-2,3.5,null,true,"x\u00e9"],"b":{"c":{}}}"#;
        assert_eq!(read(text.as_bytes()).unwrap(), serde_json::from_str::<serde_json::Value>(text).unwrap());
    }

    #[test]
    fn loose_json_is_refused() {
        let deep = "[".repeat(10_000);
        for text in [
            "",
            "{",
            "{} {}",
            "{}x",
            r#"{"a":1,"a":2}"#,
            r#"{"a":{"b":1,"b":1}}"#,
            "nul",
            "\u{feff}{}",
            &deep,
            "01",
            "1.",
            "1e",
            "-",
            "+1",
            "NaN",
        ] {
            assert!(matches!(read(text.as_bytes()), Err(JsonError::Malformed(_))), "{text:.20}");
        }
        assert!(read(b"\"\xff\"").is_err());
    }

    #[test]
    fn numbers_keep_all_their_digits() {
        let digits = "9".repeat(5_000);
        for text in [
            "0",
            "-7",
            "18446744073709551615",
            "18446744073709551616",
            "12345678901234567890123",
            "0.1",
            "1.0",
            "1.10",
            "-0.0",
            "1e+400",
            "1.5e-400",
            "1e+999999999999",
            &digits,
        ] {
            assert_eq!(read(text.as_bytes()).unwrap().to_string(), text);
            let nested = format!(r#"{{"a":[{text},{{"b":{text}}}]}}"#);
            assert_eq!(read(nested.as_bytes()).unwrap().to_string(), nested);
        }
        // One spelling of the exponent is kept.
        assert_eq!(read(b"[1E5, 1e5]").unwrap().to_string(), "[1e+5,1e+5]");
    }

    #[test]
    fn an_object_cannot_pass_for_a_number() {
        for name in [
            "$serde_json::private::Number",
            r"\u0024serde_json::private::Number",
            "$serde_json::private::RawValue",
        ] {
            for text in [format!(r#"{{"{name}":"1"}}"#), format!(r#"{{"a":1,"{name}":"1"}}"#)] {
                assert!(matches!(read(text.as_bytes()), Err(JsonError::Malformed(_))), "{text}");
            }
        }
        let text = r#"["$serde_json::private::Number",1.5]"#;
        assert_eq!(read(text.as_bytes()).unwrap().to_string(), text);
    }

    #[test]
    fn what_is_too_deep_is_told_from_what_is_no_json() {
        let nested = |levels: usize| format!("{}1.5{}", "[".repeat(levels), "]".repeat(levels));
        assert_eq!(read(nested(LEVELS_MAX).as_bytes()).unwrap().to_string(), nested(LEVELS_MAX));
        let pointer = |text: &str| match read(text.as_bytes()) {
            Err(JsonError::TooDeep { pointer }) => pointer,
            other => panic!("{other:?}"),
        };
        assert_eq!(pointer(&nested(LEVELS_MAX + 1)), "");
        assert_eq!(pointer(&nested(100_000)), "");
        assert_eq!(pointer(&nested(LEVELS_MAX).replace("1.5", "[]")), "");
        assert_eq!(pointer(&nested(LEVELS_MAX).replace("1.5", "{}")), "");
        let objects = format!("{}1{}", r#"{"a":"#.repeat(1000), "}".repeat(1000));
        assert_eq!(pointer(&objects), "/a");
        for levels in [LEVELS_MAX, 100_000] {
            let deep = nested(levels);
            assert_eq!(pointer(&format!(r#"{{"x":[[1]],"a/b":{deep},"c":{deep}}}"#)), "/a~1b");
            let broken = format!(r#"{{"a":{deep},"c":}}"#);
            assert!(matches!(read(broken.as_bytes()), Err(JsonError::Malformed(_))));
        }
    }
}
