//! Where a judgement is: the way into the value, and the schemas applied on it. A list on the stack, so that a valid
//! value costs no allocation.

use crate::document::pointer;
use crate::schema::SchemaId;

/// One step, and those before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    parent: Option<&'a At<'a>>,
    step: Step<'a>,
    /// Steps before this one.
    pub(super) depth: usize,
}

/// Into the value, or to a schema that the same part is judged under.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    Root,
    Member(&'a str),
    Item(usize),
    Applied(SchemaId),
}

impl<'a> At<'a> {
    pub(super) const ROOT: At<'static> = At { parent: None, step: Step::Root, depth: 0 };

    pub(super) fn then(&'a self, step: Step<'a>) -> At<'a> {
        At { parent: Some(self), step, depth: self.depth + 1 }
    }

    /// The schemas that this part of the value is being judged under, the innermost first.
    pub(super) fn applied(&self) -> impl Iterator<Item = SchemaId> {
        std::iter::successors(Some(self), |at| at.parent).map_while(|at| match at.step {
            Step::Applied(id) => Some(id),
            Step::Root | Step::Member(_) | Step::Item(_) => None,
        })
    }

    /// The JSON pointer of the part of the value.
    pub(super) fn pointer(&self) -> String {
        let mut steps = Vec::new();
        let mut at = Some(self);
        while let Some(here) = at {
            steps.push(here.step);
            at = here.parent;
        }
        steps.iter().rev().fold(String::new(), |pointer, step| match step {
            Step::Root | Step::Applied(_) => pointer,
            Step::Member(name) => pointer::join(&pointer, name),
            Step::Item(index) => pointer::join(&pointer, &index.to_string()),
        })
    }
}
