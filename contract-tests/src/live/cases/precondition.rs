//! Requests that must tell the state that they were made for (RFC 9110 §13.1.1, RFC 6585 §3).
//!
//! The current entity tag is read before each of them, since each change moves it. It must not know what else is varied.

use crate::api::{Api, Method};
use crate::live::cases::anchor::Anchor;
use crate::live::conversation::Conversation;
use crate::live::exchange::{Sent, SharedExchange};

const IF_MATCH: &str = "If-Match";

/// Sends a request that is varied from an anchor. Where its operation requires `If-Match`, and the request has it as
/// the anchor does, it is sent with the tag that a read of the same URL answers now.
pub async fn send(
    conversation: &mut Conversation,
    api: &Api,
    prefix: &str,
    anchor: &Anchor,
    identity: Option<usize>,
    sent: Sent,
) -> SharedExchange {
    let operation = &api.operations[anchor.draft.operation];
    let read = || {
        api.operations
            .iter()
            .any(|other| other.method == Method::Get && other.path.text == operation.path.text)
    };
    if !operation.requires_header(IF_MATCH) || !read() {
        return conversation.send(identity, sent).await;
    }
    let held = anchor.draft.sent(api, prefix);
    let held = held.as_ref().and_then(|held| held.header_value(IF_MATCH));
    if held.is_none() || sent.header_value(IF_MATCH) != held {
        return conversation.send(identity, sent).await;
    }
    let now = conversation.send(identity, Sent::new(Method::Get.as_str(), sent.path())).await;
    let tag = now.received().filter(|received| received.is_success()).and_then(|now| now.header("ETag"));
    let sent = match tag {
        Some(tag) => replaced(sent, tag),
        None => sent,
    };
    conversation.send(identity, sent).await
}

fn replaced(mut sent: Sent, tag: &str) -> Sent {
    sent.headers.retain(|(name, _)| !name.eq_ignore_ascii_case(IF_MATCH));
    sent.header(IF_MATCH, tag)
}
