//! What must be known about a resource before anything about it can be checked: how one is made, where its id stands, and
//! which members requests and answers share. It must not know how that is learned.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::session::{Answer, Session};
use crate::live::resources::shape::compatible;
use crate::live::resources::{Content, Create, Member, content, names};

/// How a body is put together that the server takes.
#[derive(Clone, Debug, Default)]
pub(super) struct Recipe {
    /// Which branch of `oneOf`.
    pub branch: usize,
    /// Members that are left out, although the document has them.
    pub skipped: HashSet<String>,
    /// Members whose value is always the same.
    pub pinned: HashMap<String, Value>,
    /// Members that hold the id of a resource, by its index.
    pub references: HashMap<String, usize>,
}

/// Where the id stands in the answer that a creation gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// A member of the object.
    Member(String),
    /// The last segment of `Location`.
    Location,
    /// The request chose it.
    Chosen,
    /// There is one of it, or none was seen: it has no id.
    Single,
}

/// What is known about a resource.
#[derive(Clone, Debug)]
pub(super) struct Knowledge {
    /// Who can make one, or see those that there are, an index in the client's identities.
    pub identity: usize,
    /// Whether one can be made; else only those are known that a list shows, or the one that there is.
    pub made: bool,
    /// How bodies are made.
    pub recipe: Recipe,
    /// What one was made of.
    pub accepted: Map<String, Value>,
    /// Where the id is.
    pub link: Link,
    /// Members that differ between two reads, and mean nothing.
    pub volatile: HashSet<String>,
    /// The id that the main identity's own shows, where there is one for each identity.
    pub own_id: Option<String>,
}

impl Session<'_> {
    /// What the creating operation takes.
    pub(super) fn taken(&self, at: usize, operation: usize, branch: usize) -> Option<Content> {
        let noun = &self.resource(at).noun;
        content::taken(&self.run.api.schemas, self.operation(operation), noun, branch)
    }

    /// The object that an answer shows, whichever operation of the resource answered.
    pub(super) fn shown(&self, at: usize, answer: &Answer) -> Option<Map<String, Value>> {
        let (_, operation) = self.steps().get(answer.step)?;
        let noun = &self.resource(at).noun;
        let content = content::answered(&self.run.api.schemas, self.operation(*operation), noun);
        answer.object(content.as_ref())
    }

    /// Members that some write can set and that a read shows.
    pub(super) fn settable(&self, at: usize) -> HashSet<String> {
        let resource = self.resource(at);
        let create = resource.create.map(Create::operation);
        let operations = [create, resource.replace, resource.update].into_iter().flatten();
        operations.flat_map(|operation| self.shared(at, operation, 0)).map(|member| member.name).collect()
    }

    /// Whether the member holds the id that an item is addressed by: a write of another one would be of another item.
    pub(super) fn is_own_id(&self, at: usize, name: &str) -> bool {
        let variable = self.resource(at).variables.last().filter(|_| !self.resource(at).single);
        let link = self.knowledge(at).ok().map(|knowledge| &knowledge.link);
        variable.is_some_and(|variable| names::same(&variable.name, name))
            || matches!(link, Some(Link::Member(member)) if member == name)
    }

    /// Members that an operation takes and that a read shows.
    pub(super) fn shared(&self, at: usize, operation: usize, branch: usize) -> Vec<Member> {
        let Some(shown) = &self.resource(at).shown else { return Vec::new() };
        let Some(taken) = self.taken(at, operation, branch) else { return Vec::new() };
        let shared = taken.shape.members.into_iter().filter(|member| {
            let other = shown.shape.get(&member.name);
            let alike =
                other.is_some_and(|other| compatible(&member.facts, &other.facts) && !other.facts.write_only);
            let plain = !member.facts.read_only && !member.facts.write_only;
            alike && plain && !self.is_own_id(at, &member.name)
        });
        shared.collect()
    }
}

/// Whether the name is one of a member that moves with every write.
pub(super) fn is_version(name: &str) -> bool {
    let words = names::words(name);
    words.iter().any(|word| {
        matches!(
            word.as_str(),
            "updated" | "modified" | "changed" | "version" | "revision" | "rev" | "etag" | "edited"
        )
    })
}
