//! JSON in and out: strict reading, and values that are serialised once.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserializer, Serialize};
use serde_json::{Map, Number, Value};
use sha2::{Digest, Sha256};
use std::fmt;
use std::marker::PhantomData;

/// Bytes of the hash that an entity tag keeps: 128 bits, so that two representations do not meet by chance.
const ENTITY_TAG_BYTES: usize = 16;

/// A `T`, serialised. Only a `T` can become one, so what is sent has the documented shape.
pub struct Json<T> {
    text: Result<Bytes, serde_json::Error>,
    of: PhantomData<fn(T)>,
}

impl<T: Serialize> Json<T> {
    /// Serialises the value. A failure shows when the answer is built.
    pub fn new(value: &T) -> Self {
        Json { text: serde_json::to_vec(value).map(Bytes::from), of: PhantomData }
    }
}

impl<T> Json<T> {
    /// A strong entity tag (RFC 9110 §8.8.3) of exactly these bytes, with its quotes.
    #[must_use]
    pub fn entity_tag(&self) -> String {
        let digest = Sha256::digest(self.text.as_deref().unwrap_or_default());
        format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest[..ENTITY_TAG_BYTES]))
    }

    pub(super) fn into_bytes(self) -> Result<Bytes, serde_json::Error> {
        self.text
    }
}

impl<T: Serialize> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Json::new(&value)
    }
}

impl<T> fmt::Debug for Json<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Json(…)")
    }
}

/// Why a text is not the JSON that is taken.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct JsonError(#[from] serde_json::Error);

/// Reads one JSON value and nothing after it. A repeated member name is refused, since readers differ in which one they
/// take (RFC 8259 §4).
pub(super) fn read(text: &[u8]) -> Result<Value, JsonError> {
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let value = Strict.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
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

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element_seed(Strict)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            if members.contains_key(&name) {
                return Err(A::Error::custom(format!("the member {name:?} stands twice in one object")));
            }
            members.insert(name, access.next_value_seed(Strict)?);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::{Json, read};

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
        ] {
            assert!(read(text.as_bytes()).is_err(), "{text:.20}");
        }
        assert!(read(b"\"\xff\"").is_err());
    }

    #[test]
    fn an_entity_tag_follows_the_content() {
        let tag = |text: &str| Json::new(&text).entity_tag();
        assert_eq!(tag("a"), tag("a"));
        assert_ne!(tag("a"), tag("b"));
        assert_eq!(tag("a").len(), 24);
    }
}
