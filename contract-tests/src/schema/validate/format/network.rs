//! Host names (RFC 1123 §2.1) and e-mail addresses (RFC 5321 §4.1.2), in ASCII.

const HOSTNAME_BYTES_MAX: usize = 253;
const LABEL_BYTES_MAX: usize = 63;
const LOCAL_PART_BYTES_MAX: usize = 64;

/// Labels of letters, digits and inner hyphens.
pub(super) fn is_hostname(text: &str) -> bool {
    let label = |label: &str| {
        (1..=LABEL_BYTES_MAX).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= HOSTNAME_BYTES_MAX && text.split('.').all(label)
}

/// A `Mailbox`.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_local = match local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => is_quoted(quoted),
        None => local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom)),
    };
    let is_domain = match domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => match address.strip_prefix("IPv6:") {
            Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
            None => address.parse::<std::net::Ipv4Addr>().is_ok(),
        },
        None => is_hostname(domain),
    };
    local.len() <= LOCAL_PART_BYTES_MAX && is_local && is_domain
}

/// `atext` (RFC 5322 §3.2.3).
fn is_atom(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

/// The inside of a `Quoted-string`.
fn is_quoted(text: &str) -> bool {
    let mut escaped = false;
    let all = text.bytes().all(|byte| {
        let ok = (b' '..=b'~').contains(&byte) && (escaped || byte != b'"');
        escaped = !escaped && byte == b'\\';
        ok
    });
    all && !escaped
}

#[cfg(test)]
mod tests {
    use super::{is_email, is_hostname};

    #[test]
    fn hostnames() {
        let long = ["a".repeat(63).as_str(), &"b".repeat(63), &"c".repeat(63), &"d".repeat(61)].join(".");
        for text in ["a", "localhost", "example.com", "1.2.3.4", "a-b.c", "xn--e1afmkfd", long.as_str()] {
            assert!(is_hostname(text), "{text}");
        }
        let longer = format!("{long}e");
        let label = "a".repeat(64);
        for text in ["", ".", "a.", ".a", "-a", "a-", "a_b", "é", "a b", longer.as_str(), label.as_str()] {
            assert!(!is_hostname(text), "{text}");
        }
    }

    #[test]
    fn emails() {
        for text in [
            "ada@example.com",
            "a@b",
            "a.b+c@d.e",
            "!#$%&'*+-/=?^_`{|}~@x.org",
            "\"a b\"@c",
            "\"a\\\"@\"@c",
            "a@[127.0.0.1]",
            "a@[IPv6:::1]",
        ] {
            assert!(is_email(text), "{text}");
        }
        for text in [
            "",
            "@",
            "a@",
            "@b",
            "a",
            "a b@c",
            ".a@b",
            "a.@b",
            "a..b@c",
            "a@b@c",
            "a@b_c",
            "\"a\"b@c",
            "\"a\\\"@c",
            "é@b",
            "a@[b]",
        ] {
            assert!(!is_email(text), "{text}");
        }
    }
}
