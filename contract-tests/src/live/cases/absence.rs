//! Whether a server needs what the document calls optional. A request without it that is refused is not enough: there may
//! be rules between optional parts. It is needed when all but it is refused, the least is refused, and the least with
//! it is accepted, as is everything. It must not know which values are good.

use serde_json::Value;

use super::bodies;
use super::case::{Case, Variation, Varied};
use super::plan::Ground;
use super::verdict::{ask, refusal, understood};
use crate::live::conversation::Conversation;
use crate::live::exchange::SharedExchange;
use crate::live::finding::Violation;
use crate::live::judge::checks;
use crate::live::request::draft::Draft;
use crate::wire::payload::{Content, Payload};

/// A part that is left out, with the requests that tell whether it is needed.
pub(super) struct Absence {
    /// JSON pointer of the part in the document.
    pointer: String,
    told: String,
    /// Everything, the least, and the least with the part.
    everything: Draft,
    least: Draft,
    with_it: Draft,
}

/// The absence that a variation shows, if it shows one.
pub(super) fn of(ground: &Ground<'_>, variation: &Variation) -> Option<Absence> {
    match variation.place {
        Varied::Body => member(ground, variation),
        Varied::Absent(at) => parameter(ground, at),
        Varied::Parameter(_) => None,
    }
}

/// A member of the body's object.
fn member(ground: &Ground<'_>, variation: &Variation) -> Option<Absence> {
    if variation.mark.keyword != "properties" || !variation.mark.instance.is_empty() {
        return None;
    }
    let name = variation.mark.message.split('`').nth(1)?;
    let payload = variation.draft.payload.as_ref()?;
    let members = payload.as_value()?.as_object()?;
    let operation = &ground.fitting.api.operations[ground.anchor.draft.operation];
    let schema = bodies::content(operation, payload)?.schema?;
    let value = bodies::member(ground, schema, name)?;
    let least = bodies::least(ground, schema, members)?;
    if least.contains_key(name) {
        return None;
    }
    let draft = |members: serde_json::Map<String, Value>| {
        let payload = Payload { content: Content::Value(Value::Object(members)), ..payload.clone() };
        variation.draft.clone().carrying(payload)
    };
    let with = |members: &serde_json::Map<String, Value>| {
        let mut members = members.clone();
        members.insert(name.to_owned(), value.clone());
        members
    };
    Some(Absence {
        pointer: variation.mark.schema.clone(),
        told: format!("without the optional member `{name}`"),
        everything: draft(with(members)),
        with_it: draft(with(&least)),
        least: draft(least),
    })
}

/// A parameter that the anchor has.
fn parameter(ground: &Ground<'_>, at: usize) -> Option<Absence> {
    let operation = &ground.fitting.api.operations[ground.anchor.draft.operation];
    let parameter = operation.parameters.get(at)?;
    let everything = super::parameters::base(ground);
    let argument = everything.argument(at)?.clone();
    let mut least = everything.clone();
    least
        .arguments
        .retain(|(at, _)| operation.parameters.get(*at).is_some_and(|parameter| parameter.required));
    Some(Absence {
        pointer: parameter.pointer.clone(),
        told: format!("without the optional parameter `{}`", parameter.name),
        with_it: least.clone().with(at, argument),
        everything,
        least,
    })
}

impl Absence {
    /// Asks what tells whether the part is needed, after the request without it was refused with that status.
    pub(super) async fn examine(
        self,
        ground: &Ground<'_>,
        conversation: &mut Conversation,
        case: &Case,
        refused: &SharedExchange,
        status: u16,
    ) {
        let mut shown = Vec::new();
        for (draft, accepted) in [(&self.everything, true), (&self.least, false), (&self.with_it, true)] {
            let Some(sent) = draft.sent(ground.fitting.api, ground.prefix) else { return };
            let exchange = ask(ground, conversation, case.identity, sent).await;
            let expected = if accepted { understood(&exchange) } else { refusal(&exchange) == Some(status) };
            if !expected || !exchange.validity.is_valid() {
                return;
            }
            shown = vec![exchange];
        }
        shown.push(SharedExchange::clone(refused));
        let message = format!("a request {} is refused with {status}", self.told);
        conversation.report_shrunk(Violation::new(checks::VALID_REFUSED, self.pointer, message), &shown);
    }
}
