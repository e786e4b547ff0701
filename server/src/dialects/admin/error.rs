//! Errors of this surface: problems, as on all of our own.

use crate::dialects::{failure, problem};
use crate::domain::Error;
use crate::server::Server;
use selfsame_spec::generated::types::Problem;
use selfsame_spec::runtime::{CallContext, Json, Refused};

pub(super) use crate::dialects::problem::refused_to_any as refused;

/// Words the failure of a use case.
pub(super) async fn failed(server: &Server, context: &CallContext<'_>, error: Error) -> Refused<Problem> {
    refused(server, context, failure::refusal(context, error), None).await
}

/// The answers that operations document for themselves, by the names of their variants.
#[derive(Clone, Copy)]
pub(super) enum Own {
    NotFound,
    Conflict,
    PreconditionFailed,
    UnprocessableContent,
}

impl Own {
    /// Whether it is the answer to this error.
    pub(super) const fn answers(self, error: &Error) -> bool {
        matches!(
            (self, error),
            (Self::NotFound, Error::NotFound)
                | (Self::Conflict, Error::Conflict { .. })
                | (Self::PreconditionFailed, Error::PreconditionFailed)
                | (Self::UnprocessableContent, Error::KeyReused)
        )
    }

    /// The problem that it says.
    pub(super) fn body(self, context: &CallContext<'_>, error: &Error) -> Json<Problem> {
        let (status, code) = match self {
            Self::NotFound => (404, "not_found"),
            Self::Conflict => (409, "conflict"),
            Self::PreconditionFailed => (412, "precondition_failed"),
            Self::UnprocessableContent => (422, "idempotency_key_reused"),
        };
        problem::problem(context, status, code, error.to_string()).into()
    }
}

/// What a use case gives; where it gives an error, the handler ends with the answer that is documented for it.
macro_rules! done {
    ($server:expr, $context:expr, $Answer:ident [$($Own:ident),*], $result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => {
                $(if $crate::dialects::admin::error::Own::$Own.answers(&error) {
                    let body = $crate::dialects::admin::error::Own::$Own.body($context, &error);
                    return $Answer::$Own { body };
                })*
                let refused = $crate::dialects::admin::error::failed($server, $context, error).await;
                return $Answer::refused(refused);
            }
        }
    };
}
pub(super) use done;
