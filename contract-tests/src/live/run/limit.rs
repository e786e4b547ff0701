//! When enough was asked: the time is up, what was found is enough, or nobody answers. It must not know what is asked.

use std::time::Instant;

use crate::live::client::Client;

/// What ends a part of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    /// When its time is up; never when there is none.
    pub(super) deadline: Option<Instant>,
    /// Whether one finding is enough.
    pub(super) first_only: bool,
}

impl Limit {
    /// Whether nothing more is to be asked.
    pub(super) fn is_reached(&self, client: &Client) -> bool {
        let is_late = self.deadline.is_some_and(|deadline| Instant::now() >= deadline);
        is_late || (self.first_only && client.found() > 0) || client.is_cut_off()
    }
}
