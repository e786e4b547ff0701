//! Errors of this dialect: `{code, message, details?, notices?}`.

use crate::authorization::Notices;
use crate::dialects::failure;
use crate::domain::{Error, ProfileField};
use crate::server::Server;
use selfsame_spec::generated::types::TenantError;
use selfsame_spec::runtime::{CallContext, Credential, Refusal, Refused, Violation};
use serde_json::{Map, json};

/// Words a refusal.
pub(super) async fn refused(
    server: &Server,
    context: &CallContext<'_>,
    refusal: Refusal,
    credential: Option<&Credential>,
) -> Refused<TenantError> {
    let refusal = failure::foremost(&server.app, context, refusal, credential).await;
    Refused { body: of_refusal(&refusal), refusal }
}

fn of_refusal(refusal: &Refusal) -> TenantError {
    let code = match refusal {
        Refusal::Unreadable { .. } | Refusal::Invalid { .. } | Refusal::Meaningless { .. } => "invalid_input",
        Refusal::Unauthenticated { code: "unauthorized", .. } => "unauthenticated",
        // Nothing but a picture makes a body as large as this.
        Refusal::BodyTooLarge { .. } => "avatar_too_large",
        Refusal::Failed => "internal_error",
        Refusal::Unauthenticated { .. }
        | Refusal::Forbidden { .. }
        | Refusal::BodyTimeout { .. }
        | Refusal::UnsupportedMediaType { .. }
        | Refusal::Unavailable { .. } => refusal.code(),
    };
    let details = details(refusal.violations().iter().map(|v| (v.pointer.as_str(), v.detail.as_str())));
    TenantError { code: code.to_owned(), message: refusal.to_string(), details, notices: None }
}

/// The violations as `details` has them.
fn details<'v>(
    violations: impl Iterator<Item = (&'v str, &'v str)>,
) -> Option<Map<String, serde_json::Value>> {
    let listed = |(pointer, detail)| json!({ "pointer": pointer, "detail": detail });
    let violations: Vec<_> = violations.map(listed).collect();
    (!violations.is_empty()).then(|| Map::from_iter([("violations".to_owned(), violations.into())]))
}

/// The picture of a body has too many bytes; what else is wrong is told with it.
pub(super) fn avatar_too_large(violations: &[Violation]) -> TenantError {
    let violations = violations.iter().map(|v| (v.pointer.as_str(), v.detail.as_str()));
    TenantError { details: details(violations), ..own("avatar_too_large", "the avatar has too many bytes") }
}

/// The credential belongs to another tenant.
pub(super) fn tenant_mismatch() -> TenantError {
    own("tenant_mismatch", &Error::TenantMismatch.to_string())
}

/// The policies do not allow it.
pub(super) fn forbidden(notices: Notices) -> TenantError {
    noticed(notices, own("forbidden", &Error::Forbidden.to_string()))
}

/// The identity provider manages what the body would change.
pub(super) fn sso_managed_field(fields: &[ProfileField], notices: Notices) -> TenantError {
    let pointers: Vec<_> = fields.iter().map(|field| format!("/body/{}", field.as_str())).collect();
    let violations = pointers.iter().map(|pointer| (pointer.as_str(), "is managed by the identity provider"));
    let message = Error::Managed { fields: fields.to_vec() }.to_string();
    noticed(notices, TenantError { details: details(violations), ..own("sso_managed_field", &message) })
}

/// A write's condition does not hold.
pub(super) fn precondition_failed(notices: Notices) -> TenantError {
    let message = "the profile is no longer the one that If-Match names; read it again";
    noticed(notices, own("precondition_failed", message))
}

/// There is no such avatar.
pub(super) fn not_found() -> TenantError {
    own("not_found", "there is no such avatar")
}

/// The error, with what policies say of it.
fn noticed(notices: Notices, error: TenantError) -> TenantError {
    TenantError { notices: (!notices.is_empty()).then_some(notices), ..error }
}

fn own(code: &str, message: &str) -> TenantError {
    TenantError { code: code.to_owned(), message: message.to_owned(), details: None, notices: None }
}
