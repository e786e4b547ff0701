//! Operations: which came and went, and what each of those that stayed promises now. It must not know how the parts
//! of an operation are compared.

use chrono::NaiveDate;

use super::change::Level;
use super::comparison::Comparison;
use super::ledger::Difference;
use super::message::Request;
use super::pairing::{Pair, Pairing};
use super::rule::Rule;
use super::{annotations, bodies, callbacks, extensible, parameters, responses, security};
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
        sunset(comparison, *pair);
        security::compare(comparison, *pair);
        parameters::compare(comparison, *pair);
        bodies::compare(comparison, *pair);
        extensible::compare(comparison, *pair);
        responses::compare(comparison, *pair);
        callbacks::compare(comparison, *pair);
    }
    annotations::compare(comparison);
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

/// A deprecated operation is served until the day that its `x-sunset` names (the date of RFC 8594), if it names one. Who
/// planned on that day is refused when it comes earlier, or is none that one may plan on any more.
fn sunset(comparison: &mut Comparison<'_>, pair: Pair<'_>) {
    let (before, after) = (sunset_of(pair.base), sunset_of(pair.revision));
    let Some(last) = before.filter(|_| before != after) else { return };
    let rule = Rule::SunsetChanged;
    let message = match after {
        Some(after) if after < last => {
            format!("the operation was announced to be served until {last}, and goes on {after} already")
        }
        None if pair.revision.deprecated => {
            format!("the operation was announced to be served until {last}, and is announced for no time now")
        }
        Some(_) | None => {
            let difference = Difference::silent(
                rule,
                Level::Documentation,
                format!("the operation goes later than {last}"),
            );
            comparison.record(pair, difference.base(&pair.base.pointer).revision(&pair.revision.pointer));
            return;
        }
    };
    let date = last.pred_opt().unwrap_or(last).format("%a, %d %b %Y 12:00:00 GMT").to_string();
    let request = Request { date: Some(&date), ..Request::default() };
    let sent = comparison.base.messages().request(pair.base, &request);
    let difference = Difference::request(rule, Level::Breaking, message).proved(sent);
    comparison.record(pair, difference.base(&pair.base.pointer).revision(&pair.revision.pointer));
}

fn sunset_of(operation: &Operation) -> Option<NaiveDate> {
    let (_, date) = operation.extensions.iter().find(|(name, _)| name == "x-sunset")?;
    Some(day(date.as_str()?)?).filter(|_| operation.deprecated)
}

/// The day that an `x-sunset` names.
pub(super) fn day(date: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(date.get(..DATE_LENGTH)?, "%Y-%m-%d").ok()
}

/// Characters of a date without a time.
const DATE_LENGTH: usize = 10;

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
