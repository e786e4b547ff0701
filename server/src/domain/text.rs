//! Rules that every piece of text shares: its length in characters, and the characters that it may not hold.
//!
//! Lengths count Unicode scalar values, as JSON Schema does, so that a published `maxLength` and the rule agree.

use crate::domain::Invalid;

/// Which control characters a text may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// None.
    One,
    /// Line feed, carriage return and tab.
    Many,
}

/// Refuses a text shorter or longer than the bounds (in characters), or with a control character.
///
/// # Errors
/// The first rule that the text breaks.
pub fn check(value: &str, min: usize, max: usize, lines: Lines) -> Result<(), Invalid> {
    // A character has at most four bytes, so text far past the bound is refused without counting it.
    let length = if value.len() > max.saturating_mul(4) { usize::MAX } else { value.chars().count() };
    if length < min || length > max {
        return Err(Invalid::new(format!("must have {min} to {max} characters")));
    }
    let forbidden = |c: char| c.is_control() && !(lines == Lines::Many && matches!(c, '\n' | '\r' | '\t'));
    if value.chars().any(forbidden) {
        return Err(Invalid::new("must not hold control characters"));
    }
    Ok(())
}

/// Refuses a text of nothing but white space.
///
/// # Errors
/// The text has no visible character.
pub fn check_visible(value: &str) -> Result<(), Invalid> {
    if value.chars().all(char::is_whitespace) {
        return Err(Invalid::new("must hold a visible character"));
    }
    Ok(())
}

/// Gives a newtype over checked text its accessors.
macro_rules! text_newtype {
    ($name:ident) => {
        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text, owned.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
pub(crate) use text_newtype;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_count_characters() {
        assert!(check("𝒜𝒹𝒶", 3, 3, Lines::One).is_ok());
        assert!(check("𝒜𝒹𝒶𝒶", 1, 3, Lines::One).is_err());
        assert!(check("", 1, 3, Lines::One).is_err());
        assert!(check("", 0, 3, Lines::One).is_ok());
        assert!(check(&"x".repeat(1_000_000), 0, 10, Lines::One).is_err());
    }

    #[test]
    fn control_characters_are_refused() {
        assert!(check("a\nb", 0, 9, Lines::One).is_err());
        assert!(check("a\nb\tc\r\n", 0, 9, Lines::Many).is_ok());
        assert!(check("a\0b", 0, 9, Lines::Many).is_err());
        assert!(check("a\u{85}b", 0, 9, Lines::Many).is_err());
    }
}
