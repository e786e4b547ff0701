//! This project's document, and what is kept of many findings.

use std::path::Path;

use super::with_schema;
use crate::document::Document;
use crate::lint::{Config, FINDINGS_PER_RULE_MAX, Level, lint};

#[test]
fn the_document_of_this_project() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.yaml");
    let document = Document::load(&path).unwrap();
    let report = lint(&document, &Config::default());
    let errors: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.level == Level::Error)
        .map(|finding| finding.problem.to_string())
        .collect();
    assert_eq!(errors, [""; 0]);
}

#[test]
fn findings_of_one_rule_are_bounded() {
    let members: String =
        (0..FINDINGS_PER_RULE_MAX + 5).map(|at| format!("m{at}: {{type: array}}, ")).collect();
    let document =
        Document::parse("api.yaml", &with_schema(&format!("{{properties: {{{members}}}}}"))).unwrap();
    let report = lint(&document, &Config::default());
    assert_eq!((report.findings.len(), report.omitted), (FINDINGS_PER_RULE_MAX, 5));
}
