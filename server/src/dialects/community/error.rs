//! Errors of this dialect: `{code, message, details?}`, an integer and the word that goes with it.

use crate::dialects::failure;
use crate::server::Server;
use selfsame_spec::generated::types::{CommunityError, Violation};
use selfsame_spec::runtime::{CallContext, Credential, Refusal, Refused};

/// A line of the document's table of errors.
type Code = (i32, &'static str);

const INTERNAL_SERVER_ERROR: Code = (10_001, "internal_server_error");
const GENERIC_CLIENT_ERROR: Code = (10_002, "generic_client_error");
const GENERIC_UNAUTHORIZED: Code = (10_003, "generic_unauthorized");
const SESSION_TOKEN_EXPIRED: Code = (10_004, "session_token_expired");
const REFRESH_TOKEN_EXPIRED: Code = (10_005, "refresh_token_expired");
const GENERIC_FORBIDDEN: Code = (10_006, "generic_forbidden");
const GENERIC_NOT_FOUND: Code = (10_007, "generic_not_found");
const REQUEST_TIMEOUT: Code = (10_008, "request_timeout");
const HANDLE_TAKEN: Code = (10_009, "handle_taken");
const PRECONDITION_FAILED: Code = (10_010, "precondition_failed");
const CONTENT_TOO_LARGE: Code = (10_011, "content_too_large");
const UNSUPPORTED_MEDIA_TYPE: Code = (10_012, "unsupported_media_type");
const SERVICE_UNAVAILABLE: Code = (10_013, "service_unavailable");

/// Words a refusal.
pub(super) async fn refused(
    server: &Server,
    context: &CallContext<'_>,
    refusal: Refusal,
    credential: Option<&Credential>,
) -> Refused<CommunityError> {
    let refusal = failure::foremost(&server.app, context, refusal, credential).await;
    Refused { body: of_refusal(&refusal), refusal }
}

fn of_refusal(refusal: &Refusal) -> CommunityError {
    let code = match refusal {
        Refusal::Unreadable { .. } | Refusal::Invalid { .. } | Refusal::Meaningless { .. } => {
            GENERIC_CLIENT_ERROR
        }
        Refusal::Unauthenticated { code: "session_token_expired", .. } => SESSION_TOKEN_EXPIRED,
        Refusal::Unauthenticated { code: "refresh_token_expired", .. } => REFRESH_TOKEN_EXPIRED,
        Refusal::Unauthenticated { .. } => GENERIC_UNAUTHORIZED,
        Refusal::Forbidden { .. } => GENERIC_FORBIDDEN,
        Refusal::BodyTimeout { .. } => REQUEST_TIMEOUT,
        Refusal::BodyTooLarge { .. } => CONTENT_TOO_LARGE,
        Refusal::UnsupportedMediaType { .. } => UNSUPPORTED_MEDIA_TYPE,
        Refusal::Failed => INTERNAL_SERVER_ERROR,
        Refusal::Unavailable { .. } => SERVICE_UNAVAILABLE,
    };
    let violations = refusal.violations().iter();
    let details: Vec<Violation> =
        violations.map(|v| Violation { pointer: v.pointer.clone(), detail: v.detail.clone() }).collect();
    CommunityError { details: (!details.is_empty()).then_some(details), ..worded(code) }
}

/// There is no such user or container, or none for this caller.
pub(super) fn not_found() -> CommunityError {
    worded(GENERIC_NOT_FOUND)
}

/// The handle is another user's, or looks like it.
pub(super) fn handle_taken() -> CommunityError {
    worded(HANDLE_TAKEN)
}

/// A write's condition does not hold.
pub(super) fn precondition_failed() -> CommunityError {
    worded(PRECONDITION_FAILED)
}

fn worded((code, message): Code) -> CommunityError {
    CommunityError { code, message: message.to_owned(), details: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn every_error_stands_in_the_documents_table() {
        let reason = String::new;
        let unauthenticated = |code| Refusal::Unauthenticated { code, reason: "", presented: true };
        let refusals = [
            Refusal::Failed,
            Refusal::Invalid { violations: Vec::new() },
            unauthenticated("unauthorized"),
            unauthenticated("session_token_expired"),
            unauthenticated("refresh_token_expired"),
            Refusal::Forbidden { reason: reason() },
            Refusal::BodyTimeout { limit: Duration::ZERO },
            Refusal::BodyTooLarge { bytes_max: 0 },
            Refusal::UnsupportedMediaType { reason: reason() },
            Refusal::Unavailable { retry_after: Duration::ZERO },
        ];
        let bodies =
            refusals.iter().map(of_refusal).chain([not_found(), handle_taken(), precondition_failed()]);
        let mut codes: Vec<i32> = Vec::new();
        for body in bodies {
            let line = format!("{} `{}`", body.code, body.message);
            assert!(selfsame_spec::DOCUMENT.contains(&line), "{line}");
            codes.push(body.code);
        }
        codes.sort_unstable();
        assert_eq!(codes, (10_001..=10_013).collect::<Vec<_>>());
    }
}
