//! Operations that answer differently from the others of their tag: another error body, another shape of a page.

use std::collections::{BTreeMap, HashMap};

use crate::api::{Operation, Response, StatusPattern};
use crate::document::quoted;
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::schema::{Kind, SchemaId};

static SIBLING_ERRORS: Rule = Rule::new(
    Level::Warning,
    "sibling-errors",
    "The operations of a tag share one error body.",
    "Clients handle errors in one place; a body of another shape fails there.",
);

static SIBLING_PAGES: Rule = Rule::new(
    Level::Warning,
    "sibling-pages",
    "The lists of a tag share one shape: the names around the items, and the parameters that turn the page.",
    "Clients write one loop for all lists; the odd one needs its own.",
);

pub(in crate::lint) static GROUP: Group = Group { id: "siblings", rules: &[&SIBLING_ERRORS, &SIBLING_PAGES] };

/// Fewer siblings than this set no custom.
const SIBLINGS_MIN: usize = 3;

/// Query parameters that turn pages, compared as written.
const PAGING: [&str; 18] = [
    "page",
    "page_size",
    "pageSize",
    "per_page",
    "perPage",
    "limit",
    "offset",
    "cursor",
    "after",
    "before",
    "page_token",
    "pageToken",
    "start",
    "size",
    "count",
    "skip",
    "top",
    "marker",
];

pub(in crate::lint) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    let mut tags: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in &context.api.operations {
        tags.entry(operation.tags.first().map_or("", String::as_str)).or_default().push(operation);
    }
    for operations in tags.values() {
        check_errors(context, operations, findings);
        check_pages(context, operations, findings);
    }
}

/// The shape that most have, when it is three or more and at least three quarters.
fn custom<'s>(shapes: impl Iterator<Item = &'s String>) -> Option<&'s String> {
    let mut counts: HashMap<&String, usize> = HashMap::new();
    let mut total = 0;
    for shape in shapes {
        *counts.entry(shape).or_default() += 1;
        total += 1;
    }
    let (shape, count) = counts.into_iter().max_by_key(|(shape, count)| (*count, *shape))?;
    (count >= SIBLINGS_MIN && count * 4 >= total * 3 && count < total).then_some(shape)
}

fn check_errors(context: &Context<'_, '_>, operations: &[&Operation], findings: &mut Findings<'_>) {
    let is_error = |response: &&Response| match response.status {
        StatusPattern::Exact(status) => status >= 400,
        StatusPattern::Range(hundred) => hundred >= 4,
        StatusPattern::Default => true,
    };
    let mut bodies: Vec<(&Response, String)> = Vec::new();
    for operation in operations {
        for response in operation.responses.iter().filter(is_error) {
            // A component that many operations share counts once for each of them.
            if let Some(body) = body(context, response) {
                bodies.push((response, body));
            }
        }
    }
    let Some(common) = custom(bodies.iter().map(|(_, body)| body)) else { return };
    for (response, body) in bodies.iter().filter(|(_, body)| body != common) {
        let message = format!("the error is {body}, and {common} in the other answers of this tag");
        let help = "use the same media type and schema";
        findings.add_pointer(&SIBLING_ERRORS, context.document, &response.pointer, message, help);
    }
}

/// The contents of a response, as they are compared and shown.
fn body(context: &Context<'_, '_>, response: &Response) -> Option<String> {
    let contents: Vec<String> = response
        .contents
        .iter()
        .map(|content| match content.schema {
            Some(id) => format!("{} of {}", quoted(&content.name), name(context, id)),
            None => quoted(&content.name),
        })
        .collect();
    (!contents.is_empty()).then(|| contents.join(" or "))
}

/// A component by its name, and another schema by its members.
fn name(context: &Context<'_, '_>, id: SchemaId) -> String {
    let schema = context.schemas().get(id);
    match schema.pointer.strip_prefix("/components/schemas/") {
        Some(name) if !name.contains('/') => quoted(name),
        Some(_) | None => {
            let mut members: Vec<_> =
                schema.object.properties.iter().map(|(name, _)| name.as_str()).collect();
            members.sort_unstable();
            if members.is_empty() {
                let kind = schema.kind.map_or("anything", Kind::as_str);
                return kind.to_owned();
            }
            quoted(&format!("{{{}}}", members.join(", ")))
        }
    }
}

fn check_pages(context: &Context<'_, '_>, operations: &[&Operation], findings: &mut Findings<'_>) {
    let pages: Vec<(&Operation, String, String)> = operations
        .iter()
        .filter_map(|operation| {
            let (around, parameters) = page(context, operation)?;
            Some((*operation, around, parameters))
        })
        .collect();
    if let Some(common) = custom(pages.iter().map(|(_, around, _)| around)) {
        for (operation, around, _) in pages.iter().filter(|(_, around, _)| around != common) {
            let message = format!(
                "the page is {}, and {} in the other lists of this tag",
                quoted(around),
                quoted(common)
            );
            let help = "use the same names around the items";
            findings.add_pointer(&SIBLING_PAGES, context.document, &operation.pointer, message, help);
        }
    }
    if let Some(common) = custom(pages.iter().map(|(_, _, parameters)| parameters)) {
        for (operation, _, parameters) in pages.iter().filter(|(_, _, parameters)| parameters != common) {
            let message = format!(
                "pages are turned by {}, and by {} in the other lists of this tag",
                quoted(parameters),
                quoted(common)
            );
            let help = "use the same parameters";
            findings.add_pointer(&SIBLING_PAGES, context.document, &operation.pointer, message, help);
        }
    }
}

/// The members of the page that a GET answers and the parameters that turn it; `None` when it answers no page.
fn page(context: &Context<'_, '_>, operation: &Operation) -> Option<(String, String)> {
    let mut parameters: Vec<&str> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.location == crate::api::Location::Query)
        .map(|parameter| parameter.name.as_str())
        .filter(|name| PAGING.contains(name))
        .collect();
    parameters.sort_unstable();
    let success = operation.responses.iter().find(|response| response.status == StatusPattern::Exact(200))?;
    let id = success.contents.first()?.schema?;
    let schema = context.schemas().get(id);
    if parameters.is_empty() || operation.method != crate::api::Method::Get {
        return None;
    }
    if context.kind(id) == Some(Kind::Array) {
        return Some(("a bare array".to_owned(), parameters.join(", ")));
    }
    let is_list = |id: &SchemaId| context.kind(*id) == Some(Kind::Array);
    let lists = schema.object.properties.iter().filter(|(_, member)| is_list(member)).count();
    let mut members: Vec<_> = schema.object.properties.iter().map(|(name, _)| name.as_str()).collect();
    members.sort_unstable();
    (lists == 1).then(|| (format!("{{{}}}", members.join(", ")), parameters.join(", ")))
}
