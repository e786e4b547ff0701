//! A client that writes bytes and reads answers.

use serde_json::Value;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long to wait for an answer before a test is given up, so that a server that hangs is a failure and not a
/// standstill. Nothing is measured by it.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection.
pub(crate) struct Connection(TcpStream);

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Connection(stream)
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).unwrap();
    }

    /// Reads one answer. Every answer has a request id.
    pub(crate) fn answer(&mut self) -> Answer {
        let head = self.head();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let mut answer = Answer { status, headers, body: Vec::new() };
        let length = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
        answer.body.resize(length, 0);
        self.0.read_exact(&mut answer.body).unwrap();
        let id = answer.header("x-request-id").unwrap_or_else(|| panic!("no request id: {answer:?}"));
        assert!(uuid::Uuid::try_parse(id).is_ok(), "{answer:?}");
        answer
    }

    /// Writes a request and reads its answer.
    pub(crate) fn exchange(&mut self, request: &[u8]) -> Answer {
        self.write(request);
        self.answer()
    }

    /// Reads the interim answer by which the server asks for the body (RFC 9110 §10.1.1).
    pub(crate) fn is_asked_for_the_body(&mut self) {
        let head = self.head();
        assert!(head.starts_with("HTTP/1.1 100 "), "{head}");
    }

    fn head(&mut self) -> String {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            self.0.read_exact(&mut byte).unwrap_or_else(|error| {
                panic!("no answer: {error}; so far: {}", String::from_utf8_lossy(&head));
            });
            head.push(byte[0]);
        }
        String::from_utf8(head).unwrap()
    }
}

impl Answer {
    /// The value of the header of this name, in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values =
            self.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let first = values.next();
        assert_eq!(values.next(), None, "{name} stands twice");
        first
    }

    /// The body, which is JSON.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/json"));
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Holds the answer to be an error in the shape of the tag `me`; returns its message.
    pub(crate) fn refusal(&self, status: u16, code: &str) -> String {
        let text = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status, status, "{text}");
        let body = self.json();
        let names: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(names, ["code", "message"]);
        assert_eq!(body["code"], code, "{text}");
        body["message"].as_str().unwrap().to_owned()
    }
}

/// A request with a body and its length. The lines of the head come without their ends.
pub(crate) fn request(first: &str, headers: &[&[u8]], body: &[u8]) -> Vec<u8> {
    let length = format!("Content-Length: {}", body.len());
    [head(first, &[headers, &[length.as_bytes()]].concat()), body.to_vec()].concat()
}

/// The head of a request.
pub(crate) fn head(first: &str, headers: &[&[u8]]) -> Vec<u8> {
    let mut bytes = format!("{first} HTTP/1.1\r\nHost: selfsame.test\r\n").into_bytes();
    for header in headers {
        bytes.extend_from_slice(header);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes
}
