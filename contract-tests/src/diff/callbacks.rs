//! Callbacks: the server sends, and the client answers, so that requests are compared as responses are elsewhere, and the
//! other way round. It must not know how schemas are compared.

use serde_json::Value;

use super::change::{Direction, Level};
use super::comparison::Comparison;
use super::ledger::Difference;
use super::media_types::{Name, covering, names};
use super::message::{Carried, Given, Reply, Request};
use super::pairing::Pair;
use super::responses::{answer, cells};
use super::rule::Rule;
use super::schemas::Use;
use super::wire::Writing;
use crate::api::{Callback, MediaType, Operation, Parameter, ParameterContent, Response};

/// A callback in both documents, of a pair of operations.
#[derive(Clone, Copy)]
struct Both<'a> {
    pair: Pair<'a>,
    name: &'a str,
    before: &'a Operation,
    after: &'a Operation,
}

/// Compares what the two versions of an operation call back.
pub(super) fn compare(comparison: &mut Comparison<'_>, pair: Pair<'_>) {
    let (old, new) = (&pair.base.callbacks, &pair.revision.callbacks);
    for callback in old.iter().filter(|callback| counterpart(callback, old, new).is_none()) {
        let sent = comparison.base.messages().request(&callback.operation, &Request::default());
        let message =
            format!("the callback `{}` never comes any more, and clients may wait for it", callback.name);
        let difference = Difference::response(Rule::CallbackRemoved, Level::Breaking, message).proved(sent);
        let difference = difference.base(&callback.operation.pointer).revision(&pair.revision.pointer);
        comparison.record(pair, difference);
    }
    for callback in new {
        match counterpart(callback, new, old) {
            Some(before) => {
                let (before, after) = (&before.operation, &callback.operation);
                changed(comparison, Both { pair, name: &callback.name, before, after });
            }
            None => {
                let message = format!("the callback `{}` is new", callback.name);
                let difference = Difference::response(Rule::CallbackAdded, Level::Compatible, message);
                let difference = difference.base(&pair.base.pointer).revision(&callback.operation.pointer);
                comparison.record(pair, difference);
            }
        }
    }
}

/// The same callback in the other document: of the same name and method, at the same address, or at another one where
/// there is a single one on both sides.
fn counterpart<'a>(callback: &Callback, own: &[Callback], others: &'a [Callback]) -> Option<&'a Callback> {
    let alike = |other: &&Callback| {
        other.name == callback.name && other.operation.method == callback.operation.method
    };
    let address = |other: &&Callback| other.operation.path.text == callback.operation.path.text;
    let same = others.iter().find(|other| alike(other) && address(other));
    let is_only = own.iter().filter(alike).count() == 1 && others.iter().filter(alike).count() == 1;
    same.or_else(|| others.iter().find(alike).filter(|_| is_only))
}

fn changed(comparison: &mut Comparison<'_>, both: Both<'_>) {
    for old in &both.before.parameters {
        let new = both.after.parameters.iter().find(|new| old.is_same(new));
        parameter(comparison, both, old, new);
    }
    body(comparison, both);
    let answers = Pair { base: both.before, revision: both.after };
    for cell in cells(answers) {
        match (answer(both.before, cell), answer(both.after, cell)) {
            (Some(old), Some(new)) => answered(comparison, both, cell.status(), (old, new)),
            (Some(old), None) => {
                let shown = comparison.base.messages().response(&Reply::least(cell.status(), old));
                let message =
                    format!("the callback `{}`: the answer {cell} is not expected any more", both.name);
                let difference =
                    Difference::request(Rule::StatusRemoved, Level::Breaking, message).proved(shown);
                comparison.record(both.pair, difference.base(&old.pointer).revision(&both.after.pointer));
            }
            (None, Some(new)) => {
                let message = format!("the callback `{}`: {cell} may be answered too", both.name);
                let difference = Difference::request(Rule::StatusAdded, Level::Compatible, message);
                comparison.record(both.pair, difference.base(&both.before.pointer).revision(&new.pointer));
            }
            (None, None) => {}
        }
    }
}

