//! Building answers: exactly the documented status, headers, media type and body.

use super::json::Json;
use super::refusal::Refused;
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header, response};

/// Why an answer could not be built.
#[derive(Debug, thiserror::Error)]
pub enum ReplyError {
    /// The body could not be serialised.
    #[error("the body cannot be serialised: {0}")]
    Body(#[from] serde_json::Error),
    /// A header's value is not one.
    #[error("a header has a value that cannot be sent: {0}")]
    Header(#[from] http::Error),
}

/// What an operation answers. The generator implements it for one enum per operation.
pub trait Answer: Sized + Send {
    /// The error body of the operation's tag.
    type Error;

    /// The answer that the operation documents for a refusal.
    fn refused(refused: Refused<Self::Error>) -> Self;

    /// The answer as it is sent.
    ///
    /// # Errors
    /// The body or a header cannot be sent.
    fn into_reply(self) -> Result<Response<Bytes>, ReplyError>;
}

/// An answer in the making.
#[derive(Debug)]
pub struct Reply {
    builder: response::Builder,
    cache: &'static str,
}

impl Reply {
    /// An answer of this status.
    #[must_use]
    pub fn new(status: StatusCode) -> Reply {
        Reply { builder: Response::builder().status(status), cache: "no-store" }
    }

    /// Adds a header. What has an entity tag may be kept by its owner's own cache, and is asked for again each time;
    /// nothing else is kept.
    #[must_use]
    pub fn header(self, name: &'static str, value: impl ToString) -> Reply {
        let cache = if name.eq_ignore_ascii_case("etag") { "private, no-cache" } else { self.cache };
        Reply { builder: self.builder.header(name, value.to_string()), cache }
    }

    /// Adds a header that may be absent.
    #[must_use]
    pub fn optional_header(self, name: &'static str, value: Option<impl ToString>) -> Reply {
        match value {
            Some(value) => self.header(name, value),
            None => self,
        }
    }

    /// Ends with a JSON body of a media type.
    ///
    /// # Errors
    /// The body could not be serialised, or a header is not one.
    pub fn json<T>(self, media_type: &'static str, body: Json<T>) -> Result<Response<Bytes>, ReplyError> {
        self.bytes(media_type, body.into_bytes()?)
    }

    /// Ends with a body of a media type, which no reader may guess anew.
    ///
    /// # Errors
    /// A header is not one.
    pub fn bytes(
        self,
        media_type: &'static str,
        body: impl Into<Bytes>,
    ) -> Result<Response<Bytes>, ReplyError> {
        let builder = self
            .builder
            .header(header::CONTENT_TYPE, HeaderValue::from_static(media_type))
            .header(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"))
            .header(header::CACHE_CONTROL, HeaderValue::from_static(self.cache));
        Ok(builder.body(body.into())?)
    }

    /// Ends without a body.
    ///
    /// # Errors
    /// A header is not one.
    pub fn empty(self) -> Result<Response<Bytes>, ReplyError> {
        let builder = self.builder.header(header::CACHE_CONTROL, HeaderValue::from_static(self.cache));
        Ok(builder.body(Bytes::new())?)
    }
}
