//! `selfsame dev`: everything from nothing, with demo data. Never for production.

use super::private_postgres::PrivatePostgres;
use super::{Error, policies, ready, service as running};
use crate::app::App;
use crate::config::{Dev, ReadyFormat};
use crate::db::{self, Database};
use crate::demo;
use crate::log::Log;
use selfsame_spec::runtime::Faults;

pub(super) async fn run(arguments: Dev) -> Result<(), Error> {
    let service = &arguments.service;
    let log = Log::start(service.log_format, service.log_level);
    let authorizer = policies::in_force(service, &log.root)?;
    let mut postgres = None;
    let (owner_url, service_url) = match &arguments.database_url {
        Some(url) => (url.clone(), url.clone()),
        None => {
            let started = postgres.insert(PrivatePostgres::start(&arguments, &log.root).await?);
            (started.owner_url(), started.service_url())
        }
    };
    db::migrate(&owner_url).await?;
    let database = Database::open(&service.database_settings(service_url), &log.root)?;
    let app = App::new(database, authorizer, service.app_settings(), log.root.clone());
    let demo = demo::load(&app).await.map_err(Error::Demo)?;
    let format = arguments.ready_format.unwrap_or(match arguments.ephemeral {
        true => ReadyFormat::Json,
        false => ReadyFormat::Human,
    });
    let faults = if arguments.faults { Faults::OnRequest } else { Faults::Ignored };
    let result = running::until_stopped(app, service, faults, &log, |address| {
        ready::print(format, address, &owner_url, &demo, &mut std::io::stdout())
    })
    .await;
    // Stopping takes a moment, and the reactor is not needed for it any more.
    if let Some(postgres) = postgres {
        let stopped = tokio::task::spawn_blocking(move || drop(postgres)).await;
        stopped.map_err(|error| Error::Io {
            what: "Postgres was not stopped",
            error: std::io::Error::other(error),
        })?;
    }
    result
}
