//! What is varied in a request: its value, the schema that it must keep, and the request with another value in its place.
//! It must not know which values are worth sending.

use serde_json::Value;

use super::bodies;
use super::case::{Variation, Varied};
use super::fitting::schema_of;
use super::plan::Ground;
use crate::live::request::draft::{Argument, Draft};
use crate::schema::SchemaId;
use crate::wire::payload::{Content, Payload};

/// The value of a parameter or of the body.
pub(super) struct Variant<'v> {
    ground: &'v Ground<'v>,
    draft: &'v Draft,
    place: Varied,
    schema: SchemaId,
    /// The value.
    pub(super) value: &'v Value,
}

impl<'v> Variant<'v> {
    /// What a variation varies; nothing where it leaves something out.
    pub(super) fn of(ground: &'v Ground<'v>, variation: &'v Variation) -> Option<Variant<'v>> {
        let draft = &variation.draft;
        let operation = &ground.fitting.api.operations[ground.anchor.draft.operation];
        let (value, schema) = match variation.place {
            Varied::Parameter(at) => match draft.argument(at)? {
                Argument::Value(value) => (value, operation.parameters.get(at).and_then(schema_of)?),
                Argument::Text(_) => return None,
            },
            Varied::Absent(_) => return None,
            Varied::Body => body(ground, draft)?,
        };
        Some(Variant { ground, draft, place: variation.place, schema, value })
    }

    /// The request with another value; nothing when it is not valid.
    pub(super) fn with(&self, value: Value) -> Option<Draft> {
        let valid = self.ground.fitting.is_valid(self.schema, &value);
        valid.then(|| match (self.place, &self.draft.payload) {
            (Varied::Parameter(at), _) => self.draft.clone().with(at, Argument::Value(value)),
            (Varied::Body, Some(payload)) => {
                self.draft.clone().carrying(Payload { content: Content::Value(value), ..payload.clone() })
            }
            (Varied::Body | Varied::Absent(_), _) => self.draft.clone(),
        })
    }
}

fn body<'d>(ground: &Ground<'_>, draft: &'d Draft) -> Option<(&'d Value, SchemaId)> {
    let payload = draft.payload.as_ref()?;
    let operation = &ground.fitting.api.operations[draft.operation];
    Some((payload.as_value()?, bodies::content(operation, payload)?.schema?))
}
