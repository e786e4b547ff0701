//! One run of one oracle: the requests that it sends, in order, what it made and must remove again, and what it found
//! broken. It must not know what is checked.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

use super::broken::Broken;
use super::knowledge::Knowledge;
use super::run::Run;
use crate::api::{Location, Operation, PathTemplate, Segment};
use crate::live::conversation::Conversation;
use crate::live::exchange::{Sent, SharedExchange};
use crate::live::finding::{Check, Violation};
use crate::live::fresh::Fresh;
use crate::live::reproduction::Chain;
use crate::live::resources::content::{self, Content};
use crate::live::resources::{Resource, listing};
use crate::schema::Seed;
use crate::wire::encode::component;

/// An oracle could not go on: a request that must work for anything to be checked did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stopped;

/// What an oracle returns: what it found is in the session.
pub(super) type Done = Result<(), Stopped>;

/// A request to an operation.
#[derive(Clone, Debug, Default)]
pub(super) struct Call {
    /// An index in `Api::operations`.
    pub operation: usize,
    /// An index in the client's identities.
    pub identity: usize,
    /// The values of the path's variables, in order.
    pub path: Vec<String>,
    /// Pairs of the query.
    pub query: Vec<(String, String)>,
    /// Header fields beside those of the identity.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<Value>,
}

/// What came of a call.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// The number of the request in the session.
    pub step: usize,
    /// The status; 0 when no answer came.
    pub status: u16,
    /// The body, when it is JSON.
    pub body: Option<Value>,
    /// The exchange.
    pub exchange: SharedExchange,
}

impl Answer {
    /// Whether the status is of the 2xx class.
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the status is of the 4xx class, and the request was refused for what it asks: not for its pace.
    pub(super) fn is_refusal(&self) -> bool {
        (400..500).contains(&self.status) && !matches!(self.status, 408 | 429)
    }

    /// Whether the status says that there is no such thing.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self.status, 404 | 410)
    }

    /// A header field.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        self.exchange.received()?.header(name).map(str::to_owned)
    }

    /// The object in the body.
    pub(super) fn object(&self, content: Option<&Content>) -> Option<Map<String, Value>> {
        let body = self.body.as_ref()?;
        let inner = content.and_then(|content| content.object(body));
        inner.or(Some(body))?.as_object().cloned()
    }
}

/// A resource that the session made, or found.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    /// Of which kind, an index in the resources.
    pub resource: usize,
    /// The values of its path's variables.
    pub path: Vec<String>,
    /// Whose it is.
    pub identity: usize,
    /// The request that made it.
    pub step: usize,
    /// What was sent.
    pub sent: Map<String, Value>,
    /// What was answered.
    pub shown: Map<String, Value>,
    /// The entity tag that was answered.
    pub tag: Option<String>,
}

impl Instance {
    /// Its own id.
    pub(super) fn id(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }
}

/// The requests of one run of an oracle.
pub(super) struct Session<'r> {
    /// The run that it is part of.
    pub run: &'r Run<'r>,
    /// New values.
    pub fresh: Fresh<'r>,
    /// Whose requests they are, where nothing else is said: an identity that can make the resource.
    pub main: usize,
    /// How many items a population has.
    pub population: usize,
    /// What was found.
    pub broken: Vec<Broken>,
    conversation: Conversation,
    steps: Vec<(SharedExchange, usize)>,
    made: Vec<Instance>,
    holders: HashMap<(usize, usize), Vec<String>>,
}

impl<'r> Session<'r> {
    /// A session that has sent nothing. Its values depend on the seed.
    pub(super) fn new(run: &'r Run<'r>, seed: Seed, ordinal: u64, population: usize) -> Self {
        Self {
            run,
            fresh: Fresh::new(&run.api.schemas, &run.languages, seed),
            main: 0,
            population,
            broken: Vec::new(),
            conversation: run.client.conversation(ordinal),
            steps: Vec::new(),
            made: Vec::new(),
            holders: HashMap::new(),
        }
    }

    /// The identities beside the one whose requests these are.
    pub(super) fn others(&self) -> impl Iterator<Item = usize> {
        let main = self.main;
        (0..self.run.client.identities().len()).filter(move |other| *other != main)
    }

    /// The requests so far, each with its operation.
    pub(super) fn steps(&self) -> &[(SharedExchange, usize)] {
        &self.steps
    }

