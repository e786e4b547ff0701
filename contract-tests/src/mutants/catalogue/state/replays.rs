//! Keys of replays that are not heeded. It must not know how it is seen.

use futures_util::future::FutureExt;

use super::{course, request};
use crate::live::exchange::Outcome;
use crate::mutants::catalogue::places::KEYED;
use crate::mutants::json::{change_field, remove_field};
use crate::mutants::mutant::{Mutant, Place};
use crate::mutants::passage::Passage;

const KEYED_BY_TWO: Place = Place {
    what: "takes an Idempotency-Key of one of two identities",
    has: |near, operation| near.identities.len() > 1 && (KEYED.has)(near, operation),
};

pub(super) const MUTANTS: &[Mutant] = &[
    request("key_ignored", "the Idempotency-Key is ignored", KEYED, |_, sent| {
        remove_field(&mut sent.headers, "Idempotency-Key")
    }),
    request("key_new_each_time", "each request has an Idempotency-Key of its own", KEYED, |passage, sent| {
        let count = passage.memory().text("count").and_then(|text| text.parse().ok()).unwrap_or(0_u64) + 1;
        passage.memory().keep_text("count", &count.to_string());
        change_field(&mut sent.headers, "Idempotency-Key", |key| {
            let kept: String = key.chars().take(8).collect();
            if key.len() < 8 { key.to_owned() } else { format!("{kept}{count:08}") }
        })
    }),
    course(
        "key_of_other_body_replayed",
        "a used Idempotency-Key with another body is replayed",
        KEYED,
        |passage| replayed(passage, passage.asker()).boxed(),
    ),
    course(
        "key_shared",
        "the Idempotency-Key of one identity replays for another",
        KEYED_BY_TWO,
        |passage| replayed(passage, String::new()).boxed(),
    ),
];

/// Answers what was answered to the key before, whatever the request is.
async fn replayed(passage: &Passage<'_>, asker: String) -> Outcome {
    let Some(key) = passage.sent.header_value("Idempotency-Key") else { return passage.pass().await };
    let key = format!("{asker} {} {}", passage.sent.path(), String::from_utf8_lossy(key));
    let known = passage.memory().answer(&key);
    let body = String::from_utf8_lossy(passage.sent.body.as_deref().unwrap_or_default()).into_owned();
    if let Some(known) = known {
        let same = passage
            .memory()
            .text(&key)
            .is_some_and(|first| first == [&passage.asker(), "\n", body.as_str()].concat());
        if same {
            return passage.pass().await;
        }
        passage.damage();
        return Ok(known);
    }
    let outcome = passage.pass().await;
    if let Ok(received) = &outcome
        && received.is_success()
    {
        let first = [&passage.asker(), "\n", body.as_str()].concat();
        let mut memory = passage.memory();
        memory.keep(&key, received);
        memory.keep_text(&key, &first);
    }
    outcome
}
