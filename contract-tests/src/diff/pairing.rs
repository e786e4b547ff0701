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
    /// Matches the operations of two documents.
    pub(super) fn of(base: &'a Api, revision: &'a Api) -> Pairing<'a> {
        let mut left: HashMap<Key, &'a Operation> = HashMap::new();
        for operation in base.operations.iter().rev() {
            left.insert(Key::of(operation), operation);
        }
        let mut pairing = Pairing { both: Vec::new(), removed: Vec::new(), added: Vec::new() };
        for operation in &revision.operations {
            match left.remove(&Key::of(operation)) {
                Some(base) => pairing.both.push(Pair { base, revision: operation }),
                None => pairing.added.push(operation),
            }
        }
        pairing.removed = base
            .operations
            .iter()
            .filter(|operation| {
                left.get(&Key::of(operation)).is_some_and(|left| std::ptr::eq(*left, *operation))
            })
            .collect();
        pairing
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
    fn of(operation: &Operation) -> Self {
        let path = operation.path.segments.iter().map(texts).collect();
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
