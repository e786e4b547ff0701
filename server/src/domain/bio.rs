//! What a person says of themself.

use crate::domain::Invalid;
use crate::domain::text::{self, Lines};

/// A biography: at most 2,000 characters, of one or many lines; it may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bio(String);

text::text_newtype!(Bio);

impl Bio {
    /// The greatest length, in characters.
    pub const CHARACTERS_MAX: usize = 2_000;

    /// Reads a biography.
    ///
    /// # Errors
    /// It is too long, or holds a control character that is neither a line break nor a tab.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        text::check(value, 0, Self::CHARACTERS_MAX, Lines::Many)?;
        Ok(Self(value.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_and_lines() {
        assert!(Bio::parse("").is_ok());
        assert!(Bio::parse("two\nlines").is_ok());
        assert!(Bio::parse(&"𝒜".repeat(2_000)).is_ok());
        assert!(Bio::parse(&"x".repeat(2_001)).is_err());
        assert!(Bio::parse("\u{7}").is_err());
    }
}
