//! Values that are not written as JSON. In a path, a query, a header or a cookie a number and the text of its digits are
//! one, and null is the empty text, so a schema that reads texts takes what one of numbers wrote. It must not know how
//! a text is put on the wire.

use serde_json::Value;

use crate::api::{Api, Parameter};
use crate::schema::contain::Difference;
use crate::schema::validate::Validator;
use crate::schema::values::Values;
use crate::schema::{Direction, Kind, Schema, Schemas};
use crate::wire::parameter::{read, written};

/// Values that are tried, to find one whose text is refused.
const VALUES_TRIED: usize = 200;

/// How values get onto the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Writing {
    /// As JSON, so that every value is what it is.
    #[default]
    Json,
    /// As text, so that `5` and `"5"` are the same.
    Text,
    /// In a way that is not known here, such as XML; a reader of any text takes all of it.
    Opaque,
}

/// What a difference of schemas is where values are written otherwise than as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// A difference.
    Real,
    /// None: what is written is taken.
    Nothing,
    /// Which texts the values make would have to be compared, and is not.
    Unknown,
}

/// A parameter that the one document writes and the other reads.
#[derive(Clone, Copy)]
pub(super) struct Sent<'p> {
    pub(super) base: &'p Parameter,
    pub(super) revision: &'p Parameter,
}

impl Sent<'_> {
    /// The value, when the text that it makes is refused, or else another whose text is; `None` when there is none among
    /// those that were tried. A text may be taken for more than the value that it was written for: `a` is a list of one
    /// too.
    pub(super) fn refused(self, base: &Api, revision: &Api, value: &Value) -> Option<Value> {
        let (Some(wrote), Some(reads)) = (self.base.schema(), self.revision.schema()) else {
            return Some(value.clone());
        };
        let validator = Validator::new(&revision.schemas, Direction::Request);
        let is_refused = |value: &Value| {
            let read =
                written(self.base, value).and_then(|text| read(&revision.schemas, self.revision, &text));
            read.is_none_or(|readings| !readings.strict.iter().any(|value| validator.is_valid(reads, value)))
        };
        if is_refused(value) {
            return Some(value.clone());
        }
        let values = Values::new(&base.schemas, Direction::Request, 0);
        let tried = values.valid(wrote).take(VALUES_TRIED).map(|sample| sample.value);
        let sent = tried.filter(|value| written(self.base, value).is_some());
        sent.into_iter().find(|value| !validator.is_valid(reads, value) && is_refused(value))
    }
}

/// What the difference is worth where its witness is written so.
pub(super) fn worth(writing: Writing, difference: &Difference, writer: &Schemas, reader: &Schemas) -> Worth {
    let schema = reader.get(difference.right);
    let any_text = takes_any_text(schema);
    match writing {
        Writing::Json => return Worth::Real,
        Writing::Opaque if any_text => return Worth::Nothing,
        Writing::Opaque => return Worth::Real,
        Writing::Text if !matches!(difference.keyword, "type" | "nullable" | "enum") => return Worth::Real,
        Writing::Text => {}
    }
    let validator = Validator::new(reader, Direction::Either);
    let accepted = |value: &Value| validator.is_valid(difference.right, value);
    let taken = |value: &Value| readings(value).iter().any(accepted);
    let refused = difference.witness.pointer(&difference.instance).is_none_or(|value| !taken(value));
    let listed = difference.left.first().and_then(|left| writer.get(*left).values.as_ref());
    if refused {
        Worth::Real
    } else if any_text || listed.is_some_and(|values| values.iter().all(taken)) {
        Worth::Nothing
    } else {
        Worth::Unknown
    }
}

/// What a reader may take the text of a value for.
fn readings(value: &Value) -> Vec<Value> {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Array(_) | Value::Object(_) => return vec![value.clone()],
    };
    let scalar = serde_json::from_str::<Value>(&text).ok();
    let scalar = scalar.filter(|value| value.is_number() || value.is_boolean());
    std::iter::once(Value::String(text)).chain(scalar).collect()
}

/// Whether the schema takes every text.
fn takes_any_text(schema: &Schema) -> bool {
    schema.kind == Some(Kind::String)
        && schema.values.is_none()
        && schema.format.is_none()
        && schema.string.pattern.is_none()
        && schema.string.length_min.is_none_or(|length| length <= 1)
        && schema.string.length_max.is_none()
        && schema.applied().next().is_none()
}
