//! How long to wait and how often to repeat.
//!
//! Values only: what is done with them stands in `retry` and `construction`.

use std::time::Duration;

/// The time limits of a client, and how it repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How long to wait for a connection, TLS included, before the attempt counts as failed. Default: 5 s.
    pub connect_timeout: Duration,
    /// How long one attempt may take, from its start to the last byte of the answer's body. Default: 15 s.
    pub attempt_timeout: Duration,
    /// How long one call may take with all attempts, the pauses between them, and the answer's body. Default: 30 s.
    ///
    /// A pause that would not end before the deadline is not begun: the call then answers at once what it has.
    pub deadline: Duration,
    /// When and how often to repeat a request.
    pub retries: Retries,
}

/// When and how often to repeat a request.
///
/// A request is repeated if no connection was established, whatever it asks for. Otherwise only an idempotent one (GET,
/// HEAD, OPTIONS, PUT, DELETE, and any with an `Idempotency-Key`) is, when the connection broke, when the attempt timed
/// out, and when the answer is 429, 502, 503 or 504. An attempt whose answer was lost may have had its effect: a repeated write with `If-Match` can then
/// answer 412, and a repeated DELETE 404.
///
/// Before the attempt *n* + 1 the client pauses for a random time between zero and `backoff` · 2^(*n* − 1), but at most
/// `backoff_max`; an answer's `Retry-After` is added to that, so that waiting clients do not all return at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retries {
    /// How often a request is sent at most, the first attempt included; 0 and 1 both mean that nothing is repeated.
    /// Default: 4.
    pub attempts_max: u32,
    /// The longest pause before the second attempt. Default: 100 ms.
    pub backoff: Duration,
    /// The longest pause before any attempt, `Retry-After` aside. Default: 5 s.
    pub backoff_max: Duration,
    /// The longest `Retry-After` that is waited for; an answer that asks for more is returned at once. Default: 20 s.
    pub retry_after_max: Duration,
}

impl Retries {
    /// Nothing is repeated.
    #[must_use]
    pub fn none() -> Self {
        Self { attempts_max: 1, ..Self::default() }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            attempt_timeout: Duration::from_secs(15),
            deadline: Duration::from_secs(30),
            retries: Retries::default(),
        }
    }
}

impl Default for Retries {
    fn default() -> Self {
        Self {
            attempts_max: 4,
            backoff: Duration::from_millis(100),
            backoff_max: Duration::from_secs(5),
            retry_after_max: Duration::from_secs(20),
        }
    }
}
