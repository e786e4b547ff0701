//! URIs and references to them. Source: RFC 3986, appendix A.

/// A URI: with a scheme.
pub(super) fn is_uri(text: &str) -> bool {
    scheme(text).is_some_and(|(scheme, rest)| is_scheme(scheme) && is_relative(rest, true))
}

/// A URI, or a reference relative to one.
pub(super) fn is_reference(text: &str) -> bool {
    is_uri(text) || is_relative(text, false)
}

/// What stands before and after the first colon, when that ends a first path segment.
fn scheme(text: &str) -> Option<(&str, &str)> {
    text.split_once(':').filter(|(scheme, _)| !scheme.contains(['/', '?', '#']))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// `[ "//" authority ] path [ "?" query ] [ "#" fragment ]`.
fn is_relative(text: &str, after_scheme: bool) -> bool {
    let (rest, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = match rest.strip_prefix("//") {
        None => rest,
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            if !is_authority(&rest[..end]) {
                return false;
            }
            &rest[end..]
        }
    };
    let first = path.split('/').next().unwrap_or_default();
    // Without a scheme the first segment must not look as if it ended one.
    let no_scheme = after_scheme || rest.starts_with("//") || !first.contains(':');
    no_scheme
        && consists_of(path, |byte| is_path(byte) || byte == b'/')
        && consists_of(query, |byte| is_path(byte) || matches!(byte, b'/' | b'?'))
        && consists_of(fragment, |byte| is_path(byte) || matches!(byte, b'/' | b'?'))
}

fn is_authority(text: &str) -> bool {
    let (user, host_and_port) = text.split_once('@').unwrap_or(("", text));
    let (host, port) = match host_and_port.strip_prefix('[') {
        Some(rest) => {
            let Some((address, after)) = rest.split_once(']') else { return false };
            if !is_ip_literal(address) || !(after.is_empty() || after.starts_with(':')) {
                return false;
            }
            ("", after.strip_prefix(':').unwrap_or_default())
        }
        None => host_and_port.split_once(':').unwrap_or((host_and_port, "")),
    };
    consists_of(user, |byte| is_unreserved(byte) || is_sub_delimiter(byte) || byte == b':')
        && consists_of(host, |byte| is_unreserved(byte) || is_sub_delimiter(byte))
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// `IPv6address / IPvFuture`.
fn is_ip_literal(text: &str) -> bool {
    let future = text.strip_prefix(['v', 'V']).and_then(|rest| rest.split_once('.'));
    match future {
        Some((version, address)) => {
            !version.is_empty()
                && version.bytes().all(|byte| byte.is_ascii_hexdigit())
                && !address.is_empty()
                && address.bytes().all(|byte| is_unreserved(byte) || is_sub_delimiter(byte) || byte == b':')
        }
        None => text.parse::<std::net::Ipv6Addr>().is_ok(),
    }
}

/// Whether the text is made of percent-encoded bytes and others that are allowed.
fn consists_of(text: &str, allowed: impl Fn(u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if *byte == b'%' {
            let digits = bytes.get(at + 1..at + 3);
            if !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
                return false;
            }
            at += 3;
        } else if allowed(*byte) {
            at += 1;
        } else {
            return false;
        }
    }
    true
}

/// `pchar`, but for percent-encoding.
fn is_path(byte: u8) -> bool {
    is_unreserved(byte) || is_sub_delimiter(byte) || matches!(byte, b':' | b'@')
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

fn is_sub_delimiter(byte: u8) -> bool {
    b"!$&'()*+,;=".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::{is_reference, is_uri};

    #[test]
    fn uris() {
        for text in [
            "https://example.com",
            "http://u:p@h:80/a/b;c=1?q=/?#f",
            "mailto:a@b.c",
            "urn:isbn:1",
            "a:",
            "file:///etc",
            "http://[::1]:8080/",
            "http://[v1.a]/",
            "http://h/%20",
            "tel:+1-2",
            "http://",
        ] {
            assert!(is_uri(text) && is_reference(text), "{text}");
        }
        for text in ["", "/a", "//h/a", "a/b", "?q", "#f", "a/b:c", "%41", ".", "x"] {
            assert!(!is_uri(text), "{text}");
            assert!(is_reference(text), "{text}");
        }
        for text in [
            "http://a b",
            "http://h/é",
            "1a:b",
            ":a",
            "http://[::1",
            "http://[1.2.3.4]/",
            "http://h:x/",
            "http://h/%2",
            "a\\b",
            "http://h/#a#b",
            "<x>",
            "http://[::1]a/",
        ] {
            assert!(!is_uri(text) && !is_reference(text), "{text}");
        }
    }
}
