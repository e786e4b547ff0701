//! Sending requests: every exchange of the suite goes through here, with the identity's header fields, is judged, and
//! is recorded with the exchanges before it, so that what it breaks can be shown again. It must not know why a request
//! is made.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::exchange::{Exchange, Sent, SharedExchange};
use super::identity::Identity;
use super::transport::Transport;
use crate::api::Api;

/// Sends requests of some identities to one server, and records what comes of them. A clone is the same client.
#[derive(Clone, Debug)]
pub struct Client {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    api: Arc<Api>,
    transport: Transport,
    identities: Vec<Identity>,
    requests: AtomicU64,
}

impl Client {
    /// A client that has sent nothing.
    pub fn new(api: Arc<Api>, transport: Transport, identities: Vec<Identity>) -> Self {
        Self { shared: Arc::new(Shared { api, transport, identities, requests: AtomicU64::new(0) }) }
    }

    /// What the server is held to.
    pub fn api(&self) -> &Api {
        &self.shared.api
    }

    /// Who may ask; the first is the main one.
    pub fn identities(&self) -> &[Identity] {
        &self.shared.identities
    }

    /// What stands before each path of the document.
    pub fn prefix(&self) -> &str {
        &self.shared.transport.base().prefix
    }

    /// How many requests were sent.
    pub fn requests(&self) -> u64 {
        self.shared.requests.load(Ordering::Relaxed)
    }

    /// Requests that belong together. `ordinal` orders conversations in reports: of two that show the same, the one
    /// with the lower ordinal is reported, whichever came first.
    pub fn conversation(&self, ordinal: u64) -> Conversation {
        Conversation { client: self.clone(), ordinal, exchanges: Vec::new() }
    }

    async fn exchange(&self, identity: Option<usize>, mut sent: Sent) -> Exchange {
        if let Some(identity) = identity.and_then(|at| self.shared.identities.get(at)) {
            sent.headers.extend(identity.headers.iter().cloned());
        }
        self.shared.requests.fetch_add(1, Ordering::Relaxed);
        let outcome = self.shared.transport.exchange(&sent).await;
        Exchange { sent, outcome, identity, operation: None, violations: Vec::new() }
    }
}

/// Requests that belong together, in order: the later ones may use what the earlier ones answered.
#[derive(Debug)]
pub struct Conversation {
    client: Client,
    ordinal: u64,
    exchanges: Vec<SharedExchange>,
}

impl Conversation {
    /// Sends a request as an identity, an index in [`Client::identities`], whose header fields are added to it; as
    /// nobody with `None`.
    pub async fn send(&mut self, identity: Option<usize>, sent: Sent) -> SharedExchange {
        let exchange = Arc::new(self.client.exchange(identity, sent).await);
        self.exchanges.push(Arc::clone(&exchange));
        exchange
    }

    /// The client that the conversation is of.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Where the conversation stands in reports.
    pub fn ordinal(&self) -> u64 {
        self.ordinal
    }

    /// Its exchanges so far.
    pub fn exchanges(&self) -> &[SharedExchange] {
        &self.exchanges
    }
}
