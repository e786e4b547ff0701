//! Judging values by the document's own schemas, compiled once.

use super::parameters::escape;
use super::refusal::{VIOLATIONS_MAX, Violation};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, ValidationError, Validator};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// A format of the document that JSON Schema does not define, and the check that gives it its meaning.
///
/// A value that fails it is well formed and cannot be meant, as opposed to one that breaks a schema.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// The name that stands under `format`.
    pub name: &'static str,
    /// Whether a text is of this format.
    pub check: fn(&str) -> bool,
}

/// The largest value of a query that is shown to its sender, in bytes.
const SHOWN_BYTES_MAX: usize = 64;

/// The compiled schemas of all parameters and bodies.
#[derive(Debug)]
pub(super) struct Judge {
    validators: HashMap<String, Validator>,
    formats: Vec<Format>,
}

/// The two kinds of violations of one request.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) invalid: Vec<Violation>,
    pub(super) meaningless: Vec<Violation>,
}

impl Verdict {
    /// Whether there are more violations than an answer lists, so that no more need be looked for.
    fn is_full(&self) -> bool {
        self.invalid.len() + self.meaningless.len() > VIOLATIONS_MAX
    }
}

impl Judge {
    /// Compiles the generated schemas: an object of self-contained schemas by key.
    pub(super) fn compile(
        schemas: &Map<String, Value>,
        formats: &[Format],
    ) -> Result<Judge, (String, String)> {
        // The `regex` engine takes linear time, so no pattern of the document can be made to hang.
        let mut options = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .with_pattern_options(PatternOptions::regex())
            .should_validate_formats(true);
        for format in formats {
            options = options.with_format(format.name, format.check);
        }
        let compile = |(key, schema): (&String, &Value)| match options.build(schema) {
            Ok(validator) => Ok((key.clone(), validator)),
            Err(error) => Err((key.clone(), error.to_string())),
        };
        let validators = schemas.iter().map(compile).collect::<Result<_, _>>()?;
        Ok(Judge { validators, formats: formats.to_vec() })
    }

    pub(super) fn has(&self, schema: &str) -> bool {
        self.validators.contains_key(schema)
    }

    /// Adds to the verdict all that is wrong with a value that stands at `base` in the request.
    pub(super) fn judge(&self, schema: &str, value: &Value, base: &str, verdict: &mut Verdict) {
        let Some(validator) = self.validators.get(schema) else { return };
        for error in validator.iter_errors(value) {
            if verdict.is_full() {
                break;
            }
            self.sort(&error, base, verdict);
        }
        NulSearch { base, path: Vec::new(), verdict }.walk(value);
    }

    /// Adds one error to the kind that it belongs to.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "all other keywords, of which the validator may get more"
    )]
    fn sort(&self, error: &ValidationError<'_>, base: &str, verdict: &mut Verdict) {
        let at = format!("{base}{}", error.instance_path().as_str());
        let of_format = |name: &str| self.formats.iter().any(|format| format.name == name);
        match error.kind() {
            ValidationErrorKind::Format { format } if of_format(format) => {
                verdict.meaningless.push(Violation::new(at, words(error)));
            }
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                let unknown = |name: &String| {
                    Violation::new(format!("{at}/{}", escape(name)), "is not a member that is taken here")
                };
                verdict.invalid.extend(unexpected.iter().map(unknown));
            }
            ValidationErrorKind::Required { property } => {
                let name = escape(property.as_str().unwrap_or_default());
                verdict.invalid.push(Violation::new(format!("{at}/{name}"), "is required"));
            }
            ValidationErrorKind::Enum { .. } if base.starts_with("/query/") => {
                verdict.invalid.push(Violation::new(at, choice_words(error)));
            }
            ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
                match meant_branch(context, error) {
                    Some(errors) => errors.iter().for_each(|error| self.sort(error, base, verdict)),
                    None => verdict.invalid.push(Violation::new(at, words(error))),
                }
            }
            _ => verdict.invalid.push(Violation::new(at, words(error))),
        }
    }
}

/// The branch of a choice that the value was meant for: the only one whose type it has, or the first where it has none
/// of the types. A nullable schema is a choice between itself and null.
fn meant_branch<'e>(
    context: &'e [Vec<ValidationError<'static>>],
    choice: &ValidationError<'_>,
) -> Option<&'e [ValidationError<'static>]> {
    let of_another_type = |errors: &&Vec<ValidationError<'static>>| {
        errors.iter().any(|error| {
            matches!(error.kind(), ValidationErrorKind::Type { .. })
                && error.instance_path().as_str() == choice.instance_path().as_str()
        })
    };
    let mut fitting = context.iter().filter(|errors| !of_another_type(errors));
    match (fitting.next(), fitting.next()) {
        (Some(branch), None) => Some(branch),
        (None, _) => context.first().map(Vec::as_slice),
        (Some(_), Some(_)) => None,
    }
}

/// What is wrong with a choice in the query, with the value: among several of one parameter, the place says little.
/// No query of the document holds a secret.
fn choice_words(error: &ValidationError<'_>) -> String {
    let is_short = error.instance().as_str().is_some_and(|text| text.len() <= SHOWN_BYTES_MAX);
    if is_short { error.to_string() } else { words(error) }
}

/// What is wrong, without the value, which may be a secret or large.
fn words(error: &ValidationError<'_>) -> String {
    error.masked_with("the value").to_string()
}

/// Text with U+0000 is JSON and cannot be stored: `PostgreSQL` has no such text.
///
/// A pointer is written only for what is found: a request may nest long names, and a pointer for each of its values
/// would be many times its size.
struct NulSearch<'v, 'r> {
    base: &'r str,
    path: Vec<Step<'v>>,
    verdict: &'r mut Verdict,
}

