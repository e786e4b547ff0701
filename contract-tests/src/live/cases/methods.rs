//! Methods that a path does not have. It must not know the operations that it has.

use super::anchor::Anchor;
use super::case::Case;
use super::plan::{FIRST, SECOND};
use crate::api::{Api, Method};
use crate::live::exchange::Sent;

/// A method that nobody has.
const UNKNOWN: &str = "CONTRACT";

/// The cases of the path that the anchor addresses. `DELETE` is left out when the path may lead to what is not ours.
pub fn cases(api: &Api, anchor: &Anchor, prefix: &str) -> Vec<Case> {
    let operation = &api.operations[anchor.draft.operation];
    let path = &operation.path.text;
    let has = |method: Method| {
        api.operations.iter().any(|other| other.path.text == *path && other.method == method)
    };
    let Some(sent) = anchor.draft.sent(api, prefix) else { return Vec::new() };
    let target = sent.path().to_owned();
    let mut cases = Vec::new();
    for method in Method::ALL.into_iter().filter(|method| !has(*method)) {
        if method == Method::Delete && !anchor.made {
            continue;
        }
        let plain = Sent::new(method.as_str(), target.as_str());
        let sent = match method {
            Method::Put | Method::Post | Method::Patch => plain.content("application/json", body(&sent)),
            Method::Get | Method::Delete | Method::Options | Method::Head | Method::Trace => plain,
        };
        let stage = if matches!(method, Method::Head | Method::Options) { SECOND } else { FIRST };
        cases.push(Case::judged(stage, anchor.identity, sent));
    }
    cases.push(Case::judged(SECOND, anchor.identity, Sent::new(UNKNOWN, target.as_str())));
    cases
}

/// The body that another method of the path takes, or an empty object.
fn body(sent: &Sent) -> Vec<u8> {
    sent.body.clone().unwrap_or_else(|| b"{}".to_vec())
}
