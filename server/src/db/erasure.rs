//! The end of deleted users: everything that is theirs, in one transaction per batch.

use uuid::Uuid;

use crate::db::writer::Call;
use crate::db::{AuditEvent, Database, Read, Transaction, Write, audit, error};
use crate::domain::Error;

/// How many users one transaction erases: few enough to keep it short.
const BATCH: i64 = 100;

pub(super) const ERASURE_TENANTS: &str = "SELECT DISTINCT tenant_id FROM users WHERE erase_after <= now()";

/// Rows that another server is erasing are left to it.
pub(super) const ERASURE_LOCK: &str = "\
SELECT id FROM users
WHERE tenant_id = $1 AND status = 'deleted' AND erase_after <= now()
ORDER BY erase_after
LIMIT $2
FOR UPDATE SKIP LOCKED";

/// Sessions and tokens go with their user, by their foreign keys.
pub(super) const USERS_ERASE: &str = "DELETE FROM users WHERE tenant_id = $1 AND id = ANY($2)";

/// What happened stays in the log; to whom and from where does not. An administrator who acted stays named.
pub(super) const AUDIT_ANONYMISE: &str = "\
UPDATE audit_events
SET user_id = NULL, actor = CASE WHEN actor = user_id THEN NULL ELSE actor END, address = NULL, user_agent = NULL,
    request_id = NULL, recorded = NULL,
    actor_kind = coalesce(actor_kind, CASE WHEN actor = user_id THEN 'user' WHEN actor IS NOT NULL THEN 'service' END)
WHERE tenant_id = $1 AND user_id = ANY($2)";

impl Database {
    /// The tenants that have somebody to erase.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn erasure_tenants(&self) -> Result<Vec<Uuid>, Error> {
        let rows = self.reader.query(Read::ErasureTenants, &[]).await?;
        rows.iter()
            .map(|row| row.try_get(0).map_err(|e| error::from_driver(Read::ErasureTenants.name(), &e)))
            .collect()
    }

    /// Erases the tenant's users whose grace period is over, and tells how many there were.
    ///
    /// # Errors
    /// Of the database alone; the batches before the failure are erased.
    pub async fn users_erase_due(&self, tenant: Uuid) -> Result<u64, Error> {
        let mut erased = 0;
        loop {
            let (transaction, rows) =
                self.writer.begin(tenant, Call(Write::ErasureLock, &[&tenant, &BATCH])).await?;
            if rows.is_empty() {
                transaction.rollback().await;
                return Ok(erased);
            }
            let ids: Result<Vec<Uuid>, _> = rows.iter().map(|row| row.try_get(0)).collect();
            let ids = ids.map_err(|e| error::from_driver(Write::ErasureLock.name(), &e))?;
            let calls =
                [Call(Write::UsersErase, &[&tenant, &ids]), Call(Write::AuditAnonymise, &[&tenant, &ids])];
            transaction.commit_with(&calls).await?;
            erased += u64::try_from(ids.len()).unwrap_or(u64::MAX);
        }
    }
}

impl Transaction {
    /// Records the deletion of a locked user, erases the user, and commits.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn user_erase(self, user: Uuid, event: &AuditEvent<'_>) -> Result<(), Error> {
        let (tenant, ids) = (self.tenant(), vec![user]);
        let audited = audit::Params::of(tenant, event);
        let calls = [
            Call(Write::AuditInsert, &audited.as_array()),
            Call(Write::UsersErase, &[&tenant, &ids]),
            Call(Write::AuditAnonymise, &[&tenant, &ids]),
        ];
        self.commit_with(&calls).await.map(drop)
    }
}
