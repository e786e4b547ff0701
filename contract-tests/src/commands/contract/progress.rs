//! Progress at a terminal. It must not know what is going on.

use indicatif::{ProgressBar, ProgressStyle};

use crate::live::run::Progress;

/// A bar on standard error.
#[derive(Debug)]
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new() -> Self {
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{prefix:>10} {bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Writes while the bar is not shown.
    pub(super) fn beside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.suspend(write)
    }

    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn phase(&self, name: &str, steps: usize) {
        self.0.set_prefix(name.to_owned());
        self.0.set_length(u64::try_from(steps).unwrap_or(u64::MAX));
        self.0.set_position(0);
    }

    fn step(&self, requests: u64, found: usize) {
        self.0.inc(1);
        self.0.set_message(format!("{requests} requests, {found} found"));
    }
}
