//! Pictures inside JSON.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const PNG: &str = "data:image/png;base64,";

/// A PNG as a data URI (RFC 2397).
#[must_use]
pub fn data_uri(png: &[u8]) -> String {
    let mut uri = String::with_capacity(PNG.len() + png.len().div_ceil(3) * 4);
    uri.push_str(PNG);
    STANDARD.encode_string(png, &mut uri);
    uri
}
