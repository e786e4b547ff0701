//! Parameters: a request that was accepted must still be, and mean the same. It must not know how schemas are
//! compared.

use chrono::Utc;
use serde_json::{Value, json};

use super::change::{Direction, Level};
use super::comparison::Comparison;
use super::ledger::Difference;
use super::media_types::Name;
use super::message::{Given, Request};
use super::operations::day;
use super::pairing::Pair;
use super::rule::Rule;
use super::schemas::Use;
use super::wire::{Sent, Writing};
use crate::api::{Location, Operation, Parameter, ParameterContent};
use crate::schema::validate::Validator;
use crate::schema::values::Values;
use crate::schema::{self, SchemaId, Schemas};
use crate::wire::encode::{Encoded, component};
use crate::wire::parameter::{read, written};

/// Headers that are described elsewhere in a document, and which it says to ignore as parameters (OpenAPI 3.0.3,
/// "Parameter Object").
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Values of a parameter that are written in both ways, to find one that is written otherwise.
const VALUES_TRIED: usize = 60;

/// Compares the parameters of the two versions of an operation.
pub(super) fn compare(comparison: &mut Comparison<'_>, pair: Pair<'_>) {
    for old in counted(pair.base) {
        match counted(pair.revision).find(|new| same(pair, old, new)) {
            Some(new) => changed(comparison, pair, old, new),
            None => removed(comparison, pair, old),
        }
    }
    for new in counted(pair.revision) {
        if !counted(pair.base).any(|old| same(pair, old, new)) {
            added(comparison, pair, new);
        }
    }
}

fn counted(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().filter(|parameter| {
        parameter.location != Location::Header
            || !IGNORED_HEADERS.iter().any(|name| parameter.name.eq_ignore_ascii_case(name))
    })
}

fn same(pair: Pair<'_>, old: &Parameter, new: &Parameter) -> bool {
    old.location == new.location
        && match old.location {
            Location::Path => pair.renamed(&old.name) == new.name,
            Location::Header => old.name.eq_ignore_ascii_case(&new.name),
            Location::Query | Location::Cookie => old.name == new.name,
        }
}

/// What the parameter is called: the query parameter so-and-so.
fn told(parameter: &Parameter) -> String {
    format!("the {} parameter `{}`", parameter.location.as_str(), parameter.name)
}

/// A parameter that is gone is ignored, which only those may hold against it who were told that it stays until a day
/// (`x-sunset`) that is still to come.
fn removed(comparison: &mut Comparison<'_>, pair: Pair<'_>, old: &Parameter) {
    let node = comparison.base.document.node(&old.pointer).filter(|_| old.deprecated);
    let last = node.and_then(|node| day(node.str("x-sunset")?));
    let difference = match last.filter(|last| *last > Utc::now().date_naive()) {
        Some(last) => {
            let messages = comparison.base.messages();
            let value = messages.sample(old.schema(), schema::Direction::Request);
            let given = Request { parameter: Some((old, Given::Value(&value))), ..Request::default() };
            let message =
                format!("{} was announced to be taken until {last}, and is gone already", told(old));
            Difference::request(Rule::ParameterRemoved, Level::Breaking, message)
                .proved(messages.request(pair.base, &given))
        }
        None => {
            let message = format!("{} is not documented any more, and is ignored", told(old));
            Difference::request(Rule::ParameterRemoved, Level::Compatible, message)
        }
    };
    comparison.record(pair, difference.base(&old.pointer).revision(&pair.revision.pointer));
}

fn added(comparison: &mut Comparison<'_>, pair: Pair<'_>, new: &Parameter) {
    let rule = Rule::ParameterAdded;
    let difference = if new.required {
        let sent = comparison.base.messages().request(pair.base, &Request::default());
        let message = format!("{} is new and required, so requests without it are refused", told(new));
        Difference::request(rule, Level::Breaking, message).proved(sent)
    } else {
        let message = format!("{} is new, and may be left out", told(new));
        Difference::request(rule, Level::Compatible, message)
    };
    comparison.record(pair, difference.base(&pair.base.pointer).revision(&new.pointer));
}

