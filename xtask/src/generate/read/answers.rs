//! Documented answers, and whether they have all that a request can provoke.

use super::{Problems, is_token, resolved, type_of};
use crate::generate::model::{Answer, Content, ContentBody, Header, Operation, Type};
use crate::generate::names;
use contract_tests::document::Node;
use std::collections::BTreeMap;

/// Headers that the server sets by itself: the one on every answer, and the one that follows from the media type.
const IGNORED: [&str; 2] = ["x-request-id", "content-type"];
/// The headers of refusals whose values the runtime knows, and whether they are integers.
const REFUSAL_HEADERS: [(&str, bool); 2] = [("WWW-Authenticate", false), ("Retry-After", true)];

/// The answers of an operation.
pub(super) fn of(operation: &Node<'_>, problems: &mut Problems) -> Vec<Answer> {
    let Some(responses) = operation.get("responses") else {
        problems.push(
            operation.error("the operation has no `responses`").help("document each status that it answers"),
        );
        return Vec::new();
    };
    responses.members().into_iter().filter_map(|(status, node)| answer(status, &node, problems)).collect()
}

fn answer(status: &str, node: &Node<'_>, problems: &mut Problems) -> Option<Answer> {
    let number = status.parse().ok().filter(|number: &u16| number.to_string() == status);
    let named = number.and_then(|number| Some((number, names::status(number)?)));
    let Some((number, variant)) = named else {
        let help = "write each status by its number, such as '404'";
        problems
            .push(node.error(format!("the generator has no answer for the status `{status}`")).help(help));
        return None;
    };
    let target = resolved(node, problems)?;
    let headers = target.get("headers").map(|headers| headers.members()).unwrap_or_default();
    let headers =
        headers.iter().filter(|(name, _)| !IGNORED.iter().any(|known| known.eq_ignore_ascii_case(name)));
    let mut known = BTreeMap::new();
    let headers: Vec<Header> =
        headers.filter_map(|(name, node)| header(name, node, &mut known, problems)).collect();
    if number >= 400 {
        check_refusal_headers(number, &headers, &target, problems);
    }
    let content = target.get("content").map(|content| content.members()).unwrap_or_default();
    if content.len() > 1 {
        problems.push(target.error("an answer has more than one media type").help("keep one"));
    }
    let content = match content.first() {
        Some((media_type, node)) => {
            Some(Content { media_type: (*media_type).to_owned(), body: body(media_type, node, problems)? })
        }
        None => None,
    };
    let docs = target.str("description").unwrap_or_default().to_owned();
    Some(Answer { status: number, variant, docs, headers, content })
}

/// Refuses headers of a refusal that the runtime could not fill in.
fn check_refusal_headers(status: u16, headers: &[Header], node: &Node<'_>, problems: &mut Problems) {
    for Header { name, required, is_integer } in headers {
        match REFUSAL_HEADERS.iter().find(|(known, _)| known == name) {
            None if *required => {
                let message =
                    format!("the refusal {status} requires the header {name}, whose value nobody knows");
                problems.push(node.error(message).help("let it be optional"));
            }
            Some((_, as_integer)) if as_integer != is_integer => {
                let of = if *as_integer { "integer" } else { "string" };
                let message = format!("the header {name} is not of `type: {of}`");
                problems.push(node.error(message).help(format!("write `type: {of}` in its schema")));
            }
            None | Some(_) => {}
        }
    }
}

fn header<'d>(
    name: &'d str,
    node: &Node<'_>,
    known: &mut BTreeMap<String, &'d str>,
    problems: &mut Problems,
) -> Option<Header> {
    let target = resolved(node, problems)?;
    let Some(rust_name) = names::own_member(name) else {
        let help = "begin it with a letter, and do not call it `body` or `credential`";
        problems.push(node.error(format!("the header {name:?} has no Rust name")).help(help));
        return None;
    };
    if !is_token(name) {
        problems.push(
            node.error(format!("{name:?} cannot be the name of a header"))
                .help("write it in letters, digits and hyphens"),
        );
    }
    if let Some(other) = known.insert(rust_name, name) {
        let message = format!("the headers {other} and {name} have the same Rust name");
        problems.push(node.error(message).help("rename one"));
    }
    let schema = target.get("schema").and_then(|schema| schema.resolve().ok());
    let is_integer = match schema.as_ref().and_then(|schema| schema.str("type")) {
        Some("string") => false,
        Some("integer") => true,
        _ => {
            problems.push(
                target.error("a header is neither a string nor an integer").help("let its schema be one"),
            );
            return None;
        }
    };
    let required = target.get("required").and_then(|r| r.as_bool()) == Some(true);
    Some(Header { name: name.to_owned(), required, is_integer })
}

