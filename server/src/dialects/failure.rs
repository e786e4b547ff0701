//! From the domain's errors to refusals, which every dialect words for itself.

use crate::app::App;
use crate::domain::{AuthFailure, Error};
use selfsame_spec::runtime::{CallContext, Credential, Refusal, Violation};
use slog::{error, warn};

/// The refusal of a failed use case. The cause of a failure of ours goes to the log, and nowhere else.
///
/// What an operation documents for itself (404, 409, 412, 429) its handler answers before it asks here: such an error
/// that comes here is one that the document lacks, and therefore a failure of ours.
#[must_use]
pub fn refusal(context: &CallContext<'_>, error: Error) -> Refusal {
    match error {
        Error::InvalidField { violations } => Refusal::Meaningless {
            violations: violations.into_iter().map(|v| Violation::new(v.pointer, v.reason)).collect(),
        },
        Error::Unauthenticated(failure) => unauthenticated(failure),
        Error::Forbidden => Refusal::Forbidden { reason: Error::Forbidden.to_string() },
        Error::Unavailable { retry_after, context: cause } => {
            warn!(context.log, "unavailable"; "request_id" => context.request_id, "operation" => context.operation.id, "cause" => cause);
            Refusal::Unavailable { retry_after }
        }
        Error::Internal { context: cause } => {
            error!(context.log, "failed"; "request_id" => context.request_id, "operation" => context.operation.id, "cause" => cause);
            Refusal::Failed
        }
        Error::NotFound
        | Error::Conflict { .. }
        | Error::PreconditionFailed
        | Error::TooManyRequests { .. } => {
            error!(context.log, "failed"; "request_id" => context.request_id, "operation" => context.operation.id,
                "cause" => format!("the document has no answer for: {error}"));
            Refusal::Failed
        }
    }
}

fn unauthenticated(failure: AuthFailure) -> Refusal {
    let (code, reason) = match failure {
        AuthFailure::Unauthorized => ("unauthorized", "the credential is missing or not valid"),
        AuthFailure::SessionTokenExpired => {
            ("session_token_expired", "the session token has expired; refresh the session")
        }
        AuthFailure::RefreshTokenExpired => {
            ("refresh_token_expired", "the session has expired; log in again")
        }
    };
    Refusal::Unauthenticated { code, reason, presented: true }
}

/// What a refused caller learns first: that its credential is not valid, where that is so.
///
/// The happy path checks the credential in the statement that does the work; only a request that never gets there pays
/// for a check of its own.
pub async fn foremost(
    app: &App,
    context: &CallContext<'_>,
    refused: Refusal,
    credential: Option<&Credential>,
) -> Refusal {
    let is_final =
        matches!(refused, Refusal::Unauthenticated { .. } | Refusal::Unavailable { .. } | Refusal::Failed);
    match credential {
        Some(credential) if !is_final => match app.authenticate(&credential.token).await {
            Ok(_) => refused,
            Err(error) => refusal(context, error),
        },
        _ => refused,
    }
}
