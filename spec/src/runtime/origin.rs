//! Refusing what a foreign web page makes a browser send.
//!
//! A browser attaches the cookie by itself, so an unsafe request that is authenticated by it must come from a page of the
//! service's own origin, or of one that the operator named.

use super::credential::{Carrier, Credential};
use super::refusal::Refusal;
use http::{HeaderMap, Method, header};

/// The origins, beside the service's own, whose pages may act with the session cookie.
#[derive(Clone, Debug, Default)]
pub struct Origins(pub Vec<String>);

impl Origins {
    /// Refuses an unsafe request by cookie whose `Origin` is foreign. Without `Origin`, `Sec-Fetch-Site` decides; a
    /// caller that sends neither is no browser.
    pub(super) fn check(
        &self,
        method: &Method,
        headers: &HeaderMap,
        credential: &Credential,
    ) -> Result<(), Refusal> {
        if method.is_safe() || credential.carrier == Carrier::Bearer || self.is_own(headers) {
            return Ok(());
        }
        Err(Refusal::Forbidden {
            reason: "the session cookie came from a page of a foreign origin".to_owned(),
        })
    }

    fn is_own(&self, headers: &HeaderMap) -> bool {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (None, _) => headers
                .get("sec-fetch-site")
                .is_none_or(|site| matches!(site.as_bytes(), b"same-origin" | b"none")),
            (Some(origin), None) => origin.to_str().is_ok_and(|origin| {
                self.0.iter().any(|own| own.eq_ignore_ascii_case(origin)) || is_host(origin, headers)
            }),
            (Some(_), Some(_)) => false,
        }
    }
}

/// Whether an origin is the host that the request was sent to. The scheme is not compared: behind a proxy that ends TLS
/// it is not known, and a page of the same host is the operator's either way.
fn is_host(origin: &str, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    host.zip(authority).is_some_and(|(host, authority)| host.eq_ignore_ascii_case(authority))
}

#[cfg(test)]
mod tests {
    use super::Origins;
    use crate::runtime::{Carrier, Credential};
    use http::{HeaderMap, HeaderName, HeaderValue, Method};

    fn allowed(method: &Method, carrier: Carrier, pairs: &[(&'static str, &'static str)]) -> bool {
        let headers: HeaderMap = [("host", "selfsame.test:8080")]
            .iter()
            .chain(pairs)
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        let origins = Origins(vec!["https://app.test".to_owned()]);
        origins.check(method, &headers, &Credential { token: "t".to_owned(), carrier }).is_ok()
    }

    #[test]
    fn a_cookie_acts_only_from_our_own_pages() {
        let (post, cookie) = (Method::POST, Carrier::Cookie);
        for origin in ["http://selfsame.test:8080", "https://app.test", "https://APP.test"] {
            assert!(allowed(&post, cookie, &[("origin", origin)]), "{origin}");
        }
        for origin in ["https://evil.test", "null", "", "http://selfsame.test", "https://app.test.evil.test"]
        {
            assert!(!allowed(&post, cookie, &[("origin", origin)]), "{origin}");
        }
        assert!(!allowed(&post, cookie, &[("sec-fetch-site", "cross-site")]));
        assert!(allowed(&post, cookie, &[("sec-fetch-site", "same-origin")]));
        assert!(allowed(&post, cookie, &[]));
    }

    #[test]
    fn safe_methods_and_bearer_tokens_are_free() {
        let foreign = [("origin", "https://evil.test")];
        assert!(allowed(&Method::GET, Carrier::Cookie, &foreign));
        assert!(allowed(&Method::POST, Carrier::Bearer, &foreign));
    }
}
