//! What came of trying the mutants: the table for people, the same for programs, and whether it is good enough. It must
//! not know how they were tried.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::mutant::{Class, Mutant};
use crate::live::finding::Finding;
use crate::live::report::Report;

/// Hundredths of the mutants that can act of which the suite must see the damage.
const KILLED_MIN: usize = 95;

/// Requests that a person is willing to repeat.
const REQUESTS_FEW: usize = 3;

/// What became of a mutant.
#[derive(Clone, Debug)]
pub enum Fate {
    /// The suite found something.
    Killed {
        /// The checks of what was found, in order, each once.
        checks: Vec<&'static str>,
        /// The finding that is shown again by the fewest requests.
        finding: Box<Finding>,
    },
    /// The suite found nothing. So many exchanges were damaged: with none, no request of the suite gave occasion.
    Survived {
        /// Exchanges that were damaged.
        damaged: u64,
    },
    /// It cannot act on what the document describes, or the server does not let it, for this reason.
    OutOfPlace(String),
    /// The run could not be made, for this reason.
    NotTried(String),
}

/// A mutant that was tried.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The mutant.
    pub mutant: Mutant,
    /// What became of it.
    pub fate: Fate,
    /// Requests of the run.
    pub requests: u64,
    /// How long the run took, in milliseconds.
    pub duration_ms: u64,
}

/// All mutants and what became of them.
#[derive(Clone, Debug)]
pub struct KillTable {
    /// The seed of all runs.
    pub seed: u64,
    /// Runs against the undamaged server: before the mutants, and where they shared one server, after them.
    pub undamaged: Vec<Report>,
    /// The mutants, in the order of the catalogue.
    pub tried: Vec<Tried>,
    /// How long it took altogether, in milliseconds.
    pub duration_ms: u64,
}

impl Tried {
    /// The row for people.
    pub fn line(&self) -> String {
        let Mutant { name, class, what, .. } = self.mutant;
        let (fate, told) = match &self.fate {
            Fate::Killed { checks, finding } => {
                let others = checks.iter().filter(|check| **check != finding.check.id).count();
                let more = if others > 0 { format!(" and {others} more") } else { String::new() };
                let count = finding.requests.len();
                ("killed", format!("{}{more} in {count}: {}", finding.check, finding.operation))
            }
            Fate::Survived { damaged: 0 } => ("SURVIVED", format!("no request gave occasion: {what}")),
            Fate::Survived { damaged } => ("SURVIVED", format!("{damaged} exchanges were damaged: {what}")),
            Fate::OutOfPlace(why) => ("n/a", why.clone()),
            Fate::NotTried(why) => ("NOT TRIED", why.clone()),
        };
        format!("{fate:<9} {class:<9} {name:<30} {told}")
    }
}

#[derive(Clone, Copy, Default)]
struct Count {
    killed: usize,
    applicable: usize,
}

impl KillTable {
    /// Whether nothing was found undamaged, and enough of the mutants were killed, all those of the state among them.
    pub fn is_good(&self) -> bool {
        let all = self.counts(|_| true);
        let state = self.counts(|class| class == Class::State);
        self.undamaged.iter().all(|report| report.findings.is_empty())
            && all.killed * 100 >= all.applicable * KILLED_MIN
            && state.killed == state.applicable
    }

    fn counts(&self, of: impl Fn(Class) -> bool) -> Count {
        let mut count = Count::default();
        for tried in self.tried.iter().filter(|tried| of(tried.mutant.class)) {
            let (killed, applicable) = match tried.fate {
                Fate::Killed { .. } => (1, 1),
                Fate::Survived { .. } | Fate::NotTried(_) => (0, 1),
                Fate::OutOfPlace(_) => (0, 0),
            };
            count.killed += killed;
            count.applicable += applicable;
        }
        count
    }

    /// How many kills are shown again by few requests.
    fn few(&self) -> usize {
        let few = self.tried.iter().filter(|tried| match &tried.fate {
            Fate::Killed { finding, .. } => finding.requests.len() <= REQUESTS_FEW,
            Fate::Survived { .. } | Fate::OutOfPlace(_) | Fate::NotTried(_) => false,
        });
        few.count()
    }

    /// What the rows come to, for people.
    pub fn summary(&self) -> String {
        let mut lines = Vec::new();
        for report in &self.undamaged {
            let (count, requests) = (report.findings.len(), report.requests);
            lines
                .push(format!("undamaged: {count} findings, {requests} requests, {} ms", report.duration_ms));
            let told = report
                .findings
                .iter()
                .map(|one| format!("  {} {}: {}", one.check, one.operation, one.message));
            lines.extend(told);
        }
        let mut classes: Vec<Class> = self.tried.iter().map(|tried| tried.mutant.class).collect();
        classes.sort_unstable();
        classes.dedup();
        for class in classes {
            let count = self.counts(|other| other == class);
            lines.push(format!("{class:<9} {:>3} of {:>3} killed", count.killed, count.applicable));
        }
        let all = self.counts(|_| true);
        lines.push(format!("{:<9} {:>3} of {:>3} killed ({} %), {} of them shown again by at most {REQUESTS_FEW} requests, {} s, seed {}",
            "all", all.killed, all.applicable, hundredths(all.killed, all.applicable), self.few(), self.duration_ms / 1000, self.seed));
        lines.push(String::new());
        lines.join("\n")
    }

    /// The table for programs.
    pub fn json(&self) -> Value {
        let all = self.counts(|_| true);
        let mut classes: BTreeMap<&str, Value> = BTreeMap::new();
        for tried in &self.tried {
            let class = tried.mutant.class;
            let count = self.counts(|other| other == class);
            classes.insert(class.as_str(), json!({ "killed": count.killed, "applicable": count.applicable }));
        }
        json!({
            "seed": self.seed,
            "duration_ms": self.duration_ms,
            "good": self.is_good(),
            "undamaged": self.undamaged.iter().map(Report::json).collect::<Vec<_>>(),
            "killed": all.killed,
            "applicable": all.applicable,
            "killed_and_shown_by_few_requests": self.few(),
            "classes": classes,
            "mutants": self.tried.iter().map(row).collect::<Vec<_>>(),
        })
    }
}

fn hundredths(part: usize, whole: usize) -> usize {
    (part * 100).checked_div(whole).unwrap_or(100)
}

fn row(tried: &Tried) -> Value {
    let mutant = tried.mutant;
    let fate = match &tried.fate {
        Fate::Killed { checks, finding } => json!({
            "fate": "killed",
            "checks": checks,
            "finding": { "id": finding.id, "check": finding.check.id, "operation": finding.operation,
                "message": finding.message, "requests": finding.requests.len(), "reproduce": finding.reproduce },
        }),
        Fate::Survived { damaged } => json!({ "fate": "survived", "damaged": damaged }),
        Fate::OutOfPlace(why) => json!({ "fate": "not_applicable", "why": why }),
        Fate::NotTried(why) => json!({ "fate": "not_tried", "why": why }),
    };
    let mut row = json!({
        "name": mutant.name,
        "class": mutant.class.as_str(),
        "what": mutant.what,
        "requests": tried.requests,
        "duration_ms": tried.duration_ms,
    });
    if let (Some(row), Value::Object(fate)) = (row.as_object_mut(), fate) {
        row.extend(fate);
    }
    row
}
