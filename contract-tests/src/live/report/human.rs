//! The report at a terminal: each finding with its place and the lines that show it again, then what was covered.

use super::Report;
use crate::live::finding::Finding;

/// Operations of a finding that are named.
const OPERATIONS_NAMED: usize = 6;

/// Documented answers that were not seen and are named.
const UNCOVERED_NAMED: usize = 12;

pub(super) fn text(report: &Report) -> String {
    let mut lines = Vec::new();
    for (at, finding) in report.findings.iter().enumerate() {
        lines.push(format!("{}. {}: {}", at + 1, finding.check.title, finding.operation));
        lines.push(format!("   {}", finding.message));
        lines.push(format!("   {}:{}  {}", report.document, finding.location.line, finding.location.pointer));
        lines.extend(others(finding));
        lines.extend(finding.reproduce.iter().map(|line| format!("   $ {}", line.replace('\n', "\n     "))));
        lines.push(format!("   id {}", finding.id));
        lines.push(String::new());
    }
    for note in &report.notes {
        lines.push(format!("note: {note}"));
    }
    lines.push(summary(report));
    let missing = &report.uncovered;
    if !missing.is_empty() {
        lines.push("not seen:".to_owned());
        for pair in missing.iter().take(UNCOVERED_NAMED) {
            let media_type = pair.media_type.as_deref().unwrap_or("no content");
            lines.push(format!("  {} {} {media_type}", pair.operation, pair.status));
        }
        if missing.len() > UNCOVERED_NAMED {
            lines.push(format!(
                "  and {} more (--require-coverage names them all)",
                missing.len() - UNCOVERED_NAMED
            ));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

fn others(finding: &Finding) -> Option<String> {
    let others: Vec<&str> = finding
        .operations
        .iter()
        .filter(|operation| **operation != finding.operation)
        .map(String::as_str)
        .collect();
    let more = others.len().saturating_sub(OPERATIONS_NAMED);
    let mut named = others[..others.len() - more].join(", ");
    if more > 0 {
        named.push_str(&format_args!(" and {more} more").to_string());
    }
    (!others.is_empty()).then(|| format!("   also at {named}"))
}

fn summary(report: &Report) -> String {
    let found = match report.findings.len() {
        0 => "nothing found".to_owned(),
        1 => "1 finding".to_owned(),
        count => format!("{count} findings"),
    };
    let operations = report.matrix.rows.len();
    format!(
        "{found}: {} requests to {operations} operations in {}.{:03} s, {} of {} documented answers seen, seed {}",
        report.requests,
        report.duration_ms / 1000,
        report.duration_ms % 1000,
        report.observed(),
        report.pairs,
        report.seed
    )
}
