//! Paths, and how a router tells them apart.

use std::collections::{HashMap, HashSet};

use crate::api::{Operation, PathTemplate, Segment};
use crate::document::{pointer, quoted};
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};

static PATH_IDENTICAL: Rule = Rule::new(
    Level::Error,
    "path-identical",
    "No two paths differ in the names of their variables alone.",
    "The specification forbids it: no request tells them apart.",
)
.covering(&["spectral:path-params", "redocly:no-identical-paths"]);

static PATH_AMBIGUOUS: Rule = Rule::new(
    Level::Warning,
    "path-ambiguous",
    "No request fits two paths of which neither is the more literal.",
    "Which operation answers depends on the router.",
)
.covering(&["redocly:no-ambiguous-paths"]);

static PATH_TRAILING_SLASH: Rule = Rule::new(
    Level::Warning,
    "path-trailing-slash",
    "Paths do not end in a slash.",
    "Routers and proxies differ in whether they add or drop it.",
)
.covering(&["spectral:path-keys-no-trailing-slash", "redocly:no-path-trailing-slash"]);

static PATH_QUERY: Rule = Rule::new(
    Level::Warning,
    "path-query",
    "Paths hold no query.",
    "The query is described by parameters; a `?` in a path is never routed.",
)
.covering(&["spectral:path-not-include-query", "redocly:path-not-include-query"]);

static PATH_VARIABLES: Rule = Rule::new(
    Level::Error,
    "path-variables",
    "The variables of a path and the path parameters of its operations are the same, each once.",
    "A request cannot be built when a value is missing, or has no place.",
)
.covering(&["spectral:path-params", "redocly:path-parameters-defined"]);

static PATH_VERBS: Rule =
    Rule::new(Level::Off, "path-verbs", "Paths do not name methods of HTTP.", "The method says it already.")
        .covering(&["redocly:no-http-verbs-in-paths"]);

static PATH_KEBAB_CASE: Rule = Rule::new(
    Level::Off,
    "path-kebab-case",
    "Literal segments are in kebab-case.",
    "One way of writing them is easier to guess.",
)
.covering(&["redocly:paths-kebab-case"]);

static PATH_ROUTER: Rule = Rule::new(
    Level::Off,
    "path-router",
    "Paths fit a router that decides segment by segment, such as dropshot's: one name for the variable at each place, \
     no literal beside a variable, and no variable that is part of a segment.",
    "Such routers refuse the document when the server starts.",
);

static PATH_VARIABLE_EMPTY: Rule = Rule::new(
    Level::Error,
    "path-variable-empty",
    "Variables of paths have a name, and their braces are paired.",
    "The path cannot be read, and its operations are lost.",
)
.covering(&["spectral:path-declarations-must-exist", "redocly:path-declaration-must-exist"]);

pub(in crate::lint) static GROUP: Group = Group {
    id: "paths",
    rules: &[
        &PATH_IDENTICAL,
        &PATH_AMBIGUOUS,
        &PATH_TRAILING_SLASH,
        &PATH_QUERY,
        &PATH_VARIABLES,
        &PATH_VARIABLE_EMPTY,
        &PATH_VERBS,
        &PATH_KEBAB_CASE,
        &PATH_ROUTER,
    ],
};

/// Pairs of paths that are compared.
const PAIRS_MAX: usize = 5_000_000;

/// A path of the document and where it stands.
struct Path<'a> {
    template: PathTemplate,
    text: &'a str,
    pointer: String,
}

pub(in crate::lint) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    let root = context.document.root();
    let listed = root.get("paths").map(|paths| paths.members()).unwrap_or_default();
    for (text, node) in listed.iter().filter(|(text, _)| !text.starts_with("x-")) {
        if let Err(error) = PathTemplate::parse(text) {
            findings.add(&PATH_VARIABLE_EMPTY, node, error, "write it like `/users/{userId}`");
        }
    }
    let paths: Vec<Path<'_>> = listed
        .iter()
        .filter_map(|(text, node)| {
            let template = PathTemplate::parse(text).ok()?;
            Some(Path { template, text, pointer: node.pointer().to_owned() })
        })
        .collect();
    for path in &paths {
        check_text(context, path, findings);
    }
    check_overlaps(context, &paths, findings);
    if findings.asks(&PATH_ROUTER) {
        check_router(context, &paths, findings);
    }
    for operation in &context.api.operations {
        check_variables(context, operation, findings);
    }
}

fn check_text(context: &Context<'_, '_>, path: &Path<'_>, findings: &mut Findings<'_>) {
    let text = path.text;
    let mut add = |rule, message: String, help: &str| {
        findings.add_pointer(rule, context.document, &path.pointer, message, help);
    };
    if text.len() > 1 && text.ends_with('/') {
        add(&PATH_TRAILING_SLASH, "the path ends in a slash".to_owned(), "remove the slash");
    }
    if text.contains(['?', '#']) {
        add(
            &PATH_QUERY,
            "the path holds a query or a fragment".to_owned(),
            "describe it by query parameters",
        );
    }
    for literal in path.template.segments.iter().filter_map(literal) {
        let words = literal.split(['-', '_', '.']).map(str::to_ascii_lowercase);
        let verbs = ["get", "head", "post", "put", "patch", "delete", "options", "trace"];
        if let Some(verb) = words.into_iter().find(|word| verbs.contains(&word.as_str())) {
            add(
                &PATH_VERBS,
                format!("the path names the method {}", quoted(&verb)),
                "name the resource alone",
            );
        }
        let is_kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
        if !literal.chars().all(is_kebab) {
            let message = format!("{} is not in kebab-case", quoted(literal));
            add(&PATH_KEBAB_CASE, message, "write it in lowercase, with hyphens");
        }
    }
}

