//! Numbers compared and divided exactly, as they are written: no float is involved, and a large exponent costs nothing.
//! It must not know schemas.

use std::cmp::Ordering;

use num_bigint::BigUint;
use serde_json::Number;

/// Digits of a divisor that fit a `u64`.
const SMALL_DIGITS: usize = 19;

/// An exact decimal: ± 0.d₁d₂d₃… × 10^exponent, the first and last digit not 0. No digits for zero.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    negative: bool,
    /// ASCII digits.
    digits: Vec<u8>,
    exponent: i64,
}

impl Decimal {
    /// The value of a number of JSON. An exponent beyond `i64` counts as its end.
    pub(crate) fn of(number: &Number) -> Self {
        let text = number.to_string();
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(unsigned) => (true, unsigned),
            None => (false, text.as_str()),
        };
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let exponent = exponent_of(exponent);
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let written: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        let Some(first) = written.iter().position(|digit| *digit != b'0') else {
            return Self { negative: false, digits: Vec::new(), exponent: 0 };
        };
        let last = written.iter().rposition(|digit| *digit != b'0').unwrap_or(first);
        let point = length(whole.len()).saturating_sub(length(first));
        Self { negative, digits: written[first..=last].to_vec(), exponent: exponent.saturating_add(point) }
    }

    /// Whether there is no fraction.
    pub(crate) fn is_integer(&self) -> bool {
        self.exponent >= length(self.digits.len())
    }

    /// Whether dividing by the other, which is not 0, leaves nothing.
    pub(crate) fn is_multiple_of(&self, divisor: &Decimal) -> bool {
        if self.digits.is_empty() || divisor.digits.is_empty() {
            return self.digits.is_empty();
        }
        // Both are integers times a power of ten: a·10^x and b·10^y.
        let x = self.exponent.saturating_sub(length(self.digits.len()));
        let y = divisor.exponent.saturating_sub(length(divisor.digits.len()));
        match u64::try_from(x.saturating_sub(y)) {
            // 10^(y-x) would have to divide a, whose last digit is not 0.
            Err(_) => false,
            Ok(zeros) if divisor.digits.len() <= SMALL_DIGITS => {
                let modulus = divisor.digits.iter().fold(0_u128, |sum, digit| sum * 10 + digit_of(*digit));
                let rest = self.digits.iter().fold(0, |rest, digit| (rest * 10 + digit_of(*digit)) % modulus);
                (rest * power_of_ten(zeros, modulus)).is_multiple_of(modulus)
            }
            Ok(zeros) => {
                let number = |digits: &[u8]| BigUint::parse_bytes(digits, 10).unwrap_or_default();
                let modulus = number(&divisor.digits);
                let power = BigUint::from(10_u8).modpow(&BigUint::from(zeros), &modulus);
                (number(&self.digits) % &modulus) * power % &modulus == BigUint::ZERO
            }
        }
    }

    fn magnitude(&self, other: &Self) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.exponent.cmp(&other.exponent).then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn exponent_of(text: &str) -> i64 {
    text.parse().unwrap_or(if text.starts_with('-') { i64::MIN } else { i64::MAX })
}

/// Sources are too short for this to saturate.
fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn digit_of(digit: u8) -> u128 {
    u128::from(digit - b'0')
}

/// 10^exponent modulo a number below 2^64.
fn power_of_ten(mut exponent: u64, modulus: u128) -> u128 {
    let (mut power, mut base) = (1 % modulus, 10 % modulus);
    while exponent > 0 {
        if exponent % 2 == 1 {
            power = power * base % modulus;
        }
        base = base * base % modulus;
        exponent /= 2;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn decimal(text: &str) -> Decimal {
        Decimal::of(&serde_json::from_str(text).unwrap())
    }

    #[test]
    fn order() {
        let ascending = [
            "-1e400",
            "-11",
            "-10",
            "-1.5",
            "-1",
            "-1e-400",
            "0",
            "1e-400",
            "0.1",
            "0.11",
            "1",
            "1.5",
            "10",
            "10.000000000000000000000000000001",
            "11",
            "1e3",
            "18446744073709551616",
            "1e99999999999999999999",
        ];
        for (i, a) in ascending.iter().enumerate() {
            for (j, b) in ascending.iter().enumerate() {
                assert_eq!(decimal(a).cmp(&decimal(b)), i.cmp(&j), "{a} {b}");
            }
        }
        for (a, b) in [("1", "1.0"), ("1000", "1e3"), ("-0", "0.0"), ("0.5", "5E-1"), ("0e9", "0")] {
            assert_eq!(decimal(a), decimal(b), "{a} {b}");
        }
    }

    #[test]
    fn integers() {
        for (text, expected) in [
            ("0", true),
            ("-7", true),
            ("1.0", true),
            ("1e3", true),
            ("1.5e1", true),
            ("1.5", false),
            ("1e-1", false),
            ("1e999999999999", true),
        ] {
            assert_eq!(decimal(text).is_integer(), expected, "{text}");
        }
    }

    #[test]
    fn multiples() {
        for (value, divisor, expected) in [
            ("0", "0.3", true),
            ("0.3", "0.1", true),
            ("1.1", "0.1", true),
            ("4.35", "0.01", true),
            ("4.355", "0.01", false),
            ("9", "3", true),
            ("-9", "3", true),
            ("10", "3", false),
            ("1e300", "7", false),
            ("7e300", "7", true),
            ("1e300", "1e-300", true),
            ("1", "1e300", false),
            ("1e999999999999", "3", false),
            ("3e999999999999", "3", true),
            ("123456789012345678901234567890", "1234567890123456789012345678.9", true),
            ("123456789012345678901234567891", "1234567890123456789012345678.9", false),
            ("18446744073709551615", "18446744073709551615", true),
            ("1.5", "1.5", true),
            ("4.5", "1.5", true),
            ("5", "1.5", false),
        ] {
            assert_eq!(decimal(value).is_multiple_of(&decimal(divisor)), expected, "{value} {divisor}");
        }
    }
}