/// A parameter that always came may be missing, or hold what it could not.
fn parameter(comparison: &mut Comparison<'_>, both: Both<'_>, old: &Parameter, new: Option<&Parameter>) {
    let what =
        format!("the callback `{}`: the {} parameter `{}`", both.name, old.location.as_str(), old.name);
    let messages = comparison.revision.messages();
    let Some(new) = new.filter(|new| new.required || !old.required) else {
        let sent = messages.request(both.after, &Request::default());
        let revision = new.map_or(both.after.pointer.as_str(), |new| &new.pointer);
        let rule = if new.is_some() { Rule::ParameterRequiredChanged } else { Rule::ParameterRemoved };
        let difference = if old.required {
            Difference::response(rule, Level::Breaking, format!("{what}, which always came, may be missing"))
                .proved(sent)
        } else {
            Difference::response(rule, Level::Compatible, format!("{what} does not come any more"))
        };
        comparison.record(both.pair, difference.base(&old.pointer).revision(revision));
        return;
    };
    if new.required && !old.required {
        let rule = Rule::ParameterRequiredChanged;
        let difference = Difference::response(rule, Level::Compatible, format!("{what} always comes now"));
        comparison.record(both.pair, difference.base(&old.pointer).revision(&new.pointer));
    }
    if written(old) != written(new) {
        let message = format!("{what} is written in another way");
        let difference = Difference::response(Rule::ParameterStyleChanged, Level::Undecided, message);
        comparison.record(both.pair, difference.base(&old.pointer).revision(&new.pointer));
    }
    let place = Use {
        operation: both.pair.revision.to_string(),
        subject: what,
        sent: None,
        direction: Direction::Response,
        writing: Writing::Text,
        base: &old.pointer,
        revision: &new.pointer,
    };
    let carry = |value: &Value| {
        let parameter = Some((new, Given::Value(value)));
        messages.request(both.after, &Request { parameter, ..Request::default() })
    };
    comparison.schemas.compare(&mut comparison.ledger, &place, (old.schema(), new.schema()), &carry);
}

/// How a parameter becomes text: by a style, or as a media type.
fn written(parameter: &Parameter) -> (Option<(crate::api::Style, bool)>, Option<&str>) {
    match &parameter.content {
        ParameterContent::Schema { style, explode, .. } => (Some((*style, *explode)), None),
        ParameterContent::Media(media) => (None, Some(&media.name)),
    }
}

