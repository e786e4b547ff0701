//! Judging values by the document's own schemas, compiled once.

use super::parameters::escape;
use super::refusal::Violation;
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
            self.sort(&error, base, verdict);
        }
        find_nul(value, base, verdict);
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

/// What is wrong, without the value, which may be a secret or large.
fn words(error: &ValidationError<'_>) -> String {
    error.masked_with("the value").to_string()
}

/// Text with U+0000 is JSON and cannot be stored: `PostgreSQL` has no such text.
fn find_nul(value: &Value, at: &str, verdict: &mut Verdict) {
    match value {
        Value::String(text) if text.contains('\0') => {
            verdict.meaningless.push(Violation::new(at, "has the character U+0000, which cannot be stored"));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate().filter(|(_, item)| may_hold_text(item)) {
                find_nul(item, &format!("{at}/{index}"), verdict);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                if name.contains('\0') {
                    verdict
                        .meaningless
                        .push(Violation::new(at, "has a member name with U+0000, which cannot be stored"));
                }
                if may_hold_text(member) {
                    find_nul(member, &format!("{at}/{}", escape(name)), verdict);
                }
            }
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether it is worth to make a pointer for this value.
fn may_hold_text(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
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
    fn values_are_not_repeated() {
        check(&json!({"name": "secret"}), &["/body/name: the value is longer than 3 characters"], &[]);
    }

    #[test]
    fn a_schema_that_is_none_is_refused() {
        let schemas = json!({"a": {"type": "strange"}});
        assert_eq!(Judge::compile(schemas.as_object().unwrap(), &[]).unwrap_err().0, "a");
    }
}
