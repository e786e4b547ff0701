//! How a verb reaches the database, and where it says what it did.

use super::output::{Format, Output};
use crate::app::{App, Settings};
use crate::authorization::Authorizer;
use crate::commands::Error;
use crate::config::{DatabaseUrl, LogFormat, LogLevel};
use crate::db::{self, Database};
use crate::domain::{self, Page, Window};
use crate::log::Log;
use clap::Args;
use serde::Serialize;
use serde_json::Value;
use std::path::PathBuf;
use uuid::Uuid;

/// How many items are asked of the database at once.
const PAGE: u32 = 100;

/// What every verb takes.
#[derive(Args, Debug)]
pub(super) struct Access {
    /// Where the database is, as the role that serves.
    #[command(flatten)]
    pub(super) database: DatabaseUrl,
    /// A PEM file of the certificates that may sign the database's.
    #[arg(long, env = "SELFSAME_DATABASE_CA")]
    pub(super) database_ca: Option<PathBuf>,
    /// How to show what was found or done.
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: Format,
}

/// What every verb takes that is about one tenant.
#[derive(Args, Debug)]
pub(super) struct TenantAccess {
    /// The id of the tenant.
    #[arg(long, env = "SELFSAME_TENANT")]
    pub(super) tenant: Uuid,
    /// All else.
    #[command(flatten)]
    pub(super) access: Access,
}

/// How much of a list is shown.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct Extent {
    /// How many items at most; all of them unless it is given.
    #[arg(long)]
    pub(super) limit: Option<u64>,
}

/// The use cases on the database, and where to show what they answer.
pub(super) struct Console {
    /// The use cases.
    pub(super) app: App,
    /// Where answers go.
    pub(super) output: Output,
    /// Writes what waits when it is dropped.
    _log: Log,
}

impl Access {
    /// Makes ready, and connects with the first use.
    ///
    /// # Errors
    /// The URL is missing or cannot be used.
    pub(super) fn console(&self) -> Result<Console, Error> {
        self.console_with(|settings| settings)
    }

    /// As [`Access::console`], with other limits on the use of the database.
    ///
    /// # Errors
    /// As [`Access::console`].
    pub(super) fn console_with(
        &self,
        limits: impl FnOnce(db::Settings) -> db::Settings,
    ) -> Result<Console, Error> {
        let log = Log::start(LogFormat::Terminal, LogLevel::Error);
        let url = self.database.url()?;
        let settings = db::Settings { root_certificates: self.database_ca.clone(), ..db::Settings::new(url) };
        let settings = limits(settings);
        let database = Database::open(&settings, &log.root)?;
        let app = App::new(database, Authorizer::load(None)?, Settings::default(), log.root.clone());
        Ok(Console { app, output: Output::stdout(self.format), _log: log })
    }
}

impl Console {
    /// Shows a whole list, a page after the other.
    ///
    /// # Errors
    /// As the pages.
    pub(super) async fn list<T, W: Serialize>(
        &mut self,
        columns: &[&str],
        Extent { limit }: Extent,
        page: impl AsyncFn(&App, Window<'_>) -> Result<Page<T>, domain::Error>,
        wire: impl Fn(T) -> W,
    ) -> Result<(), Error> {
        let mut rest = limit.unwrap_or(u64::MAX);
        let mut cursor: Option<String> = None;
        let mut is_first = true;
        while rest > 0 {
            let window = Window {
                limit: u32::try_from(rest).map_or(PAGE, |rest| rest.min(PAGE)),
                cursor: cursor.as_deref(),
            };
            let Page { items, next } = page(&self.app, window).await?;
            rest = rest.saturating_sub(u64::try_from(items.len()).unwrap_or(u64::MAX));
            let items: Vec<Value> = items.into_iter().map(|item| json(&wire(item))).collect();
            self.output.list(columns, &items, is_first)?;
            is_first = false;
            match next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        Ok(())
    }

    /// Shows one thing.
    ///
    /// # Errors
    /// Nobody reads.
    pub(super) fn one(&mut self, wire: &impl Serialize) -> Result<(), Error> {
        self.output.one(&json(wire))
    }
}

/// What is shown has members of text, numbers and times alone, which can always be written.
fn json(wire: &impl Serialize) -> Value {
    serde_json::to_value(wire).unwrap_or_default()
}
