//! What may come back: statuses, headers and contents. Source: OpenAPI 3.0.3, "Responses Object", "Response Object",
//! "Header Object", "Media Type Object". It must not know schemas beyond their ids.

use std::fmt;

use serde_json::Value;

use crate::schema::SchemaId;

/// A response that the document lists.
#[derive(Clone, Debug)]
pub struct Response {
    /// JSON pointer of the response object, references followed.
    pub pointer: String,
    /// Its key under `responses`.
    pub status: StatusPattern,
    /// `description`.
    pub description: String,
    /// `headers`, but for `Content-Type`, which the specification ignores there.
    pub headers: Vec<Header>,
    /// `content`; empty when there is no body.
    pub contents: Vec<MediaType>,
}

/// A key under `responses`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusPattern {
    /// One status.
    Exact(u16),
    /// All of a hundred, by its first digit: `4XX` is 4.
    Range(u8),
    /// Every status that is not listed.
    Default,
}

impl StatusPattern {
    /// Whether the key is for that status, others apart: an exact key goes before a range, and a range before
    /// `default`.
    pub fn covers(self, status: u16) -> bool {
        match self {
            Self::Exact(exact) => exact == status,
            Self::Range(hundred) => u16::from(hundred) == status / 100,
            Self::Default => true,
        }
    }
}

impl fmt::Display for StatusPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(status) => write!(f, "{status}"),
            Self::Range(hundred) => write!(f, "{hundred}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A header of a response.
#[derive(Clone, Debug)]
pub struct Header {
    /// JSON pointer of the header object, references followed.
    pub pointer: String,
    /// Its name as written; names compare without case.
    pub name: String,
    /// `required`.
    pub required: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// Its schema, or that of its one content.
    pub schema: Option<SchemaId>,
    /// `explode`; the style is always `simple`.
    pub explode: bool,
}

/// A content under its media type.
#[derive(Clone, Debug)]
pub struct MediaType {
    /// JSON pointer of the media type object.
    pub pointer: String,
    /// The media type or range as written: `application/json; charset=utf-8`, `image/*`.
    pub name: String,
    /// `schema`; without it anything.
    pub schema: Option<SchemaId>,
    /// `example` and the values of `examples`.
    pub examples: Vec<Value>,
}
