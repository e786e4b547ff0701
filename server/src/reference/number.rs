//! Numbers as people read them. Must not know what is counted.

use serde_json::Value;

/// A whole number with a comma before every third digit.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The range of a count: `1 to 100 characters`, `at least 1 character`, `exactly 3 items`.
pub(super) fn range(min: Option<u64>, max: Option<u64>, unit: &str) -> Option<String> {
    let counted = |number: u64| format!("{} {unit}{}", grouped(number), if number == 1 { "" } else { "s" });
    match (min.filter(|min| *min > 0), max) {
        (None, None) => None,
        (Some(min), None) => Some(format!("at least {}", counted(min))),
        (None, Some(max)) => Some(format!("at most {}", counted(max))),
        (Some(min), Some(max)) if min == max => Some(format!("exactly {}", counted(min))),
        (Some(min), Some(max)) => Some(format!("{} to {}", grouped(min), counted(max))),
    }
}

/// A bound as it is written.
pub(super) fn bound(value: &Value) -> Option<String> {
    value.is_number().then(|| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn ranges_read_well() {
        let range = |min, max| range(min, max, "item").unwrap_or_default();
        assert_eq!(range(None, None), "");
        assert_eq!(range(Some(0), None), "");
        assert_eq!(range(Some(1), None), "at least 1 item");
        assert_eq!(range(Some(0), Some(2000)), "at most 2,000 items");
        assert_eq!(range(Some(3), Some(3)), "exactly 3 items");
        assert_eq!(range(Some(1), Some(9)), "1 to 9 items");
    }
}
