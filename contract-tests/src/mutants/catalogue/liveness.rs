//! Answers that do not come, or not whole. It must not know what they say.

use super::places::{ANSWERS_204, ANY, HEAD, JSON_TAKEN, READ, WRITE};
use crate::api::Method;
use crate::live::exchange::Received;
use crate::mutants::mutant::{Class, Damage, Mutant, Place, mutant};
use crate::mutants::passage::Passage;
use crate::mutants::wire::{Cut, is_bodiless};

const fn wire(
    name: &'static str,
    what: &'static str,
    place: Place,
    cut: fn(&Passage<'_>, &Received, u64) -> Cut,
) -> Mutant {
    mutant(Class::Liveness, name, what, place, Damage::Wire(cut))
}

/// Every so many answers are damaged where one alone is hard to see.
const EVERY: u64 = 5;

pub(super) const MUTANTS: &[Mutant] = &[
    wire(
        "closed_at_missing",
        "where 404 is to be answered the connection is closed",
        READ,
        |_, answer, _| when(answer.status == 404, Cut::Nothing),
    ),
    wire(
        "closed_at_refusals",
        "where 400 or 422 is to be answered the connection is closed",
        JSON_TAKEN,
        |_, answer, _| when(matches!(answer.status, 400 | 422), Cut::Nothing),
    ),
    wire(
        "closed_after_writes",
        "after a write the connection is closed without an answer",
        WRITE,
        |passage, answer, _| {
            let write = passage.operation.is_some_and(|operation| !operation.method.is_safe());
            when(write && answer.is_success(), Cut::Nothing)
        },
    ),
    wire("half_bodies", "of every fifth body the first half comes", READ, |passage, answer, count| {
        when(count.is_multiple_of(EVERY) && has_body(passage, answer), Cut::Half)
    }),
    wire("half_bodies_of_reads", "of bodies of reads the first half comes", READ, |passage, answer, _| {
        when(passage.is(Method::Get) && has_body(passage, answer), Cut::Half)
    }),
    wire("chunks_without_size", "bodies are sent in chunks that have no size", READ, |passage, answer, _| {
        when(passage.is(Method::Get) && has_body(passage, answer), Cut::BrokenChunk)
    }),
    wire("body_after_no_content", "204 has a body", ANSWERS_204, |_, answer, _| {
        when(answer.status == 204, Cut::Forbidden)
    }),
    wire("body_after_head", "HEAD is answered with a body", HEAD, |passage, _, _| {
        when(passage.sent.method == "HEAD" && passage.operation.is_some(), Cut::Forbidden)
    }),
    wire("length_too_large", "Content-Length says more than comes", READ, |passage, answer, _| {
        when(passage.is(Method::Get) && answer.is_success() && has_body(passage, answer), Cut::Length(7))
    }),
    wire("length_too_small", "Content-Length says less than comes", READ, |passage, answer, _| {
        when(passage.is(Method::Get) && answer.is_success() && has_body(passage, answer), Cut::Length(-1))
    }),
    wire("stray_bytes", "bytes that are of no answer follow", READ, |passage, answer, _| {
        when(passage.is(Method::Get) && has_body(passage, answer), Cut::Stray)
    }),
    wire("no_http", "errors are answered without a status line", ANY, |_, answer, _| {
        when(answer.status >= 400, Cut::NoHttp)
    }),
    mutant(
        Class::Liveness,
        "every_fifth_fails",
        "every fifth success is answered as 500",
        ANY,
        Damage::Answer(|passage, answer| fails(passage, answer, 500)),
    ),
    mutant(
        Class::Liveness,
        "every_fifth_unavailable",
        "every fifth success is answered as 502",
        ANY,
        Damage::Answer(|passage, answer| fails(passage, answer, 502)),
    ),
    mutant(
        Class::Liveness,
        "second_write_fails",
        "every second success of a write is answered as 500",
        WRITE,
        Damage::Answer(|passage, answer| {
            let write = passage.operation.is_some_and(|operation| !operation.method.is_safe());
            write && answer.is_success() && counted(passage).is_multiple_of(2) && failed(answer, 500)
        }),
    ),
];

fn when(damaged: bool, cut: Cut) -> Cut {
    if damaged { cut } else { Cut::Whole }
}

fn has_body(passage: &Passage<'_>, answer: &Received) -> bool {
    answer.body.len() > 1 && !is_bodiless(&passage.sent.method, answer.status)
}

/// Counts what was damaged or might have been, from 1.
fn counted(passage: &Passage<'_>) -> u64 {
    let mut memory = passage.memory();
    let count = memory.text("count").and_then(|text| text.parse().ok()).unwrap_or(0_u64) + 1;
    memory.keep_text("count", &count.to_string());
    count
}

fn fails(passage: &Passage<'_>, answer: &mut Received, status: u16) -> bool {
    answer.is_success() && counted(passage).is_multiple_of(EVERY) && failed(answer, status)
}

fn failed(answer: &mut Received, status: u16) -> bool {
    answer.status = status;
    answer.body = b"out of order".to_vec();
    crate::mutants::json::set_field(&mut answer.headers, "Content-Type", "text/plain");
    true
}
