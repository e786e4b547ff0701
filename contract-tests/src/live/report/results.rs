//! The findings at their places in the document, for code hosts and editors.

use serde_json::Value;

use super::Report;
use crate::document::Place;
use crate::live::finding::{Check, Finding};
use crate::report::{FilePlace, Severity, github, sarif as log};

pub(super) fn sarif(report: &Report) -> Value {
    let mut checks: Vec<Check> = report.findings.iter().map(|finding| finding.check).collect();
    checks.sort_unstable();
    checks.dedup();
    let rules: Vec<log::Rule> = checks
        .iter()
        .map(|check| log::Rule { id: check.id.to_owned(), description: check.rationale.to_owned() })
        .collect();
    let findings: Vec<log::Finding> = report
        .findings
        .iter()
        .map(|finding| log::Finding {
            rule: finding.check.id.to_owned(),
            severity: Severity::Error,
            message: format!("{}: {}", finding.operation, finding.message),
            at: Some(place(report, finding)),
            fingerprint: finding.id.clone(),
        })
        .collect();
    log::log("contract-tests", &rules, &findings)
}

pub(super) fn annotations(report: &Report) -> Vec<String> {
    let annotation = |finding: &Finding| {
        let message = format!("{}\n{}", finding.message, finding.reproduce.join("\n"));
        let title = format!("{}: {}", finding.operation, finding.check.title);
        github::annotation(Severity::Error, Some(&place(report, finding)), &title, &message)
    };
    report.findings.iter().map(annotation).collect()
}

fn place(report: &Report, finding: &Finding) -> FilePlace {
    FilePlace { file: report.document.clone(), place: Place { line: finding.location.line, column: 1 } }
}
