//! The audit log, read: newest first, a part at a time.

use chrono::{DateTime, Utc};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db::bounds::{FIRST_TIME, LAST_TIME};
use crate::db::writer::Call;
use crate::db::{Database, Write, error};
use crate::domain::{AuditChange, AuditFilter, AuditRecord, Error};

/// The lines that are wanted, newest first, after the place `$5`, `$6`. Lines from before kinds were kept tell theirs by
/// who acted.
macro_rules! audit_list {
    ($wanted:literal) => {
        concat!(
            "SELECT e.id, e.at, coalesce(e.actor_kind, CASE WHEN e.actor IS NULL THEN 'operator'
        WHEN e.actor = e.user_id THEN 'user' ELSE 'service' END),
    e.actor, e.action, u.user_id, e.fields, e.recorded, e.address, e.user_agent, e.request_id
FROM (
    SELECT * FROM audit_events AS newest
    WHERE newest.tenant_id = $1 AND newest.at >= $3 AND newest.at < $4 AND (newest.at, newest.id) < ($5, $6)",
            $wanted,
            "
    ORDER BY newest.at DESC, newest.id DESC LIMIT $7
) AS e
LEFT JOIN users AS u ON u.tenant_id = $1 AND u.id = e.user_id
ORDER BY e.at DESC, e.id DESC"
        )
    };
}

/// `$2` is left out of account; it is there so that all three take the same values.
pub(super) const AUDIT_LIST: &str = audit_list!(" AND $2::text IS NULL AND $8::text IS NULL");

pub(super) const AUDIT_LIST_OF_ACTION: &str = audit_list!(" AND newest.action = $2 AND $8::text IS NULL");

pub(super) const AUDIT_LIST_OF_USER: &str = audit_list!(
    " AND newest.user_id = (SELECT id FROM users WHERE tenant_id = $1 AND user_id = $8)
        AND newest.action = coalesce($2, newest.action)"
);

impl Database {
    /// At most so many of the tenant's lines, newest first, after a line by its time and id.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn audit_list(
        &self,
        tenant: Uuid,
        filter: AuditFilter<'_>,
        after: Option<(DateTime<Utc>, Uuid)>,
        rows: i64,
    ) -> Result<Vec<AuditRecord>, Error> {
        let AuditFilter { user_id, action, since, until } = filter;
        let what = match (user_id, action) {
            (Some(_), _) => Write::AuditListOfUser,
            (None, Some(_)) => Write::AuditListOfAction,
            (None, None) => Write::AuditList,
        };
        let (since, until) = (since.unwrap_or(FIRST_TIME), until.unwrap_or(LAST_TIME));
        let (at, id) = after.unwrap_or((LAST_TIME, Uuid::max()));
        let call = Call(what, &[&tenant, &action, &since, &until, &at, &id, &rows, &user_id]);
        let found = self.writer.run(tenant, &[call]).await?.pop().unwrap_or_default();
        let records: Result<_, _> = found.iter().map(record_from_row).collect();
        records.map_err(|e| error::from_driver(what.name(), &e))
    }
}

fn record_from_row(row: &Row) -> Result<AuditRecord, tokio_postgres::Error> {
    let fields: Vec<String> = row.try_get(6)?;
    let recorded: Option<Vec<Option<String>>> = row.try_get(7)?;
    let values = recorded.unwrap_or_default().into_iter().chain(std::iter::repeat(None));
    let changes = fields.into_iter().zip(values).map(|(field, value)| AuditChange { field, value });
    Ok(AuditRecord {
        id: row.try_get(0)?,
        at: row.try_get(1)?,
        actor_kind: row.try_get(2)?,
        actor: row.try_get(3)?,
        action: row.try_get(4)?,
        user_id: row.try_get(5)?,
        changes: changes.collect(),
        address: row.try_get(8)?,
        user_agent: row.try_get(9)?,
        request_id: row.try_get(10)?,
    })
}
