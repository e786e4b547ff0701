//! What the document says of one operation, as far as a request must be read by it.
//!
//! The generator writes one `static` of these per operation.

use super::refusal::Refusal;
use http::Method;

/// One operation of the document.
#[derive(Debug)]
pub struct Operation {
    /// The `operationId`.
    pub id: &'static str,
    /// The tag, which is the dialect.
    pub tag: &'static str,
    /// The method.
    pub method: Method,
    /// The path template, with `{name}` for its parameters.
    pub path: &'static str,
    /// The credentials that the operation takes; empty where it needs none.
    pub security: &'static [Security],
    /// The parameters, in the document's order.
    pub parameters: &'static [Parameter],
    /// The body, where the operation has one.
    pub body: Option<BodySpec>,
    /// Whether the operation is answered even when the service is at its limit of concurrent requests
    /// (`x-always-admitted`).
    pub always_admitted: bool,
    /// The status of a request that breaks the schemas.
    pub invalid_status: u16,
    /// The status of a request that keeps to the schemas and cannot be meant.
    pub meaningless_status: u16,
    /// Every status that the operation documents.
    pub statuses: &'static [u16],
}

impl Operation {
    /// The status that a refusal of a request to this operation has.
    #[must_use]
    pub fn status_of(&self, refusal: &Refusal) -> u16 {
        match refusal {
            Refusal::Unreadable { .. } => 400,
            Refusal::Invalid { .. } => self.invalid_status,
            Refusal::Meaningless { .. } => self.meaningless_status,
            Refusal::Unauthenticated { .. } => 401,
            Refusal::Forbidden { .. } => 403,
            Refusal::BodyTimeout { .. } => 408,
            Refusal::BodyTooLarge { .. } => 413,
            Refusal::UnsupportedMediaType { .. } => 415,
            Refusal::Failed => 500,
            Refusal::Unavailable { .. } => 503,
        }
    }

    /// Whether the operation documents the status of a refusal.
    #[must_use]
    pub fn documents(&self, refusal: &Refusal) -> bool {
        self.statuses.contains(&self.status_of(refusal))
    }
}

/// A way to present a session token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// `Authorization: Bearer <token>` (RFC 6750 §2.1).
    Bearer,
    /// A cookie of this name.
    Cookie(&'static str),
}

/// A parameter in the path, the query or a header.
#[derive(Debug)]
pub struct Parameter {
    /// The name as the document spells it.
    pub name: &'static str,
    /// Where it stands.
    pub location: Location,
    /// Whether it must be there.
    pub required: bool,
    /// How its text becomes a value.
    pub shape: Shape,
    /// Its schema's key in the generated schemas.
    pub schema: &'static str,
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

impl Location {
    /// The first token of a JSON pointer to a parameter that stands here.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
        }
    }
}

/// The JSON type that a parameter's text is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The text itself.
    Text,
    /// A decimal integer.
    Integer,
    /// A decimal number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Repeated texts (`style: form, explode: true`).
    Texts,
}

/// The body of an operation.
#[derive(Debug)]
pub struct BodySpec {
    /// The most bytes that are read (`x-body-bytes-max`).
    pub bytes_max: usize,
    /// Its schema's key in the generated schemas.
    pub schema: &'static str,
}
