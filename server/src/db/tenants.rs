//! Tenants.

use tokio_postgres::Row;
use uuid::Uuid;

use crate::db::writer::Call;
use crate::db::{AuditEvent, Database, Read, Write, audit, error};
use crate::domain::Error;

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

pub(super) const TENANT_INSERT: &str =
    "INSERT INTO tenants (id, name, registration_open) VALUES ($1, $2, $3)";

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

    /// Adds a tenant.
    ///
    /// # Errors
    /// [`Error::Conflict`] when there is one of this id.
    pub async fn tenant_insert(&self, tenant: TenantInsert<'_>, event: &AuditEvent<'_>) -> Result<(), Error> {
        let audited = audit::Params::of(tenant.id, event);
        let calls = [
            Call(Write::TenantInsert, &[&tenant.id, &tenant.name, &tenant.registration_open]),
            Call(Write::AuditInsert, &audited.as_array()),
        ];
        self.writer.run(tenant.id, &calls).await.map(drop)
    }
}
