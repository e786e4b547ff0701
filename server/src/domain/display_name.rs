//! What a person is called.

use crate::domain::Invalid;
use crate::domain::text::{self, Lines};

/// A display name: 1 to 100 characters, of which one is visible. It is kept as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisplayName(String);

text::text_newtype!(DisplayName);

impl DisplayName {
    /// The greatest length, in characters.
    pub const CHARACTERS_MAX: usize = 100;

    /// Reads a display name.
    ///
    /// # Errors
    /// It is empty, blank, too long, or holds a control character.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        text::check(value, 1, Self::CHARACTERS_MAX, Lines::One)?;
        text::check_visible(value)?;
        Ok(Self(value.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_and_blanks() {
        for good in ["A", "Ada Lovelace", " Ada ", "李", &"x".repeat(100)] {
            assert_eq!(DisplayName::parse(good).expect(good).as_str(), good);
        }
        for bad in ["", "   ", "\u{3000}", "a\nb", "a\0", &"x".repeat(101)] {
            assert!(DisplayName::parse(bad).is_err(), "{bad:?}");
        }
    }
}
