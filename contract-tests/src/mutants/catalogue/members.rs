//! Answers in which one member of each object breaks what the document says of it. It must not know names.

use serde_json::{Map, Number, Value, json};

use super::places::JSON_SHOWN;
use crate::live::resources::shape::Member;
use crate::mutants::mutant::{Change, Class, Damage, Mutant, Pick, mutant};
use crate::schema::{Kind, Schema};

const fn member(name: &'static str, what: &'static str, pick: Pick, change: Change) -> Mutant {
    mutant(Class::Body, name, what, JSON_SHOWN, Damage::Shown(pick, change))
}

pub(super) const MUTANTS: &[Mutant] = &[
    member(
        "member_dropped",
        "a required member is missing",
        |member, _| member.required,
        |members, name| members.shift_remove(name).is_some(),
    ),
    member(
        "member_null",
        "a member that may not be null is null",
        |member, _| !member.facts.nullable,
        |members, name| put(members, name, |_| Some(Value::Null)),
    ),
    member("text_as_number", "a text is answered as a number", is_plain_text, |members, name| {
        put(members, name, |value| value.is_string().then(|| json!(17)))
    }),
    member("number_as_text", "a number is answered as a text", is_number, |members, name| {
        put(members, name, |value| value.is_number().then(|| json!(value.to_string())))
    }),
    member(
        "boolean_as_text",
        "true and false are answered as texts",
        |member, _| member.facts.kind == Some(Kind::Boolean),
        |members, name| put(members, name, |value| value.is_boolean().then(|| json!(value.to_string()))),
    ),
    member(
        "whole_as_fraction",
        "a whole number is answered with a fraction",
        |member, _| member.facts.kind == Some(Kind::Integer),
        |members, name| {
            put(members, name, |value| {
                value.as_i64().map(|whole| json!(format!("{whole}.5").parse::<Number>().ok()))
            })
        },
    ),
    member(
        "value_unknown",
        "a value of an enumeration is one that the document lacks",
        |member, _| member.facts.values.is_some(),
        |members, name| put(members, name, |value| value.is_string().then(|| json!("something_new"))),
    ),
    member(
        "date_broken",
        "a date is answered as people write it",
        |member, _| matches!(member.facts.format.as_deref(), Some("date" | "date-time")),
        |members, name| put(members, name, |value| value.is_string().then(|| json!("12/31/2024 5 pm"))),
    ),
    member(
        "date_without_zone",
        "a date and time lacks its zone",
        |member, _| member.facts.format.as_deref() == Some("date-time"),
        |members, name| put(members, name, |value| Some(json!(value.as_str()?.get(..19)?))),
    ),
    member(
        "uuid_broken",
        "a UUID is answered without its last digit",
        |member, _| member.facts.format.as_deref() == Some("uuid"),
        |members, name| {
            put(members, name, |value| {
                let text = value.as_str()?;
                Some(json!(text.get(..text.len().checked_sub(1)?)?))
            })
        },
    ),
    member(
        "address_broken",
        "a URI or an e-mail address is answered as a text with spaces",
        |member, _| matches!(member.facts.format.as_deref(), Some("uri" | "email")),
        |members, name| put(members, name, |value| value.is_string().then(|| json!("not here"))),
    ),
    member(
        "number_out_of_bounds",
        "a number is below its least",
        |_, schema| schema.number.min.is_some(),
        |members, name| put(members, name, |value| value.is_number().then(|| json!(-1_000_000_007_i64))),
    ),
    member(
        "text_too_long",
        "a text is longer than it may be",
        |member, schema| {
            schema.string.length_max.is_some_and(|most| most < 5000) && is_plain_text(member, schema)
        },
        |members, name| put(members, name, |value| value.is_string().then(|| json!("long ".repeat(1001)))),
    ),
    member("member_as_array", "a member is answered in an array", is_plain_text, |members, name| {
        put(members, name, |value| (!value.is_null()).then(|| json!([value])))
    }),
    mutant(
        Class::Body,
        "member_added",
        "an object has a member that its schema closes out",
        super::places::CLOSED_SHOWN,
        Damage::Shown(
            |_, _| true,
            |members, _| members.insert("undocumented".to_owned(), json!(true)).is_none(),
        ),
    ),
    member("numbers_rounded", "fractions are rounded to whole numbers", is_fraction, |members, name| {
        put(members, name, |value| {
            let number = value.as_f64().filter(|number| number.fract() != 0.0)?;
            number.round().to_string().parse::<Number>().ok().map(Value::Number)
        })
    }),
];

pub(super) fn is_plain_text(member: &Member, schema: &Schema) -> bool {
    let facts = &member.facts;
    facts.kind == Some(Kind::String)
        && facts.format.is_none()
        && facts.values.is_none()
        && schema.string.pattern.is_none()
}

pub(super) fn is_number(member: &Member, _: &Schema) -> bool {
    matches!(member.facts.kind, Some(Kind::Integer | Kind::Number))
}

/// Whether the member may have a fraction.
pub(super) fn is_fraction(member: &Member, _: &Schema) -> bool {
    member.facts.kind == Some(Kind::Number)
}

/// Changes the member's value when it is there; whether it changed.
pub(super) fn put(
    members: &mut Map<String, Value>,
    name: &str,
    change: impl Fn(&Value) -> Option<Value>,
) -> bool {
    let Some(value) = members.get_mut(name) else { return false };
    let Some(changed) = change(value).filter(|changed| changed != value) else { return false };
    *value = changed;
    true
}
