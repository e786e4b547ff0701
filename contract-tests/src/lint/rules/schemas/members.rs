//! Members that are required, and those that are declared.

use std::collections::HashSet;

use super::all;
use crate::document::{Node, closest, quoted};
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::schema::{Additional, SchemaId};

static REQUIRED_UNDECLARED: Rule = Rule::new(
    Level::Warning,
    "required-undeclared",
    "Members that are required are declared under `properties`.",
    "Nothing is said of what the member holds; often its name is misspelt.",
)
.covering(&["redocly:no-required-schema-properties-undefined"]);

static REQUIRED_DUPLICATE: Rule = Rule::new(
    Level::Warning,
    "required-duplicate",
    "`required` lists names, each once.",
    "Validators of the document refuse a name that is there twice, or an empty list.",
)
.covering(&["spectral:oas3-schema"]);

pub(super) static GROUP: Group = Group { id: "members", rules: &[&REQUIRED_UNDECLARED, &REQUIRED_DUPLICATE] };

pub(super) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    let around = around(context);
    for (node, id, schema) in all(context) {
        let Some(required) = node.get("required").filter(Node::is_array) else { continue };
        let items = required.items();
        if items.is_empty() {
            findings.add(&REQUIRED_DUPLICATE, &required, "`required` is empty", "remove it");
        }
        let mut seen = HashSet::new();
        for item in &items {
            let Some(name) = item.as_str() else { continue };
            if !seen.insert(name) {
                let message = format!("{} is required twice", quoted(name));
                findings.add(&REQUIRED_DUPLICATE, item, message, "remove one of the two");
            }
        }
        if schema.object.required.is_empty() || !context.is_sound(id) {
            continue;
        }
        let family = family(context, id, &around);
        let declared: HashSet<&str> = family
            .iter()
            .flat_map(|id| &context.schemas().get(*id).object.properties)
            .map(|(name, _)| name.as_str())
            .collect();
        // A map says of all of its members what they hold.
        let is_map = |id: &SchemaId| match context.schemas().get(*id).object.additional {
            Additional::Schema(_) | Additional::Any => true,
            Additional::Unstated | Additional::None => false,
        };
        if family.iter().any(is_map) {
            continue;
        }
        for item in &items {
            let Some(name) = item.as_str().filter(|name| !declared.contains(name)) else { continue };
            let message = format!("{} is required and not declared", quoted(name));
            let mut candidates: Vec<_> = declared.iter().copied().collect();
            candidates.sort_unstable();
            let help = match closest(name, candidates.into_iter()) {
                Some(closest) => format!("is {} meant?", quoted(closest)),
                None => "declare it under `properties`, or do not require it".to_owned(),
            };
            findings.add(&REQUIRED_UNDECLARED, item, message, help);
        }
    }
}

/// For each schema, by its position, those of which it is a branch.
fn around(context: &Context<'_, '_>) -> Vec<Vec<SchemaId>> {
    let mut around = vec![Vec::new(); context.schemas().len()];
    for (id, schema) in context.schemas().iter() {
        let branches = schema.all_of.iter().chain(&schema.any_of).chain(&schema.one_of);
        for branch in branches.chain(&schema.not) {
            around[branch.index()].push(id);
        }
    }
    around
}

/// The schemas that a value of this one is judged under as well: those around it, and the branches of all of them.
fn family(context: &Context<'_, '_>, id: SchemaId, around: &[Vec<SchemaId>]) -> Vec<SchemaId> {
    let mut upward = vec![id];
    let mut seen: HashSet<SchemaId> = HashSet::from([id]);
    let mut at = 0;
    while let Some(id) = upward.get(at).copied() {
        at += 1;
        upward.extend(around[id.index()].iter().copied().filter(|outer| seen.insert(*outer)));
        if upward.len() > FAMILY_MAX {
            break;
        }
    }
    let mut family = upward;
    let mut at = 0;
    while let Some(id) = family.get(at).copied() {
        at += 1;
        let schema = context.schemas().get(id);
        let branches = schema.all_of.iter().chain(&schema.any_of).chain(&schema.one_of).copied();
        family.extend(branches.filter(|branch| seen.insert(*branch)));
        if family.len() > 2 * FAMILY_MAX {
            break;
        }
    }
    family
}

/// Schemas around one that are looked at.
const FAMILY_MAX: usize = 2_000;
