//! Answers with another status. It must not know which statuses the document has.

use super::places::{ANSWERS_201, ANSWERS_204, ANSWERS_401, ANSWERS_404, ANY, DELETE, READ, REFUSES, WRITE};
use crate::api::Method;
use crate::live::exchange::Received;
use crate::mutants::json::set_field;
use crate::mutants::mutant::{Class, Damage, Mutant, mutant};
use crate::mutants::passage::Passage;

const fn status(
    name: &'static str,
    what: &'static str,
    place: crate::mutants::mutant::Place,
    change: Answer,
) -> Mutant {
    mutant(Class::Status, name, what, place, Damage::Answer(change))
}

type Answer = fn(&Passage<'_>, &mut Received) -> bool;

pub(super) const MUTANTS: &[Mutant] = &[
    status("created_as_ok", "201 is answered as 200", ANSWERS_201, |_, answer| swap(answer, 201, 200)),
    status("created_as_accepted", "201 is answered as 202", ANSWERS_201, |_, answer| swap(answer, 201, 202)),
    status("read_as_created", "200 to a read is answered as 201", READ, |passage, answer| {
        passage.is(Method::Get) && swap(answer, 200, 201)
    }),
    status("read_as_partial", "200 to a read is answered as 203", READ, |passage, answer| {
        passage.is(Method::Get) && swap(answer, 200, 203)
    }),
    status("done_as_accepted", "success of a write is answered as 202", WRITE, |passage, answer| {
        !passage.is(Method::Get) && (swap(answer, 200, 202) || swap(answer, 204, 202))
    }),
    status("no_content_as_ok", "204 is answered as 200 without a body", ANSWERS_204, |_, answer| {
        swap(answer, 204, 200)
    }),
    status("deleted_as_missing", "a deletion that was done is answered as 410", DELETE, |passage, answer| {
        let done = passage.is(Method::Delete) && answer.is_success();
        done && replace(answer, 410, b"{}")
    }),
    status("missing_as_null", "404 is answered as 200 with null", ANSWERS_404, |_, answer| {
        answer.status == 404 && replace(answer, 200, b"null")
    }),
    status("missing_as_empty", "404 is answered as 200 with an empty object", ANSWERS_404, |_, answer| {
        answer.status == 404 && replace(answer, 200, b"{}")
    }),
    status("missing_as_no_content", "404 is answered as 204", ANSWERS_404, |_, answer| {
        answer.status == 404 && replace(answer, 204, b"")
    }),
    status("missing_as_redirect", "404 is answered as 302", ANSWERS_404, |_, answer| {
        set_field(&mut answer.headers, "Location", "/");
        swap(answer, 404, 302)
    }),
    status("missing_as_failure", "404 is answered as 500", ANSWERS_404, |_, answer| swap(answer, 404, 500)),
    status("refusal_as_failure", "400 and 422 are answered as 500", REFUSES, |_, answer| {
        swap(answer, 400, 500) || swap(answer, 422, 500)
    }),
    status(
        "refusal_as_success",
        "400 and 422 are answered as 200, with the error as the body",
        REFUSES,
        |_, answer| swap(answer, 400, 200) || swap(answer, 422, 200),
    ),
    status("refusal_as_teapot", "400 and 422 are answered as 418", REFUSES, |_, answer| {
        swap(answer, 400, 418) || swap(answer, 422, 418)
    }),
    status("refusals_renamed", "400 is answered as 406 and 422 as 424", REFUSES, |_, answer| {
        swap(answer, 400, 406) || swap(answer, 422, 424)
    }),
    status("challenge_as_refusal", "401 is answered as 400", ANSWERS_401, |_, answer| swap(answer, 401, 400)),
    status("challenge_as_login", "401 is answered as 302 to a login", ANSWERS_401, |_, answer| {
        set_field(&mut answer.headers, "Location", "/login");
        swap(answer, 401, 302)
    }),
    status(
        "method_accepted",
        "a method that is not documented is answered with 200",
        ANY,
        |passage, answer| passage.operation.is_none() && answer.status == 405 && replace(answer, 200, b"{}"),
    ),
    status("method_fails", "a method that is not documented is answered with 500", ANY, |passage, answer| {
        passage.operation.is_none() && swap(answer, 405, 500)
    }),
];

fn swap(answer: &mut Received, from: u16, to: u16) -> bool {
    let swapped = answer.status == from;
    if swapped {
        answer.status = to;
    }
    swapped
}

fn replace(answer: &mut Received, status: u16, body: &[u8]) -> bool {
    answer.status = status;
    answer.body = body.to_vec();
    set_field(&mut answer.headers, "Content-Type", "application/json");
    true
}
