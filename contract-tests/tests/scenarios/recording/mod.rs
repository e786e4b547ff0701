//! Every exchange of a scenario goes through a recorder: it is judged by the toolkit as the engine's own exchanges are,
//! and the documented answers that it shows are remembered. It must not know what is asked or why.

mod proxy;

use contract_tests::api::Api;
use contract_tests::document::Document;
use contract_tests::live::base::Base;
use contract_tests::live::client::Client;
use contract_tests::live::coverage::Pair;
use contract_tests::live::exchange::{Sent, SharedExchange};
use contract_tests::live::judge::checks::SERVER_ERROR;
use contract_tests::live::ledger::Record;
use contract_tests::live::transport::{Limits, Transport};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use proxy::Proxy;

/// The request header by which a server of development fails on request.
pub(crate) const FAULT: &str = "X-Selfsame-Fault";

/// The folder to write the seen answers to, a file for each recorder, for `contract --observed`.
const OBSERVED: &str = "CONTRACT_OBSERVED_DIR";

/// The exchanges of one scenario, with any number of servers.
pub(crate) struct Recorder {
    name: &'static str,
    api: Arc<Api>,
    clients: RefCell<Vec<Client>>,
    exchanges: Cell<u64>,
}

/// A server whose exchanges are recorded.
#[derive(Clone)]
pub(crate) struct Server<'r> {
    recorder: &'r Recorder,
    client: Client,
}

impl Recorder {
    /// `name` is that of the scenario, unique among them.
    pub(crate) fn new(name: &'static str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.yaml");
        let api = Api::read(&Document::load(&path).unwrap()).unwrap();
        Self { name, api: Arc::new(api), clients: RefCell::default(), exchanges: Cell::new(0) }
    }

    /// The document's operations.
    pub(crate) fn api(&self) -> &Api {
        &self.api
    }

    /// A server at that URL.
    pub(crate) fn server(&self, url: &str) -> Server<'_> {
        let transport = Transport::new(Base::parse(url).unwrap(), Limits::default()).unwrap();
        let client = Client::new(Arc::clone(&self.api), transport, Vec::new());
        self.clients.borrow_mut().push(client.clone());
        Server { recorder: self, client }
    }

    /// Fails when an exchange was not as documented. Tells what was seen to whom it may concern.
    pub(crate) fn finish(self) {
        let clients = self.clients.into_inner();
        let records = clients.iter().flat_map(Client::take_records).filter(|record| !was_asked_for(record));
        let broken: Vec<String> = records.map(|record| shown(&record)).collect();
        assert!(broken.is_empty(), "{} broke the document:\n{}", self.name, broken.join("\n"));
        if let Some(folder) = std::env::var_os(OBSERVED) {
            let seen = clients.iter().flat_map(|client| client.coverage().observed(&self.api));
            let seen: BTreeSet<Pair> = seen.collect();
            let path = PathBuf::from(folder).join(self.name).with_extension("json");
            std::fs::write(path, serde_json::to_vec(&seen).unwrap()).unwrap();
        }
    }
}

impl Server<'_> {
    /// Sends a request.
    pub(crate) async fn send(&self, sent: Sent) -> SharedExchange {
        let number = self.recorder.exchanges.get();
        self.recorder.exchanges.set(number + 1);
        self.client.conversation(number).send(None, sent).await
    }

    /// Sends a request that has this status; gives its body, null where there is none.
    pub(crate) async fn json(&self, status: u16, sent: Sent) -> Value {
        self.answered(status, sent).await.json().unwrap_or_default()
    }

    /// Sends a request that has this status.
    pub(crate) async fn answered(&self, status: u16, sent: Sent) -> SharedExchange {
        let exchange = self.send(sent).await;
        assert_eq!(exchange.status(), Some(status), "{}", described(&exchange));
        exchange
    }

    /// A listener that passes requests on to the server, for clients of another make. What comes by it is recorded too.
    pub(crate) async fn proxy(&self) -> Proxy {
        Proxy::start(self.client.clone()).await
    }
}

/// Whether a failure is one that the request has asked for.
fn was_asked_for(record: &Record) -> bool {
    let asked = |exchange: &SharedExchange| exchange.sent.header_value(FAULT).is_some();
    record.violation.check == SERVER_ERROR && record.evidence.last().is_some_and(asked)
}

fn shown(record: &Record) -> String {
    let evidence = record.evidence.last().map(described).unwrap_or_default();
    format!("{}: {}\n  {evidence}", record.violation.check, record.violation.message)
}

fn described(exchange: &SharedExchange) -> String {
    let body = exchange.received().map(|received| String::from_utf8_lossy(&received.body).into_owned());
    format!("{exchange} {}", body.unwrap_or_default())
}

/// A header of the answer.
pub(crate) fn header(exchange: &SharedExchange, name: &str) -> String {
    let value = exchange.received().and_then(|received| received.header(name));
    value.unwrap_or_else(|| panic!("no {name}: {}", described(exchange))).to_owned()
}

/// With the credential of a bearer.
pub(crate) fn bearer(sent: Sent, token: &str) -> Sent {
    sent.header("Authorization", format!("Bearer {token}"))
}

/// A request with a credential, without or with a body.
pub(crate) fn request(token: &str, method: &str, target: &str, body: Option<Value>) -> Sent {
    let sent = bearer(Sent::new(method, target), token);
    match body {
        Some(body) => sent.content("application/json", body.to_string()),
        None => sent,
    }
}
