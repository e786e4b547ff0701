//! Answers whose header fields are missing, malformed or wrong. It must not know bodies.

use super::places::{ANSWERS_401, ANY, HEAD, JSON_SHOWN, LOCATED, REFUSES, TAGGED};
use crate::live::exchange::Received;
use crate::live::judge::route::Route;
use crate::mutants::json::{change_field, remove_field};
use crate::mutants::mutant::{Class, Damage, Mutant, Place, mutant};
use crate::mutants::passage::{Passage, split};
use crate::mutants::surroundings::response;

type Answer = fn(&Passage<'_>, &mut Received) -> bool;

const fn header(name: &'static str, what: &'static str, place: Place, change: Answer) -> Mutant {
    mutant(Class::Headers, name, what, place, Damage::Answer(change))
}

const REQUIRED: Place = Place {
    what: "requires a header of its answers",
    has: |_, operation| {
        let mut headers = operation.responses.iter().flat_map(|response| &response.headers);
        headers.any(|header| header.required)
    },
};

const RETRIED: Place = Place {
    what: "requires Retry-After of an answer",
    has: |_, operation| {
        let mut headers = operation.responses.iter().flat_map(|response| &response.headers);
        headers.any(|header| header.required && header.name.eq_ignore_ascii_case("Retry-After"))
    },
};

const NUMBERED: Place = Place {
    what: "answers a header that is a number",
    has: |near, operation| {
        let mut headers = operation.responses.iter().flat_map(|response| &response.headers);
        headers.any(|header| is_number(near, header))
    },
};

pub(super) const MUTANTS: &[Mutant] = &[
    header("content_type_missing", "a success has no Content-Type", JSON_SHOWN, |_, answer| {
        answer.is_success() && remove_field(&mut answer.headers, "Content-Type")
    }),
    header("content_type_html", "a success is said to be HTML", JSON_SHOWN, |_, answer| {
        answer.is_success() && retype(answer, |_| "text/html; charset=utf-8".to_owned())
    }),
    header("content_type_malformed", "the Content-Type is no media type", JSON_SHOWN, |_, answer| {
        answer.is_success() && retype(answer, |_| "json".to_owned())
    }),
    header("content_type_text", "JSON is said to be plain text", JSON_SHOWN, |_, answer| {
        answer.is_success() && retype(answer, |_| "text/plain".to_owned())
    }),
    header("error_content_type_html", "an error is said to be HTML", REFUSES, |_, answer| {
        answer.status >= 400 && retype(answer, |_| "text/html".to_owned())
    }),
    header(
        "error_content_type_other",
        "an error has the other one of the two JSON types",
        REFUSES,
        |_, answer| {
            answer.status >= 400
                && retype(answer, |known| {
                    let problem = known.starts_with("application/problem+json");
                    if problem { "application/json" } else { "application/problem+json" }.to_owned()
                })
        },
    ),
    header("etag_missing", "the ETag is missing", TAGGED, |_, answer| {
        answer.is_success() && remove_field(&mut answer.headers, "ETag")
    }),
    header("etag_unquoted", "the ETag has no quotes", TAGGED, |_, answer| {
        change_field(&mut answer.headers, "ETag", |tag| tag.replace('"', ""))
    }),
    header("etag_weak", "the ETag is weak", TAGGED, |_, answer| {
        change_field(&mut answer.headers, "ETag", |tag| {
            if tag.starts_with("W/") { tag.to_owned() } else { ["W/", tag].concat() }
        })
    }),
    header("location_missing", "the Location of what was made is missing", LOCATED, |_, answer| {
        answer.status == 201 && remove_field(&mut answer.headers, "Location")
    }),
    header("location_malformed", "the Location of what was made is no reference", LOCATED, |_, answer| {
        answer.status == 201
            && change_field(&mut answer.headers, "Location", |_| "not a <location>".to_owned())
    }),
    header("location_elsewhere", "the Location of what was made leads to nothing", LOCATED, |_, answer| {
        answer.status == 201
            && change_field(&mut answer.headers, "Location", |location| {
                let (before, id) = split(location);
                format!("{before}/{}", absent(id))
            })
    }),
    header(
        "location_of_collection",
        "the Location of what was made is that of the collection",
        LOCATED,
        |_, answer| {
            answer.status == 201
                && change_field(&mut answer.headers, "Location", |location| split(location).0.to_owned())
        },
    ),
    header("allow_missing", "405 has no Allow", ANY, |_, answer| {
        answer.status == 405 && remove_field(&mut answer.headers, "Allow")
    }),
    header("allow_incomplete", "the Allow of 405 lacks what the path has", ANY, |passage, answer| {
        answer.status == 405 && change_field(&mut answer.headers, "Allow", |_| other_methods(passage))
    }),
    header("challenge_missing", "401 has no WWW-Authenticate", ANSWERS_401, |_, answer| {
        answer.status == 401 && remove_field(&mut answer.headers, "WWW-Authenticate")
    }),
    header(
        "required_missing",
        "a header that the document requires is missing",
        REQUIRED,
        |passage, answer| {
            let documented = passage.operation.and_then(|operation| response(operation, answer.status));
            let required =
                documented.into_iter().flat_map(|one| &one.headers).filter(|header| header.required);
            let removed = required.filter(|header| remove_field(&mut answer.headers, &header.name));
            removed.count() > 0
        },
    ),
    header("retry_after_missing", "Retry-After is missing", RETRIED, |_, answer| {
        remove_field(&mut answer.headers, "Retry-After")
    }),
    header("number_as_words", "a header that is a number has words", NUMBERED, |passage, answer| {
        let documented = passage.operation.and_then(|operation| response(operation, answer.status));
        let headers = documented.into_iter().flat_map(|one| &one.headers);
        let numbers = headers.filter(|header| is_number(passage.surroundings, header));
        let changed =
            numbers.filter(|header| change_field(&mut answer.headers, &header.name, |_| "a few".to_owned()));
        changed.count() > 0
    }),
    header("head_tag_other", "HEAD has another ETag than GET", HEAD, |passage, answer| {
        passage.sent.method == "HEAD"
            && change_field(&mut answer.headers, "ETag", |_| "\"of-head\"".to_owned())
    }),
    header("head_type_other", "HEAD has another Content-Type than GET", HEAD, |passage, answer| {
        passage.sent.method == "HEAD" && retype(answer, |_| "text/html".to_owned())
    }),
    header("date_malformed", "Date and Last-Modified are in another form", ANY, |_, answer| {
        let mut changed = false;
        for name in ["Date", "Last-Modified"] {
            changed |= change_field(&mut answer.headers, name, |_| "2024-12-31T17:00:00Z".to_owned());
        }
        changed
    }),
];

fn is_number(near: &crate::mutants::surroundings::Surroundings, header: &crate::api::Header) -> bool {
    let kind = header.schema.and_then(|schema| near.api.schemas.get(schema).kind);
    matches!(kind, Some(crate::schema::Kind::Integer | crate::schema::Kind::Number))
}

fn retype(answer: &mut Received, change: impl Fn(&str) -> String) -> bool {
    change_field(&mut answer.headers, "Content-Type", change)
}

/// An id of the same form that nothing has.
pub(super) fn absent(id: &str) -> String {
    let uuid = id.len() == 36 && id.bytes().filter(|byte| *byte == b'-').count() == 4;
    if uuid {
        "00000000-0000-4000-8000-00000000dead".to_owned()
    } else if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) {
        "2147480000".to_owned()
    } else {
        set_apart(id)
    }
}

fn set_apart(id: &str) -> String {
    id.chars().rev().map(|c| if c == 'a' { 'z' } else { c }).collect::<String>() + "q"
}

/// The methods that the path does not have.
fn other_methods(passage: &Passage<'_>) -> String {
    let base = passage.transport.base();
    let known: Vec<&str> = match passage.surroundings.route(&passage.sent, &base.prefix) {
        Route::Method { operations } => {
            let api = &passage.surroundings.api;
            let known = operations.iter().filter_map(|at| api.operations.get(*at));
            known.map(|operation| operation.method.as_str()).collect()
        }
        Route::Operation { .. } | Route::Nowhere => Vec::new(),
    };
    let others = ["OPTIONS", "PUT", "TRACE"].into_iter().filter(|method| !known.contains(method));
    others.collect::<Vec<_>>().join(", ")
}
