//! The reference: an OpenAPI 3.0 document as one HTML page for the people who call the API.
//!
//! A pure function of the document. The page holds its own style, needs no script and loads nothing, so its content
//! security policy forbids everything else. Must not know HTTP, where the document came from, or any of its operations.

mod anchor;
mod components;
mod curl;
mod document;
mod example;
mod html;
mod limits;
mod markdown;
mod navigation;
mod number;
mod operation;
mod overview;
mod parameter;
mod responses;
mod schema;
mod security;

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use document::Document;
use html::Html;

const STYLE: &str = include_str!("style.css");

/// Renders an OpenAPI 3.0 document as a self-contained HTML page in UTF-8.
///
/// Any JSON gives a page: what is missing or malformed is left out, and every text of the document is escaped. Serve it
/// with [`content_security_policy`].
pub fn page(document: &Value) -> String {
    let document = Document::new(document);
    let title = document.title();
    let groups = operation::groups(document);
    let mut html = Html::new();
    html.markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.markup("<meta name=\"color-scheme\" content=\"light dark\">\n");
    html.element("title", &[], title).markup("\n<style>").markup(STYLE).markup("</style>\n</head>\n<body>\n");
    navigation::render(&mut html, document, &groups);
    html.within("main", &[], |html| {
        overview::render(html, document);
        for group in &groups {
            operation::render_group(html, document, group);
        }
        components::render(html, document);
    });
    html.markup("\n</body>\n</html>\n");
    html.into_string()
}

/// The value of the page's `Content-Security-Policy` header: the page's own style and nothing else.
pub fn content_security_policy() -> &'static str {
    static POLICY: LazyLock<String> = LazyLock::new(|| {
        let hash = STANDARD.encode(Sha256::digest(STYLE));
        format!(
            "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'"
        )
    });
    &POLICY
}

#[cfg(test)]
mod tests;
