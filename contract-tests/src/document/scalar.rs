//! What a scalar of the source means: the core schema of YAML 1.2, of which JSON's scalars are a part.
//! It must not know where scalars stand or how they are quoted.

use serde_json::Number;

use super::tree::Scalar;

/// Why a scalar has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaningless {
    /// An infinity, not a number, or a number beyond every `f64`: JSON has no such number.
    NotFinite,
    /// The text does not have the form that its tag demands.
    NotOfTag,
}

/// The types that a tag of the core schema gives to a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScalarTag {
    Text,
    Null,
    Bool,
    Int,
    Float,
}

/// The value of a plain scalar: null, bool, number, and text when it is none of them.
pub(super) fn plain(text: &str) -> Result<Scalar<'_>, Meaningless> {
    if is_null(text) {
        return Ok(Scalar::Null);
    }
    if let Some(bool) = bool(text) {
        return Ok(Scalar::Bool(bool));
    }
    let first_of_number = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.');
    if !text.starts_with(first_of_number) {
        return Ok(Scalar::Text(text));
    }
    if is_int(text) || is_float(text) {
        return number(text).map(Scalar::Number);
    }
    if is_infinite_or_nan(text) {
        return Err(Meaningless::NotFinite);
    }
    Ok(Scalar::Text(text))
}

/// The value of a scalar under a tag of the core schema.
pub(super) fn tagged(text: &str, tag: ScalarTag) -> Result<Scalar<'_>, Meaningless> {
    match tag {
        ScalarTag::Text => Ok(Scalar::Text(text)),
        ScalarTag::Null if is_null(text) => Ok(Scalar::Null),
        ScalarTag::Bool => bool(text).map(Scalar::Bool).ok_or(Meaningless::NotOfTag),
        ScalarTag::Int if is_int(text) => number(text).map(Scalar::Number),
        ScalarTag::Float if is_int(text) || is_float(text) => float(text).map(Scalar::Number),
        ScalarTag::Float if is_infinite_or_nan(text) => Err(Meaningless::NotFinite),
        ScalarTag::Null | ScalarTag::Int | ScalarTag::Float => Err(Meaningless::NotOfTag),
    }
}

/// The number behind text that has the form of one: exact as an integer while 64 bits hold it, otherwise the
/// nearest `f64`.
pub(super) fn number(text: &str) -> Result<Number, Meaningless> {
    let (digits, radix) = match (text.strip_prefix("0x"), text.strip_prefix("0o")) {
        (Some(hex), _) => (hex, 16),
        (None, Some(octal)) => (octal, 8),
        (None, None) => (text, 10),
    };
    if let Ok(integer) = i64::from_str_radix(digits, radix) {
        return Ok(Number::from(integer));
    }
    if let Ok(integer) = u64::from_str_radix(digits, radix) {
        return Ok(Number::from(integer));
    }
    if radix == 10 {
        return float(text);
    }
    let wide = digits
        .chars()
        .filter_map(|digit| digit.to_digit(radix))
        .fold(0.0, |wide, digit| wide * f64::from(radix) + f64::from(digit));
    Number::from_f64(wide).ok_or(Meaningless::NotFinite)
}

fn float(text: &str) -> Result<Number, Meaningless> {
    text.parse().ok().and_then(Number::from_f64).ok_or(Meaningless::NotFinite)
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn bool(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

fn is_int(text: &str) -> bool {
    if let Some(hex) = text.strip_prefix("0x") {
        return !hex.is_empty() && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return !octal.is_empty() && octal.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    }
    are_digits(unsigned(text))
}

fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match unsigned(text).split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned(text), None),
    };
    let mantissa_ok = match mantissa.split_once('.') {
        Some(("", fraction)) => are_digits(fraction),
        Some((whole, fraction)) => are_digits(whole) && (fraction.is_empty() || are_digits(fraction)),
        None => are_digits(mantissa),
    };
    mantissa_ok && exponent.is_none_or(|exponent| are_digits(unsigned(exponent)))
}

fn is_infinite_or_nan(text: &str) -> bool {
    matches!(unsigned(text), ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Meaningless, ScalarTag, plain, tagged};
    use crate::document::tree::Scalar;

    fn value(scalar: Scalar<'_>) -> Value {
        match scalar {
            Scalar::Null => Value::Null,
            Scalar::Bool(flag) => Value::Bool(flag),
            Scalar::Number(number) => Value::Number(number),
            Scalar::Text(text) => Value::String(text.to_owned()),
        }
    }

    #[test]
    fn plain_scalars() {
        let text = |text: &str| Value::String(text.to_owned());
        for (source, expected) in [
            ("", json!(null)),
            ("~", json!(null)),
            ("NULL", json!(null)),
            ("nULL", text("nULL")),
            ("True", json!(true)),
            ("FALSE", json!(false)),
            ("yes", text("yes")),
            ("off", text("off")),
            ("0", json!(0)),
            ("-0", json!(0)),
            ("007", json!(7)),
            ("+12", json!(12)),
            ("-9223372036854775808", json!(i64::MIN)),
            ("18446744073709551615", json!(u64::MAX)),
            ("18446744073709551616", json!(18_446_744_073_709_551_616.0)),
            ("-9223372036854775809", json!(-9_223_372_036_854_775_809.0)),
            ("0o17", json!(15)),
            ("0o8", text("0o8")),
            ("0xFf", json!(255)),
            ("0x", text("0x")),
            ("0x+1", text("0x+1")),
            ("0x10000000000000000", json!(18_446_744_073_709_551_616.0)),
            ("1.0", json!(1.0)),
            ("1.", json!(1.0)),
            (".5", json!(0.5)),
            ("-1.5e+3", json!(-1500.0)),
            ("1e3", json!(1000.0)),
            ("1e", text("1e")),
            (".", text(".")),
            ("-", text("-")),
            ("e5", text("e5")),
            ("1_000", text("1_000")),
            ("3.0.3", text("3.0.3")),
            ("12:30", text("12:30")),
            ("2024-01-31", text("2024-01-31")),
            ("inf", text("inf")),
            ("NaN", text("NaN")),
            ("é", text("é")),
        ] {
            assert_eq!(plain(source).map(value), Ok(expected), "{source:?}");
        }
        for source in [".inf", "-.Inf", "+.INF", ".nan", "1e999", "-1e999"] {
            assert_eq!(plain(source), Err(Meaningless::NotFinite), "{source:?}");
        }
        assert_eq!(plain(&format!("0x{}", "f".repeat(300))), Err(Meaningless::NotFinite));
    }

    #[test]
    fn tagged_scalars() {
        for (source, tag, expected) in [
            ("200", ScalarTag::Text, Ok(json!("200"))),
            ("7", ScalarTag::Int, Ok(json!(7))),
            ("7.0", ScalarTag::Int, Err(Meaningless::NotOfTag)),
            ("7", ScalarTag::Float, Ok(json!(7.0))),
            ("x", ScalarTag::Float, Err(Meaningless::NotOfTag)),
            (".inf", ScalarTag::Float, Err(Meaningless::NotFinite)),
            ("true", ScalarTag::Bool, Ok(json!(true))),
            ("yes", ScalarTag::Bool, Err(Meaningless::NotOfTag)),
            ("", ScalarTag::Null, Ok(json!(null))),
            ("x", ScalarTag::Null, Err(Meaningless::NotOfTag)),
        ] {
            assert_eq!(tagged(source, tag).map(value), expected, "{source:?} {tag:?}");
        }
    }
}
