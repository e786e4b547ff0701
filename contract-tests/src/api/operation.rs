//! One operation: how its request is addressed and what it carries. Source: OpenAPI 3.0.3, "Operation Object",
//! "Parameter Object", "Request Body Object". It must not know schemas beyond their ids.

use std::fmt;

use serde_json::Value;

use super::response::{MediaType, Response};
use super::security::Requirement;
use crate::schema::SchemaId;

/// An operation of the document, what its path item says included.
#[derive(Clone, Debug)]
pub struct Operation {
    /// JSON pointer of the operation object.
    pub pointer: String,
    /// `operationId`, where there is one.
    pub id: Option<String>,
    /// The method.
    pub method: Method,
    /// The path.
    pub path: PathTemplate,
    /// `tags`.
    pub tags: Vec<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// Its parameters and those of its path item that it does not override.
    pub parameters: Vec<Parameter>,
    /// `requestBody`.
    pub body: Option<Body>,
    /// `responses`, exact statuses first, then ranges, then `default`.
    pub responses: Vec<Response>,
    /// Its `security`, or the document's: alternatives, of which one must be met. Empty, or one alternative that
    /// is empty, when a request needs no credential.
    pub security: Vec<Requirement>,
    /// `callbacks`: what the server asks of the client afterwards; of a callback itself none are read.
    pub callbacks: Vec<Callback>,
    /// Members whose names start with `x-`.
    pub extensions: Vec<(String, Value)>,
}

/// A request that the server sends to the client (3.0.3, "Callback Object").
#[derive(Clone, Debug)]
pub struct Callback {
    /// Its key under `callbacks`.
    pub name: String,
    /// What is asked for. The text of its path is the expression for the address, which has no segments; it has no
    /// credentials of its own.
    pub operation: Operation,
}

impl Operation {
    /// Whether requests must have that header field, its name compared as header fields' names are (RFC 9110 §5.1).
    pub fn requires_header(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| {
            parameter.required
                && parameter.location == Location::Header
                && parameter.name.eq_ignore_ascii_case(name)
        })
    }

    /// The schemas that it names: of parameters, of bodies and of headers.
    pub fn schemas(&self) -> impl Iterator<Item = SchemaId> {
        let contents = |contents: &[MediaType]| -> Vec<SchemaId> {
            contents.iter().filter_map(|content| content.schema).collect()
        };
        let body = self.body.iter().flat_map(move |body| contents(&body.contents));
        let responses = self.responses.iter().flat_map(move |response| {
            let headers = response.headers.iter().filter_map(|header| header.schema);
            headers.chain(contents(&response.contents)).collect::<Vec<_>>()
        });
        self.parameters.iter().filter_map(Parameter::schema).chain(body).chain(responses)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path.text)
    }
}

/// A method that a path item can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// `get`
    Get,
    /// `put`
    Put,
    /// `post`
    Post,
    /// `delete`
    Delete,
    /// `options`
    Options,
    /// `head`
    Head,
    /// `patch`
    Patch,
    /// `trace`
    Trace,
}

impl Method {
    /// Every method, in the order of the specification.
    pub const ALL: [Method; 8] = [
        Method::Get,
        Method::Put,
        Method::Post,
        Method::Delete,
        Method::Options,
        Method::Head,
        Method::Patch,
        Method::Trace,
    ];

    /// The method as it stands in a request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }

