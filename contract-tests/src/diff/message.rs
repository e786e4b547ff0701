//! Requests and responses as they look on the wire, around the part that a change is about; the rest is the least that
//! the document asks for. It must not know why a message is shown.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::media_types::Name;
use crate::api::{
    Api, Header, Location, MediaType, Operation, Parameter, ParameterContent, Requirement, Response,
    SecurityKind, Segment, Style,
};
use crate::schema::contain::{Containment, Inhabitance, Options, Side};
use crate::schema::{Direction, SchemaId};

/// Characters of a body that are shown.
const BODY_SHOWN_CHARS: usize = 4000;
/// What stands in a path or query without being escaped (RFC 3986 §2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What is particular about a request.
#[derive(Clone, Copy, Default)]
pub(super) struct Request<'r> {
    /// A parameter that is given in this way.
    pub(super) parameter: Option<(&'r Parameter, Given<'r>)>,
    pub(super) body: Carried<'r>,
    /// Credentials; without them those that the operation asks for first.
    pub(super) credentials: Option<&'r Requirement>,
    /// The one media type that the sender takes back.
    pub(super) accept: Option<&'r str>,
}

/// How a parameter is given.
#[derive(Clone, Copy)]
pub(super) enum Given<'r> {
    Nothing,
    Empty,
    Simplest,
    Value(&'r Value),
}

/// What the body is.
#[derive(Clone, Copy, Default)]
pub(super) enum Carried<'r> {
    /// The simplest one when one is required, else none.
    #[default]
    AsRequired,
    Nothing,
    Simplest,
    Content(&'r MediaType),
    Value(&'r MediaType, &'r Value),
}

/// What is particular about a response.
#[derive(Clone, Copy)]
pub(super) struct Reply<'r> {
    pub(super) status: u16,
    pub(super) response: &'r Response,
    /// The content; the first that is documented when none is given.
    pub(super) content: Option<&'r MediaType>,
    /// The body; the simplest one when none is given.
    pub(super) value: Option<&'r Value>,
    /// A header with its value; those that are required come anyway.
    pub(super) header: Option<(&'r Header, &'r Value)>,
}

impl<'r> Reply<'r> {
    /// The least that the document allows for the status.
    pub(super) fn least(status: u16, response: &'r Response) -> Self {
        Self { status, response, content: None, value: None, header: None }
    }
}

/// Writes messages of one document.
#[derive(Clone, Copy)]
pub(super) struct Messages<'a> {
    api: &'a Api,
}

