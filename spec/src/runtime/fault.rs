//! Failures on request, so that clients and the contract suite see what the document says of failures.
//!
//! They strike where a handler would be called, after admission and reading, and take the way of any other failure: a
//! panic is caught, logged and answered like one of the handler's own. It must not know how a failure is answered.

use super::refusal::Refusal;
use http::HeaderMap;
use std::time::Duration;

/// The request header that names a fault.
const HEADER: &str = "x-selfsame-fault";

/// When the caller of a service that is said to be unavailable may try again.
const RETRY: Duration = Duration::from_secs(1);

/// Whether requests may ask for a failure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Faults {
    /// The header means nothing. What every service but one for development has.
    #[default]
    Ignored,
    /// `X-Selfsame-Fault: panic` makes the handler panic, `unavailable` makes the service unavailable.
    OnRequest,
}

impl Faults {
    /// Fails as the request asks.
    ///
    /// # Errors
    /// [`Refusal::Unavailable`]; [`Refusal::Unreadable`] for a fault that does not exist.
    ///
    /// # Panics
    /// When that is what is asked for.
    pub(super) fn strike(self, headers: &HeaderMap) -> Result<(), Refusal> {
        let Some(fault) = headers.get(HEADER).filter(|_| self == Faults::OnRequest) else { return Ok(()) };
        match fault.as_bytes() {
            b"panic" => panic!("a request asked for it"),
            b"unavailable" => Err(Refusal::Unavailable { retry_after: RETRY }),
            _ => {
                let reason = "X-Selfsame-Fault is neither panic nor unavailable".to_owned();
                Err(Refusal::Unreadable { reason })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Faults, HEADER};
    use http::{HeaderMap, HeaderValue};
    use std::panic::catch_unwind;

    /// The code of the refusal; `panic` when that is what came.
    fn struck(faults: Faults, fault: Option<&'static str>) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        if let Some(fault) = fault {
            headers.insert(HEADER, HeaderValue::from_static(fault));
        }
        match catch_unwind(|| faults.strike(&headers)) {
            Ok(result) => result.err().map(|refusal| refusal.code()),
            Err(_) => Some("panic"),
        }
    }

    #[test]
    fn a_fault_strikes_where_it_may_be_asked_for() {
        for (fault, expected) in [
            (None, None),
            (Some("panic"), Some("panic")),
            (Some("unavailable"), Some("service_unavailable")),
            (Some("Panic"), Some("bad_request")),
        ] {
            assert_eq!(struck(Faults::OnRequest, fault), expected, "{fault:?}");
            assert_eq!(struck(Faults::Ignored, fault), None, "{fault:?}");
        }
    }
}
