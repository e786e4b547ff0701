//! From a base URL and choices to a client.
//!
//! Everything that can be wrong with them is said here, before the first request. Sends nothing.

use crate::connection::{Connection, InvalidBearer, bearer};
use crate::{Client, Settings};
use reqwest::Url;
use reqwest::header::HeaderValue;
use std::sync::Arc;

const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// Collects the choices for a [`Client`].
#[derive(Clone, Debug)]
#[must_use = "nothing is built before `build`"]
pub struct ClientBuilder {
    base_url: String,
    authorization: Result<Option<HeaderValue>, InvalidBearer>,
    settings: Settings,
    http_client: Option<reqwest::Client>,
}

/// A client cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The base URL is no URL.
    #[error("the base URL cannot be read: {reason}; give one such as `https://profiles.example.com`")]
    UnreadableUrl {
        /// What is wrong with it.
        reason: String,
    },
    /// The base URL has a part that requests cannot be built on.
    #[error("the base URL {problem}; give scheme, host, and at most a port and a path")]
    UnusableUrl {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The bearer token cannot be sent in a header.
    #[error(transparent)]
    Bearer(#[from] InvalidBearer),
    /// TLS cannot be set up, for instance since the machine has no root certificates.
    #[error("the HTTP client cannot be set up: {0}")]
    Http(#[from] reqwest::Error),
}

impl Client {
    /// Begins a client for the service at `base_url`: `http` or `https`, a host, and at most a port and a path.
    ///
    /// # Errors
    /// [`BuildError::UnreadableUrl`] and [`BuildError::UnusableUrl`].
    pub fn builder(base_url: &str) -> Result<ClientBuilder, BuildError> {
        Ok(ClientBuilder {
            base_url: checked(base_url)?,
            authorization: Ok(None),
            settings: Settings::default(),
            http_client: None,
        })
    }
}

impl ClientBuilder {
    /// The token to send as `Authorization: Bearer`; without `Bearer` before it. [`Client::set_bearer`] replaces it.
    pub fn bearer(mut self, token: &str) -> Self {
        self.authorization = bearer(token).map(Some);
        self
    }

    /// The time limits, and how to repeat; [`Settings::default`] otherwise.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// An HTTP client of your own, for a proxy, client certificates or a private root certificate.
    ///
    /// [`Settings::connect_timeout`], the user agent and the redirect policy are then its affair; all else holds.
    pub fn http_client(mut self, http_client: reqwest::Client) -> Self {
        self.http_client = Some(http_client);
        self
    }

    /// The client.
    ///
    /// # Errors
    /// [`BuildError::Bearer`] and [`BuildError::Http`].
    pub fn build(self) -> Result<Client, BuildError> {
        let authorization = self.authorization?;
        let http_client = match self.http_client {
            Some(http_client) => http_client,
            // The document knows no redirects. To follow one would turn some POSTs into GETs without a word.
            None => reqwest::Client::builder()
                .user_agent(USER_AGENT)
                .connect_timeout(self.settings.connect_timeout)
                .redirect(reqwest::redirect::Policy::none())
                .build()?,
        };
        let connection = Connection::new(Arc::new(self.settings), authorization);
        Ok(Client::new_with_client(&self.base_url, http_client, connection))
    }
}

/// The base URL in the form that paths can be appended to.
fn checked(base_url: &str) -> Result<String, BuildError> {
    let url =
        Url::parse(base_url).map_err(|error| BuildError::UnreadableUrl { reason: error.to_string() })?;
    let problem = if !matches!(url.scheme(), "http" | "https") {
        "is neither http nor https"
    } else if !url.username().is_empty() || url.password().is_some() {
        // It would appear in every error message.
        "carries credentials"
    } else if url.query().is_some() || url.fragment().is_some() {
        "has a query or a fragment"
    } else {
        return Ok(url.as_str().trim_end_matches('/').to_owned());
    };
    Err(BuildError::UnusableUrl { problem })
}

#[cfg(test)]
mod tests {
    use super::{BuildError, checked};
    use crate::{Client, InvalidBearer};

    #[test]
    fn base_urls_are_checked_and_end_without_slash() {
        assert_eq!(checked("https://example.com/").unwrap(), "https://example.com");
        assert_eq!(checked("http://127.0.0.1:8080").unwrap(), "http://127.0.0.1:8080");
        assert_eq!(checked("https://example.com/profiles/").unwrap(), "https://example.com/profiles");
        for (base_url, expected) in [
            ("example.com", "cannot be read"),
            ("ftp://example.com", "neither http nor https"),
            ("https://ada:secret@example.com", "carries credentials"),
            ("https://example.com/?a=b", "query"),
            ("https://example.com/#a", "fragment"),
        ] {
            let message = checked(base_url).unwrap_err().to_string();
            assert!(message.contains(expected) && !message.contains("secret"), "{base_url}: {message}");
        }
    }

    #[test]
    fn secrets_stay_out_of_debug() {
        let builder = Client::builder("https://example.com").unwrap().bearer("sst_secret");
        assert!(!format!("{builder:?}").contains("sst_secret"), "{builder:?}");
        let client = builder.build().unwrap();
        let login = client.session_login().body_map(|body| body.email("a@b.c").password("hunter2hunter2"));
        let shown = format!("{login:?}");
        assert!(shown.contains("a@b.c"), "{shown}");
        assert!(!shown.contains("hunter2") && !shown.contains("sst_secret"), "{shown}");
    }

    #[test]
    fn an_unusable_token_is_said_when_building() {
        let built = Client::builder("https://example.com").unwrap().bearer("two words").build();
        assert!(matches!(built, Err(BuildError::Bearer(InvalidBearer))));
    }
}