fn literal(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Literal(text) => Some(text),
        Segment::Variable(_) | Segment::Mixed { .. } => None,
    }
}

/// Variables of a path, in order.
fn variables(template: &PathTemplate) -> impl Iterator<Item = &str> {
    template.segments.iter().flat_map(|segment| match segment {
        Segment::Literal(_) => Vec::new(),
        Segment::Variable(name) => vec![name.as_str()],
        Segment::Mixed { parts, .. } => parts.iter().map(|(name, _)| name.as_str()).collect(),
    })
}

/// The path with its variables nameless.
fn nameless(template: &PathTemplate) -> String {
    let mut text = template.text.clone();
    for name in variables(template) {
        text = text.replacen(&format!("{{{name}}}"), "{}", 1);
    }
    text
}

fn check_overlaps(context: &Context<'_, '_>, paths: &[Path<'_>], findings: &mut Findings<'_>) {
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
            check_pair(context, path, other, findings);
        }
        pairs_left = pairs_left.saturating_sub(others.len());
        others.push(path);
    }
}

fn check_pair(context: &Context<'_, '_>, path: &Path<'_>, other: &Path<'_>, findings: &mut Findings<'_>) {
    let (mut is_more_literal, mut is_less_literal) = (false, false);
    for (a, b) in path.template.segments.iter().zip(&other.template.segments) {
        match (a, b) {
            (Segment::Literal(a), Segment::Literal(b)) if a != b => return,
            (Segment::Literal(_), Segment::Literal(_)) => {}
            (Segment::Literal(text), Segment::Variable(_)) if text.is_empty() => return,
            (Segment::Variable(_), Segment::Literal(text)) if text.is_empty() => return,
            (Segment::Literal(_), Segment::Variable(_)) => is_more_literal = true,
            (Segment::Variable(_), Segment::Literal(_)) => is_less_literal = true,
            (Segment::Variable(_), Segment::Variable(_)) => {}
            (Segment::Mixed { .. }, Segment::Literal(_) | Segment::Variable(_) | Segment::Mixed { .. })
            | (Segment::Literal(_) | Segment::Variable(_), Segment::Mixed { .. }) => return,
        }
    }
    if is_more_literal && is_less_literal {
        let message = format!("some requests fit this path and {} alike", quoted(other.text));
        let help = "let the paths differ in a literal segment at the same place";
        findings.add_pointer(&PATH_AMBIGUOUS, context.document, &path.pointer, message, help);
    }
}

/// What may follow a segment in a router that decides segment by segment.
#[derive(Default)]
struct Branch {
    literals: HashMap<String, usize>,
    variable: Option<(String, usize)>,
}

fn check_router(context: &Context<'_, '_>, paths: &[Path<'_>], findings: &mut Findings<'_>) {
    let mut branches = vec![Branch::default()];
    for path in paths {
        let mut at = 0;
        for segment in &path.template.segments {
            let fresh = branches.len();
            let branch = &mut branches[at];
            let conflict = match segment {
                Segment::Mixed { .. } => Some("a variable is only a part of its segment".to_owned()),
                Segment::Variable(name) => match &branch.variable {
                    Some((other, _)) if other != name => {
                        Some(format!("the variable {} is {} in another path", quoted(name), quoted(other)))
                    }
                    Some(_) | None => branch.literals.keys().next().map(|literal| {
                        format!(
                            "the variable {} stands where another path has {}",
                            quoted(name),
                            quoted(literal)
                        )
                    }),
                },
                Segment::Literal(text) => branch.variable.as_ref().map(|(name, _)| {
                    format!("{} stands where another path has the variable {}", quoted(text), quoted(name))
                }),
            };
            if let Some(message) = conflict {
                let help = "use the same variable in both paths, or let them differ in a literal before it";
                findings.add_pointer(&PATH_ROUTER, context.document, &path.pointer, message, help);
                break;
            }
            at = match segment {
                Segment::Variable(name) => branch.variable.get_or_insert((name.clone(), fresh)).1,
                Segment::Literal(text) => *branch.literals.entry(text.clone()).or_insert(fresh),
                Segment::Mixed { .. } => break,
            };
            if at == fresh {
                branches.push(Branch::default());
            }
        }
    }
}

fn check_variables(context: &Context<'_, '_>, operation: &Operation, findings: &mut Findings<'_>) {
    let item = pointer::parent(&operation.pointer).unwrap_or_default();
    let mut seen = HashSet::new();
    for name in variables(&operation.path) {
        if !seen.insert(name) {
            let message = format!("the variable {} is in the path twice", quoted(name));
            findings.add_pointer(&PATH_VARIABLES, context.document, item, message, "rename one of the two");
        }
    }
    let declared: HashSet<&str> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.location == crate::api::Location::Path)
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
        if parameter.location != crate::api::Location::Path {
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
            let help = match crate::document::closest(&parameter.name, seen.iter().copied()) {
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
