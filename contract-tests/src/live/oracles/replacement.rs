//! Replacements: what was sent is there, repeating changes nothing more, and what was left out is gone where the
//! document says that a replacement is one.

use super::checks;
use super::compare::{differences, is_blank, same_member};
use super::knowledge::is_version;
use super::session::{Done, Instance, Session, Stopped};
use super::update::{Subject, Written};
use crate::live::resources::Member;

impl Session<'_> {
    /// Replaces, replaces with the same, and replaces with less.
    pub(super) async fn replace(&mut self, at: usize) -> Done {
        let operation = self.resource(at).replace.ok_or(Stopped)?;
        let subject = self.subject(at).await?;
        self.replaces_with(at, operation, &subject).await
    }

    async fn replaces_with(&mut self, at: usize, operation: usize, subject: &Subject) -> Done {
        let Subject { instance, made, original, .. } = subject;
        let made = *made;
        let branch = self.knowledge(at)?.recipe.branch;
        let members = self.shared(at, operation, branch);
        let sent = self.replacement(at, operation)?;
        let mut sent = self.sparing(at, operation, sent, &original.members);
        // What is the default cannot be told from what is assumed later.
        for member in &members {
            let Some(default) = member.facts.default.clone() else { continue };
            if self.is_harmless(at, member) && same_member(sent.get(&member.name), Some(&default)) {
                let other = self.fresh.other(member.schema, &member.name, &default);
                sent.extend(other.map(|other| (member.name.clone(), other)));
            }
        }
        let answer = self.write(operation, instance, &sent).await?;
        if !answer.is_success() || answer.status == 202 {
            return Ok(());
        }
        if answer.status == 201 && self.documents(operation, 200) {
            let message = format!("{} replaces what is there, and answers 201", self.name(operation));
            let steps: Vec<usize> = made.into_iter().chain([original.read.step, answer.step]).collect();
            self.report(checks::PUT_STATUS, operation, "replaced", message, &steps);
        }
        let after = self.seen_after(operation, made, &answer, instance).await?;
        let written = Written { operation, made, sent: &sent, before: original.clone(), answer, after };
        let comparable = |member: &&Member| {
            sent.get(&member.name)
                .is_some_and(|value| !same_member(original.members.get(&member.name), Some(value)))
        };
        let tried = members.iter().filter(comparable).count();
        let unkept: Vec<(Member, Vec<usize>)> =
            written.unkept(&members).into_iter().map(|member| (member.clone(), written.steps())).collect();
        self.report_unkept(at, operation, tried, &unkept, subject);
        self.written(at, &written, &members);
        self.bystander(at, operation, subject, written.answer.step).await?;
        self.repeated(at, instance, &written).await?;
        let kept: Vec<String> = unkept.iter().map(|(member, _)| member.name.clone()).collect();
        self.replaced(at, instance, &written, &kept).await?;
        self.read_only_write(at, operation, instance, made).await
    }

    /// The same replacement once more.
    async fn repeated(&mut self, at: usize, instance: &Instance, written: &Written<'_>) -> Done {
        let answer = self.write(written.operation, instance, written.sent).await?;
        if !answer.is_success() {
            return Ok(());
        }
        let again = self.seen(instance).await?;
        let volatile = &self.knowledge(at)?.volatile;
        let moved: Vec<String> = differences(&written.after.members, &again.members)
            .into_iter()
            .filter(|name| !volatile.contains(name))
            .collect();
        let steps: Vec<usize> =
            written.made.into_iter().chain([written.answer.step, answer.step, again.read.step]).collect();
        let name = self.name(written.operation);
        if moved.iter().any(|name| !is_version(name)) {
            let message = format!("repeating {name} changed the state once more");
            self.report(checks::REPEATED, written.operation, "", message, &steps);
        }
        let tags = (written.after.tag(), again.tag());
        if moved.is_empty()
            && matches!(&tags, (Some(one), Some(other)) if one != other)
            && volatile.is_empty()
        {
            let message = format!("repeating {name} changed nothing but the ETag");
            self.report(checks::TAG, written.operation, "moved", message, &steps);
        }
        Ok(())
    }

    /// Whether the document says that a replacement is one: the item can also be updated in part, and a replacement
    /// requires what an update does not.
    fn replaces(&self, at: usize) -> bool {
        let resource = self.resource(at);
        let (Some(replace), Some(update)) = (resource.replace, resource.update) else { return false };
        let required = |operation: usize| {
            let members = self.taken(at, operation, 0).map(|taken| taken.shape.members).unwrap_or_default();
            members.iter().filter(|member| member.required).count()
        };
        required(replace) > required(update)
    }

    /// A replacement that names only what it must.
    async fn replaced(
        &mut self,
        at: usize,
        instance: &Instance,
        written: &Written<'_>,
        unkept: &[String],
    ) -> Done {
        let operation = written.operation;
        let branch = self.knowledge(at)?.recipe.branch;
        let before = self.seen(instance).await?;
        let whole = self.replacement(at, operation)?;
        let whole = self.sparing(at, operation, whole, &before.members);
        let shared = self.shared(at, operation, branch);
        let left_out: Vec<Member> = shared
            .into_iter()
            .filter(|member| self.is_harmless(at, member))
            .filter(|member| !member.required && written.sent.contains_key(&member.name))
            .filter(|member| !unkept.contains(&member.name))
            .filter(|member| !is_blank(before.members.get(&member.name)))
            .filter(|member| !same_member(before.members.get(&member.name), member.facts.default.as_ref()))
            .collect();
        if left_out.is_empty() {
            return Ok(());
        }
        let mut sent = whole;
        sent.retain(|name, _| !left_out.iter().any(|member| member.name == *name));
        let answer = self.write(operation, instance, &sent).await?;
        if !answer.is_success() {
            return Ok(());
        }
        let after = self.seen(instance).await?;
        // What made it set the members too, as a rule.
        let set = left_out.iter().all(|member| !is_blank(instance.sent.get(&member.name)));
        let before_it = written.made.filter(|_| set).map_or(Some(written.answer.step), |_| None);
        let steps: Vec<usize> =
            written.made.into_iter().chain(before_it).chain([answer.step, after.read.step]).collect();
        let kept: Vec<&Member> = left_out
            .iter()
            .filter(|member| same_member(before.members.get(&member.name), after.members.get(&member.name)))
            .collect();
        let name = self.name(operation);
        if self.replaces(at) {
            if kept.len() > 1 {
                let message = format!("{name} keeps what it does not name");
                self.report(checks::REPLACED, operation, "", message, &steps);
            } else if let [member] = kept.as_slice() {
                let message = format!("{name} keeps `{}` though it does not name it", member.name);
                self.report(checks::REPLACED, operation, &member.name, message, &steps);
            }
        }
        for member in left_out {
            // What is assumed when nothing is sent is no less assumed of a replacement.
            let Some(default) = &member.facts.default else { continue };
            if !same_member(Some(default), after.members.get(&member.name)) {
                let message = format!("{name} does not apply the default of `{}`", member.name);
                self.report(checks::DEFAULT_APPLIED, operation, &member.name, message, &steps);
            }
        }
        Ok(())
    }
}