fn body(media_type: &str, node: &Node<'_>, problems: &mut Problems) -> Option<ContentBody> {
    if !is_media_type(media_type) {
        let help = "write one type, such as `application/json`";
        problems.push(node.error(format!("{media_type:?} is not a media type that can be sent")).help(help));
        return None;
    }
    let Some(schema) = node.get("schema") else {
        problems.push(node.error("a media type has no `schema`").help("describe the body"));
        return None;
    };
    if media_type == "application/json" || media_type.ends_with("+json") {
        return type_of(&schema, problems).map(ContentBody::Json);
    }
    let target = resolved(&schema, problems)?;
    match (target.str("type"), target.str("format")) {
        (Some("string"), Some("binary")) => Some(ContentBody::Bytes),
        (Some("string"), _) => Some(ContentBody::Text),
        _ => {
            problems.push(
                schema.error(format!("a body of {media_type} is not a string")).help("write `type: string`"),
            );
            None
        }
    }
}

/// Whether it is a media type (RFC 9110 §8.3.1), and not a range of them.
fn is_media_type(text: &str) -> bool {
    let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
    let is_visible = parameters.chars().all(|c| matches!(c, ' '..='~'));
    let is_one = |text: &str| is_token(text) && !text.contains('*');
    is_visible
        && essence.trim_end().split_once('/').is_some_and(|(of, subtype)| is_one(of) && is_one(subtype))
}

/// Refuses an operation that can be provoked into a status that it does not document.
pub(super) fn check_complete(operation: &Operation, node: &Node<'_>, problems: &mut Problems) {
    let status = operation.violation_status;
    let mut needed = vec![
        (400, "a request may be unreadable"),
        (status.schema, "a request may break the schemas"),
        (status.meaning, "a request may hold what cannot be meant"),
        (500, "a handler may fail"),
    ];
    if !operation.always_admitted {
        needed.push((503, "the service may be at its limits"));
    }
    if !operation.security.is_empty() {
        needed.push((401, "a request may be without a valid credential"));
        if operation.method != "get" {
            needed.push((403, "a request may come by cookie from a foreign origin"));
        }
    }
    if operation.body.is_some() {
        needed.push((408, "a body may not arrive"));
        needed.push((413, "a body may be too large"));
        needed.push((415, "a body may be of another media type"));
    }
    for (status, why) in needed {
        if !operation.answers.iter().any(|answer| answer.status == status) {
            let message = format!("the operation {} does not document {status}, though {why}", operation.id);
            problems.push(node.error(message).help(format!("add '{status}' to its responses")));
        }
    }
}

/// The name of the error schema of an operation; refused where its error answers differ.
pub(super) fn error_schema(
    operation: &Operation,
    node: &Node<'_>,
    problems: &mut Problems,
) -> Option<String> {
    let mut found: Option<&str> = None;
    for answer in operation.answers.iter().filter(|answer| answer.status >= 400) {
        let name = match answer.content.as_ref().map(|content| &content.body) {
            Some(ContentBody::Json(Type::Named(name))) => Some(name.as_str()),
            Some(ContentBody::Json(_) | ContentBody::Text | ContentBody::Bytes) | None => None,
        };
        let same = name.is_some_and(|name| found.is_none_or(|found| found == name));
        if !same {
            let message =
                format!("the error {} of {} has another body than its siblings", answer.status, operation.id);
            problems.push(node.error(message).help("give all errors of a tag one named JSON schema"));
            return None;
        }
        found = name;
    }
    found.map(str::to_owned)
}
