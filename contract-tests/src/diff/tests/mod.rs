//! The comparison held to pairs of documents whose relation is known: changes of every kind with what is expected of
//! them, other people's labelled pairs, and rewrites that change nothing.

mod changes;
mod labelled;
mod pairs;
mod proofs;
mod random;
mod rewrite;
mod rewrites;

use super::{Change, Differences, Side, World, compare};
use crate::api::Api;
use crate::document::Document;

/// The differences of two sources.
fn differences(base: &str, revision: &str, world: World) -> Differences {
    let (base, revision) = (document("base.yaml", base), document("revision.yaml", revision));
    let (base_api, revision_api) = (api(&base), api(&revision));
    compare(Side { document: &base, api: &base_api }, Side { document: &revision, api: &revision_api }, world)
}

fn document(name: &str, source: &str) -> Document {
    Document::parse(name, source).unwrap_or_else(|error| panic!("{error}\n{source}"))
}

fn api(document: &Document) -> Api {
    let read = Api::read_as_meant(document);
    let (api, _) = read.unwrap_or_else(|problems| panic!("{}: {}", document.name(), problems[0]));
    api
}

fn told(changes: &[Change]) -> String {
    let line = |change: &Change| format!("{} {}: {}", change.level, change.rule.name(), change.message);
    changes.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The levels and rules, each once.
fn kinds(changes: &[Change]) -> Vec<String> {
    let mut kinds: Vec<_> =
        changes.iter().map(|change| format!("{} {}", change.level, change.rule.name())).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}
