//! Where the server is: scheme, host, port and the path that all of the document's paths are appended to. It must not
//! know how a connection is made.

use url::Url;

/// A base URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// Whether connections are encrypted.
    pub tls: bool,
    /// The host: a name or an address, an IPv6 address without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The value of `Host`.
    pub authority: String,
    /// What stands before each path of the document: empty, or starting with a slash and not ending with one.
    pub prefix: String,
}

/// A text that is no usable base URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot use the URL `{text}`: {reason}\n  help: give the server's base like `http://127.0.0.1:8080`")]
pub struct BaseError {
    text: String,
    reason: String,
}

impl Base {
    /// Reads an `http` or `https` URL; a query or fragment is not part of a base.
    ///
    /// # Errors
    /// The text is no absolute URL of these schemes.
    pub fn parse(text: &str) -> Result<Base, BaseError> {
        let error = |reason: &str| BaseError { text: text.to_owned(), reason: reason.to_owned() };
        let url = Url::parse(text).map_err(|reason| error(&reason.to_string()))?;
        let tls = match url.scheme() {
            "http" => false,
            "https" => true,
            _ => return Err(error("the scheme is neither http nor https")),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(error("it holds a user name; give credentials as an identity"));
        }
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Err(error("it names no host"));
        };
        let authority = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let prefix = url.path().trim_end_matches('/').to_owned();
        Ok(Self { tls, host, port, authority, prefix })
    }

    /// The URL of a request target, which includes the prefix.
    pub fn url(&self, target: &str) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://{}{target}", self.authority)
    }

    /// With another prefix.
    #[must_use]
    pub fn with_prefix(&self, prefix: &str) -> Base {
        Self { prefix: prefix.trim_end_matches('/').to_owned(), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::Base;

    #[test]
    fn reading() {
        for (text, tls, host, port, authority, prefix) in [
            ("http://127.0.0.1:8080", false, "127.0.0.1", 8080, "127.0.0.1:8080", ""),
            ("http://localhost/", false, "localhost", 80, "localhost", ""),
            ("https://example.com/api/v1/", true, "example.com", 443, "example.com", "/api/v1"),
            ("http://[::1]:9000/a", false, "::1", 9000, "[::1]:9000", "/a"),
        ] {
            let base = Base::parse(text).unwrap();
            let expected = Base {
                tls,
                host: host.to_owned(),
                port,
                authority: authority.to_owned(),
                prefix: prefix.to_owned(),
            };
            assert_eq!(base, expected);
        }
        assert_eq!(Base::parse("http://a:1/b").unwrap().url("/b/c?d"), "http://a:1/b/c?d");
        for text in ["", "localhost:80", "ftp://a", "/a", "http://", "http://u:p@a"] {
            assert!(Base::parse(text).unwrap_err().to_string().contains("help:"), "{text}");
        }
    }
}
