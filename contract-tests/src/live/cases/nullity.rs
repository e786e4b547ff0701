//! Whether a server refuses null where the document has it. A request with null that is refused is not enough: there may
//! be rules between values. It is refused for what it is when everything with null is refused and with a value accepted,
//! and the least with null is refused and as it is accepted. It must not know which values are good.

use serde_json::{Map, Value};

use super::bodies;
use super::case::{Case, Variation, Varied};
use super::plan::Ground;
use super::verdict::{ask, refusal, understood};
use crate::document::pointer;
use crate::live::conversation::Conversation;
use crate::live::exchange::SharedExchange;
use crate::live::finding::Violation;
use crate::live::judge::checks;
use crate::live::request::draft::Draft;
use crate::wire::payload::{Content, Payload};

/// A null that was refused, with the requests that tell whether null is why.
pub(super) struct Nullity {
    /// JSON pointer of the schema in the document.
    pointer: String,
    name: String,
    /// Everything with a value, the least with null, and the least without it.
    everything: Draft,
    least_null: Draft,
    least: Draft,
}

/// The null that a variation shows, if it shows one in a member of the body's object.
pub(super) fn of(ground: &Ground<'_>, variation: &Variation) -> Option<Nullity> {
    if variation.place != Varied::Body || variation.mark.keyword != "nullable" {
        return None;
    }
    let tokens = pointer::tokens(&variation.mark.instance)?;
    let [name] = tokens.as_slice() else { return None };
    let name: &str = name;
    let payload = variation.draft.payload.as_ref()?;
    let refused = payload.as_value()?.as_object()?;
    let operation = &ground.fitting.api.operations[ground.anchor.draft.operation];
    let schema = bodies::content(operation, payload)?.schema?;
    let value = bodies::member(ground, schema, name).filter(|value| !value.is_null())?;
    let mut least = bodies::least(ground, schema, refused)?;
    let draft = |members: &Map<String, Value>| {
        let members = Value::Object(members.clone());
        let fits = ground.fitting.is_valid(schema, &members);
        fits.then(|| {
            variation.draft.clone().carrying(Payload { content: Content::Value(members), ..payload.clone() })
        })
    };
    let with = |members: &Map<String, Value>, value: &Value| {
        let mut members = members.clone();
        members.insert(name.to_owned(), value.clone());
        members
    };
    // What is required is there in the least too, with a value.
    if least.contains_key(name) {
        least = with(&least, &value);
    }
    Some(Nullity {
        pointer: variation.mark.schema.clone(),
        everything: draft(&with(refused, &value))?,
        least_null: draft(&with(&least, &Value::Null))?,
        least: draft(&least)?,
        name: name.to_owned(),
    })
}

impl Nullity {
    /// Asks what tells whether null is why the request was refused with that status.
    pub(super) async fn examine(
        self,
        ground: &Ground<'_>,
        conversation: &mut Conversation,
        case: &Case,
        status: u16,
    ) {
        let mut shown: Vec<SharedExchange> = Vec::new();
        for (draft, accepted) in [(&self.everything, true), (&self.least, true), (&self.least_null, false)] {
            let Some(sent) = draft.sent(ground.fitting.api, ground.prefix) else { return };
            let exchange = ask(ground, conversation, case.identity, sent).await;
            let expected = if accepted { understood(&exchange) } else { refusal(&exchange) == Some(status) };
            if !expected || !exchange.validity.is_valid() {
                return;
            }
            shown.push(exchange);
        }
        let message = format!("null is valid for `{}` and refused with {status}", self.name);
        let violation = Violation::new(checks::VALID_REFUSED, self.pointer, message);
        conversation.report_shrunk(violation, &shown[1..]);
    }
}
