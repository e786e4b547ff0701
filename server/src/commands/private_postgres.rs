//! The private Postgres of `dev`: found or fetched, started, with a database of ours in it.

use super::Error;
use crate::config::Dev;
use crate::db::MigrateError;
use crate::embedded::{self, Cluster, Options};
use slog::{Logger, info};
use tokio_postgres::NoTls;
use tokio_postgres::error::SqlState;

/// The database in the private Postgres.
const DATABASE: &str = "selfsame";
/// The account that owns everything in it.
const OWNER: &str = "postgres";

/// A running private Postgres. It stops when this is dropped.
pub(super) struct PrivatePostgres {
    cluster: Cluster,
}

impl PrivatePostgres {
    /// Starts it, with data that stays unless the arguments say otherwise.
    pub(super) async fn start(arguments: &Dev, log: &Logger) -> Result<PrivatePostgres, Error> {
        let (ephemeral, data_dir, progress_log) =
            (arguments.ephemeral, arguments.data_dir.clone(), log.clone());
        let started = tokio::task::spawn_blocking(move || {
            let binaries = embedded::binaries(&|step| info!(progress_log, "{step}"))?;
            let root = match data_dir {
                _ if ephemeral => embedded::ephemeral_root()?,
                Some(folder) => folder,
                None => embedded::default_root("dev", binaries.major)?,
            };
            info!(progress_log, "starting Postgres"; "major" => binaries.major,
                "binaries" => binaries.origin, "data" => %root.display());
            let options =
                Options { root, durable: !ephemeral, settings: Vec::new(), remove_on_stop: ephemeral };
            Cluster::start(&binaries, &options)
        });
        let cluster = started.await.map_err(|error| Error::Io {
            what: "Postgres could not be started",
            error: std::io::Error::other(error),
        })??;
        let postgres = PrivatePostgres { cluster };
        postgres.create_database().await.map_err(MigrateError::Database)?;
        Ok(postgres)
    }

    /// The URL of the owner.
    pub(super) fn owner_url(&self) -> String {
        self.cluster.url(OWNER, DATABASE)
    }

    /// The URL of the role that the service connects as.
    pub(super) fn service_url(&self) -> String {
        self.cluster.url("selfsame_service", DATABASE)
    }

    async fn create_database(&self) -> Result<(), tokio_postgres::Error> {
        let url = self.cluster.url(OWNER, "postgres");
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
        let driver = tokio::spawn(connection);
        let created = client.batch_execute(&format!("CREATE DATABASE {DATABASE}")).await;
        driver.abort();
        match created {
            Err(error) if error.code() == Some(&SqlState::DUPLICATE_DATABASE) => Ok(()),
            other => other,
        }
    }
}
