//! Finding the anchors: requests of each operation are tried until one is accepted, and what a refusal says is wrong is
//! mended. It must not know what is varied later.

use std::collections::VecDeque;

use serde_json::Value;

use super::anchor::{Anchor, path_values, variables};
use super::corpus::Corpus;
use super::fitting::Fitting;
use super::{bodies, links, precondition, refusal};
use crate::api::{Api, Method, Operation, PathTemplate, Segment};
use crate::live::client::Client;
use crate::live::exchange::{Exchange, SharedExchange};
use crate::wire::payload::Payload;

/// Requests that are tried for one operation in one round, as whoever may make them.
pub(super) const TRIES_MAX: usize = 12;

/// How often one request is mended.
const MENDED_MAX: usize = 3;

/// Finds anchors.
#[derive(Debug)]
pub struct Explorer<'e> {
    pub(super) client: &'e Client,
    pub(super) fitting: &'e Fitting<'e>,
    pub(super) corpus: Corpus,
    anchors: Vec<Option<Anchor>>,
}

impl<'e> Explorer<'e> {
    /// An explorer that knows nothing yet.
    pub fn new(client: &'e Client, fitting: &'e Fitting<'e>) -> Self {
        let corpus = Corpus::new(client.api());
        let anchors = vec![None; client.api().operations.len()];
        Self { client, fitting, corpus, anchors }
    }

    /// Looks for a request of each of the operations that is accepted, and returns them by the operation's index.
    /// `harmless` says which may be sent; of the others the anchor is only drafted. What one answer shows serves the
    /// requests after it, so there are two rounds.
    pub async fn explore(
        mut self,
        operations: &[usize],
        harmless: impl Fn(&Operation) -> bool,
    ) -> Vec<Option<Anchor>> {
        let client = self.client;
        let api: &Api = client.api();
        let mut order: Vec<usize> = operations.to_vec();
        order.sort_by_key(|&at| rank(&api.operations[at]));
        for round in 0..2_u64 {
            for &at in &order {
                if self.anchors[at].as_ref().is_some_and(|anchor| anchor.accepted.is_some()) {
                    self.look_again(at).await;
                    continue;
                }
                let anchor = if harmless(&api.operations[at]) {
                    self.anchor(at, round).await
                } else {
                    let identity = self.drafted_as(at);
                    self.drafts(at).into_iter().next().map(|anchor| Anchor { identity, ..anchor })
                };
                self.anchors[at] = anchor;
            }
        }
        self.anchors
    }

    /// As whom an operation is drafted that is not tried: whoever was accepted nearest to it.
    fn drafted_as(&self, at: usize) -> Option<usize> {
        let client = self.client;
        let operation = &client.api().operations[at];
        let shared = |other: &Operation| {
            let pairs = operation.path.segments.iter().zip(&other.path.segments);
            pairs.take_while(|(one, other)| one == other).count()
        };
        let accepted = self.anchors.iter().flatten().filter(|anchor| anchor.accepted.is_some());
        let near = accepted.map(|anchor| {
            let other = &client.api().operations[anchor.draft.operation];
            (shared(other), !other.method.is_safe(), std::cmp::Reverse(anchor.identity))
        });
        let nearest = near.filter(|(shared, ..)| *shared > 0).max();
        let first = (!client.identities().is_empty()).then_some(0);
        nearest.map_or(first, |(_, _, identity)| identity.0)
    }

    /// Tries drafts until one is accepted; the first draft when none is.
    async fn anchor(&mut self, at: usize, round: u64) -> Option<Anchor> {
        let client = self.client;
        let mut first = None;
        let mut tried = Vec::new();
        let identities = self.askers(at);
        let mut drafts: VecDeque<(usize, Anchor)> =
            self.drafts(at).into_iter().map(|draft| (0, draft)).collect();
        for _ in 0..TRIES_MAX {
            let Some((mended, draft)) = drafts.pop_front() else { break };
            let Some(sent) = draft.draft.sent(client.api(), client.prefix()) else { continue };
            tried.extend(draft.draft.payload.as_ref().and_then(Payload::as_value).cloned());
            let mut last = None;
            for &identity in &identities {
                let ordinal = round * 1_000 + u64::try_from(at).unwrap_or(u64::MAX / 2);
                let mut conversation = client.conversation(ordinal).after(&draft.prelude);
                let (api, prefix) = (client.api(), client.prefix());
                let exchange =
                    precondition::send(&mut conversation, api, prefix, &draft, identity, sent.clone()).await;
                let accepted = exchange.status().filter(|_| exchange.is_success());
                let tag = exchange.received().and_then(|received| received.header("ETag")).map(str::to_owned);
                let value = draft.draft.payload.as_ref().and_then(Payload::as_value);
                let fixed = value.map(|value| refusal::references(&self.corpus, value)).unwrap_or_default();
                let anchor = Anchor { identity, accepted, tag, fixed, ..draft.clone() };
                if accepted.is_some() {
                    self.note(&anchor, &exchange, conversation.exchanges());
                    self.look_further(&anchor).await;
                    return Some(anchor);
                }
                first.get_or_insert(anchor);
                last = Some(exchange);
                // Another identity may be allowed to do what this one is not.
                if !matches!(last.as_ref().and_then(|last| last.status()), Some(401 | 403 | 404)) {
                    break;
                }
            }
            let Some(refused) = last else { break };
            // More of the same would only exhaust what the limit leaves.
            if refused.status() == Some(429) {
                break;
            }
            if mended < MENDED_MAX
                && let Some(better) = self.mended(&draft, &refused, &tried)
            {
                drafts.push_front((mended + 1, better));
            }
        }
        first
    }