enum Step<'v> {
    Item(usize),
    Member(&'v str),
}

impl<'v> NulSearch<'v, '_> {
    fn walk(&mut self, value: &'v Value) {
        match value {
            Value::String(text) if text.contains('\0') => {
                self.found("has the character U+0000, which cannot be stored");
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.inside(Step::Item(index), item);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    if name.contains('\0') {
                        self.found("has a member name with U+0000, which cannot be stored");
                    }
                    self.inside(Step::Member(name), member);
                }
            }
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn inside(&mut self, step: Step<'v>, value: &'v Value) {
        self.path.push(step);
        self.walk(value);
        self.path.pop();
    }

    fn found(&mut self, detail: &str) {
        if !self.verdict.is_full() {
            let steps = self.path.iter().map(|step| match step {
                Step::Item(index) => format!("/{index}"),
                Step::Member(name) => format!("/{}", escape(name)),
            });
            let pointer = std::iter::once(self.base.to_owned()).chain(steps).collect::<String>();
            self.verdict.meaningless.push(Violation::new(pointer, detail));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, Judge, Verdict};
    use serde_json::json;

    fn check(value: &serde_json::Value, expected_invalid: &[&str], expected_meaningless: &[&str]) {
        let schemas = json!({"body": {
            "$ref": "#/$defs/Body",
            "$defs": {"Body": {
                "type": "object", "additionalProperties": false, "required": ["name"],
                "properties": {
                    "name": {"type": "string", "maxLength": 3},
                    "zone": {"type": "string", "format": "zone"},
                    "list": {"type": "array", "items": {"type": "string"}},
                    "other": {"anyOf": [{"type": "string", "format": "zone", "maxLength": 5}, {"type": "null"}]},
                },
            }},
        }});
        let formats = [Format { name: "zone", check: |text| text == "UTC" }];
        let judge = Judge::compile(schemas.as_object().unwrap(), &formats).unwrap();
        let mut verdict = Verdict::default();
        judge.judge("body", value, "/body", &mut verdict);
        let words =
            |list: &[crate::runtime::Violation]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(words(&verdict.invalid), expected_invalid);
        assert_eq!(words(&verdict.meaningless), expected_meaningless);
    }

    #[test]
    fn every_violation_is_found_and_sorted_by_kind() {
        check(&json!({"name": "abc", "zone": "UTC"}), &[], &[]);
        check(
            &json!({"zone": "Mars", "list": ["a\u{0}", 1], "x/y": 1}),
            &[
                "/body/list/1: the value is not of type \"string\"",
                "/body/x~1y: is not a member that is taken here",
                "/body/name: is required",
            ],
            &[
                "/body/zone: the value is not a \"zone\"",
                "/body/list/0: has the character U+0000, which cannot be stored",
            ],
        );
    }

    #[test]
    fn a_choice_is_judged_by_the_branch_that_was_meant() {
        check(&json!({"name": "", "other": null}), &[], &[]);
        check(&json!({"name": "", "other": "Mars"}), &[], &["/body/other: the value is not a \"zone\""]);
        check(&json!({"name": "", "other": 1}), &["/body/other: the value is not of type \"string\""], &[]);
    }

    #[test]
    fn numbers_of_any_size_are_judged_without_being_written_out() {
        let schemas = json!({"page": {"type": "integer", "minimum": 1, "maximum": 100}});
        let judge = Judge::compile(schemas.as_object().unwrap(), &[]).unwrap();
        for (text, expected) in [("1.0e1", 0), ("1e999999999", 1), ("-1e999999999", 1), ("1e-999999999", 2)] {
            let mut verdict = Verdict::default();
            judge.judge("page", &serde_json::from_str(text).unwrap(), "/query/page", &mut verdict);
            assert_eq!(verdict.invalid.len(), expected, "{text}: {:?}", verdict.invalid);
        }
    }

    #[test]
    fn violations_are_bounded_in_number_and_size() {
        let long = "/".repeat(10_000);
        let value = json!({"name": "", "list": [], &long: vec!["\0"; 10_000]});
        let judge = Judge::compile(json!({"any": {}}).as_object().unwrap(), &[]).unwrap();
        let mut verdict = Verdict::default();
        judge.judge("any", &value, "/body", &mut verdict);
        let found = &verdict.meaningless;
        assert_eq!(found.len(), 101, "one more than is listed, so that it is known that there are more");
        assert!(found.iter().all(|violation| violation.pointer.len() < 1000), "{}", found[0].pointer.len());
    }

    #[test]
    fn values_are_not_repeated() {
        check(&json!({"name": "secret"}), &["/body/name: the value is longer than 3 characters"], &[]);
    }

    #[test]
    fn an_unknown_choice_in_the_query_is_named() {
        let schemas = json!({"fields": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}});
        let judge = Judge::compile(schemas.as_object().unwrap(), &[]).unwrap();
        let told = |base: &str, value: &str| {
            let mut verdict = Verdict::default();
            judge.judge("fields", &json!(["a", value]), base, &mut verdict);
            verdict.invalid.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(told("/query/fields", "shoe"), [r#"/query/fields/1: "shoe" is not one of "a" or "b""#]);
        let masked = r#"/1: the value is not one of "a" or "b""#;
        assert_eq!(told("/query/fields", &"x".repeat(65)), [format!("/query/fields{masked}")]);
        assert_eq!(told("/body/fields", "shoe"), [format!("/body/fields{masked}")]);
    }

    #[test]
    fn a_schema_that_is_none_is_refused() {
        let schemas = json!({"a": {"type": "strange"}});
        assert_eq!(Judge::compile(schemas.as_object().unwrap(), &[]).unwrap_err().0, "a");
    }
}
