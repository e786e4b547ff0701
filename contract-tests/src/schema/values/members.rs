//! Which members an object may have under several schemas at once, and what each must meet. It must not know how a member
//! is made.

use super::goal::Goal;
use crate::schema::{Additional, Direction, Schema, SchemaId, Schemas};

/// Members that are made to fill an object up.
const FILLERS_MAX: u64 = 1_000;

/// The keywords for objects of schemas that all apply.
pub(super) struct Members<'s> {
    schemas: &'s Schemas,
    direction: Direction,
    leaves: Vec<&'s Schema>,
}

impl<'s> Members<'s> {
    pub(super) fn of(schemas: &'s Schemas, direction: Direction, leaves: Vec<&'s Schema>) -> Self {
        Self { schemas, direction, leaves }
    }

    /// The names that `properties` has, in the order of the document, without those that do not travel this way. Each
    /// with the schema that names it first.
    pub(super) fn named(&self) -> Vec<(&'s str, &'s Schema)> {
        let mut names: Vec<(&str, &Schema)> = Vec::new();
        for leaf in &self.leaves {
            for (name, _) in &leaf.object.properties {
                if !names.iter().any(|(known, _)| known == name) && !self.is_excluded(name) {
                    names.push((name, leaf));
                }
            }
        }
        names
    }

    /// The names that must be there, each with the schema that requires it first.
    pub(super) fn required(&self) -> Vec<(&'s str, &'s Schema)> {
        let mut names: Vec<(&str, &Schema)> = Vec::new();
        for leaf in &self.leaves {
            for name in &leaf.object.required {
                if !names.iter().any(|(known, _)| known == name) && !self.is_excluded(name) {
                    names.push((name, leaf));
                }
            }
        }
        names
    }

    pub(super) fn is_required(&self, name: &str) -> bool {
        self.leaves.iter().any(|leaf| leaf.object.required.iter().any(|known| known == name))
    }

    /// Whether the member does not travel this way.
    fn is_excluded(&self, name: &str) -> bool {
        let excludes = |id: SchemaId| self.direction.excludes(self.schemas, id);
        self.leaves.iter().any(|leaf| property(leaf, name).is_some_and(excludes))
    }

    /// What the member must meet; `None` when there may be no such member.
    pub(super) fn goal(&self, name: &str) -> Option<Goal> {
        let mut ids = Vec::new();
        for leaf in &self.leaves {
            match (property(leaf, name), leaf.object.additional) {
                (Some(id), _) | (None, Additional::Schema(id)) => ids.push(id),
                (None, Additional::None) => return None,
                (None, Additional::Unstated | Additional::Any) => {}
            }
        }
        (!self.is_excluded(name)).then(|| Goal::of(ids))
    }

    /// A schema that says something of members without a name, and its keyword's value, when there is one.
    pub(super) fn additional(&self) -> Option<(&'s Schema, Additional)> {
        let stated = |leaf: &&Schema| leaf.object.additional != Additional::Unstated;
        self.leaves.iter().copied().find(stated).map(|leaf| (leaf, leaf.object.additional))
    }

    /// The schemas that allow no members but those they name.
    pub(super) fn closed(&self) -> impl Iterator<Item = &'s Schema> {
        self.leaves.iter().copied().filter(|leaf| leaf.object.additional == Additional::None)
    }

    /// A name that no schema has.
    pub(super) fn unnamed(&self, at: u64) -> String {
        let names = (at..).map(|at| if at == 0 { "extra".to_owned() } else { format!("extra{at}") });
        let is_free = |name: &String| self.leaves.iter().all(|leaf| property(leaf, name).is_none());
        names.into_iter().find(is_free).unwrap_or_default()
    }

    /// The least number of members that is allowed, as far as members are made.
    pub(super) fn count_min(&self) -> u64 {
        let counts = self.leaves.iter().filter_map(|leaf| leaf.object.properties_min);
        counts.max().unwrap_or(0).min(FILLERS_MAX)
    }

    /// The greatest number of members that is allowed.
    pub(super) fn count_max(&self) -> Option<u64> {
        self.leaves.iter().filter_map(|leaf| leaf.object.properties_max).min()
    }
}

/// The schema of a member in `properties`.
fn property(schema: &Schema, name: &str) -> Option<SchemaId> {
    schema.object.properties.iter().find(|(known, _)| known == name).map(|(_, id)| *id)
}
