//! Refreshing a session: the lock on the presented token, and the next pair.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db::sessions::login;
use crate::db::writer::Call;
use crate::db::{AuditEvent, Database, Transaction, Write, audit, error, seconds};
use crate::domain::{Error, Login, Token};

/// The clock is read after the locks are had: the token may have been used while this statement waited for them.
pub(super) const REFRESH_LOCK: &str = "\
SELECT t.session_id, t.user_id, t.created_at, t.expires_at > clock_timestamp(),
    CASE WHEN t.used_at IS NULL THEN 'first'
        WHEN t.used_at + make_interval(secs => $3) > clock_timestamp() THEN 'repeated'
        ELSE 'reused' END
FROM tokens AS t
JOIN sessions AS s ON s.tenant_id = t.tenant_id AND s.id = t.session_id
JOIN users AS u ON u.tenant_id = t.tenant_id AND u.id = t.user_id
WHERE t.tenant_id = $1 AND t.hash = $2 AND t.kind = 'refresh' AND u.status NOT IN ('banned', 'deleted')
FOR UPDATE OF s, t";

pub(super) const REFRESH_USED: &str = "\
UPDATE tokens SET used_at = clock_timestamp() WHERE tenant_id = $1 AND hash = $2 AND used_at IS NULL";

pub(super) const SESSION_REFRESH: &str = "\
WITH session AS (
    UPDATE sessions SET last_used_at = now(), expires_at = now() + make_interval(secs => $3)
    WHERE tenant_id = $1 AND id = $2
    RETURNING id, user_id, expires_at
), issued AS (
    INSERT INTO tokens (tenant_id, hash, kind, session_id, user_id, expires_at)
    SELECT $1, pair.hash, pair.kind, session.id, session.user_id,
        CASE pair.kind WHEN 'session' THEN now() + make_interval(secs => $4) ELSE session.expires_at END
    FROM session CROSS JOIN (VALUES ('session', $5::bytea), ('refresh', $6::bytea)) AS pair (kind, hash)
    RETURNING kind, expires_at
)
SELECT min(expires_at) FILTER (WHERE kind = 'session'), min(expires_at) FILTER (WHERE kind = 'refresh')
FROM issued
HAVING count(*) = 2";

/// Those that were issued with the refresh token or before it: a pair that a repeated use has just issued to another
/// tab of the same browser stays whole.
pub(super) const TOKENS_CUT: &str = "\
UPDATE tokens SET expires_at = now() + make_interval(secs => $4)
WHERE tenant_id = $1 AND session_id = $2 AND kind = 'session' AND created_at <= $3
    AND expires_at > now() + make_interval(secs => $4)";

/// An expired session token is kept for a day so that its holder learns that it has expired; an expired refresh token
/// could tell its holder nothing that its absence does not. Of the used refresh tokens the last hundred are kept, to tell
/// a copy by: however often a session is refreshed, it stays as small.
pub(super) const TOKENS_SWEEP: &str = "\
DELETE FROM tokens WHERE tenant_id = $1 AND session_id = $2
    AND (expires_at < CASE kind WHEN 'session' THEN now() - interval '1 day' ELSE now() END
        OR created_at < (
            SELECT kept.created_at FROM tokens AS kept
            WHERE kept.tenant_id = $1 AND kept.session_id = $2 AND kept.kind = 'refresh'
            ORDER BY kept.created_at DESC OFFSET 100 LIMIT 1))";

pub(super) const SESSION_END: &str = "DELETE FROM sessions WHERE tenant_id = $1 AND id = $2";

/// Which use of a refresh token this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshUse {
    /// The first.
    First,
    /// Another, so soon that it is a retry.
    Repeated,
    /// Another, so late that the token must have been copied.
    Reused,
}

/// A refresh token that nobody else can use until the transaction ends.
pub struct RefreshLock {
    /// Its session.
    pub session: Uuid,
    /// Its user.
    pub user: Uuid,
    /// Whether it has not expired.
    pub live: bool,
    /// Which use of it this is.
    pub usage: RefreshUse,
    created_at: DateTime<Utc>,
}

impl RefreshLock {
    fn from_row(row: &Row) -> Result<Self, Error> {
        let what = Write::RefreshLock.name();
        let read = || {
            Ok::<_, tokio_postgres::Error>(Self {
                session: row.try_get(0)?,
                user: row.try_get(1)?,
                created_at: row.try_get(2)?,
                live: row.try_get(3)?,
                usage: match row.try_get(4)? {
                    "first" => RefreshUse::First,
                    "repeated" => RefreshUse::Repeated,
                    // The strictest reading of anything else.
                    _ => RefreshUse::Reused,
                },
            })
        };
        read().map_err(|e| error::from_driver(what, &e))
    }
}

impl Database {
    /// Begins a transaction with a refresh token locked; `None` where there is no such token.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn refresh_lock(
        &self,
        token: &Token,
        window: Duration,
    ) -> Result<Option<(Transaction, RefreshLock)>, Error> {
        let (tenant, hash, window) = (token.tenant(), token.hash(), seconds(window));
        let call = Call(Write::RefreshLock, &[&tenant, &hash.as_slice(), &window]);
        let (transaction, rows) = self.writer.begin(tenant, call).await?;
        match rows.first().map(RefreshLock::from_row).transpose()? {
            Some(lock) => Ok(Some((transaction, lock))),
            None => {
                transaction.rollback().await;
                Ok(None)
            }
        }
    }
}

/// How the next pair of tokens lives.
pub struct Rotation<'a> {
    /// The refresh token that was presented.
    pub presented: &'a Token,
    /// The next session token.
    pub session_token: &'a Token,
    /// The next refresh token.
    pub refresh_token: &'a Token,
    /// How long the session token lives.
    pub session_ttl: Duration,
    /// How long the refresh token lives.
    pub refresh_ttl: Duration,
    /// How long the replaced session tokens may still be used.
    pub window: Duration,
}

impl Transaction {
    /// Issues the next pair of tokens for a locked refresh token, and commits.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn session_refresh(self, lock: &RefreshLock, rotation: &Rotation<'_>) -> Result<Login, Error> {
        let tenant = self.tenant();
        let [presented, session_hash, refresh_hash] =
            [rotation.presented, rotation.session_token, rotation.refresh_token]
                .map(|token| token.hash().to_vec());
        let [session_ttl, refresh_ttl, window] =
            [rotation.session_ttl, rotation.refresh_ttl, rotation.window].map(seconds);
        let calls = [
            Call(
                Write::SessionRefresh,
                &[&tenant, &lock.session, &refresh_ttl, &session_ttl, &session_hash, &refresh_hash],
            ),
            Call(Write::RefreshUsed, &[&tenant, &presented]),
            Call(Write::TokensCut, &[&tenant, &lock.session, &lock.created_at, &window]),
            Call(Write::TokensSweep, &[&tenant, &lock.session]),
        ];
        let answers = self.commit_with(&calls).await?;
        let row = answers.first().and_then(|rows| rows.first());
        let row = row.ok_or_else(|| Error::internal(format!("{}: no row", Write::SessionRefresh.name())))?;
        login(row, rotation.session_token, rotation.refresh_token)
    }

    /// Ends a session, records why, and commits.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn session_end(self, session: Uuid, event: &AuditEvent<'_>) -> Result<(), Error> {
        let tenant = self.tenant();
        let audited = audit::Params::of(tenant, event);
        let calls =
            [Call(Write::SessionEnd, &[&tenant, &session]), Call(Write::AuditInsert, &audited.as_array())];
        self.commit_with(&calls).await.map(drop)
    }
}
