//! HTTP/1.1 towards the client: requests read as they were sent, and answers written whole or cut. It must not know
//! what is answered.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::json::{remove_field, set_field};
use crate::live::exchange::{Received, Sent};

const FIELDS_MAX: usize = 256;
const HEAD_BYTES_MAX: usize = 256 * 1024;
const BODY_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Fields that are of one connection (RFC 9110 §7.6.1), and of a framing that is undone.
const OF_CONNECTION: [&str; 7] =
    ["Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade"];

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// As it is.
    Whole,
    /// Not at all: the connection is closed.
    Nothing,
    /// Half of its body, and the connection is closed.
    Half,
    /// Its body in chunks, of which the first has no size.
    BrokenChunk,
    /// With a body all the same, where HTTP has none.
    Forbidden,
    /// With a Content-Length that is so much larger or smaller than the body.
    Length(isize),
    /// Followed by bytes that are of no answer.
    Stray,
    /// Without a status line.
    NoHttp,
}

/// A request, and whether the client closes after it.
pub(super) struct Arrived {
    pub(super) sent: Sent,
    pub(super) closes: bool,
}

async fn more(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<()> {
    let mut chunk = vec![0; 16 * 1024];
    let count = stream.read(&mut chunk).await.ok()?;
    buffer.extend_from_slice(chunk.get(..count)?);
    (count > 0).then_some(())
}

/// Reads a request; `None` when the connection ends, or carries what is no HTTP.
pub(super) async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Arrived> {
    let mut sent = loop {
        if let Some((sent, length)) = head(buffer)? {
            buffer.drain(..length);
            break sent;
        }
        if buffer.len() > HEAD_BYTES_MAX {
            return None;
        }
        more(stream, buffer).await?;
    };
    let value = |name: &str| sent.header_value(name).map(String::from_utf8_lossy);
    if value("Expect").is_some_and(|expected| expected.eq_ignore_ascii_case("100-continue")) {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await.ok()?;
    }
    let closes = value("Connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
    if value("Transfer-Encoding").is_some() {
        sent.body = Some(chunked(stream, buffer).await?);
    } else if let Some(length) = value("Content-Length") {
        let length: usize = length.trim().parse().ok()?;
        sent.body = Some(exactly(stream, buffer, length).await?);
    }
    for name in OF_CONNECTION.into_iter().chain(["Expect"]) {
        remove_field(&mut sent.headers, name);
    }
    Some(Arrived { sent, closes })
}

/// The head of a request and its length; nothing when there is more to come, `None` when it is none.
fn head(buffer: &[u8]) -> Option<Option<(Sent, usize)>> {
    let mut fields = [httparse::EMPTY_HEADER; FIELDS_MAX];
    let mut request = httparse::Request::new(&mut fields);
    let httparse::Status::Complete(length) = request.parse(buffer).ok()? else { return Some(None) };
    let mut sent = Sent::new(request.method?, request.path?);
    let fields = request.headers.iter();
    sent.headers = fields.map(|field| (field.name.to_owned(), field.value.to_vec())).collect();
    Some(Some((sent, length)))
}

async fn exactly(stream: &mut TcpStream, buffer: &mut Vec<u8>, length: usize) -> Option<Vec<u8>> {
    if length > BODY_BYTES_MAX {
        return None;
    }
    while buffer.len() < length {
        more(stream, buffer).await?;
    }
    Some(buffer.drain(..length).collect())
}

async fn chunked(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = line(stream, buffer).await?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        if size == 0 {
            // The trailer section.
            while !self::line(stream, buffer).await?.is_empty() {}
            return Some(body);
        }
        let chunk = exactly(stream, buffer, size.checked_add(2)?).await?;
        body.extend_from_slice(chunk.get(..size)?);
        if body.len() > BODY_BYTES_MAX {
            return None;
        }
    }
}

async fn line(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<String> {
    loop {
        if let Some(end) = buffer.windows(2).position(|two| two == b"\r\n") {
            let line = String::from_utf8_lossy(buffer.get(..end)?).into_owned();
            buffer.drain(..end + 2);
            return Some(line);
        }
        if buffer.len() > HEAD_BYTES_MAX {
            return None;
        }
        more(stream, buffer).await?;
    }
}

/// Whether an answer has no body, by its method and status.
pub(super) fn is_bodiless(method: &str, status: u16) -> bool {
    method == "HEAD" || matches!(status, 204 | 304) || (100..200).contains(&status)
}

/// The bytes of an answer, and whether the connection stays open after them.
pub(super) fn written(method: &str, received: &Received, cut: Cut) -> (Vec<u8>, bool) {
    let mut headers = received.headers.clone();
    for name in OF_CONNECTION {
        remove_field(&mut headers, name);
    }
    let bodiless = is_bodiless(method, received.status);
    if !bodiless {
        set_field(&mut headers, "Content-Length", &received.body.len().to_string());
    }
    let mut body = if bodiless { Vec::new() } else { received.body.clone() };
    let mut open = received.framing.short.is_none();
    match cut {
        Cut::Whole => {}
        Cut::Nothing => return (Vec::new(), false),
        Cut::Half => {
            body.truncate(body.len() / 2);
            open = false;
        }
        Cut::BrokenChunk => {
            remove_field(&mut headers, "Content-Length");
            set_field(&mut headers, "Transfer-Encoding", "chunked");
            body = [b"zz\r\n", body.as_slice(), b"\r\n0\r\n\r\n"].concat();
            open = false;
        }
        Cut::Forbidden => {
            body = b"{}".to_vec();
            open = false;
        }
        Cut::Length(more) => {
            let length = body.len().saturating_add_signed(more);
            set_field(&mut headers, "Content-Length", &length.to_string());
            open = false;
        }
        Cut::Stray => {
            body.extend_from_slice(b"stray bytes");
            open = false;
        }
        Cut::NoHttp => return (b"no status line\r\n\r\n".to_vec(), false),
    }
    let mut bytes = format!("HTTP/1.1 {} \r\n", received.status).into_bytes();
    for (name, value) in &headers {
        for part in [name.as_bytes(), b": ", value, b"\r\n"] {
            bytes.extend_from_slice(part);
        }
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(&body);
    (bytes, open)
}

#[cfg(test)]
mod tests {
    use super::{Cut, written};
    use crate::live::exchange::{Framing, Received};

    fn text(method: &str, status: u16, cut: Cut) -> (String, bool) {
        let headers = vec![("Connection".to_owned(), b"keep-alive".to_vec())];
        let received = Received { status, headers, body: b"{\"a\":1}".to_vec(), framing: Framing::default() };
        let (bytes, open) = written(method, &received, cut);
        (String::from_utf8(bytes).unwrap(), open)
    }

    #[test]
    fn answers_as_they_are_written() {
        for (method, status, cut, expected, open) in [
            ("GET", 200, Cut::Whole, "HTTP/1.1 200 \r\nContent-Length: 7\r\n\r\n{\"a\":1}", true),
            ("HEAD", 200, Cut::Whole, "HTTP/1.1 200 \r\n\r\n", true),
            ("DELETE", 204, Cut::Whole, "HTTP/1.1 204 \r\n\r\n", true),
            ("GET", 200, Cut::Nothing, "", false),
            ("GET", 200, Cut::Half, "HTTP/1.1 200 \r\nContent-Length: 7\r\n\r\n{\"a", false),
            ("DELETE", 204, Cut::Forbidden, "HTTP/1.1 204 \r\n\r\n{}", false),
            ("GET", 200, Cut::Length(-1), "HTTP/1.1 200 \r\nContent-Length: 6\r\n\r\n{\"a\":1}", false),
            ("GET", 200, Cut::Stray, "HTTP/1.1 200 \r\nContent-Length: 7\r\n\r\n{\"a\":1}stray bytes", false),
            (
                "GET",
                200,
                Cut::BrokenChunk,
                "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{\"a\":1}\r\n0\r\n\r\n",
                false,
            ),
        ] {
            assert_eq!(text(method, status, cut), (expected.to_owned(), open), "{method} {status} {cut:?}");
        }
    }
}
