//! Writes that are acknowledged and not kept, kept in part, or kept elsewhere. It must not know how it is seen.

use std::time::Duration;

use futures_util::future::FutureExt;
use serde_json::{Map, Value};

use super::course;
use crate::api::Method;
use crate::live::exchange::{Outcome, Received};
use crate::mutants::catalogue::places::{IF_MATCH, PATCH, PUT, UPDATE};
use crate::mutants::json::{edit, edit_sent, object, remove_field, set_field};
use crate::mutants::mutant::{Mutant, Place};
use crate::mutants::passage::Passage;

/// How long a write waits between its look at the condition and the change.
const RACE: Duration = Duration::from_millis(30);

/// Other items that a write reaches.
const REACHED: usize = 4;

const BOTH: Place = Place {
    what: "is a PUT of what PATCH updates",
    has: |near, operation| (PUT.has)(near, operation) && near.beside(operation, Method::Patch).is_some(),
};

const CLEARABLE: Place = Place {
    what: "is a PATCH that takes null for a member",
    has: |near, operation| {
        (PATCH.has)(near, operation)
            && near
                .taken(operation)
                .is_some_and(|shape| shape.members.iter().any(|member| member.facts.nullable))
    },
};

pub(super) const MUTANTS: &[Mutant] = &[
    course("patch_lost", "a PATCH is acknowledged with the new state and not kept", PATCH, |passage| {
        lost(passage, Method::Patch).boxed()
    }),
    course("put_lost", "a PUT is acknowledged with the new state and not kept", PUT, |passage| {
        lost(passage, Method::Put).boxed()
    }),
    course("patch_answers_old", "a PATCH answers the state before it", PATCH, |passage| {
        old(passage, Method::Patch).boxed()
    }),
    course("put_answers_old", "a PUT answers the state before it", PUT, |passage| {
        old(passage, Method::Put).boxed()
    }),
    course(
        "patch_without_member",
        "a PATCH leaves the first member that it names as it was",
        PATCH,
        |passage| without_member(passage, Method::Patch).boxed(),
    ),
    course("put_without_member", "a PUT leaves the first member that it names as it was", PUT, |passage| {
        without_member(passage, Method::Put).boxed()
    }),
    course("patch_nulls_ignored", "a PATCH to null is acknowledged and ignored", CLEARABLE, |passage| {
        nulls_ignored(passage).boxed()
    }),
    course("patch_clears_another", "a PATCH clears a member that it does not name", CLEARABLE, |passage| {
        clears(passage).boxed()
    }),
    course("patch_reaches_another", "a PATCH reaches another item too", PATCH, |passage| {
        reaches(passage, Method::Patch).boxed()
    }),
    course("put_reaches_another", "a PUT reaches another item too", PUT, |passage| {
        reaches(passage, Method::Put).boxed()
    }),
    course("put_merges", "a PUT keeps what it does not name", BOTH, |passage| merges(passage).boxed()),
    course(
        "refused_and_done",
        "a write that is answered with 412 is done all the same",
        IF_MATCH,
        |passage| refused(passage).boxed(),
    ),
    course(
        "writes_race",
        "between the look at If-Match and the change others may write",
        IF_MATCH,
        |passage| races(passage).boxed(),
    ),
    course("update_undone", "an update is undone right after it was answered", UPDATE, |passage| {
        undone(passage).boxed()
    }),
];

/// Whether the client asks for such a write, by what the document says a good one, on something that is there.
async fn current(passage: &Passage<'_>, method: Method) -> Option<Received> {
    if !passage.is(method) {
        return None;
    }
    let prefix = &passage.transport.base().prefix;
    let (_, validity) = passage.surroundings.judge.validity(&passage.sent, prefix)?;
    let shown = passage.shown().await.filter(|_| validity.is_valid())?;
    let condition = passage.sent.header_value("If-Match").map(String::from_utf8_lossy);
    let holds = condition.is_none_or(|condition| shown.header("ETag") == Some(condition.as_ref()));
    holds.then_some(shown)
}

