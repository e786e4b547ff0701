//! Imports of users: many rows in one statement, and how far each import has come.
//!
//! The rows of a batch and the import's new place are one transaction, so that whatever ends the program, the place tells
//! exactly what is stored. Must not know what an input looks like.

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::db::user_import_rows::{KeyColumns, UserColumns};
use crate::db::writer::Call;
use crate::db::{Action, Database, Transaction, Write, error};
use crate::domain::{Actor, Error, InputDigest, InputPosition, UserImport};

/// Nobody goes on with an import that was broken off longer ago.
const KEPT_DAYS: i32 = 30;

/// The columns of an import, in the order in which [`import_from_row`] reads them.
macro_rules! import_columns {
    () => {
        "id, done_bytes, done_lines, done_digest, accepted, refused"
    };
}

pub(super) const USER_IMPORT_INSERT: &str = "\
INSERT INTO user_imports (tenant_id, id, source, done_bytes, done_lines, done_digest, accepted, refused)
VALUES ($1, $2, $3, 0, 0, sha256(''), 0, 0)
ON CONFLICT (tenant_id, source) DO NOTHING";

pub(super) const USER_IMPORT_VIEW: &str =
    concat!("SELECT ", import_columns!(), " FROM user_imports WHERE tenant_id = $1 AND source = $2");

pub(super) const USER_IMPORT_DELETE: &str = "DELETE FROM user_imports WHERE tenant_id = $1 AND source = $2";

pub(super) const USER_IMPORT_LOCK: &str =
    concat!("SELECT ", import_columns!(), " FROM user_imports WHERE tenant_id = $1 AND id = $2 FOR UPDATE");

pub(super) const USER_IMPORT_ADVANCE: &str = "\
UPDATE user_imports SET done_bytes = $3, done_lines = $4, done_digest = $5,
    accepted = accepted + $6, refused = refused + $7, updated_at = now()
WHERE tenant_id = $1 AND id = $2";

pub(super) const USER_IMPORTS_PURGE: &str =
    "DELETE FROM user_imports WHERE tenant_id = $1 AND updated_at < now() - make_interval(days => $2)";

/// Arrays cost the database about what a `COPY` of the same rows does, and no table to put them into first: a `COPY` cannot
/// go through row-level security.
macro_rules! users_insert {
    ($rest:literal) => {
        concat!(
            "INSERT INTO users (tenant_id, id, user_id, email, email_key, status, auth_provider, password_hash,
    display_name, first_name, last_name, bio, avatar_url, phone_number, timezone, locale, handle, handle_skeleton,
    date_of_birth, attributes, created_at)
SELECT $1, n.id, n.user_id, n.email, n.email_key, n.status, n.auth_provider, n.password_hash,
    n.display_name, n.first_name, n.last_name, n.bio, n.avatar_url, n.phone_number, n.timezone, n.locale,
    n.handle, n.handle_skeleton, n.date_of_birth, coalesce(n.attributes, '{}')::json, coalesce(n.created_at, now())
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[],
    $18::text[], $19::date[], $20::text[], $21::timestamptz[]) AS n
    (id, user_id, email, email_key, status, auth_provider, password_hash, display_name, first_name, last_name, bio,
    avatar_url, phone_number, timezone, locale, handle, handle_skeleton, date_of_birth, attributes, created_at)",
            $rest
        )
    };
}

/// All of the rows or none.
pub(super) const USERS_INSERT: &str = users_insert!("");

/// The rows, one after the other, that nothing stands in the way of. The check before each row makes this slower by a
/// third.
pub(super) const USERS_INSERT_FREE: &str = users_insert!("\nON CONFLICT DO NOTHING\nRETURNING id");

pub(super) const USER_KEYS_TAKEN: &str = "\
SELECT n.number, EXISTS (SELECT FROM users AS u WHERE u.tenant_id = $1 AND u.email_key = n.email_key),
    EXISTS (SELECT FROM users AS u WHERE u.tenant_id = $1 AND u.user_id = n.user_id),
    EXISTS (SELECT FROM users AS u WHERE u.tenant_id = $1 AND u.handle_skeleton = n.handle_skeleton)
FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS n (email_key, user_id, handle_skeleton, number)
ORDER BY n.number";

/// As for a user whom an administrator adds alone, but for what else the import gives them.
pub(super) const AUDIT_INSERT_MANY: &str = "\
INSERT INTO audit_events (tenant_id, id, user_id, actor_kind, action, fields, recorded)
SELECT $1, n.id, n.user_id, $6, $7, '{status,provider}', ARRAY[n.status, n.provider]
FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[]) AS n (id, user_id, status, provider)";

