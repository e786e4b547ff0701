//! Entity tags that do not follow the representation, and conditions that are not heeded. It must not know how it is
//! seen.

use futures_util::future::FutureExt;

use super::{answer, course, request};
use crate::api::Method;
use crate::live::exchange::{Outcome, Received};
use crate::mutants::catalogue::places::{DELETE, IF_MATCH, IF_NONE_MATCH, TAGGED_READ, TAGGED_UPDATE};
use crate::mutants::json::{change_field, remove_field};
use crate::mutants::mutant::{Mutant, Place};
use crate::mutants::passage::Passage;

const DELETE_IF_MATCH: Place = Place {
    what: "is a DELETE that takes If-Match",
    has: |near, operation| (DELETE.has)(near, operation) && (IF_MATCH.has)(near, operation),
};

pub(super) const MUTANTS: &[Mutant] = &[
    course("etag_frozen", "the ETag of a path stays, and matches always", TAGGED_READ, |passage| {
        frozen(passage).boxed()
    }),
    answer("etag_random", "the ETag differs with every answer", TAGGED_READ, |passage, answer| {
        let count = passage.memory().text("count").and_then(|text| text.parse().ok()).unwrap_or(0_u64) + 1;
        passage.memory().keep_text("count", &count.to_string());
        answer.is_success() && change_field(&mut answer.headers, "ETag", |_| format!("\"{count:08x}\""))
    }),
    course(
        "etag_kept_by_update",
        "the answer to an update has the ETag from before it",
        TAGGED_UPDATE,
        |passage| kept(passage).boxed(),
    ),
    answer("etag_of_all", "everything has the same ETag", TAGGED_READ, |_, answer| {
        answer.is_success() && change_field(&mut answer.headers, "ETag", |_| "\"1\"".to_owned())
    }),
    request("if_match_ignored", "If-Match is ignored", IF_MATCH, |_, sent| {
        remove_field(&mut sent.headers, "If-Match")
    }),
    request("if_match_ignored_by_delete", "DELETE ignores If-Match", DELETE_IF_MATCH, |passage, sent| {
        passage.is(Method::Delete) && remove_field(&mut sent.headers, "If-Match")
    }),
    request("if_match_never", "no If-Match matches", IF_MATCH, |_, sent| {
        change_field(&mut sent.headers, "If-Match", |_| "\"never\"".to_owned())
    }),
    request("if_none_match_ignored", "If-None-Match is ignored", IF_NONE_MATCH, |_, sent| {
        remove_field(&mut sent.headers, "If-None-Match")
    }),
    answer("if_none_match_always", "every If-None-Match matches", IF_NONE_MATCH, |passage, answer| {
        let conditional = passage.is(Method::Get) && passage.sent.header_value("If-None-Match").is_some();
        let modified = conditional && answer.status == 200;
        if modified {
            answer.status = 304;
            answer.body.clear();
            remove_field(&mut answer.headers, "Content-Type");
        }
        modified
    }),
];

async fn frozen(passage: &Passage<'_>) -> Outcome {
    let path = passage.sent.path().to_owned();
    let first = passage.memory().text(&path);
    let mut sent = passage.sent.clone();
    let matches = |name: &str| {
        let condition = passage.sent.header_value(name).map(String::from_utf8_lossy);
        condition.is_some() && condition.as_deref() == first.as_deref()
    };
    if matches("If-Match") {
        remove_field(&mut sent.headers, "If-Match");
    }
    let mut outcome = passage.ask(&sent).await;
    let Ok(received) = &mut outcome else { return outcome };
    let Some(tag) = received.header("ETag").map(str::to_owned) else { return outcome };
    let kept = first.clone().unwrap_or(tag);
    passage.memory().keep_text(&path, &kept);
    if change_field(&mut received.headers, "ETag", |_| kept.clone()) {
        passage.damage();
    }
    if matches("If-None-Match") && received.status == 200 {
        received.status = 304;
        received.body.clear();
        passage.damage();
    }
    outcome
}

async fn kept(passage: &Passage<'_>) -> Outcome {
    let before = if passage.is_update() { passage.shown().await } else { None };
    let mut outcome = passage.pass().await;
    let tag = before.as_ref().and_then(|before| before.header("ETag")).map(str::to_owned);
    if let (Some(tag), Ok(received)) = (tag, &mut outcome)
        && Received::is_success(received)
        && change_field(&mut received.headers, "ETag", |_| tag.clone())
    {
        passage.damage();
    }
    outcome
}
