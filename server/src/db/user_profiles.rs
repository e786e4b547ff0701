//! Users by the tenant's own name for them, with the free-form data that nobody else reads.
//!
//! A session token's statement looks at its own user alone, and tells whether that is the one who was asked for: who may
//! not know of a user learns nothing of them. A service token's looks for the user in the token's tenant.

use chrono::{DateTime, Utc};
use serde_json::Value;
use tokio_postgres::Row;
use tokio_postgres::types::Json;
use uuid::Uuid;

use crate::db::service_tokens::{live_service_token, service_from_row};
use crate::db::sessions::{Holder, TokenState};
use crate::db::writer::Call;
use crate::db::{AuditEvent, Database, Read, Transaction, Write, audit, error};
use crate::domain::{Attributes, Error, Principal, Token, TokenKind, UserProfile};

/// The user `$3` of a session token, if it is the token's own: the holder, whether the user is meant, and the profile.
macro_rules! own_profile {
    () => {
        "SELECT CASE WHEN t.expires_at > now() THEN 'live' WHEN s.expires_at > now() THEN 'session_expired' \
         ELSE 'refresh_expired' END, u.id, s.id, u.status, u.auth_provider, u.user_id = $3, \
         u.id, u.user_id, u.timezone, CASE WHEN u.user_id = $3 THEN u.attributes END, u.created_at, u.updated_at \
         FROM tokens AS t \
         JOIN sessions AS s ON s.tenant_id = t.tenant_id AND s.id = t.session_id \
         JOIN users AS u ON u.tenant_id = t.tenant_id AND u.id = t.user_id \
         WHERE t.tenant_id = $1 AND t.hash = $2 AND t.kind = 'session' AND u.status NOT IN ('banned', 'deleted')"
    };
}

/// The user `$3` of a live service token's tenant: the token, whether there is such a user, and the profile.
macro_rules! tenants_profile {
    ($lock:literal) => {
        concat!(
            "WITH token AS (SELECT t.tenant_id, t.id, t.role FROM ",
            live_service_token!(),
            "), target AS (
    SELECT u.id, u.user_id, u.timezone, u.attributes, u.created_at, u.updated_at
    FROM token JOIN users AS u ON u.tenant_id = token.tenant_id
    WHERE u.tenant_id = $1 AND u.user_id = $3 AND u.status <> 'deleted'",
            $lock,
            "
)
SELECT token.id, token.role, target.id IS NOT NULL,
    target.id, target.user_id, target.timezone, target.attributes, target.created_at, target.updated_at
FROM token LEFT JOIN target ON true"
        )
    };
}

pub(super) const OWN_PROFILE_VIEW: &str = own_profile!();
pub(super) const OWN_PROFILE_LOCK: &str = concat!(own_profile!(), " FOR UPDATE OF u");
pub(super) const TENANTS_PROFILE_VIEW: &str = tenants_profile!("");
pub(super) const TENANTS_PROFILE_LOCK: &str = tenants_profile!(" FOR UPDATE OF u");

/// The user of a name, for a holder of a session token to whom the policies show more than themself.
macro_rules! named_profile {
    () => {
        "SELECT true, u.id, u.user_id, u.timezone, u.attributes, u.created_at, u.updated_at \
         FROM users AS u WHERE u.tenant_id = $1 AND u.user_id = $2 AND u.status <> 'deleted'"
    };
}

pub(super) const NAMED_PROFILE_VIEW: &str = named_profile!();
pub(super) const NAMED_PROFILE_LOCK: &str = concat!(named_profile!(), " FOR UPDATE");

/// Attributes that stay are not written again, however large they are.
pub(super) const USER_PROFILE_UPDATE: &str = "\
UPDATE users SET timezone = $3, attributes = coalesce($4, attributes),
    updated_at = greatest(now(), updated_at + interval '1 microsecond')
WHERE tenant_id = $1 AND id = $2
RETURNING updated_at";

/// What a token of either kind gives access to.
pub struct UserProfileAccess {
    /// What the token is worth.
    pub token: TokenState,
    /// Who holds it.
    pub principal: Principal,
    /// The user who was asked for, where the token reaches them.
    pub profile: Option<UserProfile>,
}

impl UserProfileAccess {
    fn from_row(row: &Row, token: &Token) -> Result<Self, Error> {
        let (state, principal, column) = match token.kind() {
            TokenKind::Service => {
                (TokenState::Live, Principal::Service(service_from_row(row, token.tenant())?), 2)
            }
            TokenKind::Session | TokenKind::Refresh => {
                let holder = Holder::from_row(row, token.tenant())?;
                (holder.token, Principal::User(holder.principal), 5)
            }
        };
        let profile =
            profile_from_row(row, column).map_err(|e| error::from_driver("a user's profile", &e))?;
        Ok(Self { token: state, principal, profile })
    }
}

