//! Whether the body of a request is valid: there when required, of a documented content type, readable, and of its
//! schema. It must not know the request's parameters.

use serde_json::Value;

use super::validity::{Doubt, Flaw, Part, Validity};
use super::{loose, values};
use crate::api::{Api, Body, MediaType, Operation};
use crate::live::exchange::Sent;
use crate::schema::validate::Violation;
use crate::schema::{Direction, SchemaId};
use crate::wire::decode::{Split, parameter as readings};
use crate::wire::media::MediaRange;

/// Longer bodies may be refused for their size.
const BYTES_LARGE: usize = 64 * 1024;

/// Structure that a JSON parser need not follow (RFC 8259 §9).
const DEPTH_LARGE: usize = 30;

/// Judges the body of a request to an operation.
pub(super) fn judge(api: &Api, operation: &Operation, sent: &Sent, validity: &mut Validity) {
    let bytes = sent.body.as_deref().unwrap_or_default();
    let Some(body) = &operation.body else {
        if !bytes.is_empty() {
            validity.doubts.push(Doubt::Content);
        }
        return;
    };
    if bytes.len() > BYTES_LARGE {
        validity.doubts.push(Doubt::Size);
    }
    if bytes.is_empty() {
        // An empty text may be a body.
        let text = content(body, sent).is_some_and(|(_, sent)| !sent.is_json() && !sent.is_form());
        if body.required && text {
            validity.doubts.push(Doubt::Content);
        } else if body.required {
            syntax(validity, body, "it is required and empty");
        }
        return;
    }
    let Some(header) = sent.header_value("Content-Type") else {
        return validity.doubts.push(Doubt::Content);
    };
    if MediaRange::parse(&String::from_utf8_lossy(header)).is_none() {
        return validity.doubts.push(Doubt::Content);
    }
    let Some((documented, media_type)) = content(body, sent) else {
        let flaw = Flaw::new(Part::MediaType, body.pointer.as_str(), "it is not a documented one");
        return validity.flaws.push(flaw);
    };
    if media_type.charset().is_some_and(|charset| charset != "utf-8" && charset != "utf8") {
        return validity.doubts.push(Doubt::Content);
    }
    if media_type.is_json() {
        json(api, body, documented, &media_type, bytes, validity);
    } else if media_type.is_form() {
        form(api, documented, bytes, validity);
    } else {
        text(api, documented, bytes, validity);
    }
}

/// The documented content that the sent type is of, the most exact one.
fn content<'b>(body: &'b Body, sent: &Sent) -> Option<(&'b MediaType, MediaRange)> {
    let header = String::from_utf8_lossy(sent.header_value("Content-Type")?).into_owned();
    let media_type = MediaRange::parse(&header)?;
    let covering = body.contents.iter().filter_map(|content| {
        let range = MediaRange::parse(&content.name)?;
        range.covers(&media_type).then(|| (range.precision(), content))
    });
    let (_, found) = covering.max_by_key(|(precision, _)| *precision)?;
    Some((found, media_type))
}

fn syntax(validity: &mut Validity, body: &Body, message: &str) {
    validity.flaws.push(Flaw::new(Part::Syntax, body.pointer.as_str(), message));
}

fn json(
    api: &Api,
    body: &Body,
    documented: &MediaType,
    media_type: &MediaRange,
    bytes: &[u8],
    validity: &mut Validity,
) {
    let Ok(text) = std::str::from_utf8(bytes) else { return validity.doubts.push(Doubt::Encoding) };
    if text.starts_with('\u{feff}') || depth(text) > DEPTH_LARGE {
        return validity.doubts.push(Doubt::LooseJson);
    }
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        // Half of a surrogate pair is JSON by its grammar (RFC 8259 §8.2).
        Err(_) if text.contains("\\u") => return validity.doubts.push(Doubt::LooseJson),
        Err(_) => return syntax(validity, body, "it is not JSON"),
    };
    if let Some(doubt) = loose::json(text, &value) {
        validity.doubts.push(doubt);
    }
    let Some(schema) = documented.schema else { return };
    let merge_patch = media_type.subtype == "merge-patch+json";
    for violation in values::violations(&api.schemas, schema, &value, Direction::Request) {
        let wrong = value.pointer(&violation.instance);
        if merge_patch && wrong.is_some_and(Value::is_null) {
            validity.doubts.push(Doubt::LooseMember);
            continue;
        }
        if values::is_loose(&api.schemas, &violation, wrong) {
            validity.doubts.push(Doubt::LooseMember);
            continue;
        }
        validity.flaws.push(of_body(violation));
    }
    if values::has_excluded(&api.schemas, schema, &value, Direction::Request) {
        validity.doubts.push(Doubt::LooseMember);
    }
}

/// A form is a set of texts, read like an exploded query.
fn form(api: &Api, documented: &MediaType, bytes: &[u8], validity: &mut Validity) {
    let Some(schema) = documented.schema else { return };
    let mut members: Vec<(String, String)> = Vec::new();
    for (name, value) in url::form_urlencoded::parse(bytes) {
        if members.iter().any(|(known, _)| *known == name) {
            return validity.doubts.push(Doubt::LooseText);
        }
        members.push((name.into_owned(), value.into_owned()));
    }
    let read = readings(&api.schemas, schema, Split::Members(&members));
    one_of_readings(api, schema, &read.strict, &read.lenient, validity);
}

fn text(api: &Api, documented: &MediaType, bytes: &[u8], validity: &mut Validity) {
    let is_text = MediaRange::parse(&documented.name).is_some_and(|range| range.is_text());
    match (documented.schema, std::str::from_utf8(bytes)) {
        (Some(schema), Ok(text)) if is_text => {
            let read = readings(&api.schemas, schema, Split::Texts(&[text.to_owned()]));
            one_of_readings(api, schema, &read.strict, &read.lenient, validity);
        }
        // Parts and binary contents are not read.
        (Some(_) | None, Ok(_) | Err(_)) => validity.doubts.push(Doubt::Content),
    }
}

fn one_of_readings(
    api: &Api,
    schema: SchemaId,
    strict: &[Value],
    lenient: &[Value],
    validity: &mut Validity,
) {
    let violations = |value: &Value| values::violations(&api.schemas, schema, value, Direction::Request);
    if strict.iter().any(|value| violations(value).is_empty()) {
        return;
    }
    if lenient.iter().any(|value| violations(value).is_empty()) || strict.is_empty() {
        return validity.doubts.push(Doubt::LooseText);
    }
    if let Some(violation) = strict.first().and_then(|value| violations(value).into_iter().next()) {
        validity.flaws.push(of_body(violation));
    }
}

fn of_body(violation: Violation) -> Flaw {
    let part = Part::Body(values::generalised(&violation.instance));
    let message = format!("it {}", values::phrase(&violation));
    let cause = values::cause(&violation);
    Flaw { cause, ..Flaw::new(part, violation.schema, message) }
}

/// The deepest structure of a text that may be JSON.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut quoted, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}