fn changed(comparison: &mut Comparison<'_>, pair: Pair<'_>, old: &Parameter, new: &Parameter) {
    required(comparison, pair, old, new);
    empty_value(comparison, pair, old, new);
    default(comparison, pair, old, new);
    comparison.described(pair.revision, &old.pointer, &new.pointer, "description");
    if old.deprecated != new.deprecated {
        let now = if new.deprecated { "is deprecated now" } else { "is not deprecated any more" };
        let message = format!("{} {now}", told(new));
        let difference = Difference::silent(Rule::DeprecationChanged, Level::Documentation, message);
        comparison.record(pair, difference.base(&old.pointer).revision(&new.pointer));
    }
    content(comparison, pair, old, new);
}

fn required(comparison: &mut Comparison<'_>, pair: Pair<'_>, old: &Parameter, new: &Parameter) {
    let rule = Rule::ParameterRequiredChanged;
    let difference = match (old.required, new.required) {
        (false, true) => {
            let left_out = Request { parameter: Some((old, Given::Nothing)), ..Request::default() };
            let sent = comparison.base.messages().request(pair.base, &left_out);
            let message = format!("{} became required, so requests without it are refused", told(new));
            Difference::request(rule, Level::Breaking, message).proved(sent)
        }
        (true, false) => {
            let message = format!("{} may be left out now", told(new));
            Difference::request(rule, Level::Compatible, message)
        }
        (true, true) | (false, false) => return,
    };
    comparison.record(pair, difference.base(&old.pointer).revision(&new.pointer));
}

/// `allowEmptyValue` stands in queries alone. A schema that accepts the empty text lets it pass all the same.
fn empty_value(comparison: &mut Comparison<'_>, pair: Pair<'_>, old: &Parameter, new: &Parameter) {
    if old.location != Location::Query || old.allow_empty == new.allow_empty {
        return;
    }
    let rule = Rule::ParameterEmptyValueChanged;
    let schemas = &comparison.revision.api.schemas;
    let validator = Validator::new(schemas, schema::Direction::Request);
    let empty = Encoded::Pairs(vec![(component(&new.name), String::new())]);
    let readings = read(schemas, new, &empty).unwrap_or_default().strict;
    let accepted = new.schema().is_none_or(|id| readings.iter().any(|value| validator.is_valid(id, value)));
    let difference = if old.allow_empty && !accepted {
        let empty = Request { parameter: Some((old, Given::Empty)), ..Request::default() };
        let sent = comparison.base.messages().request(pair.base, &empty);
        let message = format!("{} may not be empty any more", told(new));
        Difference::request(rule, Level::Breaking, message).proved(sent)
    } else if old.allow_empty {
        let message =
            format!("`allowEmptyValue` of {} is gone, and its schema accepts the empty text", told(new));
        Difference::silent(rule, Level::Documentation, message)
    } else {
        Difference::request(rule, Level::Compatible, format!("{} may be empty now", told(new)))
    };
    comparison.record(pair, difference.base(&old.pointer).revision(&new.pointer));
}

/// The default of a parameter is what the server assumes, so a request without it means something else when the
/// default changes. Every such request stays valid, which is why no schema tells.
fn default(comparison: &mut Comparison<'_>, pair: Pair<'_>, old: &Parameter, new: &Parameter) {
    let default = |schemas: &Schemas, parameter: &Parameter| {
        parameter.schema().and_then(|id| stated_default(schemas, id).cloned())
    };
    let before = default(&comparison.base.api.schemas, old);
    let after = default(&comparison.revision.api.schemas, new);
    let same = match (&before, &after) {
        (Some(before), Some(after)) => schema::equal(before, after),
        (before, after) => before.is_none() && after.is_none(),
    };
    if same || old.required {
        return;
    }
    let shown = |value: Option<Value>| value.map_or("none".to_owned(), |value| format!("`{value}`"));
    let message = format!(
        "the default of {} was {}, and is {}, so requests without it mean something else",
        told(new),
        shown(before),
        shown(after)
    );
    let left_out = Request { parameter: Some((old, Given::Nothing)), ..Request::default() };
    let sent = comparison.base.messages().request(pair.base, &left_out);
    let difference =
        Difference::request(Rule::ParameterDefaultChanged, Level::Breaking, message).proved(sent);
    comparison.record(pair, difference.base(&old.pointer).revision(&new.pointer));
}

