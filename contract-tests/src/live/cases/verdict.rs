//! What the answer to a case shows beside what the judge sees in it.
//!
//! A refusal of what is valid is looked into: it is only told when requests that differ in nothing that the document
//! tells apart were accepted, before and after. It must not know how cases are made.

use serde_json::Value;

use super::absence;
use super::case::{Case, Intent, Variation, Varied};
use super::edge;
use super::neighbour::{is_wide, neighbours};
use super::nullity;
use super::parameters::base;
use super::plan::Ground;
use super::precondition;
use super::variant::Variant;
use crate::api::{Method, StatusPattern};
use crate::live::conversation::Conversation;
use crate::live::exchange::{Exchange, Sent, SharedExchange};
use crate::live::finding::Violation;
use crate::live::judge::checks;
use crate::live::oracles::checks::IF_MATCH;
use crate::live::request::draft::Draft;
use crate::wire::payload::Payload;

/// Statuses that say that a request was not understood, rather than not wanted.
const NOT_UNDERSTOOD: [u16; 4] = [400, 406, 415, 422];

/// Looks at the answer to a case, which is the last exchange of the conversation.
pub async fn examine(
    ground: &Ground<'_>,
    conversation: &mut Conversation,
    case: &Case,
    exchange: &SharedExchange,
) {
    match &case.intent {
        Intent::Judged => {}
        Intent::Forged(told) => forged(ground, conversation, exchange, told),
        Intent::Unproven => unproven(ground, conversation, case, exchange).await,
        Intent::Unmet(told) => unmet(ground, conversation, exchange, told),
        Intent::Rewritten(told) => rewritten(ground, conversation, case, exchange, told).await,
        Intent::Varied(variation) => varied(ground, conversation, case, exchange, variation).await,
    }
}

/// Sends a request that is varied from the anchor.
pub(super) async fn ask(
    ground: &Ground<'_>,
    conversation: &mut Conversation,
    identity: Option<usize>,
    sent: Sent,
) -> SharedExchange {
    let api = ground.fitting.api;
    precondition::send(conversation, api, ground.prefix, ground.anchor, identity, sent).await
}

fn forged(ground: &Ground<'_>, conversation: &Conversation, exchange: &Exchange, told: &str) {
    if exchange.is_success() {
        let pointer = &ground.fitting.api.operations[ground.anchor.draft.operation].pointer;
        let message = format!("a request with a credential that is {told} is answered with success");
        let violation = Violation::new(checks::CREDENTIAL, pointer.as_str(), message);
        conversation.report(violation.caused_by(format!("{pointer} forged")).showing("forged"));
    }
}

/// A request that is accepted with a credential is refused without one as malformed, although the document has a 401,
/// and does not say that 400 is for this too.
async fn unproven(
    ground: &Ground<'_>,
    conversation: &mut Conversation,
    case: &Case,
    exchange: &SharedExchange,
) {
    const WORDS: [&str; 6] = ["authenti", "authori", "credential", "token", "api key", "header"];
    let operation = &ground.fitting.api.operations[ground.anchor.draft.operation];
    let exact = |status: u16| {
        operation.responses.iter().find(|response| response.status == StatusPattern::Exact(status))
    };
    let said = exact(400).is_some_and(|response| {
        let description = response.description.to_lowercase();
        WORDS.iter().any(|word| description.contains(word))
    });
    let good = exchange.validity.is_valid() && ground.anchor.accepted.is_some();
    if exchange.status() != Some(400) || !good || said || exact(401).is_none() {
        return;
    }
    let again = conversation.send(None, case.sent.clone()).await;
    if again.status() == Some(400) {
        let message = "a request that lacks nothing but a credential is refused with 400 instead of 401";
        let pointer = operation.pointer.as_str();
        let violation = Violation::new(checks::UNCHALLENGED, pointer, message);
        conversation.report_shrunk(violation, &[again]);
    }
}

fn unmet(ground: &Ground<'_>, conversation: &Conversation, exchange: &Exchange, told: &str) {
    if exchange.is_success() {
        let operation = &ground.fitting.api.operations[ground.anchor.draft.operation];
        let message = format!("{operation} ignores {told}");
        let violation = Violation::new(IF_MATCH, operation.pointer.as_str(), message);
        conversation.report(violation.caused_by(format!("ignored {operation}")).showing(told));
    }
}

/// The status, when it says that a valid request was not understood.
pub(super) fn refusal(exchange: &Exchange) -> Option<u16> {
    let status = exchange.status().filter(|status| NOT_UNDERSTOOD.contains(status));
    status.filter(|_| exchange.validity.flaws.is_empty())
}

/// Whether the request was understood: it was accepted, or is in conflict with one before it.
pub(super) fn understood(exchange: &Exchange) -> bool {
    exchange.is_success() || exchange.status() == Some(409)
}

async fn rewritten(
    ground: &Ground<'_>,
    conversation: &mut Conversation,
    case: &Case,
    exchange: &SharedExchange,
    told: &str,
) {
    let Some(status) = refusal(exchange).filter(|_| ground.anchor.accepted.is_some()) else { return };
    let Some(plain) = base(ground).sent(ground.fitting.api, ground.prefix) else { return };
    let accepted = ask(ground, conversation, case.identity, plain).await;
    let again = ask(ground, conversation, case.identity, case.sent.clone()).await;
    if understood(&accepted) && again.status() == Some(status) {
        let pointer = &ground.fitting.api.operations[ground.anchor.draft.operation].pointer;
        let message =
            format!("a request that is accepted is refused with {status} when it is written {told}");
        let violation = Violation::new(checks::VALID_REFUSED, pointer.as_str(), message);
        let violation = violation.caused_by(format!("{pointer} {told}")).showing(told);
        conversation.report_shrunk(violation, &[accepted, again]);
    }
}