impl<'a> Messages<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Self { api }
    }

    /// A request of the operation: request line, headers, body.
    pub(super) fn request(self, operation: &Operation, request: &Request<'_>) -> String {
        let mut target = self.path(operation, request);
        let mut separator = '?';
        let mut lines = Vec::new();
        for parameter in &operation.parameters {
            let Some(text) = self.given(parameter, request) else { continue };
            match parameter.location {
                Location::Path => {}
                Location::Query => {
                    target.push(separator);
                    target.push_str(&text);
                    separator = '&';
                }
                Location::Header => lines.push(format!("{}: {text}", parameter.name)),
                Location::Cookie => lines.push(format!("Cookie: {}={text}", parameter.name)),
            }
        }
        let required = request.credentials.or(operation.security.first());
        self.credentials(required, &mut target, separator, &mut lines);
        lines.extend(request.accept.map(|accept| format!("Accept: {accept}")));
        let body = self.carried(operation, request);
        lines.extend(body.as_ref().map(|(content, _)| format!("Content-Type: {}", concrete(&content.name))));
        lines.insert(0, format!("{} {target}", operation.method));
        message(&lines, body.map(|(_, text)| text))
    }

    /// A response: status line, headers, body.
    pub(super) fn response(self, reply: &Reply<'_>) -> String {
        let mut lines = vec![format!("HTTP/1.1 {}", reply.status)];
        for header in &reply.response.headers {
            let given =
                reply.header.filter(|(given, _)| given.name == header.name).map(|(_, value)| value.clone());
            let value =
                given.or_else(|| header.required.then(|| self.sample(header.schema, Direction::Response)));
            lines.extend(value.map(|value| format!("{}: {}", header.name, text(&value))));
        }
        let content = reply.content.or(reply.response.contents.first());
        let body = content.map(|content| {
            lines.push(format!("Content-Type: {}", concrete(&content.name)));
            let value = reply.value.cloned();
            let value = value.unwrap_or_else(|| self.sample(content.schema, Direction::Response));
            written(content, &value)
        });
        message(&lines, body)
    }

    fn path(self, operation: &Operation, request: &Request<'_>) -> String {
        let variable = |name: &str| {
            let parameter = operation
                .parameters
                .iter()
                .find(|parameter| parameter.location == Location::Path && parameter.name == name);
            parameter.and_then(|parameter| self.given(parameter, request)).unwrap_or_else(|| "x".to_owned())
        };
        let segments = operation.path.segments.iter().map(|segment| match segment {
            Segment::Literal(text) => text.clone(),
            Segment::Variable(name) => variable(name),
            Segment::Mixed { prefix, parts } => {
                let parts = parts.iter().map(|(name, text)| format!("{}{text}", variable(name)));
                format!("{prefix}{}", parts.collect::<String>())
            }
        });
        segments.fold(String::new(), |path, segment| format!("{path}/{segment}"))
    }

    /// The parameter as it is written; none when it is left out.
    fn given(self, parameter: &Parameter, request: &Request<'_>) -> Option<String> {
        let particular = request.parameter.filter(|(wanted, _)| std::ptr::eq(*wanted, parameter));
        let schema = match &parameter.content {
            ParameterContent::Schema { schema, .. } => *schema,
            ParameterContent::Media(media) => media.schema,
        };
        let example = || parameter.examples.first().cloned();
        let simplest = || example().unwrap_or_else(|| self.sample(schema, Direction::Request));
        let value = match particular {
            Some((_, Given::Nothing)) => return None,
            Some((_, Given::Empty)) => Value::String(String::new()),
            Some((_, Given::Value(value))) => value.clone(),
            Some((_, Given::Simplest)) => simplest(),
            None if parameter.required => simplest(),
            None => return None,
        };
        Some(styled(parameter, &value))
    }

    fn carried(self, operation: &Operation, request: &Request<'_>) -> Option<(MediaType, String)> {
        let body = operation.body.as_ref()?;
        let first = || body.contents.first();
        let (content, value) = match request.body {
            Carried::AsRequired if body.required => (first()?, None),
            Carried::AsRequired | Carried::Nothing => return None,
            Carried::Simplest => (first()?, None),
            Carried::Content(content) => (content, None),
            Carried::Value(content, value) => (content, Some(value.clone())),
        };
        let example = || content.examples.first().cloned();
        let value = value.or_else(example).unwrap_or_else(|| self.sample(content.schema, Direction::Request));
        Some((content.clone(), written(content, &value)))
    }

    fn credentials(
        self,
        required: Option<&Requirement>,
        target: &mut String,
        separator: char,
        lines: &mut Vec<String>,
    ) {
        for (name, _) in required.into_iter().flat_map(|required| &required.schemes) {
            let scheme = self.api.security_schemes.iter().find(|scheme| scheme.name == *name);
            match scheme.map(|scheme| &scheme.kind) {
                Some(SecurityKind::ApiKey { location: Location::Query, name }) => {
                    target.push(separator);
                    target.push_str(name);
                    target.push_str("=…");
                }
                Some(SecurityKind::ApiKey { location: Location::Cookie, name }) => {
                    lines.push(format!("Cookie: {name}=…"));
                }
                Some(SecurityKind::ApiKey { name, .. }) => lines.push(format!("{name}: …")),
                Some(SecurityKind::Http { scheme }) => lines.push(format!("Authorization: {scheme} …")),
                Some(SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. }) => {
                    lines.push("Authorization: Bearer …".to_owned());
                }
                None => lines.push(format!("Authorization: … ({name})")),
            }
        }
    }

    /// A value that the schema accepts: its example, its default or the first that it lists, else a small one.
    fn sample(self, schema: Option<SchemaId>, direction: Direction) -> Value {
        let Some(id) = schema else { return Value::Object(serde_json::Map::new()) };
        let keywords = self.api.schemas.get(id);
        let listed = || keywords.values.as_ref().and_then(|values| values.first());
        if let Some(value) = keywords.example.as_ref().or(keywords.default.as_ref()).or_else(listed) {
            return value.clone();
        }
        let (part, root) = self.api.schemas.part(id);
        let options = Options { direction, ..Options::default() };
        match Containment::new(&part, &part, options).inhabitant(Side::Left, root) {
            Inhabitance::Inhabited { witness } => witness,
            Inhabitance::Empty | Inhabitance::Undecided { .. } => Value::Null,
        }
    }
}

