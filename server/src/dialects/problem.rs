//! Problem bodies (RFC 9457), for every surface of our own.

use crate::dialects::failure;
use crate::server::Server;
use selfsame_spec::generated::types::{Problem, ProblemSummary, Violation};
use selfsame_spec::runtime::{CallContext, Credential, Refusal, Refused};

/// The problem of a refusal.
#[must_use]
pub fn of_refusal(context: &CallContext<'_>, refusal: &Refusal) -> Problem {
    let status = context.operation.status_of(refusal);
    let code = if status == 400 { "bad_request" } else { refusal.code() };
    let mut problem = problem(context, status, code, refusal.to_string());
    let violations = refusal.violations().iter();
    let violations: Vec<Violation> =
        violations.map(|v| Violation { pointer: v.pointer.clone(), detail: v.detail.clone() }).collect();
    problem.errors = (!violations.is_empty()).then_some(violations);
    problem
}

/// Words a refusal as a problem.
pub(super) async fn refused(
    server: &Server,
    context: &CallContext<'_>,
    refusal: Refusal,
    credential: Option<&Credential>,
) -> Refused<Problem> {
    let refusal = failure::foremost(&server.app, context, refusal, credential).await;
    Refused { body: of_refusal(context, &refusal), refusal }
}

/// As [`refused`], on surfaces that take service tokens too.
pub(super) async fn refused_to_any(
    server: &Server,
    context: &CallContext<'_>,
    refusal: Refusal,
    credential: Option<&Credential>,
) -> Refused<Problem> {
    let refusal = failure::foremost_of_any(&server.app, context, refusal, credential).await;
    Refused { body: of_refusal(context, &refusal), refusal }
}

/// A problem with this request.
#[must_use]
pub fn problem(context: &CallContext<'_>, status: u16, code: &str, detail: String) -> Problem {
    let reason = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    Problem {
        title: reason.unwrap_or("Error").to_owned(),
        status: i32::from(status),
        code: code.to_owned(),
        instance: Some(context.path.to_owned()),
        request_id: Some(context.request_id.to_owned()),
        error: ProblemSummary { code: code.to_owned(), message: detail.clone() },
        detail,
        errors: None,
    }
}