/// Where an import goes with a batch.
#[derive(Clone, Copy, Debug)]
pub struct UserImportAdvance {
    /// The import.
    pub id: Uuid,
    /// Its place after the batch.
    pub done: InputPosition,
    /// How many entries of the batch become users.
    pub accepted: u64,
    /// How many entries of the batch were refused.
    pub refused: u64,
}

/// Which values of a row some other user has already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeysTaken {
    /// The e-mail address.
    pub email: bool,
    /// The tenant's own name for the user.
    pub user_id: bool,
    /// The handle, or one that looks like it.
    pub handle: bool,
}

impl KeysTaken {
    /// Whether one of them is.
    pub const fn any(self) -> bool {
        self.email || self.user_id || self.handle
    }
}

impl Database {
    /// The tenant's import of an input that begins like this; a new one where there is none, or where the caller wants
    /// to begin again.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn user_import_open(
        &self,
        tenant: Uuid,
        source: &InputDigest,
        begin_again: bool,
    ) -> Result<UserImport, Error> {
        let (id, source) = (Uuid::now_v7(), source.as_slice());
        let mut calls = Vec::with_capacity(3);
        let of_source: [&(dyn ToSql + Sync); 2] = [&tenant, &source];
        let inserted: [&(dyn ToSql + Sync); 3] = [&tenant, &id, &source];
        if begin_again {
            calls.push(Call(Write::UserImportDelete, &of_source));
        }
        calls.extend([Call(Write::UserImportInsert, &inserted), Call(Write::UserImportView, &of_source)]);
        let answers = self.writer.run(tenant, &calls).await?;
        let what = Write::UserImportView;
        let row = answers.last().and_then(|rows| rows.first());
        let row = row.ok_or_else(|| Error::internal(format!("{}: no row", what.name())))?;
        import_from_row(what, row)
    }

    /// Begins a transaction in which nobody else moves the import on; `None` where there is no such import any more.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn user_import_lock(
        &self,
        tenant: Uuid,
        id: Uuid,
    ) -> Result<Option<(Transaction, UserImport)>, Error> {
        let what = Write::UserImportLock;
        let (transaction, rows) = self.writer.begin(tenant, Call(what, &[&tenant, &id])).await?;
        match rows.first().map(|row| import_from_row(what, row)).transpose()? {
            Some(import) => Ok(Some((transaction, import))),
            None => {
                transaction.rollback().await;
                Ok(None)
            }
        }
    }

    /// Which values of these rows users have already.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn user_keys_taken(&self, tenant: Uuid, keys: &KeyColumns) -> Result<Vec<KeysTaken>, Error> {
        let call =
            Call(Write::UserKeysTaken, &[&tenant, &keys.email_key, &keys.user_id, &keys.handle_skeleton]);
        let (transaction, rows) = self.writer.begin(tenant, call).await?;
        transaction.rollback().await;
        rows.iter().map(taken_from_row).collect()
    }

    /// Forgets the imports that nobody will go on with.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn user_imports_purge(&self, tenant: Uuid) -> Result<(), Error> {
        self.writer.run(tenant, &[Call(Write::UserImportsPurge, &[&tenant, &KEPT_DAYS])]).await.map(drop)
    }
}

impl Transaction {
    /// Adds all of the users, records each, moves a locked import on, and commits.
    ///
    /// # Errors
    /// [`Error::Conflict`] where something that must be unique is taken; then none of the users is added.
    pub async fn users_import(self, users: &UserColumns, advance: &UserImportAdvance) -> Result<(), Error> {
        let tenant = self.tenant();
        let (inserted, moved) = (users.params(&tenant), Moved::new(tenant, advance));
        let events = Events::new(tenant, users, 0..users.len());
        let calls = [
            Call(Write::UsersInsert, &inserted),
            Call(Write::AuditInsertMany, &events.as_array()),
            Call(Write::UserImportAdvance, &moved.as_array()),
        ];
        // An empty batch still moves the import on, past entries that were refused.
        self.commit_with(if users.is_empty() { &calls[2..] } else { &calls }).await.map(drop)
    }

