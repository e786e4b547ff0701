//! Which way a value travels, on which `readOnly` and `writeOnly` depend. It must not know HTTP.

use super::{Schema, SchemaId, Schemas};

/// Which way a value travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// To the server: `required` does not bind members that are `readOnly` (3.0.3, "Schema Object").
    Request,
    /// From the server: `required` does not bind members that are `writeOnly`.
    Response,
    /// Neither: `readOnly` and `writeOnly` say nothing.
    #[default]
    Either,
}

impl Direction {
    /// Whether a member with that schema does not belong in a value that travels this way. What a part of `allOf` says
    /// of a value is said of it.
    pub fn excludes(self, schemas: &Schemas, member: SchemaId) -> bool {
        if self == Self::Either {
            return false;
        }
        let mut seen = vec![member];
        let mut at = 0;
        while let Some(id) = seen.get(at).copied() {
            at += 1;
            let schema = schemas.get(id);
            if self.is_marked(schema) {
                return true;
            }
            let new: Vec<SchemaId> = schema.all_of.iter().copied().filter(|id| !seen.contains(id)).collect();
            seen.extend(new);
        }
        false
    }

    /// Whether the schema itself says that its values do not travel this way.
    pub(super) fn is_marked(self, schema: &Schema) -> bool {
        match self {
            Self::Request => schema.read_only,
            Self::Response => schema.write_only,
            Self::Either => false,
        }
    }
}
