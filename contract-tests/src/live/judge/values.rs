//! Values against schemas, as far as judging needs it: what is broken, which of it servers may leave unenforced, and
//! how it is told so that the words are the same in every run. It must not know where a value came from.

use serde_json::Value;

use crate::document::pointer;
use crate::schema::validate::{Validator, Violation};
use crate::schema::{Direction, SchemaId, Schemas};
use crate::wire::decode::property_of;

/// Hexadecimal digits of a UUID (RFC 9562 §4).
const UUID_DIGITS: usize = 32;

/// How deep combinations are followed to find a member's schema, and values to find members.
const DEPTH_MAX: u8 = 16;

/// What a value breaks.
pub(super) fn violations(
    schemas: &Schemas,
    id: SchemaId,
    value: &Value,
    direction: Direction,
) -> Vec<Violation> {
    Validator::new(schemas, direction).violations(id, value)
}

/// Whether a server may well accept what a request breaks: a required member that has a default, and formats whose
/// edges implementations draw differently, unless the text is nothing like it.
pub(super) fn is_loose(schemas: &Schemas, violation: &Violation, wrong: Option<&Value>) -> bool {
    match violation.keyword {
        "required" => {
            let owner = pointer::parent(&violation.schema).and_then(|owner| schemas.id_at(owner));
            let name = missing(violation);
            let member =
                owner.zip(name).and_then(|(owner, name)| property_of(schemas, owner, name, DEPTH_MAX));
            member.is_some_and(|member| schemas.get(member).annotations.default.is_some())
        }
        "format" => {
            broken_format(schemas, violation, wrong).is_some_and(|(format, text)| !is_blatant(format, text))
        }
        _ => false,
    }
}

/// The format that is broken, and the text that breaks it.
fn broken_format<'v>(
    schemas: &'v Schemas,
    violation: &Violation,
    wrong: Option<&'v Value>,
) -> Option<(&'v str, &'v str)> {
    let owner = pointer::parent(&violation.schema).and_then(|owner| schemas.id_at(owner))?;
    schemas.get(owner).format.as_deref().zip(wrong?.as_str())
}

/// The member that is missing, as the message has it.
fn missing(violation: &Violation) -> Option<&str> {
    violation.message.split('`').nth(1)
}

/// Whether a text is nothing like the format.
fn is_blatant(format: &str, text: &str) -> bool {
    let foreign = |known: fn(char) -> bool| text.is_empty() || !text.chars().all(known);
    match format {
        "email" => !text.contains('@') || text.contains(' '),
        "uri" => !text.contains(':') || text.contains([' ', '<', '>', '"']),
        "uri-reference" => text.contains([' ', '<', '>', '"']),
        "hostname" => foreign(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_')),
        "byte" => foreign(|c| c.is_ascii_alphanumeric() || "+/=-_\r\n".contains(c)),
        "time" => foreign(|c| c.is_ascii_digit() || "-:.+TtZz ".contains(c)),
        "date-time" | "date" => foreign(|c| c.is_ascii_digit() || "-:.+TtZz ".contains(c)) || is_no_day(text),
        "uuid" => {
            foreign(|c| c.is_ascii_hexdigit() || "-{}".contains(c))
                || text.chars().filter(char::is_ascii_hexdigit).count() != UUID_DIGITS
        }
        "ipv4" => {
            foreign(|c| c.is_ascii_digit() || c == '.')
                || text.split('.').any(|part| part.parse::<u64>().is_ok_and(|part| part > 255))
        }
        "ipv6" => foreign(|c| c.is_ascii_hexdigit() || ":.%".contains(c)),
        _ => true,
    }
}

/// Whether a text begins as a date does and names a day that no month has: there is no other way to read it.
fn is_no_day(text: &str) -> bool {
    let Some(day) = text.get(..10) else { return false };
    let shaped = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    shaped && chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").is_err()
}

/// Whether the value has a member that does not belong in what travels that way.
pub(super) fn has_excluded(schemas: &Schemas, id: SchemaId, value: &Value, direction: Direction) -> bool {
    let mut work = vec![(id, value, DEPTH_MAX)];
    while let Some((id, value, depth)) = work.pop() {
        if depth == 0 {
            continue;
        }
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    let Some(property) = property_of(schemas, id, name, DEPTH_MAX) else { continue };
                    if direction.excludes(schemas, property) {
                        return true;
                    }
                    work.push((property, member, depth - 1));
                }
            }
            Value::Array(items) => {
                if let Some(schema) = schemas.get(id).array.items {
                    work.extend(items.iter().map(|item| (schema, item, depth - 1)));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    false
}

/// The pointer with `*` for each position in an array.
pub(super) fn generalised(instance: &str) -> String {
    let general =
        |token: &str| if pointer::index(token).is_some() { "*".to_owned() } else { token.to_owned() };
    instance.split('/').map(general).collect::<Vec<_>>().join("/")
}

/// What a violation says, without the value.
pub(super) fn phrase(violation: &Violation) -> String {
    match violation.keyword {
        "required" => format!("breaks `required`: {}", violation.message),
        "additionalProperties" => "is a member that the document does not allow".to_owned(),
        keyword => format!("breaks `{keyword}`"),
    }
}

/// What tells the violation from others: the keyword's place, and the member that is missing.
pub(super) fn cause(violation: &Violation) -> String {
    match missing(violation).filter(|_| violation.keyword == "required") {
        Some(name) => format!("{} {name}", violation.schema),
        None => violation.schema.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::{generalised, is_blatant};

    #[test]
    fn positions_are_generalised() {
        assert_eq!(generalised("/data/12/tags/0/id"), "/data/*/tags/*/id");
        assert_eq!(generalised(""), "");
    }

    #[test]
    fn blatant_texts() {
        for (format, text, blatant) in [
            ("email", "nobody", true),
            ("email", "a@-", false),
            ("date", "2023-02-29", true),
            ("date", "2024-5-7", false),
            ("date-time", "2024-13-01T00:00:00Z", true),
            ("date-time", "2024-05-17T24:00:00Z", false),
            ("date", "yesterday", true),
            ("uuid", "not-a-uuid", true),
            ("uuid", "1f0c7a526d3b4e8f9a145b2c7d9e0f31", false),
            ("uuid", "1f0c7a52-6d3b-4e8f-9a14-5b2c7d9e0f3", true),
            ("ipv4", "256.0.0.1", true),
            ("ipv4", "01.2.3.4", false),
            ("uri", "no uri", true),
            ("uri", "a:", false),
            ("int32", "x", true),
        ] {
            assert_eq!(is_blatant(format, text), blatant, "{format} {text}");
        }
    }
}
