//! The answers of an operation: the successful one in full, the others folded.
//!
//! Must not know the request.

use serde_json::Value;

use super::document::{Document, entries, text};
use super::html::Html;
use super::operation::render_example;
use super::{example, markdown, parameter, schema};

/// The answers with their statuses, resolved.
fn all<'a>(document: Document<'a>, operation: &'a Value) -> impl Iterator<Item = (&'a str, &'a Value)> {
    entries(&operation["responses"]).map(move |(status, response)| (status, document.resolve(response)))
}

fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// Writes an example of the first successful answer that has content.
pub(super) fn render_sample(html: &mut Html, document: Document<'_>, operation: &Value) {
    let successes = all(document, operation).filter(|(status, _)| is_success(status));
    let mut samples = successes.filter_map(|(status, response)| {
        let (media_type, media) = entries(&response["content"]).next()?;
        let example = example::given(document, media)
            .or_else(|| media_type.contains("json").then(|| example::of(document, media)))?;
        Some((status, media_type, example))
    });
    if let Some((status, media_type, example)) = samples.next() {
        html.element("h4", &[], "Answer");
        render_example(html, &format!("{status} {media_type}"), &example);
    }
}

/// Writes every answer.
pub(super) fn render_all(html: &mut Html, document: Document<'_>, operation: &Value) {
    html.within("div", &[("class", "responses")], |html| {
        html.element("h4", &[], "Answers");
        for (status, response) in all(document, operation) {
            let attributes: &[_] = if is_success(status) {
                &[("class", "response"), ("open", "")]
            } else {
                &[("class", "response")]
            };
            html.within("details", attributes, |html| {
                html.within("summary", &[], |html| {
                    let class = status.get(..1).unwrap_or("d");
                    html.element("span", &[("class", "status"), ("data-class", class)], status);
                    html.text(" ");
                    let description = text(response, "description").unwrap_or_default();
                    html.within("span", &[], |html| markdown::inline(html, description));
                });
                content(html, document, response, is_success(status));
                headers(html, document, response);
            });
        }
    });
}

fn content(html: &mut Html, document: Document<'_>, response: &Value, is_success: bool) {
    for (media_type, media) in entries(&response["content"]) {
        html.within("p", &[("class", "note")], |html| {
            html.element("code", &[], media_type).text(" ");
            schema::render_type(html, document, &media["schema"]);
        });
        // A successful answer's example stands beside the request; an error's schema is one of few, and linked to.
        if is_success {
            schema::render_body(html, document, &media["schema"]);
        } else if let Some(example) = example::given(document, media) {
            render_example(html, "Example", &example);
        }
    }
    if entries(&response["content"]).next().is_none() {
        html.element("p", &[("class", "note")], "No content.");
    }
}

fn headers(html: &mut Html, document: Document<'_>, response: &Value) {
    if entries(&response["headers"]).next().is_none() {
        return;
    }
    html.element("p", &[("class", "caption")], "Headers");
    html.within("ul", &[("class", "fields")], |html| {
        for (name, header) in entries(&response["headers"]) {
            parameter::render_field(html, document, name, document.resolve(header), None);
        }
    });
}
