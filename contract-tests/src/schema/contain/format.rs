//! What automata can say of formats: a set of strings that are all of the format, and one that has all that are.
//! Where both are the same the format is decided exactly; between them the validator is asked of single strings. It
//! must not know schemas.

use std::rc::Rc;

use crate::schema::language::Language;
use crate::schema::validate::format;

const YEAR_LEAP: &str = "([0-9][0-9](0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)";
const OFFSET: &str = "([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";

/// Bounds of the strings of a format.
#[derive(Debug)]
pub(super) struct FormatBounds {
    /// Strings of the format.
    pub(super) within: Language,
    /// All strings of the format, and perhaps others.
    pub(super) around: Language,
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
pub(super) fn bounds(format: &str) -> Option<Rc<FormatBounds>> {
    let (within, around) = patterns(format)?;
    let within_language = Language::pattern(&within).ok()?;
    let around_language =
        if within == around { within_language.clone() } else { Language::pattern(&around).ok()? };
    Some(Rc::new(FormatBounds { within: within_language, around: around_language }))
}

fn patterns(format: &str) -> Option<(String, String)> {
    let exact = |pattern: String| Some((pattern.clone(), pattern));
    let between = |within: &str, around: &str| Some((within.to_owned(), around.to_owned()));
    match format {
        "byte" => {
            let letter = "[A-Za-z0-9+/]";
            exact(format!("^({letter}{{4}})*({letter}{{2}}==|{letter}{{3}}=)?$"))
        }
        "date" => exact(format!("^{}$", date())),
        "time" => Some((format!("^{}$", time("[0-5][0-9]")), format!("^{}$", time("([0-5][0-9]|60)")))),
        "date-time" => Some((
            format!("^{}[Tt]{}$", date(), time("[0-5][0-9]")),
            format!("^{}[Tt]{}$", date(), time("([0-5][0-9]|60)")),
        )),
        "uuid" => {
            let hex = "[0-9a-fA-F]";
            exact(format!("^{hex}{{8}}-{hex}{{4}}-{hex}{{4}}-{hex}{{4}}-{hex}{{12}}$"))
        }
        "ipv4" => {
            let byte = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
            exact(format!("^{byte}(\\.{byte}){{3}}$"))
        }
        "ipv6" => between("^([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$", "^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$"),
        "hostname" => {
            between("^[a-z0-9]{1,63}(\\.[a-z0-9]{1,63}){0,2}$", "^[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*$")
        }
        "email" => {
            between("^[a-z0-9]{1,64}@[a-z0-9]{1,63}(\\.[a-z0-9]{1,63}){0,2}$", "^[ -~]+@[A-Za-z0-9:.[\\]-]+$")
        }
        "uri" => between("^https?://[a-z0-9]{1,63}(/[a-z0-9]*)*$", "^[A-Za-z][A-Za-z0-9+.-]*:"),
        "uri-reference" => between("^[a-z0-9]*(/[a-z0-9]+)*$", ""),
        _ => None,
    }
}

fn date() -> String {
    let year = "[0-9]{4}";
    format!(
        "({year}-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|{year}-(0[469]|11)-(0[1-9]|[12][0-9]|30)|\
         {year}-02-(0[1-9]|1[0-9]|2[0-8])|{YEAR_LEAP}-02-29)"
    )
}

fn time(second: &str) -> String {
    format!("([01][0-9]|2[0-3]):[0-5][0-9]:{second}(\\.[0-9]+)?{OFFSET}")
}

#[cfg(test)]
mod tests {
    use super::{bounds, is_included, samples, string_format};
    use crate::schema::validate::format;

    #[test]
    fn bounds_agree_with_the_validator() {
        for name in format::KNOWN {
            let name = string_format(name).unwrap();
            let bounds = bounds(name).unwrap();
            for sample in samples(name) {
                assert!(format::is_valid(name, sample), "{name} {sample:?}");
                assert!(bounds.around.contains(sample), "{name} {sample:?}");
            }
            for word in bounds.within.words().take(300) {
                assert!(format::is_valid(name, &word), "{name} {word:?}");
            }
            for length in 1..80 {
                if let Some(word) = bounds.within.of_length(length) {
                    assert!(format::is_valid(name, &word), "{name} {word:?}");
                }
            }
            assert!(bounds.within.is_subset(&bounds.around).unwrap(), "{name}");
        }
    }

    #[test]
    fn exact_formats_are_exact() {
        let tried = [
            "2024-02-29",
            "2023-02-29",
            "1900-02-29",
            "2000-02-29",
            "2024-04-31",
            "2024-12-31",
            "2024-00-10",
            "2024-1-1",
            "0000-02-29",
            "TQ==",
            "T===",
            "TWE=",
            "TWFu",
            "=",
            "1.2.3.4",
            "01.2.3.4",
            "256.1.1.1",
            "1.2.3",
            "2489e9ad-2ee2-4e00-8ec9-32d5f69181c0",
            "2489E9AD2EE24E008EC932D5F69181C0",
            "",
        ];
        for name in ["byte", "date", "ipv4", "uuid"] {
            let bounds = bounds(name).unwrap();
            for text in tried {
                assert_eq!(bounds.within.contains(text), format::is_valid(name, text), "{name} {text:?}");
            }
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
