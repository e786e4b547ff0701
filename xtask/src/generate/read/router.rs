//! dropshot's router rules: it panics on paths that it cannot tell apart, so they are refused here.

use super::Problems;
use contract_tests::document::{Document, Node};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
struct Fork<'d> {
    literals: BTreeMap<&'d str, Fork<'d>>,
    variable: Option<(&'d str, Box<Fork<'d>>)>,
    path: Option<&'d str>,
}

/// Refuses paths that the router cannot hold together.
pub(super) fn check(document: &Document, problems: &mut Problems) {
    let mut root = Fork::default();
    for (path, node) in document.root().get("paths").map(|paths| paths.members()).unwrap_or_default() {
        if let Err((message, help)) = insert(&mut root, path) {
            problems.push(problem(&node, path, &message, help));
        }
    }
}

fn problem(node: &Node<'_>, path: &str, message: &str, help: &str) -> contract_tests::document::Problem {
    node.error(format!("the router cannot hold the path {path}: {message}")).help(help)
}

fn insert<'d>(root: &mut Fork<'d>, path: &'d str) -> Result<(), (String, &'static str)> {
    const SPLIT: &str = "give the two resources different paths";
    let Some(segments) = path.strip_prefix('/') else {
        return Err(("it does not begin with a slash".to_owned(), "write a slash before it"));
    };
    if segments.contains("//") || segments.starts_with('/') {
        return Err(("it has an empty segment".to_owned(), "write one slash between two segments"));
    }
    let mut fork = root;
    let mut names = BTreeSet::new();
    for segment in segments.split('/').filter(|segment| !segment.is_empty()) {
        let variable = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        match variable {
            Some(name) if name.is_empty() || name.contains(['{', '}', ':']) => {
                return Err((format!("`{segment}` is not one parameter"), "write its name between braces"));
            }
            Some(name) if !names.insert(name) => {
                return Err((format!("it has `{segment}` twice"), "give the parameters different names"));
            }
            None if matches!(segment, "." | "..") => {
                return Err((
                    format!("`{segment}` is a step and not a name"),
                    "write the path that it leads to",
                ));
            }
            None if segment.contains(['{', '}']) => {
                return Err((
                    format!("`{segment}` mixes text and a parameter"),
                    "let the parameter be a whole segment",
                ));
            }
            None => {
                if let Some((name, _)) = &fork.variable {
                    return Err((format!("`{segment}` stands where another path has `{{{name}}}`"), SPLIT));
                }
                fork = fork.literals.entry(segment).or_default();
            }
            Some(name) => {
                if let Some((literal, _)) = fork.literals.first_key_value() {
                    return Err((format!("`{segment}` stands where another path has `{literal}`"), SPLIT));
                }
                let (known, next) = fork.variable.get_or_insert_with(|| (name, Box::default()));
                if *known != name {
                    let message = format!("`{segment}` stands where another path has `{{{known}}}`");
                    return Err((message, "use one name for the parameter"));
                }
                fork = next;
            }
        }
    }
    match fork.path.replace(path) {
        Some(other) => Err((format!("it is the same as {other}"), "merge them")),
        None => Ok(()),
    }
}