    /// The method as a path item writes it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Put => "put",
            Self::Post => "post",
            Self::Delete => "delete",
            Self::Options => "options",
            Self::Head => "head",
            Self::Patch => "patch",
            Self::Trace => "trace",
        }
    }

    /// Whether the method asks for no change (RFC 9110 §9.2.1).
    pub const fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Options | Self::Trace)
    }

    /// Whether sending it twice means the same as once (RFC 9110 §9.2.2).
    pub const fn is_idempotent(self) -> bool {
        self.is_safe() || matches!(self, Self::Put | Self::Delete)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A path of the document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PathTemplate {
    /// As written: `/users/{userId}/profile`.
    pub text: String,
    /// Between the slashes; a path that ends in a slash has an empty last segment.
    pub segments: Vec<Segment>,
}

/// A segment of a path: literal text and variables in turn, such as `{name}` or `{id}.json`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Segment {
    /// Text alone, percent-decoded.
    Literal(String),
    /// One variable alone, by its name.
    Variable(String),
    /// Text and variables in turn; the text first, possibly empty, and after each variable, its name first.
    Mixed {
        /// Text before the first variable.
        prefix: String,
        /// Variables, each with the text that follows it.
        parts: Vec<(String, String)>,
    },
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// JSON pointer of the parameter object, references followed.
    pub pointer: String,
    /// `name`; headers compare without case.
    pub name: String,
    /// `description`.
    pub description: String,
    /// `in`.
    pub location: Location,
    /// `required`; always true in a path.
    pub required: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `allowEmptyValue`.
    pub allow_empty: bool,
    /// `allowReserved`.
    pub allow_reserved: bool,
    /// What it holds, and how that is written.
    pub content: ParameterContent,
    /// `example` and the values of `examples`.
    pub examples: Vec<Value>,
}

impl Parameter {
    /// Whether both are the same parameter: the same name at the same place.
    pub fn is_same(&self, other: &Parameter) -> bool {
        let names_match = match self.location {
            Location::Header => self.name.eq_ignore_ascii_case(&other.name),
            Location::Path | Location::Query | Location::Cookie => self.name == other.name,
        };
        self.location == other.location && names_match
    }

    /// The schema of its value, or of its one content.
    pub fn schema(&self) -> Option<SchemaId> {
        match &self.content {
            ParameterContent::Schema { schema, .. } => *schema,
            ParameterContent::Media(content) => content.schema,
        }
    }
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// In the path.
    Path,
    /// After the question mark.
    Query,
    /// A header of the request.
    Header,
    /// A cookie.
    Cookie,
}

impl Location {
    /// Every location.
    pub const ALL: [Location; 4] = [Location::Path, Location::Query, Location::Header, Location::Cookie];

    /// The style of a parameter that names none.
    pub const fn style(self) -> Style {
        match self {
            Self::Path | Self::Header => Style::Simple,
            Self::Query | Self::Cookie => Style::Form,
        }
    }

    /// As the document writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// What a parameter holds, and how it is written.
#[derive(Clone, Debug)]
pub enum ParameterContent {
    /// A value of the schema, written in a style; without a schema anything.
    Schema {
        /// `schema`.
        schema: Option<SchemaId>,
        /// `style`, or the default of the location.
        style: Style,
        /// `explode`, or the default of the style.
        explode: bool,
    },
    /// A text of one media type (`content`).
    Media(MediaType),
}

/// How a parameter's value is written (3.0.3, "Style Values").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Style {
    /// `matrix`
    Matrix,
    /// `label`
    Label,
    /// `form`
    Form,
    /// `simple`
    Simple,
    /// `spaceDelimited`
    SpaceDelimited,
    /// `pipeDelimited`
    PipeDelimited,
    /// `deepObject`
    DeepObject,
}

impl Style {
    /// Every style.
    pub const ALL: [Style; 7] = [
        Style::Matrix,
        Style::Label,
        Style::Form,
        Style::Simple,
        Style::SpaceDelimited,
        Style::PipeDelimited,
        Style::DeepObject,
    ];

    /// As the document writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Matrix => "matrix",
            Self::Label => "label",
            Self::Form => "form",
            Self::Simple => "simple",
            Self::SpaceDelimited => "spaceDelimited",
            Self::PipeDelimited => "pipeDelimited",
            Self::DeepObject => "deepObject",
        }
    }
}

/// The body of a request.
#[derive(Clone, Debug)]
pub struct Body {
    /// JSON pointer of the request body object, references followed.
    pub pointer: String,
    /// `required`.
    pub required: bool,
    /// `content`, in the order of the document.
    pub contents: Vec<MediaType>,
}
