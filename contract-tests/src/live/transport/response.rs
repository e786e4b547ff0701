//! A response out of the bytes that come: head, interim responses, and the body by its framing (RFC 9112 §4–§7). It
//! notes what the framing has wrong and goes on where it can. It must not know where the bytes come from.

use crate::live::exchange::{Failure, Framing, HeaderField, Received};

const FIELDS_MAX: usize = 256;
const HEAD_BYTES_MAX: usize = 256 * 1024;

/// Whether there is more to come.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    More,
    Done,
}

#[derive(Debug)]
struct Head {
    status: u16,
    headers: Vec<HeaderField>,
    open: bool,
}

/// How the end of the body is told.
#[derive(Debug, PartialEq, Eq)]
enum Extent {
    Nothing,
    Bytes(u64),
    Chunked,
    UntilClose,
}

/// A response that is being read.
#[derive(Debug)]
pub(super) struct Reader {
    is_head: bool,
    bytes_max: usize,
    buffer: Vec<u8>,
    head: Option<Head>,
    extent: Extent,
    body: Vec<u8>,
    framing: Framing,
    /// Bytes that are left of the chunk, and of the line that ends it.
    chunk: Option<u64>,
    ended: bool,
}

impl Reader {
    pub(super) fn new(method: &str, bytes_max: usize) -> Self {
        Self {
            is_head: method == "HEAD",
            bytes_max,
            buffer: Vec::new(),
            head: None,
            extent: Extent::Nothing,
            body: Vec::new(),
            framing: Framing::default(),
            chunk: None,
            ended: false,
        }
    }

    pub(super) const fn has_head(&self) -> bool {
        self.head.is_some()
    }

    /// Whether the message, by its method and status, has no body.
    pub(super) fn expects_nothing(&self) -> bool {
        self.has_head() && self.extent == Extent::Nothing
    }

    pub(super) const fn has_excess(&self) -> bool {
        self.framing.excess_bytes > 0
    }

    pub(super) const fn excess(&mut self, count: usize) {
        self.framing.excess_bytes += count;
    }

