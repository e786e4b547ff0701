//! Media types and ranges of them, as contents are keyed and as `Content-Type` carries them. Source: RFC 9110 §8.3.1,
//! §12.5.1; RFC 6839 §3.1 (`+json`). It must not know what stands in a body.

use std::fmt;

/// A media type or range, with its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaRange {
    /// Lowercase; `*` for any.
    pub kind: String,
    /// Lowercase; `*` for any.
    pub subtype: String,
    /// Names in lowercase, values without quotes, in order.
    pub parameters: Vec<(String, String)>,
}

impl MediaRange {
    /// Reads `type/subtype; name=value; …`; `None` when it is not of that form.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = split_quoted(text).into_iter();
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let (kind, subtype) = (kind.trim_start(), subtype.trim_end());
        let is_name = |name: &str| !name.is_empty() && name.bytes().all(is_token);
        if !is_name(kind) || !is_name(subtype) {
            return None;
        }
        let mut parameters = Vec::new();
        for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            let quoted = value.strip_prefix('"').map(|rest| rest.strip_suffix('"'));
            let value = match quoted {
                Some(inside) => inside?.replace('\\', ""),
                None if is_name(value) => value.to_owned(),
                None => return None,
            };
            parameters.push((is_name(name).then(|| name.to_ascii_lowercase())?, value));
        }
        Some(Self { kind: kind.to_ascii_lowercase(), subtype: subtype.to_ascii_lowercase(), parameters })
    }

    /// Whether a type is of this range. A parameter of the range must be the type's too, but for `charset`, which
    /// every type may carry, and the type may have others.
    pub fn covers(&self, media_type: &MediaRange) -> bool {
        let name = (self.kind == "*" || self.kind == media_type.kind)
            && (self.subtype == "*" || self.subtype == media_type.subtype);
        name && self.parameters.iter().filter(|(name, _)| name != "charset").all(|(name, value)| {
            let same =
                |(other, theirs): &(String, String)| other == name && theirs.eq_ignore_ascii_case(value);
            media_type.parameters.iter().any(same)
        })
    }

    /// How exactly the range names types: fully, by type, or not at all, and then by the number of parameters.
    pub fn precision(&self) -> (u8, usize) {
        let name = match (self.kind.as_str(), self.subtype.as_str()) {
            ("*", _) => 0,
            (_, "*") => 1,
            _ => 2,
        };
        (name, self.parameters.len())
    }

    /// Whether it names one type.
    pub fn is_type(&self) -> bool {
        self.kind != "*" && self.subtype != "*"
    }

    /// Whether bodies of it are JSON.
    pub fn is_json(&self) -> bool {
        self.subtype == "json" || self.subtype.ends_with("+json")
    }

    /// Whether bodies of it are `name=value` pairs of a form.
    pub fn is_form(&self) -> bool {
        self.kind == "application" && self.subtype == "x-www-form-urlencoded"
    }

    /// Whether bodies of it have parts.
    pub fn is_multipart(&self) -> bool {
        self.kind == "multipart"
    }

    /// Whether bodies of it are text in some charset.
    pub fn is_text(&self) -> bool {
        self.kind == "text"
    }

    /// The value of `charset`, lowercase.
    pub fn charset(&self) -> Option<String> {
        let found = self.parameters.iter().find(|(name, _)| name == "charset");
        found.map(|(_, value)| value.to_ascii_lowercase())
    }

    /// Without its parameters.
    pub fn essence(&self) -> String {
        format!("{}/{}", self.kind, self.subtype)
    }
}

impl fmt::Display for MediaRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.subtype)?;
        self.parameters.iter().try_for_each(|(name, value)| write!(f, "; {name}={value}"))
    }
}

/// Splits at semicolons outside quotes.
fn split_quoted(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Whether the byte may stand in a token (RFC 9110 §5.6.2), such as a header's name.
pub(crate) const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'.'
                | b'^'
                | b'_'
                | b'`'
                | b'|'
                | b'~'
        )
}

#[cfg(test)]
mod tests {
    use super::MediaRange;

    #[test]
    fn reading() {
        for (text, shown) in [
            ("application/json", "application/json"),
            ("Application/JSON ; Charset=\"UTF-8\"", "application/json; charset=UTF-8"),
            ("multipart/form-data; boundary=\"a;b\"", "multipart/form-data; boundary=a;b"),
            ("*/*", "*/*"),
            ("text/plain;", "text/plain"),
        ] {
            assert_eq!(MediaRange::parse(text).unwrap().to_string(), shown);
        }
        for text in ["", "json", "a/", "/b", "a b/c", "a/b; c", "a/b; c=\"d", "a/b; c=d e"] {
            assert_eq!(MediaRange::parse(text), None, "{text}");
        }
    }

    #[test]
    fn covering() {
        for (range, media_type, covers) in [
            ("application/json", "application/json; charset=utf-8", true),
            ("application/json; charset=utf-8", "application/json", true),
            ("application/*", "application/json", true),
            ("*/*", "image/png", true),
            ("application/json", "application/problem+json", false),
            ("text/csv; header=present", "text/csv", false),
            ("text/csv; header=present", "text/csv; header=present", true),
        ] {
            let parse = |text| MediaRange::parse(text).unwrap();
            assert_eq!(parse(range).covers(&parse(media_type)), covers, "{range} {media_type}");
        }
    }
}
