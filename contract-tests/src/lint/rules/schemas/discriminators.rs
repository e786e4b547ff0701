//! Discriminators and the schemas that they choose from.

use super::all;
use crate::document::{Node, quoted};
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::schema::{SchemaId, mapped};

static DISCRIMINATOR_MAPPING: Rule = Rule::new(
    Level::Error,
    "discriminator-mapping",
    "The mapping of a discriminator leads to schemas, and to those that can be chosen.",
    "A value that is mapped elsewhere cannot be read.",
);

static DISCRIMINATOR_PROPERTY: Rule = Rule::new(
    Level::Warning,
    "discriminator-property",
    "The member that discriminates is declared and required in every schema that it chooses.",
    "A value without it cannot be told from the others.",
);

static DISCRIMINATOR_INLINE: Rule = Rule::new(
    Level::Warning,
    "discriminator-inline",
    "A discriminator chooses from schemas that have a name.",
    "The specification does not consider inline schemas: nothing names them.",
)
.covering(&["redocly:no-illogical-composition-keywords"]);

pub(super) static GROUP: Group = Group {
    id: "discriminators",
    rules: &[&DISCRIMINATOR_MAPPING, &DISCRIMINATOR_PROPERTY, &DISCRIMINATOR_INLINE],
};

pub(super) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    for (node, id, schema) in all(context) {
        let Some(discriminator) = &schema.discriminator else { continue };
        if !context.is_sound(id) {
            continue;
        }
        let branches: Vec<SchemaId> = schema.one_of.iter().chain(&schema.any_of).copied().collect();
        check_mapping(context, node, &branches, findings);
        let property = &discriminator.property;
        let at = node.get("discriminator").unwrap_or_else(|| node.clone());
        // Without branches the schema is the base of those that extend it, and holds the member itself.
        let owners = if branches.is_empty() { vec![id] } else { branches };
        for owner in owners {
            let schema = context.schemas().get(owner);
            let (is_declared, is_required) = declares(context, owner, property);
            let problem = match (is_declared, is_required) {
                (true, true) => None,
                (true, false) => Some("does not require"),
                (false, _) => Some("does not declare"),
            };
            if let Some(problem) = problem {
                let name = schema.pointer.rsplit('/').next().unwrap_or_default();
                let message = format!("{} {problem} the member {}", quoted(name), quoted(property));
                let help = "declare it under `properties` of each schema, and list it under `required`";
                findings.add_at(&DISCRIMINATOR_PROPERTY, &at, "propertyName", message, help);
            }
        }
        for key in ["oneOf", "anyOf"] {
            for branch in node.get(key).map(|list| list.items()).unwrap_or_default() {
                if branch.reference().is_none() {
                    let message = "the discriminator cannot choose a schema without a name";
                    findings.add(
                        &DISCRIMINATOR_INLINE,
                        &branch,
                        message,
                        "name it under `components/schemas`",
                    );
                }
            }
        }
    }
}

fn check_mapping(
    context: &Context<'_, '_>,
    node: &Node<'_>,
    branches: &[SchemaId],
    findings: &mut Findings<'_>,
) {
    let mapping = node.get("discriminator").and_then(|discriminator| discriminator.get("mapping"));
    for (value, target) in mapping.map(|mapping| mapping.members()).unwrap_or_default() {
        let id = mapped(&target).and_then(|schema| context.schemas().id_of(&schema));
        let message = match id {
            None => format!("{} is mapped to nothing in this document", quoted(value)),
            Some(id) if !branches.is_empty() && !branches.contains(&id) => {
                format!("{} is mapped to a schema that is not among those to choose from", quoted(value))
            }
            Some(_) => continue,
        };
        let help = "write the name of a component, or a reference such as `'#/components/schemas/Cat'`";
        findings.add(&DISCRIMINATOR_MAPPING, &target, message, help);
    }
}

/// Whether the schema declares a member, and whether it requires it, its `allOf` included; of alternatives each must.
fn declares(context: &Context<'_, '_>, id: SchemaId, name: &str) -> (bool, bool) {
    let (mut is_declared, mut is_required) = (false, false);
    let mut seen = Vec::new();
    let mut work = vec![id];
    while let Some(id) = work.pop() {
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        let schema = context.schemas().get(id);
        is_declared |= schema.object.properties.iter().any(|(known, _)| known == name);
        is_required |= schema.object.required.iter().any(|known| known == name);
        work.extend(&schema.all_of);
        for alternatives in [&schema.one_of, &schema.any_of] {
            let all = |of: fn((bool, bool)) -> bool| {
                !alternatives.is_empty()
                    && alternatives.iter().all(|id| seen.contains(id) || of(shallow(context, *id, name)))
            };
            is_declared |= all(|(declared, _)| declared);
            is_required |= all(|(_, required)| required);
        }
    }
    (is_declared, is_required)
}

/// The same of one schema and its `allOf`, without alternatives.
fn shallow(context: &Context<'_, '_>, id: SchemaId, name: &str) -> (bool, bool) {
    let schema = context.schemas().get(id);
    let of = |id: &SchemaId| {
        let schema = context.schemas().get(*id);
        let declared = schema.object.properties.iter().any(|(known, _)| known == name);
        (declared, schema.object.required.iter().any(|known| known == name))
    };
    schema.all_of.iter().map(of).fold(of(&id), |a, b| (a.0 || b.0, a.1 || b.1))
}
