//! Between this surface's wire and the domain.

use crate::app::Requester;
use crate::dialects::{caller, conditional, failure};
use crate::domain::{
    AuditRecord, AuthProvider, Container, ContainerMember, ManagedUser, Page, ServiceRole, ServiceToken,
    Tenant, UserStatus, Window,
};
use selfsame_spec::generated::types;
use selfsame_spec::runtime::{CallContext, Credential, Json};
use serde::Serialize;

/// Who asks, and from where.
pub(super) fn requester<'r>(context: &CallContext<'r>, credential: &'r Credential) -> Requester<'r> {
    Requester::Holder { caller: caller(context), token: failure::token_of_any(credential) }
}

/// Which part of a list is asked for.
pub(super) fn window(limit: Option<types::PageLimit>, cursor: Option<&str>) -> Window<'_> {
    let limit = limit.and_then(|limit| u32::try_from(limit).ok()).unwrap_or(Window::LIMIT);
    Window { limit, cursor }
}

/// A representation, and its entity tag.
pub(super) fn represented<T: Serialize>(wire: &T) -> (String, Json<T>) {
    let body = Json::new(wire);
    (body.entity_tag(), body)
}

/// Whether `If-Match` names this representation.
pub(super) fn is_matched(if_match: Option<&str>, wire: &impl Serialize) -> bool {
    if_match.is_none_or(|tags| conditional::if_match(tags, &represented(wire).0))
}

/// The header of an answer that was given before.
pub(super) fn replayed(is_replayed: bool) -> Option<String> {
    is_replayed.then(|| "true".to_owned())
}

/// The items of a page, and where the next one begins.
pub(super) fn page<T, U>(page: Page<T>, convert: impl FnMut(T) -> U) -> (Vec<U>, Option<String>) {
    let Page { items, next } = page.map(convert);
    (items, next)
}

pub(crate) fn tenant(tenant: Tenant) -> types::Tenant {
    let registration = match tenant.registration_open {
        true => types::RegistrationMode::Open,
        false => types::RegistrationMode::Closed,
    };
    types::Tenant { id: tenant.id, name: tenant.name, registration, created_at: tenant.created_at }
}

/// Whether anybody may create an account.
pub(super) const fn is_open(mode: types::RegistrationMode) -> bool {
    match mode {
        types::RegistrationMode::Open => true,
        types::RegistrationMode::Closed => false,
    }
}

pub(crate) fn user(user: ManagedUser) -> types::ManagedUser {
    types::ManagedUser {
        id: user.id,
        user_id: user.user_id,
        email: user.email,
        provider: match user.provider {
            AuthProvider::Local => types::AuthProvider::Local,
            AuthProvider::Oidc => types::AuthProvider::Oidc,
            AuthProvider::Saml => types::AuthProvider::Saml,
        },
        status: match user.status {
            UserStatus::Pending => types::AccountStatus::Pending,
            UserStatus::Active => types::AccountStatus::Active,
            UserStatus::Deleted => types::AccountStatus::Deleted,
            UserStatus::Invited => types::AccountStatus::Invited,
            UserStatus::Banned => types::AccountStatus::Banned,
        },
        name: user.display_name,
        given_name: user.first_name,
        family_name: user.last_name,
        handle: user.handle,
        phone_number: user.phone_number,
        timezone: user.timezone,
        locale: user.locale,
        created_at: user.created_at,
        updated_at: user.updated_at,
        deleted_at: user.deleted_at,
        erase_after: user.erase_after,
    }
}

pub(super) const fn provider(provider: types::AuthProvider) -> AuthProvider {
    match provider {
        types::AuthProvider::Local => AuthProvider::Local,
        types::AuthProvider::Oidc => AuthProvider::Oidc,
        types::AuthProvider::Saml => AuthProvider::Saml,
    }
}

pub(super) const fn status(status: types::AccountStatus) -> UserStatus {
    match status {
        types::AccountStatus::Pending => UserStatus::Pending,
        types::AccountStatus::Active => UserStatus::Active,
        types::AccountStatus::Deleted => UserStatus::Deleted,
        types::AccountStatus::Invited => UserStatus::Invited,
        types::AccountStatus::Banned => UserStatus::Banned,
    }
}

pub(super) const fn new_status(status: types::NewAccountStatus) -> UserStatus {
    match status {
        types::NewAccountStatus::Pending => UserStatus::Pending,
        types::NewAccountStatus::Active => UserStatus::Active,
        types::NewAccountStatus::Invited => UserStatus::Invited,
        types::NewAccountStatus::Banned => UserStatus::Banned,
    }
}

pub(crate) fn service_token(token: ServiceToken) -> types::ServiceToken {
    types::ServiceToken {
        id: token.id,
        name: token.name,
        role: wire_role(token.role),
        created_at: token.created_at,
        expires_at: token.expires_at,
    }
}

pub(crate) fn created_service_token(token: ServiceToken, secret: String) -> types::CreatedServiceToken {
    types::CreatedServiceToken {
        id: token.id,
        name: token.name,
        role: wire_role(token.role),
        created_at: token.created_at,
        expires_at: token.expires_at,
        token: secret,
    }
}

const fn wire_role(role: ServiceRole) -> types::ServiceRole {
    match role {
        ServiceRole::Profiles => types::ServiceRole::Profiles,
        ServiceRole::Admin => types::ServiceRole::Admin,
        ServiceRole::Operator => types::ServiceRole::Operator,
    }
}

pub(super) const fn role(role: types::ServiceRole) -> ServiceRole {
    match role {
        types::ServiceRole::Profiles => ServiceRole::Profiles,
        types::ServiceRole::Admin => ServiceRole::Admin,
        types::ServiceRole::Operator => ServiceRole::Operator,
    }
}

pub(crate) fn container(container: Container) -> types::Container {
    types::Container { id: container.id, name: container.name, created_at: container.created_at }
}

pub(crate) fn member(member: ContainerMember) -> types::ContainerMember {
    types::ContainerMember { id: member.user, user_id: member.user_id, joined_at: member.joined_at }
}

pub(crate) fn audit_event(record: AuditRecord) -> types::AuditEvent {
    let changes = record.changes.into_iter().map(|change| types::AuditChange {
        field: change.field,
        is_redacted: change.value.is_none(),
        value: change.value,
    });
    types::AuditEvent {
        id: record.id,
        at: record.at,
        actor: types::AuditActor { kind: record.actor_kind, id: record.actor },
        action: record.action,
        user_id: record.user_id,
        changes: changes.collect(),
        address: record.address.map(|address| address.to_string()),
        user_agent: record.user_agent,
        request_id: record.request_id,
    }
}