/// The members of the body that are known to be shown.
fn named(passage: &Passage<'_>, shown: &Value) -> Map<String, Value> {
    let named = object(&passage.sent).unwrap_or_default();
    named.into_iter().filter(|(name, _)| shown.get(name).is_some()).collect()
}

async fn lost(passage: &Passage<'_>, method: Method) -> Outcome {
    let Some(mut shown) = current(passage, method).await else { return passage.pass().await };
    let status = passage.success();
    if status == 204 {
        shown.body.clear();
        remove_field(&mut shown.headers, "Content-Type");
    } else {
        edit(&mut shown, |value| {
            let named = named(passage, value);
            value.as_object_mut().into_iter().for_each(|members| members.extend(named.clone()));
            true
        });
    }
    shown.status = status;
    passage.damage();
    Ok(shown)
}

async fn old(passage: &Passage<'_>, method: Method) -> Outcome {
    let before = if passage.is(method) { passage.shown().await } else { None };
    let mut outcome = passage.pass().await;
    if let (Some(before), Ok(received)) = (before, &mut outcome)
        && received.is_success()
        && received.json().is_some()
        && received.body != before.body
    {
        received.body = before.body;
        passage.damage();
    }
    outcome
}

/// Sends the first member whose value would change as it is.
async fn without_member(passage: &Passage<'_>, method: Method) -> Outcome {
    let shown = if passage.is(method) { passage.shown().await } else { None };
    let Some(shown) = shown.and_then(|shown| shown.json()) else { return passage.pass().await };
    let mut sent = passage.sent.clone();
    let changed = edit_sent(&mut sent, |value| {
        let Some(members) = value.as_object_mut() else { return false };
        let differing =
            members.iter_mut().find(|(name, value)| shown.get(name).is_some_and(|known| known != *value));
        let Some((name, value)) = differing else { return false };
        *value = shown.get(name).cloned().unwrap_or(Value::Null);
        true
    });
    pass_changed(passage, &sent, changed).await
}

async fn pass_changed(passage: &Passage<'_>, sent: &crate::live::exchange::Sent, changed: bool) -> Outcome {
    if changed {
        passage.damage();
    }
    passage.ask(sent).await
}

async fn nulls_ignored(passage: &Passage<'_>) -> Outcome {
    let shown = if passage.is(Method::Patch) { passage.shown().await } else { None };
    let Some(shown) = shown.and_then(|shown| shown.json()) else { return passage.pass().await };
    let mut sent = passage.sent.clone();
    let changed = edit_sent(&mut sent, |value| {
        let members = value.as_object_mut().into_iter().flatten();
        let nulls = members.filter(|(_, value)| value.is_null());
        let kept = nulls.filter_map(|(name, value)| {
            let known = shown.get(name).filter(|known| !known.is_null())?;
            *value = known.clone();
            Some(())
        });
        kept.count() > 0
    });
    pass_changed(passage, &sent, changed).await
}

async fn clears(passage: &Passage<'_>) -> Outcome {
    let operation = passage.operation.filter(|_| passage.is(Method::Patch));
    let Some(shape) = operation.and_then(|operation| passage.surroundings.taken(operation)) else {
        return passage.pass().await;
    };
    let shown = passage.shown().await.and_then(|shown| shown.json());
    let mut sent = passage.sent.clone();
    let changed = edit_sent(&mut sent, |value| {
        let Some(members) = value.as_object_mut().filter(|members| !members.is_empty()) else { return false };
        let set = |name: &str| {
            shown.as_ref().and_then(|shown| shown.get(name)).is_some_and(|value| !value.is_null())
        };
        let another = shape
            .members
            .iter()
            .find(|member| member.facts.nullable && !members.contains_key(&member.name) && set(&member.name));
        another.is_some_and(|another| members.insert(another.name.clone(), Value::Null).is_none())
    });
    pass_changed(passage, &sent, changed).await
}

