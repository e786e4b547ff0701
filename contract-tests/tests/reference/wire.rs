//! HTTP/1.1 by hand: requests read and answers written byte by byte, so that a broken server can say what no library
//! would let it say. It must not know what is served.

use std::sync::Arc;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Service;

const HEAD_BYTES_MAX: usize = 64 * 1024;
/// Bytes of a body; longer ones are read and answered with 413.
pub(super) const BODY_BYTES_MAX: usize = 256 * 1024;

/// A request, its body read.
pub(super) struct Request {
    pub(super) method: String,
    /// Segments of the path, percent-decoded.
    pub(super) path: Vec<String>,
    /// Pairs of the query, decoded.
    pub(super) query: Vec<(String, String)>,
    /// Names in lowercase.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Request {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// An answer as it will be written.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Vec<u8>>,
}

impl Answer {
    pub(super) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: None }
    }

    pub(super) fn json(status: u16, value: &Value) -> Self {
        let headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        Self { status, headers, body: Some(value.to_string().into_bytes()) }
    }

    pub(super) fn problem(status: u16, detail: &str) -> Self {
        let value = serde_json::json!({"title": reason(status), "status": status, "detail": detail});
        let headers = vec![("Content-Type".to_owned(), "application/problem+json".to_owned())];
        Self { status, headers, body: Some(value.to_string().into_bytes()) }
    }

    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// Serves one connection until it closes or says something that cannot be read.
pub(super) async fn serve(mut stream: TcpStream, service: Arc<Service>) {
    let _ = stream.set_nodelay(true);
    let mut buffer = Vec::new();
    while let Some(request) = read(&mut stream, &mut buffer).await {
        let head_only = request.method == "HEAD";
        let answer = service.answer(request).await;
        if stream.write_all(&written(&answer, head_only)).await.is_err() {
            return;
        }
    }
}

fn written(answer: &Answer, head_only: bool) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {} {}\r\n", answer.status, reason(answer.status));
    for (name, value) in &answer.headers {
        text.push_str(&[name, ": ", value, "\r\n"].concat());
    }
    let length = answer.body.as_ref().map_or(0, Vec::len);
    if answer.body.is_some() || !matches!(answer.status, 204 | 304) {
        text.push_str(&["Content-Length: ", &length.to_string(), "\r\n"].concat());
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    if let (Some(body), false) = (&answer.body, head_only) {
        bytes.extend_from_slice(body);
    }
    bytes
}

async fn more(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<()> {
    let mut chunk = [0; 16 * 1024];
    let count = stream.read(&mut chunk).await.ok()?;
    buffer.extend_from_slice(chunk.get(..count)?);
    (count > 0).then_some(())
}

async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Request> {
    let end = loop {
        if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if buffer.len() > HEAD_BYTES_MAX {
            return None;
        }
        more(stream, buffer).await?;
    };
    let head = String::from_utf8_lossy(buffer.get(..end)?).into_owned();
    buffer.drain(..end + 4);
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let value = |name: &str| headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    if value("expect").is_some_and(|expected| expected.eq_ignore_ascii_case("100-continue")) {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await.ok()?;
    }
    let body = if value("transfer-encoding").is_some() {
        chunked(stream, buffer).await?
    } else {
        let length = value("content-length").map_or(Some(0), |text| text.parse().ok())?;
        exactly(stream, buffer, length).await?
    };
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let path = path.strip_prefix('/')?.split('/').map(|segment| decoded(segment, false)).collect();
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name, true), decoded(value, true))
    });
    let query = pairs.collect();
    Some(Request { method, path, query, headers, body })
}

async fn exactly(stream: &mut TcpStream, buffer: &mut Vec<u8>, length: usize) -> Option<Vec<u8>> {
    while buffer.len() < length {
        more(stream, buffer).await?;
    }
    Some(buffer.drain(..length).collect())
}

async fn chunked(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = loop {
            if let Some(end) = buffer.windows(2).position(|two| two == b"\r\n") {
                break end;
            }
            more(stream, buffer).await?;
        };
        let line = String::from_utf8_lossy(buffer.get(..end)?).into_owned();
        buffer.drain(..end + 2);
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        let chunk = exactly(stream, buffer, size + 2).await?;
        body.extend_from_slice(chunk.get(..size)?);
        if size == 0 {
            return Some(body);
        }
    }
}

fn decoded(text: &str, plus: bool) -> String {
    let spaced = if plus { text.replace('+', " ") } else { text.to_owned() };
    percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

pub(super) fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        500 => "Internal Server Error",
        other if other < 300 => "Success",
        _ => "Failure",
    }
}
