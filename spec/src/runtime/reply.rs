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
pub struct Reply(response::Builder);

impl Reply {
    /// An answer of this status, with the headers that stand on every answer: nothing is cached without being asked
    /// again, and no media type is guessed.
    #[must_use]
    pub fn new(status: StatusCode) -> Reply {
        let builder = Response::builder()
            .status(status)
            .header(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))
            .header(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        Reply(builder)
    }

    /// Adds a header.
    #[must_use]
    pub fn header(self, name: &'static str, value: impl ToString) -> Reply {
        Reply(self.0.header(name, value.to_string()))
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

    /// Ends with a body of a media type.
    ///
    /// # Errors
    /// A header is not one.
    pub fn bytes(
        self,
        media_type: &'static str,
        body: impl Into<Bytes>,
    ) -> Result<Response<Bytes>, ReplyError> {
        let builder = self.0.header(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        Ok(builder.body(body.into())?)
    }

    /// Ends without a body.
    ///
    /// # Errors
    /// A header is not one.
    pub fn empty(self) -> Result<Response<Bytes>, ReplyError> {
        Ok(self.0.body(Bytes::new())?)
    }
}
