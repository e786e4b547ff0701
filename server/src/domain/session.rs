//! A login, and the pair of tokens that keeps it going.

use std::fmt;
use std::net::IpAddr;

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A login that can still be used or refreshed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The session's id (uuid v7).
    pub id: Uuid,
    /// When the login happened.
    pub created_at: DateTime<Utc>,
    /// When its tokens were last issued.
    pub last_used_at: DateTime<Utc>,
    /// When it ends unless it is refreshed.
    pub expires_at: DateTime<Utc>,
    /// The `User-Agent` of the login.
    pub user_agent: Option<String>,
    /// The network address of the login; absent for a session that the service opened by itself.
    pub address: Option<IpAddr>,
    /// Whether it is the session of the caller's own credential.
    pub current: bool,
}

/// The tokens of a session, in the only moment when they are known.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// Authenticates requests.
    pub session_token: String,
    /// Is exchanged for the next pair.
    pub refresh_token: String,
    /// When the session token expires.
    pub expires_at: DateTime<Utc>,
    /// When the refresh token expires, and the session with it.
    pub refresh_expires_at: DateTime<Utc>,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("expires_at", &self.expires_at)
            .field("refresh_expires_at", &self.refresh_expires_at)
            .finish_non_exhaustive()
    }
}
