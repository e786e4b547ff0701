//! Sessions and their tokens.
//!
//! A session is a login; its tokens come in pairs, and each refresh adds one. Only hashes are here.

use std::net::IpAddr;
use std::time::Duration;

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::db::users::word;
use crate::db::writer::Call;
use crate::db::{Database, Read, Transaction, Write, error, seconds};
use crate::domain::{AuthProvider, Error, Login, Session, Token, UserPrincipal, UserStatus};

/// What a known session token is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenState {
    /// It authenticates.
    Live,
    /// It has expired; the session can be refreshed.
    SessionExpired,
    /// The whole session has expired.
    RefreshExpired,
}

impl TokenState {
    pub(super) fn from_row(row: &Row, column: usize) -> Result<Self, Error> {
        let word: &str = row.try_get(column).map_err(|e| error::from_driver("a token's state", &e))?;
        match word {
            "live" => Ok(Self::Live),
            "session_expired" => Ok(Self::SessionExpired),
            "refresh_expired" => Ok(Self::RefreshExpired),
            _ => Err(Error::internal("a token's state is an unknown word")),
        }
    }
}

/// Who presents a session token, and what the token is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The state of the token.
    pub token: TokenState,
    /// The user.
    pub principal: UserPrincipal,
}

impl Holder {
    /// Reads [`holder`], the first five columns.
    pub(super) fn from_row(row: &Row, tenant: Uuid) -> Result<Self, Error> {
        let read = || Ok::<_, tokio_postgres::Error>((row.try_get(1)?, row.try_get(2)?));
        let (user, session) = read().map_err(|e| error::from_driver("a token's holder", &e))?;
        let status = word(row, 3, UserStatus::from_word)?;
        let provider = word(row, 4, AuthProvider::from_word)?;
        let principal = UserPrincipal { tenant, user, session, status, provider };
        Ok(Self { token: TokenState::from_row(row, 0)?, principal })
    }
}

/// The columns of `own`, in the order in which [`Holder::from_row`] reads them.
macro_rules! holder {
    () => {
        "own.state, own.user_id, own.session_id, own.status, own.auth_provider"
    };
}
pub(super) use holder;

/// The state of the session token `$2` of the tenant `$1`, and whose it is, as a table `own`.
macro_rules! own {
    () => {
        "own AS (
    SELECT t.session_id, t.user_id, u.status, u.auth_provider,
        CASE WHEN t.expires_at > now() THEN 'live' WHEN s.expires_at > now() THEN 'session_expired'
        ELSE 'refresh_expired' END AS state
    FROM tokens AS t
    JOIN sessions AS s ON s.tenant_id = t.tenant_id AND s.id = t.session_id
    JOIN users AS u ON u.tenant_id = t.tenant_id AND u.id = t.user_id
    WHERE t.tenant_id = $1 AND t.hash = $2 AND t.kind = 'session' AND u.status NOT IN ('banned', 'deleted')
)"
    };
}
pub(super) use own;

pub(super) const PRINCIPAL_VIEW: &str = concat!("WITH ", own!(), "\nSELECT ", holder!(), " FROM own");

/// One row at least for a known token, since a live one has its own session.
pub(super) const SESSION_LIST: &str = concat!(
    "WITH ",
    own!(),
    "
SELECT ",
    holder!(),
    ", s.id, s.created_at, s.last_used_at, s.expires_at, s.user_agent, s.address, s.id = own.session_id
FROM own
LEFT JOIN sessions AS s ON s.tenant_id = $1 AND s.user_id = own.user_id AND s.expires_at > now()
ORDER BY s.created_at DESC, s.id DESC"
);

pub(super) const SESSION_DELETE: &str = "\
DELETE FROM sessions WHERE tenant_id = $1 AND user_id = $2 AND id = $3 AND expires_at > now() RETURNING id";

