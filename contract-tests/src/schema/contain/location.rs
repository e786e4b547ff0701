//! Where a value stands in the left graph: the schemas that speak of it there. `allOf` is taken apart, alternatives
//! only on demand. It must not know the right graph.

use super::engine::Engine;
use super::literal::{Literal, Sign};
use super::terms::Side;
use crate::schema::{Additional, SchemaId, Schemas};

/// Schemas that speak of one value.
const PARTS_MAX: usize = 64;

/// The schemas that speak of a value, all of which accept it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Location {
    /// What was asked of the value, `allOf` included but not taken apart.
    roots: Vec<SchemaId>,
    /// The same with the parts of `allOf`.
    pub(super) parts: Vec<SchemaId>,
    /// Parts whose alternatives were chosen from.
    chosen: Vec<SchemaId>,
}

impl Location {
    pub(super) fn new(schemas: &Schemas, roots: &[SchemaId]) -> Self {
        let mut location = Self { roots: roots.to_vec(), parts: Vec::new(), chosen: Vec::new() };
        for root in roots {
            location.add(schemas, *root);
        }
        location
    }

    fn add(&mut self, schemas: &Schemas, root: SchemaId) {
        let mut work = vec![root];
        while let Some(part) = work.pop() {
            if !self.parts.contains(&part) && self.parts.len() < PARTS_MAX {
                self.parts.push(part);
                work.extend(schemas.get(part).all_of.iter().rev());
            }
        }
    }

    /// The schemas that were asked about, the last chosen last.
    pub(super) fn roots(&self) -> &[SchemaId] {
        &self.roots
    }

    /// What is demanded of the value.
    pub(super) fn literals(&self, engine: &mut Engine<'_>) -> Vec<Literal> {
        self.roots.iter().map(|root| Literal::term(engine.term(Side::Left, *root), Sign::Writes)).collect()
    }

    /// One location for each alternative of the first part that has several; `None` when there is no such part.
    pub(super) fn alternatives(&self, schemas: &Schemas) -> Option<Vec<Self>> {
        let part = self.parts.iter().find(|part| {
            let schema = schemas.get(**part);
            let has_branches = !schema.any_of.is_empty() || !schema.one_of.is_empty();
            has_branches && !self.chosen.contains(part)
        })?;
        let schema = schemas.get(*part);
        let branches = if schema.one_of.is_empty() { &schema.any_of } else { &schema.one_of };
        let locations = branches.iter().map(|branch| {
            let mut location = self.clone();
            location.chosen.push(*part);
            if !location.roots.contains(branch) {
                location.roots.push(*branch);
            }
            location.add(schemas, *branch);
            location
        });
        Some(locations.collect())
    }

    /// Names of the documented members.
    pub(super) fn names<'s>(&self, schemas: &'s Schemas) -> Vec<&'s str> {
        let mut names = Vec::new();
        for part in &self.parts {
            for (name, _) in &schemas.get(*part).object.properties {
                if !names.contains(&name.as_str()) {
                    names.push(name.as_str());
                }
            }
        }
        names
    }

    /// Where the member of that name stands, or a member that is not documented.
    pub(super) fn member(&self, schemas: &Schemas, name: Option<&str>) -> Self {
        let mut roots = Vec::new();
        for part in &self.parts {
            let object = &schemas.get(*part).object;
            let named = object.properties.iter().find(|(other, _)| Some(other.as_str()) == name);
            match (named, object.additional) {
                (Some((_, member)), _) => roots.push(*member),
                (None, Additional::Schema(additional)) => roots.push(additional),
                (None, Additional::Unstated | Additional::Any | Additional::None) => {}
            }
        }
        Self::new(schemas, &roots)
    }

    /// Where an item stands.
    pub(super) fn item(&self, schemas: &Schemas) -> Self {
        let roots: Vec<SchemaId> =
            self.parts.iter().filter_map(|part| schemas.get(*part).array.items).collect();
        Self::new(schemas, &roots)
    }
}
