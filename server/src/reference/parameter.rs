//! The parameters of an operation: its own and those of its path, where its own win.
//!
//! Must not know the body.

use serde_json::Value;

use super::document::{Document, elements, flag, text};
use super::html::Html;
use super::schema::{self, Schema};
use super::{example, limits, markdown};

/// The parameters of an operation at a path.
pub(super) fn all<'a>(document: Document<'a>, path: &'a Value, operation: &'a Value) -> Vec<&'a Value> {
    let key = |parameter: &'a Value| (text(parameter, "in"), text(parameter, "name"));
    let list = |node: &'a Value| elements(&node["parameters"]).iter().map(|one| document.resolve(one));
    let own: Vec<_> = list(operation).collect();
    let inherited = list(path).filter(|parameter| own.iter().all(|one| key(one) != key(parameter)));
    inherited.chain(own.iter().copied()).collect()
}

/// Writes a list of parameters.
pub(super) fn render_all(html: &mut Html, document: Document<'_>, parameters: &[&Value]) {
    if parameters.is_empty() {
        return;
    }
    html.element("h4", &[], "Parameters");
    html.within("ul", &[("class", "fields")], |html| {
        for parameter in parameters {
            let name = text(parameter, "name").unwrap_or("?");
            render_field(html, document, name, parameter, text(parameter, "in"));
        }
    });
}

/// Writes a parameter or a header of a response; `place` is where it stands in the request.
pub(super) fn render_field(
    html: &mut Html,
    document: Document<'_>,
    name: &str,
    parameter: &Value,
    place: Option<&str>,
) {
    // A parameter has a schema, or a media type that has one.
    let content = super::document::entries(&parameter["content"]).next();
    let node = parameter.get("schema").or_else(|| content.map(|(_, media)| &media["schema"]));
    html.within("li", &[], |html| {
        html.within("div", &[("class", "head")], |html| {
            html.element("code", &[("class", "name")], name).text(" ");
            if let Some(place) = place {
                html.element("span", &[("class", "place")], place).text(" ");
            }
            if let Some(node) = node {
                html.within("span", &[("class", "type")], |html| schema::render_type(html, document, node));
            }
            if flag(parameter, "required") && place.is_some() {
                html.text(" ").element("span", &[("class", "required")], "required");
            }
            if flag(parameter, "deprecated") {
                html.text(" ").element("span", &[("class", "deprecated")], "deprecated");
            }
        });
        if let Some(description) = text(parameter, "description") {
            markdown::blocks(html, description);
        }
        if let Some(node) = node {
            limits::render(html, &Schema::of(document, node));
        }
        if let Some(example) = example::given(document, parameter) {
            html.within("p", &[("class", "limits")], |html| {
                html.text("Example: ").element("code", &[], &plain(&example));
            });
        }
    });
}

/// A value as it is written in a path, a query or a header.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(","),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}
