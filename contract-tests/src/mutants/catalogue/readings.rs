//! Requests that are read otherwise than they are written, so that the server accepts what the document rules out. It must
//! not know what the suite sends.

use serde_json::{Map, Value};

use super::places::{JSON_TAKEN, KEYED, QUERY};
use crate::api::{Location, ParameterContent};
use crate::live::exchange::Sent;
use crate::live::resources::shape::Member;
use crate::mutants::json::{edit_sent, object, remove_field, set_body, set_field};
use crate::mutants::mutant::{Class, Damage, Mutant, Place, mutant};
use crate::mutants::passage::Passage;
use crate::schema::Kind;
use crate::wire::decode::percent_decoded;

const fn request(name: &'static str, what: &'static str, place: Place, change: Request) -> Mutant {
    mutant(Class::Input, name, what, place, Damage::Request(change))
}

type Request = fn(&Passage<'_>, &mut Sent) -> bool;

const CLOSED_TAKEN: Place = Place {
    what: "takes an object of which all members are documented",
    has: |near, operation| near.taken(operation).is_some_and(|shape| shape.closed),
};

const NUMBERED_QUERY: Place = Place {
    what: "has a query parameter that is a number",
    has: |near, operation| {
        operation.parameters.iter().any(|parameter| {
            let ParameterContent::Schema { schema: Some(schema), .. } = &parameter.content else {
                return false;
            };
            let kind = near.api.schemas.get(*schema).kind;
            parameter.location == Location::Query && matches!(kind, Some(Kind::Integer | Kind::Number))
        })
    },
};

pub(super) const MUTANTS: &[Mutant] = &[
    request(
        "unknown_members_dropped",
        "members that the document lacks are dropped",
        CLOSED_TAKEN,
        |passage, sent| {
            let shape = passage.operation.and_then(|operation| passage.surroundings.taken(operation));
            shape.is_some_and(|shape| {
                edit_sent(sent, |value| {
                    let Some(members) = value.as_object_mut() else { return false };
                    let before = members.len();
                    members.retain(|name, _| shape.get(name).is_some());
                    members.len() < before
                })
            })
        },
    ),
    request(
        "missing_members_supplied",
        "required members that are missing are supplied",
        JSON_TAKEN,
        |passage, sent| {
            with_last(passage, sent, |last, members| {
                let shape = passage.operation.and_then(|operation| passage.surroundings.taken(operation));
                let required = shape.iter().flat_map(|shape| &shape.members).filter(|member| member.required);
                let missing: Vec<&Member> =
                    required.filter(|member| !members.contains_key(&member.name)).collect();
                let supplied = missing
                    .iter()
                    .filter_map(|member| Some((member.name.clone(), last.get(&member.name)?.clone())));
                let supplied: Vec<_> = supplied.collect();
                let any = !supplied.is_empty();
                members.extend(supplied);
                any
            })
        },
    ),
    request(
        "malformed_json_read",
        "a body that is no JSON is taken for an earlier one",
        JSON_TAKEN,
        |passage, sent| {
            let Some(last) = last_body(passage) else { return false };
            let body = sent.body.as_deref().unwrap_or_default();
            let malformed = serde_json::from_slice::<Value>(body).is_err();
            if malformed {
                set_body(sent, Some(Value::Object(last).to_string().into_bytes()));
            }
            malformed
        },
    ),
    request(
        "any_media_type_read",
        "a body of any media type is read as JSON",
        JSON_TAKEN,
        |passage, sent| {
            let json = passage.operation.and_then(|operation| operation.body.as_ref()).and_then(|body| {
                body.contents.iter().find(|content| crate::live::resources::content::is_json(&content.name))
            });
            let given =
                sent.header_value("Content-Type").map(|value| String::from_utf8_lossy(value).into_owned());
            let Some(json) = json.filter(|_| sent.body.is_some()) else { return false };
            let other = given.is_none_or(|given| !given.contains("json"));
            if other {
                set_field(&mut sent.headers, "Content-Type", &json.name);
            }
            other
        },
    ),
    request(
        "bad_numbers_ignored",
        "query parameters that should be numbers and are none are ignored",
        NUMBERED_QUERY,
        |passage, sent| {
            let operation = passage.operation;
            let is_number = |name: &str| {
                operation.into_iter().flat_map(|operation| &operation.parameters).any(|parameter| {
                    let kind =
                        parameter.schema().and_then(|id| passage.surroundings.api.schemas.get(id).kind);
                    parameter.name == name && matches!(kind, Some(Kind::Integer | Kind::Number))
                })
            };
            keep_pairs(sent, |name, value| {
                !is_number(name) || value.parse::<u64>().is_ok_and(|number| number > 0 && number < 1000)
            })
        },
    ),
    request(
        "odd_values_ignored",
        "query parameters with values of an enumeration that it lacks are ignored",
        QUERY,
        |passage, sent| {
            let parameters = || passage.operation.into_iter().flat_map(|operation| &operation.parameters);
            keep_pairs(sent, |name, value| {
                let known = parameters()
                    .find(|parameter| parameter.name == name && parameter.location == Location::Query);
                let values =
                    known.and_then(|one| passage.surroundings.api.schemas.get(one.schema()?).values.as_ref());
                values.is_none_or(|values| values.iter().any(|known| known.as_str() == Some(value)))
            })
        },
    ),
    request(
        "bad_keys_ignored",
        "an Idempotency-Key that is too long or empty is ignored",
        KEYED,
        |_, sent| {
            let odd = sent
                .header_value("Idempotency-Key")
                .is_some_and(|key| key.is_empty() || key.len() > 100 || key.contains(&b' '));
            odd && remove_field(&mut sent.headers, "Idempotency-Key")
        },
    ),
];

/// Keeps the query's pairs of which the names and values, decoded, are fine; whether one is gone.
pub(super) fn keep_pairs(sent: &mut Sent, fine: impl Fn(&str, &str) -> bool) -> bool {
    let Some((path, query)) = sent.target.split_once('?') else { return false };
    let decoded = |text: &str| percent_decoded(&text.replace('+', " ")).unwrap_or_else(|| text.to_owned());
    let pairs: Vec<&str> = query.split('&').collect();
    let is_fine = |pair: &&&str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        fine(&decoded(name), &decoded(value))
    };
    let kept: Vec<&str> = pairs.iter().filter(is_fine).copied().collect();
    let dropped = kept.len() < pairs.len();
    let mark = if kept.is_empty() { "" } else { "?" };
    sent.target = [path, mark, &kept.join("&")].concat();
    dropped
}

/// The last object with all that is required that the operation was sent.
fn last_body(passage: &Passage<'_>) -> Option<Map<String, Value>> {
    let operation = passage.operation?;
    let key = operation.to_string();
    let shape = passage.surroundings.taken(operation)?;
    if let Some(members) = object(&passage.sent)
        && shape.members.iter().all(|member| !member.required || members.contains_key(&member.name))
    {
        passage.memory().keep_text(&key, &Value::Object(members).to_string());
    }
    let text = passage.memory().text(&key)?;
    serde_json::from_str(&text).ok()
}

/// Mends an object by the last one that had more members; keeps it when it is whole.
fn with_last(
    passage: &Passage<'_>,
    sent: &mut Sent,
    mend: impl Fn(&Map<String, Value>, &mut Map<String, Value>) -> bool,
) -> bool {
    let last = last_body(passage).unwrap_or_default();
    edit_sent(sent, |value| value.as_object_mut().is_some_and(|members| mend(&last, members)))
}
