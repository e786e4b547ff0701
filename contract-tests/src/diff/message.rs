//! Requests and responses as they look on the wire, around the part that a change is about; the rest is the least that
//! the document asks for. It must not know why a message is shown.

use serde_json::Value;

use crate::api::{
    Api, Header, Location, MediaType, Operation, Parameter, ParameterContent, Requirement, Response,
    SecurityKind, Segment, Style,
};
use crate::schema::values::Values;
use crate::schema::{Direction, SchemaId};
use crate::wire::encode::{Encoded, component, encode, literal_segment};
use crate::wire::parameter::written;
use crate::wire::payload::Payload;

/// Characters of a body that are shown.
const BODY_SHOWN_CHARS: usize = 4000;
/// Seed of the values that stand around what a message is about.
const SEED: u64 = 0;

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
    /// When it is sent, as `Date` has it.
    pub(super) date: Option<&'r str>,
}

/// How a parameter is given.
#[derive(Clone, Copy)]
pub(super) enum Given<'r> {
    Nothing,
    Empty,
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
    /// The simplest one, in a type of the content.
    Content(&'r MediaType, &'r str),
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
        let (mut query, mut cookies, mut lines) = (Vec::new(), Vec::new(), Vec::new());
        for parameter in &operation.parameters {
            let Some(text) = self.given(parameter, request) else { continue };
            match parameter.location {
                Location::Path => {}
                Location::Query => query.push(text),
                Location::Header => lines.push(format!("{}: {text}", parameter.name)),
                Location::Cookie => cookies.push(text.replace('&', "; ")),
            }
        }
        let required = request.credentials.or(operation.security.first());
        self.credentials(required, &mut query, &mut cookies, &mut lines);
        if !cookies.is_empty() {
            lines.push(format!("Cookie: {}", cookies.join("; ")));
        }
        lines.extend(request.accept.map(|accept| format!("Accept: {accept}")));
        lines.extend(request.date.map(|date| format!("Date: {date}")));
        let body = self.carried(operation, request);
        lines.extend(body.as_ref().map(|(media_type, _)| format!("Content-Type: {media_type}")));
        let separator = if query.is_empty() { "" } else { "?" };
        let path = self.path(operation, request);
        lines.insert(0, format!("{} {path}{separator}{}", operation.method, query.join("&")));
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
            let written = |value: Value| match encode(
                &header.name,
                &value,
                Location::Header,
                Style::Simple,
                header.explode,
            ) {
                Some(Encoded::Text(text)) => text,
                Some(Encoded::Pairs(_)) | None => value.to_string(),
            };
            lines.extend(value.map(|value| format!("{}: {}", header.name, written(value))));
        }
        let content = reply.content.or(reply.response.contents.first());
        let body = content.map(|content| {
            let example = || content.examples.first().cloned();
            let value = reply.value.cloned().or_else(example);
            let value = value.unwrap_or_else(|| self.sample(content.schema, Direction::Response));
            let (media_type, text) = body(&content.name, &value);
            lines.push(format!("Content-Type: {media_type}"));
            text
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
        // The address of a callback is an expression, and is shown as such.
        if operation.path.segments.is_empty() {
            return operation.path.text.clone();
        }
        let segments = operation.path.segments.iter().map(|segment| match segment {
            Segment::Literal(text) => literal_segment(text),
            Segment::Variable(name) => variable(name),
            Segment::Mixed { prefix, parts } => {
                let part = |(name, text): &(String, String)| variable(name) + &literal_segment(text);
                format!("{}{}", literal_segment(prefix), parts.iter().map(part).collect::<String>())
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
            None if parameter.required => simplest(),
            None => return None,
        };
        Some(styled(parameter, &value))
    }

    /// The type of the body, and the body.
    fn carried(self, operation: &Operation, request: &Request<'_>) -> Option<(String, String)> {
        let documented = operation.body.as_ref()?;
        let first = || documented.contents.first();
        let (content, media_type, value) = match request.body {
            Carried::AsRequired if documented.required => (first()?, None, None),
            Carried::AsRequired | Carried::Nothing => return None,
            Carried::Simplest => (first()?, None, None),
            Carried::Content(content, media_type) => (content, Some(media_type), None),
            Carried::Value(content, value) => (content, None, Some(value.clone())),
        };
        let example = || content.examples.first().cloned();
        let value = value.or_else(example).unwrap_or_else(|| self.sample(content.schema, Direction::Request));
        Some(body(media_type.unwrap_or(&content.name), &value))
    }

    fn credentials(
        self,
        required: Option<&Requirement>,
        query: &mut Vec<String>,
        cookies: &mut Vec<String>,
        lines: &mut Vec<String>,
    ) {
        for (name, _) in required.into_iter().flat_map(|required| &required.schemes) {
            let scheme = self.api.security_schemes.iter().find(|scheme| scheme.name == *name);
            match scheme.map(|scheme| &scheme.kind) {
                Some(SecurityKind::ApiKey { location: Location::Query, name }) => {
                    query.push(format!("{}=…", component(name)));
                }
                Some(SecurityKind::ApiKey { location: Location::Cookie, name }) => {
                    cookies.push(format!("{name}=…"));
                }
                Some(SecurityKind::ApiKey { name, .. }) => lines.push(format!("{name}: …")),
                Some(SecurityKind::Http { scheme }) => {
                    let (first, rest) = scheme.split_at_checked(1).unwrap_or_default();
                    lines.push(format!("Authorization: {}{rest} …", first.to_ascii_uppercase()));
                }
                Some(SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. }) => {
                    lines.push("Authorization: Bearer …".to_owned());
                }
                None => lines.push(format!("Authorization: … ({name})")),
            }
        }
    }

    /// A plain value that the schema accepts; any, when nothing is said of it.
    pub(super) fn sample(self, schema: Option<SchemaId>, direction: Direction) -> Value {
        let Some(id) = schema else { return Value::Object(serde_json::Map::new()) };
        Values::new(&self.api.schemas, direction, SEED).simplest(id).unwrap_or_default()
    }
}

/// The parameter as its style writes it, or as JSON where the style has no way to.
fn styled(parameter: &Parameter, value: &Value) -> String {
    written(parameter, value).map_or_else(
        || match parameter.location {
            Location::Path => component(&value.to_string()),
            Location::Header => value.to_string(),
            Location::Query | Location::Cookie => {
                format!("{}={}", component(&parameter.name), component(&value.to_string()))
            }
        },
        |written| written.shown(),
    )
}

/// A body of that type, and its `Content-Type`.
fn body(media_type: &str, value: &Value) -> (String, String) {
    let payload = Payload::value(media_type, value.clone());
    let bytes = payload.bytes().map(|bytes| String::from_utf8_lossy(&bytes).replace("\r\n", "\n"));
    let text = bytes.unwrap_or_else(|| value.to_string());
    (payload.content_type().unwrap_or_default(), text)
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