    /// What a read shows after others were accepted, which may be more than before. Answers what its links lead to.
    async fn look_again(&mut self, at: usize) -> Vec<PathTemplate> {
        let client = self.client;
        let Some(anchor) = self.anchors[at].clone() else { return Vec::new() };
        let safe = client.api().operations[at].method.is_safe();
        let Some(sent) = anchor.draft.sent(client.api(), client.prefix()).filter(|_| safe) else {
            return Vec::new();
        };
        let mut conversation = client.conversation(u64::MAX >> 1).after(&anchor.prelude);
        let exchange = conversation.send(anchor.identity, sent).await;
        self.note(&anchor, &exchange, conversation.exchanges())
    }

    /// The same request with all members, so that there is more to be seen.
    async fn look_further(&mut self, anchor: &Anchor) {
        let client = self.client;
        let operation = &client.api().operations[anchor.draft.operation];
        let Some(payload) = &anchor.draft.payload else { return };
        let contents = operation.body.iter().flat_map(|body| &body.contents);
        let content = contents.into_iter().find(|content| Some(&content.name) == payload.media_type.as_ref());
        let Some(content) = content else { return };
        let Some(schema) = content.schema else { return };
        let Some(accepted) = payload.as_value() else { return };
        let pictured = self.fitting.pictured(schema, accepted);
        let shows = pictured.is_some();
        let Some(value) = pictured.or_else(|| self.fitting.fresh(schema, "")) else { return };
        let draft = anchor.draft.clone().carrying(Payload::value(&content.name, value));
        let Some(sent) = draft.sent(client.api(), client.prefix()) else { return };
        let mut conversation = client.conversation(u64::MAX >> 1).after(&anchor.prelude);
        let exchange = conversation.send(anchor.identity, sent).await;
        self.note(&Anchor { draft, ..anchor.clone() }, &exchange, conversation.exchanges());
        // A picture is shown elsewhere, and there until it is exchanged again.
        let mut linked = Vec::new();
        for at in (0..self.anchors.len()).filter(|_| shows && exchange.is_success()) {
            if variables(&client.api().operations[at]).is_empty() {
                linked.extend(self.look_again(at).await);
            }
        }
        for (at, operation) in client.api().operations.iter().enumerate() {
            let known = self.anchors[at].as_ref().is_some_and(|anchor| anchor.accepted.is_some());
            if !known && operation.method == Method::Get && linked.contains(&operation.path) {
                self.anchors[at] = Box::pin(self.anchor(at, 0)).await;
            }
        }
    }

    /// As whom an operation is tried: as everybody in turn, and where nobody need prove anything as the first alone.
    fn askers(&self, at: usize) -> Vec<Option<usize>> {
        let api = self.client.api();
        let open = api.operations[at].security.is_empty() && !api.security_schemes.is_empty();
        let count = self.client.identities().len();
        let count = if open { count.min(1) } else { count };
        if count == 0 { vec![None] } else { (0..count).map(Some).collect() }
    }

    /// Notes what an answer shows. Answers what its links lead to.
    fn note(
        &mut self,
        anchor: &Anchor,
        exchange: &Exchange,
        exchanges: &[SharedExchange],
    ) -> Vec<PathTemplate> {
        let client = self.client;
        let operation = &client.api().operations[anchor.draft.operation];
        let values = path_values(operation, &anchor.draft);
        self.corpus.note(&operation.path, &values, exchange, exchanges);
        if operation.method == Method::Put && exchange.is_success() && !values.is_empty() {
            self.corpus.note_item(&operation.path, values, exchanges);
        }
        let mut linked = Vec::new();
        for (path, values) in links::of(client, exchange) {
            self.corpus.note_item(&path, values, exchanges);
            linked.push(path);
        }
        linked
    }

    /// The draft without what the refusal says is wrong.
    fn mended(&self, draft: &Anchor, refused: &Exchange, tried: &[Value]) -> Option<Anchor> {
        let payload = draft.draft.payload.as_ref()?;
        let value = payload.as_value()?;
        let operation = &self.client.api().operations[draft.draft.operation];
        let schema = bodies::content(operation, payload)?.schema?;
        let better = refusal::mended(self.fitting, &self.corpus, (schema, value), refused, tried)?;
        let carrying = draft.draft.clone().carrying(Payload::value(payload.media_type.as_deref()?, better));
        Some(Anchor { draft: carrying, ..draft.clone() })
    }
}

/// Makers before readers, and what nests less first.
fn rank(operation: &Operation) -> (usize, u8) {
    let variables = operation.path.segments.iter().filter(|segment| !matches!(segment, Segment::Literal(_)));
    let method = match operation.method {
        Method::Post => 0,
        Method::Get => 1,
        Method::Head | Method::Options | Method::Trace => 2,
        Method::Put => 3,
        Method::Patch => 4,
        Method::Delete => 5,
    };
    (variables.count(), method)
}
