//! The sets of strings behind `format`s (OpenAPI 3.0.3, "Data Types"; JSON Schema, "format"), where they are regular and
//! small. Where a format is regular but its automaton would be large, a set within it and one around it.
//! It must not know which strings a validator accepts; the tests hold both to each other.

use std::sync::OnceLock;

use super::Language;

const DATE: &str = r"^(?:\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))|(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)$";
const TIME_WITHIN: &str =
    r"^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$";
const TIME_AROUND: &str =
    r"^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$";
const UUID: &str = "^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$";
const IPV4: &str = r"^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$";
const IPV6_WITHIN: &str = "^(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){7}|[0-9a-f]{1,4}::|::(?:[0-9a-f]{1,4})?)$";
const IPV6_AROUND: &str = "^[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{1,42}$";
const HOSTNAME: &str =
    r"^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$";
const EMAIL_WITHIN: &str = r"^[a-z0-9]{1,32}(?:[.+_-][a-z0-9]{1,31})?@[a-z0-9]{1,63}(?:\.[a-z]{2,63}){1,2}$";
const EMAIL_AROUND: &str = "^[ -~]+@[!-~]+$";
const BYTE: &str = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";
const URI_WITHIN: &str =
    r"^[A-Za-z][A-Za-z0-9+.-]*://[a-z0-9.-]+(?:/[A-Za-z0-9._~-]*)*(?:\?[A-Za-z0-9=&]*)?$";
const URI_AROUND: &str = "^[A-Za-z][A-Za-z0-9+.-]*:[!-~]*$";
const REFERENCE_WITHIN: &str = r"^(?:/[A-Za-z0-9._~-]+)*/?(?:\?[A-Za-z0-9=&]*)?$";
const REFERENCE_AROUND: &str = "^[!-~]*$";

/// Characters of a host name (RFC 1035 §2.3.4, without the length bytes).
const HOSTNAME_LENGTH_MAX: u64 = 253;

/// A format, and the sets within it and around it; one set is both when it is the format.
struct Format {
    name: &'static str,
    within: Bounds,
    around: Bounds,
    is_exact: bool,
}

/// A set as it is written, and when it was asked for.
struct Bounds {
    patterns: &'static [&'static str],
    length_max: Option<u64>,
    language: OnceLock<Option<Language>>,
}

impl Bounds {
    const fn new(patterns: &'static [&'static str], length_max: Option<u64>) -> Self {
        Self { patterns, length_max, language: OnceLock::new() }
    }

    /// The concatenation is of dates and times alone, which are anchored.
    fn language(&self) -> Option<&Language> {
        let make = || {
            let pattern = match self.patterns {
                [date, time] => {
                    format!("{}[Tt]{}", date.strip_suffix('$')?, time.strip_prefix('^')?)
                }
                patterns => patterns.concat(),
            };
            Language::pattern(&pattern).ok()?.intersect(&Language::length(0, self.length_max)).ok()
        };
        self.language.get_or_init(make).as_ref()
    }
}

const fn exact(name: &'static str, pattern: &'static [&'static str], length_max: Option<u64>) -> Format {
    let within = Bounds::new(pattern, length_max);
    let around = Bounds::new(pattern, length_max);
    Format { name, within, around, is_exact: true }
}

const fn between(
    name: &'static str,
    within: &'static [&'static str],
    around: &'static [&'static str],
) -> Format {
    let within = Bounds::new(within, None);
    let around = Bounds::new(around, None);
    Format { name, within, around, is_exact: false }
}

static FORMATS: [Format; 13] = [
    exact("date", &[DATE], None),
    exact("uuid", &[UUID], None),
    exact("ipv4", &[IPV4], None),
    exact("hostname", &[HOSTNAME], Some(HOSTNAME_LENGTH_MAX)),
    exact("byte", &[BYTE], None),
    between("date-time", &[DATE, TIME_WITHIN], &[DATE, TIME_AROUND]),
    between("time", &[TIME_WITHIN], &[TIME_AROUND]),
    between("ipv6", &[IPV6_WITHIN], &[IPV6_AROUND]),
    between("email", &[EMAIL_WITHIN], &[EMAIL_AROUND]),
    between("uri", &[URI_WITHIN], &[URI_AROUND]),
    between("uri-reference", &[REFERENCE_WITHIN], &[REFERENCE_AROUND]),
    between("uri-ref", &[REFERENCE_WITHIN], &[REFERENCE_AROUND]),
    between("uriref", &[REFERENCE_WITHIN], &[REFERENCE_AROUND]),
];

fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

impl Language {
    /// Exactly the strings of a format: `date`, `uuid` (any version), `ipv4`, `hostname`, `byte`. `None` for formats that
    /// are not known, and for those of which only [`Self::format_within`] and [`Self::format_around`] are.
    pub fn format(name: &str) -> Option<&'static Self> {
        find(name).filter(|format| format.is_exact)?.within.language()
    }

    /// Strings that are all of the format; there are others. `None` for formats that are not known.
    pub fn format_within(name: &str) -> Option<&'static Self> {
        find(name)?.within.language()
    }

    /// Strings that all strings of the format are among. `None` for formats that are not known.
    pub fn format_around(name: &str) -> Option<&'static Self> {
        find(name)?.around.language()
    }
}
