//! The formats of a lint, and its list of rules.

use insta::assert_snapshot;

use super::{Format, Linted, rules};
use crate::document::Document;
use crate::lint::{Config, Level, lint};

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Things, version: 1.0.0, description: Things., license: {name: MIT, url: https://example.org/mit}}
servers: [{url: /}]
tags: [{name: things, description: Things.}]
security: []
paths:
  /things:
    get:
      tags: [things]
      operationId: thing_list
      summary: List things
      description: Lists things.
      responses:
        '200':
          description: The things.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Thing'}, minItems: 2, maxItems: 1}
        '400': {description: Refused.}
components:
  schemas:
    Thing: {type: object, required: [nmae], properties: {name: {type: string}}}
";

fn rendered(source: &str, format: Format) -> String {
    let document = Document::parse("api.yaml", source).unwrap();
    let report = lint(&document, &Config::default());
    Linted { document: &document, report: &report, shown: Level::Warning }.render(format)
}

#[test]
fn findings() {
    assert_snapshot!("at_a_terminal", rendered(DOCUMENT, Format::Human));
    assert_snapshot!("for_programs", rendered(DOCUMENT, Format::Json));
    assert_snapshot!("annotations", rendered(DOCUMENT, Format::Github));
    let sarif: serde_json::Value = serde_json::from_str(&rendered(DOCUMENT, Format::Sarif)).unwrap();
    assert_snapshot!("sarif_results", format!("{:#}", sarif["runs"][0]["results"]));
    let listed = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(listed.iter().any(|rule| rule["id"] == sarif["runs"][0]["results"][0]["ruleId"]));
}

#[test]
fn a_document_that_cannot_be_used() {
    let dangling = DOCUMENT.replace("schemas/Thing'", "schemas/Thign'");
    assert_snapshot!("unusable", rendered(&dangling, Format::Human));
}

#[test]
fn the_list_of_rules() {
    assert_snapshot!("rules", rules());
}
