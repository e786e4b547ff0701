//! The fields of each kind of object. Source: OpenAPI 3.0.3, "Fixed Fields" of each object.

use super::object::Holds::{
    AnyMap, Anything, Count, Email, Flag, FlagOr, List, Many, Map, Number, One, Text, TextMap, Texts, Uri,
    Word,
};
use super::object::{Field, Holds, Object};

const fn optional(name: &'static str, holds: Holds) -> Field {
    Field { name, holds, is_required: false }
}

const fn required(name: &'static str, holds: Holds) -> Field {
    Field { name, holds, is_required: true }
}

const DOCUMENT: &[Field] = &[
    required("openapi", Text),
    required("info", One(Object::Info)),
    optional("servers", Many(Object::Server)),
    required("paths", One(Object::Paths)),
    optional("components", One(Object::Components)),
    optional("security", Many(Object::SecurityRequirement)),
    optional("tags", Many(Object::Tag)),
    optional("externalDocs", One(Object::ExternalDocs)),
];

const INFO: &[Field] = &[
    required("title", Text),
    optional("description", Text),
    optional("termsOfService", Uri),
    optional("contact", One(Object::Contact)),
    optional("license", One(Object::License)),
    required("version", Text),
];

const COMPONENTS: &[Field] = &[
    optional("schemas", Map(Object::Schema)),
    optional("responses", Map(Object::Response)),
    optional("parameters", Map(Object::Parameter)),
    optional("examples", Map(Object::Example)),
    optional("requestBodies", Map(Object::RequestBody)),
    optional("headers", Map(Object::Header)),
    optional("securitySchemes", Map(Object::SecurityScheme)),
    optional("links", Map(Object::Link)),
    optional("callbacks", Map(Object::Callback)),
];

const PATH_ITEM: &[Field] = &[
    optional("summary", Text),
    optional("description", Text),
    optional("get", One(Object::Operation)),
    optional("put", One(Object::Operation)),
    optional("post", One(Object::Operation)),
    optional("delete", One(Object::Operation)),
    optional("options", One(Object::Operation)),
    optional("head", One(Object::Operation)),
    optional("patch", One(Object::Operation)),
    optional("trace", One(Object::Operation)),
    optional("servers", Many(Object::Server)),
    optional("parameters", Many(Object::Parameter)),
];

const OPERATION: &[Field] = &[
    optional("tags", Texts),
    optional("summary", Text),
    optional("description", Text),
    optional("externalDocs", One(Object::ExternalDocs)),
    optional("operationId", Text),
    optional("parameters", Many(Object::Parameter)),
    optional("requestBody", One(Object::RequestBody)),
    required("responses", One(Object::Responses)),
    optional("callbacks", Map(Object::Callback)),
    optional("deprecated", Flag),
    optional("security", Many(Object::SecurityRequirement)),
    optional("servers", Many(Object::Server)),
];

const STYLES: &[&str] =
    &["matrix", "label", "form", "simple", "spaceDelimited", "pipeDelimited", "deepObject"];

const PARAMETER: &[Field] = &[
    required("name", Text),
    required("in", Word(&["path", "query", "header", "cookie"])),
    optional("description", Text),
    optional("required", Flag),
    optional("deprecated", Flag),
    optional("allowEmptyValue", Flag),
    optional("style", Word(STYLES)),
    optional("explode", Flag),
    optional("allowReserved", Flag),
    optional("schema", One(Object::Schema)),
    optional("example", Anything),
    optional("examples", Map(Object::Example)),
    optional("content", Map(Object::MediaType)),
];

const HEADER: &[Field] = &[
    optional("description", Text),
    optional("required", Flag),
    optional("deprecated", Flag),
    optional("allowEmptyValue", Flag),
    optional("style", Word(&["simple"])),
    optional("explode", Flag),
    optional("allowReserved", Flag),
    optional("schema", One(Object::Schema)),
    optional("example", Anything),
    optional("examples", Map(Object::Example)),
    optional("content", Map(Object::MediaType)),
];

const MEDIA_TYPE: &[Field] = &[
    optional("schema", One(Object::Schema)),
    optional("example", Anything),
    optional("examples", Map(Object::Example)),
    optional("encoding", Map(Object::Encoding)),
];

