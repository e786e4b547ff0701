//! The listener: all operations registered for one server, started, and stopped within a deadline.

use crate::causes::causes;
use crate::log::Log;
use crate::server::Server;
use dropshot::{
    ApiDescription, ApiDescriptionRegisterError, BuildError, CompressionConfig, ConfigDropshot,
    HandlerTaskMode, HttpServer, ServerBuilder,
};
use selfsame_spec::generated::{admin, auth, community, manage, me, service, tenant};
use slog::{info, warn};
use std::net::SocketAddr;
use std::time::Duration;

/// A listener that is open.
pub struct Listener {
    server: HttpServer<Server>,
}

/// Why a listener cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// An operation cannot be registered.
    #[error("an operation cannot be registered: {0}")]
    Register(#[from] ApiDescriptionRegisterError),
    /// The address cannot be listened on.
    #[error("cannot listen: {}", causes(.0))]
    Build(#[from] BuildError),
}

/// All operations of the document, registered.
///
/// # Errors
/// The router does not take two paths beside each other.
pub fn description() -> Result<ApiDescription<Server>, ApiDescriptionRegisterError> {
    let mut description = ApiDescription::new();
    admin::register(&mut description)?;
    auth::register(&mut description)?;
    community::register(&mut description)?;
    manage::register(&mut description)?;
    me::register(&mut description)?;
    service::register(&mut description)?;
    tenant::register(&mut description)?;
    Ok(description)
}

impl Listener {
    /// Listens on the address and answers.
    ///
    /// # Errors
    /// The address cannot be listened on.
    pub fn open(server: Server, address: SocketAddr, log: &Log) -> Result<Listener, ListenError> {
        let config = ConfigDropshot {
            bind_address: address,
            // What was begun is ended although its caller went away: a write that is cut off costs its connection to the
            // database, which strangers could make happen at will.
            default_handler_task_mode: HandlerTaskMode::Detached,
            compression: CompressionConfig::None,
            ..ConfigDropshot::default()
        };
        let server = ServerBuilder::new(description()?, server, log.http.clone()).config(config).start()?;
        server.app_private().public_url.set(&format!("http://{}", server.local_addr()));
        info!(log.root, "listening"; "address" => %server.local_addr());
        Ok(Listener { server })
    }

    /// The address, with the port that was picked.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.local_addr()
    }

    /// Says no to probes for `delay`, so that balancers turn away; then ends what was begun, within `deadline`.
    pub async fn close(self, delay: Duration, deadline: Duration, log: &Log) {
        self.server.app_private().drain();
        info!(log.root, "stopping"; "delay_s" => delay.as_secs_f64(), "deadline_s" => deadline.as_secs_f64());
        tokio::time::sleep(delay).await;
        match tokio::time::timeout(deadline, self.server.close()).await {
            Ok(Ok(())) => info!(log.root, "stopped"),
            Ok(Err(error)) => warn!(log.root, "stopped"; "error" => error),
            Err(_) => warn!(log.root, "stopped with requests still open"),
        }
    }
}
