//! A request before it is bytes: an operation with its arguments and its payload. It must not know why it is made.

use serde_json::Value;

use crate::api::{Api, Location, Operation, Parameter, Segment};
use crate::live::exchange::{HeaderField, Sent};
use crate::wire::encode::{Encoded, component, literal_segment, plain};
use crate::wire::parameter::written;
use crate::wire::payload::Payload;

/// What a parameter is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// A value, written in the parameter's style.
    Value(Value),
    /// The text as it goes over the wire, behind `name=` in a query or a cookie.
    Text(String),
}

/// A request of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The operation, an index in `Api::operations`.
    pub operation: usize,
    /// Parameters by their index in the operation, each once; the others are absent.
    pub arguments: Vec<(usize, Argument)>,
    /// The body.
    pub payload: Option<Payload>,
    /// Header fields beside those of parameters and payload.
    pub headers: Vec<HeaderField>,
    /// Pairs of the query behind those of parameters, as they go over the wire.
    pub query: Vec<String>,
}

impl Draft {
    /// A request with no arguments.
    pub fn new(operation: usize) -> Self {
        Self { operation, arguments: Vec::new(), payload: None, headers: Vec::new(), query: Vec::new() }
    }

    /// What the parameter is given.
    pub fn argument(&self, parameter: usize) -> Option<&Argument> {
        self.arguments.iter().find(|(at, _)| *at == parameter).map(|(_, argument)| argument)
    }

    /// With an argument in place of the one before.
    #[must_use]
    pub fn with(mut self, parameter: usize, argument: Argument) -> Self {
        match self.arguments.iter_mut().find(|(at, _)| *at == parameter) {
            Some((_, before)) => *before = argument,
            None => self.arguments.push((parameter, argument)),
        }
        self
    }

    /// Without that argument.
    #[must_use]
    pub fn without(mut self, parameter: usize) -> Self {
        self.arguments.retain(|(at, _)| *at != parameter);
        self
    }

    /// With that payload.
    #[must_use]
    pub fn carrying(mut self, payload: Payload) -> Self {
        self.payload = Some(payload);
        self
    }

    /// The request as bytes; `prefix` stands before the path. `None` when it cannot be written: a path variable
    /// without an argument, a value that its style cannot carry, a text that a header cannot.
    pub fn sent(&self, api: &Api, prefix: &str) -> Option<Sent> {
        let operation = api.operations.get(self.operation)?;
        let mut query = Vec::new();
        let mut cookies = Vec::new();
        let mut headers: Vec<HeaderField> = Vec::new();
        let mut arguments: Vec<_> = self.arguments.iter().collect();
        arguments.sort_by_key(|(at, _)| *at);
        for (at, argument) in arguments {
            let parameter = operation.parameters.get(*at)?;
            match parameter.location {
                Location::Path => {}
                Location::Query => query.extend(pairs(parameter, argument)?),
                Location::Cookie => cookies.extend(pairs(parameter, argument)?),
                Location::Header => {
                    headers.push((parameter.name.clone(), field(text(parameter, argument)?)?))
                }
            }
        }
        query.extend(self.query.iter().cloned());
        if !cookies.is_empty() {
            headers.push(("Cookie".to_owned(), field(cookies.join("; "))?));
        }
        headers.extend(self.headers.iter().cloned());
        let mut target = format!("{prefix}{}", self.path(operation)?);
        if !query.is_empty() {
            target.push('?');
            target.push_str(&query.join("&"));
        }
        let mut sent = Sent::new(operation.method.as_str(), target);
        sent.headers = headers;
        if let Some(payload) = &self.payload {
            sent.body = Some(payload.bytes()?);
            if let Some(media_type) = payload.content_type() {
                sent.headers.push(("Content-Type".to_owned(), field(media_type)?));
            }
        }
        Some(sent)
    }

    fn path(&self, operation: &Operation) -> Option<String> {
        let variable = |name: &str| {
            let same =
                |parameter: &&Parameter| parameter.location == Location::Path && parameter.name == name;
            let at = operation.parameters.iter().position(|parameter| same(&parameter))?;
            let text = text(operation.parameters.get(at)?, self.argument(at)?)?;
            // An empty segment, or one that means a folder, is another path (RFC 3986 §5.2.4).
            (!matches!(text.as_str(), "" | "." | "..")).then_some(text)
        };
        let mut path = String::new();
        for segment in &operation.path.segments {
            path.push('/');
            match segment {
                Segment::Literal(literal) => path.push_str(&literal_segment(literal)),
                Segment::Variable(name) => path.push_str(&variable(name)?),
                Segment::Mixed { prefix, parts } => {
                    path.push_str(&literal_segment(prefix));
                    for (name, suffix) in parts {
                        path.push_str(&variable(name)?);
                        path.push_str(&literal_segment(suffix));
                    }
                }
            }
        }
        Some(path)
    }
}

/// The text of a parameter in a path or a header.
fn text(parameter: &Parameter, argument: &Argument) -> Option<String> {
    match argument {
        Argument::Text(text) => Some(text.clone()),
        Argument::Value(value) => match written(parameter, value)? {
            Encoded::Text(text) => Some(text),
            Encoded::Pairs(_) => None,
        },
    }
}

/// The pairs of a parameter in a query or a cookie.
fn pairs(parameter: &Parameter, argument: &Argument) -> Option<Vec<String>> {
    match argument {
        Argument::Text(text) => Some(vec![format!("{}={text}", component(&parameter.name))]),
        Argument::Value(value) => match written(parameter, value)? {
            Encoded::Text(_) => None,
            Encoded::Pairs(pairs) => {
                Some(pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect())
            }
        },
    }
}

/// The value of a header field: no control characters, and no white space around it, which would be lost.
fn field(text: String) -> Option<Vec<u8>> {
    let bytes = text.into_bytes();
    let control = |byte: &u8| *byte < b' ' || *byte == 0x7f;
    let around = |byte: Option<&u8>| byte == Some(&b' ');
    let fit = !bytes.iter().any(control) && !around(bytes.first()) && !around(bytes.last());
    fit.then_some(bytes)
}

/// A value that a text could stand for, as the text.
pub fn argument_text(value: &Value) -> String {
    plain(value).unwrap_or_else(|| value.to_string())
}
