//! Accounts: what a person logs in with.

use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::db::managed_users::{managed_columns, managed_from_row};
use crate::db::sessions::SessionInsert;
use crate::db::users::word;
use crate::db::writer::Call;
use crate::db::{AuditEvent, Creation, Database, Read, Write, audit, error};
use crate::domain::{AuthProvider, Error, Login, ManagedUser, UserStatus};

pub(super) const CREDENTIALS_VIEW: &str =
    "SELECT id, status, password_hash FROM users WHERE tenant_id = $1 AND email_key = $2";

/// Only the hash that was verified is replaced: a password that was changed meanwhile stays changed.
pub(super) const PASSWORD_UPDATE: &str =
    "UPDATE users SET password_hash = $3 WHERE tenant_id = $1 AND id = $2 AND password_hash = $4";

/// Who referred the user may have been erased meanwhile.
macro_rules! user_insert {
    () => {
        "\
INSERT INTO users AS u (tenant_id, id, user_id, email, email_key, status, auth_provider, password_hash,
    display_name, first_name, last_name, bio, avatar_url, phone_number, timezone, locale, handle, handle_skeleton,
    referred_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
    (SELECT id FROM users WHERE tenant_id = $1 AND id = $19 FOR KEY SHARE))"
    };
}

pub(super) const USER_INSERT: &str = user_insert!();

/// As [`USER_INSERT`], with the user as administrators see them.
pub(super) const USER_CREATE: &str = concat!(user_insert!(), "\nRETURNING ", managed_columns!());

/// A new user; the values have been checked.
#[derive(Clone, Copy)]
pub struct UserInsert<'a> {
    /// The id (uuid v7).
    pub id: Uuid,
    /// The tenant's own name for the user.
    pub user_id: &'a str,
    /// The address as it was given.
    pub email: &'a str,
    /// The address as it is compared.
    pub email_key: &'a str,
    /// What the account may do; not `deleted`.
    pub status: UserStatus,
    /// Who vouches for the user.
    pub provider: AuthProvider,
    /// A PHC string; none where there is no password.
    pub password_hash: Option<&'a str>,
    /// Profile.
    pub display_name: Option<&'a str>,
    /// Profile.
    pub first_name: Option<&'a str>,
    /// Profile.
    pub last_name: Option<&'a str>,
    /// Profile.
    pub bio: Option<&'a str>,
    /// Profile.
    pub avatar_url: Option<&'a str>,
    /// Profile.
    pub phone_number: Option<&'a str>,
    /// Profile.
    pub timezone: Option<&'a str>,
    /// Profile.
    pub locale: Option<&'a str>,
    /// The name in communities.
    pub handle: Option<&'a str>,
    /// Its skeleton; there with a handle.
    pub handle_skeleton: Option<&'a str>,
    /// By whose referral code the user came.
    pub referred_by: Option<Uuid>,
}

/// What a login is checked against.
pub struct CredentialsRow {
    /// The user's id.
    pub user: Uuid,
    /// What the account may do.
    pub status: UserStatus,
    /// A PHC string; none where there is no password.
    pub password_hash: Option<String>,
}

impl Database {
    /// What a login with this address is checked against.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn credentials_view(
        &self,
        tenant: Uuid,
        email_key: &str,
    ) -> Result<Option<CredentialsRow>, Error> {
        let what = Read::CredentialsView;
        let Some(row) = self.reader.query_opt(what, &[&tenant, &email_key]).await? else { return Ok(None) };
        let failed = |e| error::from_driver(what.name(), &e);
        let (user, password_hash) = (row.try_get(0).map_err(failed)?, row.try_get(2).map_err(failed)?);
        Ok(Some(CredentialsRow { user, status: word(&row, 1, UserStatus::from_word)?, password_hash }))
    }

    /// Adds a user together with their first session.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the address is taken.
    pub async fn account_insert(
        &self,
        tenant: Uuid,
        user: UserInsert<'_>,
        session: &SessionInsert<'_>,
        event: &AuditEvent<'_>,
    ) -> Result<Login, Error> {
        let audited = audit::Params::of(tenant, event);
        let (status, provider) = (user.status.as_str(), user.provider.as_str());
        let inserted = user_insert_params(&tenant, &user, &status, &provider);
        let opened = session.params();
        let calls = [
            Call(Write::UserInsert, &inserted),
            Call(Write::SessionInsert, &opened.as_array()),
            Call(Write::AuditInsert, &audited.as_array()),
        ];
        let answers = self.writer.run(tenant, &calls).await?;
        session.login(answers.get(1).and_then(|rows| rows.first()))?.ok_or(Error::UNAUTHORIZED)
    }

    /// Replaces a password hash by one of the same password with newer parameters.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn password_update(&self, tenant: Uuid, user: Uuid, old: &str, new: &str) -> Result<(), Error> {
        self.writer.run(tenant, &[Call(Write::PasswordUpdate, &[&tenant, &user, &new, &old])]).await.map(drop)
    }
}

impl Creation {
    /// Adds a user.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the id, the address, the tenant's name or the handle is taken.
    pub async fn user_insert(self, user: UserInsert<'_>) -> Result<(Self, ManagedUser), Error> {
        let tenant = self.within();
        let (status, provider) = (user.status.as_str(), user.provider.as_str());
        let inserted = user_insert_params(&tenant, &user, &status, &provider);
        let (creation, row) = self.add_one(Call(Write::UserCreate, &inserted)).await?;
        Ok((creation, managed_from_row(&row)?))
    }
}

fn user_insert_params<'a>(
    tenant: &'a Uuid,
    user: &'a UserInsert<'a>,
    status: &'a &'static str,
    provider: &'a &'static str,
) -> [&'a (dyn ToSql + Sync); 19] {
    [
        tenant,
        &user.id,
        &user.user_id,
        &user.email,
        &user.email_key,
        status,
        provider,
        &user.password_hash,
        &user.display_name,
        &user.first_name,
        &user.last_name,
        &user.bio,
        &user.avatar_url,
        &user.phone_number,
        &user.timezone,
        &user.locale,
        &user.handle,
        &user.handle_skeleton,
        &user.referred_by,
    ]
}
