//! JSON that parsers take differently although it is JSON (RFC 8259 §4, §6): a member twice, numbers beyond what a
//! double holds, integers written with a fraction or an exponent. It must not know schemas.

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::collections::HashSet;
use std::fmt;

use super::validity::Doubt;

/// Why parsers may differ on the text, if they may. The value is what the text is read as.
pub(super) fn json(text: &str, value: &Value) -> Option<Doubt> {
    let repeats = serde_json::from_str::<Repeats>(text).is_ok_and(|Repeats(found)| found);
    (repeats || has_loose_number(value)).then_some(Doubt::LooseJson)
}

/// Draft 5 of JSON Schema, which 3.0 is made on, does not call `1.0` an integer, and drafts since then do.
fn has_loose_number(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            let text = number.to_string();
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            let fraction = text.contains(['.', 'e', 'E']);
            let whole = text.parse::<f64>().is_ok_and(|number| number.fract() == 0.0);
            text == "-0" || fraction && whole || digits > 15 && (fraction || text.parse::<i64>().is_err())
        }
        Value::Array(items) => items.iter().any(has_loose_number),
        Value::Object(members) => members.values().any(has_loose_number),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

/// Whether an object anywhere has a member twice.
struct Repeats(bool);

impl<'de> Deserialize<'de> for Repeats {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RepeatsVisitor)
    }
}

struct RepeatsVisitor;

impl<'de> Visitor<'de> for RepeatsVisitor {
    type Value = Repeats;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

    fn visit_str<E>(self, _: &str) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

    fn visit_unit<E>(self) -> Result<Repeats, E> {
        Ok(Repeats(false))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Repeats, A::Error> {
        let mut found = false;
        while let Some(Repeats(inside)) = items.next_element()? {
            found |= inside;
        }
        Ok(Repeats(found))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Repeats, A::Error> {
        let mut names = HashSet::new();
        let mut found = false;
        while let Some(name) = members.next_key::<String>()? {
            // How this parser hands over a number that fits no other type.
            if name == "$serde_json::private::Number" {
                members.next_value::<IgnoredAny>()?;
                continue;
            }
            let Repeats(inside) = members.next_value()?;
            found |= inside | !names.insert(name);
        }
        Ok(Repeats(found))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::json;

    #[test]
    fn what_parsers_differ_on() {
        for (text, loose) in [
            (r#"{"a":1,"b":{"a":1}}"#, false),
            (r#"{"a":1,"b":[{"a":1,"a":2}]}"#, true),
            (r#"{"a":1.5}"#, false),
            (r#"{"a":1.0}"#, true),
            (r#"{"a":1e3}"#, true),
            ("9223372036854775807", false),
            ("9223372036854775808", true),
            ("0.1234567890123456", true),
            (r#"[null,true,"a\u0061"]"#, false),
        ] {
            let value: Value = serde_json::from_str(text).unwrap();
            assert_eq!(json(text, &value).is_some(), loose, "{text}");
        }
    }
}
