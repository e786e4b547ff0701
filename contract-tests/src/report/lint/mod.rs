//! The findings of a lint, written for people and for programs. It must not know how they were found.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{FilePlace, Severity, github, sarif};
use crate::document::{Document, Lines, Problem};
use crate::lint::{Finding, Level, Report, registry};

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a terminal: the lines of the document with carets.
    #[default]
    Human,
    /// One JSON object.
    Json,
    /// Annotations of GitHub Actions.
    Github,
    /// SARIF 2.1.0.
    Sarif,
}

/// Findings of one rule that a person is shown; more say nothing new.
const SHOWN_PER_RULE: usize = 20;

/// A lint of a document, ready to be written.
#[derive(Debug)]
pub struct Linted<'a> {
    /// The document.
    pub document: &'a Document,
    /// What was found in it.
    pub report: &'a Report,
    /// The mildest level of which a person is shown every finding; others are counted.
    pub shown: Level,
}

impl Linted<'_> {
    /// The report as text, ending in a line break.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Human => self.human(),
            Format::Json => format!("{:#}\n", self.json()),
            Format::Github => self.github(),
            Format::Sarif => format!("{:#}\n", self.sarif()),
        }
    }

    fn human(&self) -> String {
        let lines = Lines::of(self.document.source());
        let mut parts = Vec::new();
        let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
        let mut hidden: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in &self.report.findings {
            let rule = finding.rule.id;
            let count = shown.entry(rule).or_default();
            if finding.level < self.shown || *count == SHOWN_PER_RULE {
                *hidden.entry(rule).or_default() += 1;
                continue;
            }
            *count += 1;
            let message = format!("{}[{rule}]: {}", finding.level, finding.problem.message);
            let problem = Problem { message, ..finding.problem.clone() };
            // An exception of the configuration stands in another file.
            let is_here = problem.name == self.document.name();
            let line = lines.get(problem.place.line).filter(|_| is_here);
            parts.push(problem.render_line(line));
        }
        for (rule, count) in hidden {
            parts.push(format!("{count} more of {rule}\n"));
        }
        parts.push(self.summary());
        parts.join("\n")
    }

    fn summary(&self) -> String {
        let count = |level, one: &str, many: &str| match self.report.count(level) {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        };
        let counts: Vec<_> = [
            count(Level::Error, "error", "errors"),
            count(Level::Warning, "warning", "warnings"),
            count(Level::Info, "info", "infos"),
        ]
        .into_iter()
        .flatten()
        .collect();
        let name = self.document.name();
        let mut summary = match counts.as_slice() {
            [] => format!("{name}: nothing found\n"),
            counts => format!("{name}: {}\n", counts.join(", ")),
        };
        if self.report.omitted > 0 {
            summary.extend([self.report.omitted.to_string().as_str(), " more were left out\n"]);
        }
        if self.report.is_unusable {
            summary.push_str(
                "the document cannot be used as it is: mend its version and its references first\n",
            );
        }
        summary
    }

    fn json(&self) -> Value {
        let findings: Vec<Value> = self.report.findings.iter().map(json_of).collect();
        json!({
            "document": self.document.name(),
            "unusable": self.report.is_unusable,
            "summary": {
                "error": self.report.count(Level::Error),
                "warning": self.report.count(Level::Warning),
                "info": self.report.count(Level::Info),
                "omitted": self.report.omitted,
            },
            "findings": findings,
        })
    }

    fn github(&self) -> String {
        let annotation = |finding: &Finding| {
            let place = place(finding);
            let text = text(finding);
            github::annotation(severity(finding.level), Some(&place), finding.rule.id, &text) + "\n"
        };
        self.report.findings.iter().map(annotation).collect()
    }

    fn sarif(&self) -> Value {
        let rules: Vec<sarif::Rule> = registry::rules()
            .map(|rule| sarif::Rule { id: rule.id.to_owned(), description: rule.title.to_owned() })
            .collect();
        let findings: Vec<sarif::Finding> = self
            .report
            .findings
            .iter()
            .map(|finding| sarif::Finding {
                rule: finding.rule.id.to_owned(),
                severity: severity(finding.level),
                message: text(finding),
                at: Some(place(finding)),
                fingerprint: finding.id(),
            })
            .collect();
        sarif::log("contract-tests lint", &rules, &findings)
    }
}

/// The rules with their levels, as a person reads them.
pub fn rules() -> String {
    let mut lines = Vec::new();
    for group in registry::groups() {
        lines.push(format!("{}\n", group.id));
        for rule in group.rules {
            lines.push(format!("  {:<24} {:<8} {}\n", rule.id, rule.level.as_str(), rule.title));
            lines.push(format!("  {:<33} {}\n", "", rule.why));
        }
    }
    lines.concat()
}

fn json_of(finding: &Finding) -> Value {
    let problem = &finding.problem;
    json!({
        "id": finding.id(),
        "rule": finding.rule.id,
        "level": finding.level.as_str(),
        "message": problem.message,
        "help": problem.help,
        "file": problem.name,
        "pointer": problem.pointer,
        "line": problem.place.line,
        "column": problem.place.column,
    })
}

fn text(finding: &Finding) -> String {
    match &finding.problem.help {
        Some(help) => format!("{}\nhelp: {help}", finding.problem.message),
        None => finding.problem.message.clone(),
    }
}

fn place(finding: &Finding) -> FilePlace {
    FilePlace { file: finding.problem.name.clone(), place: finding.problem.place }
}

fn severity(level: Level) -> Severity {
    match level {
        Level::Off | Level::Info => Severity::Note,
        Level::Warning => Severity::Warning,
        Level::Error => Severity::Error,
    }
}
