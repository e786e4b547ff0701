//! What each operation says of itself.

use std::collections::HashMap;

use super::info::is_blank;
use crate::api::Method;
use crate::document::{Node, quoted};
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::lint::shape::Object;

static OPERATION_ID: Rule = Rule::new(
    Level::Warning,
    "operation-id",
    "Operations have an `operationId`.",
    "Generators name functions by it; without one they invent a name that moves with the path.",
)
.covering(&["spectral:operation-operationId", "redocly:operation-operationId"]);

static OPERATION_ID_UNIQUE: Rule = Rule::new(
    Level::Error,
    "operation-id-unique",
    "No two operations have the same `operationId`.",
    "Links and generated functions cannot tell them apart.",
)
.covering(&["spectral:operation-operationId-unique", "redocly:operation-operationId-unique"]);

static OPERATION_ID_URL_SAFE: Rule = Rule::new(
    Level::Warning,
    "operation-id-url-safe",
    "An `operationId` consists of characters that a URL may hold.",
    "Reference pages link to operations by it.",
)
.covering(&["spectral:operation-operationId-valid-in-url", "redocly:operation-operationId-url-safe"]);

static OPERATION_SUMMARY: Rule = Rule::new(
    Level::Warning,
    "operation-summary",
    "Operations have a summary.",
    "Reference pages list operations by it.",
)
.covering(&["redocly:operation-summary"]);

static OPERATION_DESCRIPTION: Rule = Rule::new(
    Level::Warning,
    "operation-description",
    "Operations are described.",
    "What an operation does beyond its name is not to be seen in its schemas.",
)
.covering(&["spectral:operation-description", "redocly:operation-description"]);

static OPERATION_TAGS: Rule = Rule::new(
    Level::Warning,
    "operation-tags",
    "Operations have a tag.",
    "Generators and reference pages group operations by it.",
)
.covering(&["spectral:operation-tags"]);

static OPERATION_TAG_SINGULAR: Rule = Rule::new(
    Level::Off,
    "operation-tag-singular",
    "Operations have no more than one tag.",
    "Generators that make a module of each tag put the operation into the first, or into all.",
)
.covering(&["spectral:operation-singular-tag", "redocly:operation-singular-tag"]);

static OPERATION_BODY: Rule = Rule::new(
    Level::Warning,
    "operation-body",
    "Operations by GET, HEAD, DELETE and TRACE take no body.",
    "HTTP gives such a body no meaning (RFC 9110 §9.3): clients cannot send it, or proxies drop it.",
);

static CALLBACK_NESTED: Rule = Rule::new(
    Level::Warning,
    "callback-nested",
    "Operations of callbacks have no callbacks.",
    "No tool follows them.",
)
.covering(&["spectral:oas3-callbacks-in-callbacks"]);

pub(in crate::lint) static GROUP: Group = Group {
    id: "operations",
    rules: &[
        &OPERATION_ID,
        &OPERATION_ID_UNIQUE,
        &OPERATION_ID_URL_SAFE,
        &OPERATION_SUMMARY,
        &OPERATION_DESCRIPTION,
        &OPERATION_TAGS,
        &OPERATION_TAG_SINGULAR,
        &OPERATION_BODY,
        &CALLBACK_NESTED,
    ],
};

pub(in crate::lint) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    let mut ids: HashMap<&str, &Node<'_>> = HashMap::new();
    for operation in context.survey.of(Object::Operation) {
        // Callbacks are called, not generated: they need no name.
        let is_callback = operation.pointer().contains("/callbacks/");
        match operation.str("operationId") {
            None if is_callback => {}
            None => {
                let help = "add `operationId`, such as `user_list`";
                findings.add(&OPERATION_ID, operation, "the operation has no `operationId`", help);
            }
            Some(id) => check_id(operation, id, &mut ids, findings),
        }
        if is_blank(operation, "summary") {
            let help = "add `summary` with a few words";
            findings.add_at(&OPERATION_SUMMARY, operation, "summary", "the operation has no summary", help);
        }
        if is_blank(operation, "description") {
            let help = "add `description` with what it does";
            findings.add_at(
                &OPERATION_DESCRIPTION,
                operation,
                "description",
                "the operation has no description",
                help,
            );
        }
        let tags = operation.get("tags").map(|tags| tags.items().len()).unwrap_or_default();
        if tags == 0 && !is_callback {
            findings.add_at(&OPERATION_TAGS, operation, "tags", "the operation has no tag", "add `tags`");
        } else if tags > 1 {
            let message = format!("the operation has {tags} tags");
            findings.add_at(&OPERATION_TAG_SINGULAR, operation, "tags", message, "keep one");
        }
        let method = Method::ALL
            .into_iter()
            .find(|method| operation.pointer().ends_with(&format!("/{}", method.key())));
        if let Some(method @ (Method::Get | Method::Head | Method::Delete | Method::Trace)) = method
            && operation.get("requestBody").is_some()
        {
            let message = format!("a {method} request has a body");
            let help = "move what it says into parameters, or use POST";
            findings.add_at(&OPERATION_BODY, operation, "requestBody", message, help);
        }
        if is_callback && operation.get("callbacks").is_some() {
            let message = "a callback has callbacks";
            findings.add_at(
                &CALLBACK_NESTED,
                operation,
                "callbacks",
                message,
                "describe them at an operation",
            );
        }
    }
}

fn check_id<'s>(
    operation: &'s Node<'_>,
    id: &'s str,
    ids: &mut HashMap<&'s str, &'s Node<'s>>,
    findings: &mut Findings<'_>,
) {
    if let Some(other) = ids.get(id) {
        let message = format!("the operationId {} is on line {} too", quoted(id), other.place().line);
        findings.add_at(
            &OPERATION_ID_UNIQUE,
            operation,
            "operationId",
            message,
            "give one of the two another name",
        );
    } else {
        ids.insert(id, operation);
    }
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=".contains(c);
    if !id.chars().all(is_safe) || id.is_empty() {
        let message = format!("the operationId {} does not fit into a URL", quoted(id));
        findings.add_at(
            &OPERATION_ID_URL_SAFE,
            operation,
            "operationId",
            message,
            "use letters, digits and `_`",
        );
    }
}
