//! What is told at the limits: bodies that are too large or too slow, and too many requests at once.

use crate::client::{Connection, head, request};
use crate::server::{Running, WAITING};
use selfsame_spec::generated::me::ME_UPDATE;
use selfsame_spec::runtime::Limits;
use std::time::Duration;

const TOKEN: &[u8] = b"Authorization: Bearer token";
const JSON: &[u8] = b"Content-Type: application/json";
const CHUNKED: &[u8] = b"Transfer-Encoding: chunked";

fn bytes_max() -> usize {
    ME_UPDATE.body.as_ref().unwrap().bytes_max
}

/// `{}` with blanks in it, of so many bytes.
fn body(bytes: usize) -> Vec<u8> {
    format!("{{{:1$}}}", "", bytes - 2).into_bytes()
}

fn goes_on(server: &Running) {
    let answer = server.answer(&request("PATCH /me", &[TOKEN, JSON], b"{}"));
    assert_eq!(answer.status, 200, "the server does not go on");
}

#[test]
fn a_body_up_to_the_limit_is_taken() {
    let server = Running::start(Limits::default());
    let status = |bytes| server.answer(&request("PATCH /me", &[TOKEN, JSON], &body(bytes))).status;
    assert_eq!((status(bytes_max()), status(bytes_max() + 1)), (200, 413));
}

#[test]
fn a_body_beyond_the_limit_is_refused_before_it_comes() {
    // With no limit of time, an answer shows that the rest of the body was not waited for.
    let server = Running::start(Limits { body_time: Duration::MAX, ..Limits::default() });
    let length = format!("Content-Length: {}", bytes_max() + 1);
    let waiting: [&[u8]; 2] = [b"Expect: 100-continue", length.as_bytes()];
    for framing in [&waiting[1..], &waiting] {
        let mut connection = Connection::open(server.address);
        connection.write(&head("PATCH /me", &[&[TOKEN, JSON], framing].concat()));
        connection.answer().refusal(413, "content_too_large");
    }
    let mut connection = Connection::open(server.address);
    connection.write(&head("PATCH /me", &[TOKEN, JSON, CHUNKED]));
    let bytes = bytes_max() + 1;
    connection.write(format!("{bytes:x}\r\n").as_bytes());
    connection.write(&body(bytes));
    connection.answer().refusal(413, "content_too_large");
    goes_on(&server);
}

#[test]
fn a_body_that_stalls_is_cut_off() {
    let server = Running::start(Limits { body_time: Duration::from_millis(50), ..Limits::default() });
    for (framing, start) in [(&b"Content-Length: 2"[..], &b"{"[..]), (CHUNKED, b"1\r\n{\r\n"), (CHUNKED, b"")]
    {
        let mut connection = Connection::open(server.address);
        connection.write(&head("PATCH /me", &[TOKEN, JSON, framing]));
        connection.write(start);
        let told = connection.answer().refusal(408, "request_timeout");
        assert_eq!(told, "the body did not arrive within 0.05 seconds");
    }
    goes_on(&server);
}

#[test]
fn beyond_the_requests_at_once_there_is_a_time_to_come_again() {
    let limits = Limits { concurrent_requests_max: 1, queue_time: Duration::ZERO, ..Limits::default() };
    let mut server = Running::start(limits);
    let mut first = Connection::open(server.address);
    first.write(&request("GET /me", &[format!("Authorization: Bearer {WAITING}").as_bytes()], b""));
    server.until_waiting();
    let answer = server.answer(&request("GET /me", &[TOKEN], b""));
    answer.refusal(503, "service_unavailable");
    assert_eq!(answer.header("retry-after"), Some("1"));
    server.let_go(1);
    assert_eq!(first.answer().status, 200);
    goes_on(&server);
}

#[test]
fn a_request_waits_for_its_turn() {
    let limits = Limits { concurrent_requests_max: 1, queue_time: Duration::MAX, ..Limits::default() };
    let mut server = Running::start(limits);
    let waiting = request("GET /me", &[format!("Authorization: Bearer {WAITING}").as_bytes()], b"");
    let mut connections = [Connection::open(server.address), Connection::open(server.address)];
    connections[0].write(&waiting);
    server.until_waiting();
    connections[1].write(&waiting);
    server.let_go(2);
    for connection in &mut connections {
        assert_eq!(connection.answer().status, 200);
    }
}

#[test]
fn a_body_that_stalls_takes_nobodys_turn() {
    let limits = Limits {
        concurrent_requests_max: 1,
        queue_time: Duration::ZERO,
        body_time: Duration::MAX,
        ..Limits::default()
    };
    let server = Running::start(limits);
    let mut stalled = Connection::open(server.address);
    stalled.write(&head("PATCH /me", &[TOKEN, JSON, b"Content-Length: 2", b"Expect: 100-continue"]));
    // It is asked for once it is waited for.
    stalled.is_asked_for_the_body();
    goes_on(&server);
    stalled.write(b"{}");
    assert_eq!(stalled.answer().status, 200);
}
