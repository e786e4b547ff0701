//! A handler that panics, and refusals that cannot be worded: answered, logged, and survived.

use crate::client::{Connection, request};
use crate::server::{PANIC, PANICKING, Running, UNWORDED, UNWORDED_AGENT};
use selfsame_spec::runtime::Limits;

fn bearer(token: &str) -> Vec<u8> {
    format!("Authorization: Bearer {token}").into_bytes()
}

#[test]
fn a_panic_is_answered_and_logged_and_the_server_goes_on() {
    let server = Running::start(Limits::default());
    let mut connection = Connection::open(server.address);
    let answer = connection.exchange(&request("GET /me", &[&bearer(PANICKING)], b""));
    let told = answer.refusal(500, "internal_server_error");
    assert!(!told.contains(PANIC), "{told}");
    let records = server.records.with("handler panicked");
    assert_eq!(records.len(), 1, "{records:?}");
    for part in [answer.header("x-request-id").unwrap(), "me_view", PANIC] {
        assert!(records[0].contains(part), "{part} is not in {records:?}");
    }
    let answer = connection.exchange(&request("GET /me", &[&bearer("token")], b""));
    assert_eq!(answer.status, 200, "on the same connection");
}

#[test]
fn a_refusal_that_cannot_be_worded_is_a_failure() {
    let server = Running::start(Limits::default());
    let answer = server.answer(&request("GET /me?a=1", &[&bearer(UNWORDED)], b""));
    answer.refusal(500, "internal_server_error");
    let agent = format!("User-Agent: {UNWORDED_AGENT}");
    let answer = server.answer(&request("GET /me?a=1", &[&bearer("token"), agent.as_bytes()], b""));
    assert_eq!((answer.status, answer.body.len()), (500, 0));
    assert_eq!(server.records.with("handler panicked").len(), 3, "once, and then twice");
    assert_eq!(server.answer(&request("GET /me", &[&bearer("token")], b"")).status, 200);
}

#[test]
fn each_answer_is_logged_once_and_without_secrets() {
    let server = Running::start(Limits::default());
    let body = br#"{"bio":"a secret","name":1}"#;
    let headers: [&[u8]; 2] = [&bearer("secret-token"), b"Content-Type: application/json"];
    let answer = server.answer(&request("PATCH /me", &headers, body));
    let records = server.records.with("operation=me_update");
    assert_eq!(records.len(), 1, "{records:?}");
    for part in ["status=422", answer.header("x-request-id").unwrap()] {
        assert!(records[0].contains(part), "{part} is not in {records:?}");
    }
    assert!(!records[0].contains("127.0.0.1"), "the caller's address is personal data: {records:?}");
    assert!(server.records.with("secret").is_empty());
}