/// Sends the write to the other items of the same kind that were used last, once it was accepted.
async fn reaches(passage: &Passage<'_>, method: Method) -> Outcome {
    let outcome = passage.pass().await;
    let Some(operation) = passage.operation else { return outcome };
    let path = passage.sent.path();
    let key = format!("{} {}", passage.asker(), operation.path.text);
    let done = outcome.as_ref().is_ok_and(Received::is_success);
    let mut used = passage.memory().list(&key);
    if done && (passage.reads_one() || passage.is_update()) {
        used.retain(|other| other != path);
        used.push(path.to_owned());
        passage.memory().set_list(&key, used.clone());
    }
    if !passage.is(method) || !done {
        return outcome;
    }
    for other in used.into_iter().rev().skip(1).take(REACHED) {
        let mut sent = passage.sent.clone();
        sent.target = other;
        remove_field(&mut sent.headers, "If-Match");
        passage.provoke(&sent).await;
    }
    outcome
}

async fn merges(passage: &Passage<'_>) -> Outcome {
    let operation = passage.operation.filter(|_| passage.is(Method::Put));
    let Some(shape) = operation.and_then(|operation| passage.surroundings.taken(operation)) else {
        return passage.pass().await;
    };
    let shown = passage.shown().await.and_then(|shown| shown.json());
    let mut sent = passage.sent.clone();
    let changed = edit_sent(&mut sent, |value| {
        let (Some(members), Some(shown)) = (value.as_object_mut(), &shown) else { return false };
        let absent: Vec<_> =
            shape.members.iter().filter(|member| !members.contains_key(&member.name)).collect();
        let kept = absent.into_iter().filter_map(|member| {
            let known = shown.get(&member.name).filter(|known| !known.is_null())?;
            members.insert(member.name.clone(), known.clone());
            Some(())
        });
        kept.count() > 0
    });
    pass_changed(passage, &sent, changed).await
}

async fn refused(passage: &Passage<'_>) -> Outcome {
    let outcome = passage.pass().await;
    if outcome.as_ref().is_ok_and(|received| received.status == 412) {
        let mut sent = passage.sent.clone();
        remove_field(&mut sent.headers, "If-Match");
        passage.provoke(&sent).await;
    }
    outcome
}

async fn races(passage: &Passage<'_>) -> Outcome {
    let conditional = passage.sent.header_value("If-Match").map(String::from_utf8_lossy);
    let shown = if conditional.is_some() { passage.shown().await } else { None };
    let (Some(condition), Some(shown)) = (conditional, shown) else { return passage.pass().await };
    if shown.header("ETag") != Some(condition.as_ref()) {
        return passage.pass().await;
    }
    tokio::time::sleep(RACE).await;
    let mut sent = passage.sent.clone();
    remove_field(&mut sent.headers, "If-Match");
    pass_changed(passage, &sent, true).await
}

/// Writes back what an accepted update changed.
async fn undone(passage: &Passage<'_>) -> Outcome {
    let before = if passage.is_update() { passage.shown().await } else { None };
    let outcome = passage.pass().await;
    let (Some(before), Ok(received)) = (before.and_then(|before| before.json()), &outcome) else {
        return outcome;
    };
    if !received.is_success() {
        return outcome;
    }
    let mut sent = passage.sent.clone();
    let named = named(passage, &before);
    let restored = edit_sent(&mut sent, |value| {
        let members = named.keys().filter_map(|name| Some((name.clone(), before.get(name)?.clone())));
        let old: Map<String, Value> = members.collect();
        let differs = old != named;
        value.as_object_mut().into_iter().for_each(|members| members.extend(old.clone()));
        differs
    });
    match received.header("ETag") {
        Some(tag) if sent.header_value("If-Match").is_some() => set_field(&mut sent.headers, "If-Match", tag),
        Some(_) | None => {
            remove_field(&mut sent.headers, "If-Match");
        }
    }
    if restored {
        passage.provoke(&sent).await;
    }
    outcome
}
