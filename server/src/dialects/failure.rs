//! From the domain's errors to refusals, which every dialect words for itself.

use crate::app::App;
use crate::domain::{AuthFailure, Error, TokenKind};
use selfsame_spec::runtime::{CallContext, Carrier, Credential, Refusal, Violation};
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
        Error::TenantMismatch => Refusal::Forbidden { reason: Error::TenantMismatch.to_string() },
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
        | Error::Managed { .. }
        | Error::PreconditionFailed
        | Error::KeyReused
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
    let refused = match pending(&refused, credential) {
        Some(token) => proved(context, refused, app.authenticate(token).await.map(drop)),
        None => refused,
    };
    documented(context, refused)
}

/// As [`foremost`], where service tokens are taken beside session tokens.
pub async fn foremost_of_any(
    app: &App,
    context: &CallContext<'_>,
    refused: Refusal,
    credential: Option<&Credential>,
) -> Refusal {
    let refused = match pending(&refused, credential).and(credential).map(token_of_any) {
        Some(token) => proved(context, refused, app.authenticate_any(token).await.map(drop)),
        None => refused,
    };
    documented(context, refused)
}

/// The token where service tokens are taken: a service has no browser, so its token is one in the header alone.
#[must_use]
pub fn token_of_any(credential: &Credential) -> &str {
    match credential.carrier {
        Carrier::Cookie if credential.token.starts_with(TokenKind::Service.prefix()) => "",
        Carrier::Cookie | Carrier::Bearer => &credential.token,
    }
}

/// A refusal that the operation does not document is a failure of ours.
fn documented(context: &CallContext<'_>, refused: Refusal) -> Refusal {
    if context.operation.documents(&refused) {
        return refused;
    }
    error!(context.log, "failed"; "request_id" => context.request_id, "operation" => context.operation.id,
        "cause" => format!("the document has no answer for: {refused}"));
    Refusal::Failed
}

/// The token that is still to be checked before this refusal may be told.
fn pending<'c>(refused: &Refusal, credential: Option<&'c Credential>) -> Option<&'c str> {
    let is_final =
        matches!(refused, Refusal::Unauthenticated { .. } | Refusal::Unavailable { .. } | Refusal::Failed);
    credential.filter(|_| !is_final).map(|credential| credential.token.as_str())
}

fn proved(context: &CallContext<'_>, refused: Refusal, checked: Result<(), Error>) -> Refusal {
    match checked {
        Ok(()) => refused,
        Err(error) => refusal(context, error),
    }
}
