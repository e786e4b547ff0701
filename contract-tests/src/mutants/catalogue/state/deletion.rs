//! What is deleted stays, comes back, or takes something along. It must not know how it is seen.

use futures_util::future::FutureExt;
use serde_json::Value;

use super::course;
use crate::api::Method;
use crate::live::exchange::{Outcome, Received};
use crate::live::resources::content::successes;
use crate::mutants::catalogue::places::{DELETE_OF_READ, LIST};
use crate::mutants::json::{edit, remove_field};
use crate::mutants::mutant::{Mutant, Place};
use crate::mutants::passage::{Passage, split, text_of};

const LISTED: Place = Place {
    what: "lists what can be deleted",
    has: |near, operation| {
        (LIST.has)(near, operation)
            && near.item_read(operation).is_some_and(|item| near.beside(item, Method::Delete).is_some())
    },
};

const HELD: Place = Place {
    what: "is a DELETE of what has parts that can be read",
    has: |near, operation| {
        operation.method == Method::Delete
            && near.api.operations.iter().any(|other| {
                other.method == Method::Get
                    && other.path.segments.len() > operation.path.segments.len() + 1
                    && other.path.segments.starts_with(&operation.path.segments)
            })
    },
};

pub(super) const MUTANTS: &[Mutant] = &[
    course("delete_lost", "a deletion is acknowledged and not done", DELETE_OF_READ, |passage| {
        lost(passage).boxed()
    }),
    course("deleted_readable", "what was deleted is still read", DELETE_OF_READ, |passage| {
        readable(passage).boxed()
    }),
    course("deleted_listed", "what was deleted is still listed", LISTED, |passage| listed(passage).boxed()),
    course(
        "delete_takes_another",
        "a deletion takes the item along that was made last before",
        DELETE_OF_READ,
        |passage| another(passage).boxed(),
    ),
    course("deleted_parts_readable", "parts of what was deleted are still read", HELD, |passage| {
        parts(passage).boxed()
    }),
];

async fn lost(passage: &Passage<'_>) -> Outcome {
    let operation = passage.operation.filter(|_| passage.is(Method::Delete));
    let empty = operation.into_iter().flat_map(successes).find(|response| response.contents.is_empty());
    let shown = if empty.is_some() && passage.sent.header_value("If-Match").is_none() {
        passage.shown().await
    } else {
        None
    };
    let Some(mut shown) = shown else { return passage.pass().await };
    shown.status = passage.success();
    shown.body.clear();
    for name in ["Content-Type", "Content-Length", "ETag"] {
        remove_field(&mut shown.headers, name);
    }
    passage.damage();
    Ok(shown)
}

/// Keeps what reads show, and answers it again once it was deleted.
async fn readable(passage: &Passage<'_>) -> Outcome {
    let key = format!("{} {}", passage.asker(), passage.sent.path());
    again(passage, key, passage.reads_one()).await
}

/// The same for parts alone.
async fn parts(passage: &Passage<'_>) -> Outcome {
    let part = passage.operation.is_some_and(|one| one.path.text.matches('{').count() > 1);
    let key = format!("{} {}", passage.asker(), passage.sent.path());
    // A part that is deleted itself is gone.
    if part && passage.is(Method::Delete) {
        passage.memory().forget(&key);
    }
    again(passage, key, part && passage.reads_one()).await
}

async fn again(passage: &Passage<'_>, key: String, concerned: bool) -> Outcome {
    let mut outcome = passage.pass().await;
    let Ok(received) = &mut outcome else { return outcome };
    if concerned && received.status == 200 {
        passage.memory().keep(&key, received);
    }
    // What was made can be read, and most servers answer the same to both.
    if let Some(made) = passage.made(received).filter(|_| received.json().is_some()) {
        let read = Received { status: 200, ..received.clone() };
        passage.memory().keep(&format!("{} {made}", passage.asker()), &read);
    }
    let known = passage.memory().answer(&key).filter(|_| concerned && matches!(received.status, 404 | 410));
    if let Some(known) = known {
        *received = known;
        passage.damage();
    }
    outcome
}

/// Keeps the items of lists, and puts those back that were deleted.
async fn listed(passage: &Passage<'_>) -> Outcome {
    let mut outcome = passage.pass().await;
    let Ok(received) = &mut outcome else { return outcome };
    let path = passage.sent.path();
    if passage.is(Method::Delete) && received.is_success() {
        let (collection, id) = split(path);
        passage.memory().keep_text(&format!("{} {collection} {id}", passage.asker()), id);
    }
    let Some(list) = passage.listing().filter(|_| received.status == 200) else { return outcome };
    let prefix = format!("{} {path} ", passage.asker());
    let deleted = passage.memory().texts(&prefix);
    let unfiltered = passage
        .sent
        .query()
        .is_none_or(|query| !list.filters.iter().any(|filter| query.contains(&filter.name)));
    let changed = edit(received, |value| {
        let items = list.items_at.iter().try_fold(value, |value, name| value.get_mut(name));
        let Some(items) = items.and_then(Value::as_array_mut) else { return false };
        for item in items.iter() {
            if let Some(id) = identifier(item) {
                let key = ["item ", &prefix, &id].concat();
                passage.memory().keep_text(&key, &item.to_string());
            }
        }
        let known = |id: &String| passage.memory().text(&["item ", &prefix, id].concat());
        let back = deleted.iter().filter_map(known).filter_map(|text| serde_json::from_str(&text).ok());
        let back: Vec<Value> = if unfiltered { back.collect() } else { Vec::new() };
        let any = !back.is_empty();
        items.extend(back);
        any
    });
    if changed {
        passage.damage();
    }
    outcome
}

/// The first member of an item that is a text or number and called an id, or its first member.
fn identifier(item: &Value) -> Option<String> {
    let members = item.as_object()?;
    let named = members.get("id").or_else(|| members.get("uuid")).or_else(|| members.values().next());
    named.and_then(text_of)
}

/// Deletes the item too that was made last before, in the same collection.
async fn another(passage: &Passage<'_>) -> Outcome {
    let outcome = passage.pass().await;
    let Ok(received) = &outcome else { return outcome };
    let path = passage.sent.path();
    if let Some(made) = passage.made(received) {
        passage.memory().append(&format!("{} {}", passage.asker(), split(&made).0), &made);
    }
    if !received.is_success() || !passage.is(Method::Delete) {
        return outcome;
    }
    let key = format!("{} {}", passage.asker(), split(path).0);
    let mut others: Vec<String> = passage.memory().list(&key);
    others.retain(|other| other != path);
    while let Some(other) = others.pop() {
        let mut sent = passage.sent.clone();
        sent.target = other;
        remove_field(&mut sent.headers, "If-Match");
        if passage.provoke(&sent).await {
            break;
        }
    }
    passage.memory().set_list(&key, others);
    outcome
}
