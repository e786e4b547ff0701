//! Tags, by which documents group their operations.

use std::collections::{HashMap, HashSet};

use super::info::is_blank;
use crate::document::{Node, quoted};
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::lint::shape::Object;

static TAG_UNIQUE: Rule = Rule::new(
    Level::Error,
    "tag-unique",
    "Each tag is declared once.",
    "Which of two descriptions is shown depends on the tool.",
)
.covering(&["spectral:openapi-tags-uniqueness", "redocly:no-duplicated-tag-names"]);

static TAG_DESCRIPTION: Rule = Rule::new(
    Level::Warning,
    "tag-description",
    "Tags are described.",
    "Reference pages head each group of operations with it.",
)
.covering(&["spectral:tag-description", "redocly:tag-description"]);

static TAG_UNDECLARED: Rule = Rule::new(
    Level::Warning,
    "tag-undeclared",
    "Tags of operations are declared in `tags`.",
    "An undeclared tag has no place in the order and no description; often it is misspelt.",
)
.covering(&["spectral:operation-tag-defined", "redocly:operation-tag-defined"]);

static TAG_UNUSED: Rule = Rule::new(
    Level::Info,
    "tag-unused",
    "Every declared tag has an operation.",
    "Reference pages show an empty group.",
);

static TAGS_MISSING: Rule = Rule::new(
    Level::Off,
    "tags-missing",
    "The document declares tags.",
    "Without any, the groups have no order and no description.",
)
.covering(&["spectral:openapi-tags"]);

static TAGS_SORTED: Rule = Rule::new(
    Level::Off,
    "tags-sorted",
    "Tags are declared in alphabetical order.",
    "Long lists are easier to read.",
)
.covering(&["spectral:openapi-tags-alphabetical", "redocly:tags-alphabetical"]);

pub(in crate::lint) static GROUP: Group = Group {
    id: "tags",
    rules: &[&TAG_UNIQUE, &TAG_DESCRIPTION, &TAG_UNDECLARED, &TAG_UNUSED, &TAGS_MISSING, &TAGS_SORTED],
};

pub(in crate::lint) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    let declared: Vec<(&str, &Node<'_>)> =
        context.survey.of(Object::Tag).filter_map(|tag| Some((tag.str("name")?, tag))).collect();
    check_declared(context, &declared, findings);
    let names: HashSet<&str> = declared.iter().map(|(name, _)| *name).collect();
    let mut used = HashSet::new();
    for operation in context.survey.of(Object::Operation) {
        for tag in operation.get("tags").map(|tags| tags.items()).unwrap_or_default() {
            let Some(name) = tag.as_str() else { continue };
            used.insert(name);
            if !names.contains(name) {
                let message = format!("the tag {} is not declared", quoted(name));
                let help = match crate::document::closest(name, names.iter().copied()) {
                    Some(closest) => format!("is {} meant?", quoted(closest)),
                    None => "declare it under `tags`, with a description".to_owned(),
                };
                findings.add(&TAG_UNDECLARED, &tag, message, help);
            }
        }
    }
    for (name, tag) in declared.iter().filter(|(name, _)| !used.contains(name)) {
        findings.add(&TAG_UNUSED, tag, format!("no operation has the tag {}", quoted(name)), "remove it");
    }
}

fn check_declared(context: &Context<'_, '_>, declared: &[(&str, &Node<'_>)], findings: &mut Findings<'_>) {
    let mut first: HashMap<&str, &Node<'_>> = HashMap::new();
    for (name, tag) in declared {
        if let Some(other) = first.get(name) {
            let message = format!("the tag {} is declared on line {} too", quoted(name), other.place().line);
            findings.add(&TAG_UNIQUE, tag, message, "keep one of the two");
        } else {
            first.insert(name, tag);
        }
        if is_blank(tag, "description") {
            let message = format!("the tag {} has no description", quoted(name));
            findings.add(&TAG_DESCRIPTION, tag, message, "add `description`");
        }
    }
    let sorted = declared.windows(2).find(|pair| pair[0].0.to_lowercase() > pair[1].0.to_lowercase());
    if let Some([(before, _), (name, tag)]) = sorted {
        let message = format!("{} stands after {}", quoted(name), quoted(before));
        findings.add(&TAGS_SORTED, tag, message, "sort the tags by name");
    }
    if declared.is_empty() {
        let root = context.document.root();
        findings.add_at(&TAGS_MISSING, &root, "tags", "the document declares no tags", "add `tags`");
    }
}
