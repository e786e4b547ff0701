//! The report for a pull request, in GitHub's Markdown: a verdict, then the changes by level, the proofs folded away. It
//! must not know where it is posted.

use super::{Comparison, operations};
use crate::diff::{Change, Level};

/// Operations that are named with a change.
const OPERATIONS_SHOWN: usize = 10;

/// The report.
pub(super) fn render(comparison: &Comparison<'_>) -> String {
    let (old, new) = (&comparison.base.api.version, &comparison.revision.api.version);
    let step = comparison.required_step;
    let mut lines = vec![
        format!("### API changes: {}", comparison.verdict()),
        String::new(),
        format!("Needs a **{step}** step of `info.version`, which goes from `{old}` to `{new}`."),
    ];
    for (level, count) in comparison.counts() {
        lines.extend([String::new(), format!("#### {} ({count})", heading(level)), String::new()]);
        for change in comparison.differences.changes.iter().filter(|change| change.level == level) {
            lines.extend(item(comparison, change));
        }
    }
    lines.join("\n") + "\n"
}

const fn heading(level: Level) -> &'static str {
    match level {
        Level::Breaking => "Breaking",
        Level::Undecided => "Undecided",
        Level::Compatible => "Compatible",
        Level::Documentation => "Documentation",
    }
}

fn item(comparison: &Comparison<'_>, change: &Change) -> Vec<String> {
    let place = comparison.place(change).map(|at| format!(" (`{}:{}`)", at.file, at.place.line));
    let mut lines = vec![format!("- {}{}", change.message, place.unwrap_or_default())];
    if !change.operations.is_empty() {
        lines.push(format!("  - in {}", operations(change, OPERATIONS_SHOWN)));
    }
    if let Some(witness) = &change.witness {
        let fence = fence(&witness.message);
        lines.push("  <details><summary>A message that shows it</summary>".to_owned());
        lines.extend([String::new(), format!("  {fence}http")]);
        lines.extend(witness.message.lines().map(|line| format!("  {line}")));
        lines.extend([format!("  {fence}"), String::new(), "  </details>".to_owned()]);
    }
    lines
}

/// Longer than any run of backticks in the text.
fn fence(text: &str) -> String {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    "`".repeat(usize::max(3, longest + 1))
}
