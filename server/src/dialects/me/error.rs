//! Errors of this dialect: `{code, message}`.

use crate::dialects::failure;
use crate::server::Server;
use selfsame_spec::generated::types::MeError;
use selfsame_spec::runtime::{CallContext, Credential, Refusal, Refused};

/// Words a refusal.
pub(super) async fn refused(
    server: &Server,
    context: &CallContext<'_>,
    refusal: Refusal,
    credential: Option<&Credential>,
) -> Refused<MeError> {
    let refusal = failure::foremost(&server.app, context, refusal, credential).await;
    Refused { body: of_refusal(&refusal), refusal }
}

fn of_refusal(refusal: &Refusal) -> MeError {
    let violations: Vec<String> = refusal.violations().iter().map(ToString::to_string).collect();
    // A body that breaks its schema is a 422 in this dialect.
    let code = if violations.is_empty() { refusal.code() } else { "unprocessable_entity" };
    let message = match violations.as_slice() {
        [] => refusal.to_string(),
        _ => format!("{refusal}: {}", violations.join("; ")),
    };
    MeError { code: code.to_owned(), message }
}

/// A write's condition does not hold.
pub(super) fn precondition_failed() -> MeError {
    MeError {
        code: "precondition_failed".to_owned(),
        message: "the user is no longer the one that If-Match names; read it again".to_owned(),
    }
}
