//! A document as it stands in its source: containers listed once, an alias being a second mention of the same
//! one. It becomes the expanded value and the places. It must not know syntax, limits or references.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::place::{Place, Places, Spot, Spots};

/// What a member or item holds.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Scalar(Value),
    /// By its number in the [`Tree`].
    Container(usize),
}

/// An item of an array, or the value of a member with the place of its key.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) place: Place,
    pub(super) content: Content,
}

/// Members in the order of the source.
pub(super) type Members = Vec<(Box<str>, Slot)>;

#[derive(Debug)]
pub(super) enum Container {
    Object(Members),
    Array(Vec<Slot>),
}

/// Containers, each after those it holds; so there are no cycles.
#[derive(Debug, Default)]
pub(super) struct Tree {
    containers: Vec<Container>,
}

impl Tree {
    /// Adds a container and tells its number.
    pub(super) fn push(&mut self, container: Container) -> usize {
        self.containers.push(container);
        self.containers.len() - 1
    }

    /// Puts in place of a merge key, which is the member at that position, the members that its value gives: those of a
    /// mapping, or of each mapping of a list. What the object has itself stays, and of the list the first counts. `None`
    /// when the value is something else.
    pub(super) fn merge(&self, members: &mut Members, at: usize) -> Option<()> {
        let (_, slot) = members.remove(at);
        let mut names: HashSet<Box<str>> = members.iter().map(|(name, _)| name.clone()).collect();
        let sources = match self.container(&slot.content)? {
            Container::Object(source) => vec![source],
            Container::Array(items) => {
                items.iter().map(|item| self.object(&item.content)).collect::<Option<_>>()?
            }
        };
        let given = sources.into_iter().flatten().filter(|(name, _)| names.insert(name.clone())).cloned();
        let given: Members = given.collect();
        members.splice(at..at, given);
        Some(())
    }

    fn container(&self, content: &Content) -> Option<&Container> {
        match content {
            Content::Scalar(_) => None,
            Content::Container(number) => self.containers.get(*number),
        }
    }

    fn object(&self, content: &Content) -> Option<&Members> {
        match self.container(content)? {
            Container::Object(members) => Some(members),
            Container::Array(_) => None,
        }
    }

    /// The value with every alias expanded. The recursion is as deep as the value, which the builder limits.
    pub(super) fn value(&self, content: &Content) -> Value {
        let number = match content {
            Content::Scalar(value) => return value.clone(),
            Content::Container(number) => *number,
        };
        match &self.containers[number] {
            Container::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(key, slot)| (key.to_string(), self.value(&slot.content)))
                    .collect::<Map<_, _>>(),
            ),
            Container::Array(items) => {
                Value::Array(items.iter().map(|slot| self.value(&slot.content)).collect())
            }
        }
    }

    /// The places of everything, with the place of the root.
    pub(super) fn into_places(self, root: &Slot) -> Places {
        let containers = self.containers.into_iter().map(|container| match container {
            Container::Object(members) => {
                let mut spots: Vec<_> = members.into_iter().map(|(key, slot)| (key, slot.spot())).collect();
                spots.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
                Spots::Object(spots)
            }
            Container::Array(items) => Spots::Array(items.iter().map(Slot::spot).collect()),
        });
        Places::new(root.spot(), containers.collect())
    }
}

impl Slot {
    fn spot(&self) -> Spot {
        let container = match self.content {
            Content::Scalar(_) => None,
            Content::Container(number) => Some(number),
        };
        Spot { place: self.place, container }
    }
}
