//! When a user was created, told by whoever kept the user before.

use chrono::{DateTime, Utc};

use crate::domain::Invalid;

/// A time from 1970 on that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CreationTime(DateTime<Utc>);

impl CreationTime {
    /// Reads a time in the form of RFC 3339. `now` is the current time.
    ///
    /// # Errors
    /// It is written in another way, before 1970, or in the future.
    pub fn parse(value: &str, now: DateTime<Utc>) -> Result<Self, Invalid> {
        let time = DateTime::parse_from_rfc3339(value)
            .map_err(|_| Invalid::new("must be a time with its offset such as 2019-10-12T07:20:50Z"))?
            .with_timezone(&Utc);
        if time < DateTime::UNIX_EPOCH {
            return Err(Invalid::new("must not be before 1970"));
        }
        if time > now {
            return Err(Invalid::new("must not be in the future"));
        }
        Ok(Self(time))
    }

    /// The time.
    pub const fn time(self) -> DateTime<Utc> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_have_been() {
        let now = DateTime::parse_from_rfc3339("2026-02-28T12:00:00Z").unwrap().with_timezone(&Utc);
        for (text, good) in [
            ("2019-10-12T07:20:50Z", true),
            ("2019-10-12T07:20:50.52+02:00", true),
            ("1970-01-01T00:00:00Z", true),
            ("1970-01-01T00:00:00+00:01", false),
            ("2026-02-28T12:00:00Z", true),
            ("2026-02-28T12:00:01Z", false),
            ("2026-02-28T13:59:00+02:00", true),
            ("2019-10-12T07:20:50", false),
            ("2019-10-12", false),
            ("2019-02-30T07:20:50Z", false),
            ("1570866050", false),
            ("", false),
        ] {
            assert_eq!(CreationTime::parse(text, now).is_ok(), good, "{text}");
        }
    }
}
