//! JSON numbers as exact rationals and back, so that bounds and multiples are decided without rounding. Source:
//! RFC 8259, section 6 (decimal numbers of any length). It must not know keywords.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, Zero};
use serde_json::Number;

/// Digits and zeros that a number may have before it is given up on: `1e1000000000` is twelve bytes of a document
/// and a gigabyte of integer.
const DIGITS_MAX: i64 = 2_000;

/// The number, exactly; `None` when it is longer than the limit.
pub(super) fn rational(number: &Number) -> Option<BigRational> {
    parse(&number.to_string())
}

fn parse(text: &str) -> Option<BigRational> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = i64::try_from(whole.len() + fraction.len()).ok()?;
    if digits > DIGITS_MAX || exponent.abs() > DIGITS_MAX {
        return None;
    }
    let integer: BigInt = format!("{whole}{fraction}").parse().ok()?;
    let scale = exponent - i64::try_from(fraction.len()).ok()?;
    let power = BigInt::from(10).pow(u32::try_from(scale.unsigned_abs()).ok()?);
    Some(if scale < 0 { BigRational::new(integer, power) } else { BigRational::from(integer * power) })
}

/// The number as JSON writes it; `None` when it has no finite decimal form, or one that is longer than the limit.
pub(super) fn number(value: &BigRational) -> Option<Number> {
    decimal(value)?.parse().ok()
}

fn decimal(value: &BigRational) -> Option<String> {
    if value.is_integer() {
        return Some(value.numer().to_string());
    }
    let (twos, rest) = factor(value.denom().clone(), 2);
    let (fives, rest) = factor(rest, 5);
    let places = twos.max(fives);
    if !rest.is_one() || i64::from(places) > DIGITS_MAX {
        return None;
    }
    let scaled = value * BigRational::from(BigInt::from(10).pow(places));
    let places = usize::try_from(places).ok()?;
    let digits = format!("{:0>width$}", scaled.numer().abs().to_string(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let sign = if value.is_negative() { "-" } else { "" };
    Some(format!("{sign}{whole}.{fraction}"))
}

/// How often `by` divides, and what remains.
fn factor(mut integer: BigInt, by: u32) -> (u32, BigInt) {
    let mut times = 0;
    while !integer.is_zero() && (&integer % by).is_zero() {
        integer /= by;
        times += 1;
    }
    (times, integer)
}

/// The least positive number that both divide. Both are positive.
pub(super) fn least_common_multiple(a: &BigRational, b: &BigRational) -> BigRational {
    let numer = num_integer::lcm(a.numer().clone(), b.numer().clone());
    let denom = num_integer::gcd(a.denom().clone(), b.denom().clone());
    BigRational::new(numer, denom)
}

#[cfg(test)]
mod tests {
    use super::{decimal, least_common_multiple, parse};

    #[test]
    fn decimals_are_exact() {
        for (text, shown) in [
            ("0", "0"),
            ("-0", "0"),
            ("1.0", "1"),
            ("1e3", "1000"),
            ("-12.50", "-12.5"),
            ("5E-3", "0.005"),
            ("0.1", "0.1"),
            ("123456789012345678901234567890.5", "123456789012345678901234567890.5"),
        ] {
            assert_eq!(decimal(&parse(text).unwrap()).unwrap(), shown, "{text}");
        }
        assert_eq!(parse("1e1000000000"), None);
        assert_eq!(parse("1e99999999999999999999999"), None);
    }

    #[test]
    fn multiples_meet() {
        let lcm = |a, b| decimal(&least_common_multiple(&parse(a).unwrap(), &parse(b).unwrap())).unwrap();
        assert_eq!(lcm("0.5", "0.75"), "1.5");
        assert_eq!(lcm("1", "0.01"), "1");
        assert_eq!(lcm("4", "6"), "12");
    }
}
