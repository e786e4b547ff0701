//! What was made: it can be read, shows what was sent and what is assumed, and Location leads to it.

use serde_json::{Map, Value};

use super::checks;
use super::compare::{holds, is_blank, same_member};
use super::session::{Answer, Done, Instance, Session, Stopped};
use crate::live::resources::{Create, Member, names};

impl Session<'_> {
    /// Makes one and reads it.
    pub(super) async fn creation(&mut self, at: usize) -> Done {
        let read = self.resource(at).read.ok_or(Stopped)?;
        let create = self.resource(at).create.ok_or(Stopped)?.operation();
        let object = self.free_object(at)?;
        let (mut made, mut instance) = self.create_with(at, self.main, object, &[]).await?;
        if instance.is_none() {
            let object = self.new_object(at)?;
            (made, instance) = self.create_with(at, self.main, object, &[]).await?;
        }
        let instance = instance.ok_or(Stopped)?;
        let answer = self.read(&instance).await?;
        if !answer.is_success() {
            if answer.is_missing() {
                let message =
                    format!("{} answers success, but what it made cannot be read", self.name(create));
                self.report(checks::CREATED_READABLE, create, "", message, &[made.step, answer.step]);
            }
            return Ok(());
        }
        let shown = self.shown(at, &answer).ok_or(Stopped)?;
        self.location(&made, &instance, read).await?;
        self.created_members(at, create, &made, &instance, (&answer, &shown)).await?;
        self.told_as_new(at, &made, &instance).await?;
        self.defaults(at, create).await?;
        self.read_only_creation(at, create).await
    }

    async fn location(&mut self, made: &Answer, instance: &Instance, read: usize) -> Done {
        let Some(location) = made.header("location") else { return Ok(()) };
        let path = location.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        let call = self.item_call(read, instance);
        let expected = self.target(&call)?;
        let path = self.own_path(path).filter(|path| expected != *path);
        let Some(path) = path else { return Ok(()) };
        let (exchange, operation) = &self.steps()[made.step];
        let operation = *operation;
        if exchange.sent.path().trim_end_matches('/') == path {
            let message = format!("Location of {} leads to the collection", self.name(operation));
            self.report(checks::LOCATION, operation, "", message, &[made.step]);
            return Ok(());
        }
        let answer = self.follow(call, &path).await?;
        if answer.is_missing() {
            let message = format!("Location of {} does not lead to what it made", self.name(operation));
            self.report(checks::LOCATION, operation, "", message, &[made.step, answer.step]);
        }
        Ok(())
    }

    /// Whether what was sent is shown, by the answer and by the read.
    async fn created_members(
        &mut self,
        at: usize,
        create: usize,
        made: &Answer,
        instance: &Instance,
        (read, shown): (&Answer, &Map<String, Value>),
    ) -> Done {
        let branch = self.knowledge(at)?.recipe.branch;
        let volatile = &self.knowledge(at)?.volatile;
        let steps = [made.step, read.step];
        let members = self.shared(at, create, branch);
        let members: Vec<Member> =
            members.into_iter().filter(|member| instance.sent.contains_key(&member.name)).collect();
        let mut unkept = Vec::new();
        for member in &members {
            let sent = &instance.sent[&member.name];
            if !holds(shown.get(&member.name), sent) {
                unkept.push(member.clone());
            }
        }
        for member in &unkept {
            let sent = &instance.sent[&member.name];
            let acknowledged = holds(instance.shown.get(&member.name), sent);
            let dropped = is_blank(shown.get(&member.name))
                || loses_inside(shown.get(&member.name), sent)
                || member
                    .facts
                    .default
                    .as_ref()
                    .is_some_and(|value| same_member(shown.get(&member.name), Some(value)));
            if !sent.is_null() && (acknowledged || dropped || self.storable(at, member).await?) {
                let message = format!("`{}` of {} is not what a read shows", member.name, self.name(create));
                self.report(checks::MEMBER_STORED, create, &member.name, message, &steps);
            }
        }
        let known =
            |name: &String| unkept.iter().any(|member| member.name == *name) || volatile.contains(name);
        let differing: Vec<String> = instance
            .shown
            .iter()
            .filter(|(name, value)| {
                !known(name) && shown.contains_key(*name) && !same_member(Some(value), shown.get(*name))
            })
            .map(|(name, _)| name.clone())
            .collect();
        if !differing.is_empty() {
            let message =
                format!("{} answers another `{}` than a read", self.name(create), differing.join("`, `"));
            self.report(checks::WRITE_ANSWER, create, "", message, &steps);
        }
        Ok(())
    }

    /// Whether a `PUT` that makes an item says so: with 201, which nothing else means (RFC 9110 §9.3.4).
    async fn told_as_new(&mut self, at: usize, made: &Answer, instance: &Instance) -> Done {
        let resource = self.resource(at);
        let Some(Create::Put(operation)) = resource.create else { return Ok(()) };
        if made.status == 201 || !self.documents(operation, 201) || resource.delete.is_none() {
            return Ok(());
        }
        let deleted = self.delete(instance).await?;
        let read = self.read(instance).await?;
        if !deleted.is_success() || !read.is_missing() {
            return Ok(());
        }
        let again = self.write(operation, instance, &instance.sent).await?;
        if again.is_success() && again.status != 201 {
            let message =
                format!("{} makes what was not there, and answers {}", self.name(operation), again.status);
            self.report(checks::PUT_STATUS, operation, "made", message, &[read.step, again.step]);
        }
        Ok(())
    }

    /// Whether some later write sets the member: what it shows is then not made up by the server.
    async fn storable(&mut self, at: usize, member: &Member) -> Result<bool, Stopped> {
        let resource = self.resource(at);
        let instance = self.create(at, self.main).await?;
        for operation in [resource.update, resource.replace].into_iter().flatten() {
            let Some(known) =
                self.taken(at, operation, 0).and_then(|taken| taken.shape.get(&member.name).cloned())
            else {
                continue;
            };
            let (_, before) = self.state(&instance).await?;
            let old = before.get(&member.name).cloned().unwrap_or_default();
            let Some(new) = self.fresh.other(known.schema, &member.name, &old) else { continue };
            let mut members = if resource.replace == Some(operation) {
                self.replacement(at, operation)?
            } else {
                Map::new()
            };
            members.insert(member.name.clone(), new.clone());
            if self.write(operation, &instance, &members).await?.is_success() {
                let (_, after) = self.state(&instance).await?;
                if holds(after.get(&member.name), &new) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    async fn defaults(&mut self, at: usize, create: usize) -> Done {
        let branch = self.knowledge(at)?.recipe.branch;
        let members = self.shared(at, create, branch);
        let assumed: Vec<Member> = members
            .into_iter()
            .filter(|member| {
                !member.required && member.facts.default.as_ref().is_some_and(|value| !value.is_null())
            })
            .collect();
        if assumed.is_empty() {
            return Ok(());
        }
        let mut object = self.new_object(at)?;
        object.retain(|name, _| !assumed.iter().any(|member| member.name == *name));
        let (made, instance) = self.create_with(at, self.main, object, &[]).await?;
        let (read, shown) = self.state(&instance.ok_or(Stopped)?).await?;
        for member in assumed {
            if !same_member(shown.get(&member.name), member.facts.default.as_ref()) {
                let message =
                    format!("{} does not apply the default of `{}`", self.name(create), member.name);
                self.report(checks::DEFAULT_APPLIED, create, &member.name, message, &[made.step, read.step]);
            }
        }
        Ok(())
    }

    /// Sends members that are only read.
    async fn read_only_creation(&mut self, at: usize, create: usize) -> Done {
        let branch = self.knowledge(at)?.recipe.branch;
        for member in self.only_read(at, create, branch) {
            let mut object = self.new_object(at)?;
            let Some(value) = self.fresh.value(member.schema, &member.name) else { continue };
            object.insert(member.name.clone(), value.clone());
            let (made, instance) = self.create_with(at, self.main, object, &[]).await?;
            let Some(instance) = instance else { continue };
            let message = format!("{} sets `{}`, which is only read", self.name(create), member.name);
            if holds(instance.shown.get(&member.name), &value) {
                self.report(checks::READ_ONLY, create, &member.name, message, &[made.step]);
                continue;
            }
            let read = self.read(&instance).await?;
            let shown = self.shown(at, &read).filter(|_| read.is_success()).unwrap_or_default();
            if holds(shown.get(&member.name), &value) {
                self.report(checks::READ_ONLY, create, &member.name, message, &[made.step, read.step]);
            }
        }
        Ok(())
    }

    /// Members of a request that are only read, are shown, and of which a value that was made up tells something.
    pub(super) fn only_read(&self, at: usize, operation: usize, branch: usize) -> Vec<Member> {
        let resource = self.resource(at);
        let chosen = matches!(resource.create, Some(Create::Put(_)));
        let Some(shown) = &resource.shown else { return Vec::new() };
        let taken = self.taken(at, operation, branch).map(|taken| taken.shape).unwrap_or_default();
        // Where other members may be sent, those that only answers have may be tried too.
        let others =
            shown.shape.members.iter().filter(|member| {
                !taken.closed && !taken.members.is_empty() && taken.get(&member.name).is_none()
            });
        let members: Vec<Member> = taken.members.iter().chain(others).cloned().collect();
        let telling = |member: &Member| {
            let distinct =
                member.facts.values.is_none() && member.facts.kind != Some(crate::schema::Kind::Boolean);
            let id = chosen
                && resource
                    .variables
                    .last()
                    .is_some_and(|variable| names::same(&variable.name, &member.name));
            member.facts.read_only && shown.shape.get(&member.name).is_some() && distinct && !id
        };
        members.into_iter().filter(telling).collect()
    }
}

/// Whether an object is shown without a value that was sent in one of its members, however deep.
fn loses_inside(shown: Option<&Value>, sent: &Value) -> bool {
    let (Some(Value::Object(shown)), Value::Object(sent)) = (shown, sent) else { return false };
    sent.iter().any(|(name, value)| match shown.get(name) {
        None | Some(Value::Null) => !is_blank(Some(value)),
        inside => loses_inside(inside, value),
    })
}
