//! For each operation a request that the server accepts: everything that is varied later is varied from there, so that
//! nothing but the variation can be the reason of an answer.
//!
//! It must not know what is varied.

use crate::api::{Location, Operation, Segment};
use crate::live::exchange::SharedExchange;
use crate::live::request::draft::{Argument, Draft, argument_text};

/// A request of an operation that later requests are variations of.
#[derive(Clone, Debug)]
pub struct Anchor {
    /// The request.
    pub draft: Draft,
    /// As whom it is sent, an index in the client's identities.
    pub identity: Option<usize>,
    /// The exchanges that its ids come from.
    pub prelude: Vec<SharedExchange>,
    /// The status of success that it was answered with; `None` when no request was accepted.
    pub accepted: Option<u16>,
    /// Whether the resource that it addresses was made by a request of ours.
    pub made: bool,
    /// Members of its body that refer to what the server showed before, and keep their values.
    pub fixed: Vec<String>,
    /// The entity tag of the answer that accepted it.
    pub tag: Option<String>,
}

/// The parameters of the path's variables, in the order of the path.
pub fn variables(operation: &Operation) -> Vec<usize> {
    let mut names: Vec<&str> = Vec::new();
    for segment in &operation.path.segments {
        match segment {
            Segment::Literal(_) => {}
            Segment::Variable(name) => names.push(name),
            Segment::Mixed { parts, .. } => names.extend(parts.iter().map(|(name, _)| name.as_str())),
        }
    }
    let position = |name: &&str| {
        operation
            .parameters
            .iter()
            .position(|parameter| parameter.location == Location::Path && parameter.name == *name)
    };
    names.iter().filter_map(position).collect()
}

/// The texts of the path's variables.
pub(super) fn path_values(operation: &Operation, draft: &Draft) -> Vec<String> {
    let text = |at: &usize| match draft.argument(*at)? {
        Argument::Value(value) => Some(argument_text(value)),
        Argument::Text(text) => crate::wire::decode::percent_decoded(text),
    };
    variables(operation).iter().filter_map(text).collect()
}
