//! Operations, sorted into their tags.

use super::{Problems, answers, parameters, resolved, security, type_of};
use crate::generate::model::{Body, Operation, Tag, ViolationStatus};
use crate::generate::names;
use contract_tests::document::{Document, Node};
use std::collections::BTreeMap;

const METHODS: [&str; 5] = ["get", "put", "post", "patch", "delete"];
/// Members of a path item that are not methods.
const ITEM_MEMBERS: [&str; 3] = ["parameters", "summary", "description"];
/// The most bytes of a body that has no `x-body-bytes-max`.
const BODY_BYTES_MAX: u64 = 65_536;

/// Reads all operations of the document into their tags.
pub(super) fn all(document: &Document, tags: &mut [Tag], problems: &mut Problems) {
    let mut type_names = BTreeMap::new();
    for (path, item) in document.root().get("paths").map(|paths| paths.members()).unwrap_or_default() {
        if let Some(reference) = item.get("$ref") {
            problems.push(reference.error("a path item is a reference").help("write the operations here"));
            continue;
        }
        for (method, node) in item.members() {
            if ITEM_MEMBERS.contains(&method) || method.starts_with("x-") {
                continue;
            }
            if !METHODS.contains(&method) {
                let help = format!("the generator takes {}", METHODS.join(", "));
                problems.push(node.error(format!("the generator has no `{method}` operation")).help(help));
                continue;
            }
            let Some((tag, operation)) = operation(document, (path, method), (&item, &node), problems) else {
                continue;
            };
            check_names(&operation, tag, &mut type_names, &node, problems);
            assign(tag, operation, &node, tags, problems);
        }
    }
}

/// Refuses an operation whose types in Rust have the names of others.
fn check_names(
    operation: &Operation,
    tag: &str,
    known: &mut BTreeMap<String, String>,
    node: &Node<'_>,
    problems: &mut Problems,
) {
    let id = &operation.id;
    let name = names::pascal(id);
    if name == format!("{}Api", names::pascal(tag)) {
        let message = format!("the operationId {id} is the Rust name of the tag {tag}");
        problems.push(node.error(message).help("write `operationId: resource_verb`"));
    }
    for name in [format!("{name}Input"), format!("{name}Answer"), name] {
        let Some(other) = known.insert(name.clone(), id.clone()) else { continue };
        if other == *id {
            problems.push(
                node.error(format!("the operationId {id} stands twice"))
                    .help("every operation has its own name"),
            );
            return;
        }
        let message = format!("the operationIds {other} and {id} both have the Rust name {name}");
        problems.push(node.error(message).help("rename one"));
    }
}

fn assign(name: &str, operation: Operation, node: &Node<'_>, tags: &mut [Tag], problems: &mut Problems) {
    let Some(tag) = tags.iter_mut().find(|tag| tag.name == name) else {
        problems.push(
            node.error(format!("the tag {name} is not declared")).help("add it to the document's `tags`"),
        );
        return;
    };
    if let Some(error) = answers::error_schema(&operation, node, problems) {
        if tag.error.is_empty() {
            tag.error = error;
        } else if tag.error != error {
            let message =
                format!("errors of {} are {error}, those of its tag {name} are {}", operation.id, tag.error);
            problems
                .push(node.error(message).help("give all errors of a tag one schema, or move the operation"));
        }
    }
    tag.operations.push(operation);
}

fn operation<'d>(
    document: &'d Document,
    (path, method): (&str, &str),
    (item, node): (&Node<'d>, &Node<'d>),
    problems: &mut Problems,
) -> Option<(&'d str, Operation)> {
    let Some(id) = node.str("operationId") else {
        problems
            .push(node.error("the operation has no operationId").help("write `operationId: resource_verb`"));
        return None;
    };
    if names::snake(id) == id && !names::is_operation(id) {
        let message = format!("the operationId {id} has a Rust name that is in use");
        problems.push(node.error(message).help("write `operationId: resource_verb`"));
    } else if names::snake(id) != id {
        let message = format!("the operationId {id} is not in snake_case");
        problems.push(node.error(message).help(format!("write `operationId: {}`", names::snake(id))));
    }
    let tags = node.get("tags").map(|tags| tags.items()).unwrap_or_default();
    let [tag] = tags.as_slice() else {
        problems.push(
            node.error(format!("the operation {id} has not exactly one tag")).help("write `tags: [name]`"),
        );
        return None;
    };
    if let Some(callbacks) = node.get("callbacks") {
        problems.push(callbacks.error("the generator has no callbacks").help("describe them as operations"));
    }
    let tag = tag.as_str().unwrap_or_default();
    let answers = answers::of(node, problems);
    let documents_422 = answers.iter().any(|answer| answer.status == 422);
    let operation = Operation {
        id: id.to_owned(),
        method: method.to_owned(),
        path: path.to_owned(),
        docs: docs(node),
        security: security::of(document, node, problems),
        parameters: parameters::of(path, item, node, problems),
        body: node.get("requestBody").and_then(|body_node| body(&body_node, problems)),
        answers,
        always_admitted: node.get("x-always-admitted").and_then(|n| n.as_bool()) == Some(true),
        violation_status: violation_status(document, tag, documents_422),
    };
    if let Some(responses) = node.get("responses") {
        answers::check_complete(&operation, &responses, problems);
    }
    Some((tag, operation))
}

fn docs(node: &Node<'_>) -> String {
    let parts = ["summary", "description"].into_iter().filter_map(|key| node.str(key)).map(str::trim);
    parts.collect::<Vec<_>>().join(".\n\n")
}

/// The tag's `x-violation-status`; without it, 400 for a broken schema, and 422 for what cannot be meant where the
/// operation documents it.
fn violation_status(document: &Document, tag: &str, documents_422: bool) -> ViolationStatus {
    let tags = document.root().get("tags").map(|tags| tags.items()).unwrap_or_default();
    let own =
        tags.iter().find(|node| node.str("name") == Some(tag)).and_then(|tag| tag.get("x-violation-status"));
    let number = |key: &str| own.as_ref()?.get(key)?.as_u64().and_then(|status| u16::try_from(status).ok());
    let schema = number("schema").unwrap_or(400);
    let meaning = number("meaning").unwrap_or(if documents_422 { 422 } else { schema });
    ViolationStatus { schema, meaning }
}

fn body(node: &Node<'_>, problems: &mut Problems) -> Option<Body> {
    let target = resolved(node, problems)?;
    if target.get("required").and_then(|r| r.as_bool()) != Some(true) {
        let help = "write `required: true`; an empty object can say that there is nothing";
        problems.push(target.error("the request body is optional").help(help));
    }
    let content = target.get("content").map(|content| content.members()).unwrap_or_default();
    let [("application/json", media)] = content.as_slice() else {
        let help = "describe one media type, application/json";
        problems.push(target.error("the request body is not only application/json").help(help));
        return None;
    };
    let Some(schema) = media.get("schema") else {
        problems.push(media.error("the request body has no schema").help("describe it"));
        return None;
    };
    let of = type_of(&schema, problems)?;
    let limit = target.get("x-body-bytes-max");
    let bytes_max = limit.as_ref().map_or(Some(BODY_BYTES_MAX), Node::as_u64);
    let Some(bytes_max) = bytes_max.filter(|bytes| *bytes > 0) else {
        let place = limit.unwrap_or(target);
        problems.push(
            place.error("`x-body-bytes-max` is not a number of bytes").help("write a positive integer"),
        );
        return None;
    };
    Some(Body { of, bytes_max, schema: schema.pointer().to_owned() })
}
