//! What kinds of objects stand where in a document, and whether their fields are what the specification has them be.
//! Everything that checks objects of one kind starts from the [`Survey`]. It must not know rules beyond the fields'.

mod fields;
mod object;
mod rules;
mod walk;

use std::collections::HashMap;

pub(crate) use object::Object;
pub(super) use rules::{
    COMPONENT_UNUSED, FIELD_KIND, FIELD_MISSING, GROUP, REFERENCE_UNRESOLVED, REFERENCES, UNREADABLE,
};
pub(super) use walk::survey;

use crate::document::Node;

/// A `$ref` and where it leads.
#[derive(Debug)]
pub(crate) struct Reference<'d> {
    /// The object that has the `$ref`.
    pub(crate) node: Node<'d>,
    /// What must stand at its end.
    pub(crate) object: Object,
    /// What stands at the end of the chain of `$ref`s; `None` when nothing does.
    pub(crate) target: Option<Node<'d>>,
}

/// The objects of a document.
#[derive(Debug, Default)]
pub(crate) struct Survey<'d> {
    /// The objects in the order of the document, those that only references lead to last.
    objects: Vec<(Object, Node<'d>)>,
    by_kind: HashMap<Object, Vec<usize>>,
    /// By the numbers of their values.
    by_number: HashMap<u32, usize>,
    /// The references, in the order of the document.
    pub(crate) references: Vec<Reference<'d>>,
}

impl<'d> Survey<'d> {
    /// The objects of one kind.
    pub(crate) fn of(&self, object: Object) -> impl Iterator<Item = &Node<'d>> {
        let numbers = self.by_kind.get(&object).map(Vec::as_slice).unwrap_or_default();
        numbers.iter().map(|at| &self.objects[*at].1)
    }

    /// All objects.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Object, &Node<'d>)> {
        self.objects.iter().map(|(object, node)| (*object, node))
    }

    /// The kind of an object.
    pub(crate) fn kind(&self, node: &Node<'d>) -> Option<Object> {
        self.by_number.get(&node.number()).map(|at| self.objects[*at].0)
    }

    fn push(&mut self, object: Object, node: Node<'d>) {
        let at = self.objects.len();
        self.by_kind.entry(object).or_default().push(at);
        self.by_number.insert(node.number(), at);
        self.objects.push((object, node));
    }
}