    /// Adds the users, in their order, that nothing stands in the way of, and gives their ids.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn users_import_free(&mut self, users: &UserColumns) -> Result<Vec<Uuid>, Error> {
        let tenant = self.tenant();
        let rows = self.query(Call(Write::UsersInsertFree, &users.params(&tenant))).await?;
        let ids = rows.iter().map(|row| row.try_get(0));
        ids.collect::<Result<_, _>>().map_err(|e| error::from_driver(Write::UsersInsertFree.name(), &e))
    }

    /// As [`Database::user_keys_taken`], with what this transaction has added.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn user_keys_taken(&mut self, keys: &KeyColumns) -> Result<Vec<KeysTaken>, Error> {
        let tenant = self.tenant();
        let params: [&(dyn ToSql + Sync); 4] =
            [&tenant, &keys.email_key, &keys.user_id, &keys.handle_skeleton];
        self.query(Call(Write::UserKeysTaken, &params)).await?.iter().map(taken_from_row).collect()
    }

    /// Records those of the users that were added, by their places, moves a locked import on, and commits.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn user_import_finish(
        self,
        users: &UserColumns,
        added: &[usize],
        advance: &UserImportAdvance,
    ) -> Result<(), Error> {
        let tenant = self.tenant();
        let (events, moved) =
            (Events::new(tenant, users, added.iter().copied()), Moved::new(tenant, advance));
        let calls = [
            Call(Write::AuditInsertMany, &events.as_array()),
            Call(Write::UserImportAdvance, &moved.as_array()),
        ];
        self.commit_with(&calls).await.map(drop)
    }
}

/// The values of lines of the audit log, an array per column, kept while their statement is sent.
struct Events {
    tenant: Uuid,
    id: Vec<Uuid>,
    user: Vec<Uuid>,
    status: Vec<&'static str>,
    provider: Vec<&'static str>,
    actor_kind: &'static str,
    action: &'static str,
}

impl Events {
    /// A line for each of the users at these places.
    fn new(tenant: Uuid, users: &UserColumns, places: impl Iterator<Item = usize>) -> Self {
        let mut events = Self {
            tenant,
            id: Vec::new(),
            user: Vec::new(),
            status: Vec::new(),
            provider: Vec::new(),
            actor_kind: Actor::Operator.kind(),
            action: Action::USER_IMPORT.as_str(),
        };
        for place in places {
            events.id.push(Uuid::now_v7());
            events.user.push(users.id[place]);
            events.status.push(users.status[place]);
            events.provider.push(users.provider[place]);
        }
        events
    }

    fn as_array(&self) -> [&(dyn ToSql + Sync); 7] {
        [&self.tenant, &self.id, &self.user, &self.status, &self.provider, &self.actor_kind, &self.action]
    }
}

/// The values of an import's new place, kept while its statement is sent.
struct Moved {
    tenant: Uuid,
    id: Uuid,
    bytes: i64,
    lines: i64,
    digest: Vec<u8>,
    accepted: i64,
    refused: i64,
}

impl Moved {
    fn new(tenant: Uuid, advance: &UserImportAdvance) -> Self {
        let UserImportAdvance { id, done, accepted, refused } = *advance;
        // No input is that long.
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        Self {
            tenant,
            id,
            bytes: count(done.bytes),
            lines: count(done.lines),
            digest: done.digest.to_vec(),
            accepted: count(accepted),
            refused: count(refused),
        }
    }

    fn as_array(&self) -> [&(dyn ToSql + Sync); 7] {
        [&self.tenant, &self.id, &self.bytes, &self.lines, &self.digest, &self.accepted, &self.refused]
    }
}

fn import_from_row(what: Write, row: &Row) -> Result<UserImport, Error> {
    let read = || {
        let digest: &[u8] = row.try_get(3)?;
        Ok::<_, tokio_postgres::Error>((
            UserImport {
                id: row.try_get(0)?,
                done: InputPosition {
                    bytes: row.try_get::<_, i64>(1)?.unsigned_abs(),
                    lines: row.try_get::<_, i64>(2)?.unsigned_abs(),
                    digest: InputDigest::default(),
                },
                accepted: row.try_get::<_, i64>(4)?.unsigned_abs(),
                refused: row.try_get::<_, i64>(5)?.unsigned_abs(),
            },
            digest.try_into().ok(),
        ))
    };
    let (import, digest) = read().map_err(|e| error::from_driver(what.name(), &e))?;
    let digest =
        digest.ok_or_else(|| Error::internal(format!("{}: a digest of no 32 bytes", what.name())))?;
    Ok(UserImport { done: InputPosition { digest, ..import.done }, ..import })
}

fn taken_from_row(row: &Row) -> Result<KeysTaken, Error> {
    let read = || Ok(KeysTaken { email: row.try_get(1)?, user_id: row.try_get(2)?, handle: row.try_get(3)? });
    read().map_err(|e: tokio_postgres::Error| error::from_driver(Write::UserKeysTaken.name(), &e))
}
