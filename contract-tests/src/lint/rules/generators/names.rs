//! Names that differ in a document and become one in a program.

use std::collections::HashMap;

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::document::{Node, quoted};
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::lint::shape::Object;

static GENERATOR_NAMES: Rule = Rule::new(
    Level::Warning,
    "generator-names",
    "Names still differ when they are written as identifiers.",
    "`firstName` and `first_name` become one field, and what is generated does not compile.",
);

static GENERATOR_ENUM_NAMES: Rule = Rule::new(
    Level::Warning,
    "generator-enum-names",
    "Values of an `enum` give identifiers that differ.",
    "`a-b` and `a_b`, or values of punctuation alone, become one member of an enumeration.",
);

static GENERATOR_COMPONENT_CASE: Rule = Rule::new(
    Level::Off,
    "generator-component-case",
    "Names of schemas are in PascalCase.",
    "Generated types then have the names that readers of the document know.",
);

static GENERATOR_RESERVED: Rule = Rule::new(
    Level::Info,
    "generator-reserved",
    "No `operationId` is `new`, and no query parameter `header_map` or `body`.",
    "Generated clients have these names already.",
);

pub(super) static GROUP: Group = Group {
    id: "generator-naming",
    rules: &[&GENERATOR_NAMES, &GENERATOR_ENUM_NAMES, &GENERATOR_COMPONENT_CASE, &GENERATOR_RESERVED],
};

pub(super) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    let root = context.document.root();
    let schemas = root.get("components").and_then(|components| components.get("schemas"));
    let schemas = schemas.map(|schemas| schemas.members()).unwrap_or_default();
    check_apart(
        "schemas",
        schemas.iter().map(|(name, node)| (*name, node)),
        findings,
        ToUpperCamelCase::to_upper_camel_case,
    );
    for (name, node) in &schemas {
        if *name != name.to_upper_camel_case() {
            let message = format!("{} is not in PascalCase", quoted(name));
            let help = format!("write it as {}", quoted(&name.to_upper_camel_case()));
            findings.add(&GENERATOR_COMPONENT_CASE, node, message, help);
        }
    }
    let ids: Vec<(&str, Node<'_>)> = context
        .survey
        .of(Object::Operation)
        .filter_map(|operation| Some((operation.str("operationId")?, operation.get("operationId")?)))
        .collect();
    check_apart("operations", ids.iter().map(|(id, node)| (*id, node)), findings, ToSnakeCase::to_snake_case);
    for (_, node) in ids.iter().filter(|(id, _)| id.to_snake_case() == "new") {
        findings.add(
            &GENERATOR_RESERVED,
            node,
            "generated clients have a `new` already",
            "name the resource as well",
        );
    }
    for schema in context.survey.of(Object::Schema) {
        let members = schema.get("properties").map(|properties| properties.members()).unwrap_or_default();
        check_apart(
            "members",
            members.iter().map(|(name, node)| (*name, node)),
            findings,
            ToSnakeCase::to_snake_case,
        );
        check_values(schema, findings);
    }
    for operation in &context.api.operations {
        check_parameters(context, operation, findings);
    }
}

/// Notes names that differ and are one identifier.
fn check_apart<'a>(
    what: &str,
    names: impl Iterator<Item = (&'a str, &'a Node<'a>)>,
    findings: &mut Findings<'_>,
    identifier: fn(&str) -> String,
) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for (name, node) in names {
        match seen.insert(identifier(name), name) {
            // Equal names are the matter of other rules.
            Some(other) if other != name => {
                let message = format!(
                    "the {what} {} and {} are one identifier, {}",
                    quoted(other),
                    quoted(name),
                    quoted(&identifier(name))
                );
                findings.add(&GENERATOR_NAMES, node, message, "rename one of the two");
            }
            Some(_) | None => {}
        }
    }
}

fn check_values(schema: &Node<'_>, findings: &mut Findings<'_>) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for item in schema.get("enum").map(|list| list.items()).unwrap_or_default() {
        let Some(text) = item.as_str() else { continue };
        let identifier = text.to_upper_camel_case();
        match seen.insert(identifier.clone(), text) {
            Some(other) if other != text => {
                let message = format!("the values {} and {} are one identifier", quoted(other), quoted(text));
                findings.add(
                    &GENERATOR_ENUM_NAMES,
                    &item,
                    message,
                    "rename one, or use a string with a `pattern`",
                );
            }
            Some(_) | None => {}
        }
    }
}

fn check_parameters(
    context: &Context<'_, '_>,
    operation: &crate::api::Operation,
    findings: &mut Findings<'_>,
) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for parameter in &operation.parameters {
        let identifier = parameter.name.to_snake_case();
        let is_taken = identifier == "header_map" || (identifier == "body" && operation.body.is_some());
        if is_taken {
            let message = format!("generated functions have a {} already", quoted(&identifier));
            findings.add_pointer(
                &GENERATOR_RESERVED,
                context.document,
                &parameter.pointer,
                message,
                "rename the parameter",
            );
        }
        match seen.insert(identifier.clone(), &parameter.name) {
            Some(other) if other != parameter.name => {
                let message = format!(
                    "the parameters {} and {} are one identifier, {}",
                    quoted(other),
                    quoted(&parameter.name),
                    quoted(&identifier)
                );
                findings.add_pointer(
                    &GENERATOR_NAMES,
                    context.document,
                    &parameter.pointer,
                    message,
                    "rename one of the two",
                );
            }
            Some(_) | None => {}
        }
    }
}
