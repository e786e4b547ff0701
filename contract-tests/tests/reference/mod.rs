//! A server that keeps its description to the letter, and can be told to break it in one named way: what the engine
//! is tried on. It is written without the engine: it must not know what is checked, only what it does to HTTP and to
//! its state. Nothing is kept after it is dropped.

mod creation;
pub(crate) mod defects;
mod inputs;
mod lists;
mod routes;
mod rules;
mod store;
mod wire;
mod writes;

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use store::Store;

/// The description, as text.
pub(crate) const DESCRIPTION: &str = include_str!("reference.yaml");

/// Tokens that the server knows, each with the name of its owner.
pub(crate) const TOKENS: [(&str, &str); 2] = [("ada", "ada-5f0c2a"), ("grace", "grace-91b7de")];

/// A server on a port of its own. It stops when it is dropped.
pub(crate) struct Reference {
    /// `http://127.0.0.1:PORT`
    pub(crate) url: String,
    accepting: JoinHandle<()>,
}

impl Reference {
    /// Starts one on a free port, or on `port`. `description` is [`DESCRIPTION`], parsed.
    pub(crate) async fn start(
        description: Value,
        defect: Option<&'static str>,
        port: u16,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let service = Arc::new(Service {
            description,
            defect,
            store: Mutex::new(Store::new()),
            writing: tokio::sync::Mutex::default(),
        });
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(wire::serve(stream, Arc::clone(&service)));
            }
        });
        Ok(Self { url, accepting })
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// What answers: the description that inputs are held to, the state, and the one way in which it is broken.
struct Service {
    description: Value,
    defect: Option<&'static str>,
    store: Mutex<Store>,
    /// Held from a look at what is there to the write.
    writing: tokio::sync::Mutex<()>,
}

impl Service {
    /// Whether the server is broken in that way.
    fn broken(&self, name: &str) -> bool {
        self.defect == Some(name)
    }

    /// Whether the collection is broken in that way: `projects` and `patch.lost`.
    fn broken_in(&self, kind: &str, what: &str) -> bool {
        let rest = self.defect.and_then(|name| name.strip_prefix(kind));
        rest.and_then(|rest| rest.strip_prefix('.')) == Some(what)
    }

    fn with<T>(&self, act: impl FnOnce(&mut Store) -> T) -> T {
        act(&mut self.store.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
