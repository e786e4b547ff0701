//! Service tokens. Only hashes are here.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::writer::Call;
use crate::db::{AuditEvent, Database, Read, Write, audit, error};
use crate::domain::{Error, ServiceToken, Token};

/// The live service token `$2` of the tenant `$1`.
macro_rules! live_service_token {
    () => {
        "service_tokens AS t WHERE t.tenant_id = $1 AND t.hash = $2 \
         AND (t.expires_at IS NULL OR t.expires_at > now())"
    };
}
pub(super) use live_service_token;

pub(super) const SERVICE_TOKEN_VIEW: &str = concat!("SELECT t.id FROM ", live_service_token!());

/// The ids grow with time.
pub(super) const SERVICE_TOKEN_LIST: &str =
    "SELECT id, name, created_at, expires_at FROM service_tokens WHERE tenant_id = $1 ORDER BY id";

pub(super) const SERVICE_TOKEN_INSERT: &str =
    "INSERT INTO service_tokens (tenant_id, id, name, hash, expires_at) VALUES ($1, $2, $3, $4, $5)";

pub(super) const SERVICE_TOKEN_DELETE: &str =
    "DELETE FROM service_tokens WHERE tenant_id = $1 AND id = $2 RETURNING id";

/// A new service token.
pub struct ServiceTokenInsert<'a> {
    /// The id (uuid v7).
    pub id: Uuid,
    /// What people call it.
    pub name: &'a str,
    /// The token; its tenant is the row's.
    pub token: &'a Token,
    /// When it ends, if it does.
    pub expires_at: Option<DateTime<Utc>>,
}

impl Database {
    /// The id of a live service token, in one statement.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn service_token_view(&self, token: &Token) -> Result<Option<Uuid>, Error> {
        let (tenant, hash) = (token.tenant(), token.hash());
        let row = self.reader.query_opt(Read::ServiceTokenView, &[&tenant, &hash.as_slice()]).await?;
        let id = row.map(|row| row.try_get(0)).transpose();
        id.map_err(|e| error::from_driver(Read::ServiceTokenView.name(), &e))
    }

    /// The tenant's service tokens, oldest first.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn service_token_list(&self, tenant: Uuid) -> Result<Vec<ServiceToken>, Error> {
        let rows = self.reader.query(Read::ServiceTokenList, &[&tenant]).await?;
        let tokens = rows.iter().map(|row| {
            Ok(ServiceToken {
                id: row.try_get(0)?,
                name: row.try_get(1)?,
                created_at: row.try_get(2)?,
                expires_at: row.try_get(3)?,
            })
        });
        let tokens: Result<_, tokio_postgres::Error> = tokens.collect();
        tokens.map_err(|e| error::from_driver(Read::ServiceTokenList.name(), &e))
    }

    /// Adds a service token.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn service_token_insert(
        &self,
        insert: &ServiceTokenInsert<'_>,
        event: &AuditEvent<'_>,
    ) -> Result<(), Error> {
        let (tenant, hash) = (insert.token.tenant(), insert.token.hash());
        let audited = audit::Params::of(tenant, event);
        let calls = [
            Call(
                Write::ServiceTokenInsert,
                &[&tenant, &insert.id, &insert.name, &hash.as_slice(), &insert.expires_at],
            ),
            Call(Write::AuditInsert, &audited.as_array()),
        ];
        self.writer.run(tenant, &calls).await.map(drop)
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
