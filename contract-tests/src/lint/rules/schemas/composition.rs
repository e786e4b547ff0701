//! Compositions that say nothing, or the same twice.

use serde_json::Value;

use super::all;
use crate::document::Node;
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::schema::equal;

static COMPOSITION: Rule = Rule::new(
    Level::Warning,
    "composition",
    "Branches of `oneOf`, `anyOf` and `allOf` differ, and each says something.",
    "A branch that accepts anything makes the others void; the same branch twice makes `oneOf` refuse what it accepts.",
)
.covering(&["redocly:no-illogical-composition-keywords"]);

static COMPOSITION_SINGLE: Rule = Rule::new(
    Level::Info,
    "composition-single",
    "`oneOf` and `anyOf` have two branches or more.",
    "Generators make a type with one alternative of it.",
)
.covering(&["redocly:no-illogical-composition-keywords"]);

pub(super) static GROUP: Group = Group { id: "compositions", rules: &[&COMPOSITION, &COMPOSITION_SINGLE] };

/// Branches that are compared with one another.
const COMPARED_MAX: usize = 200;

pub(super) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    for (node, _, _) in all(context) {
        for key in ["allOf", "anyOf", "oneOf"] {
            let branches = node.get(key).map(|list| list.items()).unwrap_or_default();
            check_branches(node, key, &branches, findings);
        }
    }
}

fn check_branches(node: &Node<'_>, key: &str, branches: &[Node<'_>], findings: &mut Findings<'_>) {
    if let [only] = branches
        && key != "allOf"
        && node.get("discriminator").is_none()
    {
        let message = format!("`{key}` has a single branch");
        findings.add(
            &COMPOSITION_SINGLE,
            only,
            message,
            "write the schema itself, or `allOf` to say more beside it",
        );
    }
    let is_alone = node.is_object() && node.len() == 1;
    if let [only] = branches
        && key == "allOf"
        && is_alone
    {
        let message = "`allOf` has a single branch, and nothing stands beside it";
        findings.add(&COMPOSITION_SINGLE, only, message, "write the schema itself");
    }
    let compared = branches.iter().take(COMPARED_MAX);
    let values: Vec<Value> = compared.clone().map(Node::to_value).collect();
    for (at, branch) in compared.enumerate() {
        if branch.is_object() && branch.is_empty() {
            let message = format!("a branch of `{key}` accepts anything");
            findings.add(&COMPOSITION, branch, message, "say what it accepts, or remove it");
        } else if let Some(other) = (0..at).find(|other| equal(&values[*other], &values[at])) {
            let message = format!("the branch is the same as that on line {}", branches[other].place().line);
            findings.add(&COMPOSITION, branch, message, "remove one of the two");
        }
    }
}
