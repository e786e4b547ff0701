//! What is told of requests that are malformed, break the document, or come from where they must not.

use crate::client::request;
use crate::server::Running;
use selfsame_spec::runtime::Limits;

const TOKEN: &[u8] = b"Authorization: Bearer token";
const COOKIE: &[u8] = b"Cookie: better-auth.session_token=token";
const JSON: &[u8] = b"Content-Type: application/json";
const FOREIGN: &[u8] = b"Origin: https://evil.test";

/// A `PATCH /me` that is refused: its query, its headers beside the token, its body, and the refusal.
type Case = (&'static str, &'static [&'static [u8]], &'static [u8], u16, &'static str, &'static str);

const REFUSED: &[Case] = &[
    ("", &[JSON], b"", 400, "bad_request", "the body is empty; send a JSON object"),
    ("", &[JSON], b"{", 400, "bad_request", "the body is not JSON: EOF while parsing an object"),
    ("", &[JSON], b"{} {}", 400, "bad_request", "the body is not JSON: trailing characters"),
    ("", &[JSON], b"{\"bio\":\"\xff\"}", 400, "bad_request", "the body is not JSON: invalid unicode"),
    (
        "",
        &[JSON],
        br#"{"bio":"a","bio":"b"}"#,
        400,
        "bad_request",
        r#"the body is not JSON: the member "bio" stands twice"#,
    ),
    ("?a=%FF", &[JSON], b"{}", 400, "bad_request", "the query is not UTF-8 after percent-decoding"),
    (
        "",
        &[JSON, b"If-Match: \"\xe9\""],
        b"{}",
        400,
        "bad_request",
        "the header If-Match has a character that is not visible ASCII",
    ),
    ("", &[], b"{}", 415, "unsupported_media_type", "Content-Type is missing"),
    ("", &[b"Content-Type: text/plain"], b"{}", 415, "unsupported_media_type", "Content-Type is not"),
    (
        "",
        &[b"Content-Type: application/json; charset=utf-16"],
        b"{}",
        415,
        "unsupported_media_type",
        "Content-Type is not",
    ),
    ("", &[JSON, JSON], b"{}", 415, "unsupported_media_type", "Content-Type stands more than once"),
    (
        "",
        &[JSON, b"Content-Encoding: gzip"],
        b"{}",
        415,
        "unsupported_media_type",
        "Content-Encoding is not taken",
    ),
    ("", &[JSON], b"[]", 422, "bad_request", "/body: the value is not of type \"object\""),
    ("", &[JSON], br#"{"name":null}"#, 422, "bad_request", "/body/name: the value is not of type \"string\""),
    (
        "",
        &[JSON],
        br#"{"bio":"a\u0000"}"#,
        422,
        "unprocessable_entity",
        "/body/bio: has the character U+0000, which cannot be stored",
    ),
    (
        "",
        &[JSON],
        br#"{"timezone":"Mars"}"#,
        422,
        "unprocessable_entity",
        "/body/timezone: the value is not a",
    ),
    ("?a=1&a=2", &[JSON], b"{}", 422, "bad_request", "/query/a: is not a parameter of this operation"),
    (
        "",
        &[JSON, b"If-Match: \"a\"", b"If-Match: \"b\""],
        b"{}",
        422,
        "bad_request",
        "/header/if-match: stands more than once",
    ),
];

#[test]
fn malformed_requests_are_refused_for_what_is_wrong() {
    let server = Running::start(Limits::default());
    for (query, headers, body, status, code, message) in REFUSED {
        let request = request(&format!("PATCH /me{query}"), &[&[TOKEN], *headers].concat(), body);
        let told = server.answer(&request).refusal(*status, code);
        assert!(told.starts_with(message), "{told}\nis not {message}");
    }
}

#[test]
fn every_violation_is_told_at_once() {
    let server = Running::start(Limits::default());
    let body = br#"{"name":"","bio":1,"avatarUrl":"http://a.test","timezone":"Mars","a/b":1}"#;
    let headers: [&[u8]; 3] = [TOKEN, JSON, b"If-Match: not-a-tag"];
    let answer = server.answer(&request("PATCH /me?limit=1&page=2", &headers, body));
    let mut pointers: Vec<String> = answer
        .refusal(422, "bad_request")
        .lines()
        .map(|line| line.split_once(": ").unwrap().0.to_owned())
        .collect();
    pointers.sort();
    assert_eq!(
        pointers,
        [
            "/body/avatarUrl",
            "/body/a~1b",
            "/body/bio",
            "/body/name",
            "/body/timezone",
            "/header/if-match",
            "/query/limit",
            "/query/page",
        ]
    );
}

#[test]
fn absent_null_and_present_reach_the_handler_apart() {
    let server = Running::start(Limits::default());
    for (body, told) in [
        ("{}", "name: None, bio: Absent"),
        (r#"{"bio":null}"#, "name: None, bio: Null"),
        (r#"{"bio":"","name":"Ada"}"#, r#"name: Some("Ada"), bio: Value("")"#),
    ] {
        let answer = server.answer(&request("PATCH /me", &[TOKEN, JSON], body.as_bytes()));
        assert_eq!((answer.status, answer.json()["bio"].as_str()), (200, Some(told)), "{body}");
        assert!(answer.header("etag").is_some_and(|tag| tag.starts_with('"')));
    }
}

#[test]
fn a_request_without_a_credential_learns_that_first() {
    let server = Running::start(Limits::default());
    let cases: [&[&[u8]]; 4] = [
        &[],
        &[b"Authorization: Basic token"],
        &[TOKEN, b"Authorization: Bearer other"],
        &[b"Cookie: other=token"],
    ];
    for headers in cases {
        let answer = server.answer(&request("PATCH /me?a=%FF", headers, b"{"));
        answer.refusal(401, "unauthorized");
        assert!(answer.header("www-authenticate").unwrap().starts_with("Bearer realm="));
    }
}

#[test]
fn a_cookie_from_a_foreign_origin_changes_nothing() {
    let server = Running::start(Limits::default());
    let status = |first: &str, headers: &[&[u8]]| server.answer(&request(first, headers, b"{}"));
    status("PATCH /me", &[COOKIE, FOREIGN, JSON]).refusal(403, "forbidden");
    status("DELETE /me", &[COOKIE, b"Sec-Fetch-Site: cross-site"]).refusal(403, "forbidden");
    assert_eq!(status("PATCH /me", &[COOKIE, b"Origin: https://selfsame.test", JSON]).status, 200);
    assert_eq!(status("PATCH /me", &[TOKEN, FOREIGN, JSON]).status, 200);
    assert_eq!(status("GET /me", &[COOKIE, FOREIGN]).status, 200);
}

#[test]
fn what_no_operation_answers_has_a_request_id_too() {
    let server = Running::start(Limits::default());
    assert_eq!(server.answer(&request("GET /you", &[], b"")).status, 404);
    let answer = server.answer(&request("PUT /me", &[], b""));
    assert_eq!(answer.status, 405);
}
