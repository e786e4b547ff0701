//! A password that somebody chose. How it is hashed is not known here.

use std::fmt;

use crate::domain::Invalid;

/// A chosen password: 8 to 256 characters of any kind (NIST SP 800-63B asks for length and for no composition rules).
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

const CHARACTERS_MIN: usize = 8;
const CHARACTERS_MAX: usize = 256;

impl Password {
    /// Reads a password.
    ///
    /// # Errors
    /// It is too short or too long.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        if (CHARACTERS_MIN..=CHARACTERS_MAX).contains(&value.chars().count()) {
            Ok(Self(value.to_owned()))
        } else {
            Err(Invalid::new(format!("must have {CHARACTERS_MIN} to {CHARACTERS_MAX} characters")))
        }
    }

    /// The password itself, for the one who hashes it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_the_only_rule() {
        assert!(Password::parse("12345678").is_ok());
        assert!(Password::parse("пароль!!").is_ok());
        assert!(Password::parse("1234567").is_err());
        assert!(Password::parse(&"x".repeat(256)).is_ok());
        assert!(Password::parse(&"x".repeat(257)).is_err());
    }

    #[test]
    fn debug_is_silent() {
        assert!(!format!("{:?}", Password::parse("hunter2hunter2").unwrap()).contains("hunter2"));
    }
}
