//! Texts that people and programs get wrong: of each format, at its edges and just outside, and texts for any string.
//! It must not know what a schema accepts: what is listed here is checked by the validator before it is used.

use crate::schema::Seed;

/// A text and what it shows.
pub(super) type Text = (&'static str, &'static str);

/// Texts of a format, the plainest first.
pub(super) fn of_format(format: &str) -> &'static [Text] {
    find(PLAIN, if format == "url" { "uri" } else { format })
}

/// Texts that nearly are of a format.
pub(super) fn nearly_of_format(format: &str) -> &'static [Text] {
    find(NEARLY, format)
}

/// A text of a format by chance, as unlike others of the format as there is room; `None` for other formats.
pub(super) fn random_of_format(format: &str, seed: &mut Seed) -> Option<String> {
    let date = |seed: &mut Seed| {
        let (year, month, day) = (1990 + seed.below(40), 1 + seed.below(12), 1 + seed.below(28));
        format!("{year}-{month:02}-{day:02}")
    };
    let time =
        |seed: &mut Seed| format!("{:02}:{:02}:{:02}Z", seed.below(24), seed.below(60), seed.below(60));
    let word = |seed: &mut Seed| format!("{:08x}", seed.below(1 << 32));
    Some(match format {
        "date" => date(seed),
        "time" => time(seed),
        "date-time" => format!("{}T{}", date(seed), time(seed)),
        "uuid" => {
            let (high, low) = (seed.next(), seed.next());
            format!(
                "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
                high >> 32,
                high >> 16 & 0xFFFF,
                high & 0xFFF,
                0x8000 | low >> 48 & 0x3FFF,
                low & 0xFFFF_FFFF_FFFF
            )
        }
        "email" => format!("{}@example.com", word(seed)),
        "uri" | "url" => format!("https://example.com/{}", word(seed)),
        "uri-reference" | "uri-ref" | "uriref" => format!("/{}", word(seed)),
        "hostname" => format!("{}.example.com", word(seed)),
        "ipv4" => format!("198.51.100.{}", seed.below(256)),
        "ipv6" => format!("2001:db8::{:x}", seed.below(1 << 16)),
        _ => return None,
    })
}

