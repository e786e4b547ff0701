//! What cannot be used is told as such; nothing takes it down.

use super::{DOCUMENT, report, with, with_schema};

#[test]
fn other_versions_and_dangling_references() {
    for (source, rule, message) in [
        (with("3.0.3", "3.1.0"), "unreadable", "OpenAPI `3.1.0`"),
        ("swagger: '2.0'\n".to_owned(), "unreadable", "of Swagger"),
        ("info: {}\n".to_owned(), "unreadable", "no `openapi`"),
        (with("schemas/Subject'}}", "schemas/Subjcet'}}"), "reference-unresolved", "leads nowhere"),
        (with_schema("{$ref: '#/components/schemas/Subject'}"), "reference-unresolved", "back to itself"),
        (with_schema("{not: {$ref: other.yaml}}"), "reference-unresolved", "out of this document"),
    ] {
        let report = report(&source, "");
        assert!(report.is_unusable, "{source}");
        let messages: Vec<_> = report
            .findings
            .iter()
            .filter(|finding| finding.rule.id == rule)
            .map(|finding| finding.problem.message.as_str())
            .collect();
        assert!(messages.iter().any(|found| found.contains(message)), "{messages:?}");
    }
    assert!(!report(&with_schema("{type: strin}"), "").is_unusable);
}

#[test]
fn documents_of_the_wrong_kinds() {
    for source in [
        "openapi: 3.0.3\npaths: []\ninfo: 1\ntags: x\nservers: {}\ncomponents: []\nsecurity: 3\n",
        "openapi: 3.0.3\npaths: {/a: [], /b: {get: 1, parameters: {}}, /c: null}\ninfo: {}\n",
        "openapi: 3.0.3\npaths: {/a: {get: {parameters: [1, null, {}], responses: [], tags: 1, security: [1]}}}\n",
        "openapi: 3.0.3\npaths: {}\ncomponents: {schemas: [1], responses: {a: 1}, parameters: {p: {schema: 1}}, x: {}}\n",
        "openapi: 3.0.3\npaths: {$ref: '#/components'}\ncomponents: {schemas: {A: {$ref: 1}, B: {allOf: 1, enum: {}}}}\n",
    ] {
        assert!(!report(source, "").findings.is_empty(), "{source}");
    }
}

#[test]
fn hostile_documents_end() {
    let deep = (0..200).fold("{type: string}".to_owned(), |inner, _| format!("{{not: {inner}}}"));
    let forks: String = (0..60)
        .map(|at| format!("\n    F{at}: {{oneOf: [{{$ref: '#/components/schemas/F{0}'}}, {{allOf: [{{$ref: '#/components/schemas/F{0}'}}, {{minLength: {at}}}]}}]}}", at + 1))
        .collect();
    let paths: String =
        (0..1_500).map(|at| format!("  /{{v{at}}}/a{at}: {{get: {{responses: {{}}}}}}\n")).collect();
    let wide: String = (0..100).map(|at| format!("{{type: object, required: [m{at}]}}, ")).collect();
    for source in [
        with_schema(&deep),
        with_schema(&format!("{{$ref: '#/components/schemas/F0'}}{forks}\n    F60: {{type: string}}")),
        format!("{DOCUMENT}{paths}"),
        with_schema(&format!("{{oneOf: [{wide}]}}")),
    ] {
        report(&source, "");
    }
}
