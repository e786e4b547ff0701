//! Whether there was an answer, and whether the message is one: its length and its lack of content where HTTP wants
//! none. It must not know the document.

use super::checks;
use crate::live::exchange::{Failure, Outcome, Sent};
use crate::live::finding::Violation;

/// A body that is longer than this may be cut off by a server that has already refused it.
const BODY_BYTES_LARGE: usize = 64 * 1024;

/// Judges an answer as a message; `pointer` is the operation or path that was asked.
pub(super) fn violations(pointer: &str, sent: &Sent, outcome: &Outcome) -> Vec<Violation> {
    let received = match outcome {
        Ok(received) => received,
        Err(failure) => return no_answer(pointer, sent, failure).into_iter().collect(),
    };
    let mut violations = Vec::new();
    let mut add = |check, message: &str| {
        violations.push(Violation::new(check, pointer, message).showing(message));
    };
    let framing = &received.framing;
    if framing.short.is_some() {
        add(checks::FRAMING, "the response ends before its announced length");
    }
    if framing.length_conflict {
        add(checks::FRAMING, "the response's Content-Length is contradictory or no number");
    }
    let bodiless = match received.status {
        _ if sent.method == "HEAD" => Some("an answer to HEAD"),
        204 => Some("a 204 response"),
        205 => Some("a 205 response"),
        304 => Some("a 304 response"),
        _ => None,
    };
    match bodiless {
        Some(what) if framing.excess_bytes > 0 || !received.body.is_empty() => {
            add(checks::BODY_FORBIDDEN, &format!("{what} has a body"));
        }
        None if framing.excess_bytes > 0 => {
            add(checks::FRAMING, "the response is longer than its announced length");
        }
        Some(_) | None => {}
    }
    // A 204 must not announce a length at all (RFC 9110 §8.6).
    if received.status == 204 && received.header("Content-Length").is_some_and(|length| length.trim() != "0")
    {
        add(checks::FRAMING, "a 204 response has a Content-Length");
    }
    violations
}

fn no_answer(pointer: &str, sent: &Sent, failure: &Failure) -> Option<Violation> {
    let large = sent.body.as_ref().is_some_and(|body| body.len() > BODY_BYTES_LARGE);
    match failure {
        // That is not the answer's fault: the run ends when it stays so.
        Failure::Connect(_) => None,
        Failure::Closed if large => None,
        Failure::Closed | Failure::Timeout | Failure::Malformed(_) | Failure::TooLarge { .. } => {
            let message = match failure {
                Failure::Malformed(_) => "the response is not HTTP".to_owned(),
                Failure::Connect(_) | Failure::Closed | Failure::Timeout | Failure::TooLarge { .. } => {
                    failure.to_string()
                }
            };
            Some(Violation::new(checks::NO_ANSWER, pointer, message.as_str()).showing(message.as_str()))
        }
    }
}
