//! Rules about schemas.

mod closed;
mod composition;
mod discriminators;
mod keywords;
mod meaning;
mod members;
mod patterns;
mod values;

use super::super::context::Context;
use super::super::finding::Findings;
use crate::document::Node;
use crate::lint::rule::Group;
use crate::schema::{Schema, SchemaId};

pub(in crate::lint) static GROUPS: [&Group; 8] = [
    &keywords::GROUP,
    &members::GROUP,
    &discriminators::GROUP,
    &composition::GROUP,
    &closed::GROUP,
    &patterns::GROUP,
    &values::GROUP,
    &meaning::GROUP,
];

pub(in crate::lint) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    keywords::check(context, findings);
    members::check(context, findings);
    discriminators::check(context, findings);
    composition::check(context, findings);
    closed::check(context, findings);
    patterns::check(context, findings);
    values::check(context, findings);
    // Last, because a contradiction that one of the others names need not be told again.
    meaning::check(context, findings);
}

/// The schema objects of the document with their ids.
fn all<'a, 'd>(context: &'a Context<'_, 'd>) -> impl Iterator<Item = (&'a Node<'d>, SchemaId, &'a Schema)> {
    context.schema_nodes.iter().map(|(node, id)| (node, *id, context.schemas().get(*id)))
}
