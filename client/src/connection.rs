//! What a client carries besides its HTTP pool: the settings and the credential.
//!
//! Does not know requests; the hooks put the credential on them.

use crate::{Client, Settings};
use reqwest::header::HeaderValue;
use std::sync::{Arc, PoisonError, RwLock};

/// The settings and the credential of a client. Clones share both.
///
/// Its `Debug` does not show the credential.
#[derive(Clone, Debug)]
pub struct Connection {
    settings: Arc<Settings>,
    /// Marked as sensitive, which is what keeps it out of `Debug`.
    authorization: Arc<RwLock<Option<HeaderValue>>>,
}

/// The bearer token cannot be sent in a header.
///
/// Says nothing about the token itself, since it is a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the bearer token is empty or has characters other than visible ASCII; pass it without `Bearer ` before it"
)]
pub struct InvalidBearer;

impl Connection {
    pub(crate) fn new(settings: Arc<Settings>, authorization: Option<HeaderValue>) -> Self {
        Self { settings, authorization: Arc::new(RwLock::new(authorization)) }
    }

    /// The settings that the client was built with.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The value of the `Authorization` header to send now.
    pub(crate) fn authorization(&self) -> Option<HeaderValue> {
        self.authorization.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn replace(&self, authorization: Option<HeaderValue>) {
        *self.authorization.write().unwrap_or_else(PoisonError::into_inner) = authorization;
    }
}

/// The `Authorization` header for a token.
pub(crate) fn bearer(token: &str) -> Result<HeaderValue, InvalidBearer> {
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(InvalidBearer);
    }
    let mut value = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| InvalidBearer)?;
    value.set_sensitive(true);
    Ok(value)
}

impl Client {
    /// Replaces the bearer token of this client and of all its clones, after a login or a refresh. Requests that are
    /// under way keep the old one.
    ///
    /// # Errors
    /// The token cannot be sent in a header; the old one stays.
    pub fn set_bearer(&self, token: &str) -> Result<(), InvalidBearer> {
        self.inner.replace(Some(bearer(token)?));
        Ok(())
    }

    /// Forgets the bearer token of this client and of all its clones, after a logout.
    pub fn clear_bearer(&self) {
        self.inner.replace(None);
    }

    /// A client for somebody else: it shares the connections and the settings, but not the token.
    ///
    /// # Errors
    /// The token cannot be sent in a header.
    pub fn with_bearer(&self, token: &str) -> Result<Self, InvalidBearer> {
        let inner = Connection::new(Arc::clone(&self.inner.settings), Some(bearer(token)?));
        Ok(Self::new_with_client(&self.baseurl, self.client.clone(), inner))
    }
}

#[cfg(test)]
mod tests {
    use super::{InvalidBearer, bearer};

    #[test]
    fn tokens_that_are_no_header_are_refused() {
        for token in ["", "two words", "line\r\nX-Evil: 1", "ünïcode", "Bearer abc"] {
            assert_eq!(bearer(token), Err(InvalidBearer), "{token:?}");
        }
        assert_eq!(bearer("sst_abc.~+/=-").unwrap(), "Bearer sst_abc.~+/=-");
    }
}
