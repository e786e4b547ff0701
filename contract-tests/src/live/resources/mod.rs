//! What a document tells of its resources.
//!
//! It tells what is made where, read where and listed how, and which members of requests and answers are the same:
//! from path templates, schemas and names. It must not ask a server anything.
//!
//! In reading order:
//! - [`names`], [`shape`]: names and members, compared.
//! - [`content`], [`listing`]: the object and the list in a body.
//! - [`graph`]: the resources, their operations, and what nests in what.

pub mod content;
pub mod graph;
pub mod listing;
pub mod names;
pub mod shape;

#[cfg(test)]
mod tests;

pub use content::Content;
pub use graph::{Create, Resource, Resources};
pub use listing::Listing;
pub use shape::{Facts, Member, Shape};
