//! Errors of this dialect: problems.

use crate::dialects::{failure, problem};
use crate::domain::Error;
use crate::server::Server;
use selfsame_spec::generated::types::Problem;
use selfsame_spec::runtime::{CallContext, Credential, Json, Refusal, Refused};

/// Words a refusal.
pub(super) async fn refused(
    server: &Server,
    context: &CallContext<'_>,
    refusal: Refusal,
    credential: Option<&Credential>,
) -> Refused<Problem> {
    let refusal = failure::foremost_of_any(&server.app, context, refusal, credential).await;
    Refused { body: problem::of_refusal(context, &refusal), refusal }
}

/// There is no such user.
pub(super) fn not_found(context: &CallContext<'_>) -> Json<Problem> {
    problem::problem(context, 404, "not_found", Error::NotFound.to_string()).into()
}

/// A write's condition does not hold.
pub(super) fn precondition_failed(context: &CallContext<'_>) -> Json<Problem> {
    let detail = "the profile is no longer the one that If-Match names; read it again".to_owned();
    problem::problem(context, 412, "precondition_failed", detail).into()
}
