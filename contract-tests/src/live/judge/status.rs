//! The status: whether it is documented, whether the server failed, and whether it accepts what it must not. It must
//! not know bodies or headers of answers.

use super::checks;
use super::validity::{Doubt, Flaw, Part};
use super::{Facts, response};
use crate::live::finding::Violation;

/// A request that is longer than this may be refused for its size (413, 414, 431) whatever the document says.
const HEAD_BYTES_LARGE: usize = 2048;
const BODY_BYTES_LARGE: usize = 64 * 1024;

/// Judges the status of an operation's answer.
pub(super) fn violations(facts: &Facts<'_>) -> Option<Violation> {
    let status = facts.received.status;
    let documented = response(facts.operation, status).is_some();
    if status == 500 || status >= 500 && !documented && !is_overload(facts) {
        return Some(failed(status, &facts.operation.pointer, class(facts)));
    }
    if documented || is_of_http(facts) {
        return None;
    }
    let pointer = format!("{}/responses", facts.operation.pointer);
    let message = format!("{status} is not a documented status of {}", facts.operation);
    let cause = format!("{pointer}/{status}");
    Some(Violation::new(checks::STATUS, pointer, message).caused_by(cause).showing(status.to_string()))
}

/// A server that failed at that place of the document.
pub(super) fn failed(status: u16, pointer: &str, class: &str) -> Violation {
    let message = format!("the server fails with {status} on {class}");
    Violation::new(checks::SERVER_ERROR, pointer, message).showing(format!("{status} {class}"))
}

/// An invalid request that was answered with success.
pub(super) fn accepted(facts: &Facts<'_>) -> Option<Violation> {
    let flaw = facts.validity.flaws.iter().find(|flaw| is_binding(facts, flaw))?;
    let place = match &flaw.part {
        Part::Parameter(location, name) => format!("{} parameter `{name}`", location.as_str()),
        Part::MediaType => "content type".to_owned(),
        Part::Syntax => "body".to_owned(),
        Part::Body(pointer) if pointer.is_empty() => "body".to_owned(),
        Part::Body(pointer) => format!("body at `{pointer}`"),
    };
    let message = format!("a request is accepted although its {place} is invalid: {}", flaw.message);
    let violation = Violation::new(checks::INVALID_ACCEPTED, flaw.pointer.as_str(), message);
    Some(match flaw.part {
        Part::Syntax | Part::MediaType => violation
            .caused_by(format!("{} {}", facts.operation.pointer, flaw.message))
            .showing(flaw.message.as_str()),
        Part::Parameter(..) | Part::Body(_) => violation.caused_by(flaw.cause.as_str()),
    })
}

/// A document that has no 415 does not say that other media types are refused.
fn is_binding(facts: &Facts<'_>, flaw: &Flaw) -> bool {
    match flaw.part {
        Part::MediaType => {
            facts.operation.responses.iter().any(|response| response.status.covers(415))
                && response(facts.operation, 415)
                    .is_some_and(|(_, found)| matches!(found.status, crate::api::StatusPattern::Exact(_)))
        }
        Part::Parameter(..) | Part::Syntax | Part::Body(_) => true,
    }
}

/// What kind of request it was, for people and for grouping.
fn class(facts: &Facts<'_>) -> &'static str {
    match facts.validity.flaws.first().map(|flaw| &flaw.part) {
        Some(Part::Syntax) => "a malformed body",
        Some(Part::MediaType) => "an undocumented content type",
        Some(Part::Body(_)) => "an invalid body",
        Some(Part::Parameter(..)) => "an invalid parameter",
        None if facts.validity.doubts.is_empty() => "a valid request",
        None => "an unusual request",
    }
}

/// Answers of a server that is asked too much.
fn is_overload(facts: &Facts<'_>) -> bool {
    matches!(facts.received.status, 429 | 503) && facts.received.header("Retry-After").is_some()
}

/// Statuses that HTTP itself has for what was sent, which a document need not repeat (RFC 9110 §15.5).
fn is_of_http(facts: &Facts<'_>) -> bool {
    let doubtful = |doubt| facts.validity.doubts.contains(&doubt);
    let flawed = |part| facts.validity.flaws.iter().any(|flaw| flaw.part == part);
    match facts.received.status {
        400 => doubtful(Doubt::Encoding) || doubtful(Doubt::PathForm),
        // A path that servers normalise may lead elsewhere.
        301 | 302 | 307 | 308 | 404 | 405 => doubtful(Doubt::PathForm) || doubtful(Doubt::Encoding),
        413 => facts.sent.body.as_ref().is_some_and(|body| body.len() > BODY_BYTES_LARGE),
        414 | 431 => {
            let fields = facts.sent.headers.iter().map(|(name, value)| name.len() + value.len());
            facts.sent.target.len() + fields.sum::<usize>() > HEAD_BYTES_LARGE
        }
        415 => flawed(Part::MediaType) || doubtful(Doubt::Content),
        _ => is_overload(facts),
    }
}
