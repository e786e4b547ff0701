//! What the answer to a case shows beside what the judge sees in it.
//!
//! A refusal of what is valid is looked into: it is only told when requests that differ in nothing that the document
//! tells apart were accepted, before and after. It must not know how cases are made.

use super::absence;
use super::case::{Case, Intent, Variation, Varied};
use super::neighbour::neighbours;
use super::parameters::base;
use super::plan::Ground;
use super::precondition;
use crate::live::client::Conversation;
use crate::live::exchange::{Exchange, Sent, SharedExchange};
use crate::live::finding::Violation;
use crate::live::judge::checks;
use crate::live::request::draft::{Argument, Draft};
use crate::wire::payload::{Content, Payload};

use super::fitting::schema_of;
use crate::schema::SchemaId;

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
    if let Some(absence) = absence::of(ground, variation) {
        return absence.examine(ground, conversation, case, exchange, status).await;
    }
    let drafts = neighbouring(ground, variation);
    if drafts.is_empty() || ground.anchor.accepted.is_none() {
        return;
    }
    let mut accepted = None;
    for draft in drafts {
        let Some(sent) = draft.sent(ground.fitting.api, ground.prefix) else { return };
        let neighbour = ask(ground, conversation, case.identity, sent).await;
        if !understood(&neighbour) || !neighbour.validity.is_valid() {
            return;
        }
        accepted = Some(neighbour);
    }
    let again = ask(ground, conversation, case.identity, case.sent.clone()).await;
    let Some(accepted) = accepted.filter(|_| again.status() == Some(status)) else { return };
    let place = place(ground, variation);
    let message = format!("{place} is valid and refused with {status}: {}", variation.mark.message);
    let pointer = variation.mark.schema.as_str();
    let violation = Violation::new(checks::VALID_REFUSED, pointer, message);
    conversation.report_shrunk(violation, &[accepted, again]);
}

/// A list of values in what changes a resource may have rules between its values, which a server that tells what it
/// cannot read from what it cannot mean tells by another status.
fn is_telling(ground: &Ground<'_>, status: u16, variation: &Variation) -> bool {
    let operation = &ground.fitting.api.operations[ground.anchor.draft.operation];
    let listed = matches!(variation.mark.keyword, "enum" | "type") && variation.place == Varied::Body;
    let documents = |status: u16| {
        operation.responses.iter().any(|response| response.status == crate::api::StatusPattern::Exact(status))
    };
    !listed || status == 400 && (documents(422) || documents(409))
}

/// The requests with the values next to the one that was refused.
fn neighbouring(ground: &Ground<'_>, variation: &Variation) -> Vec<Draft> {
    let api = ground.fitting.api;
    let operation = &api.operations[ground.anchor.draft.operation];
    let draft = &variation.draft;
    match variation.place {
        Varied::Parameter(at) => {
            let schema = operation.parameters.get(at).and_then(schema_of);
            let (Some(Argument::Value(value)), Some(schema)) = (draft.argument(at), schema) else {
                return Vec::new();
            };
            let next = neighbours(&api.schemas, value, &variation.mark).into_iter();
            let valid = next.filter(|value| ground.fitting.is_valid(schema, value));
            valid.map(|value| draft.clone().with(at, Argument::Value(value))).collect()
        }
        Varied::Absent(_) => Vec::new(),
        Varied::Body => {
            let Some((payload, schema)) = body(ground, draft) else { return Vec::new() };
            let Some(value) = payload.as_value() else { return Vec::new() };
            let next = neighbours(&api.schemas, value, &variation.mark).into_iter();
            let valid = next.filter(|value| ground.fitting.is_valid(schema, value));
            let carried = |value| Payload { content: Content::Value(value), ..payload.clone() };
            valid.map(|value| draft.clone().carrying(carried(value))).collect()
        }
    }
}

fn body<'d>(ground: &Ground<'_>, draft: &'d Draft) -> Option<(&'d Payload, SchemaId)> {
    let payload = draft.payload.as_ref()?;
    let operation = &ground.fitting.api.operations[draft.operation];
    let media_type = crate::wire::media::MediaRange::parse(payload.media_type.as_deref()?)?;
    let covers = |name: &str| {
        crate::wire::media::MediaRange::parse(name).is_some_and(|range| range.covers(&media_type))
    };
    let content = operation.body.as_ref()?.contents.iter().find(|content| covers(&content.name))?;
    Some((payload, content.schema?))
}

fn place(ground: &Ground<'_>, variation: &Variation) -> String {
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
