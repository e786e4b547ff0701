//! How far an import is, on a terminal while it runs. In a pipe there is nothing.

use crate::domain::UserImport;
use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use std::time::Instant;

const BYTES_KNOWN: &str = "{bar:28} {percent:>3}%  {bytes}/{total_bytes}  {msg}  {eta} left";
const BYTES_UNKNOWN: &str = "{spinner}  {bytes}  {msg}";

/// A line on stderr.
pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
    /// Entries that an earlier run has done.
    earlier: u64,
}

impl Progress {
    /// Begins, for an input of so many bytes, at what an earlier run has done.
    pub(super) fn new(size: Option<u64>, import: &UserImport) -> Progress {
        let (bar, template) = match size {
            Some(size) => (ProgressBar::new(size), BYTES_KNOWN),
            None => (ProgressBar::new_spinner(), BYTES_UNKNOWN),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_position(import.done.bytes);
        bar.reset_eta();
        Progress { bar, started: Instant::now(), earlier: import.accepted + import.refused }
    }

    /// Shows where the import is now.
    pub(super) fn show(&self, import: &UserImport) {
        let entries = import.accepted + import.refused;
        let per_second = per_second(entries - self.earlier, self.started);
        let refused = match import.refused {
            0 => String::new(),
            refused => format!(", {} refused", HumanCount(refused)),
        };
        self.bar.set_message(format!(
            "{} entries{refused}, {}/s",
            HumanCount(entries),
            HumanCount(per_second)
        ));
        self.bar.set_position(import.done.bytes);
    }

    /// Removes the line.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// Entries per second since a start.
pub(super) fn per_second(entries: u64, started: Instant) -> u64 {
    let millis = started.elapsed().as_millis().max(1);
    u64::try_from(u128::from(entries) * 1000 / millis).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_templates() {
        for template in [BYTES_KNOWN, BYTES_UNKNOWN] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
