//! One way to ask what went wrong, whatever the dialect.
//!
//! Shows neither headers nor bodies that are not understood: they may hold secrets.

use crate::response::request_id;
use crate::types::{CommunityError, MeError, Problem, TenantError, Violation};
use crate::{Error, ResponseValue};
use std::error::Error as _;

/// An error body of a dialect.
pub trait ErrorBody {
    /// What was wrong, for programs; the values stand in the document.
    fn code(&self) -> &str;

    /// What was wrong, for people.
    fn message(&self) -> &str;

    /// Each thing that is wrong with the request, where the dialect lists them.
    fn violations(&self) -> &[Violation] {
        &[]
    }
}

impl ErrorBody for Problem {
    fn code(&self) -> &str {
        &self.code
    }

    fn message(&self) -> &str {
        &self.detail
    }

    fn violations(&self) -> &[Violation] {
        &self.errors
    }
}

impl ErrorBody for MeError {
    fn code(&self) -> &str {
        &self.code
    }

    fn message(&self) -> &str {
        &self.message
    }
}

impl ErrorBody for TenantError {
    fn code(&self) -> &str {
        &self.code
    }

    fn message(&self) -> &str {
        &self.message
    }
}

impl ErrorBody for CommunityError {
    fn code(&self) -> &str {
        &self.message
    }

    fn message(&self) -> &str {
        &self.message
    }

    fn violations(&self) -> &[Violation] {
        &self.details
    }
}

/// Asks an error of any operation what went wrong.
pub trait ErrorExt {
    /// The code of a documented error body, for instance `precondition_failed` or `session_token_expired`; `None` for
    /// every other error.
    fn code(&self) -> Option<&str>;

    /// The message of a documented error body.
    fn message(&self) -> Option<&str>;

    /// The violations of a documented error body.
    fn violations(&self) -> &[Violation];

    /// The id of the request in the service's log, where there was an answer.
    fn request_id(&self) -> Option<&str>;

    /// The error on one line, without anything secret: status, code, message and request id, or what else there is.
    ///
    /// The error's own `Display` and `Debug` are longer, and may show the body of an answer that is not understood.
    fn summary(&self) -> String;
}

impl<E: ErrorBody> ErrorExt for Error<E> {
    fn code(&self) -> Option<&str> {
        documented(self).map(|response| response.as_ref().code())
    }

    fn message(&self) -> Option<&str> {
        documented(self).map(|response| response.as_ref().message())
    }

    fn violations(&self) -> &[Violation] {
        documented(self).map(|response| response.as_ref().violations()).unwrap_or_default()
    }

    fn request_id(&self) -> Option<&str> {
        match self {
            Error::ErrorResponse(response) => request_id(response.headers()),
            Error::UnexpectedResponse(response) => request_id(response.headers()),
            Error::InvalidRequest(_)
            | Error::CommunicationError(_)
            | Error::InvalidUpgrade(_)
            | Error::ResponseBodyError(_)
            | Error::InvalidResponsePayload(..)
            | Error::Custom(_) => None,
        }
    }

    fn summary(&self) -> String {
        let text = match self {
            Error::ErrorResponse(response) => {
                let body = response.as_ref();
                format!("{} {}: {}", response.status().as_u16(), body.code(), body.message())
            }
            Error::UnexpectedResponse(response) => {
                format!("{}: the document does not name this status here", response.status().as_u16())
            }
            Error::InvalidResponsePayload(body, error) => {
                format!("an answer of {} bytes is not as documented: {error}", body.len())
            }
            Error::CommunicationError(error)
            | Error::InvalidUpgrade(error)
            | Error::ResponseBodyError(error) => with_sources(error),
            Error::InvalidRequest(reason) => format!("the request was not sent: {reason}"),
            Error::Custom(reason) => reason.clone(),
        };
        match self.request_id() {
            Some(id) => format!("{text} (request {id})"),
            None => text,
        }
    }
}

fn documented<E>(error: &Error<E>) -> Option<&ResponseValue<E>> {
    if let Error::ErrorResponse(response) = error { Some(response) } else { None }
}

/// reqwest's own message does not say why.
fn with_sources(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
