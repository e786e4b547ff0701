//! The top of the page: what the API is and how to begin.
//!
//! Must not know the operations.

use super::document::{Document, text};
use super::html::Html;
use super::markdown;

/// Writes the title, the description and how to use the command lines.
pub(super) fn render(html: &mut Html, document: Document<'_>) {
    let info = &document.root()["info"];
    html.within("section", &[("id", "overview")], |html| {
        html.within("h1", &[], |html| {
            html.text(document.title());
            if let Some(version) = text(info, "version") {
                html.text(" ").element("span", &[("class", "version")], version);
            }
        });
        html.within("div", &[("class", "text")], |html| {
            markdown::blocks(html, text(info, "description").unwrap_or_default());
            html.markup(
                "<p><strong>Command lines.</strong> Every operation below has one that works as it is pasted, once \
                 the shell knows where the service is (the address of this page without its path) and your \
                 credential:</p>",
            );
            html.markup("<pre><code>SELFSAME_URL=https://…\nTOKEN=…</code></pre>");
        });
        if let Some(name) = text(&info["license"], "name") {
            html.within("p", &[("class", "note")], |html| {
                html.text("License: ");
                match text(&info["license"], "url").filter(|url| is_web(url)) {
                    Some(url) => html.element("a", &[("href", url), ("rel", "noopener noreferrer")], name),
                    None => html.text(name),
                };
            });
        }
    });
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
