//! Paths: how they are written, and in the files beside this one, how their variables are declared and how a router tells
//! them apart. It must not know what operations answer.

mod overlaps;
mod router;
mod variables;

use overlaps::{PATH_AMBIGUOUS, PATH_IDENTICAL};
use router::PATH_ROUTER;
use variables::PATH_VARIABLES;

use crate::api::{PathTemplate, Segment};
use crate::document::quoted;
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};

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
    overlaps::check(context, &paths, findings);
    router::check(context, &paths, findings);
    variables::check(context, findings);
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
fn variables_of(template: &PathTemplate) -> impl Iterator<Item = &str> {
    template.segments.iter().flat_map(|segment| match segment {
        Segment::Literal(_) => Vec::new(),
        Segment::Variable(name) => vec![name.as_str()],
        Segment::Mixed { parts, .. } => parts.iter().map(|(name, _)| name.as_str()).collect(),
    })
}
