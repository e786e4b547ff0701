//! A promise that a sequence found broken, before it is confirmed and written down. It must not know how it was found.

use crate::live::finding::Check;

/// A broken promise.
#[derive(Clone, Debug)]
pub(super) struct Broken {
    /// The promise.
    pub check: Check,
    /// The operation that breaks it, an index in `Api::operations`.
    pub operation: usize,
    /// What tells this cause from others of the check at the operation, such as the name of a member; never a value.
    pub what: String,
    /// What is wrong, in a sentence without values that differ between runs.
    pub message: String,
    /// The requests of the session that show it, in order.
    pub steps: Vec<usize>,
}

impl Broken {
    /// What makes two of them the same.
    pub(super) fn key(&self) -> (Check, usize, &str) {
        (self.check, self.operation, &self.what)
    }
}
