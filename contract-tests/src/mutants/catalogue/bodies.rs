//! Answers whose body is another as a whole. It must not know its schema.

use serde_json::{Map, Value, json};

use super::places::{ANY, JSON_SHOWN, REFUSES};
use crate::live::exchange::Received;
use crate::mutants::json::{edit, set_field, texts};
use crate::mutants::mutant::{Class, Damage, Mutant, Place, mutant};
use crate::mutants::passage::Passage;

type Answer = fn(&Passage<'_>, &mut Received) -> bool;

const fn body(name: &'static str, what: &'static str, place: Place, change: Answer) -> Mutant {
    mutant(Class::Body, name, what, place, Damage::Answer(change))
}

pub(super) const MUTANTS: &[Mutant] = &[
    body("body_truncated", "JSON ends in its middle", JSON_SHOWN, |_, answer| {
        let good = answer.is_success() && answer.json().is_some() && answer.body.len() > 1;
        if good {
            answer.body.truncate(answer.body.len() / 2);
        }
        good
    }),
    body("body_emptied", "the body of a success is empty", JSON_SHOWN, |_, answer| {
        answer.is_success() && !std::mem::take(&mut answer.body).is_empty()
    }),
    body("body_null", "the body of a success is null", JSON_SHOWN, |_, answer| {
        answer.is_success() && edit(answer, |value| set(value, Value::Null))
    }),
    body("body_wrapped", "the body of a success stands in a member data", JSON_SHOWN, |_, answer| {
        answer.is_success()
            && edit(answer, |value| {
                let inner = value.take();
                set(value, json!({ "data": inner }))
            })
    }),
    body("object_as_array", "an object is answered as an array with it", JSON_SHOWN, |_, answer| {
        answer.is_success()
            && edit(answer, |value| {
                value.is_object() && {
                    let inner = value.take();
                    set(value, json!([inner]))
                }
            })
    }),
    body(
        "array_as_object",
        "an array is answered as an object with numbered members",
        JSON_SHOWN,
        |_, answer| answer.is_success() && edit(answer, first_array_as_object),
    ),
    body(
        "names_in_snake_case",
        "members are named in snake_case, or in camelCase",
        JSON_SHOWN,
        |_, answer| answer.is_success() && edit(answer, |value| value.as_object_mut().is_some_and(rename)),
    ),
    body("byte_order_mark", "JSON starts with a byte order mark", JSON_SHOWN, |_, answer| {
        let good = answer.is_success() && answer.json().is_some();
        if good {
            answer.body = [b"\xef\xbb\xbf", answer.body.as_slice()].concat();
        }
        good
    }),
    body("latin_1", "texts are encoded in Latin-1", JSON_SHOWN, |_, answer| {
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let good = answer.is_success() && !text.is_ascii() && answer.json().is_some();
        if good {
            answer.body = text.chars().map(|c| u8::try_from(c).unwrap_or(b'\xbf')).collect();
        }
        good
    }),
    body("texts_mangled", "characters beyond ASCII are answered as ?", JSON_SHOWN, |_, answer| {
        answer.is_success()
            && edit(answer, |value| {
                let mut changed = false;
                texts(value, &mut |text| {
                    changed |= !text.is_ascii();
                    *text = text.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect();
                });
                changed
            })
    }),
    body("error_emptied", "an error has no body", ANY, |_, answer| {
        is_error(answer) && !std::mem::take(&mut answer.body).is_empty()
    }),
    body("error_as_text", "an error is told as plain text", ANY, |_, answer| {
        let told = is_error(answer) && !answer.body.is_empty();
        if told {
            answer.body = b"something went wrong".to_vec();
            set_field(&mut answer.headers, "Content-Type", "text/plain");
        }
        told
    }),
    body("error_wrapped", "an error stands in a member error", ANY, |_, answer| {
        is_error(answer)
            && edit(answer, |value| {
                let inner = value.take();
                set(value, json!({ "error": inner }))
            })
    }),
    body("error_bare", "an error is an empty object", REFUSES, |_, answer| {
        is_error(answer) && edit(answer, |value| set(value, json!({})))
    }),
    body("error_values_as_objects", "the members of an error are objects", ANY, |_, answer| {
        is_error(answer)
            && edit(answer, |value| {
                let members = value.as_object_mut().into_iter().flat_map(Map::values_mut);
                members.map(|member| *member = json!({ "value": member.take() })).count() > 0
            })
    }),
];

fn is_error(answer: &Received) -> bool {
    answer.status >= 400
}

fn set(value: &mut Value, other: Value) -> bool {
    *value = other;
    true
}

fn first_array_as_object(value: &mut Value) -> bool {
    match value {
        Value::Array(items) => {
            let members = std::mem::take(items).into_iter().enumerate();
            *value = Value::Object(members.map(|(at, item)| (at.to_string(), item)).collect());
            true
        }
        Value::Object(members) => {
            members.values_mut().any(|member| member.is_array() && first_array_as_object(member))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Gives the members names in the other case; whether a name changed.
fn rename(members: &mut Map<String, Value>) -> bool {
    let mut changed = false;
    let renamed = std::mem::take(members).into_iter().map(|(name, value)| {
        let other = other_case(&name);
        changed |= other != name;
        (other, value)
    });
    let renamed: Map<String, Value> = renamed.collect();
    *members = renamed;
    changed
}

fn other_case(name: &str) -> String {
    if let Some((before, after)) = name.split_once('_') {
        let mut letters = after.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        return before.chars().chain(first).chain(letters).collect();
    }
    let mut other = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !other.is_empty() {
            other.push('_');
        }
        other.push(letter.to_ascii_lowercase());
    }
    other
}
