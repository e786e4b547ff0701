//! What is made is not kept, kept twice, or kept otherwise than it was sent. It must not know how it is seen.

use futures_util::future::FutureExt;
use serde_json::{Value, json};

use super::{answer, course, request};
use crate::api::Method;
use crate::live::exchange::{Outcome, Sent};
use crate::mutants::catalogue::headers::absent;
use crate::mutants::catalogue::places::{ANSWERS_409, CREATE, ITEM_READ};
use crate::mutants::json::{edit, edit_sent, remove_field, texts};
use crate::mutants::mutant::Mutant;
use crate::mutants::passage::{Passage, split, text_of};

pub(super) const MUTANTS: &[Mutant] = &[
    course("created_lost", "what was made is not there afterwards", CREATE, |passage| lost(passage).boxed()),
    course("created_twice", "what was made is made twice", CREATE, |passage| twice(passage).boxed()),
    request("created_without_member", "what is made loses a member that was sent", CREATE, drop_shared),
    answer(
        "created_answer_differs",
        "the answer to what was made has other texts than what was kept",
        CREATE,
        |passage, answer| {
            let shape = passage
                .operation
                .filter(|one| one.method == Method::Post)
                .and_then(|one| passage.surroundings.taken(one));
            let Some(shape) = shape.filter(|_| answer.status == 201) else { return false };
            edit(answer, |value| {
                let members = value.as_object_mut().into_iter().flatten();
                let mut changed = false;
                for (_, member) in
                    members.filter(|(name, _)| shape.get(name).is_some_and(|one| one.facts.values.is_none()))
                {
                    texts(member, &mut |text| {
                        let other = text.to_uppercase();
                        changed |= other != *text;
                        *text = other;
                    });
                }
                changed
            })
        },
    ),
    answer(
        "duplicate_accepted",
        "a duplicate is answered as if it were made",
        ANSWERS_409,
        |passage, answer| {
            let Some(operation) = passage.operation.filter(|one| one.method == Method::Post) else {
                return false;
            };
            let key = format!("{operation} {}", passage.sent.path());
            let mut memory = passage.memory();
            if answer.status == 201 {
                memory.keep(&key, answer);
            }
            let earlier = memory.answer(&key).filter(|_| answer.status == 409);
            let replayed = earlier.is_some();
            *answer = earlier.unwrap_or_else(|| answer.clone());
            replayed
        },
    ),
    answer(
        "missing_as_another",
        "what is not there is answered as another that is",
        ITEM_READ,
        |passage, answer| {
            if !passage.reads_one() {
                return false;
            }
            let (collection, _) = split(passage.sent.path());
            let key = [collection, &passage.asker()].concat();
            let mut memory = passage.memory();
            if answer.status == 200 {
                memory.keep(&key, answer);
            }
            let another = memory.answer(&key).filter(|_| answer.status == 404);
            let found = another.is_some();
            *answer = another.unwrap_or_else(|| answer.clone());
            found
        },
    ),
];

/// Hides what was made: reads of it are reads of what is not there, and lists lack it.
async fn lost(passage: &Passage<'_>) -> Outcome {
    let path = passage.sent.path().to_owned();
    let hidden = passage.memory().text(&path).is_some();
    let mut sent = passage.sent.clone();
    if hidden {
        passage.damage();
        let (before, id) = split(&path);
        sent.target = sent.target.replacen(&path, &format!("{before}/{}", absent(id)), 1);
    }
    let mut outcome = passage.ask(&sent).await;
    let Ok(received) = &mut outcome else { return outcome };
    if let Some(made) = passage.made(received) {
        passage.memory().keep_text(&made, &path);
    }
    if let Some(list) = passage.listing() {
        let is_hidden = |item: &Value| {
            let id = item.get("id").and_then(text_of).unwrap_or_default();
            passage.memory().text(&format!("{path}/{id}")).is_some()
        };
        let changed = edit(received, |value| {
            let items = list.items_at.iter().try_fold(value, |value, name| value.get_mut(name));
            let Some(items) = items.and_then(Value::as_array_mut) else { return false };
            let before = items.len();
            items.retain(|item| !is_hidden(item));
            items.len() < before
        });
        if changed {
            passage.damage();
        }
    }
    outcome
}

async fn twice(passage: &Passage<'_>) -> Outcome {
    let outcome = passage.pass().await;
    if outcome.as_ref().is_ok_and(|received| passage.made(received).is_some()) {
        let mut again = passage.sent.clone();
        remove_field(&mut again.headers, "Idempotency-Key");
        passage.provoke(&again).await;
    }
    outcome
}

/// Drops the first optional member that is sent and that answers show.
fn drop_shared(passage: &Passage<'_>, sent: &mut Sent) -> bool {
    let Some(operation) = passage.operation.filter(|one| one.method == Method::Post) else { return false };
    let Some(item) = passage.surroundings.item_read(operation) else { return false };
    let (Some(taken), Some(shown)) =
        (passage.surroundings.taken(operation), passage.surroundings.shown(item))
    else {
        return false;
    };
    let shared = taken.members.iter().filter(|member| !member.required && shown.get(&member.name).is_some());
    let names: Vec<&str> = shared.map(|member| member.name.as_str()).collect();
    edit_sent(sent, |value| {
        let Some(members) = value.as_object_mut() else { return false };
        let there = names.iter().find(|name| members.get(**name).is_some_and(|value| *value != json!(null)));
        there.is_some_and(|name| members.shift_remove(*name).is_some())
    })
}
