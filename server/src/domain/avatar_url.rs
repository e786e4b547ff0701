//! Where a linked picture is.

use url::Url;

use crate::domain::Invalid;
use crate::domain::text;

/// An `https` address of at most 2,048 characters, kept as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AvatarUrl(String);

text::text_newtype!(AvatarUrl);

const CHARACTERS_MAX: usize = 2_048;

impl AvatarUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// It is not an absolute `https` address, is too long, or carries a user name or password, which would be shown to
    /// everyone who sees the picture.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        text::check(value, 1, CHARACTERS_MAX, text::Lines::One)?;
        let invalid = || Invalid::new("must be an https address");
        // The parser repairs white space, backslashes and extra slashes in silence; others who read the value do not.
        let rest = value.strip_prefix("https://").ok_or_else(invalid)?;
        if rest.starts_with('/') || value.chars().any(|c| c.is_whitespace() || c == '\\') {
            return Err(invalid());
        }
        let url = Url::parse(value).map_err(|_| invalid())?;
        if url.host().is_none() {
            return Err(invalid());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Invalid::new("must not carry a user name or password"));
        }
        Ok(Self(value.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_only() {
        for good in [
            "https://example.com",
            "https://example.com/a.png?s=1#f",
            "https://[::1]:8443/x",
            "https://é.example/ü",
        ] {
            assert_eq!(AvatarUrl::parse(good).expect(good).as_str(), good);
        }
        for bad in [
            "",
            "http://example.com",
            "https://",
            "https:///x",
            "https://a\\b",
            "ftp://x",
            "javascript:alert(1)",
            "https://u:p@example.com",
            "https://u@example.com",
            "https://exa mple.com",
            "https://example.com/\n",
            "HTTPS://example.com",
            "/avatar.png",
        ] {
            assert!(AvatarUrl::parse(bad).is_err(), "{bad:?}");
        }
        assert!(AvatarUrl::parse(&format!("https://example.com/{}", "x".repeat(2_028))).is_ok());
        assert!(AvatarUrl::parse(&format!("https://example.com/{}", "x".repeat(2_029))).is_err());
    }
}
