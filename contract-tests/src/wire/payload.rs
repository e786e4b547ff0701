//! The body of a request: a value in a media type, or bytes. It must not know which values are good.

use serde_json::Value;

use super::encode::{component, plain};
use super::media::MediaRange;

/// What separates the parts of a multipart body. No generated value has it.
const BOUNDARY: &str = "contract-tests-7d1e0c5a9b";

/// A body and its `Content-Type`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// `Content-Type` without the boundary; `None` when there shall be no such header.
    pub media_type: Option<String>,
    /// What it carries.
    pub content: Content,
}

/// What a body carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A value, written as the media type writes values.
    Value(Value),
    /// Bytes as they go over the wire.
    Bytes(Vec<u8>),
}

impl Payload {
    /// A value in a media type of the document. A range is given a type of it.
    pub fn value(media_type: &str, value: Value) -> Self {
        Self { media_type: Some(concrete(media_type)), content: Content::Value(value) }
    }

    /// Bytes under a `Content-Type`.
    pub fn bytes_of(media_type: Option<&str>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { media_type: media_type.map(str::to_owned), content: Content::Bytes(bytes.into()) }
    }

    /// The value that it carries, if it carries one.
    pub fn as_value(&self) -> Option<&Value> {
        match &self.content {
            Content::Value(value) => Some(value),
            Content::Bytes(_) => None,
        }
    }

    /// The header's value.
    pub(crate) fn content_type(&self) -> Option<String> {
        let media_type = self.media_type.as_ref()?;
        let range = MediaRange::parse(media_type);
        if range.is_some_and(|range| range.is_multipart()) && self.as_value().is_some() {
            return Some(format!("{media_type}; boundary={BOUNDARY}"));
        }
        Some(media_type.clone())
    }

    /// The bytes; `None` when the media type cannot carry the value.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        let value = match &self.content {
            Content::Bytes(bytes) => return Some(bytes.clone()),
            Content::Value(value) => value,
        };
        let range = self.media_type.as_deref().and_then(MediaRange::parse);
        match range {
            Some(range) if range.is_form() => form(value).map(String::into_bytes),
            Some(range) if range.is_multipart() => multipart(value),
            Some(range) if !range.is_json() => plain(value).map(String::into_bytes),
            Some(_) | None => serde_json::to_vec(value).ok(),
        }
    }
}

/// A type of a range: what the range leaves open is JSON, or bytes.
pub(crate) fn concrete(media_type: &str) -> String {
    match MediaRange::parse(media_type) {
        Some(range) if range.kind == "*" => "application/json".to_owned(),
        Some(range) if range.subtype == "*" => match range.kind.as_str() {
            "application" => "application/json".to_owned(),
            "text" => "text/plain".to_owned(),
            "image" => "image/png".to_owned(),
            kind => format!("{kind}/octet-stream"),
        },
        Some(_) | None => media_type.to_owned(),
    }
}

/// `application/x-www-form-urlencoded` (3.0.3, "Support for x-www-form-urlencoded Request Bodies"): style `form`,
/// exploded; what has structure inside is JSON.
fn form(value: &Value) -> Option<String> {
    let mut pairs = Vec::new();
    for (name, value) in value.as_object()? {
        let one = std::slice::from_ref(value);
        let items = value.as_array().map_or(one, Vec::as_slice);
        pairs.extend(items.iter().map(|item| (name, text(item))));
    }
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", component(name), component(value))).collect();
    Some(pairs.join("&"))
}

/// `multipart/form-data` (3.0.3, "Special Considerations for multipart Content"): a part for each member or item,
/// `application/json` for what has structure.
fn multipart(value: &Value) -> Option<Vec<u8>> {
    let mut body = String::new();
    let mut part = |name: &str, value: &Value| {
        let name = name.replace('"', "%22").replace(['\r', '\n'], "");
        let kind = if plain(value).is_some() { "" } else { "\r\nContent-Type: application/json" };
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{kind}\r\n\r\n");
        body.push_str(&head);
        body.push_str(&text(value));
        body.push_str("\r\n");
    };
    for (name, value) in value.as_object()? {
        let one = std::slice::from_ref(value);
        value.as_array().map_or(one, Vec::as_slice).iter().for_each(|item| part(name, item));
    }
    body.push_str(&format_args!("--{BOUNDARY}--\r\n").to_string());
    Some(body.into_bytes())
}

fn text(value: &Value) -> String {
    plain(value).unwrap_or_else(|| value.to_string())
}
