//! Refuses schemas that hold themselves without an end, for which Rust has no type.

use super::Problems;
use crate::generate::model::{Type, TypeDef, TypeShape};
use contract_tests::document::Document;
use std::collections::{BTreeMap, BTreeSet};

/// What a type is made of, by its name.
type Edges<'t> = BTreeMap<&'t str, Vec<&'t str>>;

/// Refuses each schema that is part of such a circle.
pub(super) fn check(document: &Document, types: &[TypeDef], problems: &mut Problems) {
    let sizes: Edges<'_> =
        types.iter().map(|definition| (definition.name.as_str(), held(&definition.shape))).collect();
    let aliases: Edges<'_> = types
        .iter()
        .filter_map(|definition| Some((definition.name.as_str(), alias(&definition.shape)?)))
        .collect();
    let components = document.node("/components/schemas").map(|node| node.members()).unwrap_or_default();
    for (name, node) in components {
        if reaches_itself(name, &sizes) || reaches_itself(name, &aliases) {
            let help = "let it hold an array of itself as a member of an object";
            problems.push(node.error(format!("the schema {name} holds itself without an end")).help(help));
        }
    }
}

/// What stands in a value itself, and not in a list or map of it.
fn held(shape: &TypeShape) -> Vec<&str> {
    match shape {
        TypeShape::Alias(of) => by_value(of).into_iter().collect(),
        TypeShape::Struct(fields) => fields.iter().filter_map(|field| by_value(&field.of)).collect(),
        TypeShape::Union(branches) => branches.iter().map(String::as_str).collect(),
        TypeShape::Enum(_) => Vec::new(),
    }
}

fn by_value(of: &Type) -> Option<&str> {
    match of {
        Type::Named(name) => Some(name),
        Type::String
        | Type::Uuid
        | Type::DateTime
        | Type::Int32
        | Type::Int64
        | Type::Float
        | Type::Bool
        | Type::Any
        | Type::List(_)
        | Type::Map(_) => None,
    }
}

/// What an alias stands for: it has no name of its own to end a circle, not even in a list.
fn alias(shape: &TypeShape) -> Option<Vec<&str>> {
    match shape {
        TypeShape::Alias(of) => Some(of.name().into_iter().collect()),
        TypeShape::Struct(_) | TypeShape::Enum(_) | TypeShape::Union(_) => None,
    }
}

fn reaches_itself(start: &str, edges: &Edges<'_>) -> bool {
    let next = |name: &str| edges.get(name).cloned().unwrap_or_default();
    let mut open = next(start);
    let mut seen = BTreeSet::new();
    while let Some(name) = open.pop() {
        if name == start {
            return true;
        }
        if seen.insert(name) {
            open.extend(next(name));
        }
    }
    false
}
