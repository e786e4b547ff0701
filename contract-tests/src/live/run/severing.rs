//! Which operations may end what an identity can do, or remove what is not ours: they are not run for their own sake. It
//! is told from methods, paths and words, and errs on the side of care. It must not know the server.

use crate::api::{Operation, Segment};
use crate::live::resources::names;

/// Words of operations that end sessions, accounts and the like.
const WORDS: [&str; 29] = [
    "logout",
    "signout",
    "logoff",
    "revoke",
    "deactivate",
    "terminate",
    "shutdown",
    "erase",
    "purge",
    "password",
    "disable",
    "suspend",
    "close",
    "unregister",
    "unsubscribe",
    "reset",
    "rotate",
    "restart",
    "stop",
    "wipe",
    "destroy",
    "remove",
    "ban",
    "block",
    "lock",
    "kick",
    "evict",
    "expel",
    "invalidate",
];

/// Whether a request of the operation may remove something. `DELETE` does, and what is called so.
pub(super) fn removes(operation: &Operation) -> bool {
    operation.method == crate::api::Method::Delete || is_called_so(operation)
}

fn is_called_so(operation: &Operation) -> bool {
    if operation.method.is_safe() {
        return false;
    }
    let last = operation.path.segments.iter().rev().find_map(|segment| match segment {
        Segment::Literal(text) if !text.is_empty() => Some(text.as_str()),
        Segment::Literal(_) | Segment::Variable(_) | Segment::Mixed { .. } => None,
    });
    let texts = last.into_iter().chain(operation.id.as_deref());
    let words: Vec<Vec<String>> = texts.map(names::words).collect();
    let said = |word: &str| {
        words.iter().any(|words| {
            words.iter().any(|known| known == word) || words.concat().contains(word) && word.len() > 5
        })
    };
    let logs_out = words.iter().any(|words| {
        words.windows(2).any(|pair| matches!(pair[0].as_str(), "log" | "sign") && pair[1] == "out")
    });
    logs_out || WORDS.iter().any(|word| said(word))
}
