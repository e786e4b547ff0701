//! What there is one of, for each identity or for each of something else: it is not made, is written with care, and is put
//! back as it was. It must not know what is checked.

use serde_json::{Map, Value};

use super::session::{Done, Instance, Session, Stopped};
use super::update::Seen;
use crate::live::resources::{Member, names};

impl Session<'_> {
    /// The one that there is, with what it is.
    pub(super) async fn only(&mut self, at: usize) -> Result<(Instance, Seen), Stopped> {
        let path = self.path_values(&self.resource(at).path, self.main).await?;
        self.only_at(at, path).await
    }

    /// The one that there is of something else that has one too, made for it.
    pub(super) async fn elsewhere(&mut self, at: usize) -> Result<(Instance, Seen), Stopped> {
        let parent = self.resource(at).parent.ok_or(Stopped)?;
        let holder = self.create(parent, self.main).await?;
        if holder.path.len() != self.resource(at).variables.len() {
            return Err(Stopped);
        }
        self.only_at(at, holder.path).await
    }

    async fn only_at(&mut self, at: usize, path: Vec<String>) -> Result<(Instance, Seen), Stopped> {
        let mut instance = Instance {
            resource: at,
            path,
            identity: self.main,
            step: 0,
            sent: Map::new(),
            shown: Map::new(),
            tag: None,
        };
        let seen = self.seen(&instance).await?;
        instance.step = seen.read.step;
        instance.shown = seen.members.clone();
        instance.tag = seen.tag();
        Ok((instance, seen))
    }

    /// The request that made it; nothing for the one that there is.
    pub(super) fn maker(&self, instance: &Instance) -> Option<usize> {
        (!self.resource(instance.resource).single).then_some(instance.step)
    }

    /// One to be read and written: made for it, or the one that there is.
    pub(super) async fn one(&mut self, at: usize) -> Result<Instance, Stopped> {
        if self.resource(at).single {
            return self.only(at).await.map(|(instance, _)| instance);
        }
        self.create(at, self.main).await
    }

    /// Whether a member of the only resource of its kind may be written: not what an identity is known by.
    pub(super) fn is_harmless(&self, at: usize, member: &Member) -> bool {
        let dangerous = [
            "password", "email", "username", "login", "handle", "role", "roles", "scope", "scopes", "status",
            "active", "enabled",
        ];
        !self.resource(at).single || !names::is_one_of(&member.name, &dangerous)
    }

    /// Puts back what the only resource of its kind was.
    pub(super) async fn restore(
        &mut self,
        at: usize,
        instance: &Instance,
        original: &Map<String, Value>,
    ) -> Done {
        let resource = self.resource(at);
        let Some(operation) = resource.update.or(resource.replace) else { return Ok(()) };
        let whole = resource.update.is_none();
        let members = self.shared(at, operation, 0);
        let names = members.into_iter().filter(|member| whole || self.is_harmless(at, member));
        let back =
            names.filter_map(|member| Some((member.name.clone(), original.get(&member.name)?.clone())));
        let back = back.collect();
        self.write(operation, instance, &back).await?;
        Ok(())
    }

    /// The members of a write to the only resource of its kind, those that may not be changed as they were.
    pub(super) fn sparing(
        &self,
        at: usize,
        operation: usize,
        mut members: Map<String, Value>,
        before: &Map<String, Value>,
    ) -> Map<String, Value> {
        for member in self.shared(at, operation, 0).iter().filter(|member| !self.is_harmless(at, member)) {
            match (members.contains_key(&member.name), before.get(&member.name)) {
                (true, Some(old)) => members.insert(member.name.clone(), old.clone()),
                (true, None) => members.remove(&member.name),
                (false, _) => None,
            };
        }
        members
    }
}
