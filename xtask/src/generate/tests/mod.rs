//! What the generator promises, held to a small document that has one of everything (`xtask/tests/golden/`).
//!
//! Knows nothing of Selfsame's own document, but that it is one that the generator takes.

mod compiled;
mod examples;
mod golden;
mod mutations;
mod refusals;
mod rustc;
mod stale;

use super::mirror;
use contract_tests::document::Document;

/// The document that has one of everything.
const DOCUMENT: &str = include_str!("../../../tests/golden/document.yaml");

/// The mirror of a document: file names and contents, or what is wrong with it.
fn generated(source: &str) -> anyhow::Result<Vec<(String, String)>> {
    mirror(&Document::parse("document.yaml", source)?)
}

/// A text in which one part, which it has once, is another.
fn edited(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "an edit is of a part that stands once: {from:?}");
    text.replacen(from, to, 1)
}
