//! Values that are written as text, in a path, a query, a header or a cookie: a number and the text of its digits
//! are one there, and null is the empty text. So a schema that reads texts takes what one of numbers wrote. It must
//! not know how a text is put on the wire.

use serde_json::Value;

use super::conjunct::Keyword;
use super::path::parts;
use super::schemas::Writing;
use super::search::{At, Proof, Search};
use crate::schema::validate::Validator;
use crate::schema::{Direction, Kind, Schema};

/// What a proof is worth where values are written as text: none when the reader takes the text for a value that it
/// accepts.
pub(super) fn proof(search: &Search, at: &At<'_>, keyword: &Keyword, proof: Proof) -> Option<Proof> {
    let concerned = match keyword {
        Keyword::Kind | Keyword::Enum => true,
        Keyword::Format
        | Keyword::Pattern
        | Keyword::LengthMin
        | Keyword::LengthMax
        | Keyword::Minimum
        | Keyword::Maximum
        | Keyword::MultipleOf
        | Keyword::ItemsMin
        | Keyword::ItemsMax
        | Keyword::Unique
        | Keyword::PropertiesMin
        | Keyword::PropertiesMax
        | Keyword::Required(_)
        | Keyword::Additional
        | Keyword::Property(..)
        | Keyword::Items(_)
        | Keyword::AllOf(_)
        | Keyword::AnyOf
        | Keyword::OneOf
        | Keyword::Not => false,
    };
    let Proof::Value(witness) = &proof else { return Some(proof) };
    if !concerned {
        return Some(proof);
    }
    let any_text = takes_any_text(search.right.get(at.right));
    match search.writing() {
        Writing::Json => return Some(proof),
        Writing::Opaque => return Some(proof).filter(|_| !any_text),
        Writing::Text => {}
    }
    let validator = Validator::new(&search.right, Direction::Either);
    let accepted = |value: &Value| validator.is_valid(at.right, value);
    let refused = parts(witness, at.path).iter().any(|part| !readings(part).iter().any(accepted));
    if refused {
        return Some(proof);
    }
    if any_text || only_listed(search, at, &accepted) {
        return None;
    }
    let reason = "the values are written as text, and which texts they make is not compared";
    Some(Proof::Undecided(reason.to_owned()))
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

/// Whether the writer lists its values, and each of them is taken.
fn only_listed(search: &Search, at: &At<'_>, accepted: &dyn Fn(&Value) -> bool) -> bool {
    let values = at.left.and_then(|left| search.left.get(left).values.as_ref());
    values.is_some_and(|values| values.iter().all(|value| readings(value).iter().any(accepted)))
}
