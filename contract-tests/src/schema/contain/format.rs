//! What is known of formats beside the sets of their strings: which are one, which lie in one another, and samples. It
//! must not know schemas.

use crate::schema::language::Language;
use crate::schema::validate::format;

/// Bounds of the strings of a format. Where both are the same the format is decided exactly; between them the
/// validator is asked of single strings.
#[derive(Clone, Copy, Debug)]
pub(super) struct FormatBounds {
    /// Strings of the format.
    pub(super) within: &'static Language,
    /// All strings of the format, and perhaps others.
    pub(super) around: &'static Language,
}

/// The one name of a format that constrains strings; `None` when it constrains none.
pub(super) fn string_format(name: &str) -> Option<&str> {
    match name {
        "uriref" | "uri-ref" => Some("uri-reference"),
        _ => format::KNOWN.contains(&name).then_some(name),
    }
}

/// Whether every string of the first format is one of the second.
pub(super) fn is_included(format: &str, other: &str) -> bool {
    format == other || matches!((format, other), ("uri", "uri-reference") | ("ipv4", "hostname"))
}

/// Strings of the format, of several lengths and looks.
pub(super) fn samples(format: &str) -> &'static [&'static str] {
    match format {
        "byte" => &["", "TQ==", "TWFu"],
        "date" => &["2024-02-29", "2001-01-01"],
        "date-time" => &["2024-02-29T12:00:00Z", "2001-01-01T00:00:00.5+01:00", "1990-12-31T23:59:60Z"],
        "email" => &["a@b.co", "ada.lovelace@example.com", "\"a b\"@example.org"],
        "hostname" => &["a", "example.com", "xn--e1afmkfd"],
        "ipv4" => &["127.0.0.1", "255.255.255.255"],
        "ipv6" => &["::1", "2001:db8::1", "1:2:3:4:5:6:7:8"],
        "time" => &["12:00:00Z", "00:00:00.5+01:00", "23:59:60Z"],
        "uri" => &["a:b", "https://example.com/", "urn:isbn:0451450523"],
        "uri-reference" => &["", "a", "/a?b#c", "https://example.com/"],
        "uuid" => &["2489e9ad-2ee2-4e00-8ec9-32d5f69181c0"],
        _ => &[],
    }
}

/// What automata say of the format; `None` when they say nothing.
pub(super) fn bounds(format: &str) -> Option<FormatBounds> {
    Some(FormatBounds { within: Language::format_within(format)?, around: Language::format_around(format)? })
}

#[cfg(test)]
mod tests {
    use super::{bounds, is_included, samples, string_format};
    use crate::schema::validate::format;

    #[test]
    fn samples_are_of_their_format() {
        for name in format::KNOWN {
            let name = string_format(name).unwrap();
            let bounds = bounds(name).unwrap();
            for sample in samples(name) {
                assert!(format::is_valid(name, sample), "{name} {sample:?}");
                assert!(bounds.around.contains(sample), "{name} {sample:?}");
            }
            assert!(!samples(name).is_empty(), "{name}");
        }
    }

    #[test]
    fn included_formats_are_included() {
        for name in format::KNOWN {
            for other in format::KNOWN {
                if is_included(name, other) {
                    assert!(samples(name).iter().all(|sample| format::is_valid(other, sample)));
                }
            }
        }
    }
}