/// The user is locked against a deletion that would not see the new session.
pub(super) const SESSION_INSERT: &str = "\
WITH owner AS (
    SELECT id FROM users WHERE tenant_id = $1 AND id = $2 AND status NOT IN ('banned', 'deleted') FOR SHARE
), session AS (
    INSERT INTO sessions (tenant_id, id, user_id, expires_at, user_agent, address)
    SELECT $1, $3, owner.id, now() + make_interval(secs => $4), $5, $6 FROM owner
    RETURNING id, user_id, expires_at
), issued AS (
    INSERT INTO tokens (tenant_id, hash, kind, session_id, user_id, expires_at)
    SELECT $1, pair.hash, pair.kind, session.id, session.user_id,
        CASE pair.kind WHEN 'session' THEN now() + make_interval(secs => $7) ELSE session.expires_at END
    FROM session CROSS JOIN (VALUES ('session', $8::bytea), ('refresh', $9::bytea)) AS pair (kind, hash)
    RETURNING kind, expires_at
)
SELECT min(expires_at) FILTER (WHERE kind = 'session'), min(expires_at) FILTER (WHERE kind = 'refresh')
FROM issued
HAVING count(*) = 2";

pub(super) const SESSIONS_TRIM: &str = "\
DELETE FROM sessions WHERE tenant_id = $1 AND id IN (
    SELECT id FROM sessions WHERE tenant_id = $1 AND user_id = $2 ORDER BY last_used_at DESC, id DESC OFFSET $3
)";

pub(super) const SESSIONS_END: &str = "DELETE FROM sessions WHERE tenant_id = $1 AND user_id = $2";

pub(super) const SESSIONS_PURGE: &str =
    "DELETE FROM sessions WHERE tenant_id = $1 AND expires_at < now() - make_interval(secs => $2)";

/// A new session and its first pair of tokens.
pub struct SessionInsert<'a> {
    /// The user who logs in.
    pub user: Uuid,
    /// The session's id (uuid v7).
    pub id: Uuid,
    /// The session token; its tenant is the session's.
    pub session_token: &'a Token,
    /// The refresh token.
    pub refresh_token: &'a Token,
    /// How long the session token lives.
    pub session_ttl: Duration,
    /// How long the refresh token lives.
    pub refresh_ttl: Duration,
    /// The `User-Agent` of the login.
    pub user_agent: Option<&'a str>,
    /// From where.
    pub address: Option<IpAddr>,
    /// How many sessions the user may have; the least recently refreshed end.
    pub sessions_max: i64,
}

/// The values of a new session, kept while its statement is sent.
pub(super) struct SessionParams<'a> {
    tenant: Uuid,
    insert: &'a SessionInsert<'a>,
    ttls: [f64; 2],
    hashes: [Vec<u8>; 2],
}

impl SessionParams<'_> {
    pub(super) fn as_array(&self) -> [&(dyn ToSql + Sync); 9] {
        let SessionInsert { user, id, user_agent, address, .. } = self.insert;
        let [session_ttl, refresh_ttl] = &self.ttls;
        let [session_hash, refresh_hash] = &self.hashes;
        [&self.tenant, user, id, refresh_ttl, user_agent, address, session_ttl, session_hash, refresh_hash]
    }
}

impl SessionInsert<'_> {
    pub(super) fn tenant(&self) -> Uuid {
        self.session_token.tenant()
    }

    pub(super) fn params(&self) -> SessionParams<'_> {
        SessionParams {
            tenant: self.tenant(),
            insert: self,
            ttls: [seconds(self.session_ttl), seconds(self.refresh_ttl)],
            hashes: [self.session_token.hash().to_vec(), self.refresh_token.hash().to_vec()],
        }
    }

    pub(super) fn login(&self, row: Option<&Row>) -> Result<Option<Login>, Error> {
        row.map(|row| login(row, self.session_token, self.refresh_token)).transpose()
    }
}

