//! Transactions that add something. Where the request came with a key, the answer is kept in the same transaction, so that
//! it is known exactly when the thing is there.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use tokio_postgres::Row;
use tokio_postgres::types::Json;
use uuid::Uuid;

use crate::db::writer::Call;
use crate::db::{AuditEvent, Database, Transaction, Write, audit, error, seconds};
use crate::domain::Error;

/// Whoever comes second waits for the first to end, and then has no row, unless the first has left no trace or its answer
/// has had its time.
pub(super) const IDEMPOTENCY_CLAIM: &str = "\
INSERT INTO idempotency_keys AS k (tenant_id, hash, request_hash, operation, expires_at)
VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))
ON CONFLICT (tenant_id, hash) DO UPDATE SET request_hash = excluded.request_hash, user_id = NULL, answer = NULL,
    created_at = excluded.created_at, expires_at = excluded.expires_at
WHERE k.expires_at <= now()
RETURNING k.hash";

pub(super) const IDEMPOTENCY_VIEW: &str =
    "SELECT request_hash, answer FROM idempotency_keys WHERE tenant_id = $1 AND hash = $2";

pub(super) const IDEMPOTENCY_KEEP: &str =
    "UPDATE idempotency_keys SET answer = $3, user_id = $4 WHERE tenant_id = $1 AND hash = $2";

pub(super) const IDEMPOTENCY_PURGE: &str =
    "DELETE FROM idempotency_keys WHERE tenant_id = $1 AND expires_at <= now()";

/// A request that came with a key.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// Of the caller, the operation and the key.
    pub hash: [u8; 32],
    /// Of the key and what was asked for.
    pub request_hash: [u8; 32],
    /// The operation, by its `operationId`.
    pub operation: &'static str,
    /// How long its answer is kept.
    pub ttl: Duration,
}

/// What a request to add something meets.
pub enum Begun {
    /// It is the first, or has no key.
    New(Box<Creation>),
    /// An earlier one under the same key was answered with this.
    Known(Value),
    /// An earlier one under the same key asked for something else.
    Other,
}

/// A transaction that adds something.
pub struct Creation {
    transaction: Transaction,
    /// The tenant of the caller, in which the answer is kept.
    home: Uuid,
    /// The tenant in which the transaction is.
    within: Uuid,
    kept: Option<[u8; 32]>,
}

impl Database {
    /// Begins to add something, unless that was done under this key.
    ///
    /// # Errors
    /// Of the database alone; among them [`Error::Unavailable`] when an earlier request under the same key does not end.
    pub async fn creation_begin(&self, tenant: Uuid, claim: Option<&Claim>) -> Result<Begun, Error> {
        let Some(claim) = claim else {
            let text = tenant.to_string();
            let (transaction, _) = self.writer.begin(tenant, Call(Write::TenantSet, &[&text])).await?;
            return Ok(Begun::New(Box::new(Creation {
                transaction,
                home: tenant,
                within: tenant,
                kept: None,
            })));
        };
        let Claim { hash, request_hash, operation, ttl } = *claim;
        let (hash_bytes, request_bytes, ttl) = (hash.as_slice(), request_hash.as_slice(), seconds(ttl));
        let call = Call(Write::IdempotencyClaim, &[&tenant, &hash_bytes, &request_bytes, &operation, &ttl]);
        let (mut transaction, claimed) = self.writer.begin(tenant, call).await?;
        if !claimed.is_empty() {
            return Ok(Begun::New(Box::new(Creation {
                transaction,
                home: tenant,
                within: tenant,
                kept: Some(hash),
            })));
        }
        let rows = transaction.query(Call(Write::IdempotencyView, &[&tenant, &hash_bytes])).await;
        transaction.rollback().await;
        match rows?.first().map(kept_from_row).transpose()? {
            Some((request, Some(answer))) if request == request_hash => Ok(Begun::Known(answer)),
            Some((request, _)) if request != request_hash => Ok(Begun::Other),
            // Its time came between the two looks.
            Some(_) | None => Err(Error::unavailable("an answer that was kept has just been removed")),
        }
    }

    /// Removes the tenant's answers that have had their time.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn idempotency_purge(&self, tenant: Uuid) -> Result<(), Error> {
        self.writer.run(tenant, &[Call(Write::IdempotencyPurge, &[&tenant])]).await.map(drop)
    }
}

impl Creation {
    /// Goes on in another tenant: the only transactions that touch two are those that add one.
    pub(super) async fn enter(mut self, tenant: Uuid) -> Result<Self, Error> {
        let text = tenant.to_string();
        self.within = tenant;
        self.add(Call(Write::TenantSet, &[&text])).await.map(|(creation, _)| creation)
    }

    /// Runs a statement; if it fails, the transaction is over.
    pub(super) async fn add(mut self, call: Call<'_>) -> Result<(Self, Vec<Row>), Error> {
        match self.transaction.query(call).await {
            Ok(rows) => Ok((self, rows)),
            Err(error) => {
                self.transaction.rollback().await;
                Err(error)
            }
        }
    }

    /// As [`Creation::add`], of a statement that gives one row.
    pub(super) async fn add_one(self, call: Call<'_>) -> Result<(Self, Row), Error> {
        let (creation, mut rows) = self.add(call).await?;
        let row = rows.pop().ok_or_else(|| Error::internal(format!("{}: no row", call.0.name())))?;
        Ok((creation, row))
    }

    /// The tenant in which the transaction is.
    pub(super) const fn within(&self) -> Uuid {
        self.within
    }

    /// Ends without a trace.
    pub async fn rollback(self) {
        self.transaction.rollback().await;
    }

    /// Records what was added, keeps the answer where the request came with a key, and commits. `user` is the one whose
    /// data the answer has.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn commit(
        self,
        answer: &(impl Serialize + Sync),
        user: Option<Uuid>,
        event: &AuditEvent<'_>,
    ) -> Result<(), Error> {
        let audited = audit::Params::of(self.within, event);
        let record = Call(Write::AuditInsert, &audited.as_array());
        let Some(hash) = self.kept else {
            return self.transaction.commit_with(&[record]).await.map(drop);
        };
        let answer = serde_json::to_value(answer)
            .map(Json)
            .map_err(|e| Error::internal(format!("an answer cannot be kept: {e}")))?;
        // The line belongs to the tenant that was entered, the answer to the one that was left.
        let (home, (creation, _)) = (self.home, self.add(record).await?);
        let creation = if creation.within == home { creation } else { creation.enter(home).await? };
        let hash = hash.as_slice();
        let keep = Call(Write::IdempotencyKeep, &[&home, &hash, &answer, &user]);
        creation.transaction.commit_with(&[keep]).await.map(drop)
    }
}

fn kept_from_row(row: &Row) -> Result<([u8; 32], Option<Value>), Error> {
    let read = || {
        let request: Vec<u8> = row.try_get(0)?;
        Ok::<_, tokio_postgres::Error>((request, row.try_get::<_, Option<Json<Value>>>(1)?))
    };
    let (request, answer) = read().map_err(|e| error::from_driver(Write::IdempotencyView.name(), &e))?;
    let request = request.try_into().map_err(|_| Error::internal("a hash of another length"))?;
    Ok((request, answer.map(|Json(answer)| answer)))
}
