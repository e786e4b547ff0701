//! For each operation a request that the server accepts, found by trying: everything that is varied later is varied
//! from there, so that nothing but the variation can be the reason of an answer.
//!
//! It must not know what is varied.

use super::corpus::Corpus;
use super::fitting::Fitting;
use crate::api::{Api, Location, Method, Operation, Segment};
use crate::live::client::Client;
use crate::live::exchange::SharedExchange;
use crate::live::request::draft::{Argument, Draft, argument_text};
use crate::live::request::payload::Payload;

/// Requests that are tried for one operation in one round.
const TRIES_MAX: usize = 10;

/// Starts of a path that are tried.
const PATHS_MAX: usize = 3;

/// A request of an operation that later requests are variations of.
#[derive(Clone, Debug)]
pub struct Anchor {
    /// The request.
    pub draft: Draft,
    /// As whom it is sent, an index in the client's identities.
    pub identity: Option<usize>,
    /// The exchanges that its ids come from.
    pub prelude: Vec<SharedExchange>,
    /// The status of success that it was answered with; `None` when no request was accepted.
    pub accepted: Option<u16>,
    /// Whether the resource that it addresses was made by a request of ours.
    pub made: bool,
}

/// Finds anchors.
#[derive(Debug)]
pub struct Explorer<'e> {
    client: &'e Client,
    fitting: &'e Fitting<'e>,
    corpus: Corpus,
    anchors: Vec<Option<Anchor>>,
}

