//! Tenants.

use tokio_postgres::Row;
use uuid::Uuid;

use crate::db::writer::Call;
use crate::db::{AuditEvent, Creation, Database, Read, Transaction, Write, audit, error};
use crate::domain::{Error, Tenant};

/// The rest of the transaction sees the rows of this tenant alone.
pub(super) const TENANT_SET: &str = "SELECT set_config('selfsame.tenant_id', $1, true)";

/// What a request must know of its tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TenantRow {
    /// The tenant's id.
    pub id: Uuid,
    /// Whether anybody may create an account.
    pub registration_open: bool,
}

impl TenantRow {
    fn from_row(row: &Row) -> Result<Self, tokio_postgres::Error> {
        Ok(Self { id: row.try_get(0)?, registration_open: row.try_get(1)? })
    }
}

/// A new tenant.
#[derive(Clone, Copy, Debug)]
pub struct TenantInsert<'a> {
    /// The id.
    pub id: Uuid,
    /// What people call it.
    pub name: &'a str,
    /// Whether anybody may create an account.
    pub registration_open: bool,
}

pub(super) const TENANT_VIEW: &str = "SELECT id, registration_open FROM tenants WHERE id = $1";

/// Two rows are enough to know that there is more than one.
pub(super) const TENANT_SOLE: &str = "SELECT id, registration_open FROM tenants LIMIT 2";

pub(super) const TENANT_LIST: &str = "SELECT id FROM tenants ORDER BY id";

/// The columns of a tenant as it is administered, in the order in which [`tenant_from_row`] reads them.
macro_rules! tenant_columns {
    () => {
        "id, name, registration_open, created_at"
    };
}

/// What the reader may see of all tenants, and the only list that goes beyond one.
pub(super) const TENANT_PAGE: &str =
    concat!("SELECT ", tenant_columns!(), " FROM tenants WHERE id > $1 ORDER BY id LIMIT $2");

pub(super) const TENANT_RECORD: &str = concat!("SELECT ", tenant_columns!(), " FROM tenants WHERE id = $1");

/// As [`TENANT_RECORD`], with the tenant locked.
pub(super) const TENANT_LOCK: &str =
    concat!("SELECT ", tenant_columns!(), " FROM tenants WHERE id = $1 FOR NO KEY UPDATE");

pub(super) const TENANT_INSERT: &str = concat!(
    "INSERT INTO tenants (id, name, registration_open) VALUES ($1, $2, $3) RETURNING ",
    tenant_columns!()
);

pub(super) const TENANT_UPDATE: &str = "UPDATE tenants SET name = $2, registration_open = $3 WHERE id = $1";

impl Database {
    /// A tenant by its id.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn tenant_view(&self, id: Uuid) -> Result<Option<TenantRow>, Error> {
        let row = self.reader.query_opt(Read::TenantView, &[&id]).await?;
        row.as_ref()
            .map(TenantRow::from_row)
            .transpose()
            .map_err(|e| error::from_driver(Read::TenantView.name(), &e))
    }

    /// The tenant, where there is exactly one.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn tenant_sole(&self) -> Result<Option<TenantRow>, Error> {
        let rows = self.reader.query(Read::TenantSole, &[]).await?;
        match rows.as_slice() {
            [row] => TenantRow::from_row(row)
                .map(Some)
                .map_err(|e| error::from_driver(Read::TenantSole.name(), &e)),
            _ => Ok(None),
        }
    }

    /// Every tenant's id.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn tenant_list(&self) -> Result<Vec<Uuid>, Error> {
        let rows = self.reader.query(Read::TenantList, &[]).await?;
        rows.iter()
            .map(|row| row.try_get(0).map_err(|e| error::from_driver(Read::TenantList.name(), &e)))
            .collect()
    }

    /// At most so many of all tenants, by id, after one.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn tenant_page(&self, after: Option<Uuid>, rows: i64) -> Result<Vec<Tenant>, Error> {
        let after = after.unwrap_or(Uuid::nil());
        let found = self.reader.query(Read::TenantPage, &[&after, &rows]).await?;
        found.iter().map(tenant_from_row).collect()
    }

    /// A tenant as it is administered.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn tenant_record(&self, id: Uuid) -> Result<Option<Tenant>, Error> {
        let rows = self.writer.run(id, &[Call(Write::TenantRecord, &[&id])]).await?.pop().unwrap_or_default();
        rows.first().map(tenant_from_row).transpose()
    }

    /// Begins a transaction with a tenant locked; `None` where there is none.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn tenant_lock(&self, id: Uuid) -> Result<Option<(Transaction, Tenant)>, Error> {
        let (transaction, rows) = self.writer.begin(id, Call(Write::TenantLock, &[&id])).await?;
        match rows.first().map(tenant_from_row).transpose()? {
            Some(tenant) => Ok(Some((transaction, tenant))),
            None => {
                transaction.rollback().await;
                Ok(None)
            }
        }
    }
}

impl Transaction {
    /// Writes a locked tenant, records it and commits.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the name is taken.
    pub async fn tenant_update(self, tenant: &Tenant, event: &AuditEvent<'_>) -> Result<(), Error> {
        let audited = audit::Params::of(self.tenant(), event);
        let Tenant { id, name, registration_open, .. } = tenant;
        let calls = [
            Call(Write::TenantUpdate, &[id, name, registration_open]),
            Call(Write::AuditInsert, &audited.as_array()),
        ];
        self.commit_with(&calls).await.map(drop)
    }
}

impl Creation {
    /// Adds a tenant, in which the transaction then is.
    ///
    /// # Errors
    /// [`Error::Conflict`] when there is one of this id or name.
    pub async fn tenant_insert(self, tenant: TenantInsert<'_>) -> Result<(Self, Tenant), Error> {
        let TenantInsert { id, name, registration_open } = tenant;
        let call = Call(Write::TenantInsert, &[&id, &name, &registration_open]);
        let (creation, row) = self.enter(id).await?.add_one(call).await?;
        Ok((creation, tenant_from_row(&row)?))
    }
}

fn tenant_from_row(row: &Row) -> Result<Tenant, Error> {
    let read = || {
        Ok::<_, tokio_postgres::Error>(Tenant {
            id: row.try_get(0)?,
            name: row.try_get(1)?,
            registration_open: row.try_get(2)?,
            created_at: row.try_get(3)?,
        })
    };
    read().map_err(|e| error::from_driver("a tenant's row", &e))
}
