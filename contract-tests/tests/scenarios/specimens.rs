//! One good request of each operation, for the demo data: what the refusals and failures of all operations start from.
//! It must not know what is made of them.

use crate::harness::Running;
use crate::recording::bearer;
use contract_tests::api::Operation;
use contract_tests::live::exchange::Sent;

/// An identifier of nothing.
pub(crate) const NOBODY: &str = "01890a5d-0000-7000-8000-000000000000";

/// Whose credential a request carries.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Caller {
    Nobody,
    Ada,
    /// An operator, by a service token.
    Service,
}

use Caller::{Ada, Nobody, Service};

/// A good request of an operation, without its credential.
pub(crate) fn bare(operation: &Operation, running: &Running) -> Sent {
    made(operation, running).1
}

/// A good request of an operation.
pub(crate) fn good(operation: &Operation, running: &Running) -> Sent {
    match made(operation, running) {
        (Nobody, sent) => sent,
        (Ada, sent) => bearer(sent, &running.ada),
        (Service, sent) => bearer(sent, &running.service),
    }
}

fn made(operation: &Operation, running: &Running) -> (Caller, Sent) {
    let id = operation.id.as_deref().unwrap();
    let (caller, target) = target(id, running);
    let mut sent = Sent::new(operation.method.as_str(), target);
    if id.starts_with("tenant_profile_") {
        sent = sent.header("X-Tenant-ID", running.tenant.as_str());
    }
    if operation.body.is_some() {
        sent = sent.content("application/json", body(id));
    }
    (caller, sent)
}

fn target(id: &str, running: &Running) -> (Caller, String) {
    let tenant = &running.tenant;
    let (caller, target) = match id {
        "account_register" => (Nobody, "/v1/auth/register"),
        "session_login" => (Nobody, "/v1/auth/login"),
        "session_refresh" => (Nobody, "/v1/auth/refresh"),
        "session_logout" => (Ada, "/v1/auth/logout"),
        "session_list" => (Ada, "/me/sessions"),
        "session_revoke" => return (Ada, format!("/me/sessions/{NOBODY}")),
        "data_export" => (Ada, "/me/export"),
        "me_view" | "me_update" | "me_delete" => (Ada, "/me"),
        "user_profile_view" | "user_profile_upsert" => (Service, "/manage/api/users/user_123/profile"),
        "tenant_list" | "tenant_create" => (Service, "/manage/api/tenants"),
        "tenant_view" | "tenant_update" => return (Service, format!("/manage/api/tenants/{tenant}")),
        "user_list" | "user_create" => (Service, "/manage/api/users"),
        "user_view" | "user_erase" => (Service, "/manage/api/users/user_456"),
        "user_ban" => (Service, "/manage/api/users/user_456/ban"),
        "user_restore" => (Service, "/manage/api/users/user_456/restore"),
        "service_token_list" | "service_token_create" => (Service, "/manage/api/service-tokens"),
        "service_token_revoke" => return (Service, format!("/manage/api/service-tokens/{NOBODY}")),
        "container_list" | "container_create" => (Service, "/manage/api/containers"),
        "container_view" | "container_update" | "container_delete" => {
            (Service, "/manage/api/containers/demo")
        }
        "container_member_list" => (Service, "/manage/api/containers/demo/members"),
        "container_member_add" | "container_member_remove" => {
            (Service, "/manage/api/containers/demo/members/user_456")
        }
        "notification_create" => (Service, "/manage/api/notifications"),
        "audit_event_list" => (Service, "/manage/api/audit-events"),
        "tenant_profile_view" | "tenant_profile_update" => (Ada, "/v1/users/me/profile"),
        "avatar_view" => (Nobody, "/v1/avatars/JInprS7ijgCOyTLV9pGBwH1ESECdwEHRskVf_c50-tI"),
        "community_profile_view" => (Ada, "/v1/user/profile?fields=handle&fields=displayName"),
        "community_profile_update" => (Ada, "/v1/user/profile"),
        "community_public_profile_view" => (Ada, "/v1/user/by-id/grace/public?containerId=demo"),
        "referral_list" => (Ada, "/v1/user/referrals"),
        "notification_list" => (Ada, "/v1/user/notifications?containerId=demo"),
        "notification_read" => (Ada, "/v1/user/notifications/read"),
        "service_live" => (Nobody, "/livez"),
        "service_ready" => (Nobody, "/readyz"),
        "document_view_yaml" => (Nobody, "/openapi.yaml"),
        "document_view_json" => (Nobody, "/openapi.json"),
        "docs_view" => (Nobody, "/docs"),
        _ => panic!("{id} is new: add to `target` who asks for what"),
    };
    (caller, target.to_owned())
}

fn body(id: &str) -> &'static str {
    match id {
        "account_register" => r#"{"email":"joan@example.com","password":"correct-horse-battery-staple"}"#,
        "session_login" => r#"{"email":"ada@example.com","password":"correct-horse-battery-staple"}"#,
        "session_refresh" => {
            r#"{"refreshToken":"srt_JInprS7ijgCOyTLV9pGBwJf7QyP2mXtRs0vHcW8nLkDa4uEoBzGi6YqT3xNrM5Vw"}"#
        }
        "me_update" => r#"{"bio":"Writes programs."}"#,
        "user_profile_upsert" => r#"{"attributes":{"plan":"team"}}"#,
        "tenant_create" => r#"{"name":"Another"}"#,
        "tenant_update" => r#"{"name":"Demo"}"#,
        "user_create" => r#"{"email":"joan@example.com"}"#,
        "service_token_create" => r#"{"name":"crm"}"#,
        "container_create" => r#"{"id":"another","name":"Another"}"#,
        "container_update" => r#"{"name":"Demo"}"#,
        "notification_create" => r#"{"containerId":"demo","type":"mention","title":"Look"}"#,
        "tenant_profile_update" => r#"{"display_name":"Ada"}"#,
        "community_profile_update" => r#"{"biography":"Writes programs."}"#,
        _ => panic!("{id} has a body and is new: add to `body` a good one"),
    }
}
