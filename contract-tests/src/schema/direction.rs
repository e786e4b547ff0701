//! Which way a value travels, on which `readOnly` and `writeOnly` depend. It must not know HTTP.

use super::Schema;

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
    /// Whether a member with that schema does not belong in a value that travels this way.
    pub fn excludes(self, member: &Schema) -> bool {
        match self {
            Self::Request => member.read_only,
            Self::Response => member.write_only,
            Self::Either => false,
        }
    }
}
