//! Judging an exchange by the bytes that went over the wire: which operation the request addresses, whether it was
//! valid, and in what the answer differs from the document and from HTTP.
//!
//! It must not know why a request was made, nor what other exchanges there were.

pub mod checks;
mod content;
mod credentials;
mod echo;
mod headers;
mod loose;
mod message;
mod payload;
mod request;
pub mod route;
mod status;
pub mod validity;
mod values;
mod written;

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use self::route::{Route, Router};
use self::validity::{Credentials, Doubt, Validity};
use super::exchange::{Outcome, Received, Sent};
use super::finding::Violation;
use crate::api::{Api, Operation, Response};

/// What is judged of one exchange.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// The operation that the request addresses, an index in `Api::operations`.
    pub operation: Option<usize>,
    /// Whether the request was valid, when it addresses an operation.
    pub validity: Validity,
    /// What the answer breaks.
    pub violations: Vec<Violation>,
    /// The documented answer that was seen.
    pub observed: Option<Observed>,
}

/// A documented answer, by its place in the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Observed {
    /// Index in `Api::operations`.
    pub operation: usize,
    /// Index in its `responses`.
    pub response: usize,
    /// Index in the response's `contents`; `None` when it has none.
    pub content: Option<usize>,
}

/// A judge of the exchanges with one server.
#[derive(Debug)]
pub struct Judge {
    api: Arc<Api>,
    router: Router,
    /// The members and parameters that requests can set, made when they are first asked for.
    written: OnceLock<HashSet<String>>,
}

/// What the parts of the judge are given of one exchange.
struct Facts<'j> {
    api: &'j Api,
    operation: &'j Operation,
    sent: &'j Sent,
    received: &'j Received,
    validity: &'j Validity,
    written: &'j OnceLock<HashSet<String>>,
}

impl Facts<'_> {
    /// Whether a request can set a member of that name: a value of it may be one that somebody sent.
    fn is_written(&self, name: &str) -> bool {
        self.written.get_or_init(|| written::names(self.api)).contains(name)
    }
}

impl Judge {
    /// A judge by that document.
    pub fn new(api: Arc<Api>) -> Self {
        let router = Router::new(&api);
        Self { api, router, written: OnceLock::new() }
    }

    /// Which operation the request addresses.
    pub fn route(&self, sent: &Sent, prefix: &str) -> Route {
        match sent.path().strip_prefix(prefix) {
            Some(path) if path.starts_with('/') => self.router.route(&sent.method, path),
            Some(_) | None => Route::Nowhere,
        }
    }

    /// Whether a request is valid, and the operation that it addresses, if any.
    pub fn validity(&self, sent: &Sent, prefix: &str) -> Option<(usize, Validity)> {
        match self.route(sent, prefix) {
            Route::Operation { operation, variables } => {
                let judged = self.api.operations.get(operation)?;
                Some((operation, request::validity(&self.api, judged, &variables, sent)))
            }
            Route::Method { .. } | Route::Nowhere => None,
        }
    }

    /// Judges an exchange; `prefix` is what stands before the document's paths. `anonymous` when the request was made
    /// without anyone's credentials: an identity may prove itself in a way that the document does not name.
    pub fn judge(&self, sent: &Sent, outcome: &Outcome, prefix: &str, anonymous: bool) -> Judgement {
        match self.route(sent, prefix) {
            Route::Operation { operation, variables } => {
                self.operation(operation, &variables, sent, outcome, anonymous)
            }
            Route::Method { operations } => {
                Judgement { violations: self.method(&operations, sent, outcome), ..Judgement::default() }
            }
            Route::Nowhere => {
                Judgement { violations: message::violations("", sent, outcome), ..Judgement::default() }
            }
        }
    }

