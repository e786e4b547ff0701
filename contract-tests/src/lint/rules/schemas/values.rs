//! Examples and defaults, held to the schemas that they are given for.

use std::collections::HashSet;

use serde_json::Value;

use super::all;
use crate::document::{Node, pointer, quoted};
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::lint::shape::Object;
use crate::schema::validate::{Validator, Violation};
use crate::schema::{Additional, Direction, Kind, SchemaId};

static EXAMPLE_INVALID: Rule = Rule::new(
    Level::Error,
    "example-invalid",
    "Examples are valid under their schema.",
    "Readers copy examples, mock servers answer them, and both fail.",
)
.covering(&[
    "spectral:oas3-valid-media-example",
    "spectral:oas3-valid-schema-example",
    "redocly:no-invalid-media-type-examples",
    "redocly:no-invalid-parameter-examples",
    "redocly:no-invalid-schema-examples",
]);

static EXAMPLE_UNDOCUMENTED: Rule = Rule::new(
    Level::Warning,
    "example-undocumented",
    "Examples have no members that their schema does not declare.",
    "Either the example is out of date, or the schema is.",
)
.covering(&["redocly:no-invalid-media-type-examples"]);

static DEFAULT_INVALID: Rule = Rule::new(
    Level::Error,
    "default-invalid",
    "Defaults are valid under their schema.",
    "A value that is left out stands for one that is refused; generators fail on it.",
)
.covering(&["spectral:oas3-valid-schema-example"]);

pub(super) static GROUP: Group =
    Group { id: "values", rules: &[&EXAMPLE_INVALID, &EXAMPLE_UNDOCUMENTED, &DEFAULT_INVALID] };

pub(super) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    for (node, id, schema) in all(context) {
        if !context.is_sound(id) {
            continue;
        }
        if schema.annotations.example.is_some()
            && let Some(example) = node.get("example")
        {
            check_example(context, id, &example, None, findings);
        }
        if let (Some(value), Some(default)) = (&schema.annotations.default, node.get("default"))
            && let Some(violation) = first_violation(context, id, value, None)
        {
            let message = format!("the default is not valid: {violation}");
            findings.add(&DEFAULT_INVALID, &default, message, "mend the default or the schema");
        }
    }
    for object in [Object::MediaType, Object::Parameter, Object::Header] {
        for node in context.survey.of(object) {
            check_examples(context, object, node, findings);
        }
    }
}

/// The examples that stand beside a schema.
fn check_examples(context: &Context<'_, '_>, object: Object, node: &Node<'_>, findings: &mut Findings<'_>) {
    let schema = node.get("schema").and_then(|schema| context.schemas().id_of(&schema));
    let Some(id) = schema.filter(|id| context.is_sound(*id)) else { return };
    let direction = direction(object, node.pointer());
    let named = node.get("examples").map(|examples| examples.members()).unwrap_or_default();
    let named = named.into_iter().filter_map(|(_, example)| example.resolve().ok()?.get("value"));
    for example in node.get("example").into_iter().chain(named) {
        // A text in place of a value is how contents that are not JSON are shown.
        let is_text = object == Object::MediaType && !is_json(node.pointer()) && example.as_str().is_some();
        if !is_text || context.kind(id) == Some(Kind::String) {
            check_example(context, id, &example, Some(direction), findings);
        }
    }
}

fn check_example(
    context: &Context<'_, '_>,
    id: SchemaId,
    example: &Node<'_>,
    direction: Option<Direction>,
    findings: &mut Findings<'_>,
) {
    let value = example.to_value();
    if let Some(violation) = first_violation(context, id, &value, direction) {
        let message = format!("the example is not valid: {violation}");
        findings.add(&EXAMPLE_INVALID, example, message, "mend the example or the schema");
    } else if findings.asks(&EXAMPLE_UNDOCUMENTED)
        && let Some(place) = undocumented(context, id, &value)
    {
        let message = format!("the member {} of the example is not declared", quoted(&place));
        findings.add(
            &EXAMPLE_UNDOCUMENTED,
            example,
            message,
            "declare the member, or remove it from the example",
        );
    }
}

/// The first thing wrong with a value; of one that may travel either way, only what is wrong both ways.
fn first_violation(
    context: &Context<'_, '_>,
    id: SchemaId,
    value: &Value,
    direction: Option<Direction>,
) -> Option<Violation> {
    let violation =
        |direction| Validator::new(context.schemas(), direction).violations(id, value).into_iter().next();
    match direction {
        Some(direction) => violation(direction),
        None => violation(Direction::Either)
            .filter(|_| violation(Direction::Request).is_some() && violation(Direction::Response).is_some()),
    }
}

/// Which way the values of an object travel, by where it stands.
fn direction(object: Object, at: &str) -> Direction {
    let response = at.rfind("/responses/");
    let request = at.rfind("/requestBody/").max(at.rfind("/requestBodies/"));
    if object == Object::Parameter {
        Direction::Request
    } else if response > request {
        Direction::Response
    } else if request.is_some() {
        Direction::Request
    } else {
        Direction::Either
    }
}

/// Whether a media type object describes JSON, by its key.
fn is_json(at: &str) -> bool {
    let name = at.rsplit('/').next().and_then(pointer::unescape).unwrap_or_default().to_ascii_lowercase();
    let name = name.split(';').next().unwrap_or_default().trim();
    name.ends_with("/json") || name.ends_with("+json") || name == "*/*" || name == "application/*"
}

/// The pointer of the first member that no schema for it declares, where some schema declares members.
fn undocumented(context: &Context<'_, '_>, id: SchemaId, value: &Value) -> Option<String> {
    let mut work = vec![(vec![id], value, String::new())];
    while let Some((ids, value, at)) = work.pop() {
        let family = family(context, &ids);
        match value {
            Value::Array(items) => {
                let schemas: Vec<SchemaId> =
                    family.iter().filter_map(|id| context.schemas().get(*id).array.items).collect();
                let places = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| (item, pointer::join(&at, &index.to_string())));
                work.extend(places.map(|(item, at)| (schemas.clone(), item, at)));
            }
            Value::Object(members) => {
                let objects: Vec<_> = family.iter().map(|id| &context.schemas().get(*id).object).collect();
                let declares_any = objects.iter().any(|object| !object.properties.is_empty());
                for (name, member) in members {
                    let mut schemas: Vec<SchemaId> = Vec::new();
                    let mut is_open = false;
                    for object in &objects {
                        let declared = object.properties.iter().filter(|(known, _)| known == name);
                        schemas.extend(declared.map(|(_, id)| *id));
                        match object.additional {
                            Additional::Any => is_open = true,
                            Additional::Schema(id) => schemas.push(id),
                            Additional::Unstated | Additional::None => {}
                        }
                    }
                    let at = pointer::join(&at, name);
                    if schemas.is_empty() && declares_any && !is_open {
                        return Some(at);
                    }
                    work.push((schemas, member, at));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    None
}

/// The schemas and all of their branches.
fn family(context: &Context<'_, '_>, ids: &[SchemaId]) -> Vec<SchemaId> {
    let mut seen: HashSet<SchemaId> = HashSet::new();
    let mut family: Vec<SchemaId> = ids.iter().copied().filter(|id| seen.insert(*id)).collect();
    let mut at = 0;
    while let Some(id) = family.get(at).copied() {
        at += 1;
        let schema = context.schemas().get(id);
        let branches = schema.all_of.iter().chain(&schema.any_of).chain(&schema.one_of).copied();
        family.extend(branches.filter(|branch| seen.insert(*branch)));
    }
    family
}
