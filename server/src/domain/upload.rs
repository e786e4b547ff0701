//! A picture as somebody sends it, judged by all that can be told without decoding it.
//!
//! It comes as a data URI (RFC 2397). What it is is told by its first bytes, whatever the URI calls it.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::domain::Invalid;

/// A picture that has not been decoded yet.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    /// What its first bytes say.
    pub format: PictureFormat,
    /// The file, at most [`Upload::BYTES_MAX`].
    pub bytes: Vec<u8>,
}

/// A kind of picture that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the formats")]
pub enum PictureFormat {
    Png,
    Jpeg,
    Gif,
    WebP,
}

/// Why an upload is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadRefusal {
    /// It has more than [`Upload::BYTES_MAX`] bytes.
    TooLarge,
    /// It is no picture that is taken.
    Invalid(Invalid),
}

impl From<Invalid> for UploadRefusal {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl Upload {
    /// The most bytes of a file.
    pub const BYTES_MAX: usize = 262_144;
    /// The greatest width and the greatest height, in pixels.
    pub const SIDE_MAX: u32 = 4_096;

    /// Reads a data URI.
    ///
    /// # Errors
    /// It is no base64 data URI, too large, or not of a kind that is taken.
    pub fn parse(uri: &str) -> Result<Self, UploadRefusal> {
        let invalid = |reason: &str| UploadRefusal::from(Invalid::new(reason));
        let data = base64_of(uri)
            .ok_or_else(|| invalid("must be a data URI such as data:image/png;base64,iVBORw0KGgo="))?;
        // Told from the length, so that nothing is allocated for what is too large.
        let padding = data.bytes().rev().take(2).filter(|byte| *byte == b'=').count();
        if (data.len() / 4 * 3).saturating_sub(padding) > Self::BYTES_MAX {
            return Err(UploadRefusal::TooLarge);
        }
        let bytes = STANDARD
            .decode(data)
            .map_err(|_| invalid("must hold base64 of the standard alphabet, with its padding"))?;
        let format =
            PictureFormat::of(&bytes).ok_or_else(|| invalid("must hold a PNG, JPEG, GIF or WebP picture"))?;
        Ok(Self { format, bytes })
    }
}

/// A picture's content is nobody's to see in a log.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{:?} of {} bytes]", self.format, self.bytes.len())
    }
}

/// The part of a base64 data URI that is base64. The scheme and the word `base64` have no case.
fn base64_of(uri: &str) -> Option<&str> {
    let (head, data) = uri.split_once(',')?;
    let starts = head.get(..5)?.eq_ignore_ascii_case("data:");
    let (_, coding) = head.rsplit_once(';')?;
    (starts && coding.eq_ignore_ascii_case("base64")).then_some(data)
}

impl PictureFormat {
    /// What the first bytes of a file say.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            _ => None,
        }
    }

    /// The most pixels in all. Decoding takes time for each of them, and WebP takes twice as much as the others.
    pub const fn pixels_max(self) -> u32 {
        match self {
            Self::Png | Self::Jpeg | Self::Gif => 2_097_152,
            Self::WebP => 1_048_576,
        }
    }

    /// Refuses a picture with no pixels, or with too many, in pixels.
    ///
    /// # Errors
    /// The rule that is broken.
    pub fn check_size(self, width: u32, height: u32) -> Result<(), Invalid> {
        let within = (1..=Upload::SIDE_MAX).contains(&width) && (1..=Upload::SIDE_MAX).contains(&height);
        // Both are small enough for their product.
        if within && width * height <= self.pixels_max() {
            return Ok(());
        }
        let (side, pixels) = (Upload::SIDE_MAX, self.pixels_max());
        Err(Invalid::new(format!("must have 1 to {side} pixels a side and at most {pixels} in all")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

    fn uri(bytes: &[u8]) -> String {
        format!("data:image/png;base64,{}", STANDARD.encode(bytes))
    }

    fn reason(uri: &str) -> String {
        match Upload::parse(uri) {
            Err(UploadRefusal::Invalid(invalid)) => invalid.reason,
            other => panic!("{uri:.60}: {other:?}"),
        }
    }

    #[test]
    fn the_content_decides_and_not_the_media_type() {
        for (bytes, format) in [
            (PNG, PictureFormat::Png),
            (b"\xff\xd8\xff\xe0", PictureFormat::Jpeg),
            (b"GIF87a", PictureFormat::Gif),
            (b"GIF89a", PictureFormat::Gif),
            (b"RIFF\0\0\0\0WEBPVP8 ", PictureFormat::WebP),
        ] {
            let upload = Upload::parse(&uri(bytes)).unwrap();
            assert_eq!((upload.format, upload.bytes.as_slice()), (format, bytes));
        }
        let data = STANDARD.encode(PNG);
        for head in ["data:;base64", "DATA:image/svg+xml;BASE64", "data:image/png;charset=utf-8;base64"] {
            assert!(Upload::parse(&format!("{head},{data}")).is_ok(), "{head}");
        }
        for other in
            [b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".as_slice(), b"BM", b"GIF88a", b"", b"\x89PNG"]
        {
            assert!(reason(&uri(other)).contains("PNG, JPEG, GIF or WebP"), "{other:?}");
        }
    }

    #[test]
    fn only_a_strict_base64_data_uri_is_read() {
        let data = STANDARD.encode(PNG);
        for bad in
            ["example", "", "data", &data, "data:image/png,x", &format!("data:base64,{data}"), "é:é;base64,"]
        {
            assert!(reason(bad).contains("data URI"), "{bad}");
        }
        for bad in ["iVBORw0KGgo", "iVBORw0KGgp=", "iVBO Rw0KGgo=", "iVBORw0KGgo=\n", "iVBORw0KG-_=", "===="]
        {
            assert!(reason(&format!("data:image/png;base64,{bad}")).contains("standard alphabet"), "{bad}");
        }
    }

    #[test]
    fn the_greatest_size_is_exact() {
        for length in [Upload::BYTES_MAX - 1, Upload::BYTES_MAX] {
            let mut bytes = PNG.to_vec();
            bytes.resize(length, 0);
            assert!(Upload::parse(&uri(&bytes)).is_ok(), "{length}");
        }
        for length in [Upload::BYTES_MAX + 1, Upload::BYTES_MAX + 2, Upload::BYTES_MAX + 3] {
            assert_eq!(Upload::parse(&uri(&vec![0; length])), Err(UploadRefusal::TooLarge), "{length}");
        }
    }

    #[test]
    fn sides_and_pixels_are_bounded() {
        for (format, width, height, is_good) in [
            (PictureFormat::Png, 1, 1, true),
            (PictureFormat::Png, 4096, 512, true),
            (PictureFormat::Png, 4096, 513, false),
            (PictureFormat::Jpeg, 1920, 1080, true),
            (PictureFormat::WebP, 1920, 1080, false),
            (PictureFormat::WebP, 1024, 1024, true),
            (PictureFormat::Gif, 4097, 1, false),
            (PictureFormat::Gif, 1, 4097, false),
            (PictureFormat::Gif, 0, 1, false),
            (PictureFormat::Png, u32::MAX, u32::MAX, false),
        ] {
            assert_eq!(format.check_size(width, height).is_ok(), is_good, "{format:?} {width} {height}");
        }
    }
}
