//! `selfsame migrate`: the schema brought up to date, as its owner.

use super::Error;
use crate::config::{LogFormat, LogLevel, Migrate};
use crate::db;
use crate::log::Log;
use slog::info;

pub(super) async fn run(arguments: Migrate) -> Result<(), Error> {
    let log = Log::start(LogFormat::Terminal, LogLevel::Info);
    let url = arguments.database.url()?;
    let migrated = db::migrate_with(&url, arguments.database_ca.as_deref()).await?;
    info!(log.root, "the schema is up to date"; "applied" => migrated.applied.join(", "));
    Ok(())
}
