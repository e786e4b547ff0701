//! Migrations: SQL files embedded in the program, applied once each, under a lock.

use std::path::Path;

use tokio_postgres::Client;

use crate::causes::causes;
use crate::db::connect::{self, SetupError};
use crate::db::{Database, Read, error, tls};
use crate::domain::Error;

mod embedded {
    refinery::embed_migrations!("migrations");
}

pub(super) const SCHEMA_VERSION: &str = "SELECT max(version) FROM refinery_schema_history";

/// Any number will do, as long as every version of the program uses this one: refinery itself takes no lock, and two
/// starters would trip over each other's tables.
const LOCK: i64 = 0x5e1f_5a3e;

/// What a run of the migrations did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The migrations that this run applied, as `V1 accounts_and_sessions`.
    pub applied: Vec<String>,
}

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// A setting cannot be used.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// The database could not be reached or broke off.
    #[error("the database to migrate cannot be used: {}", causes(.0))]
    Database(#[from] tokio_postgres::Error),
    /// A migration failed, or the database's history is not this program's.
    #[error("the migrations cannot be applied: {}", causes(.0))]
    Migration(#[from] refinery::Error),
}

/// Brings the schema of the database at `owner_url` up to date. Any number of programs may do so at once.
///
/// # Errors
/// The owner of the schema cannot connect, may not create roles, or a migration fails; nothing of a failed migration
/// stays.
pub async fn migrate(owner_url: &str) -> Result<Migrated, MigrateError> {
    migrate_with(owner_url, None).await
}

/// As [`migrate`], trusting the certificates of a PEM file rather than the platform's.
///
/// # Errors
/// As [`migrate`].
pub async fn migrate_with(
    owner_url: &str,
    root_certificates: Option<&Path>,
) -> Result<Migrated, MigrateError> {
    let config = connect::parse(owner_url)?;
    let (mut client, connection) = config.connect(tls::connector(&config, root_certificates)?).await?;
    let driver = tokio::spawn(connection);
    let migrated = migrate_locked(&mut client).await;
    // The lock belongs to the session: closing it releases the lock, whatever happened.
    drop(client);
    let _closed = driver.await;
    migrated
}

async fn migrate_locked(client: &mut Client) -> Result<Migrated, MigrateError> {
    client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).await?;
    let report = embedded::migrations::runner().run_async(client).await?;
    let applied =
        report.applied_migrations().iter().map(|m| format!("V{} {}", m.version(), m.name())).collect();
    Ok(Migrated { applied })
}

/// The newest migration that this program knows.
pub fn schema_version_newest() -> i64 {
    embedded::migrations::runner().get_migrations().iter().map(|m| i64::from(m.version())).max().unwrap_or(0)
}

impl Database {
    /// The newest migration that the database has; 0 when it has none.
    ///
    /// # Errors
    /// The database does not answer, or has no schema at all.
    pub async fn schema_version(&self) -> Result<i64, Error> {
        let row = self.reader.query_opt(Read::SchemaVersion, &[]).await?;
        let version: Option<i32> = match row {
            Some(row) => row.try_get(0).map_err(|e| error::from_driver(Read::SchemaVersion.name(), &e))?,
            None => None,
        };
        Ok(version.map_or(0, i64::from))
    }
}
