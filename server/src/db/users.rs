//! Users and their profiles.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::db::sessions::{Holder, TokenState};
use crate::db::writer::Call;
use crate::db::{AuditEvent, Database, Read, Transaction, Write, audit, error, seconds};
use crate::domain::{AuthProvider, Error, Handle, Picture, Token, User, UserPrincipal, UserStatus};

/// The columns of a user, in the order in which [`user_from_row`] reads them.
macro_rules! user_columns {
    () => {
        "u.id, u.tenant_id, u.user_id, u.email, u.status, u.auth_provider, u.display_name, u.first_name, u.last_name, \
         u.bio, u.avatar_url, u.phone_number, u.timezone, u.locale, u.created_at, u.updated_at, \
         (SELECT count(*) FROM sessions AS active WHERE active.tenant_id = u.tenant_id AND active.user_id = u.id \
         AND active.expires_at > now()), u.handle, u.handle_skeleton, u.date_of_birth, u.referral_code, u.avatar_id"
    };
}

/// The columns after those of a user.
const STATE_COLUMN: usize = 22;
const SESSION_COLUMN: usize = 23;
/// The column after all of these.
pub(super) const FURTHER_COLUMN: usize = 24;

fn user_from_row(row: &Row) -> Result<User, Error> {
    let read = || {
        Ok::<_, tokio_postgres::Error>(User {
            id: row.try_get(0)?,
            tenant: row.try_get(1)?,
            user_id: row.try_get(2)?,
            email: row.try_get(3)?,
            status: UserStatus::default(),
            provider: AuthProvider::default(),
            display_name: row.try_get(6)?,
            first_name: row.try_get(7)?,
            last_name: row.try_get(8)?,
            bio: row.try_get(9)?,
            avatar_url: row.try_get(10)?,
            phone_number: row.try_get(11)?,
            timezone: row.try_get(12)?,
            locale: row.try_get(13)?,
            created_at: row.try_get(14)?,
            updated_at: row.try_get(15)?,
            active_sessions: row.try_get(16)?,
            handle: Option::zip(row.try_get(17)?, row.try_get(18)?)
                .map(|(text, skeleton)| Handle::stored(text, skeleton)),
            date_of_birth: row.try_get(19)?,
            referral_code: row.try_get(20)?,
            avatar_id: row.try_get(21)?,
        })
    };
    let user = read().map_err(|e| error::from_driver("a user's row", &e))?;
    Ok(User {
        status: word(row, 4, UserStatus::from_word)?,
        provider: word(row, 5, AuthProvider::from_word)?,
        ..user
    })
}

pub(super) fn word<T>(row: &Row, column: usize, parse: fn(&str) -> Option<T>) -> Result<T, Error> {
    let word: &str = row.try_get(column).map_err(|e| error::from_driver("a row", &e))?;
    parse(word).ok_or_else(|| Error::internal(format!("a row: column {column} holds an unknown word")))
}

/// The user of a session token, and what the token is worth. Users who may not log in have no row.
macro_rules! user_of_token {
    ($further_columns:literal) => {
        concat!(
            "SELECT ",
            user_columns!(),
            ", CASE WHEN t.expires_at > now() THEN 'live' WHEN s.expires_at > now() THEN 'session_expired' \
             ELSE 'refresh_expired' END, s.id",
            $further_columns,
            " FROM tokens AS t \
             JOIN sessions AS s ON s.tenant_id = t.tenant_id AND s.id = t.session_id \
             JOIN users AS u ON u.tenant_id = t.tenant_id AND u.id = t.user_id \
             WHERE t.tenant_id = $1 AND t.hash = $2 AND t.kind = 'session' AND u.status NOT IN ('banned', 'deleted')"
        )
    };
}

pub(super) const ME_VIEW: &str = user_of_token!("");

/// As [`ME_VIEW`], with the user locked: no other write comes between what is judged and what is written.
pub(super) const USER_LOCK: &str = concat!(user_of_token!(""), " FOR UPDATE OF u");

/// The user of a session token and what it is worth, with the picture that the user has uploaded.
macro_rules! pictured_user_of_token {
    () => {
        user_of_token!(
            ", (SELECT a.picture FROM avatars AS a WHERE a.tenant_id = u.tenant_id AND a.id = u.avatar_id)"
        )
    };
}

pub(super) const TENANT_PROFILE_VIEW: &str = pictured_user_of_token!();

/// As [`TENANT_PROFILE_VIEW`], with the user locked.
pub(super) const TENANT_PROFILE_LOCK: &str = concat!(pictured_user_of_token!(), " FOR UPDATE OF u");

/// The clock of a new primary may be behind; the timestamp grows all the same.
pub(super) const PROFILE_UPDATE: &str = "\
UPDATE users SET display_name = $3, bio = $4, avatar_url = $5, locale = $6, timezone = $7,
    handle = $8, handle_skeleton = $9, date_of_birth = $10,
    first_name = $11, last_name = $12, avatar_id = $13,
    updated_at = greatest(now(), updated_at + interval '1 microsecond')
WHERE tenant_id = $1 AND id = $2
RETURNING updated_at";

