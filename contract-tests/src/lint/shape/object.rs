//! The kinds of objects that an OpenAPI 3.0 document is made of, and their fields. Source: OpenAPI 3.0.3, "Schema" of
//! each object. It must not know what a field means.

/// A kind of object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Object {
    Document,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Components,
    Paths,
    PathItem,
    Operation,
    ExternalDocs,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Callback,
    Example,
    Link,
    Header,
    Tag,
    Schema,
    Discriminator,
    Xml,
    SecurityScheme,
    OAuthFlows,
    OAuthFlow,
    SecurityRequirement,
}

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Holds {
    Anything,
    Text,
    Flag,
    Number,
    Count,
    /// A reference to a URI (RFC 3986).
    Uri,
    Email,
    Word(&'static [&'static str]),
    Texts,
    List,
    TextMap,
    AnyMap,
    One(Object),
    Many(Object),
    Map(Object),
    /// Of `additionalProperties`.
    FlagOr(Object),
}

/// A field of an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) holds: Holds,
    pub(super) is_required: bool,
}

impl Object {
    /// As the specification calls it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Info => "info",
            Self::Contact => "contact",
            Self::License => "license",
            Self::Server => "server",
            Self::ServerVariable => "server variable",
            Self::Components => "components",
            Self::Paths => "paths",
            Self::PathItem => "path item",
            Self::Operation => "operation",
            Self::ExternalDocs => "external documentation",
            Self::Parameter => "parameter",
            Self::RequestBody => "request body",
            Self::MediaType => "media type",
            Self::Encoding => "encoding",
            Self::Responses => "responses",
            Self::Response => "response",
            Self::Callback => "callback",
            Self::Example => "example",
            Self::Link => "link",
            Self::Header => "header",
            Self::Tag => "tag",
            Self::Schema => "schema",
            Self::Discriminator => "discriminator",
            Self::Xml => "XML",
            Self::SecurityScheme => "security scheme",
            Self::OAuthFlows => "OAuth flows",
            Self::OAuthFlow => "OAuth flow",
            Self::SecurityRequirement => "security requirement",
        }
    }

    /// The section of `components` that names such objects.
    pub(crate) const fn section(self) -> Option<&'static str> {
        match self {
            Self::Schema => Some("schemas"),
            Self::Response => Some("responses"),
            Self::Parameter => Some("parameters"),
            Self::Example => Some("examples"),
            Self::RequestBody => Some("requestBodies"),
            Self::Header => Some("headers"),
            Self::SecurityScheme => Some("securitySchemes"),
            Self::Link => Some("links"),
            Self::Callback => Some("callbacks"),
            Self::Document
            | Self::Info
            | Self::Contact
            | Self::License
            | Self::Server
            | Self::ServerVariable
            | Self::Components
            | Self::Paths
            | Self::PathItem
            | Self::Operation
            | Self::ExternalDocs
            | Self::MediaType
            | Self::Encoding
            | Self::Responses
            | Self::Tag
            | Self::Discriminator
            | Self::Xml
            | Self::OAuthFlows
            | Self::OAuthFlow
            | Self::SecurityRequirement => None,
        }
    }

    /// Whether a `$ref` may stand in its place.
    pub(crate) const fn may_be_referenced(self) -> bool {
        self.section().is_some() || matches!(self, Self::PathItem)
    }

    /// What the members hold of an object whose members have free names.
    pub(super) const fn members(self) -> Option<Holds> {
        match self {
            Self::Paths | Self::Callback => Some(Holds::One(Self::PathItem)),
            Self::Responses => Some(Holds::One(Self::Response)),
            Self::SecurityRequirement => Some(Holds::Texts),
            Self::Document
            | Self::Info
            | Self::Contact
            | Self::License
            | Self::Server
            | Self::ServerVariable
            | Self::Components
            | Self::PathItem
            | Self::Operation
            | Self::ExternalDocs
            | Self::Parameter
            | Self::RequestBody
            | Self::MediaType
            | Self::Encoding
            | Self::Response
            | Self::Example
            | Self::Link
            | Self::Header
            | Self::Tag
            | Self::Schema
            | Self::Discriminator
            | Self::Xml
            | Self::SecurityScheme
            | Self::OAuthFlows
            | Self::OAuthFlow => None,
        }
    }
}
