//! Paths that a router takes for one another. It must not know any router.

use std::collections::HashMap;

use serde_json::Value;

use super::{Path, variables_of};
use crate::api::{Location, Operation, Parameter, PathTemplate, Segment};
use crate::document::quoted;
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Level, Rule};
use crate::schema::Direction;
use crate::schema::validate::Validator;

pub(super) static PATH_IDENTICAL: Rule = Rule::new(
    Level::Error,
    "path-identical",
    "No two paths differ in the names of their variables alone.",
    "The specification forbids it: no request tells them apart.",
)
.covering(&["spectral:path-params", "redocly:no-identical-paths"]);

pub(super) static PATH_AMBIGUOUS: Rule = Rule::new(
    Level::Warning,
    "path-ambiguous",
    "No request fits two paths of which neither is the more literal, its variables being what their schemas allow.",
    "Which operation answers depends on the router.",
)
.covering(&["redocly:no-ambiguous-paths"]);

/// Pairs of paths that are compared.
const PAIRS_MAX: usize = 5_000_000;

/// The path with its variables nameless.
fn nameless(template: &PathTemplate) -> String {
    let mut text = template.text.clone();
    for name in variables_of(template) {
        text = text.replacen(&format!("{{{name}}}"), "{}", 1);
    }
    text
}

pub(super) fn check(context: &Context<'_, '_>, paths: &[Path<'_>], findings: &mut Findings<'_>) {
    let values = Values::of(context);
    let mut identical: HashMap<String, &Path<'_>> = HashMap::new();
    // Paths that overlap have equally many segments.
    let mut candidates: HashMap<usize, Vec<&Path<'_>>> = HashMap::new();
    let mut pairs_left = PAIRS_MAX;
    for path in paths {
        let shape = nameless(&path.template);
        if let Some(other) = identical.get(&shape) {
            let message = format!("the path is the same as {}", quoted(other.text));
            let help = "bring the operations of both under one path";
            findings.add_pointer(&PATH_IDENTICAL, context.document, &path.pointer, message, help);
            continue;
        }
        identical.insert(shape, path);
        let others = candidates.entry(path.template.segments.len()).or_default();
        for other in others.iter().take(pairs_left) {
            check_pair(context, &values, path, other, findings);
        }
        pairs_left = pairs_left.saturating_sub(others.len());
        others.push(path);
    }
}

fn check_pair(
    context: &Context<'_, '_>,
    values: &Values<'_>,
    path: &Path<'_>,
    other: &Path<'_>,
    findings: &mut Findings<'_>,
) {
    let (mut literals, mut other_literals) = (Vec::new(), Vec::new());
    for (a, b) in path.template.segments.iter().zip(&other.template.segments) {
        match (a, b) {
            (Segment::Literal(a), Segment::Literal(b)) if a != b => return,
            (Segment::Literal(_), Segment::Literal(_)) | (Segment::Variable(_), Segment::Variable(_)) => {}
            (Segment::Literal(text), Segment::Variable(_))
            | (Segment::Variable(_), Segment::Literal(text))
                if text.is_empty() =>
            {
                return;
            }
            (Segment::Literal(text), Segment::Variable(name)) => literals.push((name, text)),
            (Segment::Variable(name), Segment::Literal(text)) => other_literals.push((name, text)),
            (Segment::Mixed { .. }, Segment::Literal(_) | Segment::Variable(_) | Segment::Mixed { .. })
            | (Segment::Literal(_) | Segment::Variable(_), Segment::Mixed { .. }) => return,
        }
    }
    let is_undecided = !literals.is_empty() && !other_literals.is_empty();
    if is_undecided && values.fit(other, &literals) && values.fit(path, &other_literals) {
        let message = format!("some requests fit this path and {} alike", quoted(other.text));
        let help = "let the paths differ in a literal segment at the same place";
        findings.add_pointer(&PATH_AMBIGUOUS, context.document, &path.pointer, message, help);
    }
}

/// What the variables of paths may be.
struct Values<'a> {
    context: &'a Context<'a, 'a>,
    /// The operations of each path, by the text of its template.
    operations: HashMap<&'a str, Vec<&'a Operation>>,
}

impl<'a> Values<'a> {
    fn of(context: &'a Context<'_, '_>) -> Self {
        let mut operations: HashMap<&str, Vec<&Operation>> = HashMap::new();
        for operation in &context.api.operations {
            operations.entry(&operation.path.text).or_default().push(operation);
        }
        Self { context, operations }
    }

    /// Whether some operation of the path takes those texts for those variables.
    fn fit(&self, path: &Path<'_>, texts: &[(&String, &String)]) -> bool {
        let operations = self.operations.get(path.text).map(Vec::as_slice).unwrap_or_default();
        let fits = |operation: &&Operation| texts.iter().all(|(name, text)| self.fits(operation, name, text));
        operations.is_empty() || operations.iter().any(fits)
    }

    /// Whether the parameter takes the text, as it stands or for the number or boolean that it writes.
    fn fits(&self, operation: &Operation, name: &str, text: &str) -> bool {
        let is_it = |parameter: &&Parameter| parameter.location == Location::Path && parameter.name == name;
        let schema = operation.parameters.iter().find(is_it).and_then(Parameter::schema);
        let Some(id) = schema.filter(|id| self.context.is_sound(*id)) else { return true };
        let validator = Validator::new(self.context.schemas(), Direction::Request);
        let scalar = serde_json::from_str(text).ok().filter(|value: &Value| !value.is_string());
        validator.is_valid(id, &Value::from(text))
            || scalar.is_some_and(|value| validator.is_valid(id, &value))
    }
}