pub(super) const USER_DELETE: &str = "\
UPDATE users SET former_status = status, status = 'deleted', deleted_at = now(), erase_after = now() + make_interval(secs => $3),
    updated_at = greatest(now(), updated_at + interval '1 microsecond')
WHERE tenant_id = $1 AND id = $2";

/// A user who stays as they are until the transaction ends, and what the caller's token is worth.
pub struct UserLock {
    /// The user.
    pub user: User,
    /// The user as whoever presents the token.
    pub holder: Holder,
}

pub(super) fn user_and_holder(row: &Row) -> Result<(User, Holder), Error> {
    let user = user_from_row(row)?;
    let session = row.try_get(SESSION_COLUMN).map_err(|e| error::from_driver("a user's row", &e))?;
    let User { id, tenant, status, provider, .. } = user;
    let principal = UserPrincipal { tenant, user: id, session, status, provider };
    Ok((user, Holder { token: TokenState::from_row(row, STATE_COLUMN)?, principal }))
}

impl Database {
    /// The user of a session token, in one statement.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn me_view(&self, token: &Token) -> Result<Option<(User, Holder)>, Error> {
        let (tenant, hash) = (token.tenant(), token.hash());
        let row = self.reader.query_opt(Read::MeView, &[&tenant, &hash.as_slice()]).await?;
        row.as_ref().map(user_and_holder).transpose()
    }

    /// Begins a transaction with the user of a session token locked; `None` where there is no such token.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn user_lock(&self, token: &Token) -> Result<Option<(Transaction, UserLock)>, Error> {
        let (tenant, hash) = (token.tenant(), token.hash());
        let call = Call(Write::UserLock, &[&tenant, &hash.as_slice()]);
        let (transaction, rows) = self.writer.begin(tenant, call).await?;
        match rows.first().map(user_and_holder).transpose()? {
            Some((user, holder)) => Ok(Some((transaction, UserLock { user, holder }))),
            None => {
                transaction.rollback().await;
                Ok(None)
            }
        }
    }
}

impl Transaction {
    /// Writes the profile of a locked user, records it, commits, and tells when it was changed.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the handle is taken.
    pub async fn profile_update(self, user: &User, event: &AuditEvent<'_>) -> Result<DateTime<Utc>, Error> {
        self.profile_write(user, None, event).await
    }

    /// As [`Transaction::profile_update`], for a user whose avatar is another one: `picture` is it where it was
    /// uploaded, and what was uploaded before goes.
    ///
    /// # Errors
    /// As [`Transaction::profile_update`].
    pub async fn avatar_update(
        self,
        user: &User,
        picture: Option<&Picture>,
        event: &AuditEvent<'_>,
    ) -> Result<DateTime<Utc>, Error> {
        self.profile_write(user, Some(picture), event).await
    }

    async fn profile_write(
        self,
        user: &User,
        avatar: Option<Option<&Picture>>,
        event: &AuditEvent<'_>,
    ) -> Result<DateTime<Utc>, Error> {
        let audited = audit::Params::of(self.tenant(), event);
        let (tenant, audited) = (self.tenant(), audited.as_array());
        let (handle, skeleton) =
            (user.handle.as_ref().map(Handle::as_str), user.handle.as_ref().map(Handle::skeleton));
        let updated: [&(dyn ToSql + Sync); 13] = [
            &tenant,
            &user.id,
            &user.display_name,
            &user.bio,
            &user.avatar_url,
            &user.locale,
            &user.timezone,
            &handle,
            &skeleton,
            &user.date_of_birth,
            &user.first_name,
            &user.last_name,
            &user.avatar_id,
        ];
        let png = avatar.flatten().map(|picture| &*picture.png);
        let inserted: [&(dyn ToSql + Sync); 4] = [&tenant, &user.id, &user.avatar_id, &png];
        let mut calls = vec![Call(Write::ProfileUpdate, &updated), Call(Write::AuditInsert, &audited)];
        if png.is_some() {
            calls.push(Call(Write::AvatarInsert, &inserted));
        }
        if avatar.is_some() {
            calls.push(Call(Write::AvatarsDelete, &inserted[..3]));
        }
        let answers = self.commit_with(&calls).await?;
        let what = Write::ProfileUpdate.name();
        let row = answers.first().and_then(|rows| rows.first());
        let row = row.ok_or_else(|| Error::internal(format!("{what}: no row")))?;
        row.try_get(0).map_err(|e| error::from_driver(what, &e))
    }

    /// Marks a locked user as deleted, ends their sessions, records it and commits.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn user_delete(self, user: Uuid, grace: Duration, event: &AuditEvent<'_>) -> Result<(), Error> {
        let audited = audit::Params::of(self.tenant(), event);
        let (tenant, grace) = (self.tenant(), seconds(grace));
        let calls = [
            Call(Write::UserDelete, &[&tenant, &user, &grace]),
            Call(Write::SessionsEnd, &[&tenant, &user]),
            Call(Write::AuditInsert, &audited.as_array()),
        ];
        self.commit_with(&calls).await.map(drop)
    }
}
