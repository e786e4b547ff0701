//! Finding the session token of a request.

use super::operation::{Operation, Security};
use super::refusal::Refusal;
use http::{HeaderMap, header};
use std::fmt;

/// The text that a request presents to prove who is calling. Its validity is not known yet.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// The token as it was sent. Never logged: `Debug` leaves it out.
    pub token: String,
    /// How it was sent.
    pub carrier: Carrier,
}

/// How a credential was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// In the `Authorization` header.
    Bearer,
    /// In a cookie, which browsers send by themselves.
    Cookie,
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Credential({:?}, [redacted])", self.carrier)
    }
}

const MISSING: Refusal = Refusal::Unauthenticated {
    code: "unauthorized",
    reason: "no credential: send the session token as Authorization: Bearer, or as the session cookie",
    presented: false,
};
const MALFORMED: Refusal = Refusal::Unauthenticated {
    code: "unauthorized",
    reason: "the Authorization header is not one Bearer token",
    presented: true,
};

/// The credential of a request, where the operation needs one. `Authorization` goes before the cookie.
pub(super) fn find(operation: &Operation, headers: &HeaderMap) -> Result<Option<Credential>, Refusal> {
    if operation.security.is_empty() {
        return Ok(None);
    }
    if operation.security.contains(&Security::Bearer) && headers.contains_key(header::AUTHORIZATION) {
        let token = bearer(headers).ok_or(MALFORMED)?.to_owned();
        return Ok(Some(Credential { token, carrier: Carrier::Bearer }));
    }
    for security in operation.security {
        if let Security::Cookie(name) = security
            && let Some(token) = cookie(headers, name)
        {
            return Ok(Some(Credential { token: token.to_owned(), carrier: Carrier::Cookie }));
        }
    }
    Err(MISSING)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (value, None) = (values.next()?, values.next()) else { return None };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    let token = token.trim_matches(' ');
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && !token.contains(' ')).then_some(token)
}

/// The first cookie of this name (RFC 6265 §4.2).
fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim_matches(' ').split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.trim_matches('"'))
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Carrier, find};
    use crate::runtime::{Operation, Security};
    use http::{HeaderMap, HeaderValue, Method, header};

    static OPERATION: Operation = Operation {
        id: "x",
        tag: "x",
        method: Method::GET,
        path: "/x",
        security: &[Security::Bearer, Security::Cookie("s")],
        parameters: &[],
        body: None,
        always_admitted: false,
        invalid_status: 400,
        meaningless_status: 422,
        statuses: &[],
    };

    fn check(pairs: &[(header::HeaderName, &[u8])], expected: Option<(&str, Carrier)>) {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name.clone(), HeaderValue::from_bytes(value).unwrap());
        }
        let found = find(&OPERATION, &headers).ok().flatten();
        assert_eq!(found.as_ref().map(|c| (c.token.as_str(), c.carrier)), expected, "{pairs:?}");
    }

    #[test]
    fn a_credential_is_one_bearer_token_or_the_cookie() {
        use header::{AUTHORIZATION, COOKIE};
        check(&[(AUTHORIZATION, b"Bearer abc")], Some(("abc", Carrier::Bearer)));
        check(&[(AUTHORIZATION, b"bearer  abc ")], Some(("abc", Carrier::Bearer)));
        check(&[(COOKIE, b"a=b; s=abc; s=def")], Some(("abc", Carrier::Cookie)));
        check(&[(COOKIE, b"a=b"), (COOKIE, b"s=\"abc\"")], Some(("abc", Carrier::Cookie)));
        check(&[(AUTHORIZATION, b"Bearer abc"), (COOKIE, b"s=def")], Some(("abc", Carrier::Bearer)));
    }

    #[test]
    fn anything_else_is_none() {
        use header::{AUTHORIZATION, COOKIE};
        check(&[], None);
        check(&[(COOKIE, b"s=")], None);
        check(&[(COOKIE, b"S=abc")], None);
        check(&[(AUTHORIZATION, b"Bearer")], None);
        check(&[(AUTHORIZATION, b"Bearer a b")], None);
        check(&[(AUTHORIZATION, b"Basic abc"), (COOKIE, b"s=def")], None);
        check(&[(AUTHORIZATION, b"Bearer abc"), (AUTHORIZATION, b"Bearer def")], None);
        check(&[(AUTHORIZATION, b"Bearer \xe9")], None);
    }
}