const ENCODING: &[Field] = &[
    optional("contentType", Text),
    optional("headers", Map(Object::Header)),
    optional("style", Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
    optional("explode", Flag),
    optional("allowReserved", Flag),
];

const RESPONSE: &[Field] = &[
    required("description", Text),
    optional("headers", Map(Object::Header)),
    optional("content", Map(Object::MediaType)),
    optional("links", Map(Object::Link)),
];

const LINK: &[Field] = &[
    optional("operationRef", Uri),
    optional("operationId", Text),
    optional("parameters", AnyMap),
    optional("requestBody", Anything),
    optional("description", Text),
    optional("server", One(Object::Server)),
];

const SCHEMA: &[Field] = &[
    optional("title", Text),
    optional("multipleOf", Number),
    optional("maximum", Number),
    optional("exclusiveMaximum", Flag),
    optional("minimum", Number),
    optional("exclusiveMinimum", Flag),
    optional("maxLength", Count),
    optional("minLength", Count),
    optional("pattern", Text),
    optional("maxItems", Count),
    optional("minItems", Count),
    optional("uniqueItems", Flag),
    optional("maxProperties", Count),
    optional("minProperties", Count),
    optional("required", Texts),
    optional("enum", List),
    optional("type", Word(&["boolean", "integer", "number", "string", "array", "object"])),
    optional("allOf", Many(Object::Schema)),
    optional("oneOf", Many(Object::Schema)),
    optional("anyOf", Many(Object::Schema)),
    optional("not", One(Object::Schema)),
    optional("items", One(Object::Schema)),
    optional("properties", Map(Object::Schema)),
    optional("additionalProperties", FlagOr(Object::Schema)),
    optional("description", Text),
    optional("format", Text),
    optional("default", Anything),
    optional("nullable", Flag),
    optional("discriminator", One(Object::Discriminator)),
    optional("readOnly", Flag),
    optional("writeOnly", Flag),
    optional("xml", One(Object::Xml)),
    optional("externalDocs", One(Object::ExternalDocs)),
    optional("example", Anything),
    optional("deprecated", Flag),
];

const SECURITY_SCHEME: &[Field] = &[
    required("type", Word(&["apiKey", "http", "oauth2", "openIdConnect"])),
    optional("description", Text),
    optional("name", Text),
    optional("in", Word(&["query", "header", "cookie"])),
    optional("scheme", Text),
    optional("bearerFormat", Text),
    optional("flows", One(Object::OAuthFlows)),
    optional("openIdConnectUrl", Uri),
];

const CONTACT: &[Field] = &[optional("name", Text), optional("url", Uri), optional("email", Email)];

const LICENSE: &[Field] = &[required("name", Text), optional("url", Uri)];

const SERVER: &[Field] = &[
    required("url", Text),
    optional("description", Text),
    optional("variables", Map(Object::ServerVariable)),
];

const SERVER_VARIABLE: &[Field] =
    &[optional("enum", Texts), required("default", Text), optional("description", Text)];

const EXTERNAL_DOCS: &[Field] = &[optional("description", Text), required("url", Uri)];

const REQUEST_BODY: &[Field] =
    &[optional("description", Text), required("content", Map(Object::MediaType)), optional("required", Flag)];

const EXAMPLE: &[Field] = &[
    optional("summary", Text),
    optional("description", Text),
    optional("value", Anything),
    optional("externalValue", Uri),
];

const TAG: &[Field] = &[
    required("name", Text),
    optional("description", Text),
    optional("externalDocs", One(Object::ExternalDocs)),
];

const DISCRIMINATOR: &[Field] = &[required("propertyName", Text), optional("mapping", TextMap)];

const XML: &[Field] = &[
    optional("name", Text),
    optional("namespace", Uri),
    optional("prefix", Text),
    optional("attribute", Flag),
    optional("wrapped", Flag),
];

const OAUTH_FLOWS: &[Field] = &[
    optional("implicit", One(Object::OAuthFlow)),
    optional("password", One(Object::OAuthFlow)),
    optional("clientCredentials", One(Object::OAuthFlow)),
    optional("authorizationCode", One(Object::OAuthFlow)),
];

const OAUTH_FLOW: &[Field] = &[
    optional("authorizationUrl", Uri),
    optional("tokenUrl", Uri),
    optional("refreshUrl", Uri),
    required("scopes", TextMap),
];

impl Object {
    /// The fields that have a name of their own.
    pub(super) const fn fields(self) -> &'static [Field] {
        match self {
            Self::Document => DOCUMENT,
            Self::Info => INFO,
            Self::Contact => CONTACT,
            Self::License => LICENSE,
            Self::Server => SERVER,
            Self::ServerVariable => SERVER_VARIABLE,
            Self::Components => COMPONENTS,
            Self::PathItem => PATH_ITEM,
            Self::Operation => OPERATION,
            Self::ExternalDocs => EXTERNAL_DOCS,
            Self::Parameter => PARAMETER,
            Self::RequestBody => REQUEST_BODY,
            Self::MediaType => MEDIA_TYPE,
            Self::Encoding => ENCODING,
            Self::Response => RESPONSE,
            Self::Example => EXAMPLE,
            Self::Link => LINK,
            Self::Header => HEADER,
            Self::Tag => TAG,
            Self::Schema => SCHEMA,
            Self::Discriminator => DISCRIMINATOR,
            Self::Xml => XML,
            Self::SecurityScheme => SECURITY_SCHEME,
            Self::OAuthFlows => OAUTH_FLOWS,
            Self::OAuthFlow => OAUTH_FLOW,
            Self::Paths | Self::Responses | Self::Callback | Self::SecurityRequirement => &[],
        }
    }
}
