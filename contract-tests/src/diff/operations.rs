//! Operations: which came and went, and what each of those that stayed promises now. It must not know how the parts
//! of an operation are compared.

use super::change::Level;
use super::comparison::Comparison;
use super::ledger::Difference;
use super::message::Request;
use super::pairing::{Pair, Pairing};
use super::rule::Rule;
use super::{bodies, parameters, responses, security};
use crate::api::Operation;

/// Compares every operation of the documents.
pub(super) fn compare(comparison: &mut Comparison<'_>) {
    let (base, revision) = (comparison.base, comparison.revision);
    let pairing = Pairing::of(base.api, revision.api);
    for operation in &pairing.removed {
        removed(comparison, operation);
    }
    for operation in &pairing.added {
        added(comparison, operation);
    }
    for pair in &pairing.both {
        described(comparison, *pair);
        security::compare(comparison, *pair);
        parameters::compare(comparison, *pair);
        bodies::compare(comparison, *pair);
        responses::compare(comparison, *pair);
    }
    servers(comparison);
}

fn removed(comparison: &mut Comparison<'_>, operation: &Operation) {
    let sent = comparison.base.messages().request(operation, &Request::default());
    let message = format!("the operation `{operation}` is gone, so every request to it is refused");
    let difference = Difference::request(Rule::OperationRemoved, Level::Breaking, message).proved(sent);
    comparison.ledger.record(&operation.to_string(), difference.base(&operation.pointer));
}

fn added(comparison: &mut Comparison<'_>, operation: &Operation) {
    let message = format!("the operation `{operation}` is new");
    let difference = Difference::request(Rule::OperationAdded, Level::Compatible, message);
    comparison.ledger.record(&operation.to_string(), difference.revision(&operation.pointer));
}

/// What people and generators read of an operation.
fn described(comparison: &mut Comparison<'_>, pair: Pair<'_>) {
    let mut note = |rule, member: &str, message: String| {
        let (base, revision) = (&pair.base.pointer, &pair.revision.pointer);
        let difference = Difference::silent(rule, Level::Documentation, message)
            .base(&format!("{base}/{member}"))
            .revision(&format!("{revision}/{member}"));
        comparison.record(pair, difference);
    };
    if pair.base.id != pair.revision.id {
        let name = |id: &Option<String>| id.as_deref().map_or("none".to_owned(), |id| format!("`{id}`"));
        let message =
            format!("`operationId` was {}, and is {}", name(&pair.base.id), name(&pair.revision.id));
        note(Rule::OperationIdChanged, "operationId", message);
    }
    if pair.base.deprecated != pair.revision.deprecated {
        let now = if pair.revision.deprecated { "is deprecated now" } else { "is not deprecated any more" };
        note(Rule::DeprecationChanged, "deprecated", format!("the operation {now}"));
    }
    for member in ["summary", "description", "tags"] {
        comparison.described(pair.revision, &pair.base.pointer, &pair.revision.pointer, member);
    }
}

/// The messages are the same wherever they go, so this breaks nobody who reads the address from the document.
fn servers(comparison: &mut Comparison<'_>) {
    if comparison.base.api.servers != comparison.revision.api.servers {
        let difference = Difference::silent(Rule::ServersChanged, Level::Documentation, "`servers` differ");
        comparison.ledger.record("", difference.base("/servers").revision("/servers"));
    }
}
