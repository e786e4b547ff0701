//! The schemas of a document as a graph: each schema object once, its keywords typed and its `$ref`s followed, so
//! that containment, generation and judging need not know how a document spells them. Recursion is by [`SchemaId`].
//! It must not know operations, HTTP, or which direction a value travels.

mod keywords;

pub use keywords::StringKeywords;
pub use keywords::{
    Additional, ArrayKeywords, Bound, Discriminator, Kind, NumberKeywords, ObjectKeywords, Schema,
};

/// A schema of [`Schemas`], by its position there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaId(u32);

/// The schemas of one document that something asked for, with all that they refer to.
#[derive(Debug, Default)]
pub struct Schemas {
    list: Vec<Schema>,
}

impl Schemas {
    /// The schema with that id.
    pub fn get(&self, id: SchemaId) -> &Schema {
        &self.list[id.0 as usize]
    }
}
