//! The one error of the application: what went wrong, in terms that every contract can translate.
//!
//! Each variant's message may be shown to the caller. What only the operator may see is in [`Error::context`], and
//! goes to the log. Status codes and wire bodies belong to the dialects.

use std::time::Duration;

use crate::domain::{ProfileField, Violation};

/// How long a caller should wait when the service cannot say anything better.
pub const RETRY_SOON: Duration = Duration::from_secs(1);

/// Why a use case did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Well-formed values that cannot be meant; never empty.
    #[error("the request has {}", counted(violations.len()))]
    InvalidField {
        /// Every refused value.
        violations: Vec<Violation>,
    },
    /// No valid credential.
    #[error("{0}")]
    Unauthenticated(AuthFailure),
    /// The request speaks of another tenant than the credential's.
    #[error("the credential belongs to another tenant than the request names")]
    TenantMismatch,
    /// The user's identity provider manages these fields; never empty.
    #[error("the identity provider manages {}", listed(fields))]
    Managed {
        /// Every field that would have changed.
        fields: Vec<ProfileField>,
    },
    /// The caller is known and may not do this.
    #[error("this is not allowed")]
    Forbidden,
    /// No such resource, or none that the caller may know of.
    #[error("there is no such resource")]
    NotFound,
    /// The state that the request would lead to is taken.
    #[error("{}", conflict(*field))]
    Conflict {
        /// The domain's name of the value that is taken, where it is one value.
        field: Option<&'static str>,
    },
    /// The resource is no longer the one that the caller's precondition names.
    #[error("the resource is no longer the one that the precondition names")]
    PreconditionFailed,
    /// The key of the request came before with another one.
    #[error("this Idempotency-Key came before with another request; give each request a key of its own")]
    KeyReused,
    /// Too many tries by this account or from this address.
    #[error("too many requests")]
    TooManyRequests {
        /// When the next try will be admitted.
        retry_after: Duration,
    },
    /// The service is overloaded or without its database.
    #[error("the service is unavailable")]
    Unavailable {
        /// When another try makes sense.
        retry_after: Duration,
        /// The cause, for the log alone.
        context: String,
    },
    /// The service failed.
    #[error("internal error")]
    Internal {
        /// The cause, for the log alone.
        context: String,
    },
}

/// What to do about a credential that is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthFailure {
    /// Nothing can be done with it.
    #[error("the credential is missing or not valid")]
    Unauthorized,
    /// The session goes on with its refresh token.
    #[error("the session token has expired")]
    SessionTokenExpired,
    /// The session is over.
    #[error("the refresh token has expired")]
    RefreshTokenExpired,
}

impl Error {
    /// No valid credential, and nothing more to say about it.
    pub const UNAUTHORIZED: Self = Self::Unauthenticated(AuthFailure::Unauthorized);

    /// A failure of the service, with its cause for the log.
    pub fn internal(context: impl Into<String>) -> Self {
        Self::Internal { context: context.into() }
    }

    /// A passing inability, with its cause for the log.
    pub fn unavailable(context: impl Into<String>) -> Self {
        Self::Unavailable { retry_after: RETRY_SOON, context: context.into() }
    }

    /// The cause for the log; a caller must not see it.
    pub fn context(&self) -> Option<&str> {
        match self {
            Self::Unavailable { context, .. } | Self::Internal { context } => Some(context),
            Self::InvalidField { .. }
            | Self::Unauthenticated(_)
            | Self::TenantMismatch
            | Self::Managed { .. }
            | Self::Forbidden
            | Self::NotFound
            | Self::Conflict { .. }
            | Self::PreconditionFailed
            | Self::KeyReused
            | Self::TooManyRequests { .. } => None,
        }
    }
}

fn counted(violations: usize) -> String {
    match violations {
        1 => "1 violation".to_owned(),
        n => format!("{n} violations"),
    }
}

fn listed(fields: &[ProfileField]) -> String {
    fields.iter().map(|field| field.as_str()).collect::<Vec<_>>().join(", ")
}

fn conflict(field: Option<&str>) -> String {
    match field {
        Some(field) => format!("this {field} is taken"),
        None => "the resource is in another state".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Invalid;

    #[test]
    fn no_message_tells_the_context() {
        for error in [Error::internal("42P01 in users"), Error::unavailable("42P01 in users")] {
            assert!(!error.to_string().contains("42P01"), "{error}");
            assert_eq!(error.context(), Some("42P01 in users"));
        }
    }

    #[test]
    fn messages_read_as_fragments() {
        let one = Error::from(Invalid::new("must not be blank").at("/body/name"));
        assert_eq!(one.to_string(), "the request has 1 violation");
        assert_eq!(
            Error::Conflict { field: Some("e-mail address") }.to_string(),
            "this e-mail address is taken"
        );
        assert_eq!(Error::UNAUTHORIZED.to_string(), "the credential is missing or not valid");
    }
}
