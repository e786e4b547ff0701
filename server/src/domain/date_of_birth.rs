//! When a person was born.

use chrono::{Datelike, NaiveDate};

use crate::domain::Invalid;

/// A day of the Gregorian calendar from 1900 on that is over or under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateOfBirth(NaiveDate);

impl DateOfBirth {
    /// The first year.
    pub const YEAR_MIN: i32 = 1900;

    /// Reads `YYYY-MM-DD`. `today` is the current day in UTC.
    ///
    /// # Errors
    /// It is written in another way, or as [`DateOfBirth::of_parts`].
    pub fn parse(value: &str, today: NaiveDate) -> Result<Self, Invalid> {
        let (year, month, day) =
            parts(value).ok_or_else(|| Invalid::new("must be a date such as 1990-12-10"))?;
        Self::of_parts(year, month, day, today)
    }

    /// The day of a year, a month from 1 and a day from 1. `today` is the current day in UTC.
    ///
    /// # Errors
    /// There is no such day, it is before 1900, or it is in the future.
    pub fn of_parts(year: i32, month: u32, day: u32, today: NaiveDate) -> Result<Self, Invalid> {
        let date = NaiveDate::from_ymd_opt(year, month, day)
            .ok_or_else(|| Invalid::new("must be a day of the calendar"))?;
        if date.year() < Self::YEAR_MIN {
            return Err(Invalid::new("must not be before 1900"));
        }
        if date > today {
            return Err(Invalid::new("must not be in the future"));
        }
        Ok(Self(date))
    }

    /// The day.
    pub const fn date(self) -> NaiveDate {
        self.0
    }
}

/// Year, month and day of `YYYY-MM-DD`, in ASCII digits.
fn parts(value: &str) -> Option<(i32, u32, u32)> {
    let (year, rest) = value.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let is_number = |text: &str, digits| text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    if !(is_number(year, 4) && is_number(month, 2) && is_number(day, 2)) {
        return None;
    }
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_days_that_have_been() {
        let today = NaiveDate::from_ymd_opt(2026, 2, 28).unwrap();
        for (text, good) in [
            ("1990-12-10", true),
            ("1900-01-01", true),
            ("1899-12-31", false),
            ("2026-02-28", true),
            ("2026-03-01", false),
            ("2000-02-29", true),
            ("1900-02-29", false),
            ("2023-02-29", false),
            ("1990-04-31", false),
            ("1990-13-01", false),
            ("1990-00-10", false),
            ("1990-1-10", false),
            ("+990-12-10", false),
            ("1990-12-10 ", false),
            ("１９９０-12-10", false),
            ("", false),
        ] {
            assert_eq!(DateOfBirth::parse(text, today).is_ok(), good, "{text}");
        }
        assert_eq!(DateOfBirth::of_parts(1990, 12, 10, today), DateOfBirth::parse("1990-12-10", today));
        assert!(DateOfBirth::of_parts(-1, 12, 10, today).is_err());
    }
}
