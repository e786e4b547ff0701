//! Errors of this dialect: problems.

use crate::dialects::{failure, problem};
use crate::server::Server;
use selfsame_spec::generated::types::Problem;
use selfsame_spec::runtime::{CallContext, Credential, Refusal, Refused};

/// Words a refusal.
pub(super) async fn refused(
    server: &Server,
    context: &CallContext<'_>,
    refusal: Refusal,
    credential: Option<&Credential>,
) -> Refused<Problem> {
    let refusal = failure::foremost(&server.app, context, refusal, credential).await;
    Refused { body: problem::of_refusal(context, &refusal), refusal }
}
