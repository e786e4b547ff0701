//! Sending requests: every exchange of the suite goes through here, with the identity's header fields, and is judged.
//!
//! It must not know why a request is made.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::sleep;

use super::conversation::Conversation;
use super::coverage::Coverage;
use super::exchange::{Exchange, Failure, Outcome, Sent, SharedExchange};
use super::identity::Identity;
use super::judge::route::Route;
use super::judge::{Judge, Observed};
use super::ledger::{Ledger, Record};
use super::transport::Transport;
use crate::api::Api;

/// How often a request is repeated that was refused because there were too many, and how long is waited at most each
/// time.
const RETRIES_MAX: u32 = 2;
const RETRY_WAIT_MAX: Duration = Duration::from_secs(1);

/// How long requests to one path are waited for altogether: some operations are limited on purpose, and then the limit
/// is what they answer.
const WAIT_MAX: Duration = Duration::from_secs(2);

/// Connections that fail one after the other before the server is taken to be gone, and how long is waited before it is
/// asked for the last time.
const REFUSALS_MAX: u32 = 16;
const LAST_WAIT: Duration = Duration::from_millis(500);

/// Sends requests of some identities to one server, and records what comes of them. A clone is the same client.
#[derive(Clone, Debug)]
pub struct Client {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    api: Arc<Api>,
    judge: Judge,
    transport: Transport,
    identities: Vec<Identity>,
    requests: AtomicU64,
    ledger: Mutex<Ledger>,
    coverage: Mutex<Coverage>,
    waited: Mutex<HashMap<String, Duration>>,
    /// Connections that failed one after the other, and the first exchange of them.
    refusals: AtomicU32,
    refused: Mutex<Option<SharedExchange>>,
}

