//! The variables of paths and the parameters that declare them. It must not know how paths are told apart.

use std::collections::HashSet;

use super::variables_of;
use crate::api::{Location, Operation};
use crate::document::{closest, pointer, quoted};
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Level, Rule};

pub(super) static PATH_VARIABLES: Rule = Rule::new(
    Level::Error,
    "path-variables",
    "The variables of a path and the path parameters of its operations are the same, each once.",
    "A request cannot be built when a value is missing, or has no place.",
)
.covering(&["spectral:path-params", "redocly:path-parameters-defined"]);

pub(super) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    for operation in &context.api.operations {
        check_variables(context, operation, findings);
    }
}

fn check_variables(context: &Context<'_, '_>, operation: &Operation, findings: &mut Findings<'_>) {
    let item = pointer::parent(&operation.pointer).unwrap_or_default();
    let mut seen = HashSet::new();
    for name in variables_of(&operation.path) {
        if !seen.insert(name) {
            let message = format!("the variable {} is in the path twice", quoted(name));
            findings.add_pointer(&PATH_VARIABLES, context.document, item, message, "rename one of the two");
        }
    }
    let declared: HashSet<&str> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.location == Location::Path)
        .map(|parameter| parameter.name.as_str())
        .collect();
    let missing: Vec<_> =
        seen.iter().filter(|name| !declared.contains(*name)).map(|name| quoted(name)).collect();
    if !missing.is_empty() {
        let message = format!("no parameter declares the variable {}", missing.join(", "));
        let help = "add a parameter with `in: path` and `required: true`";
        findings.add_pointer(&PATH_VARIABLES, context.document, &operation.pointer, message, help);
    }
    for parameter in &operation.parameters {
        if parameter.location != Location::Path {
            continue;
        }
        let node = context.document.node(&parameter.pointer);
        if !seen.contains(parameter.name.as_str()) {
            // A shared parameter may fit other paths; the operation is what is wrong.
            let is_shared = parameter.pointer.starts_with("/components/");
            let at = if is_shared { &operation.pointer } else { &parameter.pointer };
            let message = format!(
                "the path {} has no variable {}",
                quoted(&operation.path.text),
                quoted(&parameter.name)
            );
            let help = match closest(&parameter.name, seen.iter().copied()) {
                Some(closest) => format!("is {} meant?", quoted(closest)),
                None => "remove the parameter, or add the variable to the path".to_owned(),
            };
            findings.add_pointer(&PATH_VARIABLES, context.document, at, message, help);
        } else if let Some(node) = node
            && node.get("required").and_then(|required| required.as_bool()) != Some(true)
        {
            let message = format!("the path parameter {} is not required", quoted(&parameter.name));
            findings.add(&PATH_VARIABLES, &node, message, "add `required: true`");
        }
    }
}
