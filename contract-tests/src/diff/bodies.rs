//! Request bodies: a body that was accepted must still be. It must not know how schemas are compared.

use serde_json::Value;

use super::change::{Direction, Level};
use super::comparison::Comparison;
use super::ledger::Difference;
use super::media_types::{Name, covering, names, outside};
use super::message::{Carried, Request};
use super::pairing::Pair;
use super::rule::Rule;
use super::schemas::Use;
use crate::api::{Body, MediaType};

/// Compares the bodies that the two versions of an operation take.
pub(super) fn compare(comparison: &mut Comparison<'_>, pair: Pair<'_>) {
    match (&pair.base.body, &pair.revision.body) {
        (None, None) => {}
        (None, Some(body)) => added(comparison, pair, body),
        (Some(body), None) => removed(comparison, pair, body),
        (Some(before), Some(after)) => {
            required(comparison, pair, before, after);
            contents(comparison, pair, before, after);
        }
    }
}

fn added(comparison: &mut Comparison<'_>, pair: Pair<'_>, body: &Body) {
    let difference = if body.required {
        let sent = comparison.base.messages().request(pair.base, &Request::default());
        let message = "a body is required now, so requests without one are refused";
        Difference::request(Rule::BodyAdded, Level::Breaking, message).proved(sent)
    } else {
        Difference::request(Rule::BodyAdded, Level::Compatible, "a body may be sent now")
    };
    comparison.record(pair, difference.base(&pair.base.pointer).revision(&body.pointer));
}

fn removed(comparison: &mut Comparison<'_>, pair: Pair<'_>, body: &Body) {
    let carried = Request { body: Carried::Simplest, ..Request::default() };
    let sent = comparison.base.messages().request(pair.base, &carried);
    let message = "no body is taken any more, so what it asks for has no effect";
    let difference = Difference::request(Rule::BodyRemoved, Level::Breaking, message).proved(sent);
    comparison.record(pair, difference.base(&body.pointer).revision(&pair.revision.pointer));
}

fn required(comparison: &mut Comparison<'_>, pair: Pair<'_>, before: &Body, after: &Body) {
    let rule = Rule::BodyRequiredChanged;
    let difference = match (before.required, after.required) {
        (false, true) => {
            let request = Request { body: Carried::Nothing, ..Request::default() };
            let sent = comparison.base.messages().request(pair.base, &request);
            let message = "the body became required, so requests without one are refused";
            Difference::request(rule, Level::Breaking, message).proved(sent)
        }
        (true, false) => Difference::request(rule, Level::Compatible, "the body may be left out now"),
        (true, true) | (false, false) => return,
    };
    comparison.record(pair, difference.base(&before.pointer).revision(&after.pointer));
}

fn contents(comparison: &mut Comparison<'_>, pair: Pair<'_>, before: &Body, after: &Body) {
    for name in names(&before.contents, &after.contents) {
        match (covering(&before.contents, name), covering(&after.contents, name)) {
            (None, None) => {}
            (Some(old), Some(new)) => schemas(comparison, pair, old, new),
            (Some(old), None) => {
                let refused = outside(&old.name, &after.contents);
                let body = Carried::Content(old, &refused);
                let carried = Request { body, ..Request::default() };
                let sent = comparison.base.messages().request(pair.base, &carried);
                let message = format!("bodies of type `{refused}` are refused now");
                let difference =
                    Difference::request(Rule::MediaTypeRemoved, Level::Breaking, message).proved(sent);
                comparison.record(pair, difference.base(&old.pointer).revision(&after.pointer));
            }
            (None, Some(new)) => {
                let message = format!("bodies of type `{}` are accepted now", new.name);
                let difference = Difference::request(Rule::MediaTypeAdded, Level::Compatible, message);
                comparison.record(pair, difference.base(&before.pointer).revision(&new.pointer));
            }
        }
    }
}

fn schemas(comparison: &mut Comparison<'_>, pair: Pair<'_>, old: &MediaType, new: &MediaType) {
    let messages = comparison.base.messages();
    let place = Use {
        operation: pair.revision.to_string(),
        subject: "the body".to_owned(),
        sent: None,
        direction: Direction::Request,
        writing: Name::of(&new.name).writing(),
        base: &old.pointer,
        revision: &new.pointer,
    };
    let carry = |value: &Value| {
        messages.request(pair.base, &Request { body: Carried::Value(old, value), ..Request::default() })
    };
    if !comparison.schemas.is_same(old.schema, new.schema) {
        comparison.annotations.note(&place.operation, old.schema, new.schema);
    }
    comparison.schemas.compare(&mut comparison.ledger, &place, (old.schema, new.schema), &carry);
}
