//! One exchange with the server, by the bytes that went over the wire: what was sent, and what came back or why
//! nothing did. It must not know what the document makes of them.

use std::fmt;
use std::sync::Arc;

use super::finding::Violation;
use super::judge::validity::Validity;

/// A header field: its name as written, and its value's bytes without the white space around it.
pub type HeaderField = (String, Vec<u8>);

/// A request as it goes over the wire. The transport adds `Host`, `Accept`, `User-Agent` and, with a body,
/// `Content-Length`, where they are absent; nothing else is added, normalised or reordered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sent {
    /// The method, any token.
    pub method: String,
    /// The request target in origin form: path and query exactly as on the wire, the base's prefix included.
    pub target: String,
    /// The header fields, in order; a name may repeat.
    pub headers: Vec<HeaderField>,
    /// The body; `None` when there is none, which differs from an empty one by its `Content-Length: 0`.
    pub body: Option<Vec<u8>>,
}

impl Sent {
    /// A request without header fields or body.
    pub fn new(method: impl Into<String>, target: impl Into<String>) -> Self {
        Self { method: method.into(), target: target.into(), headers: Vec::new(), body: None }
    }

    /// With one more header field.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// With a body and its `Content-Type`.
    #[must_use]
    pub fn content(self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let mut sent = self.header("Content-Type", media_type);
        sent.body = Some(body.into());
        sent
    }

    /// The target before its question mark.
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(self.target.as_str(), |(path, _)| path)
    }

    /// The target after its question mark.
    pub fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }

    /// The value of the first header field of that name, without regard to case.
    pub fn header_value(&self, name: &str) -> Option<&[u8]> {
        first(&self.headers, name)
    }
}

/// A response as it came over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The status.
    pub status: u16,
    /// The header fields, in order; a name may repeat.
    pub headers: Vec<HeaderField>,
    /// The body, its transfer coding undone.
    pub body: Vec<u8>,
    /// What the framing of the message had wrong, if anything.
    pub framing: Framing,
}

impl Received {
    /// The value of the first header field of that name, without regard to case, when it is UTF-8.
    pub fn header(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(first(&self.headers, name)?).ok()
    }

    /// The values of all header fields of that name, without regard to case, as far as they are UTF-8.
    pub fn header_all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        let same = self.headers.iter().filter(move |(field, _)| field.eq_ignore_ascii_case(name));
        same.filter_map(|(_, value)| std::str::from_utf8(value).ok())
    }

    /// The body as JSON, when it is.
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Whether the status is of the 2xx class.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

fn first<'h>(headers: &'h [HeaderField], name: &str) -> Option<&'h [u8]> {
    headers.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_slice())
}

/// What the framing of a response had wrong (RFC 9112 §6). Each is a fact of the wire; the judge tells what it means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Framing {
    /// The connection was closed before as many bytes came as the response announced; so many were missing, or
    /// `None` in it when a chunked body did not end.
    pub short: Option<Option<u64>>,
    /// Bytes that came after the end of the response although nothing more was asked.
    pub excess_bytes: usize,
    /// The response announces its length twice, and differently, or in no number.
    pub length_conflict: bool,
}

/// Why nothing, or nothing readable, came back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No connection could be made.
    #[error("no connection: {0}")]
    Connect(String),
    /// The response did not come in time.
    #[error("no response in time")]
    Timeout,
    /// The connection was closed before a response came.
    #[error("the connection was closed without a response")]
    Closed,
    /// What came is not HTTP/1.x.
    #[error("the response is not HTTP: {0}")]
    Malformed(String),
    /// The response is longer than the client reads.
    #[error("the response is longer than {bytes_max} bytes")]
    TooLarge {
        /// The limit, in bytes.
        bytes_max: usize,
    },
}

/// What became of a request.
pub type Outcome = Result<Received, Failure>;

/// A request, what became of it, and what the judge says.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// What was sent, the identity's header fields included.
    pub sent: Sent,
    /// What came back.
    pub outcome: Outcome,
    /// Whose credentials the request carries, as an index in the client's identities.
    pub identity: Option<usize>,
    /// The operation that the request addresses, as an index in `Api::operations`.
    pub operation: Option<usize>,
    /// Whether the request was valid, when it addresses an operation.
    pub validity: Validity,
    /// In what the response differs from the document.
    pub violations: Vec<Violation>,
}

/// An exchange that is kept by several.
pub type SharedExchange = Arc<Exchange>;

impl Exchange {
    /// The response, when there is one.
    pub fn received(&self) -> Option<&Received> {
        self.outcome.as_ref().ok()
    }

    /// The status, when there is one.
    pub fn status(&self) -> Option<u16> {
        self.received().map(|received| received.status)
    }

    /// Whether the answer is of the 2xx class.
    pub fn is_success(&self) -> bool {
        self.received().is_some_and(Received::is_success)
    }

    /// The answer's body as JSON, when it is.
    pub fn json(&self) -> Option<serde_json::Value> {
        self.received()?.json()
    }
}

impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} → ", self.sent.method, self.sent.target)?;
        match &self.outcome {
            Ok(received) => write!(f, "{}", received.status),
            Err(failure) => write!(f, "{failure}"),
        }
    }
}
