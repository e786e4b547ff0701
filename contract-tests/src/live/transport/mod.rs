//! HTTP/1.1 by hand, so that a request goes over the wire exactly as it was made and a response is seen exactly as it
//! came: header bytes, framing and what follows a message included.
//!
//! Connections are kept and reused; redirects are not followed. Source: RFC 9112. It must not know what requests and
//! responses mean.

mod acknowledgement;
mod connection;
mod response;
mod tls;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::time::timeout;

use self::connection::Connection;
use self::tls::Tls;
use super::base::Base;
use super::exchange::{Failure, Outcome, Sent};

/// What one exchange may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Until a connection is there.
    pub connect: Duration,
    /// Until the head of the response is there.
    pub answer: Duration,
    /// Between two pieces of the response's body.
    pub stall: Duration,
    /// Bytes of the response, head and body.
    pub bytes_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            answer: Duration::from_secs(10),
            stall: Duration::from_secs(2),
            bytes_max: 16 * 1024 * 1024,
        }
    }
}

/// After so many stalled bodies a server is known to announce more than it sends, and is waited for no longer than
/// [`STALL_SHORT`] each time.
const STALLS_PATIENT: u32 = 3;
const STALL_SHORT: Duration = Duration::from_millis(200);

/// The connections to one server.
#[derive(Debug)]
pub struct Transport {
    base: Base,
    limits: Limits,
    tls: Option<Tls>,
    idle: Mutex<Vec<Connection>>,
    stalls: AtomicU32,
}

/// Encryption cannot be set up on this machine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot use https: {0}\n  help: check the certificates that this system trusts")]
pub struct TlsError(String);

impl Transport {
    /// A transport without connections.
    ///
    /// # Errors
    /// The base is encrypted and the system's certificates cannot be used.
    pub fn new(base: Base, limits: Limits) -> Result<Self, TlsError> {
        let tls = if base.tls { Some(Tls::new(&base.host)?) } else { None };
        Ok(Self { base, limits, tls, idle: Mutex::new(Vec::new()), stalls: AtomicU32::new(0) })
    }

    /// The server's base.
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// Sends a request and waits for what becomes of it. A kept connection that turns out to be closed is replaced
    /// once (RFC 9112 §9.3.1).
    pub async fn exchange(&self, sent: &Sent) -> Outcome {
        if let Some(mut connection) = self.kept() {
            match self.run(&mut connection, sent).await {
                Err(Failure::Closed) => {}
                outcome => return self.keep(connection, outcome),
            }
        }
        let mut connection = timeout(self.limits.connect, self.connect())
            .await
            .map_err(|_| Failure::Connect("no answer in time".to_owned()))??;
        let outcome = self.run(&mut connection, sent).await;
        self.keep(connection, outcome)
    }

    async fn run(&self, connection: &mut Connection, sent: &Sent) -> Outcome {
        let head = head(sent, &self.base.authority);
        let stalls = self.stalls.load(Ordering::Relaxed);
        let mut limits = self.limits;
        if stalls >= STALLS_PATIENT {
            limits.stall = limits.stall.min(STALL_SHORT);
        }
        let outcome = connection.exchange(&head, sent, &limits).await;
        if outcome.as_ref().is_ok_and(|received| received.framing.short.is_some()) {
            self.stalls.fetch_add(1, Ordering::Relaxed);
        }
        outcome
    }

    async fn connect(&self) -> Result<Connection, Failure> {
        Connection::open(&self.base.host, self.base.port, self.tls.as_ref()).await
    }

    fn kept(&self) -> Option<Connection> {
        let mut idle = self.idle.lock().ok()?;
        while let Some(mut connection) = idle.pop() {
            if connection.is_quiet() {
                return Some(connection);
            }
        }
        None
    }

    fn keep(&self, connection: Connection, outcome: Outcome) -> Outcome {
        if outcome.is_ok()
            && connection.is_reusable()
            && let Ok(mut idle) = self.idle.lock()
        {
            idle.push(connection);
        }
        outcome
    }
}

/// What is added where it is absent, as `curl` adds it: servers and proxies refuse requests without.
const STANDING: [(&str, &str); 2] = [("Accept", "*/*"), ("User-Agent", "contract-tests")];

/// The request line and the header section.
fn head(sent: &Sent, authority: &str) -> Vec<u8> {
    let mut head = Vec::with_capacity(256);
    for part in [sent.method.as_str(), " ", sent.target.as_str(), " HTTP/1.1\r\n"] {
        head.extend_from_slice(part.as_bytes());
    }
    let mut field = |name: &str, value: &[u8]| {
        head.extend_from_slice(name.as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value);
        head.extend_from_slice(b"\r\n");
    };
    if sent.header_value("Host").is_none() {
        field("Host", authority.as_bytes());
    }
    for (name, value) in &sent.headers {
        field(name, value);
    }
    for (name, value) in STANDING {
        if sent.header_value(name).is_none() {
            field(name, value.as_bytes());
        }
    }
    let framed =
        sent.header_value("Content-Length").is_some() || sent.header_value("Transfer-Encoding").is_some();
    match &sent.body {
        Some(body) if !framed => field("Content-Length", body.len().to_string().as_bytes()),
        Some(_) | None => {}
    }
    head.extend_from_slice(b"\r\n");
    head
}

#[cfg(test)]
mod tests;
