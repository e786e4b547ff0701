//! Writes to an item: they are kept, answer what they leave behind, change what they name and nothing else, and move
//! what moves with every change.

use serde_json::{Map, Value};

use super::checks;
use super::compare::{differences, holds, same_member};
use super::session::{Answer, Done, Instance, Session, Stopped};
use crate::live::resources::{Member, names};
use crate::schema::Kind;

/// A state as it was read.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) read: Answer,
    pub(super) members: Map<String, Value>,
}

impl Seen {
    pub(super) fn tag(&self) -> Option<String> {
        self.read.header("etag")
    }
}

/// What a write is tried on.
pub(super) struct Subject {
    pub(super) instance: Instance,
    /// The request that made it, when it was made.
    pub(super) made: Option<usize>,
    /// What it was before all writes.
    pub(super) original: Seen,
    /// Another one, which no write must change.
    bystander: Option<(Instance, Seen)>,
}

/// One write and the states around it.
pub(super) struct Written<'w> {
    pub(super) operation: usize,
    /// The request that made the item, when it was made.
    pub(super) made: Option<usize>,
    pub(super) sent: &'w Map<String, Value>,
    pub(super) before: Seen,
    pub(super) answer: Answer,
    pub(super) after: Seen,
}

impl Written<'_> {
    pub(super) fn steps(&self) -> Vec<usize> {
        self.made.into_iter().chain([self.answer.step, self.after.read.step]).collect()
    }

    /// The members that were sent, and that are not what a read shows afterwards.
    pub(super) fn unkept<'m>(&self, members: &'m [Member]) -> Vec<&'m Member> {
        let sent = |member: &&Member| self.sent.get(&member.name);
        let unkept = members.iter().filter(|member| {
            sent(member).is_some_and(|sent| !holds(self.after.members.get(&member.name), sent))
        });
        unkept.collect()
    }
}

