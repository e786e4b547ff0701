//! One judgement: it goes through the keywords of a schema, and keeps what it found and what it cost.

use std::collections::HashMap;

use serde_json::Value;

use super::at::{At, Step};
use super::violation::{Violation, kind, shown};
use super::{VIOLATIONS_MAX, Validator};
use crate::document::pointer;
use crate::schema::equality::equal;
use crate::schema::{Direction, Kind, Schema, SchemaId, Schemas};

/// Steps inside one another, of value and schemas together; what is deeper is not judged. A value that was parsed
/// has at most 128 levels.
const DEPTH_MAX: usize = 700;

/// Schemas applied before verdicts are remembered: schemas that fork again and again would cost exponentially.
const FREE_STEPS: usize = 20_000;

/// Schemas applied before violations in alternatives are no longer compared.
pub(super) const EXPLAINED_STEPS: usize = 200_000;

pub(super) struct Run<'s> {
    pub(super) schemas: &'s Schemas,
    pub(super) direction: Direction,
    pub(super) is_strict: bool,
    /// What was found; `None` when only the verdict is asked for.
    pub(super) violations: Option<Vec<Violation>>,
    /// Schemas applied.
    pub(super) steps: usize,
    verdicts: HashMap<(SchemaId, usize), bool>,
}

/// A part of the value under a schema.
#[derive(Clone, Copy)]
pub(super) struct Part<'s, 'a> {
    pub(super) id: SchemaId,
    pub(super) schema: &'s Schema,
    pub(super) value: &'a Value,
    pub(super) at: &'a At<'a>,
}

impl<'s> Run<'s> {
    pub(super) fn new(validator: &Validator<'s>, explains: bool) -> Self {
        Self {
            schemas: validator.schemas,
            direction: validator.direction,
            is_strict: validator.is_strict,
            violations: explains.then(Vec::new),
            steps: 0,
            verdicts: HashMap::new(),
        }
    }

    /// Whether the part is valid. A schema that comes back to itself without a step into the value adds nothing.
    pub(super) fn check(&mut self, id: SchemaId, value: &Value, at: &At<'_>) -> bool {
        let schema = self.schemas.get(id);
        let is_null = value.is_null() && schema.nullable;
        if is_null || at.depth > DEPTH_MAX || at.applied().any(|applied| applied == id) {
            return true;
        }
        self.steps += 1;
        if self.steps <= FREE_STEPS || self.violations.is_some() {
            return self.check_keywords(Part { id, schema, value, at });
        }
        let key = (id, std::ptr::from_ref(value).addr());
        if let Some(verdict) = self.verdicts.get(&key) {
            return *verdict;
        }
        let verdict = self.check_keywords(Part { id, schema, value, at });
        self.verdicts.insert(key, verdict);
        verdict
    }

    fn check_keywords(&mut self, part: Part<'s, '_>) -> bool {
        let at = part.at.then(Step::Applied(part.id));
        let part = Part { at: &at, ..part };
        let mut is_valid = self.check_kind(part);
        if !is_valid {
            // The other keywords are meant for another kind.
            return false;
        }
        let checks = match part.value {
            Value::Null | Value::Bool(_) => Self::nothing,
            Value::Number(_) => Self::check_number,
            Value::String(_) => Self::check_string,
            Value::Array(_) => Self::check_array,
            Value::Object(_) => Self::check_object,
        };
        for check in [checks, Self::check_enum, Self::check_branches] {
            is_valid &= check(self, part);
            if !is_valid && self.violations.is_none() {
                return false;
            }
        }
        is_valid
    }

    fn nothing(&mut self, _: Part<'s, '_>) -> bool {
        true
    }

    fn check_kind(&mut self, part: Part<'s, '_>) -> bool {
        let Some(kind_wanted) = part.schema.kind else { return true };
        let fits = match (kind_wanted, part.value) {
            (Kind::Boolean, Value::Bool(_))
            | (Kind::Number, Value::Number(_))
            | (Kind::String, Value::String(_))
            | (Kind::Array, Value::Array(_))
            | (Kind::Object, Value::Object(_)) => true,
            (Kind::Integer, Value::Number(number)) => super::scalars::is_integer(number),
            (Kind::Boolean | Kind::Integer | Kind::Number | Kind::String | Kind::Array | Kind::Object, _) => {
                false
            }
        };
        fits || self.fail(part, "type", || {
            let article =
                if matches!(kind_wanted, Kind::Integer | Kind::Array | Kind::Object) { "an" } else { "a" };
            let is = if part.value.is_number() { shown(part.value) } else { kind(part.value).to_owned() };
            format!("is {is}, and must be {article} {}", kind_wanted.as_str())
        })
    }

    fn check_enum(&mut self, part: Part<'s, '_>) -> bool {
        let Some(values) = &part.schema.values else { return true };
        values.iter().any(|value| equal(value, part.value))
            || self.fail(part, "enum", || match values.as_slice() {
                [] => "is not allowed: `enum` is empty".to_owned(),
                [only] => format!("is {}, and must be {}", shown(part.value), shown(only)),
                many => {
                    format!("is {}, which is none of the {} values allowed", shown(part.value), many.len())
                }
            })
    }

    /// Notes a violation, when asked to; always false.
    pub(super) fn fail(
        &mut self,
        part: Part<'s, '_>,
        keyword: &'static str,
        message: impl FnOnce() -> String,
    ) -> bool {
        self.fail_at(part, part.at, keyword, message)
    }

    /// The same, of a member of the part.
    pub(super) fn fail_at(
        &mut self,
        part: Part<'s, '_>,
        at: &At<'_>,
        keyword: &'static str,
        message: impl FnOnce() -> String,
    ) -> bool {
        if let Some(violations) = &mut self.violations
            && violations.len() < VIOLATIONS_MAX
        {
            violations.push(Violation {
                instance: at.pointer(),
                schema: pointer::join(&part.schema.pointer, keyword),
                keyword,
                message: message(),
            });
        }
        false
    }

    /// The verdict alone, whatever this run is asked for.
    pub(super) fn verdict(&mut self, id: SchemaId, part: Part<'s, '_>) -> bool {
        let violations = self.violations.take();
        let verdict = self.check(id, part.value, part.at);
        self.violations = violations;
        verdict
    }

    /// The violations under one schema, apart from those found so far.
    pub(super) fn explain(&mut self, id: SchemaId, part: Part<'s, '_>) -> Vec<Violation> {
        let violations = self.violations.replace(Vec::new());
        self.check(id, part.value, part.at);
        std::mem::replace(&mut self.violations, violations).unwrap_or_default()
    }
}
