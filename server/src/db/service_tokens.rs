//! Service tokens. Only hashes are here.

use chrono::{DateTime, Utc};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db::users::word;
use crate::db::writer::Call;
use crate::db::{AuditEvent, Database, Read, Write, audit, error};
use crate::domain::{Error, ServicePrincipal, ServiceRole, ServiceToken, Token};

/// The live service token `$2` of the tenant `$1`.
macro_rules! live_service_token {
    () => {
        "service_tokens AS t WHERE t.tenant_id = $1 AND t.hash = $2 \
         AND (t.expires_at IS NULL OR t.expires_at > now())"
    };
}
pub(super) use live_service_token;

pub(super) const SERVICE_TOKEN_VIEW: &str = concat!("SELECT t.id, t.role FROM ", live_service_token!());

/// The columns of a service token, in the order in which [`token_from_row`] reads them.
macro_rules! service_token_columns {
    () => {
        "id, name, role, created_at, expires_at"
    };
}

/// The ids grow with time.
pub(super) const SERVICE_TOKEN_LIST: &str = concat!(
    "SELECT ",
    service_token_columns!(),
    " FROM service_tokens WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT $3"
);

pub(super) const SERVICE_TOKEN_INSERT: &str = concat!(
    "INSERT INTO service_tokens (tenant_id, id, name, role, hash, expires_at) VALUES ($1, $2, $3, $4, $5, $6) RETURNING ",
    service_token_columns!()
);

pub(super) const SERVICE_TOKEN_DELETE: &str =
    "DELETE FROM service_tokens WHERE tenant_id = $1 AND id = $2 RETURNING id";

/// A new service token.
pub struct ServiceTokenInsert<'a> {
    /// The id (uuid v7).
    pub id: Uuid,
    /// What people call it.
    pub name: &'a str,
    /// What it is for.
    pub role: ServiceRole,
    /// The token; its tenant is the row's.
    pub token: &'a Token,
    /// When it ends, if it does.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A service token's id and role, the first two columns.
pub(super) fn service_from_row(row: &Row, tenant: Uuid) -> Result<ServicePrincipal, Error> {
    let token = row.try_get(0).map_err(|e| error::from_driver("a service token's row", &e))?;
    Ok(ServicePrincipal { tenant, token, role: word(row, 1, ServiceRole::from_word)? })
}

impl Database {
    /// Who presents a live service token, in one statement.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn service_token_view(&self, token: &Token) -> Result<Option<ServicePrincipal>, Error> {
        let (tenant, hash) = (token.tenant(), token.hash());
        let row = self.reader.query_opt(Read::ServiceTokenView, &[&tenant, &hash.as_slice()]).await?;
        row.map(|row| service_from_row(&row, tenant)).transpose()
    }

    /// At most so many of the tenant's service tokens, oldest first, after one by its id.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn service_token_list(
        &self,
        tenant: Uuid,
        after: Option<Uuid>,
        rows: i64,
    ) -> Result<Vec<ServiceToken>, Error> {
        let after = after.unwrap_or(Uuid::nil());
        let call = Call(Write::ServiceTokenList, &[&tenant, &after, &rows]);
        let found = self.writer.run(tenant, &[call]).await?.pop().unwrap_or_default();
        found.iter().map(token_from_row).collect()
    }

    /// Adds a service token and gives it as it is then.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn service_token_insert(
        &self,
        insert: &ServiceTokenInsert<'_>,
        event: &AuditEvent<'_>,
    ) -> Result<ServiceToken, Error> {
        let (tenant, hash, role) = (insert.token.tenant(), insert.token.hash(), insert.role.as_str());
        let audited = audit::Params::of(tenant, event);
        let calls = [
            Call(
                Write::ServiceTokenInsert,
                &[&tenant, &insert.id, &insert.name, &role, &hash.as_slice(), &insert.expires_at],
            ),
            Call(Write::AuditInsert, &audited.as_array()),
        ];
        let answers = self.writer.run(tenant, &calls).await?;
        let row = answers.first().and_then(|rows| rows.first());
        let what = Write::ServiceTokenInsert.name();
        token_from_row(row.ok_or_else(|| Error::internal(format!("{what}: no row")))?)
    }

    /// Removes a service token of the tenant, and tells whether there was one.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn service_token_delete(
        &self,
        tenant: Uuid,
        id: Uuid,
        event: &AuditEvent<'_>,
    ) -> Result<bool, Error> {
        self.run_if_found(tenant, Call(Write::ServiceTokenDelete, &[&tenant, &id]), event).await
    }
}

fn token_from_row(row: &Row) -> Result<ServiceToken, Error> {
    let read = || {
        Ok::<_, tokio_postgres::Error>(ServiceToken {
            id: row.try_get(0)?,
            name: row.try_get(1)?,
            role: ServiceRole::default(),
            created_at: row.try_get(3)?,
            expires_at: row.try_get(4)?,
        })
    };
    let token = read().map_err(|e| error::from_driver("a service token's row", &e))?;
    Ok(ServiceToken { role: word(row, 2, ServiceRole::from_word)?, ..token })
}
