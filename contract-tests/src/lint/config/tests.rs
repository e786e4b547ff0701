use crate::document::Document;
use crate::lint::{Config, Level, lint, registry};

fn read(source: &str) -> Result<Config, Vec<String>> {
    let document = Document::parse("lint.yaml", source).unwrap();
    Config::read(&document).map_err(|problems| problems.iter().map(ToString::to_string).collect())
}

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: T, version: 1.0.0}
paths:
  /a: {get: {responses: {}}}
  /b: {get: {responses: {}}}
";

/// `rule place` of the findings of some rules.
fn found(config: &str, rules: &[&str]) -> Vec<String> {
    let config = read(config).unwrap();
    let document = Document::parse("api.yaml", DOCUMENT).unwrap();
    let findings = lint(&document, &config).findings;
    let findings = findings.iter().filter(|finding| rules.contains(&finding.rule.id));
    findings
        .map(|finding| format!("{} {} {}", finding.level, finding.rule.id, finding.problem.pointer))
        .collect()
}

#[test]
fn levels() {
    let rules = ["info-license", "tags-missing", "exception-unused"];
    assert_eq!(found("rules: {}", &rules), ["warning info-license /info"]);
    for (config, expected) in [
        ("rules: {info-license: error}", vec!["error info-license /info"]),
        ("rules: {info-license: {level: off, reason: Not public.}}", vec![]),
        (
            "rules: {info-license: {level: info, reason: Not public.}, tags-missing: error}",
            vec!["error tags-missing ", "info info-license /info"],
        ),
        ("rules: {tags: error}", vec!["error tags-missing ", "warning info-license /info"]),
    ] {
        assert_eq!(found(config, &rules), expected, "{config}");
    }
}

#[test]
fn exceptions() {
    let rules = ["operation-summary", "exception-unused"];
    let all = ["warning operation-summary /paths/~1a/get", "warning operation-summary /paths/~1b/get"];
    assert_eq!(found("exceptions: []", &rules), all);
    for (at, expected) in [
        ("/paths/~1a/**", vec![all[1]]),
        ("['/paths/~1a/get', '/paths/~1b/get']", vec![]),
        ("/paths/**", vec![]),
        ("/paths/~1c/**", vec![all[0], all[1], "warning exception-unused /exceptions/0"]),
    ] {
        let config = format!("exceptions: [{{rule: operation-summary, at: {at}, reason: R.}}]");
        assert_eq!(found(&config, &rules), expected, "{at}");
    }
    let group = "exceptions: [{rule: operations, at: /paths/**, reason: R.}]";
    assert_eq!(found(group, &["operation-summary", "operation-id", "operation-tags"]), [""; 0]);
}

#[test]
fn what_cannot_be_meant() {
    for (config, message, help) in [
        ("rule: {}", "lint.yaml:1:1: `rule` is not known here", "rules, exceptions"),
        ("rules: []", "`rules` is a list, and must be a mapping", ""),
        ("rules: {info-licence: off}", "there is no rule `info-licence`", "is `info-license` meant?"),
        ("rules: {info-license: of}", "`info-license` has no level", "off, info, warning or error"),
        ("rules: {info-license: off}", "lowered without a reason", "reason: …"),
        ("rules: {info-license: {level: info, reason: ' '}}", "lowered without a reason", ""),
        ("rules: {info-license: {level: error, because: x}}", "`because` is not known here", "level, reason"),
        ("exceptions: [{rule: info-license, at: /info}]", "the exception has no reason", "why"),
        ("exceptions: [{rule: info-license, reason: R.}]", "`at` is missing", "JSON pointer"),
        ("exceptions: [{at: /info, reason: R.}]", "`rule` is missing", ""),
        ("exceptions: [{rule: info-license, at: info, reason: R.}]", "no pattern of places", "JSON pointer"),
        ("exceptions: [{rule: x, at: /info, reason: R.}]", "there is no rule `x`", ""),
    ] {
        let problems = read(config).unwrap_err();
        assert!(
            problems.iter().any(|problem| problem.contains(message) && problem.contains(help)),
            "{config}: {problems:?}"
        );
    }
}

#[test]
fn groups_are_named_together() {
    let config = read("rules: {generators: error}").unwrap();
    let raised = registry::rules().filter(|rule| rule.id.starts_with("generator-"));
    assert!(raised.into_iter().all(|rule| config.level(rule) == Level::Error));
}
