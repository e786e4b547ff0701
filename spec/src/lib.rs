//! The OpenAPI document of Selfsame, and the Rust that mirrors it.
//!
//! `openapi.yaml` is written by hand; [`generated`] is written from it by `cargo xtask generate`: types, one input and
//! one answer per operation, one API trait per tag, routes and schemas. [`runtime`] is the small hand-written part
//! between the generated code and dropshot. Nothing here knows the database or the domain.

#[rustfmt::skip]
pub mod generated;
pub mod runtime;

/// The document, as it was written.
pub const DOCUMENT: &str = include_str!("../openapi.yaml");
