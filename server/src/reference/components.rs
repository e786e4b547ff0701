//! The components that other places of the page link to: schemas and security schemes.
//!
//! Parameters, headers and responses are shown where they are used. Must not know the operations.

use serde_json::Value;

use super::anchor::{self, Kind};
use super::document::{Document, text};
use super::html::Html;
use super::schema::{self, Schema};
use super::{markdown, security};

/// A section of the components.
pub(super) struct Section {
    /// Its name in the document.
    pub(super) name: &'static str,
    /// Its name for people.
    pub(super) title: &'static str,
    /// What its members are.
    pub(super) kind: Kind,
    content: fn(&mut Html, Document<'_>, &Value),
}

/// Those that have a place of their own.
pub(super) const SECTIONS: [Section; 2] = [
    Section { name: "schemas", title: "Schemas", kind: Kind::Schema, content: schema },
    Section {
        name: "securitySchemes",
        title: "Credentials",
        kind: Kind::SecurityScheme,
        content: security_scheme,
    },
];

/// Writes the sections.
pub(super) fn render(html: &mut Html, document: Document<'_>) {
    for section in &SECTIONS {
        let mut components = document.components(section.name).peekable();
        if components.peek().is_none() {
            continue;
        }
        html.markup("\n").within("section", &[], |html| {
            html.element("h2", &[], section.title);
            for (name, value) in components {
                let id = anchor::id(section.kind, name);
                html.markup("\n").within("div", &[("id", &id), ("class", "component")], |html| {
                    html.within("h3", &[], |html| {
                        html.element("a", &[("href", &format!("#{id}"))], name);
                    });
                    (section.content)(html, document, value);
                });
            }
        });
    }
}

fn schema(html: &mut Html, document: Document<'_>, value: &Value) {
    html.within("p", &[("class", "note")], |html| schema::render_type(html, document, value));
    if let Some(description) = Schema::of(document, value).text("description") {
        markdown::blocks(html, description);
    }
    schema::render_body(html, document, value);
}

fn security_scheme(html: &mut Html, document: Document<'_>, value: &Value) {
    let value = document.resolve(value);
    html.element("p", &[("class", "note")], &security::words(value));
    if let Some(description) = text(value, "description") {
        markdown::blocks(html, description);
    }
}
