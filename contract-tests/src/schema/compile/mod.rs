//! Adds the schema at a node, and all that it refers to, to the graph: each schema object once, however many `$ref`s
//! lead to it. It works off a list, so that no chain or depth of schemas can exhaust the stack. It must not know what
//! a keyword means.

mod keywords;

#[cfg(test)]
mod tests;

pub(crate) use keywords::mapped;
use std::collections::HashSet;
use std::sync::Arc;

use super::{Schema, SchemaId, Schemas};
use crate::document::{Node, Problem, ReferenceError, kind};

/// Schema objects that were given an id and are still to be read.
type Work<'d> = Vec<(SchemaId, Node<'d>)>;

impl Schemas {
    /// The schema at a node, its `$ref` followed; what stands beside a `$ref` is ignored (3.0.3, "Reference Object").
    ///
    /// # Errors
    /// The first keyword of it, or of a schema that it refers to and that was not compiled before, that cannot be
    /// read. The schema is in the graph all the same, without that keyword.
    pub fn of(&mut self, node: &Node<'_>) -> Result<SchemaId, Problem> {
        let mut problems = Vec::new();
        let id = self.compile(node, &mut problems);
        problems.sort_by_key(|problem| problem.place);
        problems.into_iter().next().map_or(Ok(id), Err)
    }

    /// The same, all that cannot be read being added to `problems`: such a keyword constrains nothing, and a `$ref`
    /// that leads nowhere is a schema without keywords. [`Schemas::flawed`] tells which schemas suffer from that.
    pub fn compile(&mut self, node: &Node<'_>, problems: &mut Vec<Problem>) -> SchemaId {
        let mut work = Work::new();
        let id = self.enter(node, &mut work, problems);
        while let Some((id, node)) = work.pop() {
            let mut found = Vec::new();
            let schema = self.read(&node, &mut work, &mut found);
            self.list[id.index()] = Arc::new(schema);
            self.flawed[id.index()] |= found.iter().any(|problem| !problem.is_slip);
            for problem in found {
                problem.add_to(problems);
            }
        }
        id
    }

    /// The id of the schema object that the node stands for, which is put to work when it is new.
    fn enter<'d>(&mut self, node: &Node<'d>, work: &mut Work<'d>, problems: &mut Vec<Problem>) -> SchemaId {
        let mut trail = HashSet::new();
        let mut at = node.clone();
        let id = loop {
            if let Some(id) = self.id_of(&at) {
                break id;
            }
            let Some(reference) = at.reference() else { break self.add(at, work, problems) };
            let next = if trail.insert(at.number()) { at.target(reference) } else { at.resolve() };
            match next {
                Ok(next) => at = next,
                Err(error) => break self.add_unreadable(&at, error, problems),
            }
        };
        self.by_number.extend(trail.into_iter().map(|number| (number, id)));
        id
    }

    fn add<'d>(&mut self, node: Node<'d>, work: &mut Work<'d>, problems: &mut Vec<Problem>) -> SchemaId {
        let id = self.push(&node);
        if node.is_object() {
            work.push((id, node));
            return id;
        }
        self.flawed[id.index()] = true;
        let message = format!("a schema is a mapping, and this is {}", kind(&node));
        let help = if node.as_bool().is_some() {
            "schemas that are true or false came with OpenAPI 3.1; write `{}` or `not: {}`"
        } else {
            "write `type` and what else is known of the value"
        };
        node.error(message).help(help).add_to(problems);
        id
    }

    fn add_unreadable(
        &mut self,
        node: &Node<'_>,
        error: ReferenceError,
        problems: &mut Vec<Problem>,
    ) -> SchemaId {
        let id = self.push(node);
        self.flawed[id.index()] = true;
        Problem::from(error).add_to(problems);
        id
    }

    /// A new schema without keywords. Documents hold fewer values than a `u32` counts.
    fn push(&mut self, node: &Node<'_>) -> SchemaId {
        let id = self.insert(Schema { pointer: node.pointer().to_owned(), ..Schema::default() });
        self.by_number.insert(node.number(), id);
        self.by_pointer.take();
        id
    }
}