/// The profile, if the column says that there is one in those that follow.
fn profile_from_row(row: &Row, column: usize) -> Result<Option<UserProfile>, tokio_postgres::Error> {
    if !row.try_get(column)? {
        return Ok(None);
    }
    Ok(Some(UserProfile {
        id: row.try_get(column + 1)?,
        user_id: row.try_get(column + 2)?,
        timezone: row.try_get(column + 3)?,
        attributes: Attributes::stored(row.try_get::<_, Value>(column + 4)?),
        created_at: row.try_get(column + 5)?,
        updated_at: row.try_get(column + 6)?,
    }))
}

impl Database {
    /// The user of this name, as far as the token reaches, in one statement; `None` for an unknown token.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn user_profile_view(
        &self,
        token: &Token,
        user_id: &str,
    ) -> Result<Option<UserProfileAccess>, Error> {
        let read = match token.kind() {
            TokenKind::Session => Read::OwnProfileView,
            TokenKind::Service => Read::TenantsProfileView,
            TokenKind::Refresh => return Ok(None),
        };
        let (tenant, hash) = (token.tenant(), token.hash());
        let row = self.reader.query_opt(read, &[&tenant, &hash.as_slice(), &user_id]).await?;
        row.map(|row| UserProfileAccess::from_row(&row, token)).transpose()
    }

    /// The user of this name, in one statement: for a holder who may see them.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn named_profile_view(
        &self,
        tenant: Uuid,
        user_id: &str,
    ) -> Result<Option<UserProfile>, Error> {
        let row = self.reader.query_opt(Read::NamedProfileView, &[&tenant, &user_id]).await?;
        row.as_ref().map_or(Ok(None), named_from_row)
    }

    /// As [`Database::user_profile_view`], in a transaction that it begins and with the user locked.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn user_profile_lock(
        &self,
        token: &Token,
        user_id: &str,
    ) -> Result<Option<(Transaction, UserProfileAccess)>, Error> {
        let write = match token.kind() {
            TokenKind::Session => Write::OwnProfileLock,
            TokenKind::Service => Write::TenantsProfileLock,
            TokenKind::Refresh => return Ok(None),
        };
        let (tenant, hash) = (token.tenant(), token.hash());
        let call = Call(write, &[&tenant, &hash.as_slice(), &user_id]);
        let (transaction, rows) = self.writer.begin(tenant, call).await?;
        match rows.first().map(|row| UserProfileAccess::from_row(row, token)).transpose()? {
            Some(access) => Ok(Some((transaction, access))),
            None => {
                transaction.rollback().await;
                Ok(None)
            }
        }
    }
}

fn named_from_row(row: &Row) -> Result<Option<UserProfile>, Error> {
    profile_from_row(row, 0).map_err(|e| error::from_driver("a user's profile", &e))
}

impl Transaction {
    /// The user of this name, locked: for a holder who may see them.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn named_profile_lock(&mut self, user_id: &str) -> Result<Option<UserProfile>, Error> {
        let tenant = self.tenant();
        let rows = self.query(Call(Write::NamedProfileLock, &[&tenant, &user_id])).await?;
        rows.first().map_or(Ok(None), named_from_row)
    }

    /// Writes the time zone and, where they are new, the attributes of a locked user, records it, commits, and tells when
    /// the user was changed.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn user_profile_update(
        self,
        profile: &UserProfile,
        attributes: Option<&Attributes>,
        event: &AuditEvent<'_>,
    ) -> Result<DateTime<Utc>, Error> {
        let audited = audit::Params::of(self.tenant(), event);
        let (tenant, attributes) = (self.tenant(), attributes.map(|attributes| Json(attributes.as_json())));
        let calls = [
            Call(Write::UserProfileUpdate, &[&tenant, &profile.id, &profile.timezone, &attributes]),
            Call(Write::AuditInsert, &audited.as_array()),
        ];
        let answers = self.commit_with(&calls).await?;
        let what = Write::UserProfileUpdate.name();
        let row = answers.first().and_then(|rows| rows.first());
        let row = row.ok_or_else(|| Error::internal(format!("{what}: no row")))?;
        row.try_get(0).map_err(|e| error::from_driver(what, &e))
    }
}
