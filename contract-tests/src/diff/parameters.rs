//! Parameters: a request that was accepted must still be, and mean the same. It must not know how schemas are
//! compared.

use serde_json::Value;

use super::change::{Direction, Level};
use super::comparison::Comparison;
use super::ledger::Difference;
use super::media_types::Name;
use super::message::{Given, Request};
use super::pairing::Pair;
use super::rule::Rule;
use super::schemas::Use;
use super::wire::Writing;
use crate::api::{Location, Operation, Parameter, ParameterContent, Style};
use crate::schema::{Kind, SchemaId, Schemas};

/// Headers that are described elsewhere in a document, and which it says to ignore as parameters (OpenAPI 3.0.3,
/// "Parameter Object").
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

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

fn removed(comparison: &mut Comparison<'_>, pair: Pair<'_>, old: &Parameter) {
    let message = format!("{} is not documented any more, and is ignored", told(old));
    let difference = Difference::request(Rule::ParameterRemoved, Level::Compatible, message);
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

/// `allowEmptyValue` stands in queries alone.
fn empty_value(comparison: &mut Comparison<'_>, pair: Pair<'_>, old: &Parameter, new: &Parameter) {
    if old.location != Location::Query || old.allow_empty == new.allow_empty {
        return;
    }
    let rule = Rule::ParameterEmptyValueChanged;
    let difference = if old.allow_empty {
        let empty = Request { parameter: Some((old, Given::Empty)), ..Request::default() };
        let sent = comparison.base.messages().request(pair.base, &empty);
        let message = format!("{} may not be empty any more", told(new));
        Difference::request(rule, Level::Breaking, message).proved(sent)
    } else {
        Difference::request(rule, Level::Compatible, format!("{} may be empty now", told(new)))
    };
    comparison.record(pair, difference.base(&old.pointer).revision(&new.pointer));
}

/// The default of a parameter is what the server assumes, so a request without it means something else when the
/// default changes. Every such request stays valid, which is why no schema tells.
fn default(comparison: &mut Comparison<'_>, pair: Pair<'_>, old: &Parameter, new: &Parameter) {
    let default = |schemas: &Schemas, parameter: &Parameter| {
        schema(parameter).and_then(|id| schemas.get(id).default.clone())
    };
    let before = default(&comparison.base.api.schemas, old);
    let after = default(&comparison.revision.api.schemas, new);
    if before == after || old.required {
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

fn content(comparison: &mut Comparison<'_>, pair: Pair<'_>, old: &Parameter, new: &Parameter) {
    let alike = match (&old.content, &new.content) {
        (
            ParameterContent::Schema { style, explode, schema },
            ParameterContent::Schema { style: new_style, explode: new_explode, .. },
        ) => {
            let structured = schema.is_none_or(|id| !is_scalar(&comparison.base.api.schemas, id));
            let prefixed = |style: &Style| matches!(style, Style::Matrix | Style::Label | Style::DeepObject);
            let free = !structured && !prefixed(style) && !prefixed(new_style);
            free || (style == new_style && explode == new_explode)
        }
        (ParameterContent::Media(old), ParameterContent::Media(new)) => {
            Name::of(&old.name) == Name::of(&new.name)
        }
        (ParameterContent::Schema { .. }, ParameterContent::Media(_))
        | (ParameterContent::Media(_), ParameterContent::Schema { .. }) => false,
    };
    if !alike {
        let given = Request { parameter: Some((old, Given::Simplest)), ..Request::default() };
        let sent = comparison.base.messages().request(pair.base, &given);
        let message = format!("{} is written in another way now", told(new));
        let difference =
            Difference::request(Rule::ParameterStyleChanged, Level::Breaking, message).proved(sent);
        comparison.record(pair, difference.base(&old.pointer).revision(&new.pointer));
        return;
    }
    let messages = comparison.base.messages();
    let place = Use {
        operation: pair.revision.to_string(),
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
    comparison.schemas.compare(&mut comparison.ledger, &place, (schema(old), schema(new)), &carry);
}

fn schema(parameter: &Parameter) -> Option<SchemaId> {
    match &parameter.content {
        ParameterContent::Schema { schema, .. } => *schema,
        ParameterContent::Media(media) => media.schema,
    }
}

/// Whether no array and no object is meant, so that the styles write the value alike.
fn is_scalar(schemas: &Schemas, id: SchemaId) -> bool {
    match schemas.get(id).kind {
        Some(Kind::Boolean | Kind::Integer | Kind::Number | Kind::String) => true,
        Some(Kind::Array | Kind::Object) | None => false,
    }
}
