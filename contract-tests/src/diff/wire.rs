//! Values that are not written as JSON. In a path, a query, a header or a cookie a number and the text of its digits are
//! one, and null is the empty text, so a schema that reads texts takes what one of numbers wrote. It must not know how
//! a text is put on the wire.

use serde_json::Value;

use crate::schema::contain::Difference;
use crate::schema::validate::Validator;
use crate::schema::{Direction, Kind, Schema, Schemas};

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
        && schema.all_of.is_empty()
        && schema.any_of.is_empty()
        && schema.one_of.is_empty()
        && schema.not.is_none()
}
