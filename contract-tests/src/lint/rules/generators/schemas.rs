//! Shapes of schemas that generators of typed clients, such as progenitor with typify, refuse or read differently.

use std::collections::HashSet;

use heck::ToUpperCamelCase;

use crate::document::{Node, quoted};
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::lint::shape::Object;
use crate::schema::{Kind, Schema};

static GENERATOR_SCHEMAS: Rule = Rule::new(
    Level::Info,
    "generator-schemas",
    "Schemas keep to what generators turn into a type of the same meaning.",
    "`not` and named alternatives with `nullable` stop them; `anyOf` of scalars and keywords without `type` are misread.",
);

static GENERATOR_TITLES: Rule = Rule::new(
    Level::Info,
    "generator-titles",
    "No inline schema has the title of a component, and no component the name of an operation's body or answer.",
    "Generators name the inline schema by it, and silently take the component instead.",
);

static GENERATOR_PATTERNS: Rule = Rule::new(
    Level::Info,
    "generator-patterns",
    "Patterns are anchored, in ASCII, and without looks, classes of Unicode or references back.",
    "Engines of other languages refuse these or read them differently; an unanchored pattern is mostly an oversight.",
);

pub(super) static GROUP: Group =
    Group { id: "generator-shapes", rules: &[&GENERATOR_SCHEMAS, &GENERATOR_TITLES, &GENERATOR_PATTERNS] };

pub(super) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    let names: HashSet<&str> =
        context.survey.of(Object::Schema).filter_map(|node| component(node.pointer())).collect();
    for (node, id) in context.schema_nodes {
        let schema = context.schemas().get(*id);
        check_shape(context, node, schema, findings);
        check_pattern(node, schema, findings);
        let is_inline = component(node.pointer()).is_none();
        if let Some(title) = node.str("title").filter(|title| is_inline && names.contains(title)) {
            let message = format!("the title is the name of the component {}", quoted(title));
            findings.add_at(
                &GENERATOR_TITLES,
                node,
                "title",
                message,
                "remove the title, or refer to the component",
            );
        }
    }
    for operation in context.survey.of(Object::Operation) {
        let Some(id) = operation.str("operationId") else { continue };
        for name in ["Response", "Body"].map(|suffix| format!("{}{suffix}", id.to_upper_camel_case())) {
            if names.contains(name.as_str()) {
                let message =
                    format!("the component {} has the name of this operation's own type", quoted(&name));
                let help = "rename the component";
                findings.add_at(&GENERATOR_TITLES, operation, "operationId", message, help);
            }
        }
    }
}

/// The name of a component, by its pointer.
fn component(pointer: &str) -> Option<&str> {
    pointer.strip_prefix("/components/schemas/").filter(|name| !name.contains('/'))
}

fn check_shape(context: &Context<'_, '_>, node: &Node<'_>, schema: &Schema, findings: &mut Findings<'_>) {
    let is_alternative = schema.one_of.len() > 1 || schema.any_of.len() > 1;
    let is_scalar = |kind| matches!(kind, Some(Kind::String | Kind::Boolean | Kind::Integer | Kind::Number));
    let (key, message, help) = if schema.not.is_some() {
        ("not", "`not` is not supported", "say what is accepted instead")
    } else if is_alternative && schema.nullable && component(node.pointer()).is_some() {
        let help = "put `nullable` where the component is used";
        ("nullable", "a named alternative that is nullable becomes two types of one name", help)
    } else if schema.any_of.iter().any(|id| is_scalar(context.kind(*id))) {
        ("anyOf", "`anyOf` of scalars becomes a structure that holds all of them", "use `oneOf`")
    } else if schema.kind.is_none() && schema.nullable && has_scalar_keyword(schema) {
        ("nullable", "without a `type` the keywords are read as those of an array", "add the `type`")
    } else {
        return;
    };
    findings.add_at(&GENERATOR_SCHEMAS, node, key, message, help);
}

fn has_scalar_keyword(schema: &Schema) -> bool {
    let (string, number) = (&schema.string, &schema.number);
    string.pattern.is_some()
        || string.length_min.is_some()
        || string.length_max.is_some()
        || number.min.is_some()
        || number.max.is_some()
}

fn check_pattern(node: &Node<'_>, schema: &Schema, findings: &mut Findings<'_>) {
    let Some(pattern) = schema.string.pattern.as_deref() else { return };
    let has = |parts: &[&str]| parts.iter().any(|part| pattern.contains(part));
    let message = if has(&["(?=", "(?!", "(?<=", "(?<!"]) {
        "the pattern looks around"
    } else if has(&["\\p{", "\\P{"]) {
        "the pattern names classes of Unicode"
    } else if !pattern.is_ascii() {
        "the pattern is not in ASCII"
    } else if !(pattern.starts_with('^') && pattern.ends_with('$')) {
        "the pattern is not anchored at both ends"
    } else {
        return;
    };
    let help = "write it with `^`, `$`, characters, classes and repetitions alone";
    findings.add_at(&GENERATOR_PATTERNS, node, "pattern", message, help);
}
