//! Reads that show an older state, another's, or change what they read. It must not know how it is seen.

use futures_util::future::FutureExt;
use serde_json::json;

use super::{answer, course};
use crate::api::Method;
use crate::live::exchange::Outcome;
use crate::live::resources::names::is_one_of;
use crate::mutants::catalogue::members::is_plain_text;
use crate::mutants::catalogue::places::{LIST_OF_MADE, NESTED, PATCH, SHARED_READ, UPDATE};
use crate::mutants::json::{edit, set_body};
use crate::mutants::mutant::{Mutant, Place};
use crate::mutants::passage::{Passage, split};

const WRITTEN: Place = Place {
    what: "reads what can be updated",
    has: |near, operation| {
        operation.method == Method::Get
            && near.listing(operation).is_none()
            && [Method::Put, Method::Patch].iter().any(|method| near.beside(operation, *method).is_some())
    },
};

const DATED: Place = Place {
    what: "is an update of what shows the date of its last change",
    has: |near, operation| {
        (UPDATE.has)(near, operation)
            && near
                .beside(operation, Method::Get)
                .and_then(|read| near.shown(read))
                .is_some_and(|shape| shape.members.iter().any(|member| is_one_of(&member.name, &CHANGED)))
    },
};

const DATED_TWICE: Place = Place {
    what: "is an update of what shows the dates of its making and of its last change",
    has: |near, operation| {
        (DATED.has)(near, operation)
            && near
                .beside(operation, Method::Get)
                .and_then(|read| near.shown(read))
                .is_some_and(|shape| shape.members.iter().any(|member| is_one_of(&member.name, &MADE)))
    },
};

const CHANGED: [&str; 5] = ["updatedat", "modifiedat", "lastmodified", "changedat", "updated"];
const MADE: [&str; 4] = ["createdat", "created", "createdon", "madeat"];

pub(super) const MUTANTS: &[Mutant] = &[
    course("read_stale", "a read shows the first state for ever", WRITTEN, |passage| {
        let key = format!("{} {}", passage.asker(), passage.sent.path());
        stale(passage, passage.reads_one(), key, &[200, 304]).boxed()
    }),
    course("list_stale", "a list shows the first state for ever", LIST_OF_MADE, |passage| {
        let key = format!("{} {}", passage.asker(), passage.sent.target);
        stale(passage, passage.listing().is_some(), key, &[200, 304]).boxed()
    }),
    course("cache_shared", "reads are cached by their URL, whoever asks", SHARED_READ, |passage| {
        stale(passage, passage.is(Method::Get), passage.sent.target.clone(), &[200, 304, 403, 404]).boxed()
    }),
    course("read_touches", "a read changes what it reads", PATCH, |passage| touches(passage).boxed()),
    answer("change_date_frozen", "the date of the last change stays", DATED, |passage, answer| {
        let one = passage.reads_one() || passage.is_update();
        let path = passage.sent.path().to_owned();
        one && answer.is_success()
            && edit(answer, |value| {
                let members = value.as_object_mut().into_iter().flatten();
                let Some((name, value)) = members.into_iter().find(|(name, _)| is_one_of(name, &CHANGED))
                else {
                    return false;
                };
                let key = format!("{path} {name}");
                let mut memory = passage.memory();
                let first =
                    memory.text(&key).unwrap_or_else(|| value.as_str().unwrap_or_default().to_owned());
                memory.keep_text(&key, &first);
                let changed = value.as_str() != Some(first.as_str());
                *value = json!(first);
                changed
            })
    }),
    answer(
        "creation_date_moves",
        "the date of the making is that of the last change",
        DATED_TWICE,
        |_, answer| {
            answer.is_success()
                && edit(answer, |value| {
                    let Some(members) = value.as_object_mut() else { return false };
                    let changed = members
                        .iter()
                        .find(|(name, _)| is_one_of(name, &CHANGED))
                        .map(|(_, value)| value.clone());
                    let made = members.iter_mut().find(|(name, _)| is_one_of(name, &MADE));
                    let (Some(changed), Some((_, made))) = (changed, made) else { return false };
                    std::mem::replace(made, changed.clone()) != changed
                })
        },
    ),
    course(
        "parent_ignored",
        "a part is found through anything of the kind that it is a part of",
        NESTED,
        |passage| fostered(passage).boxed(),
    ),
];

/// Answers what was first answered under the key, where the server answers with one of those statuses.
async fn stale(passage: &Passage<'_>, concerned: bool, key: String, replaced: &[u16]) -> Outcome {
    if passage.is(Method::Delete) {
        passage.memory().forget(&key);
    }
    if !concerned {
        return passage.pass().await;
    }
    let known = passage.memory().answer(&key);
    let mut outcome = passage.pass().await;
    let Ok(received) = &mut outcome else { return outcome };
    match known {
        Some(known) if replaced.contains(&received.status) => {
            if known.body != received.body {
                passage.damage();
            }
            *received = known;
        }
        None if received.status == 200 => passage.memory().keep(&key, received),
        Some(_) | None => {}
    }
    outcome
}

/// After a read a text is changed by a PATCH.
async fn touches(passage: &Passage<'_>) -> Outcome {
    let outcome = passage.pass().await;
    let read = outcome.as_ref().is_ok_and(|received| received.status == 200) && passage.reads_one();
    let patch =
        passage.operation.and_then(|one| passage.surroundings.beside(one, Method::Patch)).filter(|_| read);
    let shape = patch.and_then(|patch| passage.surroundings.taken(patch));
    let (Some(shape), Ok(received)) = (shape, &outcome) else { return outcome };
    let texts = passage.surroundings.picked_all(&shape, is_plain_text);
    let shown = received.json().unwrap_or_default();
    let text = texts.into_iter().find_map(|name| Some((name, shown.get(name)?.as_str()?)));
    let Some((name, text)) = text else { return outcome };
    let changed = text.strip_suffix('~').map_or_else(|| format!("{text}~"), str::to_owned);
    let mut sent = passage.reading(passage.sent.path());
    "PATCH".clone_into(&mut sent.method);
    let body = json!({ name: changed }).to_string();
    set_body(&mut sent, Some(body.into_bytes()));
    let media = patch.and_then(|patch| patch.body.as_ref()).and_then(|body| body.contents.first());
    let media = media.map_or("application/json", |content| content.name.as_str());
    sent = sent.header("Content-Type", media);
    if let Some(tag) = received.header("ETag") {
        sent = sent.header("If-Match", tag);
    }
    passage.provoke(&sent).await;
    outcome
}

/// Asks for a part that is not there at the path where it was last.
async fn fostered(passage: &Passage<'_>) -> Outcome {
    let outcome = passage.pass().await;
    let Ok(received) = &outcome else { return outcome };
    let path = passage.sent.path();
    let nested = passage.operation.is_some_and(|one| one.path.text.matches('{').count() > 1);
    let key = |path: &str| format!("{} {}", passage.asker(), split(path).1);
    if let Some(made) = passage.made(received) {
        passage.memory().keep_text(&key(&made), &made);
    } else if nested && passage.reads_one() && received.is_success() {
        passage.memory().keep_text(&key(path), path);
    }
    let known = passage.memory().text(&key(path)).filter(|known| known != path);
    let Some(known) = known.filter(|_| nested && received.status == 404) else { return outcome };
    let mut sent = passage.sent.clone();
    sent.target = sent.target.replacen(path, &known, 1);
    match passage.ask(&sent).await {
        Ok(found) if found.is_success() => {
            passage.damage();
            Ok(found)
        }
        Ok(_) | Err(_) => outcome,
    }
}