/// The arguments of a path.
#[derive(Clone, Debug, Default)]
struct Address {
    arguments: Vec<(usize, Argument)>,
    prelude: Vec<SharedExchange>,
    made: bool,
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
                    continue;
                }
                let anchor = if harmless(&api.operations[at]) {
                    self.anchor(at, round).await
                } else {
                    let identity = (!client.identities().is_empty()).then_some(0);
                    self.drafts(at).into_iter().next().map(|anchor| Anchor { identity, ..anchor })
                };
                self.anchors[at] = anchor;
            }
        }
        self.anchors
    }

    /// Tries drafts until one is accepted; the first draft when none is.
    async fn anchor(&mut self, at: usize, round: u64) -> Option<Anchor> {
        let client = self.client;
        let operation = &client.api().operations[at];
        let mut first = None;
        let mut identities: Vec<Option<usize>> = (0..client.identities().len()).map(Some).collect();
        if identities.is_empty() {
            identities.push(None);
        }
        for draft in self.drafts(at).into_iter().take(TRIES_MAX) {
            let Some(sent) = draft.draft.sent(client.api(), client.prefix()) else { continue };
            for &identity in &identities {
                let ordinal = round * 1_000 + u64::try_from(at).unwrap_or(u64::MAX / 2);
                let mut conversation = client.conversation(ordinal).after(&draft.prelude);
                let exchange = conversation.send(identity, sent.clone()).await;
                let accepted = exchange.status().filter(|_| exchange.is_success());
                let anchor = Anchor { identity, accepted, ..draft.clone() };
                if accepted.is_some() {
                    let values = path_values(operation, &anchor.draft);
                    self.corpus.note(&operation.path, &values, &exchange, conversation.exchanges());
                    return Some(anchor);
                }
                first.get_or_insert(anchor);
                // Another identity may be allowed to do what this one is not.
                if !matches!(exchange.status(), Some(401 | 403 | 404)) {
                    break;
                }
            }
        }
        first
    }

    /// Requests that may be accepted, the likeliest first.
    fn drafts(&self, at: usize) -> Vec<Anchor> {
        let operation = &self.client.api().operations[at];
        let mut drafts = Vec::new();
        for address in self.addresses(operation) {
            let Address { arguments, prelude, made } = address;
            let path = Draft { arguments, ..Draft::new(at) };
            for (round, draft) in self.required(operation, path).into_iter().enumerate() {
                let bodies = self.payloads(operation);
                let plain = || Anchor {
                    draft: draft.clone(),
                    identity: None,
                    prelude: prelude.clone(),
                    accepted: None,
                    made,
                };
                if bodies.is_empty() {
                    drafts.push(plain());
                }
                // Bodies are more often what is wrong than arguments.
                let count = if round == 0 { TRIES_MAX } else { 1 };
                for payload in bodies.into_iter().take(count) {
                    drafts.push(Anchor { draft: draft.clone().carrying(payload), ..plain() });
                }
            }
        }
        // With each address in turn, so that one that is of no use does not use up the tries.
        let per_address = drafts.len().div_ceil(PATHS_MAX).max(1);
        let mut order: Vec<(usize, usize)> = (0..drafts.len()).map(|at| (at % per_address, at)).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, at)| drafts[at].clone()).collect()
    }

    fn payloads(&self, operation: &Operation) -> Vec<Payload> {
        let Some(body) = &operation.body else { return Vec::new() };
        let contents = body.contents.iter();
        let mut payloads = Vec::new();
        for content in contents {
            let bodies = self.fitting.bodies(content, &self.corpus);
            payloads.extend(bodies.into_iter().map(|value| Payload::value(&content.name, value)));
        }
        payloads
    }

    /// The draft with required parameters only, and with all of them.
    fn required(&self, operation: &Operation, path: Draft) -> Vec<Draft> {
        let mut required = path;
        let mut all = None;
        for (at, parameter) in operation.parameters.iter().enumerate() {
            if parameter.location == Location::Path {
                continue;
            }
            let arguments = self.fitting.arguments(parameter, &self.corpus);
            let Some(value) = arguments.into_iter().next() else { continue };
            if parameter.required {
                required = required.with(at, Argument::Value(value.clone()));
            }
            all = Some(all.unwrap_or_else(|| required.clone()).with(at, Argument::Value(value)));
        }
        // Conditions are refused where they do not hold.
        let conditional = operation.parameters.iter().any(|parameter| {
            parameter.location == Location::Header && parameter.name.to_ascii_lowercase().starts_with("if-")
        });
        let all = all.filter(|all| *all != required && !conditional);
        [required].into_iter().chain(all).collect()
    }

    /// What the path's variables may be given.
    fn addresses(&self, operation: &Operation) -> Vec<Address> {
        let variables = variables(operation);
        let mut addresses = Vec::new();
        let items = self.corpus.items(&operation.path);
        for item in items.iter().take(PATHS_MAX) {
            let known: Vec<Argument> = item.path.iter().map(|text| text_argument(text)).collect();
            let whole = known.len() == variables.len();
            addresses.extend(self.address(operation, &variables, known).map(|arguments| Address {
                arguments,
                prelude: item.prelude.clone(),
                made: item.made && whole,
            }));
        }
        if addresses.len() < PATHS_MAX {
            let arguments = self.address(operation, &variables, Vec::new());
            addresses.extend(arguments.map(|arguments| Address { arguments, ..Address::default() }));
        }
        addresses
    }

    /// The arguments of all variables, of which the first are known.
    fn address(
        &self,
        operation: &Operation,
        variables: &[usize],
        known: Vec<Argument>,
    ) -> Option<Vec<(usize, Argument)>> {
        let mut known = known.into_iter();
        let argument = |&at: &usize| {
            let likely = || {
                let values = self.fitting.arguments(operation.parameters.get(at)?, &self.corpus);
                values.into_iter().next().map(Argument::Value)
            };
            Some((at, known.next().or_else(likely)?))
        };
        variables.iter().map(argument).collect()
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

/// The parameters of the path's variables, in the order of the path.
pub fn variables(operation: &Operation) -> Vec<usize> {
    let mut names: Vec<&str> = Vec::new();
    for segment in &operation.path.segments {
        match segment {
            Segment::Literal(_) => {}
            Segment::Variable(name) => names.push(name),
            Segment::Mixed { parts, .. } => names.extend(parts.iter().map(|(name, _)| name.as_str())),
        }
    }
    let position = |name: &&str| {
        operation
            .parameters
            .iter()
            .position(|parameter| parameter.location == Location::Path && parameter.name == *name)
    };
    names.iter().filter_map(position).collect()
}

fn text_argument(text: &str) -> Argument {
    Argument::Text(crate::live::request::encode::component(text))
}

/// The texts of the path's variables.
fn path_values(operation: &Operation, draft: &Draft) -> Vec<String> {
    let text = |at: &usize| match draft.argument(*at)? {
        Argument::Value(value) => Some(argument_text(value)),
        Argument::Text(text) => crate::live::request::decode::percent_decoded(text),
    };
    variables(operation).iter().filter_map(text).collect()
}
