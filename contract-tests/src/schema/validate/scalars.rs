//! Keywords for numbers and strings.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::format;
use super::run::{Part, Run};
use super::violation::shown;
use crate::schema::decimal::Decimal;
use crate::schema::{Bound, compare};

/// Whether a number has no fraction.
pub(super) fn is_integer(number: &Number) -> bool {
    number.as_i64().is_some() || Decimal::of(number).is_integer()
}

/// Whether a number is outside of what a format of numbers holds (3.0.3, "Data Types").
fn exceeds(format: &str, number: &Number) -> bool {
    let outside = |min: i64, max: i64| {
        compare(number, &Number::from(min)) == Ordering::Less
            || compare(number, &Number::from(max)) == Ordering::Greater
    };
    match format {
        "int32" => outside(i64::from(i32::MIN), i64::from(i32::MAX)),
        "int64" => outside(i64::MIN, i64::MAX),
        _ => false,
    }
}

impl<'s> Run<'s> {
    pub(super) fn check_number(&mut self, part: Part<'s, '_>) -> bool {
        let Value::Number(number) = part.value else { return true };
        let keywords = &part.schema.number;
        let mut is_valid = true;
        if let Some(bound) = &keywords.min {
            is_valid &= self.check_bound(part, number, bound, "minimum");
        }
        if let Some(bound) = &keywords.max {
            is_valid &= self.check_bound(part, number, bound, "maximum");
        }
        if let Some(divisor) = &keywords.multiple_of
            && !Decimal::of(number).is_multiple_of(&Decimal::of(divisor))
        {
            let message = || format!("{} is not a multiple of {divisor}", shown(part.value));
            is_valid &= self.fail(part, "multipleOf", message);
        }
        if let Some(format) = &part.schema.format
            && exceeds(format, number)
        {
            is_valid &= self.fail(part, "format", || format!("{} is outside of {format}", shown(part.value)));
        }
        is_valid
    }

    fn check_bound(
        &mut self,
        part: Part<'s, '_>,
        number: &Number,
        bound: &Bound,
        keyword: &'static str,
    ) -> bool {
        let is_minimum = keyword == "minimum";
        let order = compare(number, &bound.value);
        let inside = if is_minimum { Ordering::Greater } else { Ordering::Less };
        if order == inside || (order == Ordering::Equal && !bound.exclusive) {
            return true;
        }
        self.fail(part, keyword, || {
            let relation = match (is_minimum, bound.exclusive) {
                (true, false) => "at least",
                (true, true) => "greater than",
                (false, false) => "at most",
                (false, true) => "less than",
            };
            format!("is {}, and must be {relation} {}", shown(part.value), bound.value)
        })
    }

    pub(super) fn check_string(&mut self, part: Part<'s, '_>) -> bool {
        let Value::String(text) = part.value else { return true };
        let keywords = &part.schema.string;
        let mut is_valid = true;
        if let Some(min) = keywords.length_min
            && !has_more_than(text, min.saturating_sub(1))
            && min > 0
        {
            let message = || format!("{} is shorter than {min} characters", shown(part.value));
            is_valid &= self.fail(part, "minLength", message);
        }
        if let Some(max) = keywords.length_max
            && has_more_than(text, max)
        {
            let message = || format!("{} is longer than {max} characters", shown(part.value));
            is_valid &= self.fail(part, "maxLength", message);
        }
        if let Some(pattern) = self.schemas.pattern(part.id)
            && pattern.matches(text) == Some(false)
        {
            let message = || {
                let pattern = keywords.pattern.as_deref().unwrap_or_default();
                format!("{} does not match the pattern {pattern}", shown(part.value))
            };
            is_valid &= self.fail(part, "pattern", message);
        }
        if let Some(format) = &part.schema.format
            && !format::is_valid(format, text)
        {
            is_valid &= self.fail(part, "format", || format!("{} is no {format}", shown(part.value)));
        }
        is_valid
    }
}

/// Whether a text has more characters (Unicode scalar values) than that. Bytes decide most cases.
fn has_more_than(text: &str, count: u64) -> bool {
    let Ok(count) = usize::try_from(count) else { return false };
    text.len() > count && (text.len() / 4 > count || text.chars().nth(count).is_some())
}
