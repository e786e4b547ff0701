//! The name under which a tenant knows a user.

use crate::domain::Invalid;
use crate::domain::text;

/// A tenant's own name for a user, such as `user_123`: unique in the tenant, chosen when the user is provisioned.
///
/// It stands in paths, so it is made of letters, digits and `._~:@-` and can be written there without escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserId(String);

text::text_newtype!(UserId);

const CHARACTERS_MAX: usize = 128;

impl UserId {
    /// Reads a user's name.
    ///
    /// # Errors
    /// It is empty, longer than 128 characters, holds another character, or is a dot segment, which clients remove.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        text::check(value, 1, CHARACTERS_MAX, text::Lines::One)?;
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._~:@-".contains(&byte);
        if !value.bytes().all(allowed) || matches!(value, "." | "..") {
            return Err(Invalid::new("must be made of letters, digits and the characters . _ ~ : @ -"));
        }
        Ok(Self(value.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fit_for_a_path() {
        for good in ["user_123", "019b76da-a800-7a10-9d2e-4f5a6b7c8d9e", "auth0:ada@example.com"] {
            assert!(UserId::parse(good).is_ok(), "{good:?}");
        }
        for bad in ["", ".", "..", "a/b", "a b", "a%2F", "é", &"x".repeat(129)] {
            assert!(UserId::parse(bad).is_err(), "{bad:?}");
        }
    }
}