impl Client {
    /// A client that has sent nothing.
    pub fn new(api: Arc<Api>, transport: Transport, identities: Vec<Identity>) -> Self {
        let judge = Judge::new(Arc::clone(&api));
        let shared = Shared {
            api,
            judge,
            transport,
            identities,
            requests: AtomicU64::new(0),
            ledger: Mutex::default(),
            coverage: Mutex::default(),
            waited: Mutex::default(),
            refusals: AtomicU32::new(0),
            refused: Mutex::default(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// What the server is held to.
    pub fn api(&self) -> &Arc<Api> {
        &self.shared.api
    }

    /// What judges requests and answers.
    pub fn judge(&self) -> &Judge {
        &self.shared.judge
    }

    /// How the server is reached.
    pub fn transport(&self) -> &Transport {
        &self.shared.transport
    }

    /// Who may ask; the first is the main one.
    pub fn identities(&self) -> &[Identity] {
        &self.shared.identities
    }

    /// What stands before each path of the document.
    pub fn prefix(&self) -> &str {
        &self.shared.transport.base().prefix
    }

    /// The URL of a request target, which includes the prefix.
    pub fn url(&self, target: &str) -> String {
        self.shared.transport.base().url(target)
    }

    /// How many requests were sent.
    pub fn requests(&self) -> u64 {
        self.shared.requests.load(Ordering::Relaxed)
    }

    /// What of the document was seen so far.
    pub fn coverage(&self) -> Coverage {
        lock(&self.shared.coverage).clone()
    }

    /// How many causes were found so far.
    pub fn found(&self) -> usize {
        lock(&self.shared.ledger).len()
    }

    /// Whether so many connections failed one after the other that there is no point in asking more.
    pub fn is_cut_off(&self) -> bool {
        self.shared.refusals.load(Ordering::Relaxed) >= REFUSALS_MAX
    }

    /// The first request that found the server gone, when it is: it was there before, and no connection can be made.
    pub async fn gone_at(&self) -> Option<SharedExchange> {
        let first = lock(&self.shared.refused).clone()?;
        sleep(LAST_WAIT).await;
        let again = self.shared.transport.exchange(&Sent::new("GET", "/")).await;
        matches!(again, Err(Failure::Connect(_))).then_some(first)
    }

    pub(super) fn note_connection(&self, exchange: &SharedExchange) {
        if matches!(exchange.outcome, Err(Failure::Connect(_))) {
            self.shared.refusals.fetch_add(1, Ordering::Relaxed);
            lock(&self.shared.refused).get_or_insert_with(|| Arc::clone(exchange));
        } else if self.shared.refusals.swap(0, Ordering::Relaxed) > 0 {
            *lock(&self.shared.refused) = None;
        }
    }

    /// Notes what of the document was seen.
    pub(super) fn note_seen(&self, operation: usize, status: u16, observed: Option<Observed>) {
        lock(&self.shared.coverage).note(operation, status, observed);
    }

    /// Notes what was found.
    pub(super) fn note_found(&self, note: impl FnOnce(&mut Ledger)) {
        note(&mut lock(&self.shared.ledger));
    }

    /// What was found, and forgets it.
    pub fn take_records(&self) -> Vec<Record> {
        lock(&self.shared.ledger).take()
    }

    /// Requests that belong together. `ordinal` orders conversations in reports: of two that show the same, the one
    /// with the lower ordinal is reported, whichever came first.
    pub fn conversation(&self, ordinal: u64) -> Conversation {
        Conversation::new(self.clone(), ordinal, true)
    }

    /// Requests whose answers are judged and not recorded: to see whether something shows again.
    pub fn rehearsal(&self) -> Conversation {
        Conversation::new(self.clone(), u64::MAX, false)
    }

    /// Sends a request once, and again where it met a limit of rate.
    pub(super) async fn exchange(
        &self,
        identity: Option<usize>,
        mut sent: Sent,
    ) -> (Exchange, Option<Observed>) {
        if let Some(identity) = identity.and_then(|at| self.shared.identities.get(at)) {
            add_fields(&mut sent, identity);
        }
        let mut outcome = self.send(&sent).await;
        for attempt in 0..RETRIES_MAX {
            let Some(wait) = retry_after(&outcome, attempt).filter(|wait| self.may_wait(&sent, *wait)) else {
                break;
            };
            sleep(wait).await;
            outcome = self.send(&sent).await;
        }
        let judgement = self.shared.judge.judge(&sent, &outcome, self.prefix(), identity.is_none());
        let exchange = Exchange {
            sent,
            outcome,
            identity,
            operation: judgement.operation,
            validity: judgement.validity,
            violations: judgement.violations,
        };
        (exchange, judgement.observed)
    }

    /// Takes the time from what is left of it for the path.
    fn may_wait(&self, sent: &Sent, wait: Duration) -> bool {
        let mut waited = lock(&self.shared.waited);
        let waited = waited.entry(format!("{} {}", sent.method, sent.path())).or_default();
        *waited += wait;
        *waited <= WAIT_MAX
    }

    async fn send(&self, sent: &Sent) -> Outcome {
        self.shared.requests.fetch_add(1, Ordering::Relaxed);
        self.shared.transport.exchange(sent).await
    }

    /// The operation or path that a request addresses, as reports name it.
    pub(super) fn operation(&self, sent: &Sent) -> (usize, String) {
        let operations = &self.api().operations;
        let named = |at: usize, method: &str| {
            operations.get(at).map(|operation| (at, format!("{method} {}", operation.path.text)))
        };
        let found = match self.shared.judge.route(sent, self.prefix()) {
            Route::Operation { operation, .. } => named(operation, &sent.method),
            Route::Method { operations } => operations.first().and_then(|at| named(*at, &sent.method)),
            Route::Nowhere => None,
        };
        found.unwrap_or_else(|| (usize::MAX, format!("{} {}", sent.method, sent.path())))
    }
}

/// An identity's `Cookie` joins the one that the request has.
fn add_fields(sent: &mut Sent, identity: &Identity) {
    for (name, value) in &identity.headers {
        let cookie = name.eq_ignore_ascii_case("Cookie");
        match sent.headers.iter_mut().find(|(known, _)| cookie && known.eq_ignore_ascii_case(name)) {
            Some((_, cookies)) => {
                cookies.extend_from_slice(b"; ");
                cookies.extend_from_slice(value);
            }
            None => sent.headers.push((name.clone(), value.clone())),
        }
    }
}

/// How long to wait before a request is repeated that met a limit of rate; `None` when it shall not be repeated.
fn retry_after(outcome: &Outcome, attempt: u32) -> Option<Duration> {
    let received = outcome.as_ref().ok().filter(|received| received.status == 429)?;
    let wait = match received.header("Retry-After").map(|text| text.trim().parse::<u64>()) {
        Some(seconds) => Duration::from_secs(seconds.ok()?),
        None => Duration::from_millis(100 << attempt),
    };
    (wait <= RETRY_WAIT_MAX).then_some(wait)
}

/// What a panicking thread left behind is still good: nothing is ever half written.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
