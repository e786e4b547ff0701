//! Free-form data that a tenant keeps with a user.

use serde_json::{Map, Value};

use crate::domain::Invalid;

/// Any JSON but null, which is kept as the empty object.
///
/// Equality is that of the numbers' spelling: `1` and `1.0` are two values, since a reader may tell them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attributes(Value);

/// How many arrays and objects may stand in each other.
const LEVELS_MAX: usize = 32;

/// What a `numeric` of Postgres holds. The attributes can be cast to `jsonb` as long as their numbers keep to it.
const INTEGER_DIGITS_MAX: i64 = 131_072;
const FRACTION_DIGITS_MAX: i64 = 16_383;

impl Attributes {
    /// Takes a value, or what is kept when there is none.
    ///
    /// # Errors
    /// The value is nested more than 32 levels deep, or has a number or a character that cannot be kept.
    pub fn parse(value: Option<Value>) -> Result<Self, Invalid> {
        match value {
            None | Some(Value::Null) => Ok(Self::default()),
            Some(value) => {
                check(&value, 0)?;
                Ok(Self(value))
            }
        }
    }

    /// Takes a value that was checked when it was written.
    pub const fn stored(value: Value) -> Self {
        Self(value)
    }

    /// The value.
    pub const fn as_json(&self) -> &Value {
        &self.0
    }
}

impl Default for Attributes {
    fn default() -> Self {
        Self(Value::Object(Map::new()))
    }
}

/// Checks a value that stands in `level` others. It goes no deeper than what it passes.
fn check(value: &Value, level: usize) -> Result<(), Invalid> {
    match value {
        Value::Null | Value::Bool(_) => Ok(()),
        Value::Number(number) => check_number(&number.to_string()),
        Value::String(text) => check_text(text),
        Value::Array(_) | Value::Object(_) if level == LEVELS_MAX => {
            Err(Invalid::new(format!("must not be nested more than {LEVELS_MAX} levels deep")))
        }
        Value::Array(items) => items.iter().try_for_each(|item| check(item, level + 1)),
        Value::Object(members) => members
            .iter()
            .try_for_each(|(name, member)| check_text(name).and_then(|()| check(member, level + 1))),
    }
}

fn check_text(text: &str) -> Result<(), Invalid> {
    if text.contains('\0') { Err(Invalid::new("must not hold the character U+0000")) } else { Ok(()) }
}

/// Checks a number as JSON writes it: `-12.50e+3`.
fn check_number(text: &str) -> Result<(), Invalid> {
    let refused = || {
        Invalid::new(format!(
            "must not hold a number of more than {INTEGER_DIGITS_MAX} digits before the decimal point or \
             {FRACTION_DIGITS_MAX} after it"
        ))
    };
    let count = |digits: usize| i64::try_from(digits).unwrap_or(i64::MAX);
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    // An exponent beyond 64 bits is beyond every bound, even of a zero.
    let exponent: i64 = exponent.parse().map_err(|_| refused())?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction_digits = count(fraction.len()).saturating_sub(exponent);
    let significant = whole.trim_start_matches(['-', '0']);
    let leading = if significant.is_empty() {
        -count(fraction.len() - fraction.trim_start_matches('0').len())
    } else {
        count(significant.len())
    };
    let is_zero = mantissa.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    let integer_digits = if is_zero { 0 } else { leading.saturating_add(exponent) };
    if integer_digits > INTEGER_DIGITS_MAX || fraction_digits > FRACTION_DIGITS_MAX {
        return Err(refused());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Attributes, Invalid> {
        Attributes::parse(Some(serde_json::from_str(text).expect(text)))
    }

    #[test]
    fn any_json_is_kept() {
        for text in ["\"\"", "0", "-1.50", "true", "[]", "{}", "[null]", r#"{"a":{"b":[1,"x",null]}}"#] {
            assert_eq!(parse(text).expect(text).as_json().to_string(), text);
        }
    }

    #[test]
    fn null_is_the_empty_object() {
        assert_eq!(parse("null").unwrap().as_json().to_string(), "{}");
        assert_eq!(Attributes::parse(None).unwrap(), Attributes::default());
    }

    #[test]
    fn the_depth_has_an_end() {
        let arrays = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        let objects = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
        for nested in [arrays, objects] {
            assert!(parse(&nested(32)).is_ok());
            assert!(parse(&nested(33)).is_err());
        }
    }

    #[test]
    fn numbers_are_those_of_the_database() {
        for good in [
            "1e400",
            "1e131071",
            "0.01e131073",
            "1e-16383",
            "0.1e-16382",
            "0e999999",
            "0.000e16000",
            "12345678901234567890123.5",
            &"9".repeat(131_072),
        ] {
            assert!(parse(good).is_ok(), "{good:.40}");
        }
        for bad in [
            "1e131072",
            "0.1e131073",
            "10e131071",
            "1e200000",
            "-1e200000",
            "1e-16384",
            "0.1e-16383",
            "0e-20000",
            "1e99999999999999999999",
            "1e-99999999999999999999",
            &"9".repeat(131_073),
        ] {
            assert!(parse(bad).is_err(), "{bad:.40}");
        }
    }

    #[test]
    fn a_nul_is_refused_wherever_it_stands() {
        for bad in [r#""\u0000""#, r#"[["a\u0000"]]"#, r#"{"a\u0000":1}"#] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
