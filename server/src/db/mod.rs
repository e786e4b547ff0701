//! Postgres: connections, migrations, and a file per resource with its SQL beside the method that runs it.
//!
//! Reads go over a few shared connections, one statement each; writes are transactions on pooled connections that have
//! set their tenant. Nothing here knows HTTP or a contract, and nothing above knows SQL, a pool or an SQLSTATE.

mod accounts;
mod audit;
mod audit_records;
mod avatars;
mod bounds;
mod community;
mod connect;
mod containers;
mod creation;
mod erasure;
mod error;
mod export;
mod managed_users;
mod migrate;
mod notifications;
mod rate_limits;
mod reader;
mod refresh;
mod service_tokens;
mod sessions;
mod settings;
mod statements;
mod tenants;
mod tls;
mod user_import_rows;
mod user_imports;
mod user_lists;
mod user_profiles;
mod users;
mod writer;

use std::time::Duration;

use slog::Logger;

use crate::domain::Error;

pub use accounts::{CredentialsRow, UserInsert};
pub use audit::{Action, AuditEvent, Origin};
pub use connect::SetupError;
pub use creation::{Begun, Claim, Creation};
pub use migrate::{MigrateError, Migrated, migrate, migrate_with, schema_version_newest};
pub use notifications::{NotificationInsert, NotificationOutcome};
pub use rate_limits::{Budget, Verdict};
pub use refresh::{RefreshLock, RefreshUse, Rotation};
pub use service_tokens::ServiceTokenInsert;
pub use sessions::{Holder, SessionInsert, TokenState};
pub use settings::Settings;
pub use statements::{Read, Role, Write};
pub use tenants::{TenantInsert, TenantRow};
pub use user_import_rows::{KeyColumns, UserColumns, UserImportRow, UserKeys};
pub use user_imports::{KeysTaken, UserImportAdvance};
pub use user_lists::UserPlace;
pub use user_profiles::UserProfileAccess;
pub use users::UserLock;
pub use writer::Transaction;

use reader::Reader;
use writer::Writer;

/// The database as the use cases see it.
pub struct Database {
    reader: Reader,
    writer: Writer,
}

impl Database {
    /// Prepares the connections and opens none: a service may start before its database.
    ///
    /// # Errors
    /// A setting cannot be used: a malformed URL, an unreadable certificate file.
    pub fn open(settings: &Settings, log: &Logger) -> Result<Self, SetupError> {
        Ok(Self { reader: Reader::open(settings, log)?, writer: Writer::open(settings)? })
    }

    /// Checks that reads are answered and that the schema is at least the one that this program was built for.
    ///
    /// A newer schema is ready too: while servers are replaced one by one, the new one has migrated already.
    ///
    /// # Errors
    /// [`Error::Unavailable`], with the cause in its context.
    pub async fn ready(&self) -> Result<(), Error> {
        let (found, wanted) = (self.schema_version().await?, schema_version_newest());
        if found >= wanted {
            Ok(())
        } else {
            Err(Error::unavailable(format!(
                "the schema has version {found} and needs {wanted}: run the migrations"
            )))
        }
    }
}

/// Seconds as Postgres's `make_interval` takes them.
fn seconds(duration: Duration) -> f64 {
    duration.as_secs_f64()
}