fn find(table: &[(&str, &'static [Text])], format: &str) -> &'static [Text] {
    let name = if matches!(format, "uri-ref" | "uriref") { "uri-reference" } else { format };
    table.iter().find(|(known, _)| *known == name).map_or(&[], |(_, texts)| texts)
}

/// Texts of each format, the plainest first.
const PLAIN: &[(&str, &[Text])] = &[
    (
        "date",
        &[
            ("2024-05-17", "a date"),
            ("2024-02-29", "a leap day"),
            ("2000-02-29", "the leap day of a century"),
            ("1969-12-31", "a day before 1970"),
            ("1999-12-31", "the last day of a year"),
            ("9999-12-31", "the last date"),
            ("0001-01-01", "the first date of the first year"),
        ],
    ),
    (
        "date-time",
        &[
            ("2024-05-17T12:30:00Z", "a time in UTC"),
            ("2024-02-29T23:59:59Z", "the last second of a leap day"),
            ("2024-05-17T12:30:00+05:45", "an offset with minutes"),
            ("2024-05-17T12:30:00-08:00", "a negative offset"),
            ("2024-05-17T00:00:00+14:00", "the day before in UTC"),
            ("2024-05-17T12:30:00-00:00", "an unknown offset"),
            ("2024-05-17T12:30:00.5Z", "a fraction of one digit"),
            ("2024-05-17T12:30:00.123456Z", "a fraction of six digits"),
            ("2024-05-17T12:30:00.123456789Z", "a fraction of nine digits"),
            ("2024-05-17t12:30:00z", "small letters"),
            ("1969-12-31T23:59:59Z", "a time before 1970"),
            ("2038-01-19T03:14:08Z", "a time beyond 32 bits"),
            ("9999-12-31T23:59:59Z", "the last second of the last year"),
            ("2016-12-31T23:59:60Z", "a leap second"),
        ],
    ),
    (
        "time",
        &[
            ("12:30:00Z", "a time"),
            ("23:59:59Z", "the last second of a day"),
            ("00:00:00Z", "midnight"),
            ("12:30:00.25+05:45", "a fraction and an offset"),
            ("23:59:60Z", "a leap second"),
        ],
    ),
    (
        "uuid",
        &[
            ("1f0c7a52-6d3b-4e8f-9a14-5b2c7d9e0f31", "a version 4 UUID"),
            ("1F0C7A52-6D3B-4E8F-9A14-5B2C7D9E0F31", "a UUID in capitals"),
            ("018f8b1e-7c3a-7d2e-8f4b-0a1b2c3d4e5f", "a version 7 UUID"),
            ("00000000-0000-0000-0000-000000000000", "the nil UUID"),
            ("ffffffff-ffff-ffff-ffff-ffffffffffff", "the max UUID"),
        ],
    ),
    (
        "email",
        &[
            ("ada@example.com", "an address"),
            ("ada.lovelace+tag@sub.example.org", "a tag and dots"),
            ("Ada@Example.COM", "capitals"),
            ("o'hara@example.com", "an apostrophe"),
            ("a@b.co", "a short address"),
        ],
    ),
    (
        "uri",
        &[
            ("https://example.com/a", "a URL"),
            ("https://example.com:8443/a%20b?q=1&r=%2F#part", "a URL with all parts"),
            ("https://[2001:db8::1]/", "an address for a host"),
            ("urn:isbn:9780131103627", "a URN"),
            ("mailto:ada@example.com", "a URI without slashes"),
        ],
    ),
    (
        "uri-reference",
        &[
            ("/a/b", "an absolute path"),
            ("https://example.com/a", "a whole URI"),
            ("../a?b=c#d", "a relative path"),
            ("//example.com/a", "a reference without a scheme"),
            ("#a", "a fragment alone"),
        ],
    ),
    (
        "hostname",
        &[
            ("example.com", "a host name"),
            ("localhost", "one label"),
            ("xn--bcher-kva.example", "a punycode label"),
            ("EXAMPLE.com", "capitals"),
            ("1.example", "a label that is a number"),
        ],
    ),
    (
        "ipv4",
        &[
            ("192.0.2.1", "an address"),
            ("0.0.0.0", "the least address"),
            ("255.255.255.255", "the greatest address"),
            ("127.0.0.1", "the loopback address"),
        ],
    ),
    (
        "ipv6",
        &[
            ("2001:db8::1", "an address"),
            ("::", "the unspecified address"),
            ("::1", "the loopback address"),
            ("2001:0db8:0000:0000:0000:0000:0000:0001", "no group left out"),
            ("2001:DB8::A", "capitals"),
            ("::ffff:192.0.2.1", "an IPv4 address inside"),
        ],
    ),
    (
        "byte",
        &[
            ("aGVsbG8=", "one padding character"),
            ("aGk=", "a short text"),
            ("YQ==", "two padding characters"),
            ("+/+/", "the characters that URLs cannot hold"),
            ("", "no bytes"),
        ],
    ),
];

/// Texts that nearly are of each format.
const NEARLY: &[(&str, &[Text])] = &[
    (
        "date",
        &[
            ("not a date", "no date at all"),
            ("2023-02-29", "a leap day in a common year"),
            ("2024-13-01", "a thirteenth month"),
            ("2024-04-31", "a day that the month lacks"),
            ("2024-5-7", "numbers of one digit"),
            ("17.05.2024", "another order"),
            ("2024-05-17T12:30:00Z", "a date with a time"),
            ("20240517", "no hyphens"),
            ("", "nothing"),
        ],
    ),
    (
        "date-time",
        &[
            ("not a time", "no time at all"),
            ("2024-05-17T12:30:00", "no offset"),
            ("2024-05-17", "a date alone"),
            ("2023-02-29T12:30:00Z", "a leap day in a common year"),
            ("2024-05-17T24:00:00Z", "hour 24"),
            ("2024-05-17T12:60:00Z", "minute 60"),
            ("2024-05-17 12:30:00Z", "a space for the T"),
            ("2024-05-17T12:30Z", "no seconds"),
            ("2024-05-17T12:30:00+0100", "an offset without its colon"),
            ("2024-05-17T12:30:00+25:00", "an offset beyond a day"),
            ("1715949000", "seconds since 1970"),
            ("", "nothing"),
        ],
    ),
    (
        "time",
        &[
            ("noon", "no time at all"),
            ("12:30:00", "no offset"),
            ("25:00:00Z", "hour 25"),
            ("12:30Z", "no seconds"),
            ("", "nothing"),
        ],
    ),
    (
        "uuid",
        &[
            ("not-a-uuid", "no UUID at all"),
            ("1f0c7a52-6d3b-4e8f-9a14-5b2c7d9e0f3g", "a letter that is no digit"),
            ("1f0c7a52-6d3b-4e8f-9a14-5b2c7d9e0f3", "one digit too few"),
            ("1f0c7a52-6d3b-4e8f-9a14-5b2c7d9e0f311", "one digit too many"),
            ("1f0c7a526d3b4e8f9a145b2c7d9e0f31", "no hyphens"),
            ("{1f0c7a52-6d3b-4e8f-9a14-5b2c7d9e0f31}", "braces around"),
            ("urn:uuid:1f0c7a52-6d3b-4e8f-9a14-5b2c7d9e0f31", "a URN"),
            ("", "nothing"),
        ],
    ),
    (
        "email",
        &[
            ("ada.example.com", "no at sign"),
            ("ada@", "no domain"),
            ("@example.com", "no local part"),
            ("ada@@example.com", "two at signs"),
            ("ada lovelace@example.com", "a space"),
            ("ada@exa mple.com", "a space in the domain"),
            ("ada@example..com", "an empty label"),
            ("", "nothing"),
        ],
    ),
    (
        "uri",
        &[
            ("/a/b", "a path alone"),
            ("example.com", "a host alone"),
            ("https://exa mple.com/", "a space"),
            ("https://example.com/%zz", "a broken percent-encoding"),
            ("://example.com", "an empty scheme"),
            ("", "nothing"),
        ],
    ),
    ("uri-reference", &[("a b", "a space"), ("/%zz", "a broken percent-encoding"), ("\\a", "a backslash")]),
    (
        "hostname",
        &[
            ("-a.example", "a label that starts with a hyphen"),
            ("a..example", "an empty label"),
            ("a_b.example", "an underscore"),
            ("exa mple.com", "a space"),
            ("https://example.com", "a URL"),
            ("", "nothing"),
        ],
    ),
    (
        "ipv4",
        &[
            ("256.0.0.1", "a part beyond 255"),
            ("1.2.3", "three parts"),
            ("1.2.3.4.5", "five parts"),
            ("01.2.3.4", "a leading zero"),
            ("::1", "an IPv6 address"),
            ("", "nothing"),
        ],
    ),
    (
        "ipv6",
        &[
            ("1::2::3", "two gaps"),
            ("12345::", "a group of five digits"),
            ("1:2:3:4:5:6:7", "seven groups"),
            ("192.0.2.1", "an IPv4 address"),
            ("::g", "a letter that is no digit"),
            ("", "nothing"),
        ],
    ),
    (
        "byte",
        &[
            ("aGVsbG8", "no padding"),
            ("a", "a lone character"),
            ("aGk-_w==", "the alphabet for URLs"),
            ("not base64!", "characters outside of the alphabet"),
        ],
    ),
];

/// Texts that a string without a pattern accepts, and that programs stumble over.
pub(super) const PITFALLS: [Text; 18] = [
    ("héllo wörld", "letters with accents"),
    ("😀🏳️‍🌈", "characters beyond 16 bits"),
    ("e\u{301}\u{323}", "combining characters"),
    ("שלום עולם", "text from right to left"),
    ("漢字かな", "ideographs"),
    ("\"quoted\" 'text'", "quotes"),
    ("a\\b\\\\c", "backslashes"),
    ("<b>a & b</b>", "markup"),
    ("100% %41 %zz", "percent signs"),
    (" a ", "spaces around"),
    (" ", "a space alone"),
    ("a\nb\tc", "a line end and a tab"),
    ("İıſẞ", "letters whose case changes their length"),
    ("a+b&c=d;e,f", "separators of forms"),
    ("null", "the word null"),
    ("0", "a digit"),
    ("a\u{200B}\u{202E}b", "invisible characters"),
    ("a\u{0}b", "a null character"),
];
