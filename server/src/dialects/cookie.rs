//! The session cookie (RFC 6265).

use chrono::{DateTime, Utc};
use std::fmt;

/// Its name, as the `manage` contract publishes it.
const NAME: &str = "better-auth.session_token";

/// How the session cookie is set.
#[derive(Clone, Copy, Debug)]
pub struct SessionCookie {
    /// Whether it is sent over TLS alone.
    pub secure: bool,
}

impl SessionCookie {
    /// The value of `Set-Cookie` that stores a token until it expires.
    #[must_use]
    pub fn set(self, token: &str, expires_at: DateTime<Utc>) -> String {
        // Rounded up, so that the cookie does not end before the token.
        let seconds = ((expires_at - Utc::now()).num_milliseconds().max(0) + 999) / 1000;
        self.text(token, seconds)
    }

    /// The value of `Set-Cookie` that removes the token.
    #[must_use]
    pub fn clear(self) -> String {
        self.text("", 0)
    }

    fn text(self, value: impl fmt::Display, seconds: i64) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{NAME}={value}; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age={seconds}")
    }
}
