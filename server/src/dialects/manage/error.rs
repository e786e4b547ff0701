//! Errors of this dialect: problems.

use crate::dialects::problem;
use crate::domain::Error;
use selfsame_spec::generated::types::Problem;
use selfsame_spec::runtime::{CallContext, Json};

pub(super) use crate::dialects::problem::refused_to_any as refused;

/// There is no such user.
pub(super) fn not_found(context: &CallContext<'_>) -> Json<Problem> {
    problem::problem(context, 404, "not_found", Error::NotFound.to_string()).into()
}

/// A write's condition does not hold.
pub(super) fn precondition_failed(context: &CallContext<'_>) -> Json<Problem> {
    let detail = "the profile is no longer the one that If-Match names; read it again".to_owned();
    problem::problem(context, 412, "precondition_failed", detail).into()
}
