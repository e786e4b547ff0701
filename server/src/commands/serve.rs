//! `selfsame serve`: the service on a database that is there.

use super::{Error, policies, service as running};
use crate::app::App;
use crate::config::Serve;
use crate::db::{self, Database};
use crate::log::Log;
use selfsame_spec::runtime::Faults;

pub(super) async fn run(arguments: Serve) -> Result<(), Error> {
    let service = &arguments.service;
    let log = Log::start(service.log_format, service.log_level);
    let authorizer = policies::in_force(service, &log.root)?;
    let settings = db::Settings {
        root_certificates: arguments.database_ca.clone(),
        ..service.database_settings(arguments.database.url()?)
    };
    let database = Database::open(&settings, &log.root)?;
    let app = App::new(database, authorizer, service.app_settings(), log.root.clone());
    running::until_stopped(app, service, Faults::Ignored, &log, |_| Ok(())).await
}
