//! The service from its start to its end, for `serve` and `dev` alike.

use super::{Error, jobs};
use crate::app::App;
use crate::config::Service;
use crate::dialects::cookie::SessionCookie;
use crate::http::Listener;
use crate::log::Log;
use crate::server::Server;
use selfsame_spec::runtime::Faults;
use std::net::SocketAddr;
use tokio::signal::unix::{SignalKind, signal};

/// Serves until a stop signal comes. `ready` is told the address once requests are answered.
pub(super) async fn until_stopped(
    app: App,
    service: &Service,
    faults: Faults,
    log: &Log,
    ready: impl FnOnce(SocketAddr) -> Result<(), Error>,
) -> Result<(), Error> {
    // Before the listener opens, so that no signal is missed.
    let stop = stop_signal()?;
    let cookie = SessionCookie { secure: service.cookies_are_secure() };
    let server = Server::new(app.clone(), cookie, service.limits(), service.origins(), log.root.clone())?
        .with_faults(faults);
    if let Some(url) = &service.public_url {
        server.public_url.set(url);
    }
    let listener = Listener::open(server, service.listen, log)?;
    let erasure = tokio::spawn(jobs::erase_due(app, service.accounts.erasure_interval, log.root.clone()));
    ready(listener.address())?;
    stop.await;
    erasure.abort();
    listener.close(service.shutdown_delay, service.shutdown_deadline, log).await;
    Ok(())
}

/// Ends when SIGTERM or SIGINT comes.
fn stop_signal() -> Result<impl Future<Output = ()>, Error> {
    let io = |error| Error::Io { what: "cannot listen for signals", error };
    let mut terminate = signal(SignalKind::terminate()).map_err(io)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(io)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
