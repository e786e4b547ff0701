//! One connection: writing a request while reading its response, and whether it can carry another. It must not know
//! of other connections or of what it carries.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Limits;
use super::acknowledgement::Acknowledgement;
use super::response::{Reader, Step};
use super::tls::Tls;
use crate::live::exchange::{Failure, Outcome, Sent};

/// What a socket's buffers take without the other side reading; more is written while the response is read, so that
/// neither side waits for the other for ever.
const UNREAD_BYTES_MAX: usize = 16 * 1024;

/// How long bytes are awaited that should not come, after a message that has no body.
const EXCESS_WAIT: Duration = Duration::from_millis(1);

const READ_BYTES: usize = 16 * 1024;

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// A connection to the server.
pub(super) struct Connection {
    stream: Box<dyn Stream>,
    acknowledgement: Acknowledgement,
    reusable: bool,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("reusable", &self.reusable).finish_non_exhaustive()
    }
}

impl Connection {
    /// A new connection.
    pub(super) async fn open(host: &str, port: u16, tls: Option<&Tls>) -> Result<Self, Failure> {
        let failed = |error: io::Error| Failure::Connect(error.to_string());
        let stream = TcpStream::connect((host, port)).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        let acknowledgement = Acknowledgement::of(&stream).map_err(failed)?;
        let stream: Box<dyn Stream> = match tls {
            Some(tls) => Box::new(tls.wrap(stream).await.map_err(failed)?),
            None => Box::new(stream),
        };
        Ok(Self { stream, acknowledgement, reusable: true })
    }

    /// Whether another request may follow.
    pub(super) const fn is_reusable(&self) -> bool {
        self.reusable
    }

    /// Whether the connection is open and nothing came while it was kept.
    pub(super) fn is_quiet(&mut self) -> bool {
        let mut byte = [0];
        let mut buffer = ReadBuf::new(&mut byte);
        let mut context = Context::from_waker(Waker::noop());
        matches!(Pin::new(&mut self.stream).poll_read(&mut context, &mut buffer), Poll::Pending)
    }

    /// One exchange. The connection is reusable after it when both messages ended and neither side wants to close.
    pub(super) async fn exchange(&mut self, head: &[u8], sent: &Sent, limits: &Limits) -> Outcome {
        self.reusable = false;
        let body = sent.body.as_deref().unwrap_or_default();
        let mut reader = Reader::new(&sent.method, limits.bytes_max);
        let mut written = true;
        if head.len() + body.len() <= UNREAD_BYTES_MAX {
            let whole = [head, body].concat();
            // A failure shows when reading: the server may have answered before it closed.
            written = self.stream.write_all(&whole).await.is_ok() && self.stream.flush().await.is_ok();
            read(&mut self.stream, &mut reader, limits, &self.acknowledgement).await?;
        } else {
            let (mut input, mut output) = tokio::io::split(&mut self.stream);
            let writing = async {
                let whole = output.write_all(head).await.is_ok() && output.write_all(body).await.is_ok();
                whole && output.flush().await.is_ok()
            };
            tokio::pin!(writing);
            let reading = read(&mut input, &mut reader, limits, &self.acknowledgement);
            tokio::pin!(reading);
            let mut ended = None;
            loop {
                tokio::select! {
                    biased;
                    result = &mut reading => { result?; break }
                    whole = &mut writing, if ended.is_none() => ended = Some(whole),
                }
            }
            written = written && ended == Some(true);
        }
        if reader.expects_nothing() && !reader.has_excess() {
            let mut bytes = [0; 256];
            if let Ok(Ok(count)) = timeout(EXCESS_WAIT, self.stream.read(&mut bytes)).await {
                if count == 0 {
                    written = false;
                }
                reader.excess(count);
            }
        }
        let (received, open) = reader.finish()?;
        self.reusable = written
            && open
            && received.framing == crate::live::exchange::Framing::default()
            && !wants_close(sent);
        Ok(received)
    }
}

fn wants_close(sent: &Sent) -> bool {
    sent.header_value("Connection").is_some_and(|value| value.eq_ignore_ascii_case(b"close"))
}

/// Reads until the response has ended, or the connection, or the patience.
async fn read<S: AsyncRead + Unpin>(
    input: &mut S,
    reader: &mut Reader,
    limits: &Limits,
    acknowledgement: &Acknowledgement,
) -> Result<(), Failure> {
    let mut buffer = vec![0; READ_BYTES];
    loop {
        let patience = if reader.has_head() { limits.stall } else { limits.answer };
        let count = match timeout(patience, input.read(&mut buffer)).await {
            Ok(Ok(count)) => count,
            Ok(Err(_)) => 0,
            Err(_) if reader.has_head() => {
                reader.stalled();
                return Ok(());
            }
            Err(_) => return Err(Failure::Timeout),
        };
        let step = if count == 0 { reader.closed() } else { reader.take(&buffer[..count]) };
        match step? {
            Step::More => acknowledgement.send(),
            Step::Done => return Ok(()),
        }
    }
}
