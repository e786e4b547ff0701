//! Names and shapes that break generators of clients and servers, or that they lower to something else.

mod names;
mod operations;
mod schemas;

use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::Group;

pub(in crate::lint) static GROUPS: [&Group; 3] = [&names::GROUP, &operations::GROUP, &schemas::GROUP];

pub(in crate::lint) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    names::check(context, findings);
    operations::check(context, findings);
    schemas::check(context, findings);
}
