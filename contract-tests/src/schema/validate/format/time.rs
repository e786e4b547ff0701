//! Dates and times of RFC 3339 §5.6.

/// `full-date`.
pub(super) fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let [_, _, _, _, b'-', _, _, b'-', _, _] = bytes else { return false };
    match (number(&bytes[..4]), number(&bytes[5..7]), number(&bytes[8..])) {
        (Some(year), Some(month), Some(day)) => day >= 1 && day <= days(year, month),
        (_, _, _) => false,
    }
}

/// `full-time`.
pub(super) fn is_time(text: &str) -> bool {
    time_of_day(text).is_some()
}

/// `date-time`.
pub(super) fn is_date_time(text: &str) -> bool {
    let (Some(date), Some(separator), Some(time)) = (text.get(..10), text.get(10..11), text.get(11..)) else {
        return false;
    };
    is_date(date) && matches!(separator, "T" | "t") && is_time(time)
}

/// The days of a month; none when there is no such month.
fn days(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

fn time_of_day(text: &str) -> Option<()> {
    let (clock, rest) = text.as_bytes().split_at_checked(8)?;
    let &[_, _, b':', _, _, b':', _, _] = clock else { return None };
    let (hour, minute, second) = (number(&clock[..2])?, number(&clock[3..5])?, number(&clock[6..])?);
    let rest = match rest.strip_prefix(b".") {
        None => rest,
        Some(fraction) => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return None;
            }
            &fraction[digits..]
        }
    };
    let offset = offset_minutes(rest)?;
    let minutes_utc = (i64::from(hour * 60 + minute) - offset).rem_euclid(24 * 60);
    // A leap second is inserted at the end of a day of UTC (RFC 3339 §5.7).
    let second_max = if minutes_utc == 23 * 60 + 59 { 60 } else { 59 };
    (hour < 24 && minute < 60 && second <= second_max).then_some(())
}

fn offset_minutes(text: &[u8]) -> Option<i64> {
    let sign = match text {
        [b'Z' | b'z'] => return Some(0),
        [b'+', _, _, b':', _, _] => 1,
        [b'-', _, _, b':', _, _] => -1,
        _ => return None,
    };
    let (hours, minutes) = (number(&text[1..3])?, number(&text[4..])?);
    (hours < 24 && minutes < 60).then(|| sign * i64::from(hours * 60 + minutes))
}

/// Digits alone.
fn number(digits: &[u8]) -> Option<u32> {
    digits
        .iter()
        .try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::{is_date, is_date_time, is_time};

    #[test]
    fn dates() {
        for text in ["2024-02-29", "2000-02-29", "0000-01-01", "9999-12-31"] {
            assert!(is_date(text), "{text}");
        }
        for text in [
            "2023-02-29",
            "1900-02-29",
            "2024-13-01",
            "2024-00-01",
            "2024-04-31",
            "2024-1-1",
            "2024-01-00",
            "",
            "24-01-01",
            "2024-01-01Z",
            "+024-01-01",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn times() {
        for text in [
            "00:00:00Z",
            "23:59:59.999999z",
            "23:59:60Z",
            "15:59:60-08:00",
            "00:29:60+00:30",
            "12:00:00+23:59",
        ] {
            assert!(is_time(text), "{text}");
            assert!(is_date_time(&format!("2024-01-31T{text}")), "{text}");
            assert!(is_date_time(&format!("2024-01-31t{text}")), "{text}");
            assert!(!is_date_time(&format!("2024-01-31 {text}")), "{text}");
        }
        for text in [
            "24:00:00Z",
            "23:60:00Z",
            "12:00:60Z",
            "12:00:00",
            "12:00Z",
            "12:00:00.Z",
            "12:00:00+24:00",
            "12:00:00+0100",
            "12:00:00 Z",
            "12:00:00ZZ",
            "",
        ] {
            assert!(!is_time(text), "{text}");
            assert!(!is_date_time(&format!("2024-01-31T{text}")), "{text}");
        }
        assert!(!is_date_time("2024-02-30T00:00:00Z"));
        assert!(!is_date_time("2024-01-3éT00:00:00Z"));
    }
}
