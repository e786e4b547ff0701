//! What rules look at: the document, its objects, and what they mean. It must not know rules.

use std::collections::HashSet;

use super::shape::Survey;
use crate::api::Api;
use crate::document::{Document, Node};
use crate::schema::{Kind, SchemaId, Schemas};

/// A document with its objects and their meaning.
pub(super) struct Context<'a, 'd> {
    /// The document.
    pub(super) document: &'d Document,
    /// Its objects.
    pub(super) survey: &'a Survey<'d>,
    /// Its operations, those that could not be read in full included; and all of its schemas.
    pub(super) api: &'a Api,
    /// The schema objects of the document, in its order, with their ids.
    pub(super) schema_nodes: &'a [(Node<'d>, SchemaId)],
    /// For each schema, by its position, whether it or what it refers to could not be read.
    pub(super) flawed: &'a [bool],
}

impl Context<'_, '_> {
    /// All schemas of the document.
    pub(super) fn schemas(&self) -> &Schemas {
        &self.api.schemas
    }

    /// Whether a schema and all that it refers to could be read.
    pub(super) fn is_sound(&self, id: SchemaId) -> bool {
        !self.flawed.get(id.index()).copied().unwrap_or(false)
    }

    /// The `type` of a schema, its own or one of its `allOf`.
    pub(super) fn kind(&self, id: SchemaId) -> Option<Kind> {
        let mut seen = HashSet::new();
        let mut work = vec![id];
        while let Some(id) = work.pop() {
            let schema = self.schemas().get(id);
            if schema.kind.is_some() {
                return schema.kind;
            }
            if seen.insert(id) {
                work.extend(&schema.all_of);
            }
        }
        None
    }
}