impl Session<'_> {
    /// The item that is written to: made for it, or the one that there is.
    pub(super) async fn subject(&mut self, at: usize) -> Result<Subject, Stopped> {
        if self.resource(at).single {
            let (instance, original) = self.only(at).await?;
            let bystander = self.elsewhere(at).await.ok();
            return Ok(Subject { instance, made: None, original, bystander });
        }
        let instance = self.create(at, self.main).await?;
        let other = self.create(at, self.main).await?;
        let witness = self.seen(&other).await?;
        let original = self.seen(&instance).await?;
        Ok(Subject { made: Some(instance.step), instance, original, bystander: Some((other, witness)) })
    }

    pub(super) async fn seen(&mut self, instance: &Instance) -> Result<Seen, Stopped> {
        let (read, members) = self.state(instance).await?;
        Ok(Seen { read, members })
    }

    /// What a write leaves behind, which must be there.
    pub(super) async fn seen_after(
        &mut self,
        operation: usize,
        made: Option<usize>,
        answer: &Answer,
        instance: &Instance,
    ) -> Result<Seen, Stopped> {
        let read = self.read(instance).await?;
        if read.is_missing() {
            let message = format!(
                "after {} the {} cannot be read",
                self.name(operation),
                self.resource(instance.resource).noun
            );
            let steps: Vec<usize> = made.into_iter().chain([answer.step, read.step]).collect();
            self.report(checks::WRITE_KEPT, operation, "missing", message, &steps);
        }
        let members = self.shown(instance.resource, &read).filter(|_| read.is_success()).ok_or(Stopped)?;
        Ok(Seen { read, members })
    }

    /// Updates one member after the other.
    pub(super) async fn update(&mut self, at: usize) -> Done {
        let operation = self.resource(at).update.ok_or(Stopped)?;
        let subject = self.subject(at).await?;
        self.updates(at, operation, &subject).await
    }

    async fn updates(&mut self, at: usize, operation: usize, subject: &Subject) -> Done {
        let Subject { instance, made, original, .. } = subject;
        let made = *made;
        let mut before = original.clone();
        let members = self.shared(at, operation, 0);
        let mut tried = 0;
        let mut unkept: Vec<(Member, Vec<usize>)> = Vec::new();
        let mut nulls: Vec<(Member, Vec<usize>)> = Vec::new();
        let mut first = None;
        for member in
            members.iter().filter(|member| self.is_harmless(at, member)).cloned().collect::<Vec<_>>()
        {
            if self.is_reference(at, &member) {
                continue;
            }
            let old = before.members.get(&member.name).cloned().unwrap_or_default();
            let mut values: Vec<Value> =
                self.fresh.other(member.schema, &member.name, &old).into_iter().collect();
            values.extend(member.facts.nullable.then_some(Value::Null));
            for value in values {
                let sent: Map<String, Value> = [(member.name.clone(), value)].into_iter().collect();
                let answer = self.write(operation, instance, &sent).await?;
                if !answer.is_success() || answer.status == 202 {
                    continue;
                }
                let after = self.seen_after(operation, made, &answer, instance).await?;
                let written = Written { operation, made, sent: &sent, before, answer, after };
                first = first.or(Some(written.answer.step));
                let lost = !written.unkept(std::slice::from_ref(&member)).is_empty();
                let cleared = sent.values().all(Value::is_null);
                tried += usize::from(!cleared);
                if lost {
                    let list = if cleared { &mut nulls } else { &mut unkept };
                    list.push((member.clone(), written.steps()));
                }
                self.only_named(at, &written, &member);
                self.written(at, &written, &members);
                before = written.after;
            }
        }
        self.report_unkept(at, operation, tried, &unkept, subject);
        nulls.retain(|(member, _)| !unkept.iter().any(|(other, _)| other.name == member.name));
        if let Some((member, steps)) = nulls.first() {
            let message = format!("{} with `{}` null does not clear it", self.name(operation), member.name);
            self.report(checks::MEMBER_STORED, operation, "null", message, steps);
        }
        let kept = |member: &&Member| !unkept.iter().any(|(other, _)| other.name == member.name);
        let together: Vec<Member> = members
            .iter()
            .filter(|member| self.is_harmless(at, member) && !self.is_reference(at, member))
            .filter(kept)
            .cloned()
            .collect();
        self.together(operation, subject, &before, &together).await?;
        if let Some(first) = first {
            self.bystander(at, operation, subject, first).await?;
        }
        self.read_only_write(at, operation, instance, made).await
    }

    /// Updates several members at once, each of which an update alone has changed.
    async fn together(
        &mut self,
        operation: usize,
        subject: &Subject,
        before: &Seen,
        members: &[Member],
    ) -> Done {
        // A choice may forbid what another allows.
        let free: Vec<&Member> = members
            .iter()
            .filter(|member| member.facts.values.is_none() && member.facts.kind != Some(Kind::Boolean))
            .collect();
        let mut sent = Map::new();
        for member in &free {
            let old = before.members.get(&member.name).cloned().unwrap_or_default();
            let new = self.fresh.other(member.schema, &member.name, &old);
            sent.extend(new.map(|new| (member.name.clone(), new)));
        }
        if sent.len() < 2 {
            return Ok(());
        }
        let answer = self.write(operation, &subject.instance, &sent).await?;
        if !answer.is_success() || answer.status == 202 {
            return Ok(());
        }
        let after = self.seen_after(operation, subject.made, &answer, &subject.instance).await?;
        let lost = free.iter().find(|member| {
            let was = before.members.get(&member.name);
            sent.get(&member.name).is_some_and(|sent| {
                !same_member(was, Some(sent)) && same_member(was, after.members.get(&member.name))
            })
        });
        if let Some(member) = lost {
            let message =
                format!("{} with several members leaves `{}` as it was", self.name(operation), member.name);
            let steps: Vec<usize> = subject.made.into_iter().chain([answer.step, after.read.step]).collect();
            self.report(checks::MEMBER_STORED, operation, "several", message, &steps);
        }
        Ok(())
    }

    pub(super) fn is_reference(&self, at: usize, member: &Member) -> bool {
        self.knowledge(at).is_ok_and(|known| known.recipe.references.contains_key(&member.name))
    }

    /// Reports what was not kept: nothing at all, or some members.
    pub(super) fn report_unkept(
        &mut self,
        at: usize,
        operation: usize,
        tried: usize,
        unkept: &[(Member, Vec<usize>)],
        subject: &Subject,
    ) {
        let Subject { instance, original, .. } = subject;
        if let Some((_, steps)) = unkept.first().filter(|_| unkept.len() == tried) {
            let message = format!("{} answers success, and a read shows no change", self.name(operation));
            self.report(checks::WRITE_KEPT, operation, "", message, steps);
            return;
        }
        for (member, steps) in unkept {
            // A member that the server decides on is not stored by any request: another must have set it.
            let settable = instance
                .sent
                .get(&member.name)
                .is_some_and(|sent| holds(original.members.get(&member.name), sent));
            let acknowledged = steps.iter().any(|&step| self.acknowledges(at, step, member));
            let plain = member.facts.values.is_none() && member.facts.kind != Some(Kind::Boolean);
            if settable || acknowledged || plain {
                let message =
                    format!("`{}` of {} is not what a read shows", member.name, self.name(operation));
                self.report(checks::MEMBER_STORED, operation, &member.name, message, steps);
            }
        }
    }

    /// Whether the answer to a write shows what the request sent.
    fn acknowledges(&self, at: usize, step: usize, member: &Member) -> bool {
        let exchange = &self.steps()[step].0;
        let sent: Option<Value> =
            exchange.sent.body.as_deref().and_then(|body| serde_json::from_slice(body).ok());
        let sent = sent.and_then(|sent| sent.get(&member.name).cloned());
        let body = exchange.json();
        let status = exchange.status().unwrap_or(0);
        let answer = Answer { step, status, body, exchange: exchange.clone() };
        let shown = self.shown(at, &answer).unwrap_or_default();
        sent.is_some_and(|sent| holds(shown.get(&member.name), &sent))
    }

    /// Whether an update changed more than it names.
    fn only_named(&mut self, at: usize, written: &Written<'_>, member: &Member) {
        let settable = self.settable(at);
        let changed: Vec<String> = differences(&written.before.members, &written.after.members)
            .into_iter()
            .filter(|name| settable.contains(name) && *name != member.name)
            .collect();
        // A state may carry another along: that `done` follows from a status is no surprise.
        let state = member.facts.values.is_some() || member.facts.kind == Some(Kind::Boolean);
        if changed.is_empty() || (state && changed.len() == 1) {
            return;
        }
        let message = format!(
            "{} with `{}` alone changed `{}`",
            self.name(written.operation),
            member.name,
            changed.join("`, `")
        );
        self.report(checks::UPDATE_ONLY_NAMED, written.operation, "", message, &written.steps());
    }

    /// What holds after every write: the answer is the state, what is set once stays, and the entity tag moves.
    pub(super) fn written(&mut self, at: usize, written: &Written<'_>, members: &[Member]) {
        let operation = written.operation;
        let Ok(knowledge) = self.knowledge(at) else { return };
        let answered = self.shown(at, &written.answer).unwrap_or_default();
        let unkept: Vec<&str> = written.unkept(members).iter().map(|member| member.name.as_str()).collect();
        let shown = &written.after.members;
        let differing: Vec<String> = answered
            .iter()
            .filter(|(name, value)| {
                let judged = shown.contains_key(*name) && !knowledge.volatile.contains(*name);
                judged && !unkept.contains(&name.as_str()) && !same_member(Some(value), shown.get(*name))
            })
            .map(|(name, _)| name.clone())
            .collect();
        if !differing.is_empty() && unkept.is_empty() {
            let message = format!("{} answers another state than a read shows", self.name(operation));
            self.report(checks::WRITE_ANSWER, operation, "", message, &written.steps());
        }
        let moved = differences(&written.before.members, shown);
        let settable = self.settable(at);
        for name in moved.iter().filter(|name| is_constant(name) && !settable.contains(*name)) {
            let message = format!("{} changed `{name}`", self.name(operation));
            self.report(checks::CONSTANT, operation, name, message, &written.steps());
        }
        let changed = moved.iter().any(|name| !knowledge.volatile.contains(name));
        if let (Some(old), Some(new)) = (written.before.tag(), written.after.tag()) {
            if changed && old == new {
                let message = format!(
                    "the ETag is the same before and after {} changed the state",
                    self.name(operation)
                );
                // What made it answers the tag as well as a read does.
                let tagged = |made: &usize| {
                    let received = self.steps()[*made].0.received();
                    received.is_some_and(|received| received.header("ETag").is_some())
                };
                let before = written.made.filter(tagged).unwrap_or(written.before.read.step);
                let steps: Vec<usize> = [before].into_iter().chain(written.steps()).collect();
                self.report(checks::TAG, operation, "kept", message, &steps);
            }
            let answered = written.answer.header("etag");
            if differing.is_empty()
                && unkept.is_empty()
                && answered.as_ref().is_some_and(|tag| *tag != new)
                && old != new
            {
                let message = format!("{} answers another ETag than the next read", self.name(operation));
                self.report(checks::TAG, operation, "answered", message, &written.steps());
            }
        }
    }

    pub(super) async fn bystander(
        &mut self,
        at: usize,
        operation: usize,
        subject: &Subject,
        write: usize,
    ) -> Done {
        let Some((bystander, witness)) = &subject.bystander else { return Ok(()) };
        let read = self.read(bystander).await?;
        let after = self.shown(at, &read).unwrap_or_default();
        let volatile = &self.knowledge(at)?.volatile;
        let settable = self.settable(at);
        let changed = differences(&witness.members, &after)
            .into_iter()
            .any(|name| settable.contains(&name) && !volatile.contains(&name));
        if !read.is_success() || changed {
            let message =
                format!("{} of one {} changed another", self.name(operation), self.resource(at).noun);
            // What holds the only one of its kind is found by the id in its path.
            let made = subject.made.map(|made| [bystander.step, made]);
            let steps: Vec<usize> = made.into_iter().flatten().chain([write, read.step]).collect();
            self.report(checks::OTHERS_UNTOUCHED, operation, "", message, &steps);
        }
        Ok(())
    }

    /// Sends members that are only read.
    pub(super) async fn read_only_write(
        &mut self,
        at: usize,
        operation: usize,
        instance: &Instance,
        made: Option<usize>,
    ) -> Done {
        for member in self.only_read(at, operation, 0) {
            let Some(value) = self.fresh.value(member.schema, &member.name) else { continue };
            let mut members = if self.resource(at).replace == Some(operation) {
                self.replacement(at, operation)?
            } else {
                Map::new()
            };
            members.insert(member.name.clone(), value.clone());
            let answer = self.write(operation, instance, &members).await?;
            if !answer.is_success() {
                continue;
            }
            let read = self.read(instance).await?;
            let shown = self.shown(at, &read).unwrap_or_default();
            if read.is_success() && holds(shown.get(&member.name), &value) {
                let message = format!("{} sets `{}`, which is only read", self.name(operation), member.name);
                let steps: Vec<usize> = made.into_iter().chain([answer.step, read.step]).collect();
                self.report(checks::READ_ONLY, operation, &member.name, message, &steps);
            }
        }
        Ok(())
    }
}

/// Whether the name is one of a member that is set once.
fn is_constant(name: &str) -> bool {
    let plain = names::plain(name);
    plain == "id" || plain == "uuid" || names::words(name).iter().any(|word| word == "created")
}
