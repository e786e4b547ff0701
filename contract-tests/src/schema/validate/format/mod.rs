//! What a `format` demands of a string. Sources: OpenAPI 3.0.3, "Data Types"; JSON Schema draft 7 (validation), §7.3.
//!
//! A format that is not known here demands nothing, as the specification has it. It must not know schemas.

mod network;
mod time;
mod uri;

/// The formats of strings that are checked.
pub const KNOWN: [&str; 13] = [
    "byte",
    "date",
    "date-time",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "time",
    "uri",
    "uri-ref",
    "uri-reference",
    "uriref",
    "uuid",
];

/// Whether the text is of the format; any text is of a format that is not [`KNOWN`].
pub fn is_valid(format: &str, text: &str) -> bool {
    match format {
        "byte" => is_base64(text),
        "date" => time::is_date(text),
        "date-time" => time::is_date_time(text),
        "email" => network::is_email(text),
        "hostname" => network::is_hostname(text),
        "ipv4" => text.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        "time" => time::is_time(text),
        "uri" => uri::is_uri(text),
        "uri-reference" | "uriref" | "uri-ref" => uri::is_reference(text),
        "uuid" => is_uuid(text),
        _ => true,
    }
}

/// RFC 4648 §4, with its padding.
fn is_base64(text: &str) -> bool {
    let unpadded = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    text.len().is_multiple_of(4) && unpadded.bytes().all(alphabet)
}

/// RFC 9562 §4, of any version and variant.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    fn check(format: &str, valid: &[&str], invalid: &[&str]) {
        for text in valid {
            assert!(is_valid(format, text), "{text:?} is a {format}");
        }
        for text in invalid {
            assert!(!is_valid(format, text), "{text:?} is no {format}");
        }
    }

    #[test]
    fn base64() {
        check(
            "byte",
            &["", "TQ==", "TWE=", "TWFu", "+/+/"],
            &["T", "TQ", "TQ=", "T===", "====", "-_-_", "TQ= =", "TWFu\n"],
        );
    }

    #[test]
    fn uuid() {
        check(
            "uuid",
            &[
                "2489e9ad-2ee2-8e00-8ec9-32d5f69181c0",
                "00000000-0000-0000-0000-000000000000",
                "2489E9AD-2EE2-8E00-8EC9-32D5F69181C0",
            ],
            &[
                "",
                "2489e9ad2ee28e008ec932d5f69181c0",
                "2489e9ad-2ee2-8e00-8ec9-32d5f69181cg",
                "{489e9ad-2ee2-8e00-8ec9-32d5f69181c}",
                "2489e9ad-2ee2-8e00-8ec9-32d5f69181c00",
            ],
        );
    }

    #[test]
    fn addresses() {
        check(
            "ipv4",
            &["0.0.0.0", "255.255.255.255"],
            &["256.0.0.0", "1.2.3", "01.2.3.4", "1.2.3.4 ", "0x1.2.3.4"],
        );
        check(
            "ipv6",
            &["::", "::1", "fe80::1", "::ffff:1.2.3.4", "1:2:3:4:5:6:7:8"],
            &["1.2.3.4", ":::", "1::2::3", "fe80::1%eth0", "12345::"],
        );
    }

    #[test]
    fn unknown_formats_demand_nothing() {
        check("colour", &["", "anything"], &[]);
        check("password", &[""], &[]);
        check("binary", &["\0"], &[]);
    }
}
