//! Why a request did not reach its handler, or could not be answered by it.
//!
//! A refusal has no shape of its own: each tag words it in its own error body, and the generated code puts that body
//! under the status that the operation documents for it.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// How many violations an answer lists.
pub(super) const VIOLATIONS_MAX: usize = 100;
/// How many characters of a pointer or a detail an answer has.
const TEXT_MAX: usize = 240;

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// A JSON pointer (RFC 6901) into the request: `/body/…`, `/query/…`, `/path/…` or `/header/…`.
    pub pointer: String,
    /// What is wrong there. It never repeats the value, which may be a secret.
    pub detail: String,
}

impl Violation {
    /// A violation at a place. Texts that are very long are cut: they come from the request.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let (pointer, detail) = (pointer.into(), detail.into());
        Violation { pointer: cut(&pointer).into_owned(), detail: cut(&detail).into_owned() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.pointer, self.detail)
    }
}

/// Why a request was refused. The text is for the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It cannot be read: not JSON, not UTF-8, not decodable.
    Unreadable {
        /// What cannot be read, and why.
        reason: String,
    },
    /// It can be read and breaks the document's schemas.
    Invalid {
        /// Everything that is wrong, of both kinds.
        violations: Vec<Violation>,
    },
    /// It keeps to the schemas and cannot be meant, such as a time zone that does not exist.
    Meaningless {
        /// Everything that is wrong.
        violations: Vec<Violation>,
    },
    /// It has no valid credential.
    Unauthenticated {
        /// For programs, such as `unauthorized` or `session_token_expired`.
        code: &'static str,
        /// What is wrong with the credential.
        reason: &'static str,
        /// Whether there was one at all. Without one the challenge names no error (RFC 6750 §3.1).
        presented: bool,
    },
    /// It may not be done by this caller, or came by cookie from a foreign origin.
    Forbidden {
        /// Why not.
        reason: String,
    },
    /// Its body did not arrive in time.
    BodyTimeout {
        /// How long was waited.
        limit: Duration,
    },
    /// Its body is too large.
    BodyTooLarge {
        /// The most bytes that are taken.
        bytes_max: usize,
    },
    /// Its body is of a media type, charset or coding that is not taken.
    UnsupportedMediaType {
        /// What came, and what is taken.
        reason: String,
    },
    /// The service failed. The cause is in the log and not here.
    Failed,
    /// The service cannot do it now.
    Unavailable {
        /// When to try again.
        retry_after: Duration,
    },
}

impl Refusal {
    /// A refusal for violations of the two kinds: any broken schema makes it [`Refusal::Invalid`].
    pub(super) fn of(invalid: Vec<Violation>, meaningless: Vec<Violation>) -> Option<Refusal> {
        match (invalid.is_empty(), meaningless.is_empty()) {
            (true, true) => None,
            (true, false) => Some(Refusal::Meaningless { violations: bounded(meaningless) }),
            (false, _) => {
                let violations = invalid.into_iter().chain(meaningless).collect();
                Some(Refusal::Invalid { violations: bounded(violations) })
            }
        }
    }

    /// A name for programs: the `code` of the error bodies.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Unreadable { .. } | Refusal::Invalid { .. } => "bad_request",
            Refusal::Meaningless { .. } => "unprocessable_entity",
            Refusal::Unauthenticated { code, .. } => code,
            Refusal::Forbidden { .. } => "forbidden",
            Refusal::BodyTimeout { .. } => "request_timeout",
            Refusal::BodyTooLarge { .. } => "content_too_large",
            Refusal::UnsupportedMediaType { .. } => "unsupported_media_type",
            Refusal::Failed => "internal_server_error",
            Refusal::Unavailable { .. } => "service_unavailable",
        }
    }

    /// The violations, where that is what is wrong.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        match self {
            Refusal::Invalid { violations } | Refusal::Meaningless { violations } => violations,
            Refusal::Unreadable { .. }
            | Refusal::Unauthenticated { .. }
            | Refusal::Forbidden { .. }
            | Refusal::BodyTimeout { .. }
            | Refusal::BodyTooLarge { .. }
            | Refusal::UnsupportedMediaType { .. }
            | Refusal::Failed
            | Refusal::Unavailable { .. } => &[],
        }
    }

    /// The value of `WWW-Authenticate` (RFC 6750 §3) that goes with an unauthenticated request.
    #[must_use]
    pub fn challenge(&self) -> String {
        if let Refusal::Unauthenticated { reason, presented: true, .. } = self {
            return format!(
                r#"Bearer realm="selfsame", error="invalid_token", error_description="{reason}""#
            );
        }
        r#"Bearer realm="selfsame""#.to_owned()
    }

    /// The value of `Retry-After` (RFC 9110 §10.2.3), in whole seconds, rounded up.
    #[must_use]
    pub fn retry_after_seconds(&self) -> i64 {
        if let Refusal::Unavailable { retry_after } = self { whole_seconds(*retry_after) } else { 1 }
    }
}

/// The first violations, and whether there are more: an answer must not grow with a request that is all wrong.
fn bounded(mut violations: Vec<Violation>) -> Vec<Violation> {
    if violations.len() > VIOLATIONS_MAX {
        violations.truncate(VIOLATIONS_MAX);
        violations.push(Violation::new("", "there are more violations than are listed"));
    }
    violations
}

/// A text of a request as far as it may stand in an answer.
pub(super) fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(TEXT_MAX) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// A wait in whole seconds, rounded up, as `Retry-After` has it.
#[must_use]
pub fn whole_seconds(duration: Duration) -> i64 {
    let whole = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
    i64::try_from(whole).unwrap_or(i64::MAX)
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Unreadable { reason }
            | Refusal::Forbidden { reason }
            | Refusal::UnsupportedMediaType { reason } => formatter.write_str(reason),
            Refusal::Invalid { violations } | Refusal::Meaningless { violations } => {
                let plural = if violations.len() == 1 { "" } else { "s" };
                write!(formatter, "the request has {} violation{plural}", violations.len())
            }
            Refusal::Unauthenticated { reason, .. } => formatter.write_str(reason),
            Refusal::BodyTimeout { limit } => {
                write!(formatter, "the body did not arrive within {} seconds", limit.as_secs_f64())
            }
            Refusal::BodyTooLarge { bytes_max } => {
                write!(formatter, "the body is larger than {bytes_max} bytes")
            }
            Refusal::Failed => {
                formatter.write_str("the service failed; its log has the cause under the request id")
            }
            Refusal::Unavailable { retry_after } => {
                write!(
                    formatter,
                    "the service cannot do this now; try again in {} s",
                    whole_seconds(*retry_after)
                )
            }
        }
    }
}

/// A refusal, worded: what it was, and the body that says so in the tag's own shape.
#[derive(Debug)]
pub struct Refused<E> {
    /// Why.
    pub refusal: Refusal,
    /// The error body.
    pub body: E,
}
