//! Conditional reads: 304 is an answer, not an error.
//!
//! progenitor knows one success type per operation, so that 304 arrives as an unexpected answer.

use crate::{Error, ResponseValue};
use reqwest::StatusCode;

/// The outcome of a read with `if_none_match`.
#[expect(clippy::result_large_err, reason = "the error is progenitor's, handed on as it came")]
pub trait Conditional<T, E> {
    /// The representation, or `None` where it still has the entity tag that the request named (304).
    ///
    /// # Errors
    /// Every other failure, as it was.
    fn if_modified(self) -> Result<Option<ResponseValue<T>>, Error<E>>;
}

impl<T, E> Conditional<T, E> for Result<ResponseValue<T>, Error<E>> {
    fn if_modified(self) -> Result<Option<ResponseValue<T>>, Error<E>> {
        match self {
            Ok(response) => Ok(Some(response)),
            Err(error) if error.status() == Some(StatusCode::NOT_MODIFIED) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
