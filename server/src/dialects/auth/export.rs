//! Between this surface's wire and what is held about a person.

use crate::dialects::data_uri::data_uri;
use crate::domain::data_export::{
    DataExport, ExportedAuditEvent, ExportedMembership, ExportedNotification, ExportedReferral,
    ExportedRequest, ExportedSession, ExportedToken, ExportedUser, Listed,
};
use selfsame_spec::generated::types;

/// How browsers name the file that they save.
pub(super) const DISPOSITION: &str = "attachment; filename=\"selfsame-export.json\"";

/// Everything that is held about a person.
pub(super) fn data_export(export: DataExport) -> types::DataExport {
    let Listed { total, items } = export.referrals;
    let referrals = types::ExportedReferrals {
        referral_code: export.user.referral_code.clone(),
        was_referred: export.user.was_referred,
        referred_by: export.referred_by,
        total,
        data: items.into_iter().map(referral).collect(),
    };
    let Listed { total, items } = export.sessions;
    let sessions = types::ExportedSessions { total, data: items.into_iter().map(session).collect() };
    let Listed { total, items } = export.memberships;
    let memberships = types::ExportedMemberships { total, data: items.into_iter().map(membership).collect() };
    let Listed { total, items } = export.notifications;
    let notifications =
        types::ExportedNotifications { total, data: items.into_iter().map(notification).collect() };
    let Listed { total, items } = export.audit_events;
    let audit_events =
        types::ExportedAuditEvents { total, data: items.into_iter().map(audit_event).collect() };
    let Listed { total, items } = export.requests;
    let requests = types::ExportedRequests { total, data: items.into_iter().map(request).collect() };
    types::DataExport {
        user: user(export.user),
        attributes: export.attributes,
        avatar: export.avatar.as_ref().map(|avatar| data_uri(&avatar.png)),
        avatar_created_at: export.avatar.map(|avatar| avatar.created_at),
        sessions,
        memberships,
        notifications,
        referrals,
        audit_events,
        requests,
    }
}

fn user(user: ExportedUser) -> types::ExportedUser {
    types::ExportedUser {
        id: user.id,
        tenant_id: user.tenant_id,
        user_id: user.user_id,
        email: user.email,
        email_key: user.email_key,
        status: user.status,
        auth_provider: user.auth_provider,
        has_password: user.has_password,
        display_name: user.display_name,
        first_name: user.first_name,
        last_name: user.last_name,
        bio: user.bio,
        avatar_url: user.avatar_url,
        avatar_id: user.avatar_id,
        phone_number: user.phone_number,
        timezone: user.timezone,
        locale: user.locale,
        handle: user.handle,
        handle_skeleton: user.handle_skeleton,
        date_of_birth: user.date_of_birth.map(|date| date.to_string()),
        created_at: user.created_at,
        updated_at: user.updated_at,
    }
}

fn session(session: ExportedSession) -> types::ExportedSession {
    let token = |token: ExportedToken| types::ExportedToken {
        kind: token.kind,
        created_at: token.created_at,
        expires_at: token.expires_at,
        used_at: token.used_at,
    };
    types::ExportedSession {
        id: session.id,
        created_at: session.created_at,
        last_used_at: session.last_used_at,
        expires_at: session.expires_at,
        current: session.current,
        user_agent: session.user_agent,
        address: session.address.map(|address| address.to_string()),
        tokens: session.tokens.into_iter().map(token).collect(),
    }
}

fn membership(membership: ExportedMembership) -> types::ExportedMembership {
    types::ExportedMembership {
        container_id: membership.container_id,
        container_name: membership.container_name,
        created_at: membership.created_at,
    }
}

fn notification(notification: ExportedNotification) -> types::ExportedNotification {
    types::ExportedNotification {
        id: notification.id,
        type_: notification.kind,
        title: notification.title,
        body: notification.body,
        container_id: notification.container_id,
        created_at: notification.created_at,
        read_at: notification.read_at,
    }
}

fn referral(referral: ExportedReferral) -> types::ExportedReferral {
    types::ExportedReferral { handle: referral.handle, created_at: referral.created_at }
}

fn audit_event(event: ExportedAuditEvent) -> types::ExportedAuditEvent {
    let values = event.recorded.unwrap_or_default().into_iter().chain(std::iter::repeat(None));
    let change = |(field, value): (String, Option<String>)| types::AuditChange {
        field,
        is_redacted: value.is_none(),
        value,
    };
    types::ExportedAuditEvent {
        id: event.id,
        actor_kind: event.actor_kind,
        actor: event.actor,
        action: event.action,
        changes: event.fields.into_iter().zip(values).map(change).collect(),
        address: event.address.map(|address| address.to_string()),
        user_agent: event.user_agent,
        request_id: event.request_id,
        at: event.at,
    }
}

fn request(request: ExportedRequest) -> types::ExportedRequest {
    types::ExportedRequest {
        operation: request.operation,
        answer: request.answer.unwrap_or_default(),
        created_at: request.created_at,
        expires_at: request.expires_at,
    }
}