/// The value in the style of the parameter, its name included where the style has it.
fn styled(parameter: &Parameter, value: &Value) -> String {
    let escape = |text: &str| match parameter.location {
        Location::Header => text.to_owned(),
        Location::Path | Location::Query | Location::Cookie => utf8_percent_encode(text, ESCAPED).to_string(),
    };
    let named = |text: String| match parameter.location {
        Location::Query => format!("{}={text}", escape(&parameter.name)),
        Location::Path | Location::Header | Location::Cookie => text,
    };
    let ParameterContent::Schema { style, explode, .. } = &parameter.content else {
        return named(escape(&value.to_string()));
    };
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| escape(&text(item))).collect();
            match style {
                Style::Form if *explode && parameter.location == Location::Query => {
                    items.into_iter().map(named).collect::<Vec<_>>().join("&")
                }
                Style::SpaceDelimited => named(items.join("%20")),
                Style::PipeDelimited => named(items.join("|")),
                Style::Label => format!(".{}", items.join(if *explode { "." } else { "," })),
                Style::Matrix => format!(";{}={}", parameter.name, items.join(",")),
                Style::Form | Style::Simple | Style::DeepObject => named(items.join(",")),
            }
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| (escape(name), escape(&text(value))));
            let pairs = |glue: &str, between: &str| {
                let pairs = members.clone().map(|(name, value)| format!("{name}{glue}{value}"));
                pairs.collect::<Vec<_>>().join(between)
            };
            match style {
                Style::DeepObject => {
                    let key = escape(&parameter.name);
                    let pairs = members.clone().map(|(name, value)| format!("{key}[{name}]={value}"));
                    pairs.collect::<Vec<_>>().join("&")
                }
                Style::Form if *explode => pairs("=", "&"),
                Style::Simple if *explode => pairs("=", ","),
                Style::Label => format!(".{}", if *explode { pairs("=", ".") } else { pairs(",", ",") }),
                Style::Matrix => format!(";{}", if *explode { pairs("=", ";") } else { pairs(",", ",") }),
                Style::Form | Style::Simple | Style::SpaceDelimited | Style::PipeDelimited => {
                    named(pairs(",", ","))
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let text = escape(&text(value));
            match style {
                Style::Label => format!(".{text}"),
                Style::Matrix => format!(";{}={text}", parameter.name),
                Style::Form
                | Style::Simple
                | Style::SpaceDelimited
                | Style::PipeDelimited
                | Style::DeepObject => named(text),
            }
        }
    }
}

/// A value as text: that of a string, nothing for null, JSON for the rest.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// A body of the content's type.
fn written(content: &MediaType, value: &Value) -> String {
    let name = Name::of(&content.name);
    match value {
        Value::Object(members) if name.is_form() => {
            let pairs = members.iter().map(|(name, value)| {
                let escape = |text: &str| utf8_percent_encode(text, ESCAPED).to_string();
                format!("{}={}", escape(name), escape(&text(value)))
            });
            pairs.collect::<Vec<_>>().join("&")
        }
        Value::String(text) if !name.is_json() => text.clone(),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => value.to_string(),
    }
}

/// A type that a message can carry.
fn concrete(name: &str) -> &str {
    if Name::of(name).is_range() { "application/json" } else { name }
}

fn message(lines: &[String], body: Option<String>) -> String {
    let head = lines.join("\n");
    match body {
        Some(body) if body.chars().nth(BODY_SHOWN_CHARS).is_some() => {
            let shown: String = body.chars().take(BODY_SHOWN_CHARS).collect();
            format!("{head}\n\n{shown}…")
        }
        Some(body) => format!("{head}\n\n{body}"),
        None => head,
    }
}