    /// The resource.
    pub(super) fn resource(&self, at: usize) -> &'r Resource {
        &self.run.resources.list[at]
    }

    /// The operation.
    pub(super) fn operation(&self, at: usize) -> &'r Operation {
        &self.run.api.operations[at]
    }

    /// What was learned about the resource.
    pub(super) fn knowledge(&self, at: usize) -> Result<&'r Knowledge, Stopped> {
        self.run.knowledge.get(at).and_then(Option::as_ref).ok_or(Stopped)
    }

    /// Records that a promise is broken: `what` names the cause within the operation, and `steps` are the requests
    /// that show it.
    pub(super) fn report(
        &mut self,
        check: Check,
        operation: usize,
        what: &str,
        message: String,
        steps: &[usize],
    ) {
        let mut steps = steps.to_vec();
        steps.sort_unstable();
        steps.dedup();
        let broken = Broken { check, operation, what: what.to_owned(), message, steps };
        if !self.broken.iter().any(|known| known.key() == broken.key()) {
            self.broken.push(broken);
        }
    }

    /// Sends a call.
    ///
    /// # Errors
    /// No answer came, or one that says to come later.
    pub(super) async fn call(&mut self, call: Call) -> Result<Answer, Stopped> {
        let (identity, operation) = (call.identity, call.operation);
        let sent = self.prepared(call)?;
        let exchange = self.conversation.send(Some(identity), sent).await;
        self.answered(exchange, operation)
    }

    /// Sends a call to another place than the operation's.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub(super) async fn follow(&mut self, call: Call, path: &str) -> Result<Answer, Stopped> {
        let (identity, operation) = (call.identity, call.operation);
        let sent = Sent { target: path.to_owned(), ..self.prepared(call)? };
        let exchange = self.conversation.send(Some(identity), sent).await;
        self.answered(exchange, operation)
    }

    /// Where a call goes: the path without its query.
    pub(super) fn target(&self, call: &Call) -> Result<String, Stopped> {
        let path = expanded(&self.operation(call.operation).path, &call.path)?;
        Ok([self.run.client.prefix(), &path].concat())
    }

    /// The path of a reference such as in `Location`, if it leads to this server and is one that can be sent.
    pub(super) fn own_path(&self, reference: &str) -> Option<String> {
        let path = match reference.split_once("://") {
            Some((_, rest)) => rest.strip_prefix(self.run.client.transport().base().authority.as_str())?,
            None => reference,
        };
        let is_path = path.starts_with('/') && !path.starts_with("//");
        (is_path && path.bytes().all(|byte| byte.is_ascii_graphic())).then(|| path.to_owned())
    }

    /// Sends two calls at once.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub(super) async fn at_once(&mut self, one: Call, other: Call) -> Result<(Answer, Answer), Stopped> {
        let (at, who) = ((one.operation, other.operation), (one.identity, other.identity));
        let (one, other) = (self.prepared(one)?, self.prepared(other)?);
        let client = self.run.client;
        let ordinal = self.conversation.ordinal();
        let (mut first, mut second) = (client.conversation(ordinal), client.conversation(ordinal));
        let (one, other) = tokio::join!(first.send(Some(who.0), one), second.send(Some(who.1), other));
        let first = self.answered(one, at.0);
        let second = self.answered(other, at.1);
        Ok((first?, second?))
    }

    fn answered(&mut self, exchange: SharedExchange, operation: usize) -> Result<Answer, Stopped> {
        self.steps.push((SharedExchange::clone(&exchange), operation));
        let status = exchange.status().unwrap_or(0);
        let answer = Answer { step: self.steps.len() - 1, status, body: exchange.json(), exchange };
        if matches!(status, 0 | 408 | 429 | 503) { Err(Stopped) } else { Ok(answer) }
    }

    /// The request of a call: what the operation requires and the call does not say is added.
    fn prepared(&mut self, call: Call) -> Result<Sent, Stopped> {
        let operation = self.operation(call.operation);
        let mut query = call.query;
        let mut headers = call.headers;
        for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
            let given = match parameter.location {
                Location::Query => query.iter().any(|(name, _)| *name == parameter.name),
                Location::Header => {
                    headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(&parameter.name))
                }
                Location::Path | Location::Cookie => true,
            };
            let carried = self.run.client.identities().get(call.identity).is_some_and(|identity| {
                identity.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(&parameter.name))
            });
            if given || (parameter.location == Location::Header && carried) {
                continue;
            }
            let facts = listing::facts(&self.run.api.schemas, parameter);
            let known = parameter.examples.first().cloned().or(facts.example).or(facts.default);
            let made = || listing::schema(parameter).and_then(|id| self.fresh.value(id, &parameter.name));
            let pair = (parameter.name.clone(), text(&known.or_else(made).ok_or(Stopped)?));
            match parameter.location {
                Location::Query => query.push(pair),
                Location::Header => headers.push(pair),
                Location::Path | Location::Cookie => {}
            }
        }
        let mut target = [self.run.client.prefix(), &expanded(&operation.path, &call.path)?].concat();
        for (at, (name, value)) in query.iter().enumerate() {
            target.push(if at == 0 { '?' } else { '&' });
            target.push_str(&[&component(name), "=", &component(value)].concat());
        }
        let mut sent = Sent::new(operation.method.as_str(), target);
        for (name, value) in headers {
            sent = sent.header(&name, value);
        }
        if let Some(body) = call.body {
            let contents = operation.body.as_ref().map(|body| body.contents.as_slice()).unwrap_or_default();
            let media =
                content::json_content(contents).map_or("application/json", |(media, _)| media.name.as_str());
            let media = if media == "*/*" { "application/json" } else { media };
            sent = sent.content(media, body.to_string());
        }
        Ok(sent)
    }

    /// Remembers to remove it at the end.
    pub(super) fn keep(&mut self, instance: &Instance) {
        self.made.push(instance.clone());
    }

    /// The path values of the item that holds others of a path, made when there is none yet.
    pub(super) fn holder(&self, resource: usize, identity: usize) -> Option<Vec<String>> {
        self.holders.get(&(resource, identity)).cloned()
    }

    /// Sets what [`Self::holder`] answers.
    pub(super) fn set_holder(&mut self, instance: &Instance) {
        self.holders.insert((instance.resource, instance.identity), instance.path.clone());
    }

    /// Writes down what is broken, with the requests that show it and those whose answers they need.
    pub(super) fn record(&self, broken: &Broken) {
        let exchanges: Vec<SharedExchange> =
            self.steps.iter().map(|(exchange, _)| exchange.clone()).collect();
        let chain = Chain::of(&exchanges, false);
        let mut kept: BTreeSet<usize> = broken.steps.iter().copied().collect();
        let mut work: Vec<usize> = broken.steps.clone();
        while let Some(step) = work.pop() {
            let Some(taker) = chain.steps.get(step) else { continue };
            for hole in taker.template.holes() {
                let giver = chain.steps.iter().position(|step| step.gives.contains(&hole));
                work.extend(giver.filter(|&giver| kept.insert(giver)));
            }
            // An id that the request chose is not in any answer alone, and its item must be made all the same.
            let segments: Vec<&str> = taker.exchange.sent.path().split('/').collect();
            let addressed =
                |made: &&Instance| made.step < step && segments.contains(&component(made.id()).as_str());
            work.extend(
                self.made.iter().filter(addressed).map(|made| made.step).filter(|&made| kept.insert(made)),
            );
        }
        let evidence: Vec<SharedExchange> =
            kept.into_iter().filter_map(|step| exchanges.get(step).cloned()).collect();
        let operation = self.operation(broken.operation);
        let violation = Violation {
            check: broken.check,
            cause: format!("{} {operation}", broken.what),
            pointer: operation.pointer.clone(),
            message: broken.message.clone(),
            symptom: None,
        };
        self.conversation.report_sequence(violation, &evidence, broken.operation);
    }

    /// Removes what was made, the last first. What cannot be removed stays.
    pub(super) async fn clean(&mut self) {
        while let Some(instance) = self.made.pop() {
            if let Some(operation) = self.resource(instance.resource).delete {
                let _ = self.delete_item(operation, &instance).await;
            }
        }
    }
}

/// A value as it stands in a path, a query or a header.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

/// The path with its variables' values.
fn expanded(path: &PathTemplate, values: &[String]) -> Result<String, Stopped> {
    let mut values = values.iter();
    let mut text = String::new();
    for segment in &path.segments {
        text.push('/');
        match segment {
            Segment::Literal(literal) => text.push_str(&component(literal)),
            Segment::Variable(_) => text.push_str(&component(values.next().ok_or(Stopped)?)),
            Segment::Mixed { prefix, parts } => {
                text.push_str(&component(prefix));
                for (_, after) in parts {
                    text.push_str(&component(values.next().ok_or(Stopped)?));
                    text.push_str(&component(after));
                }
            }
        }
    }
    Ok(text)
}
