//! Sends a request, and sends it again where that does no harm and may help.
//!
//! Knows HTTP and the clock; neither the operations nor the credential.

use crate::settings::{Retries, Settings};
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use reqwest::{Method, Request, Response, StatusCode};
use std::time::{Duration, SystemTime};
use tokio::time::{Instant, sleep};

/// With this header the server does what is sent twice once.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The last answer or failure, once it is final, the attempts are used up, or the deadline is near.
pub(crate) async fn send(
    http_client: &reqwest::Client,
    mut request: Request,
    settings: &Settings,
) -> reqwest::Result<Response> {
    // `None` is a deadline beyond the clock's range, which is none.
    let deadline = Instant::now().checked_add(settings.deadline);
    let remaining =
        || deadline.map_or(Duration::MAX, |deadline| deadline.saturating_duration_since(Instant::now()));
    let idempotent = is_idempotent(request.method()) || request.headers().contains_key(IDEMPOTENCY_KEY);
    let mut attempt = 1;
    loop {
        let repetition = if attempt < settings.retries.attempts_max { request.try_clone() } else { None };
        *request.timeout_mut() = Some(settings.attempt_timeout.min(remaining()));
        let outcome = http_client.execute(request).await;
        let Some(repetition) = repetition else { return outcome };
        let Some(pause) = pause(&outcome, idempotent, attempt, &settings.retries) else { return outcome };
        if pause >= remaining() {
            return outcome;
        }
        drop(outcome);
        sleep(pause).await;
        request = repetition;
        attempt += 1;
    }
}

/// Whether sending twice has the effect of sending once (RFC 9110 §9.2.2).
fn is_idempotent(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS, Method::PUT, Method::DELETE].contains(method)
}

/// How long to wait before the next attempt; `None` where the outcome is final.
fn pause(
    outcome: &reqwest::Result<Response>,
    idempotent: bool,
    attempt: u32,
    retries: &Retries,
) -> Option<Duration> {
    let retry_after = match outcome {
        // The server never saw the request, so that any method is safe.
        Err(error) if error.is_connect() => Duration::ZERO,
        Err(error) if idempotent && (error.is_timeout() || error.is_request()) => Duration::ZERO,
        Ok(response) if idempotent && is_transient(response.status()) => {
            retry_after(response.headers(), SystemTime::now()).unwrap_or_default()
        }
        Ok(_) | Err(_) => return None,
    };
    (retry_after <= retries.retry_after_max).then(|| retry_after.saturating_add(backoff(attempt, retries)))
}

fn is_transient(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

/// A random part of the longest pause before the attempt after this one.
fn backoff(attempt: u32, retries: &Retries) -> Duration {
    let longest = backoff_max(attempt, retries);
    // Without randomness the longest pause is still a correct one.
    let share = getrandom::u32().unwrap_or(u32::MAX);
    longest.mul_f64(f64::from(share) / f64::from(u32::MAX))
}

fn backoff_max(attempt: u32, retries: &Retries) -> Duration {
    let factor = 2_u32.saturating_pow(attempt.saturating_sub(1));
    retries.backoff.saturating_mul(factor).min(retries.backoff_max)
}

/// How long the server asks to wait: seconds, or a date (RFC 9110 §10.2.3).
///
/// A date is compared with the server's own clock where the answer tells it, so that a wrong clock here does no harm.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok().map(str::trim);
    let value = text(RETRY_AFTER)?;
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number holds are a very long time.
        return (!value.is_empty()).then(|| Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    let now = text(DATE).and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or(now);
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{backoff, backoff_max, is_idempotent, retry_after};
    use crate::Retries;
    use reqwest::Method;
    use reqwest::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};
    use std::time::{Duration, SystemTime};

    #[track_caller]
    fn check_retry_after(value: &str, date: Option<&'static str>, expected: Option<Duration>) {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(value).unwrap());
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_static(date));
        }
        let now = httpdate::parse_http_date("Thu, 01 Jan 2026 00:00:00 GMT").unwrap();
        assert_eq!(retry_after(&headers, now), expected, "{value} at {date:?}");
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        check_retry_after("0", None, seconds(0));
        check_retry_after("120", None, seconds(120));
        check_retry_after("99999999999999999999999", None, seconds(u64::MAX));
        check_retry_after("Thu, 01 Jan 2026 00:00:30 GMT", None, seconds(30));
        check_retry_after("Thursday, 01-Jan-26 00:00:30 GMT", None, seconds(30));
        check_retry_after("Wed, 31 Dec 2025 23:00:00 GMT", None, seconds(0));
        // The clock here is an hour behind the server's.
        check_retry_after("Thu, 01 Jan 2026 01:00:02 GMT", Some("Thu, 01 Jan 2026 01:00:00 GMT"), seconds(2));
        for nonsense in ["", "-1", "1.5", "soon"] {
            check_retry_after(nonsense, None, None);
        }
        assert_eq!(retry_after(&HeaderMap::new(), SystemTime::now()), None);
    }

    #[test]
    fn backoff_doubles_up_to_its_limit() {
        let retries = Retries::default();
        let longest = |attempt| backoff_max(attempt, &retries).as_millis();
        assert_eq!([1, 2, 3, 6, 7, u32::MAX].map(longest), [100, 200, 400, 3200, 5000, 5000]);
    }

    #[test]
    fn backoff_is_random_within_its_limit() {
        let retries = Retries { backoff: Duration::from_secs(1), ..Retries::default() };
        let pauses: Vec<Duration> = (0..64).map(|_| backoff(1, &retries)).collect();
        assert!(pauses.iter().all(|pause| *pause <= Duration::from_secs(1)), "{pauses:?}");
        assert!(pauses.iter().any(|pause| *pause != pauses[0]), "{pauses:?}");
    }

    #[test]
    fn post_and_patch_are_not_idempotent() {
        assert!(!is_idempotent(&Method::POST) && !is_idempotent(&Method::PATCH));
        assert!(is_idempotent(&Method::GET) && is_idempotent(&Method::DELETE) && is_idempotent(&Method::PUT));
    }
}
