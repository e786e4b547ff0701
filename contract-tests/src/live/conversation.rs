//! Requests that belong together: each is recorded with the exchanges before it, so that what it breaks can be shown
//! again. It must not know why a request is made.

use std::sync::Arc;

use super::client::Client;
use super::exchange::{Sent, SharedExchange};
use super::finding::Violation;

/// Requests that belong together, in order: the later ones may use what the earlier ones answered.
#[derive(Debug)]
pub struct Conversation {
    client: Client,
    ordinal: u64,
    exchanges: Vec<SharedExchange>,
    recorded: bool,
}

impl Conversation {
    /// One that has sent nothing.
    pub(super) fn new(client: Client, ordinal: u64, recorded: bool) -> Self {
        Self { client, ordinal, exchanges: Vec::new(), recorded }
    }

    /// With exchanges that came before, in another conversation, and that the requests of this one depend on.
    #[must_use]
    pub fn after(mut self, exchanges: &[SharedExchange]) -> Self {
        self.exchanges.extend(exchanges.iter().map(Arc::clone));
        self
    }

    /// Sends a request as an identity, an index in [`Client::identities`], whose header fields are added to it; as
    /// nobody with `None`. What the answer breaks is recorded with all exchanges of the conversation so far.
    pub async fn send(&mut self, identity: Option<usize>, sent: Sent) -> SharedExchange {
        let (exchange, observed) = self.client.exchange(identity, sent).await;
        let exchange = Arc::new(exchange);
        self.exchanges.push(Arc::clone(&exchange));
        self.client.note_connection(&exchange);
        if self.recorded {
            if let (Some(operation), Some(status)) = (exchange.operation, exchange.status()) {
                self.client.note_seen(operation, status, observed);
            }
            for violation in &exchange.violations {
                self.report(violation.clone());
            }
        }
        exchange
    }

    /// Records a violation that the conversation so far shows, its last exchange being the telling one.
    pub fn report(&self, violation: Violation) {
        self.note(violation, &self.exchanges, false);
    }

    /// Records a violation with the fewest exchanges that show it, the telling one last. They are reported as they are.
    pub fn report_shrunk(&self, violation: Violation, evidence: &[SharedExchange]) {
        self.note(violation, evidence, true);
    }

    /// Records a violation of an operation, an index in `Api::operations`, that need not be the last exchange's: a
    /// write that was lost shows in the read after it. The exchanges are reported as they are.
    pub fn report_sequence(&self, violation: Violation, evidence: &[SharedExchange], operation: usize) {
        let name = self.client.api().operations.get(operation).map(ToString::to_string);
        self.note_at(violation, evidence, true, (operation, name.unwrap_or_default()));
    }

    fn note(&self, violation: Violation, evidence: &[SharedExchange], shrunk: bool) {
        if let Some(last) = evidence.last() {
            let operation = self.client.operation(&last.sent);
            self.note_at(violation, evidence, shrunk, operation);
        }
    }

    fn note_at(
        &self,
        violation: Violation,
        evidence: &[SharedExchange],
        shrunk: bool,
        operation: (usize, String),
    ) {
        if !self.recorded {
            return;
        }
        let order = (self.ordinal, self.exchanges.len());
        self.client.note_found(|ledger| ledger.note(violation, evidence, operation, order, shrunk));
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
