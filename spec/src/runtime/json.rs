//! JSON out: values that are serialised once, and their entity tags.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::fmt;
use std::marker::PhantomData;

/// Bytes of the hash that an entity tag keeps: 128 bits, so that two representations do not meet by chance.
const ENTITY_TAG_BYTES: usize = 16;

/// A `T`, serialised. Only a `T` can become one, so what is sent has the documented shape.
pub struct Json<T> {
    text: Result<Bytes, serde_json::Error>,
    of: PhantomData<fn(T)>,
}

impl<T: Serialize> Json<T> {
    /// Serialises the value. A failure shows when the answer is built.
    pub fn new(value: &T) -> Self {
        Json { text: serde_json::to_vec(value).map(Bytes::from), of: PhantomData }
    }
}

impl<T> Json<T> {
    /// A strong entity tag (RFC 9110 §8.8.3) of exactly these bytes, with its quotes.
    #[must_use]
    pub fn entity_tag(&self) -> String {
        let digest = Sha256::digest(self.text.as_deref().unwrap_or_default());
        format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest[..ENTITY_TAG_BYTES]))
    }

    pub(super) fn into_bytes(self) -> Result<Bytes, serde_json::Error> {
        self.text
    }
}

impl<T: Serialize> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Json::new(&value)
    }
}

impl<T> fmt::Debug for Json<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Json(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn an_entity_tag_follows_the_content() {
        let tag = |text: &str| Json::new(&text).entity_tag();
        assert_eq!(tag("a"), tag("a"));
        assert_ne!(tag("a"), tag("b"));
        assert_eq!(tag("a").len(), 24);
    }
}
