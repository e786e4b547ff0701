//! The proxy: requests come in, go through the mutant to the server, and what comes of them goes back. It must not know
//! any mutant.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Map, Value};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::json::{edit, edit_sent, remove_field};
use super::mutant::{Change, Damage, Mutant, Pick};
use super::passage::{Memory, Passage};
use super::surroundings::{Surroundings, schema_of};
use super::wire::{self, Cut};
use crate::live::base::Base;
use crate::live::exchange::{Outcome, Received, Sent};
use crate::live::judge::route::Route;
use crate::live::resources::shape::Shape;
use crate::live::transport::{Limits, TlsError, Transport};

/// A damaging proxy on a port of its own. It stops when it is dropped.
#[derive(Debug)]
pub struct Proxy {
    base: Base,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    surroundings: Arc<Surroundings>,
    transport: Transport,
    mutant: Option<Mutant>,
    memory: Mutex<Memory>,
    exchanges: AtomicU64,
    damaged: AtomicU64,
    refused: AtomicU64,
}

/// A proxy that could not be started.
#[derive(Debug, thiserror::Error)]
pub enum ProxyError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {error}\n  help: give another address, or port 0 for a free one")]
    Listen {
        /// The address.
        address: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// The server cannot be reached over TLS.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

impl Proxy {
    /// Listens on an address such as `127.0.0.1:0`, in front of a server. Without a mutant everything goes through as
    /// it is.
    ///
    /// # Errors
    /// The address cannot be listened on, or TLS not be set up.
    pub async fn start(
        surroundings: Arc<Surroundings>,
        upstream: &Base,
        mutant: Option<Mutant>,
        address: &str,
    ) -> Result<Self, ProxyError> {
        let failed = |error| ProxyError::Listen { address: address.to_owned(), error };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let local = listener.local_addr().map_err(failed)?;
        let transport = Transport::new(upstream.clone(), Limits::default())?;
        let shared = Arc::new(Shared {
            surroundings,
            transport,
            mutant,
            memory: Mutex::default(),
            exchanges: AtomicU64::new(0),
            damaged: AtomicU64::new(0),
            refused: AtomicU64::new(0),
        });
        let base = Base {
            tls: false,
            host: local.ip().to_string(),
            port: local.port(),
            authority: local.to_string(),
            prefix: upstream.prefix.clone(),
        };
        let serving = Arc::clone(&shared);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&serving);
                tokio::spawn(async move { shared.serve(stream).await });
            }
        });
        Ok(Self { base, shared, accepting })
    }

    /// Where clients reach it, the path of the server's base included.
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// How many exchanges were damaged so far.
    pub fn damaged(&self) -> u64 {
        self.shared.damaged.load(Ordering::Relaxed)
    }

    /// In how many exchanges the server refused what the mutant would have had it do.
    pub fn refused(&self) -> u64 {
        self.shared.refused.load(Ordering::Relaxed)
    }

    /// Serves until the listener fails.
    pub async fn serve(mut self) {
        // What ends it is the end of the process.
        let _ = (&mut self.accepting).await;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Shared {
    /// Serves one connection until either side closes it.
    async fn serve(&self, mut stream: TcpStream) {
        // Without it answers only come later.
        let _ = stream.set_nodelay(true);
        let mut buffer = Vec::new();
        while let Some(arrived) = wire::read(&mut stream, &mut buffer).await {
            let method = arrived.sent.method.clone();
            let (outcome, cut) = self.exchange(arrived.sent).await;
            let Ok(received) = outcome else { return };
            let (bytes, open) = wire::written(&method, &received, cut);
            if stream.write_all(&bytes).await.is_err() || !open || arrived.closes {
                break;
            }
        }
        let _ = stream.shutdown().await;
    }

    async fn exchange(&self, mut sent: Sent) -> (Outcome, Cut) {
        let base = self.transport.base();
        if base.tls {
            remove_field(&mut sent.headers, "Host");
        }
        let count = self.exchanges.fetch_add(1, Ordering::Relaxed) + 1;
        let api = &self.surroundings.api;
        let touched = |at: &usize| self.surroundings.is_damaged(*at);
        let (operation, touched) = match self.surroundings.route(&sent, &base.prefix) {
            Route::Operation { operation, .. } => (api.operations.get(operation), touched(&operation)),
            Route::Method { operations } => (None, operations.iter().any(touched)),
            Route::Nowhere => (None, false),
        };
        let Some(mutant) = self.mutant.filter(|_| touched) else {
            return (self.transport.exchange(&sent).await, Cut::Whole);
        };
        let passage = Passage {
            surroundings: &self.surroundings,
            transport: &self.transport,
            memory: &self.memory,
            operation,
            sent,
            damaged: AtomicBool::new(false),
            refused: AtomicBool::new(false),
        };
        let result = through(&passage, mutant, count).await;
        if passage.damaged.load(Ordering::Relaxed) {
            self.damaged.fetch_add(1, Ordering::Relaxed);
        }
        if passage.refused.load(Ordering::Relaxed) {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
        result
    }
}

/// An exchange through a mutant.
async fn through(passage: &Passage<'_>, mutant: Mutant, count: u64) -> (Outcome, Cut) {
    let note = |damaged: bool| {
        if damaged {
            passage.damage();
        }
    };
    match mutant.damage {
        Damage::Request(change) => {
            let mut sent = passage.sent.clone();
            note(change(passage, &mut sent));
            (passage.ask(&sent).await, Cut::Whole)
        }
        Damage::Given(pick, change) => {
            let mut sent = passage.sent.clone();
            note(change_given(passage, &mut sent, pick, change));
            (passage.ask(&sent).await, Cut::Whole)
        }
        Damage::Answer(change) => {
            let mut outcome = passage.pass().await;
            note(outcome.as_mut().is_ok_and(|received| change(passage, received)));
            (outcome, Cut::Whole)
        }
        Damage::Shown(pick, change) => {
            let mut outcome = passage.pass().await;
            note(outcome.as_mut().is_ok_and(|received| change_shown(passage, received, pick, change)));
            (outcome, Cut::Whole)
        }
        Damage::Course(course) => (course(passage).await, Cut::Whole),
        Damage::Wire(cut) => {
            let outcome = passage.pass().await;
            let cut = outcome.as_ref().map_or(Cut::Whole, |received| cut(passage, received, count));
            note(cut != Cut::Whole);
            (outcome, cut)
        }
    }
}

fn change_given(passage: &Passage<'_>, sent: &mut Sent, pick: Pick, change: Change) -> bool {
    let taken = passage.operation.and_then(|operation| passage.surroundings.taken(operation));
    let Some(shape) = taken else { return false };
    edit_sent(sent, |value| {
        value.as_object_mut().is_some_and(|members| first(passage, members, &shape, pick, change))
    })
}

fn change_shown(passage: &Passage<'_>, received: &mut Received, pick: Pick, change: Change) -> bool {
    let Some(operation) = passage.operation.filter(|_| received.is_success()) else { return false };
    if let Some(list) = passage.listing() {
        return edit(received, |value| {
            let items = list.items_at.iter().try_fold(value, |value, name| value.get_mut(name));
            let Some(items) = items.and_then(Value::as_array_mut) else { return false };
            let objects = items.iter_mut().filter_map(Value::as_object_mut);
            let changed =
                objects.filter_map(|item| first(passage, item, &list.item, pick, change).then_some(()));
            changed.count() > 0
        });
    }
    let schema = schema_of(operation, received.status);
    let Some(shape) = schema.and_then(|id| Shape::of(&passage.surroundings.api.schemas, id)) else {
        return false;
    };
    edit(received, |value| {
        value.as_object_mut().is_some_and(|members| first(passage, members, &shape, pick, change))
    })
}

/// Changes the first of the picked members that is there and can be changed.
fn first(
    passage: &Passage<'_>,
    members: &mut Map<String, Value>,
    shape: &Shape,
    pick: Pick,
    change: Change,
) -> bool {
    let names = passage.surroundings.picked_all(shape, pick);
    names.into_iter().any(|name| change(members, name))
}
