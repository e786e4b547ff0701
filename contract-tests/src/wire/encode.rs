//! Parameter values as the text that stands in a path, a query, a header or a cookie. Source: OpenAPI 3.0.3, "Style
//! Values"; RFC 6570. It must not know which values are good.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::api::{Location, Style};

/// Everything but the unreserved characters of RFC 3986 §2.3.
pub const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encodes everything but unreserved characters.
pub fn component(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// A literal keeps the characters that a segment may have (RFC 3986 §3.3).
pub fn literal_segment(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '!' | '$' | '&' | '\'' | '(' | ')' | '*' | '+' | ',' | ';' | '=' | ':' | '@' => c.to_string(),
            c => component(c.encode_utf8(&mut [0; 4])),
        })
        .collect()
}

/// The text of a value without structure; `None` for arrays and objects.
pub fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// What a value becomes under a style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encoded {
    /// One text, where the parameter's name is told otherwise: in a path or a header.
    Text(String),
    /// Pairs of name and value: in a query or a cookie.
    Pairs(Vec<(String, String)>),
}

impl Encoded {
    /// As it stands in a message: the text, or the pairs as a query has them.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Pairs(pairs) => {
                let pairs: Vec<String> =
                    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
                pairs.join("&")
            }
        }
    }
}

/// Encodes a value; `None` when the style cannot carry it (nested structure, or an empty array, which `form` cannot
/// tell from absence).
pub fn encode(name: &str, value: &Value, location: Location, style: Style, explode: bool) -> Option<Encoded> {
    let escape = |text: &str| match location {
        Location::Path | Location::Query | Location::Cookie => component(text),
        Location::Header => text.to_owned(),
    };
    let parts = Parts::of(value)?;
    let pair = |value: String| Encoded::Pairs(vec![(escape(name), value)]);
    Some(match style {
        Style::Simple => Encoded::Text(parts.joined(&escape, ",", explode)),
        Style::Label => {
            let separator = if explode { "." } else { "," };
            Encoded::Text(format!(".{}", parts.joined(&escape, separator, explode)))
        }
        Style::Matrix => Encoded::Text(matrix(&escape(name), &parts, &escape, explode)),
        Style::Form => match &parts {
            Parts::One(text) => pair(escape(text)),
            Parts::List(items) if items.is_empty() => return None,
            Parts::List(items) if explode => {
                Encoded::Pairs(items.iter().map(|item| (escape(name), escape(item))).collect())
            }
            Parts::Members(members) if members.is_empty() => return None,
            Parts::Members(members) if explode => {
                Encoded::Pairs(members.iter().map(|(key, item)| (escape(key), escape(item))).collect())
            }
            Parts::List(_) | Parts::Members(_) => pair(parts.joined(&escape, ",", false)),
        },
        Style::SpaceDelimited | Style::PipeDelimited => match &parts {
            Parts::List(items) if items.is_empty() => return None,
            Parts::List(items) if explode => {
                Encoded::Pairs(items.iter().map(|item| (escape(name), escape(item))).collect())
            }
            Parts::List(_) => {
                let separator = if style == Style::SpaceDelimited { "%20" } else { "%7C" };
                pair(parts.joined(&escape, separator, false))
            }
            Parts::One(_) | Parts::Members(_) => return None,
        },
        Style::DeepObject => match &parts {
            Parts::Members(members) if !members.is_empty() => Encoded::Pairs(
                members
                    .iter()
                    .map(|(key, item)| (format!("{}%5B{}%5D", escape(name), escape(key)), escape(item)))
                    .collect(),
            ),
            Parts::One(_) | Parts::List(_) | Parts::Members(_) => return None,
        },
    })
}

fn matrix(name: &str, parts: &Parts, escape: &dyn Fn(&str) -> String, explode: bool) -> String {
    match parts {
        Parts::One(text) => format!(";{name}={}", escape(text)),
        Parts::List(items) if explode => {
            items.iter().map(|item| format!(";{name}={}", escape(item))).collect()
        }
        Parts::Members(members) if explode => {
            members.iter().map(|(key, item)| format!(";{}={}", escape(key), escape(item))).collect()
        }
        Parts::List(_) | Parts::Members(_) => format!(";{name}={}", parts.joined(escape, ",", false)),
    }
}

/// A value as texts.
enum Parts {
    One(String),
    List(Vec<String>),
    Members(Vec<(String, String)>),
}

impl Parts {
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Array(items) => Some(Self::List(items.iter().map(plain).collect::<Option<_>>()?)),
            Value::Object(members) => {
                let member = |(key, item): (&String, &Value)| Some((key.clone(), plain(item)?));
                Some(Self::Members(members.iter().map(member).collect::<Option<_>>()?))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => plain(value).map(Self::One),
        }
    }

    fn joined(&self, escape: &dyn Fn(&str) -> String, separator: &str, explode: bool) -> String {
        let texts: Vec<String> = match self {
            Self::One(text) => return escape(text),
            Self::List(items) => items.iter().map(|item| escape(item)).collect(),
            Self::Members(members) => {
                let between = if explode { "=" } else { separator };
                let pair =
                    |(key, item): &(String, String)| format!("{}{between}{}", escape(key), escape(item));
                members.iter().map(pair).collect()
            }
        };
        texts.join(separator)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::encode;
    use crate::api::{Location, Style};

    fn shown(value: &Value, location: Location, style: Style, explode: bool) -> String {
        let encoded = encode("color", value, location, style, explode);
        encoded.map_or("-".to_owned(), |encoded| encoded.shown())
    }

    /// The table of the specification, "Style Examples".
    #[test]
    fn style_examples() {
        let values = [json!(""), json!("blue"), json!(["blue", "black", "brown"])];
        let object = json!({"R": 100, "G": 200, "B": 150});
        let path = Location::Path;
        let query = Location::Query;
        for (location, style, explode, expected) in [
            (
                path,
                Style::Matrix,
                false,
                [";color=", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"],
            ),
            (
                path,
                Style::Matrix,
                true,
                [";color=", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"],
            ),
            (path, Style::Label, false, [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"]),
            (path, Style::Label, true, [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"]),
            (
                query,
                Style::Form,
                false,
                ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"],
            ),
            (
                query,
                Style::Form,
                true,
                ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"],
            ),
            (path, Style::Simple, false, ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]),
            (path, Style::Simple, true, ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]),
            (query, Style::SpaceDelimited, false, ["-", "-", "color=blue%20black%20brown", "-"]),
            (query, Style::PipeDelimited, false, ["-", "-", "color=blue%7Cblack%7Cbrown", "-"]),
            (
                query,
                Style::DeepObject,
                true,
                ["-", "-", "-", "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"],
            ),
        ] {
            for (value, expected) in values.iter().chain([&object]).zip(expected) {
                assert_eq!(shown(value, location, style, explode), expected, "{style:?} {explode} {value}");
            }
        }
    }

    #[test]
    fn escaping() {
        let value = json!("a/b ?&=,é😀");
        let escaped = "a%2Fb%20%3F%26%3D%2C%C3%A9%F0%9F%98%80";
        assert_eq!(shown(&value, Location::Path, Style::Simple, false), escaped);
        assert_eq!(shown(&value, Location::Query, Style::Form, true), format!("color={escaped}"));
        assert_eq!(shown(&value, Location::Header, Style::Simple, false), "a/b ?&=,é😀");
        assert_eq!(shown(&json!([[1]]), Location::Query, Style::Form, true), "-");
    }
}
