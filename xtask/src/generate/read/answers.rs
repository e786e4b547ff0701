//! Documented answers, and whether they have all that a request can provoke.

use super::{Problems, resolved, type_of};
use crate::generate::model::{Answer, Content, ContentBody, Header, Operation};
use crate::generate::names;
use contract_tests::document::Node;

/// The header that the server sets on every answer by itself.
const REQUEST_ID: &str = "x-request-id";
/// The headers of refusals whose values the runtime knows.
const REFUSAL_HEADERS: [&str; 2] = ["WWW-Authenticate", "Retry-After"];

/// The answers of an operation.
pub(super) fn of(operation: &Node<'_>, problems: &mut Problems) -> Vec<Answer> {
    let Some(responses) = operation.get("responses") else {
        problems.push(operation.error("the operation has no `responses`").help("document each status that it answers"));
        return Vec::new();
    };
    responses.members().into_iter().filter_map(|(status, node)| answer(status, &node, problems)).collect()
}

fn answer(status: &str, node: &Node<'_>, problems: &mut Problems) -> Option<Answer> {
    let named = status.parse().ok().and_then(|number: u16| Some((number, names::status(number)?)));
    let Some((number, variant)) = named else {
        let help = "write each status by its number, such as '404'";
        problems.push(node.error(format!("the generator has no answer for the status `{status}`")).help(help));
        return None;
    };
    let target = resolved(node, problems)?;
    let headers = target.get("headers").map(|headers| headers.members()).unwrap_or_default();
    let headers = headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case(REQUEST_ID));
    let headers: Vec<Header> = headers.filter_map(|(name, node)| header(name, node, problems)).collect();
    if number >= 400
        && let Some(unknown) = headers.iter().find(|h| h.required && !REFUSAL_HEADERS.contains(&h.name.as_str()))
    {
        let message = format!("the refusal {number} requires the header {}, whose value nobody knows", unknown.name);
        problems.push(target.error(message).help("let it be optional"));
    }
    let content = target.get("content").map(|content| content.members()).unwrap_or_default();
    if content.len() > 1 {
        problems.push(target.error("an answer has more than one media type").help("keep one"));
    }
    let content = match content.first() {
        Some((media_type, node)) => Some(Content {
            media_type: (*media_type).to_owned(),
            body: body(media_type, node, problems)?,
        }),
        None => None,
    };
    let docs = target.str("description").unwrap_or_default().to_owned();
    Some(Answer { status: number, variant, docs, headers, content })
}

fn header(name: &str, node: &Node<'_>, problems: &mut Problems) -> Option<Header> {
    let target = resolved(node, problems)?;
    let schema = target.get("schema").and_then(|schema| schema.resolve().ok());
    let is_integer = match schema.as_ref().and_then(|schema| schema.str("type")) {
        Some("string") => false,
        Some("integer") => true,
        _ => {
            problems.push(target.error("a header is neither a string nor an integer").help("let its schema be one"));
            return None;
        }
    };
    let required = target.get("required").and_then(|r| r.as_bool()) == Some(true);
    Some(Header { name: name.to_owned(), required, is_integer })
}

fn body(media_type: &str, node: &Node<'_>, problems: &mut Problems) -> Option<ContentBody> {
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
            problems.push(schema.error(format!("a body of {media_type} is not a string")).help("write `type: string`"));
            None
        }
    }
}

/// Refuses an operation that can be provoked into a status that it does not document.
pub(super) fn check_complete(operation: &Operation, node: &Node<'_>, problems: &mut Problems) {
    let status = operation.violation_status;
    let mut needed = vec![
        (400, "a request may be unreadable"),
        (status.schema, "a request may break the schemas"),
        (status.meaning, "a request may hold what cannot be meant"),
        (500, "a handler may fail"),
        (503, "the service may be at its limits"),
    ];
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
pub(super) fn error_schema(operation: &Operation, node: &Node<'_>, problems: &mut Problems) -> Option<String> {
    let mut found: Option<&str> = None;
    for answer in operation.answers.iter().filter(|answer| answer.status >= 400) {
        let name = match answer.content.as_ref().map(|content| &content.body) {
            Some(ContentBody::Json(of)) => of.name(),
            Some(ContentBody::Text | ContentBody::Bytes) | None => None,
        };
        let same = name.is_some_and(|name| found.is_none_or(|found| found == name));
        if !same {
            let message = format!("the error {} of {} has another body than its siblings", answer.status, operation.id);
            problems.push(node.error(message).help("give all errors of a tag one named JSON schema"));
            return None;
        }
        found = name;
    }
    found.map(str::to_owned)
}