pub(super) fn login(row: &Row, session_token: &Token, refresh_token: &Token) -> Result<Login, Error> {
    let read = || Ok::<_, tokio_postgres::Error>((row.try_get(0)?, row.try_get(1)?));
    let (expires_at, refresh_expires_at) = read().map_err(|e| error::from_driver("issued tokens", &e))?;
    let (session_token, refresh_token) = (session_token.encode(), refresh_token.encode());
    Ok(Login { session_token, refresh_token, expires_at, refresh_expires_at })
}

impl Database {
    /// Opens a session; `None` when the user may not log in (any more).
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn session_insert(&self, session: &SessionInsert<'_>) -> Result<Option<Login>, Error> {
        let tenant = session.tenant();
        let opened = session.params();
        let calls = [
            Call(Write::SessionInsert, &opened.as_array()),
            Call(Write::SessionsTrim, &[&tenant, &session.user, &session.sessions_max]),
        ];
        let answers = self.writer.run(tenant, &calls).await?;
        session.login(answers.first().and_then(|rows| rows.first()))
    }

    /// Who presents a session token, in one statement.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn principal_view(&self, token: &Token) -> Result<Option<Holder>, Error> {
        let (tenant, hash) = (token.tenant(), token.hash());
        let row = self.reader.query_opt(Read::PrincipalView, &[&tenant, &hash.as_slice()]).await?;
        row.map(|row| Holder::from_row(&row, tenant)).transpose()
    }

    /// Begins a transaction with the look at who presents a session token; `None` for an unknown one.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn principal_begin(&self, token: &Token) -> Result<Option<(Transaction, Holder)>, Error> {
        let (tenant, hash) = (token.tenant(), token.hash());
        let call = Call(Write::PrincipalView, &[&tenant, &hash.as_slice()]);
        let (transaction, rows) = self.writer.begin(tenant, call).await?;
        match rows.first().map(|row| Holder::from_row(row, tenant)).transpose()? {
            Some(holder) => Ok(Some((transaction, holder))),
            None => {
                transaction.rollback().await;
                Ok(None)
            }
        }
    }

    /// The sessions of a session token's user, newest first; without a row for an unknown token.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn session_list(&self, token: &Token) -> Result<Option<(Holder, Vec<Session>)>, Error> {
        let (tenant, hash) = (token.tenant(), token.hash());
        let rows = self.reader.query(Read::SessionList, &[&tenant, &hash.as_slice()]).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let holder = Holder::from_row(first, tenant)?;
        // A token whose session has expired has a row without a session.
        let sessions = rows.iter().filter_map(|row| session_from_row(row).transpose());
        let sessions: Result<Vec<_>, _> = sessions.collect();
        Ok(Some((holder, sessions.map_err(|e| error::from_driver(Read::SessionList.name(), &e))?)))
    }

    /// Removes the tenant's sessions that ended longer ago than `retention`.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn sessions_purge(&self, tenant: Uuid, retention: Duration) -> Result<(), Error> {
        let retention = seconds(retention);
        self.writer.run(tenant, &[Call(Write::SessionsPurge, &[&tenant, &retention])]).await.map(drop)
    }
}

impl Transaction {
    /// Ends a session of a user, commits, and tells whether there was one.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn session_delete(self, user: Uuid, session: Uuid) -> Result<bool, Error> {
        let tenant = self.tenant();
        let answers = self.commit_with(&[Call(Write::SessionDelete, &[&tenant, &user, &session])]).await?;
        Ok(answers.first().is_some_and(|rows| !rows.is_empty()))
    }
}

fn session_from_row(row: &Row) -> Result<Option<Session>, tokio_postgres::Error> {
    let Some(id) = row.try_get(5)? else { return Ok(None) };
    Ok(Some(Session {
        id,
        created_at: row.try_get(6)?,
        last_used_at: row.try_get(7)?,
        expires_at: row.try_get(8)?,
        user_agent: row.try_get(9)?,
        address: row.try_get(10)?,
        current: row.try_get(11)?,
    }))
}
