//! Values against schemas, as far as judging needs it: what is broken, which of it servers may leave unenforced, and
//! how it is told so that the words are the same in every run. It must not know where a value came from.

use serde_json::Value;

use super::super::request::decode::property_of;
use crate::document::pointer;
use crate::schema::validate::{Validator, Violation};
use crate::schema::{Direction, SchemaId, Schemas};

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
            member.is_some_and(|member| schemas.get(member).default.is_some())
        }
        "format" => {
            broken_format(schemas, violation, wrong).is_some_and(|(format, text)| !is_blatant(format, text))
        }
        _ => false,
    }
}

/// Whether an answer may well have what breaks a format, since it was stored for a request that could be judged either
/// way. What servers write by themselves has the form at least.
pub(super) fn is_loose_answer(schemas: &Schemas, violation: &Violation, wrong: Option<&Value>) -> bool {
    broken_format(schemas, violation, wrong)
        .is_some_and(|(format, text)| !is_blatant(format, text) && has_form(format, text))
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

/// Whether a text that may not be of the format has its form: as many digits as a UUID (RFC 9562 §4), the punctuation
/// of a date, and a zone after a time (RFC 3339 §5.6).
fn has_form(format: &str, text: &str) -> bool {
    let bytes = text.as_bytes();
    let dated = || bytes.len() >= 10 && bytes[4] == b'-' && bytes[7] == b'-';
    match format {
        "uuid" => text.chars().filter(char::is_ascii_hexdigit).count() == 32,
        "date" => dated() && bytes.len() == 10,
        "date-time" => {
            let offset = bytes.len().checked_sub(6).map(|at| &bytes[at..]);
            let offset = offset.is_some_and(|zone| matches!(zone[0], b'+' | b'-') && zone[3] == b':');
            dated() && bytes.len() > 16 && (text.ends_with(['Z', 'z']) || offset)
        }
        _ => true,
    }
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
        "date-time" | "date" | "time" => foreign(|c| c.is_ascii_digit() || "-:.+TtZz ".contains(c)),
        "uuid" => foreign(|c| c.is_ascii_hexdigit() || "-{}".contains(c)),
        "ipv4" => foreign(|c| c.is_ascii_digit() || c == '.'),
        "ipv6" => foreign(|c| c.is_ascii_hexdigit() || ":.%".contains(c)),
        _ => true,
    }
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
                    if direction.excludes(schemas.get(property)) {
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
    use super::{generalised, has_form, is_blatant};

    #[test]
    fn positions_are_generalised() {
        assert_eq!(generalised("/data/12/tags/0/id"), "/data/*/tags/*/id");
        assert_eq!(generalised(""), "");
    }

    #[test]
    fn forms() {
        for (format, text, form) in [
            ("uuid", "0190c5a4-7c3f-7b1a-8c1e-1d2f3a4b5c6d", true),
            ("uuid", "0190c5a4-7c3f-7b1a-8c1e-1d2f3a4b5c6", false),
            ("date", "2023-02-30", true),
            ("date", "2023-02-30T00:00:00Z", false),
            ("date-time", "2023-02-30T25:00:00Z", true),
            ("date-time", "2023-02-28T12:00:00.5+01:00", true),
            ("date-time", "2023-02-28T12:00:00", false),
            ("date-time", "2023-02-28", false),
            ("email", "a@-", true),
        ] {
            assert_eq!(has_form(format, text), form, "{format} {text}");
        }
    }

    #[test]
    fn blatant_texts() {
        for (format, text, blatant) in [
            ("email", "nobody", true),
            ("email", "a@-", false),
            ("date", "2023-02-30", false),
            ("date", "yesterday", true),
            ("uuid", "not-a-uuid", true),
            ("uri", "no uri", true),
            ("uri", "a:", false),
            ("int32", "x", true),
        ] {
            assert_eq!(is_blatant(format, text), blatant, "{format} {text}");
        }
    }
}
