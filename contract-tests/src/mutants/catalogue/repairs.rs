//! Requests whose values are mended before the server sees them, so that it accepts what the document rules out. It must
//! not know what the suite sends.

use serde_json::{Map, Value, json};

use super::members::{is_number, put};
use super::places::JSON_TAKEN;
use crate::live::resources::shape::Member;
use crate::mutants::mutant::{Change, Class, Damage, Mutant, Pick, mutant};
use crate::schema::{Kind, Schema};

const fn given(name: &'static str, what: &'static str, pick: Pick, change: Change) -> Mutant {
    mutant(Class::Input, name, what, JSON_TAKEN, Damage::Given(pick, change))
}

/// The longest text that is accepted where texts are bounded; the bounds of most documents are beyond it.
const SHORT: usize = 3;

pub(super) const MUTANTS: &[Mutant] = &[
    given("long_texts_cut", "a text that is too long is cut", is_bounded, |members, name| {
        put(members, name, |value| {
            let text = value.as_str().filter(|text| text.chars().count() > 60)?;
            Some(json!(text.chars().take(SHORT).collect::<String>()))
        })
    }),
    given(
        "short_texts_filled",
        "a text that is empty is filled",
        |member, schema| {
            schema.string.length_min.is_some_and(|least| least > 0) && member.facts.values.is_none()
        },
        |members, name| put(members, name, |value| (value.as_str()?.is_empty()).then(|| json!("filled-1"))),
    ),
    given("texts_as_numbers", "digits in a text are taken for a number", is_number, |members, name| {
        put(members, name, |value| serde_json::from_str(value.as_str()?).ok())
    }),
    given(
        "numbers_as_texts",
        "a number is taken for a text",
        |member, _| {
            member.facts.kind == Some(Kind::String)
                && member.facts.format.is_none()
                && member.facts.values.is_none()
        },
        |members, name| {
            put(members, name, |value| {
                (!value.is_string() && !value.is_null()).then(|| json!(value.to_string()))
            })
        },
    ),
    given(
        "texts_as_booleans",
        "a text or number is taken for true or false",
        |member, _| member.facts.kind == Some(Kind::Boolean),
        |members, name| {
            put(members, name, |value| (!value.is_boolean() && !value.is_null()).then(|| json!(true)))
        },
    ),
    given(
        "unknown_values_replaced",
        "a value that the enumeration lacks is replaced by none",
        |member, _| member.facts.values.is_some() && !member.required,
        |members, name| {
            // Values of an enumeration are words; the suite cannot know which others the server lets pass.
            let odd = |value: &Value| {
                value.as_str().is_none_or(|text| !text.bytes().all(is_of_word) || text.len() > 16)
            };
            members.get(name).is_some_and(odd) && members.shift_remove(name).is_some()
        },
    ),
    given(
        "nulls_left_out",
        "null for what may not be null is taken for absence",
        |member, _| !member.facts.nullable,
        |members, name| members.get(name).is_some_and(Value::is_null) && members.shift_remove(name).is_some(),
    ),
    given(
        "bad_dates_replaced",
        "a date that is none is taken for some day",
        |member, _| member.facts.format.as_deref() == Some("date") && !member.facts.read_only,
        |members, name| undated(members, name, "2001-02-03"),
    ),
    given(
        "bad_instants_replaced",
        "a date and time that is none is taken for one to come",
        |member, _| member.facts.format.as_deref() == Some("date-time") && !member.facts.read_only,
        |members, name| undated(members, name, "2031-02-03T04:05:06Z"),
    ),
    given(
        "long_arrays_cut",
        "an array that is too long is cut",
        |_, schema| schema.array.items_max.is_some_and(|most| most < 200),
        |members, name| {
            put(members, name, |value| {
                let items = value.as_array().filter(|items| items.len() > 1)?;
                Some(json!(items.iter().take(1).collect::<Vec<_>>()))
            })
        },
    ),
    given(
        "duplicates_left_out",
        "items that repeat are left out",
        |_, schema| schema.array.unique,
        |members, name| {
            put(members, name, |value| {
                let mut kept: Vec<&Value> = Vec::new();
                value.as_array()?.iter().for_each(|item| {
                    if !kept.contains(&item) {
                        kept.push(item)
                    }
                });
                Some(json!(kept))
            })
        },
    ),
    given(
        "large_numbers_clamped",
        "a number that is too large or too small is brought into its bounds",
        |_, schema| schema.number.max.is_some() && schema.number.min.is_some(),
        |members, name| {
            put(members, name, |value| {
                (value.as_f64()?.abs() > 50.0 || value.as_f64()? < 0.0).then(|| json!(1))
            })
        },
    ),
];

/// Puts another text in the place of one that does not begin as dates do.
fn undated(members: &mut Map<String, Value>, name: &str, other: &str) -> bool {
    put(members, name, |value| {
        let text = value.as_str().unwrap_or_default();
        let dated = text.len() >= 10 && text.bytes().take(4).all(|byte| byte.is_ascii_digit());
        (!dated && !value.is_null()).then(|| json!(other))
    })
}

fn is_bounded(member: &Member, schema: &Schema) -> bool {
    schema.string.length_max.is_some_and(|most| most >= 60)
        && member.facts.format.is_none()
        && member.facts.values.is_none()
}

const fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte == b'_' || byte == b'-'
}
