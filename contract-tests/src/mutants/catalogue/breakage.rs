//! Requests that are spoiled before the server sees them, so that it refuses or misreads what the document allows. It
//! must not know what the suite sends.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::members::{is_fraction, is_number, is_plain_text, put};
use super::places::{ITEM_READ, JSON_TAKEN, QUERY};
use super::readings::keep_pairs;
use crate::live::exchange::Sent;
use crate::mutants::json::{edit_sent, remove_field, set_body, texts};
use crate::mutants::mutant::{Change, Class, Damage, Mutant, Pick, Place, mutant};
use crate::mutants::passage::Passage;
use crate::schema::Kind;
use crate::wire::decode::percent_decoded;

type Request = fn(&Passage<'_>, &mut Sent) -> bool;

const fn request(name: &'static str, what: &'static str, place: Place, change: Request) -> Mutant {
    mutant(Class::Input, name, what, place, Damage::Request(change))
}

const fn given(name: &'static str, what: &'static str, pick: Pick, change: Change) -> Mutant {
    mutant(Class::Input, name, what, JSON_TAKEN, Damage::Given(pick, change))
}

const ARRAY_QUERY: Place = Place {
    what: "has a query parameter that is an array",
    has: |near, operation| {
        operation.parameters.iter().any(|parameter| {
            let kind = parameter.schema().and_then(|id| near.api.schemas.get(id).kind);
            parameter.location == crate::api::Location::Query && kind == Some(Kind::Array)
        })
    },
};

pub(super) const MUTANTS: &[Mutant] = &[
    request("texts_lowercased", "texts that are sent are stored in lowercase", JSON_TAKEN, |_, sent| {
        each_text(sent, |text| text.to_lowercase())
    }),
    request(
        "texts_cut_at_20",
        "texts that are sent are stored up to 20 characters",
        JSON_TAKEN,
        |_, sent| each_text(sent, |text| text.chars().take(20).collect()),
    ),
    request(
        "beyond_bmp_replaced",
        "characters beyond the basic plane are stored as ?",
        JSON_TAKEN,
        |_, sent| {
            each_text(sent, |text| {
                text.chars().map(|c| if u32::from(c) > 0xffff { '?' } else { c }).collect()
            })
        },
    ),
    request("beyond_ascii_replaced", "characters beyond ASCII are stored as ?", JSON_TAKEN, |_, sent| {
        each_text(sent, |text| text.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect())
    }),
    request(
        "beyond_bmp_refused",
        "bodies with characters beyond the basic plane are refused",
        JSON_TAKEN,
        |_, sent| {
            let body = String::from_utf8_lossy(sent.body.as_deref().unwrap_or_default()).into_owned();
            let odd = body.chars().any(|c| u32::from(c) > 0xffff);
            if odd {
                set_body(sent, Some(b"{".to_vec()));
                sent.headers.push(("Content-Type".to_owned(), b"application/json".to_vec()));
            }
            odd
        },
    ),
    given(
        "last_items_lost",
        "the last item of an array that is sent is lost",
        |member, _| member.facts.kind == Some(Kind::Array),
        |members, name| {
            put(members, name, |value| {
                let items = value.as_array()?;
                Some(json!(items.get(..items.len().checked_sub(1)?)?))
            })
        },
    ),
    given("fractions_lost", "fractions of numbers that are sent are lost", is_fraction, |members, name| {
        put(members, name, |value| {
            let number = value.as_f64().filter(|number| number.fract() != 0.0)?;
            serde_json::from_str(&number.trunc().to_string()).ok()
        })
    }),
    given("zeros_refused", "zero is taken for no number", is_number, |members, name| {
        put(members, name, |value| (value.as_f64()? == 0.0).then(|| json!("")))
    }),
    given(
        "long_texts_refused",
        "texts of more than 40 characters are refused",
        is_plain_text,
        |members, name| {
            put(members, name, |value| {
                (value.as_str()?.chars().count() > 40).then(|| json!({ "too": "long" }))
            })
        },
    ),
    request(
        "optional_members_required",
        "a body without an optional member is refused",
        JSON_TAKEN,
        |passage, sent| {
            let shape = passage.operation.and_then(|operation| passage.surroundings.taken(operation));
            let optional = shape.and_then(|shape| shape.members.into_iter().find(|member| !member.required));
            optional.is_some_and(|optional| {
                edit_sent(sent, |value| {
                    let lacks =
                        value.as_object().is_some_and(|members| !members.contains_key(&optional.name));
                    if lacks {
                        *value = json!([]);
                    }
                    lacks
                })
            })
        },
    ),
    request("query_decoded_twice", "values of the query are decoded twice", QUERY, |_, sent| {
        each_value(sent, |value| percent_decoded(value).unwrap_or_else(|| value.to_owned()))
    }),
    request("query_beyond_ascii_lost", "characters beyond ASCII in the query are lost", QUERY, |_, sent| {
        each_value(sent, |value| value.chars().filter(char::is_ascii).collect())
    }),
    request(
        "repeated_parameters_collapsed",
        "of a query parameter that repeats the first is taken",
        ARRAY_QUERY,
        |_, sent| {
            let names = std::cell::RefCell::new(Vec::<String>::new());
            keep_pairs(sent, |name, _| {
                let new = !names.borrow().iter().any(|known| known == name);
                names.borrow_mut().push(name.to_owned());
                new
            })
        },
    ),
    request("path_case_lost", "variables of paths are read in uppercase", ITEM_READ, |passage, sent| {
        let Some(operation) = passage.operation else { return false };
        let mut segments: Vec<String> = sent.path().split('/').map(str::to_owned).collect();
        let template: Vec<&str> = operation.path.text.split('/').collect();
        let offset = segments.len().saturating_sub(template.len());
        for (segment, pattern) in segments.iter_mut().skip(offset).zip(template) {
            if pattern.starts_with('{') {
                *segment = segment.to_uppercase();
            }
        }
        let path = segments.join("/");
        let changed = path != sent.path();
        sent.target = sent.target.replacen(sent.path().to_owned().as_str(), &path, 1);
        changed
    }),
    request(
        "media_type_parameters_refused",
        "a Content-Type with parameters is refused",
        JSON_TAKEN,
        |_, sent| {
            let odd = sent.header_value("Content-Type").is_some_and(|value| value.contains(&b';'));
            odd && remove_field(&mut sent.headers, "Content-Type")
        },
    ),
];

/// Changes the texts of a JSON body; whether one changed.
fn each_text(sent: &mut Sent, change: impl Fn(&str) -> String) -> bool {
    edit_sent(sent, |value: &mut Value| {
        let mut changed = false;
        texts(value, &mut |text| {
            let other = change(text);
            changed |= other != *text;
            *text = other;
        });
        changed
    })
}

/// Changes the decoded values of the query; whether one changed.
fn each_value(sent: &mut Sent, change: impl Fn(&str) -> String) -> bool {
    let Some((path, query)) = sent.target.split_once('?') else { return false };
    let mut changed = false;
    let pairs: Vec<String> = query
        .split('&')
        .map(|pair| {
            let Some((name, value)) = pair.split_once('=') else { return pair.to_owned() };
            let Some(decoded) = percent_decoded(&value.replace('+', " ")) else { return pair.to_owned() };
            let other = change(&decoded);
            if other == decoded {
                return pair.to_owned();
            }
            changed = true;
            format!("{name}={}", utf8_percent_encode(&other, NON_ALPHANUMERIC))
        })
        .collect();
    sent.target = format!("{path}?{}", pairs.join("&"));
    changed
}