    fn operation(
        &self,
        at: usize,
        variables: &[(String, String)],
        sent: &Sent,
        outcome: &Outcome,
        anonymous: bool,
    ) -> Judgement {
        let Some(operation) = self.api.operations.get(at) else { return Judgement::default() };
        let validity = request::validity(&self.api, operation, variables, sent);
        let mut violations = message::violations(&operation.pointer, sent, outcome);
        let mut observed = None;
        if let Ok(received) = outcome {
            let facts = Facts {
                api: &self.api,
                operation,
                sent,
                received,
                validity: &validity,
                written: &self.written,
            };
            violations.extend(status::violations(&facts));
            violations.extend(headers::standard(&facts));
            if is_before_operations(&facts) {
                let observed = own_answer(&facts, at);
                return Judgement { operation: Some(at), validity, violations, observed };
            }
            if let Some((response, documented)) = response(operation, received.status) {
                violations.extend(headers::documented(&facts, documented));
                let (content, wrong) = content::violations(&facts, documented);
                // What should not have been accepted shows in the answer as well: that is no second cause.
                let tainted = received.is_success() && facts.validity.is_invalid();
                violations
                    .extend(wrong.into_iter().filter(|wrong| !tainted || wrong.check != checks::BODY_SCHEMA));
                let complete = content.is_some() || documented.contents.is_empty();
                observed = complete.then_some(Observed { operation: at, response, content });
            }
            violations.extend(echo::violations(&facts));
            violations.extend(acceptance(&facts, anonymous));
        }
        Judgement { operation: Some(at), validity, violations, observed }
    }

    /// A documented path with a method that it does not have.
    fn method(&self, operations: &[usize], sent: &Sent, outcome: &Outcome) -> Vec<Violation> {
        let operations: Vec<&Operation> =
            operations.iter().filter_map(|at| self.api.operations.get(*at)).collect();
        let pointer =
            operations.first().and_then(|operation| crate::document::pointer::parent(&operation.pointer));
        let pointer = pointer.unwrap_or_default();
        let mut violations = message::violations(pointer, sent, outcome);
        let Ok(received) = outcome else { return violations };
        // A server that knows a resource's GET may answer its HEAD and OPTIONS by itself.
        if received.is_success() && !matches!(sent.method.as_str(), "HEAD" | "OPTIONS") {
            let message =
                format!("{} is answered with success, and the document has no such method", sent.method);
            let cause = format!("{pointer} {}", sent.method);
            violations.push(
                Violation::new(checks::METHOD, pointer, message)
                    .caused_by(cause)
                    .showing(sent.method.as_str()),
            );
        }
        if received.status >= 500 && received.status != 501 {
            violations.push(status::failed(received.status, pointer, "an undocumented method"));
        }
        violations.extend(headers::allow(received, pointer, &operations));
        violations
    }
}

/// Whether the request may have been refused before it reached any operation: its path is no text, or one that servers
/// normalise, or its query is no text. What answers then is the server's, not the document's.
fn is_before_operations(facts: &Facts<'_>) -> bool {
    let odd = facts.validity.doubts.iter().any(|doubt| matches!(doubt, Doubt::PathForm | Doubt::Encoding));
    odd && (300..500).contains(&facts.received.status)
}

/// The documented answer that was seen where nothing tells who answered: one whose content and headers are the
/// documented ones is the operation's own.
fn own_answer(facts: &Facts<'_>, at: usize) -> Option<Observed> {
    let (index, documented) = response(facts.operation, facts.received.status)?;
    let (content, wrong) = content::violations(facts, documented);
    let good = wrong.is_empty() && headers::documented(facts, documented).is_empty();
    (content.is_some() && good).then_some(Observed { operation: at, response: index, content })
}

/// The documented response for a status: exact before a range, a range before `default`.
fn response(operation: &Operation, status: u16) -> Option<(usize, &Response)> {
    let covering = |(_, response): &(usize, &Response)| response.status.covers(status);
    operation.responses.iter().enumerate().filter(covering).min_by_key(|(_, response)| response.status)
}

/// Whether something was accepted that the document rules out.
fn acceptance(facts: &Facts<'_>, anonymous: bool) -> Vec<Violation> {
    let mut violations = Vec::new();
    let answered = match facts.received.status {
        _ if facts.received.is_success() => Some("answered with success"),
        // Only who looked at what is there can tell that it stands in the way.
        409 => Some("held against what is there, and answered with 409"),
        _ => None,
    };
    if let Some(answered) =
        answered.filter(|_| anonymous && facts.validity.credentials == Credentials::Missing)
    {
        let message = format!("the operation needs a credential, and a request without one is {answered}");
        let pointer = facts.operation.pointer.as_str();
        violations.push(Violation::new(checks::CREDENTIAL, pointer, message).showing("missing"));
    }
    if facts.received.is_success() {
        violations.extend(status::accepted(facts));
    }
    violations
}

#[cfg(test)]
mod tests;
