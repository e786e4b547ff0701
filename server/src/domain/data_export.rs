//! Everything that is held about a person, for the person: rows as they stand, without hashes of secrets.
//!
//! The database puts the parts together as JSON, and that is the one way in which they come to be.

use std::net::IpAddr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

/// What is held about one user.
#[derive(Clone, Debug)]
pub struct DataExport {
    /// The user's own row.
    pub user: ExportedUser,
    /// What the tenant keeps with the user.
    pub attributes: Value,
    /// The uploaded picture, where there is one.
    pub avatar: Option<ExportedAvatar>,
    /// The logins; at most 1,000.
    pub sessions: Listed<ExportedSession>,
    /// The containers of which the user is a member; at most 10,000.
    pub memberships: Listed<ExportedMembership>,
    /// What was sent to the user; at most 10,000.
    pub notifications: Listed<ExportedNotification>,
    /// Whom the user referred; at most 10,000.
    pub referrals: Listed<ExportedReferral>,
    /// The handle of whoever referred the user, where they have one and are still there.
    pub referred_by: Option<String>,
    /// What was done to the user's data; at most 10,000.
    pub audit_events: Listed<ExportedAuditEvent>,
    /// The answers that have the user in them.
    pub requests: Listed<ExportedRequest>,
}

/// The newest of a kind, newest first, and how many there are.
#[derive(Clone, Debug, Deserialize)]
pub struct Listed<T> {
    /// How many there are.
    pub total: i64,
    /// The newest.
    pub items: Vec<T>,
}

/// The columns of a user. Nobody who may ask is deleted, so the times of a deletion are not among them.
#[derive(Clone, Debug, Deserialize)]
pub struct ExportedUser {
    /// The id.
    pub id: Uuid,
    /// The tenant.
    pub tenant_id: Uuid,
    /// The tenant's own name for the user.
    pub user_id: String,
    /// The e-mail address in the case in which it was given.
    pub email: String,
    /// The address as it is compared.
    pub email_key: String,
    /// What the account may do, as a word.
    pub status: String,
    /// Who vouches for the user, as a word.
    pub auth_provider: String,
    /// Whether the hash of a password is kept.
    pub has_password: bool,
    /// What the person wants to be called.
    pub display_name: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// What the person says of themself.
    pub bio: Option<String>,
    /// Where a linked picture is.
    pub avatar_url: Option<String>,
    /// The name of an uploaded picture.
    pub avatar_id: Option<String>,
    /// E.164.
    pub phone_number: Option<String>,
    /// A name of the IANA time zone database.
    pub timezone: Option<String>,
    /// A canonical BCP 47 tag.
    pub locale: Option<String>,
    /// The name in communities.
    pub handle: Option<String>,
    /// What the handle looks like, by which it is compared.
    pub handle_skeleton: Option<String>,
    /// When the person was born.
    pub date_of_birth: Option<NaiveDate>,
    /// The code by which others are referred.
    pub referral_code: String,
    /// Whether the user came by the code of another.
    pub was_referred: bool,
    /// When the user was created.
    pub created_at: DateTime<Utc>,
    /// When a value last changed.
    pub updated_at: DateTime<Utc>,
}

/// An uploaded picture.
#[derive(Clone, Debug)]
pub struct ExportedAvatar {
    /// The picture, a PNG.
    pub png: Vec<u8>,
    /// When it was uploaded.
    pub created_at: DateTime<Utc>,
}

/// A login, whether or not it can still be used.
#[derive(Clone, Debug, Deserialize)]
pub struct ExportedSession {
    /// The session's id.
    pub id: Uuid,
    /// When the login happened.
    pub created_at: DateTime<Utc>,
    /// When its tokens were last issued.
    pub last_used_at: DateTime<Utc>,
    /// When it ends unless it is refreshed.
    pub expires_at: DateTime<Utc>,
    /// The `User-Agent` of the login.
    pub user_agent: Option<String>,
    /// The network address of the login.
    pub address: Option<IpAddr>,
    /// Whether it is the session of the caller's own credential.
    pub current: bool,
    /// Its tokens, without their hashes.
    pub tokens: Vec<ExportedToken>,
}

/// What is kept of a token beside its hash.
#[derive(Clone, Debug, Deserialize)]
pub struct ExportedToken {
    /// What it is for, as a word.
    pub kind: String,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// When it expires.
    pub expires_at: DateTime<Utc>,
    /// When a refresh token was used.
    pub used_at: Option<DateTime<Utc>>,
}

/// The membership of a container.
#[derive(Clone, Debug, Deserialize)]
pub struct ExportedMembership {
    /// The container.
    pub container_id: String,
    /// What people call it.
    pub container_name: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// Something that was sent to the user.
#[derive(Clone, Debug, Deserialize)]
pub struct ExportedNotification {
    /// The id.
    pub id: Uuid,
    /// What kind it is.
    pub kind: String,
    /// A line.
    pub title: String,
    /// More.
    pub body: String,
    /// The container.
    pub container_id: String,
    /// When it arrived.
    pub created_at: DateTime<Utc>,
    /// When it was marked as read.
    pub read_at: Option<DateTime<Utc>>,
}

/// A user who came by the user's code. Of them no more is told than the name under which they meet others.
#[derive(Clone, Debug, Deserialize)]
pub struct ExportedReferral {
    /// The handle.
    pub handle: Option<String>,
    /// When they registered.
    pub created_at: DateTime<Utc>,
}

/// A line of the audit log.
#[derive(Clone, Debug, Deserialize)]
pub struct ExportedAuditEvent {
    /// The id.
    pub id: Uuid,
    /// What did it, in a word; absent in lines from before there were several.
    pub actor_kind: Option<String>,
    /// Who did it: a user or a service token by its id; absent for the service and its operator.
    pub actor: Option<Uuid>,
    /// What was done, as a word.
    pub action: String,
    /// The names of the fields that changed.
    pub fields: Vec<String>,
    /// What the first of the fields became, where that is kept.
    pub recorded: Option<Vec<Option<String>>>,
    /// From where.
    pub address: Option<IpAddr>,
    /// The `User-Agent` of the request.
    pub user_agent: Option<String>,
    /// The request in the service's log.
    pub request_id: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// An answer that has the user in it, kept for when its request comes again.
#[derive(Clone, Debug, Deserialize)]
pub struct ExportedRequest {
    /// The operation, by its `operationId`.
    pub operation: String,
    /// What was answered.
    pub answer: Option<Value>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Until when it is kept.
    pub expires_at: DateTime<Utc>,
}
