//! The names of members, each kept once: a document has few of them, and writes them often. It must not know what they
//! name.

use std::collections::HashMap;
use std::sync::Arc;

/// A name, by its position in [`Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NameId(pub(super) u32);

/// Names in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Names {
    list: Vec<Arc<str>>,
    ids: HashMap<Arc<str>, NameId, foldhash::fast::RandomState>,
}

impl Names {
    /// The id of a name, which is new when it was not met.
    pub(super) fn enter(&mut self, name: &str) -> NameId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = NameId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        let name: Arc<str> = name.into();
        self.list.push(Arc::clone(&name));
        self.ids.insert(name, id);
        id
    }

    /// The id of a name that was met.
    pub(super) fn find(&self, name: &str) -> Option<NameId> {
        self.ids.get(name).copied()
    }

    /// The name; empty for one that never was entered.
    pub(super) fn get(&self, id: NameId) -> &str {
        self.list.get(id.0 as usize).map_or("", |name| name)
    }
}
