//! What a document promises, operation by operation: requests that are accepted and responses that may come.
//!
//! It is read once from a [`Document`](crate::document::Document), references followed and every part with its
//! pointer, and shared by the live suite, the diff and the lint. It must not know what any of them does with it.

mod operation;
mod read;
mod response;
mod security;

pub use operation::{
    Body, Callback, Location, Method, Operation, Parameter, ParameterContent, PathTemplate, Segment, Style,
};
pub(crate) use read::Reading;
pub use response::{Header, MediaType, Response, StatusPattern};
pub use security::{Requirement, SecurityKind, SecurityScheme};

use crate::schema::Schemas;

/// A document's promises.
#[derive(Debug)]
pub struct Api {
    /// Whether the document is OpenAPI 3.0; nothing but its `info` and servers is read otherwise.
    pub is_supported: bool,
    /// `info.title`.
    pub title: String,
    /// `info.version`, as written.
    pub version: String,
    /// `servers`, their URLs as written.
    pub servers: Vec<String>,
    /// The operations, in the order of the document.
    pub operations: Vec<Operation>,
    /// `components.securitySchemes`, in the order of the document.
    pub security_schemes: Vec<SecurityScheme>,
    /// The schemas that the operations name.
    pub schemas: Schemas,
}
