//! Reading the body of a request: bounded in bytes and in time, of one media type, strict JSON.

use super::operation::BodySpec;
use super::parser::{self, JsonError};
use super::refusal::{Refusal, Violation};
use bytes::Bytes;
use http::{HeaderMap, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::Value;
use std::time::Duration;

/// Reads and parses the body.
///
/// # Errors
/// Each way in which a body can be unusable; what follows the limits is not read.
pub(super) async fn read<B>(
    spec: &BodySpec,
    headers: &HeaderMap,
    body: B,
    time_limit: Duration,
) -> Result<Value, Refusal>
where
    B: http_body_util::BodyExt<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let bytes_max = spec.bytes_max;
    if content_length(headers).is_some_and(|length| length > bytes_max as u64) {
        return Err(Refusal::BodyTooLarge { bytes_max });
    }
    check_coding(headers)?;
    let collected = tokio::time::timeout(time_limit, Limited::new(body, bytes_max).collect()).await;
    let bytes = match collected {
        Err(_) => return Err(Refusal::BodyTimeout { limit: time_limit }),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(Refusal::BodyTooLarge { bytes_max }),
        Ok(Err(error)) => {
            return Err(Refusal::Unreadable { reason: format!("the body broke off: {error}") });
        }
        Ok(Ok(collected)) => collected.to_bytes(),
    };
    if bytes.is_empty() {
        return Err(Refusal::Unreadable { reason: "the body is empty; send a JSON object".to_owned() });
    }
    check_media_type(headers)?;
    parser::read(&bytes).map_err(|error| match &error {
        JsonError::Malformed(_) => Refusal::Unreadable { reason: format!("the body is not JSON: {error}") },
        JsonError::TooDeep { pointer } => {
            let violation = Violation::new(format!("/body{pointer}"), error.to_string());
            Refusal::Meaningless { violations: vec![violation] }
        }
    })
}

fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn check_coding(headers: &HeaderMap) -> Result<(), Refusal> {
    let coded = headers.get_all(header::CONTENT_ENCODING).iter().any(|coding| coding != "identity");
    let reason = || "Content-Encoding is not taken; send the body as it is".to_owned();
    if coded { Err(Refusal::UnsupportedMediaType { reason: reason() }) } else { Ok(()) }
}

fn check_media_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let reason = match (values.next(), values.next()) {
        (None, _) => "Content-Type is missing; send application/json",
        (Some(_), Some(_)) => "Content-Type stands more than once; send application/json",
        (Some(value), None) if value.to_str().is_ok_and(is_json) => return Ok(()),
        (Some(_), None) => "Content-Type is not application/json in UTF-8",
    };
    Err(Refusal::UnsupportedMediaType { reason: reason.to_owned() })
}

/// Whether a media type is `application/json`, with no charset but UTF-8 (RFC 8259 §8.1).
fn is_json(value: &str) -> bool {
    let mut parts = value.split(';').map(str::trim);
    let essence = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    let utf_8 = |part: &str| match part.split_once('=') {
        Some((name, charset)) if name.trim().eq_ignore_ascii_case("charset") => {
            charset.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    };
    essence && parts.all(utf_8)
}

#[cfg(test)]
mod tests {
    use super::is_json;

    #[test]
    fn json_in_utf_8_is_taken() {
        for good in [
            "application/json",
            "Application/JSON ; charset=\"UTF-8\"",
            "application/json;a=b",
            "application/json;",
        ] {
            assert!(is_json(good), "{good}");
        }
        for bad in [
            "",
            "text/json",
            "application/json5",
            "application/json; charset=utf-16",
            "application/vnd.x+json",
        ] {
            assert!(!is_json(bad), "{bad}");
        }
    }
}