/// The default that the schema states, itself or by what it is made of.
fn stated_default(schemas: &Schemas, id: SchemaId) -> Option<&Value> {
    let mut parts = vec![id];
    let mut at = 0;
    while let Some(part) = parts.get(at).map(|id| schemas.get(*id)) {
        at += 1;
        if part.annotations.default.is_some() {
            return part.annotations.default.as_ref();
        }
        let alone = [&part.any_of, &part.one_of].into_iter().filter(|branches| branches.len() == 1).flatten();
        let more: Vec<SchemaId> =
            part.all_of.iter().chain(alone).copied().filter(|id| !parts.contains(id)).collect();
        parts.extend(more);
    }
    None
}

fn content(comparison: &mut Comparison<'_>, pair: Pair<'_>, old: &Parameter, new: &Parameter) {
    if let Some((value, before, after)) = rewritten(comparison, old, new) {
        let given = Request { parameter: Some((old, Given::Value(&value))), ..Request::default() };
        let sent = comparison.base.messages().request(pair.base, &given);
        let message = format!("{} was written `{before}`, and is written {after} now", told(new));
        let difference =
            Difference::request(Rule::ParameterStyleChanged, Level::Breaking, message).proved(sent);
        comparison.record(pair, difference.base(&old.pointer).revision(&new.pointer));
        return;
    }
    if old.allow_reserved != new.allow_reserved && old.location == Location::Query {
        let now = if new.allow_reserved { "may stand as they are" } else { "are escaped" };
        let message = format!("reserved characters in {} {now}", told(new));
        let difference = Difference::silent(Rule::ParameterStyleChanged, Level::Documentation, message);
        comparison.record(pair, difference.base(&old.pointer).revision(&new.pointer));
    }
    let messages = comparison.base.messages();
    let place = Use {
        operation: pair.revision.to_string(),
        subject: told(new),
        sent: Some(Sent { base: old, revision: new }),
        direction: Direction::Request,
        writing: match &new.content {
            ParameterContent::Schema { .. } => Writing::Text,
            ParameterContent::Media(media) => Name::of(&media.name).writing(),
        },
        base: &old.pointer,
        revision: &new.pointer,
    };
    let carry = |value: &Value| {
        let given = Request { parameter: Some((old, Given::Value(value))), ..Request::default() };
        messages.request(pair.base, &given)
    };
    let schemas = (old.schema(), new.schema());
    comparison.schemas.compare(&mut comparison.ledger, &place, schemas, &carry);
}

/// A value that the parameter writes in another way than it did, and both ways.
fn rewritten(
    comparison: &Comparison<'_>,
    old: &Parameter,
    new: &Parameter,
) -> Option<(Value, String, String)> {
    if same_style(old, new) {
        return None;
    }
    let values = Values::new(&comparison.base.api.schemas, schema::Direction::Request, 0);
    let anything = [json!("a"), json!(["a", "b"]), json!({ "a": "b" })];
    let tried: Vec<Value> = match old.schema() {
        Some(id) => values.valid(id).take(VALUES_TRIED).map(|sample| sample.value).collect(),
        None => anything.to_vec(),
    };
    let mut tried = tried.into_iter().filter_map(|value| {
        let before = written(old, &value)?;
        // A path variable may have another name now, and is in no text but that of `matrix`.
        let after = written(&Parameter { name: old.name.clone(), ..new.clone() }, &value);
        let after_shown =
            after.as_ref().map_or("in no way".to_owned(), |after| format!("`{}`", after.shown()));
        (after.as_ref() != Some(&before)).then(|| (value, before.shown(), after_shown))
    });
    tried.next()
}

/// Whether both write every value alike.
fn same_style(old: &Parameter, new: &Parameter) -> bool {
    match (&old.content, &new.content) {
        (
            ParameterContent::Schema { style, explode, .. },
            ParameterContent::Schema { style: new_style, explode: new_explode, .. },
        ) => style == new_style && explode == new_explode,
        (ParameterContent::Media(old), ParameterContent::Media(new)) => {
            let (old, new) = (Name::of(&old.name), Name::of(&new.name));
            old.covers(&new) || new.covers(&old)
        }
        (ParameterContent::Schema { .. }, ParameterContent::Media(_))
        | (ParameterContent::Media(_), ParameterContent::Schema { .. }) => false,
    }
}
