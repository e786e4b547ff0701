//! The headers of an answer: those that the document requires and types, and those whose form HTTP fixes. It must not
//! know bodies.

use super::{Facts, checks, values};
use crate::api::{Operation, Response};
use crate::live::exchange::Received;
use crate::live::finding::Violation;
use crate::schema::Direction;
use crate::wire::decode::{Split, parameter as readings, property_names};
use crate::wire::media::is_token;

/// Judges the headers that the document gives the response.
pub(super) fn documented(facts: &Facts<'_>, response: &Response) -> Vec<Violation> {
    let mut violations = Vec::new();
    for header in &response.headers {
        let fields: Vec<&str> = facts.received.header_all(&header.name).collect();
        if fields.is_empty() {
            if header.required {
                let message = format!("the required header {} is missing", header.name);
                let violation = Violation::new(checks::HEADER_MISSING, header.pointer.as_str(), message);
                violations.push(violation.showing(header.name.to_ascii_lowercase()));
            }
            continue;
        }
        let Some(schema) = header.schema else { continue };
        // Several fields of a name are one with commas, cookies apart (RFC 9110 §5.3). Objects are not read.
        let structured = !property_names(&facts.api.schemas, schema).is_empty();
        if structured || header.name.eq_ignore_ascii_case("Set-Cookie") {
            continue;
        }
        let whole = fields.iter().map(|field| field.trim()).collect::<Vec<_>>().join(", ");
        let parts: Vec<String> = whole.split(',').map(|part| part.trim().to_owned()).collect();
        let read = readings(&facts.api.schemas, schema, Split::Parts { whole: &whole, parts: &parts });
        let violations_of =
            |value| values::violations(&facts.api.schemas, schema, value, Direction::Response);
        let mut candidates = read.strict.iter().chain(&read.lenient);
        if candidates.any(|value| violations_of(value).is_empty()) {
            continue;
        }
        let keyword = read
            .strict
            .first()
            .and_then(|value| violations_of(value).into_iter().next())
            .map(|first| first.keyword);
        let message = format!("the header {} breaks `{}`", header.name, keyword.unwrap_or("type"));
        let violation = Violation::new(checks::HEADER_SCHEMA, header.pointer.as_str(), message.as_str());
        violations.push(violation.showing(message));
    }
    violations
}

/// Judges what HTTP says of headers for every answer of an operation.
pub(super) fn standard(facts: &Facts<'_>) -> Vec<Violation> {
    let received = facts.received;
    let pointer = facts.operation.pointer.as_str();
    let mut violations = Vec::new();
    if received.status == 401
        && received.header("WWW-Authenticate").is_none_or(|value| value.trim().is_empty())
    {
        let message = "a 401 response has no WWW-Authenticate";
        violations.push(Violation::new(checks::CHALLENGE, pointer, message).caused_by("missing"));
    }
    violations.extend(allow(received, pointer, &[facts.operation]));
    for (name, is_good) in SYNTAX {
        if let Some(value) = received.headers.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)) {
            let text = std::str::from_utf8(&value.1).ok();
            if !text.is_some_and(|text| is_good(text.trim())) {
                let message = format!("the header {name} is malformed");
                violations.push(Violation::new(checks::HEADER_SYNTAX, pointer, message).showing(name));
            }
        }
    }
    violations
}

/// Judges `Allow` on 405: there, and with the documented methods of the path.
pub(super) fn allow(received: &Received, pointer: &str, operations: &[&Operation]) -> Vec<Violation> {
    if received.status != 405 {
        return Vec::new();
    }
    let fields: Vec<&str> = received.header_all("Allow").collect();
    if fields.is_empty() {
        let message = "a 405 response has no Allow";
        return vec![Violation::new(checks::ALLOW, pointer, message).caused_by("missing")];
    }
    let allowed: Vec<&str> = fields.iter().flat_map(|field| field.split(',')).map(str::trim).collect();
    let missing: Vec<&str> = operations
        .iter()
        .map(|operation| operation.method.as_str())
        .filter(|method| !allowed.contains(method))
        .collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let message = format!("the Allow of a 405 response lacks {}, which the document has", missing.join(", "));
    vec![Violation::new(checks::ALLOW, pointer, message).showing("incomplete")]
}

type Syntax = (&'static str, fn(&str) -> bool);

const SYNTAX: [Syntax; 6] = [
    ("ETag", is_entity_tag),
    ("Last-Modified", is_http_date),
    ("Date", is_http_date),
    ("Retry-After", is_retry_after),
    ("Location", is_uri_reference),
    ("Allow", is_token_list),
];

/// RFC 9110 §8.8.3.
fn is_entity_tag(text: &str) -> bool {
    let quoted = text.strip_prefix("W/").unwrap_or(text);
    let inside = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inside.is_some_and(|inside| inside.bytes().all(|byte| byte == 0x21 || byte > 0x22 && byte != 0x7f))
}

/// RFC 9110 §5.6.7; recipients take the obsolete forms too.
fn is_http_date(text: &str) -> bool {
    httpdate::parse_http_date(text).is_ok()
}

/// RFC 9110 §10.2.3.
fn is_retry_after(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) || is_http_date(text)
}

/// RFC 3986 §4.1, as far as characters go.
fn is_uri_reference(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte > b' ' && byte != 0x7f && !b"<>\"{}".contains(&byte))
}

/// RFC 9110 §10.2.1.
fn is_token_list(text: &str) -> bool {
    text.split(',').map(str::trim).all(|method| method.bytes().all(is_token))
}

#[cfg(test)]
mod tests {
    use super::{is_entity_tag, is_http_date, is_retry_after, is_token_list, is_uri_reference};

    #[test]
    fn syntax() {
        type Texts = &'static [&'static str];
        type Cases = (fn(&str) -> bool, Texts, Texts);
        let cases: [Cases; 5] = [
            (
                is_entity_tag,
                &["\"\"", "\"a\"", "W/\"1\"", "\"é\""],
                &["", "a", "\"", "\"a\"b\"", "w/\"1\"", "\"a b\""],
            ),
            (is_http_date, &["Sun, 06 Nov 1994 08:49:37 GMT"], &["2024-01-01", "0"]),
            (is_retry_after, &["0", "120", "Sun, 06 Nov 1994 08:49:37 GMT"], &["", "1.5", "soon", "-1"]),
            (is_uri_reference, &["/a/b?c", "https://a.example/é"], &["", "/a b", "/{id}"]),
            (is_token_list, &["GET", "GET, HEAD,PUT", ""], &["GET PUT", "GET;PUT"]),
        ];
        for (is_good, good, bad) in cases {
            for text in good {
                assert!(is_good(text), "{text}");
            }
            for text in bad {
                assert!(!is_good(text), "{text}");
            }
        }
    }
}
