//! Integers as JSON Schema means them.
//!
//! `1.0` is an integer to JSON Schema (2020-12, core §4.2.3) and not to serde.

use serde::{Deserialize, Deserializer, de::Error};

/// The largest magnitude below which every integral `f64` is exact: 2⁵³.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// Reads an integer, written with or without a zero fraction.
///
/// # Errors
/// A number with a fraction, or one outside of `T`.
pub fn integer<'de, D: Deserializer<'de>, T: TryFrom<i64>>(deserializer: D) -> Result<T, D::Error> {
    let number = serde_json::Number::deserialize(deserializer)?;
    let value = number.as_i64().or_else(|| {
        let float = number.as_f64()?;
        #[expect(clippy::cast_possible_truncation, reason = "integral and within the exact range")]
        (float.fract() == 0.0 && float.abs() <= EXACT_MAX).then_some(float as i64)
    });
    let out_of_range = || D::Error::custom(format!("{number} is not an integer of this range"));
    value.and_then(|value| T::try_from(value).ok()).ok_or_else(out_of_range)
}

/// As [`integer`], for a member that may be absent.
///
/// # Errors
/// As [`integer`].
pub fn optional_integer<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<i64>,
{
    integer(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    fn read(text: &str) -> Result<i32, serde_json::Error> {
        super::integer(&mut serde_json::Deserializer::from_str(text))
    }

    #[test]
    fn a_zero_fraction_is_an_integer() {
        assert_eq!(read("1.0").unwrap(), 1);
        assert_eq!(read("-3").unwrap(), -3);
        assert_eq!(read("1e2").unwrap(), 100);
    }

    #[test]
    fn a_fraction_or_an_overflow_is_refused() {
        for text in ["1.5", "3000000000", "1e300"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
