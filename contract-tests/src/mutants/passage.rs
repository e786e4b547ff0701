//! One exchange on its way through the proxy: what was asked of what, what a mutant remembers of exchanges before it,
//! and how the server is asked, as often as the mutant wants.
//!
//! It must not know any mutant.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::Value;

use super::json;
use super::surroundings::Surroundings;
use crate::api::{Method, Operation};
use crate::live::exchange::{Outcome, Received, Sent};
use crate::live::resources::content::successes;
use crate::live::resources::listing::Listing;
use crate::live::transport::Transport;

/// Things remembered of one kind; more make room by forgetting all.
const REMEMBERED_MAX: usize = 20_000;

/// What a mutant remembers, under keys of its own.
#[derive(Debug, Default)]
pub(super) struct Memory {
    answers: HashMap<String, Received>,
    texts: HashMap<String, String>,
    lists: HashMap<String, Vec<String>>,
}

impl Memory {
    pub(super) fn answer(&self, key: &str) -> Option<Received> {
        self.answers.get(key).cloned()
    }

    pub(super) fn keep(&mut self, key: &str, answer: &Received) {
        if self.answers.len() >= REMEMBERED_MAX {
            self.answers.clear();
        }
        self.answers.insert(key.to_owned(), answer.clone());
    }

    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.texts.get(key).cloned()
    }

    /// Texts whose keys begin so.
    pub(super) fn texts(&self, prefix: &str) -> Vec<String> {
        let mut found: Vec<_> = self.texts.iter().filter(|(key, _)| key.starts_with(prefix)).collect();
        found.sort();
        found.into_iter().map(|(_, text)| text.clone()).collect()
    }

    pub(super) fn keep_text(&mut self, key: &str, text: &str) {
        if self.texts.len() >= REMEMBERED_MAX {
            self.texts.clear();
        }
        self.texts.insert(key.to_owned(), text.to_owned());
    }

    /// Texts in the order in which they were kept under the key.
    pub(super) fn list(&self, key: &str) -> Vec<String> {
        self.lists.get(key).cloned().unwrap_or_default()
    }

    pub(super) fn append(&mut self, key: &str, text: &str) {
        let list = self.lists.entry(key.to_owned()).or_default();
        if list.len() >= REMEMBERED_MAX {
            list.clear();
        }
        list.push(text.to_owned());
    }

    pub(super) fn set_list(&mut self, key: &str, list: Vec<String>) {
        self.lists.insert(key.to_owned(), list);
    }

    pub(super) fn forget(&mut self, key: &str) {
        self.answers.remove(key);
        self.texts.remove(key);
    }
}

/// An exchange that is going on.
pub(super) struct Passage<'p> {
    pub(super) surroundings: &'p Surroundings,
    pub(super) transport: &'p Transport,
    pub(super) memory: &'p Mutex<Memory>,
    /// The operation that is asked; `None` for a documented path with another method.
    pub(super) operation: Option<&'p Operation>,
    /// What the client sent.
    pub(super) sent: Sent,
    /// Whether the mutant changed anything.
    pub(super) damaged: AtomicBool,
    /// Whether the server refused what the mutant would have had it do.
    pub(super) refused: AtomicBool,
}

impl<'p> Passage<'p> {
    pub(super) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that something was changed.
    pub(super) fn damage(&self) {
        self.damaged.store(true, Ordering::Relaxed);
    }

    /// Has the server do what the client does not ask for; whether it did.
    pub(super) async fn provoke(&self, sent: &Sent) -> bool {
        let done = self.ask(sent).await.is_ok_and(|received| received.is_success());
        let note = if done { &self.damaged } else { &self.refused };
        note.store(true, Ordering::Relaxed);
        done
    }

    /// Asks the server.
    pub(super) async fn ask(&self, sent: &Sent) -> Outcome {
        self.transport.exchange(sent).await
    }

    /// Asks the server what the client asks.
    pub(super) async fn pass(&self) -> Outcome {
        self.ask(&self.sent).await
    }

    pub(super) fn is(&self, method: Method) -> bool {
        self.operation.is_some_and(|operation| operation.method == method)
    }

    /// Whether it is a write to something that is there.
    pub(super) fn is_update(&self) -> bool {
        self.is(Method::Put) || self.is(Method::Patch)
    }

    pub(super) fn listing(&self) -> Option<&'p Listing> {
        self.surroundings.listing(self.operation?)
    }

    /// Whether it reads one thing rather than a list.
    pub(super) fn reads_one(&self) -> bool {
        self.is(Method::Get) && self.listing().is_none()
    }

    /// Whether the path can be read.
    pub(super) fn can_be_read(&self) -> bool {
        self.operation.is_some_and(|operation| self.surroundings.beside(operation, Method::Get).is_some())
    }

    /// Who asks, as text that tells them apart.
    pub(super) fn asker(&self) -> String {
        let at = self.surroundings.identity(&self.sent);
        at.map_or_else(|| "nobody".to_owned(), |at| at.to_string())
    }

    /// The request without body and conditions, as a read of that path by the same caller.
    pub(super) fn reading(&self, target: &str) -> Sent {
        let mut sent = Sent { method: "GET".to_owned(), target: target.to_owned(), ..self.sent.clone() };
        json::set_body(&mut sent, None);
        for name in ["If-Match", "If-None-Match", "Idempotency-Key"] {
            json::remove_field(&mut sent.headers, name);
        }
        sent
    }

    /// What the path shows now to the caller, when it shows something.
    pub(super) async fn shown(&self) -> Option<Received> {
        if !self.can_be_read() {
            return None;
        }
        self.ask(&self.reading(self.sent.path())).await.ok().filter(|received| received.status == 200)
    }

    /// The path of what a `POST` made: its `Location`, or its path and the id in the answer.
    pub(super) fn made(&self, received: &Received) -> Option<String> {
        let operation = self.operation.filter(|operation| operation.method == Method::Post)?;
        self.surroundings.item_read(operation)?;
        if !received.is_success() {
            return None;
        }
        if let Some(location) = received.header("Location") {
            let path = location
                .split_once("://")
                .map_or(location, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
            return Some(path.to_owned());
        }
        let body = received.json()?;
        let id = ["id", "uuid"].iter().find_map(|name| text_of(body.get(name)?))?;
        Some(format!("{}/{id}", self.sent.path()))
    }

    /// The first success that the operation lists.
    pub(super) fn success(&self) -> u16 {
        let statuses = self.operation.into_iter().flat_map(successes);
        let exact = statuses.filter_map(|response| match response.status {
            crate::api::StatusPattern::Exact(status) => Some(status),
            crate::api::StatusPattern::Range(_) | crate::api::StatusPattern::Default => None,
        });
        exact.min().unwrap_or(200)
    }
}

/// A text or number as it stands in a path.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The path without its last segment, and that segment.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}
