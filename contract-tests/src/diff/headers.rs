//! Response headers: one that receivers rely on must still come, with values that could come before. It must not know
//! how schemas are compared.

use serde_json::Value;

use super::change::{Direction, Level};
use super::comparison::Comparison;
use super::ledger::Difference;
use super::message::Reply;
use super::pairing::Pair;
use super::rule::Rule;
use super::schemas::Use;
use super::wire::Writing;
use crate::api::{Header, Response};

/// Compares the headers of a response.
pub(super) fn compare(
    comparison: &mut Comparison<'_>,
    pair: Pair<'_>,
    status: u16,
    (old, new): (&Response, &Response),
) {
    for before in &old.headers {
        match new.headers.iter().find(|after| same(before, after)) {
            Some(after) => changed(comparison, pair, status, (before, new, after)),
            None => removed(comparison, pair, status, (before, new)),
        }
    }
    for after in &new.headers {
        if !old.headers.iter().any(|before| same(before, after)) {
            let message = format!("the header `{}` comes too", after.name);
            let difference = Difference::response(Rule::HeaderAdded, Level::Compatible, message);
            comparison.record(pair, difference.base(&old.pointer).revision(&after.pointer));
        }
    }
}

fn same(a: &Header, b: &Header) -> bool {
    a.name.eq_ignore_ascii_case(&b.name)
}

fn removed(comparison: &mut Comparison<'_>, pair: Pair<'_>, status: u16, (old, new): (&Header, &Response)) {
    let difference = if old.required {
        let shown = comparison.revision.messages().response(&Reply::least(status, new));
        let message = format!("the header `{}`, which always came, is gone", old.name);
        Difference::response(Rule::HeaderRemoved, Level::Breaking, message).proved(shown)
    } else {
        let message = format!("the header `{}`, which could be missing, does not come any more", old.name);
        Difference::response(Rule::HeaderRemoved, Level::Compatible, message)
    };
    comparison.record(pair, difference.base(&old.pointer).revision(&new.pointer));
}

fn changed(
    comparison: &mut Comparison<'_>,
    pair: Pair<'_>,
    status: u16,
    (old, response, new): (&Header, &Response, &Header),
) {
    comparison.described(pair.revision, &old.pointer, &new.pointer, "description");
    let rule = Rule::HeaderRequiredChanged;
    let messages = comparison.revision.messages();
    let required = match (old.required, new.required) {
        (true, false) => {
            let reply = Reply::least(status, response);
            let message = format!("the header `{}`, which always came, may be missing", new.name);
            Some(Difference::response(rule, Level::Breaking, message).proved(messages.response(&reply)))
        }
        (false, true) => {
            let message = format!("the header `{}` always comes now", new.name);
            Some(Difference::response(rule, Level::Compatible, message))
        }
        (true, true) | (false, false) => None,
    };
    if let Some(difference) = required {
        comparison.record(pair, difference.base(&old.pointer).revision(&new.pointer));
    }
    let place = Use {
        operation: pair.revision.to_string(),
        subject: format!("the header `{}`", new.name),
        sent: None,
        direction: Direction::Response,
        writing: Writing::Text,
        base: &old.pointer,
        revision: &new.pointer,
    };
    let carry = |value: &Value| {
        messages.response(&Reply { header: Some((new, value)), ..Reply::least(status, response) })
    };
    comparison.schemas.compare(&mut comparison.ledger, &place, (old.schema, new.schema), &carry);
}
