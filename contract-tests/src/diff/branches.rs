//! Alternatives of `oneOf` and `anyOf`: which branch of the writer the reader does not take any more, and what changed
//! in the branch that it became. It must not know other keywords.

use super::conjunct::{Keyword, flattened};
use super::path::{insist, wrap};
use super::rule::Rule;
use super::search::{At, Cause, Proof, Search};
use super::statement::subject;
use crate::document::pointer;
use crate::schema::contain::{Answer, Containment};
use crate::schema::{Schema, SchemaId, Schemas};

/// Notes a cause for each of the writer's branches that the reader refuses some value of; false when the writer has
/// no branches there.
pub(super) fn explain(search: &mut Search, at: &At<'_>, keyword: &Keyword) -> bool {
    let branches = at.left.map(|left| branches(&search.left, left)).unwrap_or_default();
    let readers = readers(&search.right, at.right, keyword);
    let mut explained = false;
    for (position, branch) in branches.iter().enumerate() {
        let Some(proof) = refused(search, at, keyword, *branch) else { continue };
        explained = true;
        let partner = partner(search, (position, *branch), &branches, &readers);
        let inner = partner.map(|partner| inside(search, *branch, partner)).unwrap_or_default();
        if inner.is_empty() {
            search.push(whole(search, at, keyword, *branch, proof));
        } else {
            for cause in inner {
                search.push(Cause { proof: proof.clone(), ..cause });
            }
        }
    }
    explained
}

/// The alternatives of the writer's schema, `allOf`s included.
fn branches(graph: &Schemas, id: SchemaId) -> Vec<SchemaId> {
    let flat = flattened(graph, id);
    let own = |id: &SchemaId| {
        let schema = graph.get(*id);
        schema.one_of.iter().chain(&schema.any_of).copied().collect::<Vec<_>>()
    };
    flat.iter().flat_map(own).collect()
}

fn readers(graph: &Schemas, id: SchemaId, keyword: &Keyword) -> Vec<SchemaId> {
    let schema = graph.get(id);
    if *keyword == Keyword::AnyOf { schema.any_of.clone() } else { schema.one_of.clone() }
}

/// A value of the branch that the reader's alternatives refuse.
fn refused(search: &Search, at: &At<'_>, keyword: &Keyword, branch: SchemaId) -> Option<Proof> {
    let mut left = search.left.extended();
    let there = insist(&mut left, at.path, branch);
    let root = left.insert(Schema { all_of: vec![at.root, there], ..Schema::default() });
    let mut right = search.right.extended();
    let schema = right.get(at.right);
    let alternatives = if *keyword == Keyword::AnyOf {
        Schema { any_of: schema.any_of.clone(), ..Schema::default() }
    } else {
        Schema { one_of: schema.one_of.clone(), ..Schema::default() }
    };
    let alternatives = right.insert(alternatives);
    let alternatives = wrap(&mut right, at.path, alternatives);
    match Containment::new(&left, &right, search.options()).contains(root, alternatives) {
        Answer::NotContained { witness, .. } => Some(Proof::Value(witness)),
        Answer::Contained | Answer::Undecided { .. } => None,
    }
}

/// The reader's branch that the writer's became: of the same component, else at the same place in a list that is as
/// long.
fn partner(
    search: &Search,
    (position, branch): (usize, SchemaId),
    branches: &[SchemaId],
    readers: &[SchemaId],
) -> Option<SchemaId> {
    let name = component(&search.left.get(branch).pointer);
    let named =
        readers.iter().find(|id| name.is_some() && component(&search.right.get(**id).pointer) == name);
    let placed = || readers.get(position).filter(|_| readers.len() == branches.len());
    named.or_else(placed).copied()
}

/// The name of the component that the pointer leads to.
fn component(pointer: &str) -> Option<String> {
    let tokens = pointer::tokens(pointer)?;
    match tokens.as_slice() {
        [components, schemas, name] if components == "components" && schemas == "schemas" => {
            Some(name.to_string())
        }
        _ => None,
    }
}

/// What differs between a branch and what it became.
fn inside(search: &Search, branch: SchemaId, partner: SchemaId) -> Vec<Cause> {
    search.aside().run(branch, partner)
}

fn whole(search: &Search, at: &At<'_>, keyword: &Keyword, branch: SchemaId, proof: Proof) -> Cause {
    let left = search.left.get(branch).pointer.clone();
    let right = format!("{}/{}", search.right.get(at.right).pointer, keyword.name());
    let statement = format!("no branch of `{}` takes all that {} does", keyword.name(), subject(&left));
    Cause { rule: Rule::CompositionChanged, left, right, statement, proof }
}
