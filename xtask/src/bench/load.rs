//! The load: connections that stay open, each asking again as soon as it is answered.
//!
//! One thread waits for all connections at once: the load shares the machine with the service, and a thread for each
//! would make the two fight for turns. Requests are written beforehand and answers are read no further than needed, so
//! that the load's own work is small. Must not know what is asked for.

use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use super::latency::Latency;

/// An answer that takes longer is a failure.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
/// More than any answer of the operation has.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Open connections and what they ask.
pub(super) struct Load {
    poll: Poll,
    connections: Vec<Connection>,
    requests: Vec<Vec<u8>>,
}

/// What came of a run.
pub(super) struct Served {
    /// Answers, all of them 200.
    pub(super) answers: u64,
    /// Answers per second.
    pub(super) per_second: f64,
    /// Their times, from the first byte sent to the last received.
    pub(super) latency: Latency,
}

impl Load {
    /// Opens connections to `host:port` that ask `GET /me` with each of the tokens in turn.
    ///
    /// # Errors
    /// A connection is refused, or there is no token.
    pub(super) fn connect(address: &str, tokens: &[String], connections: usize) -> anyhow::Result<Self> {
        ensure!(!tokens.is_empty(), "there is no user to ask for");
        let requests: Vec<_> = tokens
            .iter()
            .map(|token| {
                format!("GET /me HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n")
                    .into_bytes()
            })
            .collect();
        let poll = Poll::new()?;
        // Each connection begins elsewhere, so that they do not ask for the same user at the same time.
        let connections = (0..connections)
            .map(|number| {
                Connection::open(&poll, address, Token(number), number * requests.len() / connections)
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { poll, connections, requests })
    }

    /// Asks over all connections at once for the given time.
    ///
    /// # Errors
    /// An answer is not a 200, cannot be read or does not come. Nothing is left out of the count, so the first ends the
    /// run.
    pub(super) fn run(&mut self, duration: Duration) -> anyhow::Result<Served> {
        let begin = Instant::now();
        let end = begin + duration;
        let mut times = Vec::new();
        for connection in &mut self.connections {
            connection.ask(&self.requests)?;
        }
        let mut open = self.connections.len();
        let mut events = Events::with_capacity(self.connections.len());
        while open > 0 {
            self.poll.poll(&mut events, Some(ANSWER_TIMEOUT))?;
            ensure!(!events.is_empty(), "no answer came for {} s", ANSWER_TIMEOUT.as_secs());
            for event in &events {
                let connection = &mut self.connections[event.token().0];
                let Some(time) = connection.answered()? else { continue };
                times.push(time);
                if Instant::now() < end {
                    connection.ask(&self.requests)?;
                } else {
                    open -= 1;
                }
            }
        }
        let elapsed = begin.elapsed();
        let answers = u64::try_from(times.len())?;
        Ok(Served {
            answers,
            per_second: answers as f64 / elapsed.as_secs_f64(),
            latency: Latency::of(times),
        })
    }
}

struct Connection {
    stream: TcpStream,
    next: usize,
    asked: Instant,
    filled: usize,
    buffer: Vec<u8>,
}

impl Connection {
    fn open(poll: &Poll, address: &str, token: Token, first: usize) -> anyhow::Result<Self> {
        let address: SocketAddr = address.parse().with_context(|| format!("{address} is no address"))?;
        let stream = std::net::TcpStream::connect(address);
        let stream = stream.with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        poll.registry().register(&mut stream, token, Interest::READABLE)?;
        Ok(Self { stream, next: first, asked: Instant::now(), filled: 0, buffer: vec![0; ANSWER_BYTES_MAX] })
    }

    /// Sends the next request. It is smaller than any socket's buffer, and the last one was answered, so there is room.
    fn ask(&mut self, requests: &[Vec<u8>]) -> anyhow::Result<()> {
        let request = &requests[self.next % requests.len()];
        self.next += 1;
        self.filled = 0;
        self.asked = Instant::now();
        self.stream.write_all(request).context("a request cannot be sent")
    }

    /// Reads what has come; the time that the answer took, once it is whole.
    fn answered(&mut self) -> anyhow::Result<Option<Duration>> {
        loop {
            let read = match self.stream.read(&mut self.buffer[self.filled..]) {
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error).context("an answer cannot be read"),
            };
            if read == 0 {
                bail!("the connection ended within an answer of more than {} bytes", self.filled);
            }
            self.filled += read;
            let Some(length) = answer_length(&self.buffer[..self.filled])? else { continue };
            match self.filled.cmp(&length) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => return Ok(Some(self.asked.elapsed())),
                std::cmp::Ordering::Greater => bail!("an answer is longer than it says"),
            }
        }
    }
}

/// The bytes of an answer, head included; `None` while its head is not complete.
fn answer_length(received: &[u8]) -> anyhow::Result<Option<usize>> {
    let Some(end) = received.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&received[..end]).context("an answer's head is no text")?;
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap_or_default();
    if status.split(' ').nth(1) != Some("200") {
        let body = String::from_utf8_lossy(&received[end + 4..]);
        bail!("an answer is not a 200: {status}: {body}");
    }
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse::<usize>().ok())
        .context("an answer has no Content-Length")?;
    Ok(Some(end + 4 + length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::io::{BufRead, BufReader};
    use std::net::TcpListener;
    use std::sync::{Arc, Mutex};
    use std::thread;

    /// Answers every request on every connection with `answer`, in two pieces, and gathers the credentials.
    fn serve(answer: &'static str) -> (String, Arc<Mutex<HashSet<String>>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let seen = Arc::new(Mutex::new(HashSet::new()));
        let gathered = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, gathered) = (stream.unwrap(), Arc::clone(&gathered));
                thread::spawn(move || {
                    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                    while let Some(Ok(line)) = lines.next() {
                        if let Some(credential) = line.strip_prefix("Authorization: ") {
                            gathered.lock().unwrap().insert(credential.to_owned());
                        } else if line.is_empty() {
                            let (first, second) = answer.split_at(answer.len() - 1);
                            stream.write_all(first.as_bytes()).unwrap();
                            stream.write_all(second.as_bytes()).unwrap();
                        }
                    }
                });
            }
        });
        (address, seen)
    }

    fn run(answer: &'static str) -> (anyhow::Result<Served>, HashSet<String>) {
        let (address, seen) = serve(answer);
        let tokens = ["a", "b", "c"].map(str::to_owned);
        let result = Load::connect(&address, &tokens, 2).unwrap().run(Duration::from_millis(50));
        let seen = seen.lock().unwrap().clone();
        (result, seen)
    }

    #[test]
    fn every_answer_is_counted_and_every_token_used() {
        let (served, seen) = run("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello");
        let served = served.unwrap();
        assert!(served.answers > 3, "{}", served.answers);
        assert_eq!(seen.len(), 3, "{seen:?}");
    }

    #[test]
    fn an_answer_that_is_no_success_ends_the_run() {
        for (answer, expected) in [
            ("HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\n\r\n{}", "not a 200: HTTP/1.1 401"),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", "no Content-Length"),
        ] {
            let error = run(answer).0.err().unwrap().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn a_head_in_pieces_is_waited_for() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length:  7 \r\nx: y\r\n\r\n1234567";
        assert_eq!(answer_length(answer).unwrap(), Some(answer.len()));
        assert_eq!(answer_length(&answer[..answer.len() - 8]).unwrap(), None);
    }
}
