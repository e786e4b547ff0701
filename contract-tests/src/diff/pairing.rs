//! Which operation of the base is which of the revision: the same method at the same path, whatever the path's
//! variables are called. It must not know what operations hold.

use std::collections::HashMap;

use crate::api::{Api, Method, Operation, PathTemplate, Segment};

/// An operation in both documents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair<'a> {
    pub(super) base: &'a Operation,
    pub(super) revision: &'a Operation,
}

/// The operations of two documents.
#[derive(Debug)]
pub(super) struct Pairing<'a> {
    /// In both, in the order of the revision.
    pub(super) both: Vec<Pair<'a>>,
    /// In the base alone, in its order.
    pub(super) removed: Vec<&'a Operation>,
    /// In the revision alone, in its order.
    pub(super) added: Vec<&'a Operation>,
}

impl<'a> Pairing<'a> {
    /// Matches the operations of two documents. Where the paths of the servers differ, a part of them may have moved
    /// between `servers` and `paths`, so that the operations are matched as requests address them, when more are found so.
    pub(super) fn of(base: &'a Api, revision: &'a Api) -> Pairing<'a> {
        let by_path = Self::by_path(base, "", revision, "");
        match (prefix(base), prefix(revision)) {
            (Some(before), Some(after)) if before != after => {
                let addressed = Self::by_path(base, &before, revision, &after);
                if addressed.both.len() > by_path.both.len() { addressed } else { by_path }
            }
            (Some(_) | None, Some(_) | None) => by_path,
        }
    }

    fn by_path(base: &'a Api, before: &str, revision: &'a Api, after: &str) -> Pairing<'a> {
        // Paths that differ in the names of their variables alone are found by these first.
        let mut left: HashMap<Key, Vec<&'a Operation>> = HashMap::new();
        for operation in &base.operations {
            left.entry(Key::of(operation, before)).or_default().push(operation);
        }
        let named = revision.operations.iter().map(|operation| {
            let alike = left.get_mut(&Key::of(operation, after));
            alike.and_then(|alike| {
                let names = || variables(&operation.path);
                let at = alike.iter().position(|base| variables(&base.path).eq(names()))?;
                Some(alike.remove(at))
            })
        });
        let named: Vec<Option<&'a Operation>> = named.collect();
        let mut pairing = Pairing { both: Vec::new(), removed: Vec::new(), added: Vec::new() };
        for (operation, named) in revision.operations.iter().zip(named) {
            let first = || {
                let alike = left.get_mut(&Key::of(operation, after))?;
                (!alike.is_empty()).then(|| alike.remove(0))
            };
            match named.or_else(first) {
                Some(base) => pairing.both.push(Pair { base, revision: operation }),
                None => pairing.added.push(operation),
            }
        }
        let is_left = |operation: &&Operation| {
            let alike = left.get(&Key::of(operation, before));
            alike.is_some_and(|alike| alike.iter().any(|left| std::ptr::eq(*left, *operation)))
        };
        pairing.removed = base.operations.iter().filter(is_left).collect();
        pairing
    }
}

/// The path that all servers have before the document's; `None` when there are several, or one with variables.
fn prefix(api: &Api) -> Option<String> {
    let path = |server: &String| {
        let after_host = match server.split_once("://") {
            Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
            None => server.as_str(),
        };
        format!("/{after_host}").replace("//", "/").trim_end_matches('/').to_owned()
    };
    let mut paths: Vec<String> = api.servers.iter().map(path).collect();
    paths.dedup();
    match paths.as_slice() {
        [] => Some(String::new()),
        [path] if !path.contains('{') => Some(path.clone()),
        _ => None,
    }
}

impl Pair<'_> {
    /// What the revision calls a path variable of the base.
    pub(super) fn renamed<'n>(&'n self, variable: &'n str) -> &'n str {
        let at = variables(&self.base.path).position(|name| name == variable);
        at.and_then(|at| variables(&self.revision.path).nth(at)).unwrap_or(variable)
    }
}

/// A method and a path with its variables unnamed.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    method: Method,
    path: Vec<Vec<String>>,
}

impl Key {
    /// The key of an operation with a path before its own.
    fn of(operation: &Operation, prefix: &str) -> Self {
        let prefix = prefix.split('/').skip(1).map(|text| vec![text.to_owned()]);
        let path = prefix.chain(operation.path.segments.iter().map(texts)).collect();
        Self { method: operation.method, path }
    }
}

/// The literal texts of a segment; a variable stands between two of them.
fn texts(segment: &Segment) -> Vec<String> {
    match segment {
        Segment::Literal(text) => vec![text.clone()],
        Segment::Variable(_) => vec![String::new(), String::new()],
        Segment::Mixed { prefix, parts } => {
            let after = parts.iter().map(|(_, text)| text.clone());
            std::iter::once(prefix.clone()).chain(after).collect()
        }
    }
}

fn variables(path: &PathTemplate) -> impl Iterator<Item = &str> {
    path.segments.iter().flat_map(|segment| match segment {
        Segment::Literal(_) => Vec::new(),
        Segment::Variable(name) => vec![name.as_str()],
        Segment::Mixed { parts, .. } => parts.iter().map(|(name, _)| name.as_str()).collect(),
    })
}
