//! What the lint found, and what it keeps of it. It must not know rules one by one.

use std::collections::{HashMap, HashSet};

use super::config::Config;
use super::rule::{Level, Rule};
use crate::document::{Document, Node, Problem};

/// Findings of one rule that are kept.
pub const FINDINGS_PER_RULE_MAX: usize = 2_000;

/// A breach of a rule.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// Its level here.
    pub level: Level,
    /// Where, what is wrong, and what to do about it.
    pub problem: Problem,
}

impl Finding {
    /// What stays the same while the finding does, however lines move: the rule and the place in the document.
    pub fn id(&self) -> String {
        format!("{}:{}", self.rule.id, self.problem.pointer)
    }
}

/// The result of a lint.
#[derive(Debug, Default)]
pub struct Report {
    /// The findings, in the order of the source.
    pub findings: Vec<Finding>,
    /// Findings beyond [`FINDINGS_PER_RULE_MAX`] of one rule, which were not kept.
    pub omitted: usize,
    /// Whether the document is no OpenAPI 3.0 document that stands for itself: another version, or references that
    /// lead nowhere. What rests on the meaning of the document was not asked then.
    pub is_unusable: bool,
}

impl Report {
    /// How many findings there are of that level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }
}

/// Takes findings in, as the configuration has it.
pub(super) struct Findings<'c> {
    config: &'c Config,
    list: Vec<Finding>,
    /// One finding of a rule per place.
    seen: HashMap<&'static str, HashSet<String>>,
    counts: HashMap<&'static str, usize>,
    omitted: usize,
    /// Exceptions of the configuration that let something pass.
    used: HashSet<usize>,
}

impl<'c> Findings<'c> {
    pub(super) fn new(config: &'c Config) -> Self {
        let (list, seen, counts) = (Vec::new(), HashMap::new(), HashMap::new());
        Self { config, list, seen, counts, omitted: 0, used: HashSet::new() }
    }

    /// Whether the rule is asked at all.
    pub(super) fn asks(&self, rule: &'static Rule) -> bool {
        self.config.level(rule) != Level::Off
    }

    /// Notes that a rule is broken at a node.
    pub(super) fn add(
        &mut self,
        rule: &'static Rule,
        node: &Node<'_>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if self.takes(rule, node.pointer()) {
            self.keep(rule, node.error(message).help(help));
        }
    }

    /// The same, of the member of a node, or of the node when it has no such member.
    pub(super) fn add_at(
        &mut self,
        rule: &'static Rule,
        node: &Node<'_>,
        key: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let at = node.get(key).unwrap_or_else(|| node.clone());
        self.add(rule, &at, message, help);
    }

    /// The same, of a place known by its pointer.
    pub(super) fn add_pointer(
        &mut self,
        rule: &'static Rule,
        document: &Document,
        pointer: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if self.takes(rule, pointer) {
            let problem = Problem::new(document.name(), pointer, document.place(pointer), message);
            self.keep(rule, problem.help(help));
        }
    }

    /// The same, of a problem that was found elsewhere.
    pub(super) fn add_problem(&mut self, rule: &'static Rule, problem: Problem) {
        if self.takes(rule, &problem.pointer) {
            self.keep(rule, problem);
        }
    }

    /// Whether the rule was broken at that place.
    pub(super) fn has(&self, rule: &'static Rule, pointer: &str) -> bool {
        self.seen.get(rule.id).is_some_and(|places| places.contains(pointer))
    }

    /// The findings in the order of the source, how many were left out, and the exceptions that let something pass.
    pub(super) fn finish(mut self) -> (Vec<Finding>, usize, HashSet<usize>) {
        self.list.sort_by(|a, b| {
            (a.problem.place, a.rule.id, &a.problem.pointer).cmp(&(
                b.problem.place,
                b.rule.id,
                &b.problem.pointer,
            ))
        });
        (self.list, self.omitted, self.used)
    }

    fn takes(&mut self, rule: &'static Rule, pointer: &str) -> bool {
        if !self.asks(rule) || !self.seen.entry(rule.id).or_default().insert(pointer.to_owned()) {
            return false;
        }
        if let Some(exception) = self.config.exception(rule, pointer) {
            self.used.insert(exception);
            return false;
        }
        let count = self.counts.entry(rule.id).or_default();
        *count += 1;
        let is_kept = *count <= FINDINGS_PER_RULE_MAX;
        self.omitted += usize::from(!is_kept);
        is_kept
    }

    fn keep(&mut self, rule: &'static Rule, problem: Problem) {
        self.list.push(Finding { rule, level: self.config.level(rule), problem });
    }
}
