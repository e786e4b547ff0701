//! Which rules are asked, how bad their breaches are, and where they are excepted. It is written in one small file, in
//! which nothing is silenced without a reason:
//!
//! ```yaml
//! rules:
//!   path-router: error                     # stricter needs no reason
//!   operation-tags: { level: off, reason: The document has a single subject. }
//! exceptions:
//!   - rule: array-items
//!     at: /components/schemas/Legacy*/**   # `*` in a step, `**` for any steps; or a list of such
//!     reason: The old gateway publishes them like this.
//! ```
//!
//! It must not know how rules are checked.

mod glob;
mod read;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use super::rule::{Level, Rule};
use crate::document::Problem;
use glob::Glob;

/// The names under which a configuration is looked for beside a document and in the directories above.
pub const FILE_NAMES: [&str; 2] = [".spec-lint.yaml", ".spec-lint.yml"];

/// A configuration; the default asks every rule at its own level, without exceptions.
#[derive(Debug, Default)]
pub struct Config {
    /// By the rule's id.
    levels: HashMap<&'static str, Level>,
    exceptions: Vec<Exception>,
}

/// Places at which a rule is not asked.
#[derive(Debug)]
struct Exception {
    rules: Vec<&'static str>,
    places: Vec<Glob>,
    /// What is said of it when nothing needs it.
    unused: Problem,
}

impl Config {
    /// The level of a rule.
    pub fn level(&self, rule: &Rule) -> Level {
        self.levels.get(rule.id).copied().unwrap_or(rule.level)
    }

    /// The same configuration, with a rule at another level.
    #[must_use]
    pub fn with(mut self, rule: &'static Rule, level: Level) -> Self {
        self.levels.insert(rule.id, level);
        self
    }

    /// The exception, by its number, that lets a rule be broken at a place.
    pub(super) fn exception(&self, rule: &Rule, pointer: &str) -> Option<usize> {
        self.exceptions.iter().position(|exception| {
            exception.rules.contains(&rule.id) && exception.places.iter().any(|glob| glob.matches(pointer))
        })
    }

    /// What is said of the exceptions that are not among those used.
    pub(super) fn unused(&self, used: &std::collections::HashSet<usize>) -> Vec<Problem> {
        let exceptions = self.exceptions.iter().enumerate().filter(|(at, _)| !used.contains(at));
        exceptions.map(|(_, exception)| exception.unused.clone()).collect()
    }
}
