//! Which credentials an operation takes.
//!
//! Must not know how a credential is checked.

use serde_json::Value;

use super::anchor::{self, Kind};
use super::document::{Document, elements, entries, text};
use super::html::Html;

/// The ways to authenticate, of which one suffices; each is a list of schemes that are needed together.
pub(super) fn alternatives<'a>(document: Document<'a>, operation: &'a Value) -> Vec<Vec<&'a str>> {
    let requirements = operation.get("security").or_else(|| document.root().get("security"));
    let requirements = requirements.map_or(&[][..], elements);
    requirements.iter().map(|schemes| entries(schemes).map(|(name, _)| name).collect()).collect()
}

/// Writes what an operation wants to see.
pub(super) fn render(html: &mut Html, document: Document<'_>, operation: &Value) {
    let alternatives = alternatives(document, operation);
    html.within("p", &[("class", "security")], |html| {
        if alternatives.iter().all(Vec::is_empty) {
            html.text("No credential needed.");
            return;
        }
        html.text("Credential: ");
        for (index, schemes) in alternatives.iter().enumerate() {
            html.text(if index > 0 { " or " } else { "" });
            if schemes.is_empty() {
                html.text("none");
            }
            for (index, scheme) in schemes.iter().enumerate() {
                html.text(if index > 0 { " with " } else { "" });
                html.element("a", &[("href", &anchor::link(Kind::SecurityScheme, scheme))], scheme);
            }
        }
        html.text(".");
    });
}

/// A scheme in words: `Bearer token in the Authorization header`.
pub(super) fn words(scheme: &Value) -> String {
    let word = |member: &str| text(scheme, member).unwrap_or("?");
    match word("type") {
        "http" => format!("HTTP authentication, scheme “{}”, in the Authorization header", word("scheme")),
        "apiKey" => match word("in") {
            "cookie" => format!("cookie {}", word("name")),
            place => format!("{place} parameter {}", word("name")),
        },
        "oauth2" => "OAuth 2.0".to_owned(),
        "openIdConnect" => format!("OpenID Connect, discovered at {}", word("openIdConnectUrl")),
        other => other.to_owned(),
    }
}
