//! A given or a family name.

use crate::domain::Invalid;
use crate::domain::text::{self, Lines};

/// A given or family name: 1 to 100 characters, of which one is visible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName(String);

text::text_newtype!(PersonName);

impl PersonName {
    /// The greatest length, in characters.
    pub const CHARACTERS_MAX: usize = 100;

    /// Reads a name.
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
        assert!(PersonName::parse("Lovelace").is_ok());
        assert!(PersonName::parse(" ").is_err());
        assert!(PersonName::parse(&"x".repeat(101)).is_err());
    }
}
