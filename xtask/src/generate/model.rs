//! The API layer between reading and writing: what the document says, in the terms of the code to write.
//!
//! Knows neither YAML nor token streams.

use serde_json::{Map, Value};

/// All that is generated for one document.
#[derive(Debug)]
pub(super) struct Api {
    /// The named schemas that operations reach, in the document's order.
    pub(super) types: Vec<TypeDef>,
    /// The tags, in the document's order.
    pub(super) tags: Vec<Tag>,
    /// Self-contained JSON Schemas by key, for all parameters and bodies.
    pub(super) schemas: Map<String, Value>,
}

/// A named schema.
#[derive(Debug)]
pub(super) struct TypeDef {
    pub(super) name: String,
    pub(super) docs: String,
    pub(super) shape: TypeShape,
    /// Whether a request can hold it.
    pub(super) is_read: bool,
    /// Whether an answer can hold it.
    pub(super) is_written: bool,
}

/// What a named schema becomes.
#[derive(Debug)]
pub(super) enum TypeShape {
    Alias(Type),
    Struct(Vec<Field>),
    /// A string of fixed values.
    Enum(Vec<String>),
    /// `oneOf` over named schemas.
    Union(Vec<String>),
}

/// A member of an object.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) docs: String,
    pub(super) of: Type,
    pub(super) presence: Presence,
}

/// Whether a member must be there and may be null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Required,
    RequiredNullable,
    Optional,
    OptionalNullable,
}

/// A type by use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Named(String),
    String,
    Uuid,
    DateTime,
    Int32,
    Int64,
    Float,
    Bool,
    /// Any JSON.
    Any,
    List(Box<Type>),
    /// An object of any members, or of members of one type.
    Map(Box<Type>),
}

/// A tag with its operations.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) docs: String,
    /// The one error body of all its operations.
    pub(super) error: String,
    pub(super) operations: Vec<Operation>,
}

/// An operation.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) id: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) docs: String,
    pub(super) security: Vec<Security>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<Body>,
    pub(super) answers: Vec<Answer>,
    pub(super) always_admitted: bool,
    /// The status of a request that breaks the schemas, and of one that cannot be meant.
    pub(super) violation_status: ViolationStatus,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct ViolationStatus {
    pub(super) schema: u16,
    pub(super) meaning: u16,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Security {
    Bearer,
    Cookie(String),
}

#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) location: Location,
    pub(super) required: bool,
    pub(super) docs: String,
    pub(super) of: Type,
    pub(super) shape: Shape,
    pub(super) schema: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Location {
    Path,
    Query,
    Header,
}

/// How a parameter's text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Integer,
    Number,
    Boolean,
    Texts,
}

#[derive(Debug)]
pub(super) struct Body {
    pub(super) of: Type,
    pub(super) bytes_max: u64,
    pub(super) schema: String,
}

/// A documented answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// The status in words, in camel case.
    pub(super) variant: &'static str,
    pub(super) docs: String,
    pub(super) headers: Vec<Header>,
    pub(super) content: Option<Content>,
}

#[derive(Debug)]
pub(super) struct Header {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) is_integer: bool,
}

#[derive(Debug)]
pub(super) struct Content {
    pub(super) media_type: String,
    pub(super) body: ContentBody,
}

#[derive(Debug)]
pub(super) enum ContentBody {
    /// A JSON media type, with the type of its value.
    Json(Type),
    /// Text of another media type.
    Text,
    /// Bytes of another media type.
    Bytes,
}

impl Type {
    /// The named schema in it, if there is one.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Type::Named(name) => Some(name),
            Type::List(item) | Type::Map(item) => item.name(),
            Type::String
            | Type::Uuid
            | Type::DateTime
            | Type::Int32
            | Type::Int64
            | Type::Float
            | Type::Bool
            | Type::Any => None,
        }
    }
}

impl TypeShape {
    /// The named schemas that it holds.
    pub(super) fn names(&self) -> Vec<&str> {
        match self {
            TypeShape::Alias(of) => of.name().into_iter().collect(),
            TypeShape::Struct(fields) => fields.iter().filter_map(|field| field.of.name()).collect(),
            TypeShape::Enum(_) => Vec::new(),
            TypeShape::Union(names) => names.iter().map(String::as_str).collect(),
        }
    }
}
