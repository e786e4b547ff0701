//! The body of an answer: its media type, its syntax and its schema. It must not know statuses or other headers.

use serde_json::Value;

use super::{Facts, checks, values};
use crate::api::{MediaType, Response};
use crate::document::pointer;
use crate::live::exchange::Received;
use crate::live::finding::Violation;
use crate::schema::{Direction, SchemaId};
use crate::wire::decode::{Kinds, scalar};
use crate::wire::media::MediaRange;

/// Violations of one body that are reported; the rest of a body that is altogether different says nothing more.
const VIOLATIONS_MAX: usize = 8;

/// Judges the body by the documented response: which content it is, and what is wrong.
pub(super) fn violations(facts: &Facts<'_>, response: &Response) -> (Option<usize>, Vec<Violation>) {
    let received = facts.received;
    if response.contents.is_empty() || facts.sent.method == "HEAD" || is_bodiless(received) {
        return (None, Vec::new());
    }
    let Some(header) = received.header("Content-Type") else {
        let message = if received.body.is_empty() {
            "the answer has no body, and the document has one"
        } else {
            "the answer has a body without Content-Type"
        };
        return (None, vec![undocumented(response, message, "none")]);
    };
    let Some(media_type) = MediaRange::parse(header).filter(MediaRange::is_type) else {
        return (
            None,
            vec![undocumented(response, "the answer's Content-Type is no media type", "malformed")],
        );
    };
    let Some((at, content)) = content(response, &media_type) else {
        let message = format!("the answer is {}, which is not documented", media_type.essence());
        return (None, vec![undocumented(response, &message, &media_type.essence())]);
    };
    (Some(at), body(facts, content, &media_type))
}

/// 204, 205 and 304 have no content whatever the document says, and a coded body is not read.
fn is_bodiless(received: &Received) -> bool {
    let coded = received.header("Content-Encoding").is_some_and(|coding| coding.trim() != "identity");
    matches!(received.status, 204 | 205 | 304) || coded || received.framing.short.is_some()
}

fn undocumented(response: &Response, message: &str, seen: &str) -> Violation {
    Violation::new(checks::MEDIA_TYPE, response.pointer.as_str(), message).showing(seen)
}

fn content<'r>(response: &'r Response, media_type: &MediaRange) -> Option<(usize, &'r MediaType)> {
    let covering = response.contents.iter().enumerate().filter_map(|(at, content)| {
        let range = MediaRange::parse(&content.name)?;
        range.covers(media_type).then(|| (range.precision(), at, content))
    });
    let (_, at, content) = covering.max_by_key(|(precision, at, _)| (*precision, std::cmp::Reverse(*at)))?;
    Some((at, content))
}

fn body(facts: &Facts<'_>, content: &MediaType, media_type: &MediaRange) -> Vec<Violation> {
    let bytes = facts.received.body.as_slice();
    let unreadable = |message: &str| {
        vec![Violation::new(checks::BODY_SYNTAX, content.pointer.as_str(), message).showing(message)]
    };
    if media_type.is_json() {
        let Ok(text) = std::str::from_utf8(bytes) else { return unreadable("the body is not UTF-8") };
        // RFC 8259 §8.1; many parsers fail on it.
        if text.starts_with('\u{feff}') {
            return unreadable("the body begins with a byte order mark, which JSON must not have");
        }
        if text.trim().is_empty() {
            return unreadable("the body is empty, and should be JSON");
        }
        return match (serde_json::from_str(text), content.schema) {
            (Ok(value), Some(schema)) => against_schema(facts, schema, &value),
            (Ok(_), None) => Vec::new(),
            (Err(_), _) => unreadable("the body is not JSON"),
        };
    }
    let unicode = media_type.charset().is_none_or(|charset| charset == "utf-8" || charset == "us-ascii");
    if media_type.is_text() && unicode {
        return match (std::str::from_utf8(bytes), content.schema) {
            (Ok(text), Some(schema)) => text_against_schema(facts, schema, text),
            (Ok(_), None) => Vec::new(),
            (Err(_), _) if media_type.charset().is_some() => unreadable("the body is not of its charset"),
            // Without a charset, the text's encoding is not said.
            (Err(_), _) => Vec::new(),
        };
    }
    Vec::new()
}

fn against_schema(facts: &Facts<'_>, schema: SchemaId, value: &Value) -> Vec<Violation> {
    let found = values::violations(&facts.api.schemas, schema, value, Direction::Response);
    let mut violations: Vec<Violation> = Vec::new();
    for violation in found {
        // What was stored for a request that could be judged either way comes back.
        let wrong = value.pointer(&violation.instance);
        let stored = violation.keyword == "format" && is_stored(facts, &violation.instance);
        if stored && values::is_loose(&facts.api.schemas, &violation, wrong) {
            continue;
        }
        let instance = values::generalised(&violation.instance);
        let place = if instance.is_empty() { "the body".to_owned() } else { format!("`{instance}`") };
        let message = format!("{place} {}", values::phrase(&violation));
        let cause = values::cause(&violation);
        let violation = Violation::new(checks::BODY_SCHEMA, violation.schema, message).caused_by(cause);
        if violations.iter().all(|known| known.cause != violation.cause) {
            violations.push(violation);
        }
        if violations.len() == VIOLATIONS_MAX {
            break;
        }
    }
    violations
}

/// Whether a value may be one that a request brought, by the nearest name above it.
fn is_stored(facts: &Facts<'_>, instance: &str) -> bool {
    let tokens = pointer::tokens(instance).unwrap_or_default();
    let name = tokens.iter().rev().find(|token| pointer::index(token).is_none());
    name.is_none_or(|name| facts.is_written(name))
}

/// A text is a value without structure; one that a schema takes in any way is good.
fn text_against_schema(facts: &Facts<'_>, schema: SchemaId, text: &str) -> Vec<Violation> {
    let kinds = Kinds::of(&facts.api.schemas, schema);
    let read = scalar(text, kinds);
    let violations =
        |value: &Value| values::violations(&facts.api.schemas, schema, value, Direction::Response);
    let mut candidates = read.strict.iter().chain(&read.lenient);
    let first = read.strict.first();
    match first {
        Some(first) if !candidates.any(|value| violations(value).is_empty()) => {
            against_schema(facts, schema, first)
        }
        Some(_) | None => Vec::new(),
    }
}