    /// Takes bytes that came.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Result<Step, Failure> {
        self.buffer.extend_from_slice(bytes);
        while self.head.is_none() {
            if !self.take_head()? {
                return Ok(Step::More);
            }
        }
        self.take_body()?;
        if self.body.len() > self.bytes_max {
            return Err(Failure::TooLarge { bytes_max: self.bytes_max });
        }
        if self.ended {
            self.framing.excess_bytes += self.buffer.len();
            self.buffer.clear();
            return Ok(Step::Done);
        }
        Ok(Step::More)
    }

    /// The connection was closed.
    pub(super) fn closed(&mut self) -> Result<Step, Failure> {
        let Some(head) = &mut self.head else {
            return Err(if self.buffer.is_empty() {
                Failure::Closed
            } else {
                Failure::Malformed("the connection was closed within the head".to_owned())
            });
        };
        head.open = false;
        if self.extent != Extent::UntilClose {
            self.stalled();
        }
        Ok(Step::Done)
    }

    /// Nothing more is waited for.
    pub(super) fn stalled(&mut self) {
        self.framing.short = match self.extent {
            Extent::Bytes(length) => Some(Some(length.saturating_sub(self.body.len() as u64))),
            Extent::Chunked => Some(None),
            Extent::Nothing | Extent::UntilClose => None,
        };
    }

    /// The response, and whether the connection stays open.
    pub(super) fn finish(self) -> Result<(Received, bool), Failure> {
        let head = self.head.ok_or(Failure::Closed)?;
        let open = head.open && self.extent != Extent::UntilClose;
        let Head { status, headers, .. } = head;
        Ok((Received { status, headers, body: self.body, framing: self.framing }, open))
    }

    /// Whether a head was there; an interim one counts and is dropped.
    fn take_head(&mut self) -> Result<bool, Failure> {
        let mut fields = [httparse::EMPTY_HEADER; FIELDS_MAX];
        let mut response = httparse::Response::new(&mut fields);
        let parsed = response.parse(&self.buffer).map_err(|error| Failure::Malformed(error.to_string()))?;
        let httparse::Status::Complete(length) = parsed else {
            if self.buffer.len() > HEAD_BYTES_MAX {
                return Err(Failure::TooLarge { bytes_max: HEAD_BYTES_MAX });
            }
            return Ok(false);
        };
        let status = response.code.unwrap_or_default();
        let field = |header: &httparse::Header<'_>| (header.name.to_owned(), header.value.to_vec());
        let headers: Vec<HeaderField> = response.headers.iter().map(field).collect();
        let version = response.version;
        self.buffer.drain(..length);
        // Switching protocols (101) is never asked for, so it is a final response like any other.
        if (100..200).contains(&status) && status != 101 {
            return Ok(self.buffer.is_empty() || self.take_head()?);
        }
        self.extent = self.extent_of(status, &headers);
        let close = tokens(&headers, "Connection").any(|token| token.eq_ignore_ascii_case("close"));
        let keep = tokens(&headers, "Connection").any(|token| token.eq_ignore_ascii_case("keep-alive"));
        let open = if version == Some(1) { !close } else { keep };
        self.head = Some(Head { status, headers, open });
        Ok(true)
    }

    fn extent_of(&mut self, status: u16, headers: &[HeaderField]) -> Extent {
        let lengths: Vec<&str> = tokens(headers, "Content-Length").collect();
        let numbers: Vec<Option<u64>> = lengths.iter().map(|text| digits(text)).collect();
        let length = numbers.first().copied().flatten();
        self.framing.length_conflict = numbers.iter().any(|number| *number != length || number.is_none());
        if self.is_head || (100..200).contains(&status) || status == 204 || status == 304 {
            return Extent::Nothing;
        }
        if tokens(headers, "Transfer-Encoding")
            .last()
            .is_some_and(|last| last.eq_ignore_ascii_case("chunked"))
        {
            return Extent::Chunked;
        }
        match length {
            Some(length) => Extent::Bytes(length),
            None => Extent::UntilClose,
        }
    }

    fn take_body(&mut self) -> Result<(), Failure> {
        match self.extent {
            Extent::Nothing => self.ended = true,
            Extent::UntilClose => self.body.append(&mut self.buffer),
            Extent::Bytes(length) => {
                let missing = length.saturating_sub(self.body.len() as u64);
                let count = usize::try_from(missing).unwrap_or(usize::MAX).min(self.buffer.len());
                self.body.extend(self.buffer.drain(..count));
                self.ended = self.body.len() as u64 >= length;
            }
            Extent::Chunked => while !self.ended && self.take_chunk()? {},
        }
        Ok(())
    }

    /// Takes as much of the current chunk as there is; whether something was taken.
    fn take_chunk(&mut self) -> Result<bool, Failure> {
        match self.chunk {
            None => {
                let Some(line) = self.line()? else { return Ok(false) };
                let size = line.split(';').next().unwrap_or_default().trim().to_owned();
                let size = u64::from_str_radix(&size, 16)
                    .map_err(|_| Failure::Malformed("the size of a chunk is no number".to_owned()))?;
                self.chunk = Some(size);
                Ok(true)
            }
            // The trailer section, up to its empty line.
            Some(0) if self.framing.short.is_none() && self.buffer.starts_with(b"\r\n") => {
                self.buffer.drain(..2);
                self.ended = true;
                Ok(true)
            }
            Some(0) => Ok(self.line()?.is_some()),
            Some(left) => {
                let count = usize::try_from(left).unwrap_or(usize::MAX);
                let Some(end) = count.checked_add(2).filter(|end| *end <= self.buffer.len()) else {
                    if left > self.bytes_max as u64 {
                        return Err(Failure::TooLarge { bytes_max: self.bytes_max });
                    }
                    return Ok(false);
                };
                if &self.buffer[count..end] != b"\r\n" {
                    return Err(Failure::Malformed("a chunk is longer than it says".to_owned()));
                }
                self.body.extend_from_slice(&self.buffer[..count]);
                self.buffer.drain(..end);
                self.chunk = None;
                if self.body.len() > self.bytes_max {
                    return Err(Failure::TooLarge { bytes_max: self.bytes_max });
                }
                Ok(true)
            }
        }
    }

    /// Takes a line without its end.
    fn line(&mut self) -> Result<Option<String>, Failure> {
        let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\r\n") else {
            if self.buffer.len() > HEAD_BYTES_MAX {
                return Err(Failure::Malformed("the line of a chunk does not end".to_owned()));
            }
            return Ok(None);
        };
        let line = String::from_utf8_lossy(&self.buffer[..end]).into_owned();
        self.buffer.drain(..end + 2);
        Ok(Some(line))
    }
}

fn digits(text: &str) -> Option<u64> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// The members of a list of all header fields of that name.
fn tokens<'h>(headers: &'h [HeaderField], name: &'h str) -> impl Iterator<Item = &'h str> {
    headers
        .iter()
        .filter(move |(field, _)| field.eq_ignore_ascii_case(name))
        .flat_map(|(_, value)| std::str::from_utf8(value).unwrap_or_default().split(','))
        .map(str::trim)
}
