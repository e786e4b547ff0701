mod coverage;
mod documents;
mod operations;
mod paths;
mod place;
mod schemas;
mod unusable;

use super::{Config, Level, Report, lint, registry};
use crate::document::Document;

/// A document in which no rule finds anything, with an operation and a schema that cases replace or extend.
const DOCUMENT: &str = "\
openapi: 3.0.3
info:
  title: Things
  version: 1.0.0
  description: Things.
  contact: {name: Ada, url: https://example.org/ada, email: ada@example.org}
  license: {name: MIT, url: https://example.org/mit}
servers: [{url: /}]
tags: [{name: things, description: Things.}]
security: []
paths:
  /things/{id}:
    get:
      tags: [things]
      operationId: thingView
      summary: Show a thing
      description: Shows a thing.
      parameters:
        - {name: id, in: path, required: true, description: The thing., schema: {type: string}}
        - {name: view, in: query, description: How., schema: {$ref: '#/components/schemas/Subject'}}
      responses:
        '200': {description: The thing., content: {application/json: {schema: {$ref: '#/components/schemas/Subject'}}}}
        '404': {description: There is none.}
";
const COMPONENTS: &str = "components:\n  schemas:\n    Subject: ";

/// The findings of every level, with rules that are off by default switched on when they are asked for.
fn report(source: &str, rule: &str) -> Report {
    let document = Document::parse("api.yaml", source).unwrap();
    let mut config = Config::default();
    for rule in registry::rules().filter(|known| known.id == rule && known.level == Level::Off) {
        config = config.with(rule, Level::Info);
    }
    lint(&document, &config)
}

/// What the rule finds, a line for each: `line: message`.
fn found(source: &str, rule: &str) -> Vec<String> {
    let report = report(source, rule);
    let findings = report.findings.iter().filter(|finding| finding.rule.id == rule);
    findings.map(|finding| format!("{}: {}", finding.problem.place.line, finding.problem.message)).collect()
}

/// The document with that schema, and others beside it.
fn with_schema(schema: &str) -> String {
    format!("{DOCUMENT}{COMPONENTS}{schema}\n")
}

/// The document with the schema of a string and with something replaced.
fn with(from: &str, to: &str) -> String {
    let source = with_schema("{type: string}");
    assert!(source.contains(from), "{from}");
    source.replacen(from, to, 1)
}

/// A rule finds something in the one document, saying that, and nothing in the other.
fn check(rule: &str, broken: &str, message: &str, mended: &str) {
    assert!(registry::rules().any(|known| known.id == rule), "{rule}");
    let found_in_broken = found(broken, rule);
    assert!(
        found_in_broken.iter().any(|line| line.contains(message)),
        "{rule}: {found_in_broken:?}\n{broken}"
    );
    assert_eq!(found(mended, rule), [""; 0], "{rule}\n{mended}");
}

#[test]
fn a_document_in_order() {
    let report = report(&with_schema("{type: string}"), "");
    let found: Vec<_> = report.findings.iter().map(|finding| finding.problem.to_string()).collect();
    assert_eq!(found, [""; 0]);
}

#[test]
fn names_are_unique_and_say_what_holds() {
    let mut ids: Vec<_> = registry::rules().map(|rule| rule.id).collect();
    ids.extend(registry::groups().map(|group| group.id));
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
    for rule in registry::rules() {
        assert!(rule.title.ends_with('.') && rule.why.ends_with('.'), "{}", rule.id);
    }
}
