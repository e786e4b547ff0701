//! The numbers that the use cases go by. Every limit of this layer is here.

use std::num::NonZeroUsize;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Lifetimes and limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How long a session token lives.
    pub session_ttl: Duration,
    /// How long a refresh token lives.
    pub refresh_ttl: Duration,
    /// How long a used refresh token may be sent again, and a replaced session token still be used.
    pub reuse_window: Duration,
    /// How long a session that is over is remembered, so that its tokens are answered as expired.
    pub session_retention: Duration,
    /// How many sessions a user may have; the least recently refreshed end.
    pub sessions_max: u32,
    /// How long a deleted user can be restored; zero erases at once.
    pub erasure_grace: Duration,
    /// How long the answer to a request with an `Idempotency-Key` is kept.
    pub idempotency_ttl: Duration,
    /// How many passwords are hashed at once. Each takes a core and 19 MiB.
    pub password_hashes_max: usize,
    /// How many passwords may wait for that; more are turned away.
    pub password_queue_max: usize,
    /// How many pictures are decoded at once. Each takes a core and up to 40 MiB.
    pub pictures_max: usize,
    /// How many pictures may wait for that, with 256 KiB each; more are turned away.
    pub picture_queue_max: usize,
    /// How often an account and an address may try.
    pub rate_limits: RateLimits,
}

/// How often an account and an address may try, by purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateLimits {
    /// Logins with one e-mail address.
    pub login_account: RateLimit,
    /// Logins from one network address.
    pub login_address: RateLimit,
    /// Registrations of one e-mail address.
    pub register_account: RateLimit,
    /// Registrations from one network address.
    pub register_address: RateLimit,
    /// Refreshes of one session.
    pub refresh_account: RateLimit,
    /// Refreshes from one network address.
    pub refresh_address: RateLimit,
}

/// `burst` tries at once, and as many again in each `period`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// How many tries at once; 0 counts as 1.
    pub burst: u32,
    /// How long a spent budget takes to fill again.
    pub period: Duration,
}

impl RateLimit {
    /// `burst` tries per minute.
    pub const fn per_minute(burst: u32) -> Self {
        Self { burst, period: MINUTE }
    }
}

impl Default for RateLimits {
    /// An account's budget stops guessing; an address's is wider, since a whole office may share it.
    fn default() -> Self {
        Self {
            login_account: RateLimit::per_minute(10),
            login_address: RateLimit::per_minute(60),
            register_account: RateLimit::per_minute(5),
            register_address: RateLimit::per_minute(30),
            refresh_account: RateLimit::per_minute(30),
            refresh_address: RateLimit::per_minute(300),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self {
            session_ttl: 10 * MINUTE,
            refresh_ttl: 30 * DAY,
            reuse_window: Duration::from_secs(10),
            session_retention: 7 * DAY,
            sessions_max: 1_000,
            erasure_grace: 30 * DAY,
            idempotency_ttl: DAY,
            password_hashes_max: cores,
            // About a second of work.
            password_queue_max: cores * 32,
            // Half of the cores, so that pictures never keep everything else waiting.
            pictures_max: cores.div_ceil(2),
            // About two seconds of work.
            picture_queue_max: cores * 32,
            rate_limits: RateLimits::default(),
        }
    }
}
