//! What the headers of an answer say.

use crate::ResponseValue;
use crate::types::EntityTags;
use reqwest::header::{ETAG, HeaderMap};

/// Reads the headers of an answer.
pub trait ResponseExt {
    /// The entity tag of the answer's representation, to give to `if_match` or `if_none_match`; `None` where the answer
    /// has none, or none that is well formed.
    fn entity_tag(&self) -> Option<EntityTags>;

    /// The id of the request in the service's log; quote it when you report a problem.
    fn request_id(&self) -> Option<&str>;
}

impl<T> ResponseExt for ResponseValue<T> {
    fn entity_tag(&self) -> Option<EntityTags> {
        self.headers().get(ETAG)?.to_str().ok()?.parse().ok()
    }

    fn request_id(&self) -> Option<&str> {
        request_id(self.headers())
    }
}

pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-request-id")?.to_str().ok()
}
