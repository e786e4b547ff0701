//! The schemas of a document as a graph: each schema object once, its keywords typed and its `$ref`s followed.
//!
//! Containment, generation and judging need not know how a document spells them. Recursion is by [`SchemaId`].
//! It must not know operations, HTTP, or which direction a value travels.

mod compile;
pub mod contain;
mod cycles;
mod decimal;
mod direction;
mod equality;
mod identity;
mod keywords;
pub mod language;
mod lower;
mod seed;
mod sparse;
pub mod validate;
pub mod values;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::document::Node;
pub(crate) use compile::mapped;
pub(crate) use cycles::strongly_connected;
pub use direction::Direction;
pub use equality::{compare, duplicate, equal};
pub use identity::Identity;
pub use keywords::{
    Additional, AnnotationKeywords, ArrayKeywords, Bound, Discriminator, Kind, NumberKeywords,
    ObjectKeywords, Schema, StringKeywords,
};
use language::Matcher;
pub use lower::lower;
pub use seed::Seed;
pub use sparse::{Group, Sparse};

/// A schema of [`Schemas`], by its position there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaId(u32);

impl SchemaId {
    /// The position, from 0 and without gaps: ids can index a list as long as [`Schemas::len`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The schemas of one document that something asked for, with all that they refer to.
#[derive(Debug, Default)]
pub struct Schemas {
    list: Vec<Arc<Schema>>,
    /// Their patterns, made ready when they are first needed.
    patterns: Vec<OnceLock<Arc<Matcher>>>,
    /// Schemas in whose own keywords something could not be read.
    flawed: Vec<bool>,
    /// Schema objects, and the `$ref`s that lead to them, by the numbers of their values in the document.
    by_number: HashMap<u32, SchemaId, foldhash::fast::RandomState>,
    /// The schemas sorted by their pointers, when they are first looked for by one.
    by_pointer: OnceLock<Vec<SchemaId>>,
}

impl Schemas {
    /// The schema with that id.
    pub fn get(&self, id: SchemaId) -> &Schema {
        &self.list[id.index()]
    }

    /// The schema that stands at a node of the document, or that the `$ref` there leads to, if it was compiled.
    pub fn id_of(&self, node: &Node<'_>) -> Option<SchemaId> {
        self.by_number.get(&node.number()).copied()
    }

    /// The schema that stands at a JSON pointer, if it was compiled.
    pub fn id_at(&self, pointer: &str) -> Option<SchemaId> {
        let of = |id: &SchemaId| self.get(*id).pointer.as_str();
        let sorted = self.by_pointer.get_or_init(|| {
            let mut ids: Vec<SchemaId> = self.by_number.values().copied().collect();
            ids.sort_unstable_by(|a, b| of(a).cmp(of(b)).then(a.cmp(b)));
            ids.dedup();
            ids
        });
        let at = sorted.partition_point(|id| of(id) < pointer);
        sorted.get(at).copied().filter(|id| of(id) == pointer)
    }

    /// The `pattern` of a schema, ready to be matched.
    pub fn pattern(&self, id: SchemaId) -> Option<&Matcher> {
        let pattern = self.get(id).string.pattern.as_deref()?;
        Some(self.patterns[id.index()].get_or_init(|| Arc::new(Matcher::new(pattern))))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (SchemaId, &Schema)> {
        self.list.iter().zip(0_u32..).map(|(schema, at)| (SchemaId(at), &**schema))
    }

    /// A copy to which schemas can be added that stand in no document, such as a part of one that is asked about
    /// by itself. Its schemas keep their ids and their pointers, and are not found by pointer.
    pub fn extended(&self) -> Schemas {
        Self {
            list: self.list.clone(),
            patterns: self.patterns.clone(),
            flawed: self.flawed.clone(),
            by_number: HashMap::default(),
            by_pointer: OnceLock::new(),
        }
    }

    /// A schema with all that it refers to, as a graph of its own.
    pub fn part(&self, root: SchemaId) -> (Schemas, SchemaId) {
        let mut reached = vec![root];
        let mut numbers = HashMap::from([(root, SchemaId(0))]);
        let mut at = 0;
        while let Some(id) = reached.get(at).copied() {
            at += 1;
            for child in self.get(id).children().chain(self.get(id).mapped()) {
                let next = SchemaId(u32::try_from(reached.len()).unwrap_or(u32::MAX));
                numbers.entry(child).or_insert_with(|| {
                    reached.push(child);
                    next
                });
            }
        }
        let mut part = Schemas::default();
        for id in &reached {
            part.insert(self.get(*id).renumbered(&numbers));
        }
        (part, SchemaId(0))
    }

    /// Adds a schema that refers to schemas of this graph alone.
    pub fn insert(&mut self, schema: Schema) -> SchemaId {
        let id = SchemaId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(Arc::new(schema));
        self.patterns.push(OnceLock::new());
        self.flawed.push(false);
        id
    }

    /// For each schema, by its position, whether it or anything that it refers to could not be read.
    pub fn flawed(&self) -> Vec<bool> {
        let mut flawed = self.flawed.clone();
        let mut users: Vec<Vec<SchemaId>> = vec![Vec::new(); self.len()];
        for (id, schema) in self.iter() {
            for child in schema.children() {
                users[child.index()].push(id);
            }
        }
        let mut work: Vec<usize> = (0..flawed.len()).filter(|at| flawed[*at]).collect();
        while let Some(at) = work.pop() {
            for user in &users[at] {
                if !std::mem::replace(&mut flawed[user.index()], true) {
                    work.push(user.index());
                }
            }
        }
        flawed
    }
}
