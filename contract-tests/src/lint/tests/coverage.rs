//! The rules of other linters that apply to OpenAPI 3.0, and that each has a rule of ours. Sources: the rule set
//! `spectral:oas` of @stoplight/spectral-rulesets 1.23, and `recommended` of @redocly/cli 2, those switched off by
//! default included where they need no setting.

use std::collections::HashSet;

use crate::lint::registry;

const SPECTRAL: [&str; 41] = [
    "array-items",
    "contact-properties",
    "duplicated-entry-in-enum",
    "info-contact",
    "info-description",
    "info-license",
    "invalid-ref",
    "license-url",
    "no-$ref-siblings",
    "no-eval-in-markdown",
    "no-script-tags-in-markdown",
    "oas3-api-servers",
    "oas3-callbacks-in-callbacks",
    "oas3-examples-value-or-externalValue",
    "oas3-operation-security-defined",
    "oas3-parameter-description",
    "oas3-schema",
    "oas3-server-not-example.com",
    "oas3-server-trailing-slash",
    "oas3-server-variables",
    "oas3-unused-component",
    "oas3-valid-media-example",
    "oas3-valid-schema-example",
    "openapi-tags",
    "openapi-tags-alphabetical",
    "openapi-tags-uniqueness",
    "operation-description",
    "operation-operationId",
    "operation-operationId-unique",
    "operation-operationId-valid-in-url",
    "operation-parameters",
    "operation-singular-tag",
    "operation-success-response",
    "operation-tag-defined",
    "operation-tags",
    "path-declarations-must-exist",
    "path-keys-no-trailing-slash",
    "path-not-include-query",
    "path-params",
    "tag-description",
    "typed-enum",
];

const REDOCLY: [&str; 50] = [
    "array-parameter-serialization",
    "info-contact",
    "info-license",
    "info-license-strict",
    "no-ambiguous-paths",
    "no-duplicated-enum-values",
    "no-duplicated-tag-names",
    "no-empty-servers",
    "no-enum-type-mismatch",
    "no-example-value-and-externalValue",
    "no-http-verbs-in-paths",
    "no-identical-paths",
    "no-illogical-composition-keywords",
    "no-invalid-media-type-examples",
    "no-invalid-parameter-examples",
    "no-invalid-schema-examples",
    "no-path-trailing-slash",
    "no-required-schema-properties-undefined",
    "no-schema-type-mismatch",
    "no-server-example.com",
    "no-server-trailing-slash",
    "no-server-variables-empty-enum",
    "no-undefined-server-variable",
    "no-unresolved-refs",
    "no-unsafe-markdown",
    "no-unused-components",
    "nullable-type-sibling",
    "operation-2xx-response",
    "operation-4xx-response",
    "operation-description",
    "operation-operationId",
    "operation-operationId-unique",
    "operation-operationId-url-safe",
    "operation-parameters-unique",
    "operation-singular-tag",
    "operation-summary",
    "operation-tag-defined",
    "parameter-description",
    "path-declaration-must-exist",
    "path-not-include-query",
    "path-parameters-defined",
    "paths-kebab-case",
    "security-defined",
    "security-scopes-defined",
    "spec-components-invalid-map-name",
    "spec-ref-siblings",
    "spec-strict-refs",
    "struct",
    "tag-description",
    "tags-alphabetical",
];

#[test]
fn every_rule_of_the_others_is_covered() {
    let covered: HashSet<&str> = registry::rules().flat_map(|rule| rule.covers.iter().copied()).collect();
    let spectral = SPECTRAL.iter().map(|rule| format!("spectral:{rule}"));
    let redocly = REDOCLY.iter().map(|rule| format!("redocly:{rule}"));
    let known: HashSet<String> = spectral.chain(redocly).collect();
    let missing: Vec<_> = known.iter().filter(|rule| !covered.contains(rule.as_str())).collect();
    assert_eq!(missing, [""; 0]);
    let invented: Vec<_> = covered.iter().filter(|rule| !known.contains(**rule)).collect();
    assert_eq!(invented, [&""; 0]);
}
