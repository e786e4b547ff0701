//! The load: connections that stay open, each asking again as soon as it is answered.
//!
//! A thread per connection with blocking reads: with tens of connections nothing is cheaper for the machine that the
//! service shares. Requests are written beforehand and answers are read no further than needed, so that the load's own
//! work is small. Must not know what is asked for.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail, ensure};

use super::latency::Latency;

/// An answer that takes longer is a failure.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
/// More than any answer of the operation has.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Open connections and what they ask.
pub(super) struct Load {
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
        // Each connection begins elsewhere, so that they do not ask for the same user at the same time.
        let connections = (0..connections)
            .map(|number| Connection::open(address, number * requests.len() / connections))
            .collect::<Result<_, _>>()?;
        Ok(Self { connections, requests })
    }

    /// Asks over all connections at once for the given time.
    ///
    /// # Errors
    /// An answer is not a 200, cannot be read or does not come. Nothing is left out of the count, so the first ends the
    /// run.
    pub(super) fn run(&mut self, duration: Duration) -> anyhow::Result<Served> {
        let (requests, failed) = (&self.requests, AtomicBool::new(false));
        let begin = Instant::now();
        let end = begin + duration;
        let times = thread::scope(|scope| {
            let failed = &failed;
            let threads: Vec<_> = self
                .connections
                .iter_mut()
                .map(|connection| scope.spawn(move || connection.ask_until(end, requests, failed)))
                .collect();
            let mut times = Vec::new();
            for thread in threads {
                times.append(&mut thread.join().map_err(|_| anyhow!("a thread of the load panicked"))??);
            }
            anyhow::Ok(times)
        })?;
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
    buffer: Vec<u8>,
}

impl Connection {
    fn open(address: &str, first: usize) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(ANSWER_TIMEOUT))?;
        stream.set_write_timeout(Some(ANSWER_TIMEOUT))?;
        Ok(Self { stream, next: first, buffer: vec![0; ANSWER_BYTES_MAX] })
    }

    fn ask_until(
        &mut self,
        end: Instant,
        requests: &[Vec<u8>],
        failed: &AtomicBool,
    ) -> anyhow::Result<Vec<Duration>> {
        let mut times = Vec::new();
        let mut begin = Instant::now();
        while begin < end && !failed.load(Ordering::Relaxed) {
            let answered = self.ask(&requests[self.next % requests.len()]);
            if let Err(error) = answered {
                failed.store(true, Ordering::Relaxed);
                return Err(error);
            }
            self.next += 1;
            let now = Instant::now();
            times.push(now - begin);
            begin = now;
        }
        Ok(times)
    }

    fn ask(&mut self, request: &[u8]) -> anyhow::Result<()> {
        self.stream.write_all(request).context("a request cannot be sent")?;
        let mut filled = 0;
        loop {
            let read = self.stream.read(&mut self.buffer[filled..]).context("an answer does not come")?;
            if read == 0 {
                bail!("the connection ended within an answer of more than {filled} bytes");
            }
            filled += read;
            let Some(length) = answer_length(&self.buffer[..filled])? else { continue };
            match filled.cmp(&length) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => return Ok(()),
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
