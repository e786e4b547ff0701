//! The report for a person at a terminal: each change with the lines of both documents that it is about and the message
//! that proves it, the worst last, so that it is what is seen first. It must not know colours.

use super::{Comparison, operations};
use crate::diff::{Change, Level, Side, Spot, Step};
use crate::document::Problem;

/// Operations that are named with a change.
const OPERATIONS_SHOWN: usize = 5;

/// The report.
pub(super) fn render(comparison: &Comparison<'_>) -> String {
    let changes = comparison.differences.changes.iter().rev();
    let shown = changes.map(|change| shown(comparison, change) + "\n");
    shown.chain([summary(comparison)]).collect()
}

fn shown(comparison: &Comparison<'_>, change: &Change) -> String {
    let mut lines = vec![format!("{}[{}]: {}", change.level, change.rule.name(), harmless(&change.message))];
    // A text that differs is shown once, and so is what only the one document has.
    let only_new =
        change.revision.is_some() && (change.level == Level::Documentation || change.rule.is_addition());
    if let Some(spot) = change.base.as_ref().filter(|_| !only_new) {
        lines.extend(excerpt(comparison.base, spot, "was"));
    }
    if let Some(spot) = change.revision.as_ref().filter(|_| !change.rule.is_removal()) {
        lines.extend(excerpt(comparison.revision, spot, "is"));
    }
    if !change.operations.is_empty() {
        lines.push(format!("  = in {}", operations(change, OPERATIONS_SHOWN)));
    }
    if let Some(witness) = &change.witness {
        lines.push("  = for example:".to_owned());
        lines.extend(
            witness.message.lines().map(|line| format!("      {}", harmless(line)).trim_end().to_owned()),
        );
    }
    lines.join("\n") + "\n"
}

/// The text without what a terminal would take for a command.
fn harmless(text: &str) -> String {
    let escaped = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(escaped).collect()
}

/// The line of the document with a caret, under a word that tells which document it is.
fn excerpt(side: Side<'_>, spot: &Spot, word: &str) -> Vec<String> {
    let problem = Problem::new(side.document.name(), spot.pointer.as_str(), spot.place, word);
    let lines = problem.render(side.document.source());
    lines.lines().map(|line| format!("  {line}")).collect()
}

fn summary(comparison: &Comparison<'_>) -> String {
    let counts = comparison.counts();
    if counts.is_empty() {
        return "the documents promise the same\n".to_owned();
    }
    let counts: Vec<_> = counts.iter().map(|(level, count)| format!("{count} {level}")).collect();
    let (old, new) = (&comparison.base.api.version, &comparison.revision.api.version);
    let takes = match comparison.step {
        Some(Step::None) => format!("`info.version` stays at {new}"),
        Some(step) => format!("`info.version` takes a {step} step, from {old} to {new}"),
        None => format!("`info.version` is `{old}` and `{new}`"),
    };
    format!("{}\nneeds a {} step; {takes}\n", counts.join(", "), comparison.required_step)
}