fn body(comparison: &mut Comparison<'_>, both: Both<'_>) {
    let messages = comparison.revision.messages();
    let after = both.after.body.as_ref();
    let Some(before) = &both.before.body else {
        if let Some(after) = after {
            let message = format!("the callback `{}` has a body now", both.name);
            let difference = Difference::response(Rule::BodyAdded, Level::Compatible, message);
            comparison.record(both.pair, difference.base(&both.before.pointer).revision(&after.pointer));
        }
        return;
    };
    if before.required && !after.is_some_and(|body| body.required) {
        let request = Request { body: Carried::Nothing, ..Request::default() };
        let rule = if after.is_some() { Rule::BodyRequiredChanged } else { Rule::BodyRemoved };
        let message = format!("the callback `{}`: the body, which always came, may be missing", both.name);
        let difference = Difference::response(rule, Level::Breaking, message);
        let difference = difference.proved(messages.request(both.after, &request)).base(&before.pointer);
        let revision = after.map_or(both.after.pointer.as_str(), |body| &body.pointer);
        comparison.record(both.pair, difference.revision(revision));
    }
    let Some(after) = after else { return };
    if after.required && !before.required {
        let message = format!("the callback `{}`: the body always comes now", both.name);
        let difference = Difference::response(Rule::BodyRequiredChanged, Level::Compatible, message);
        comparison.record(both.pair, difference.base(&before.pointer).revision(&after.pointer));
    }
    for name in names(&before.contents, &after.contents) {
        match (covering(&before.contents, name), covering(&after.contents, name)) {
            (Some(old), Some(new)) => {
                let carry = |value: &Value| {
                    let body = Carried::Value(new, value);
                    messages.request(both.after, &Request { body, ..Request::default() })
                };
                contents(comparison, both, Direction::Response, (old, new), &carry);
            }
            (None, Some(new)) => {
                let body = Carried::Content(new, name);
                let sent = messages.request(both.after, &Request { body, ..Request::default() });
                let message = format!("the callback `{}`: it comes as `{name}`, which it did not", both.name);
                let difference = Difference::response(Rule::MediaTypeAdded, Level::Breaking, message);
                let difference = difference.proved(sent).base(&before.pointer).revision(&new.pointer);
                comparison.record(both.pair, difference);
            }
            (Some(old), None) => {
                let message = format!("the callback `{}`: it does not come as `{name}` any more", both.name);
                let difference = Difference::response(Rule::MediaTypeRemoved, Level::Compatible, message);
                comparison.record(both.pair, difference.base(&old.pointer).revision(&after.pointer));
            }
            (None, None) => {}
        }
    }
}

/// What the client answers must still be taken.
fn answered(
    comparison: &mut Comparison<'_>,
    both: Both<'_>,
    status: u16,
    (old, new): (&Response, &Response),
) {
    let messages = comparison.base.messages();
    for header in new.headers.iter().filter(|header| header.required) {
        let before = old.headers.iter().find(|before| before.name.eq_ignore_ascii_case(&header.name));
        if before.is_none_or(|before| !before.required) {
            let shown = messages.response(&Reply::least(status, old));
            let message =
                format!("the callback `{}`: the answer needs the header `{}` now", both.name, header.name);
            let difference =
                Difference::request(Rule::HeaderRequiredChanged, Level::Breaking, message).proved(shown);
            let base = before.map_or(&old.pointer, |before| &before.pointer);
            comparison.record(both.pair, difference.base(base).revision(&header.pointer));
        }
    }
    for name in names(&old.contents, &new.contents) {
        let Some(before) = covering(&old.contents, name) else { continue };
        let carry = |value: &Value| {
            let reply = Reply::least(status, old);
            messages.response(&Reply { content: Some(before), value: Some(value), ..reply })
        };
        match covering(&new.contents, name) {
            Some(after) => contents(comparison, both, Direction::Request, (before, after), &carry),
            // Who documents no content for an answer does not look at it.
            None if new.contents.is_empty() => {}
            None => {
                let reply = Reply { content: Some(before), ..Reply::least(status, old) };
                let message = format!("the callback `{}`: answers of type `{name}` are not taken", both.name);
                let difference = Difference::request(Rule::MediaTypeRemoved, Level::Breaking, message);
                let difference = difference.proved(messages.response(&reply)).base(&before.pointer);
                comparison.record(both.pair, difference.revision(&new.pointer));
            }
        }
    }
}

fn contents(
    comparison: &mut Comparison<'_>,
    both: Both<'_>,
    direction: Direction,
    (old, new): (&MediaType, &MediaType),
    carry: &dyn Fn(&Value) -> String,
) {
    let place = Use {
        operation: both.pair.revision.to_string(),
        subject: format!("the body of the callback `{}`", both.name),
        sent: None,
        direction,
        writing: Name::of(&new.name).writing(),
        base: &old.pointer,
        revision: &new.pointer,
    };
    if !comparison.schemas.is_same(old.schema, new.schema) {
        comparison.annotations.note(&place.operation, old.schema, new.schema);
    }
    comparison.schemas.compare(&mut comparison.ledger, &place, (old.schema, new.schema), carry);
}
