//! The report for programs. Its members are promised: they may become more, and never change.

use serde_json::{Map, Value, json};

use super::Report;
use crate::live::finding::{Finding, Shown};

pub(super) fn value(report: &Report) -> Value {
    let uncovered = report.uncovered.iter().map(
        |pair| json!({ "operation": pair.operation, "status": pair.status, "media_type": pair.media_type }),
    );
    json!({
        "document": report.document,
        "url": report.url,
        "seed": report.seed,
        "requests": report.requests,
        "duration_ms": report.duration_ms,
        "coverage": {
            "pairs": report.pairs,
            "observed": report.observed(),
            "uncovered": uncovered.collect::<Vec<_>>(),
        },
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
        "notes": report.notes,
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "id": finding.id,
        "check": finding.check.id,
        "operation": finding.operation,
        "operations": finding.operations,
        "status": finding.status,
        "message": finding.message,
        "location": { "pointer": finding.location.pointer, "line": finding.location.line },
        "requests": finding.requests.iter().map(request).collect::<Vec<_>>(),
        "reproduce": finding.reproduce,
    })
}

fn request(shown: &Shown) -> Value {
    let headers =
        shown.sent.headers.iter().map(|(name, value)| json!([name, String::from_utf8_lossy(value)]));
    let mut request = Map::new();
    request.insert("method".to_owned(), json!(shown.sent.method));
    request.insert("target".to_owned(), json!(shown.sent.target));
    request.insert("headers".to_owned(), Value::Array(headers.collect()));
    let body = shown.sent.body.as_deref().map(String::from_utf8_lossy);
    request.insert("body".to_owned(), json!(body.map(|body| cut(&body))));
    request.insert("identity".to_owned(), json!(shown.identity));
    request.insert("status".to_owned(), json!(shown.status));
    Value::Object(request)
}

/// Characters of a body that are told; the shell lines have all of them.
const BODY_CHARS_MAX: usize = 4096;

fn cut(text: &str) -> String {
    match text.char_indices().nth(BODY_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
