//! SARIF, the format that code hosts and editors read results in. Source: OASIS, "Static Analysis Results Interchange
//! Format (SARIF) Version 2.1.0". It must not know which tool's results they are.

use serde_json::{Value, json};

use super::{FilePlace, Severity};

/// A kind of result.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The name, stable.
    pub id: String,
    /// What it is about, in a sentence.
    pub description: String,
}

/// A result.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The id of its rule.
    pub rule: String,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where.
    pub at: Option<FilePlace>,
    /// What stays the same while the result does, however lines move.
    pub fingerprint: String,
}

/// The log of one run. `tool` is the name that results are listed under.
pub fn log(tool: &str, rules: &[Rule], findings: &[Finding]) -> Value {
    let rules: Vec<_> = rules
        .iter()
        .map(|rule| json!({ "id": rule.id, "shortDescription": { "text": rule.description } }))
        .collect();
    let results: Vec<_> = findings.iter().map(result).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": tool, "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(finding: &Finding) -> Value {
    let level = match finding.severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let locations: Vec<_> = finding
        .at
        .iter()
        .map(|at| {
            json!({
                "physicalLocation": {
                    "artifactLocation": { "uri": uri(&at.file) },
                    "region": { "startLine": at.place.line, "startColumn": at.place.column },
                },
            })
        })
        .collect();
    json!({
        "ruleId": finding.rule,
        "level": level,
        "message": { "text": finding.message },
        "locations": locations,
        "partialFingerprints": { "finding/v1": finding.fingerprint },
    })
}

/// A path as a relative reference (SARIF §3.4.3): forward slashes, and escaped where a URI needs it.
fn uri(path: &str) -> String {
    const ESCAPED: &percent_encoding::AsciiSet =
        &percent_encoding::CONTROLS.add(b' ').add(b'%').add(b'#').add(b'?').add(b'"').add(b'<').add(b'>');
    percent_encoding::utf8_percent_encode(&path.replace('\\', "/"), ESCAPED).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Finding, Rule, log};
    use crate::document::Place;
    use crate::report::{FilePlace, Severity};

    #[test]
    fn a_result_has_its_rule_place_and_fingerprint() {
        let rules = [Rule { id: "r".to_owned(), description: "d".to_owned() }];
        let at = FilePlace { file: "a b.yaml".to_owned(), place: Place { line: 2, column: 5 } };
        let finding = Finding {
            rule: "r".to_owned(),
            severity: Severity::Warning,
            message: "m".to_owned(),
            at: Some(at),
            fingerprint: "f".to_owned(),
        };
        let log = log("tool", &rules, &[finding]);
        let result = &log["runs"][0]["results"][0];
        assert_eq!(result["ruleId"], "r");
        assert_eq!(result["level"], "warning");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20b.yaml");
        assert_eq!(place["region"]["startLine"], 2);
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][0]["id"], "r");
    }
}
