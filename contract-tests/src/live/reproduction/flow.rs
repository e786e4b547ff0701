//! Which values of an answer a later request uses: ids in paths, entity tags in conditions, cursors in queries,
//! references in bodies. Only what the server made up counts, not what it was sent. It must not know schemas.

use serde_json::Value;

use super::template::Template;
use crate::document::pointer;
use crate::live::exchange::{Exchange, Received};
use crate::wire::encode::{component, plain};

/// A text that is shorter than this is only recognised as a whole path segment or header.
const LENGTH_RECOGNISED: usize = 8;

/// Values of one answer that are looked for.
const VALUES_MAX: usize = 400;

/// A value that is taken from an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// What it is called.
    pub name: String,
    /// Where it stands in the answer.
    pub source: Source,
}

/// Where a value stands in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// In the JSON body, at a pointer.
    Member(String),
    /// The value of a header.
    Header(String),
    /// What follows the last slash in the value of a header.
    LastSegment(String),
}

impl Source {
    /// The value in that answer.
    pub fn value(&self, received: &Received) -> Option<String> {
        match self {
            Self::Member(pointer) => plain(received.json()?.pointer(pointer)?),
            Self::Header(name) => received.header(name).map(str::to_owned),
            Self::LastSegment(name) => received.header(name)?.rsplit('/').next().map(str::to_owned),
        }
    }

    fn name(&self) -> String {
        let text = match self {
            Self::Member(pointer) => pointer.rsplit('/').next().unwrap_or_default(),
            Self::Header(name) => name,
            Self::LastSegment(_) => "id",
        };
        let name: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            name.to_lowercase()
        } else {
            "value".to_owned()
        }
    }
}

/// The values that the server made up in this answer, the likeliest to be used first.
pub(super) fn offered(exchange: &Exchange) -> Vec<(Source, String)> {
    let Some(received) = exchange.received() else { return Vec::new() };
    let mut offered = Vec::new();
    if let Some(tag) = received.header("ETag") {
        offered.push((Source::Header("ETag".to_owned()), tag.to_owned()));
    }
    if let Some(value) = received.json() {
        let mut work = vec![(String::new(), &value)];
        while let Some((at, value)) = work.pop() {
            if offered.len() > VALUES_MAX {
                break;
            }
            match value {
                Value::Object(members) => {
                    let members = members.iter().rev();
                    work.extend(members.map(|(name, member)| (pointer::join(&at, name), member)));
                }
                Value::Array(items) => {
                    let items = items.iter().enumerate().rev();
                    work.extend(items.map(|(index, item)| (pointer::join(&at, &index.to_string()), item)));
                }
                Value::String(text) => offered.push((Source::Member(at), text.clone())),
                Value::Number(number) => offered.push((Source::Member(at), number.to_string())),
                Value::Null | Value::Bool(_) => {}
            }
        }
    }
    if let Some(location) = received.header("Location") {
        let last = location.rsplit('/').next().unwrap_or_default();
        offered.push((Source::LastSegment("Location".to_owned()), last.to_owned()));
    }
    let sent = &exchange.sent;
    let body = String::from_utf8_lossy(sent.body.as_deref().unwrap_or_default());
    offered.retain(|(_, value)| {
        !value.is_empty() && !sent.target.contains(&component(value)) && !body.contains(value.as_str())
    });
    offered
}

/// Makes holes in the request where it uses the value; whether it does.
pub(super) fn punch(template: &mut Template, value: &str, hole: usize) -> bool {
    let encoded = component(value);
    let long = value.len() >= LENGTH_RECOGNISED;
    let ends = |after: &[u8]| matches!(after.first(), None | Some(b'/' | b'?' | b'&' | b'#'));
    // A shell puts the value as it is, so in a target it must need no escape.
    let mut used = encoded == value
        && template.target.punch(encoded.as_bytes(), hole, |before, after| {
            let segment = before.ends_with(b"/") && !before.contains(&b'?');
            let argument = long && before.ends_with(b"=");
            (segment || argument) && ends(after)
        });
    for (name, text) in &mut template.headers {
        let condition = name.to_ascii_lowercase().starts_with("if-");
        used |= (condition || long)
            && text.punch(value.as_bytes(), hole, |before, after| {
                // As a credential it stands behind its scheme.
                (before.is_empty() || long && before.ends_with(b" ")) && after.is_empty()
            });
    }
    if let Some(body) = template.body.as_mut().filter(|_| long) {
        used |= body.punch(value.as_bytes(), hole, |before, after| {
            before.ends_with(b"\"") && after.starts_with(b"\"")
        });
    }
    used
}

/// A name that the others do not have.
pub(super) fn name(source: &Source, others: &[Capture]) -> String {
    let name = source.name();
    let taken = |name: &str| others.iter().any(|other| other.name == name);
    if !taken(&name) {
        return name;
    }
    let numbered = (2..).map(|number| format!("{name}{number}"));
    numbered.into_iter().find(|name| !taken(name)).unwrap_or(name)
}
