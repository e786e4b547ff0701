//! Everything that is held about a user, put together by one statement.

use serde::de::DeserializeOwned;
use tokio_postgres::Row;
use tokio_postgres::types::Json;

use crate::db::sessions::{Holder, TokenState, holder, own};
use crate::db::writer::Call;
use crate::db::{Database, Write, error};
use crate::domain::data_export::{DataExport, ExportedAvatar};
use crate::domain::{Error, Token};

/// The newest rows of a kind, and the count of all.
macro_rules! listed {
    ($columns:literal, $from:literal, newest $limit:literal by $order:literal) => {
        concat!(
            "json_build_object('total', (SELECT count(*) FROM ",
            $from,
            "), 'items', coalesce((SELECT json_agg(item) FROM (SELECT ",
            $columns,
            " FROM ",
            $from,
            " ORDER BY ",
            $order,
            " LIMIT ",
            $limit,
            ") AS item), '[]'))"
        )
    };
}

/// A token that is not live has a row with its state and nothing else: nothing is collected for it.
pub(super) const DATA_EXPORT: &str = concat!(
    "WITH ",
    own!(),
    "
SELECT ",
    holder!(),
    ", held.*
FROM own
LEFT JOIN LATERAL (
    SELECT (
        SELECT to_json(person) FROM (
            SELECT u.id, u.tenant_id, u.user_id, u.email, u.email_key, u.status, u.auth_provider,
                u.password_hash IS NOT NULL AS has_password, u.display_name, u.first_name, u.last_name, u.bio,
                u.avatar_url, u.avatar_id, u.phone_number, u.timezone, u.locale, u.handle, u.handle_skeleton,
                u.date_of_birth, u.referral_code, u.referred_by IS NOT NULL AS was_referred, u.created_at, u.updated_at
        ) AS person
    ), u.attributes, avatar.picture, avatar.created_at, ",
    listed!(
        "s.id, s.created_at, s.last_used_at, s.expires_at, s.user_agent, s.address, s.id = own.session_id AS current,
            (SELECT coalesce(json_agg(token), '[]') FROM (
                SELECT t.kind, t.created_at, t.expires_at, t.used_at FROM tokens AS t
                WHERE t.tenant_id = $1 AND t.session_id = s.id ORDER BY t.created_at DESC, t.kind
            ) AS token) AS tokens",
        "sessions AS s WHERE s.tenant_id = $1 AND s.user_id = u.id",
        newest "1000" by "s.created_at DESC, s.id DESC"
    ),
    ",\n        ",
    listed!(
        "m.container_id, c.name AS container_name, m.created_at",
        "container_members AS m JOIN containers AS c ON c.tenant_id = $1 AND c.id = m.container_id
            WHERE m.tenant_id = $1 AND m.user_id = u.id",
        newest "10000" by "m.created_at DESC, m.container_id"
    ),
    ",\n        ",
    listed!(
        "n.id, n.kind, n.title, n.body, n.container_id, n.created_at, n.read_at",
        "notifications AS n WHERE n.tenant_id = $1 AND n.user_id = u.id",
        newest "10000" by "n.created_at DESC, n.id DESC"
    ),
    ",\n        ",
    listed!(
        "r.handle, r.created_at",
        "users AS r WHERE r.tenant_id = $1 AND r.referred_by = u.id AND r.status <> 'deleted'",
        newest "10000" by "r.created_at DESC, r.id DESC"
    ),
    ",\n        (SELECT by.handle FROM users AS by
            WHERE by.tenant_id = $1 AND by.id = u.referred_by AND by.status NOT IN ('banned', 'deleted')),
        ",
    listed!(
        "e.id, e.actor_kind, e.actor, e.action, e.fields, e.recorded, e.address, e.user_agent, e.request_id, e.at",
        "audit_events AS e WHERE e.tenant_id = $1 AND e.user_id = u.id",
        newest "10000" by "e.at DESC, e.id DESC"
    ),
    ",\n        ",
    listed!(
        "i.operation, i.answer, i.created_at, i.expires_at",
        "idempotency_keys AS i WHERE i.tenant_id = $1 AND i.user_id = u.id",
        newest "10000" by "i.created_at DESC, i.hash"
    ),
    "
    FROM users AS u
    LEFT JOIN avatars AS avatar ON avatar.tenant_id = $1 AND avatar.id = u.avatar_id
    WHERE u.tenant_id = $1 AND u.id = own.user_id
) AS held ON own.state = 'live'"
);

impl Database {
    /// What is held about the user of a session token, in one statement; no data where the token is not live.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn data_export(&self, token: &Token) -> Result<Option<(Holder, Option<DataExport>)>, Error> {
        let (tenant, hash) = (token.tenant(), token.hash());
        // On a connection of its own: on a shared one everybody's reads would wait behind it.
        let call = Call(Write::DataExport, &[&tenant, &hash.as_slice()]);
        let (transaction, mut rows) = self.writer.begin(tenant, call).await?;
        transaction.rollback().await;
        let Some(row) = rows.pop() else { return Ok(None) };
        let holder = Holder::from_row(&row, tenant)?;
        let export = match holder.token {
            TokenState::Live => {
                Some(from_row(&row).map_err(|e| error::from_driver(Write::DataExport.name(), &e))?)
            }
            TokenState::SessionExpired | TokenState::RefreshExpired => None,
        };
        Ok(Some((holder, export)))
    }
}

fn from_row(row: &Row) -> Result<DataExport, tokio_postgres::Error> {
    Ok(DataExport {
        user: json(row, 5)?,
        attributes: row.try_get(6)?,
        avatar: Option::zip(row.try_get(7)?, row.try_get(8)?)
            .map(|(png, created_at)| ExportedAvatar { png, created_at }),
        sessions: json(row, 9)?,
        memberships: json(row, 10)?,
        notifications: json(row, 11)?,
        referrals: json(row, 12)?,
        referred_by: row.try_get(13)?,
        audit_events: json(row, 14)?,
        requests: json(row, 15)?,
    })
}

fn json<T: DeserializeOwned>(row: &Row, column: usize) -> Result<T, tokio_postgres::Error> {
    row.try_get::<_, Json<T>>(column).map(|Json(value)| value)
}