async fn varied(
    ground: &Ground<'_>,
    conversation: &mut Conversation,
    case: &Case,
    exchange: &SharedExchange,
    variation: &Variation,
) {
    let Some(status) = refusal(exchange).filter(|_| exchange.validity.is_valid()) else { return };
    if !is_telling(ground, status, variation) {
        return;
    }
    if let Some(nullity) = nullity::of(ground, variation) {
        return nullity.examine(ground, conversation, case, status).await;
    }
    if let Some(absence) = absence::of(ground, variation) {
        return absence.examine(ground, conversation, case, exchange, status).await;
    }
    let next = neighbouring(ground, variation);
    if next.accepted.is_empty() || ground.anchor.accepted.is_none() {
        return;
    }
    let mut accepted = None;
    for draft in next.accepted {
        let Some(sent) = draft.sent(ground.fitting.api, ground.prefix) else { return };
        let neighbour = ask(ground, conversation, case.identity, sent).await;
        if refusal(&neighbour) == Some(status) {
            return edge::examine(ground, conversation, case, variation, status).await;
        }
        if !understood(&neighbour) || !neighbour.validity.is_valid() {
            return;
        }
        accepted = Some(neighbour);
    }
    let refused = next.refused.unwrap_or_else(|| variation.draft.clone());
    let Some(sent) = refused.sent(ground.fitting.api, ground.prefix) else { return };
    let again = ask(ground, conversation, case.identity, sent).await;
    let same = again.status() == Some(status) && again.validity.is_valid();
    let Some(accepted) = accepted.filter(|_| same) else { return };
    let place = place(ground, variation);
    let message = format!("{place} is valid and refused with {status}: {}", variation.mark.message);
    let pointer = variation.mark.schema.as_str();
    let violation = Violation::new(checks::VALID_REFUSED, pointer, message);
    conversation.report_shrunk(violation, &[accepted, again]);
}

/// A list of values in what changes a resource may have rules between its values, as null may in what changes one that
/// is there. A server that tells what it cannot read from what it cannot mean tells that by another status.
fn is_telling(ground: &Ground<'_>, status: u16, variation: &Variation) -> bool {
    let operation = &ground.fitting.api.operations[ground.anchor.draft.operation];
    let within_body = variation.place == Varied::Body;
    let listed = match variation.mark.keyword {
        "enum" => within_body,
        "type" => within_body && !is_wide_text(variation),
        "nullable" => within_body && operation.method != Method::Post,
        _ => false,
    };
    let documents = |status: u16| {
        operation.responses.iter().any(|response| response.status == StatusPattern::Exact(status))
    };
    !listed || status == 400 && (documents(422) || documents(409))
}

/// Whether what is varied in the body is a text with characters beyond 16 bits.
fn is_wide_text(variation: &Variation) -> bool {
    let value = variation.draft.payload.as_ref().and_then(Payload::as_value);
    let part = value.and_then(|value| value.pointer(&variation.mark.instance));
    part.and_then(Value::as_str).is_some_and(is_wide)
}

/// The requests with the values next to the one that was refused: all that must be accepted, and the one that must be
/// refused as it was, where it is another.
#[derive(Debug, Default)]
struct Next {
    accepted: Vec<Draft>,
    refused: Option<Draft>,
}

fn neighbouring(ground: &Ground<'_>, variation: &Variation) -> Next {
    let Some(variant) = Variant::of(ground, variation) else { return Next::default() };
    let next = neighbours(&ground.fitting.api.schemas, variant.value, &variation.mark);
    let refused = match next.refused.map(|value| variant.with(value)) {
        Some(None) => return Next::default(),
        Some(refused) => refused,
        None => None,
    };
    let accepted = next.accepted.into_iter().filter_map(|value| variant.with(value));
    Next { accepted: accepted.collect(), refused }
}

/// What was varied, for people.
pub(super) fn place(ground: &Ground<'_>, variation: &Variation) -> String {
    match variation.place {
        Varied::Parameter(at) => {
            let operation = &ground.fitting.api.operations[ground.anchor.draft.operation];
            let name = operation.parameters.get(at).map_or("", |parameter| parameter.name.as_str());
            format!("a value of the parameter `{name}`")
        }
        Varied::Absent(_) => "an absence".to_owned(),
        Varied::Body if variation.mark.instance.is_empty() => "a body".to_owned(),
        Varied::Body => format!("a value at `{}` of the body", variation.mark.instance),
    }
}

/// Whether a request that was accepted cannot be sent again as it is: it is in conflict with itself. What it made may
/// have been changed since, so it is sent until there is one of it for certain.
pub async fn needs_renewal(conversation: &mut Conversation, identity: Option<usize>, sent: Sent) -> bool {
    let first = conversation.send(identity, sent.clone()).await;
    first.status() == Some(409)
        || first.is_success() && conversation.send(identity, sent).await.status() == Some(409)
}
