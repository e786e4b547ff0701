//! Operations by their tags, and the section of each.
//!
//! Must not know what any of them does.

use serde_json::Value;

use super::anchor::{self, Kind};
use super::document::{Document, elements, entries, flag, text};
use super::html::Html;
use super::{curl, example, markdown, number, parameter, responses, schema, security};

/// The fixed methods of OpenAPI 3.0: as they are written in the document, and on the wire.
const METHODS: [(&str, &str); 8] = [
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("trace", "TRACE"),
];

/// The group of the operations that have no tag.
const UNTAGGED: &str = "Other operations";

/// The operations of a tag.
pub(super) struct Group<'a> {
    /// The tag.
    pub(super) name: &'a str,
    /// What the document says about it.
    description: Option<&'a str>,
    /// In the order of the document.
    pub(super) operations: Vec<Operation<'a>>,
}

/// A method at a path.
pub(super) struct Operation<'a> {
    /// As on the wire.
    pub(super) method: &'static str,
    /// The template.
    pub(super) path: &'a str,
    /// The operation object.
    pub(super) value: &'a Value,
    /// Its own and the path's, resolved.
    pub(super) parameters: Vec<&'a Value>,
}

impl<'a> Operation<'a> {
    /// A line for people.
    pub(super) fn summary(&self) -> &'a str {
        text(self.value, "summary").or_else(|| text(self.value, "operationId")).unwrap_or(self.path)
    }

    /// Where it stands in the page.
    pub(super) fn anchor_name(&self) -> String {
        match text(self.value, "operationId") {
            Some(id) => id.to_owned(),
            None => format!("{} {}", self.method, self.path),
        }
    }
}

/// The operations by their first tag: the declared tags in their order, then the others as they come.
pub(super) fn groups<'a>(document: Document<'a>) -> Vec<Group<'a>> {
    let declared = elements(&document.root()["tags"]).iter();
    let mut groups: Vec<Group<'a>> = declared
        .filter_map(|tag| {
            let name = text(tag, "name")?;
            Some(Group { name, description: text(tag, "description"), operations: Vec::new() })
        })
        .collect();
    for (path, item) in entries(&document.root()["paths"]) {
        let item = document.resolve(item);
        for (key, value) in entries(item) {
            let Some((_, method)) = METHODS.into_iter().find(|(name, _)| *name == key) else { continue };
            let parameters = parameter::all(document, item, value);
            let operation = Operation { method, path, value, parameters };
            let tag = elements(&value["tags"]).first().and_then(Value::as_str).unwrap_or(UNTAGGED);
            match groups.iter_mut().find(|group| group.name == tag) {
                Some(group) => group.operations.push(operation),
                None => groups.push(Group { name: tag, description: None, operations: vec![operation] }),
            }
        }
    }
    groups.retain(|group| !group.operations.is_empty());
    groups
}

/// Writes the section of a tag.
pub(super) fn render_group(html: &mut Html, document: Document<'_>, group: &Group<'_>) {
    html.markup("\n").within("section", &[("id", &anchor::id(Kind::Tag, group.name))], |html| {
        html.element("h2", &[], group.name);
        if let Some(description) = group.description {
            html.within("div", &[("class", "text")], |html| markdown::blocks(html, description));
        }
        for operation in &group.operations {
            render(html, document, operation);
        }
    });
}

fn render(html: &mut Html, document: Document<'_>, operation: &Operation<'_>) {
    let id = anchor::id(Kind::Operation, &operation.anchor_name());
    html.markup("\n").within("article", &[("id", &id)], |html| {
        html.within("header", &[], |html| {
            html.within("h3", &[], |html| {
                html.element("a", &[("href", &format!("#{id}"))], operation.summary());
                if flag(operation.value, "deprecated") {
                    html.text(" ").element("span", &[("class", "deprecated")], "deprecated");
                }
            });
            html.within("p", &[("class", "endpoint")], |html| {
                method(html, operation.method);
                html.text(" ").element("code", &[], operation.path);
            });
        });
        html.within("div", &[("class", "about")], |html| {
            if let Some(description) = text(operation.value, "description") {
                markdown::blocks(html, description);
            }
            security::render(html, document, operation.value);
            parameter::render_all(html, document, &operation.parameters);
            render_request(html, document, operation.value);
        });
        html.within("div", &[("class", "samples")], |html| {
            html.element("h4", &[], "Request");
            html.within("pre", &[], |html| {
                html.element("code", &[], &curl::line(document, operation));
            });
            responses::render_sample(html, document, operation.value);
        });
        responses::render_all(html, document, operation.value);
    });
}

/// Writes a method as a badge.
pub(super) fn method(html: &mut Html, method: &str) {
    html.element("span", &[("class", "method"), ("data-method", method)], method);
}

fn render_request(html: &mut Html, document: Document<'_>, operation: &Value) {
    let Some(body) = operation.get("requestBody").map(|body| document.resolve(body)) else { return };
    for (media_type, media) in entries(&body["content"]) {
        html.within("h4", &[], |html| {
            html.text("Body ").element("code", &[], media_type);
            if flag(body, "required") {
                html.text(" ").element("span", &[("class", "required")], "required");
            }
        });
        if let Some(description) = text(body, "description") {
            markdown::blocks(html, description);
        }
        html.within("p", &[("class", "note")], |html| {
            schema::render_type(html, document, &media["schema"]);
            if let Some(bytes) = operation["requestBody"].get("x-body-bytes-max").and_then(Value::as_u64) {
                html.text(&format!(" · at most {} bytes", number::grouped(bytes)));
            }
        });
        schema::render_body(html, document, &media["schema"]);
        render_example(html, "Example", &example::of(document, media));
    }
}

/// Writes an example: a text as it is, anything else as JSON.
pub(super) fn render_example(html: &mut Html, title: &str, example: &Value) {
    let text = match example {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            format!("{example:#}")
        }
    };
    html.element("p", &[("class", "caption")], title);
    html.within("pre", &[], |html| {
        html.element("code", &[], &text);
    });
}
