//! Credentials: the schemes of a document and what operations require of them. Source: OpenAPI 3.0.3, "Security Scheme
//! Object", "Security Requirement Object". It must not know how a credential is obtained.

use super::operation::Location;

/// One alternative: schemes that must all be met; none for a request without a credential.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirement {
    /// Each scheme by its name, with its scopes sorted; sorted by name.
    pub schemes: Vec<(String, Vec<String>)>,
}

/// A scheme under `components.securitySchemes`.
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// JSON pointer of the security scheme object, references followed.
    pub pointer: String,
    /// Its key.
    pub name: String,
    /// What it asks for.
    pub kind: SecurityKind,
}

/// What a scheme asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecurityKind {
    /// `apiKey`: the credential stands there under the name. Never in the path.
    ApiKey {
        /// `in`.
        location: Location,
        /// `name`.
        name: String,
    },
    /// `http`: the `Authorization` header in the scheme, lowercase: `basic`, `bearer`.
    Http {
        /// `scheme`.
        scheme: String,
    },
    /// `oauth2`: a bearer token, with the scopes that exist, sorted.
    OAuth2 {
        /// The scopes of all flows.
        scopes: Vec<String>,
    },
    /// `openIdConnect`: a bearer token.
    OpenIdConnect {
        /// `openIdConnectUrl`.
        url: String,
    },
}
