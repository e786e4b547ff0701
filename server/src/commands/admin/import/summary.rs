//! What an import says at its end.

use super::progress::per_second;
use super::refusal::{Finding, Refusal};
use crate::domain::UserImport;
use indicatif::HumanCount;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Instant;

/// Refused entries that are shown.
const SHOWN_MAX: usize = 10;

/// An import from this run's point of view.
pub(super) struct Summary {
    /// What it was of.
    input: String,
    /// Where it was when this run began; of a dry run nothing was done.
    before: UserImport,
    /// Where it is now.
    pub(super) after: UserImport,
    /// Whether nothing was stored.
    is_dry_run: bool,
    started: Instant,
    shown: Vec<Refusal>,
}

impl Summary {
    /// Begins, at what earlier runs have done.
    pub(super) fn new(input: String, before: UserImport, is_dry_run: bool) -> Summary {
        Summary { input, before, after: before, is_dry_run, started: Instant::now(), shown: Vec::new() }
    }

    /// Notes where the import has come to, and what was refused on the way.
    pub(super) fn add(&mut self, after: UserImport, refusals: Vec<Refusal>) {
        self.after = after;
        let missing = SHOWN_MAX - self.shown.len();
        self.shown.extend(refusals.into_iter().take(missing));
    }

    fn per_second(&self) -> u64 {
        let entries = |import: &UserImport| import.accepted + import.refused;
        per_second(entries(&self.after) - entries(&self.before), self.started)
    }

    /// For programs.
    pub(super) fn json(&self, report: Option<&Path>) -> Value {
        let UserImport { id, done, accepted, refused } = self.after;
        json!({
            "importId": if self.is_dry_run { Value::Null } else { json!(id) },
            "dryRun": self.is_dry_run,
            "entries": accepted + refused,
            "accepted": accepted,
            "refused": refused,
            "lines": done.lines,
            "resumedAfterLine": self.before.done.lines,
            "seconds": (self.started.elapsed().as_secs_f64() * 1000.0).round() / 1000.0,
            "entriesPerSecond": self.per_second(),
            "report": report.map(|path| path.display().to_string()),
            "firstRefused": self.shown.iter().map(Refusal::to_json).collect::<Vec<_>>(),
        })
    }

    /// For people.
    pub(super) fn human(&self, report: Option<&Path>) -> String {
        let UserImport { accepted, refused, .. } = self.after;
        let mut lines = vec![
            format!("{}: {}", self.input, self.course()),
            format!("  accepted  {}", HumanCount(accepted)),
            format!("  refused   {}", HumanCount(refused)),
        ];
        if self.before.done.lines > 0 {
            let earlier = HumanCount(self.before.done.lines);
            lines.push(format!("  the first {earlier} lines by an earlier run"));
        }
        if !self.shown.is_empty() {
            lines.push("refused in this run, the first of them:".to_owned());
        }
        for refusal in &self.shown {
            let findings: Vec<_> = refusal.findings.iter().map(worded).collect();
            lines.push(format!("  line {}  {}", refusal.named.line, findings.join("; ")));
        }
        match report {
            Some(path) if refused > 0 => lines.push(format!("all of them: {}", path.display())),
            None if refused > 0 => lines.push("say --report FILE to have all of them".to_owned()),
            Some(_) | None => {}
        }
        lines.push(String::new());
        lines.join("\n")
    }

    fn course(&self) -> String {
        let seconds = self.started.elapsed().as_secs_f64();
        let rate = HumanCount(self.per_second());
        match (self.is_dry_run, self.after.done == self.before.done) {
            (true, _) => format!("judged in {seconds:.1} s, {rate} entries/s; nothing is stored"),
            (false, true) => "nothing is left to do".to_owned(),
            (false, false) => format!("imported in {seconds:.1} s, {rate} entries/s"),
        }
    }
}

fn worded(finding: &Finding) -> String {
    match &finding.field {
        // A name that nobody knows may hold anything.
        Some(field) => format!("{} {}", field.escape_debug(), finding.message),
        None => finding.message.clone(),
    }
}
