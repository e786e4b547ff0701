//! `allOf` over a schema that closes itself: members of the other branches are refused by it.

use std::collections::BTreeSet;

use super::all;
use crate::document::{Node, quoted};
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::schema::{Additional, Schema, SchemaId};

static ALL_OF_CLOSED: Rule = Rule::new(
    Level::Error,
    "all-of-closed",
    "No branch of `allOf` refuses the members of another by `additionalProperties: false`.",
    "`additionalProperties` sees the members of its own schema object alone: what the other branches declare is refused.",
);

pub(super) static GROUP: Group = Group { id: "closed", rules: &[&ALL_OF_CLOSED] };

/// Names that are shown.
const SHOWN_MAX: usize = 5;

pub(super) fn is_broken(findings: &Findings<'_>, node: &Node<'_>) -> bool {
    findings.has(&ALL_OF_CLOSED, node.pointer())
}

pub(super) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    for (node, id, schema) in all(context) {
        if schema.all_of.is_empty() || !context.is_sound(id) {
            continue;
        }
        let parts = parts(context, id);
        let declared: BTreeSet<&str> = parts
            .iter()
            .flat_map(|(_, part)| &part.object.properties)
            .map(|(name, _)| name.as_str())
            .collect();
        for (closing, part) in &parts {
            let known = |name: &&str| part.object.properties.iter().any(|(own, _)| own == name);
            let is_closed = part.object.additional == Additional::None;
            let refused: Vec<_> = declared.iter().copied().filter(|name| is_closed && !known(name)).collect();
            // A branch that closes itself against a sibling's is told of where the two meet first.
            if refused.is_empty()
                || schema.all_of.iter().any(|branch| meets(context, *branch, *closing, &refused))
            {
                continue;
            }
            let required = parts.iter().flat_map(|(_, part)| &part.object.required);
            let needed = required.into_iter().any(|name| refused.contains(&name.as_str()));
            let mut names: Vec<_> = refused.iter().take(SHOWN_MAX).map(|name| quoted(name)).collect();
            if refused.len() > SHOWN_MAX {
                names.push(format!("{} more", refused.len() - SHOWN_MAX));
            }
            let owner = part.pointer.rsplit('/').next().unwrap_or_default();
            let consequence = if needed { "nothing satisfies the schema" } else { "they can never be there" };
            let message = format!(
                "{} closes itself by `additionalProperties: false` and refuses {}: {consequence}",
                quoted(owner),
                names.join(", ")
            );
            let help = "remove `additionalProperties: false` there, or declare all members in one schema";
            findings.add(&ALL_OF_CLOSED, node, message, help);
        }
    }
}

/// The schema and all that its `allOf` adds, at any depth.
fn parts<'a>(context: &'a Context<'_, '_>, id: SchemaId) -> Vec<(SchemaId, &'a Schema)> {
    let mut parts: Vec<(SchemaId, &Schema)> = Vec::new();
    let mut work = vec![id];
    while let Some(id) = work.pop() {
        if parts.iter().any(|(seen, _)| *seen == id) {
            continue;
        }
        let schema = context.schemas().get(id);
        parts.push((id, schema));
        work.extend(&schema.all_of);
    }
    parts
}

/// Whether one branch holds both the schema that closes itself and all members that it refuses.
fn meets(context: &Context<'_, '_>, branch: SchemaId, closing: SchemaId, refused: &[&str]) -> bool {
    let parts = parts(context, branch);
    let declares =
        |name: &&str| parts.iter().any(|(_, part)| part.object.properties.iter().any(|(own, _)| own == name));
    parts.iter().any(|(id, _)| *id == closing) && refused.iter().all(declares)
}
