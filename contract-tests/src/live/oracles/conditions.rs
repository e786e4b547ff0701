//! Conditional requests: an entity tag stands for one representation, and If-Match and If-None-Match are heeded.

use serde_json::Map;

use super::checks;
use super::compare::differences;
use super::session::{Answer, Call, Done, Instance, Session, Stopped};

/// An entity tag that no server gives.
pub(super) const NEVER: &str = "\"never-given\"";

impl Session<'_> {
    /// Reads and writes under conditions.
    pub(super) async fn conditions(&mut self, at: usize) -> Done {
        let read = self.resource(at).read.ok_or(Stopped)?;
        let instance = self.one(at).await?;
        let (first, one) = self.state(&instance).await?;
        let tag = first.header("etag").ok_or(Stopped)?;
        let (second, other) = self.state(&instance).await?;
        if differences(&one, &other).is_empty() && second.header("etag").as_ref() != Some(&tag) {
            let message = format!("{} answers the same with another ETag", self.name(read));
            self.report(checks::TAG, read, "read", message, &[instance.step, first.step, second.step]);
            return Ok(());
        }
        let unchanged = differences(&instance.shown, &one).is_empty();
        if unchanged && instance.tag.as_ref().is_some_and(|made| *made != tag) {
            let create = self.steps()[instance.step].1;
            let message = format!("{} answers another ETag than a read", self.name(create));
            self.report(checks::TAG, create, "created", message, &[instance.step, first.step]);
        }
        let resource = self.resource(at);
        let writes: Vec<usize> = [resource.replace, resource.update, resource.delete]
            .into_iter()
            .flatten()
            .filter(|&operation| self.has_parameter(operation, "if-match"))
            .collect();
        if tag.starts_with("W/") && !writes.is_empty() {
            let message = format!("{} answers a weak ETag, which If-Match never matches", self.name(read));
            self.report(checks::TAG_STRONG, read, "", message, &[instance.step, first.step]);
        }
        self.none_match(at, read, &instance, &first).await?;
        for operation in writes {
            if resource.delete != Some(operation) {
                self.if_match(at, operation).await?;
            } else if !resource.single {
                self.if_match_delete(at, operation).await?;
            }
        }
        Ok(())
    }

    fn when(mut call: Call, name: &str, tag: &str) -> Call {
        call.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        call.headers.push((name.to_owned(), tag.to_owned()));
        call
    }

    async fn none_match(&mut self, at: usize, read: usize, instance: &Instance, first: &Answer) -> Done {
        if !self.has_parameter(read, "if-none-match") && !self.documents(read, 304) {
            return Ok(());
        }
        let tag = first.header("etag").ok_or(Stopped)?;
        let name = self.name(read);
        let call = Self::when(self.item_call(read, instance), "If-None-Match", &tag);
        let answer = self.call(call.clone()).await?;
        if answer.is_success() {
            let message = format!("{name} ignores If-None-Match");
            self.report(checks::IF_NONE_MATCH, read, "current", message, &[instance.step, answer.step]);
        }
        // RFC 9110 §15.4.5: what a 200 would have had of ETag, a 304 has.
        if answer.status == 304 && answer.header("etag").is_none() {
            let message = format!("{name} answers 304 without the ETag that 200 has");
            self.report(checks::TAG, read, "304", message, &[instance.step, first.step, answer.step]);
        }
        let answer = self.call(Self::when(call.clone(), "If-None-Match", NEVER)).await?;
        if answer.status == 304 {
            let message = format!("{name} answers 304 to an ETag that is not the current one");
            self.report(checks::IF_NONE_MATCH, read, "other", message, &[instance.step, answer.step]);
            return Ok(());
        }
        let resource = self.resource(at);
        let Some(write) = resource.update.or(resource.replace) else { return Ok(()) };
        let Some(written) = self.change(at, write, instance).await? else { return Ok(()) };
        let answer = self.call(call).await?;
        if answer.status == 304 {
            let message = format!("{name} answers 304 to the ETag from before a change");
            self.report(
                checks::IF_NONE_MATCH,
                read,
                "old",
                message,
                &[instance.step, written.step, answer.step],
            );
        }
        Ok(())
    }

    /// Changes an item, if the change is taken and shows.
    async fn change(
        &mut self,
        at: usize,
        write: usize,
        instance: &Instance,
    ) -> Result<Option<Answer>, Stopped> {
        let (_, before) = self.state(instance).await?;
        let members = self.change_of(at, write, &before)?;
        let answer = self.write(write, instance, &members).await?;
        let (_, after) = self.state(instance).await?;
        Ok((answer.is_success() && !differences(&before, &after).is_empty()).then_some(answer))
    }

    /// The members of a write that changes a state.
    pub(super) fn change_of(
        &mut self,
        at: usize,
        write: usize,
        before: &Map<String, serde_json::Value>,
    ) -> Result<Map<String, serde_json::Value>, Stopped> {
        if self.resource(at).replace == Some(write) {
            let members = self.replacement(at, write)?;
            return Ok(self.sparing(at, write, members, before));
        }
        for member in self.shared(at, write, 0) {
            let settled = member.facts.values.is_some()
                || self.is_reference(at, &member)
                || !self.is_harmless(at, &member);
            let old = before.get(&member.name).cloned().unwrap_or_default();
            if let Some(new) = self.fresh.other(member.schema, &member.name, &old).filter(|_| !settled) {
                return Ok([(member.name, new)].into_iter().collect());
            }
        }
        Err(Stopped)
    }

    async fn if_match(&mut self, at: usize, write: usize) -> Done {
        let instance = self.one(at).await?;
        let (first, before) = self.state(&instance).await?;
        let tag = first.header("etag").ok_or(Stopped)?;
        let name = self.name(write);
        let members = self.change_of(at, write, &before)?;
        let call = self.write_call(write, &instance, &members);
        let answer = self.call(Self::when(call.clone(), "If-Match", NEVER)).await?;
        if answer.is_success() {
            let message = format!("{name} ignores If-Match");
            self.report(checks::IF_MATCH, write, "ignored", message, &[instance.step, answer.step]);
            return Ok(());
        }
        // 409 is for what the state itself does not allow; that the precondition failed has a status of its own, where
        // the document has it (RFC 9110 §13.1.1, §15.5.13).
        if answer.status == 409 && self.documents(write, 412) {
            let plain = self.call(call.clone()).await?;
            if plain.is_success() {
                let message = format!("{name} answers a stale If-Match with 409 instead of 412");
                self.report(
                    checks::IF_MATCH,
                    write,
                    "status",
                    message,
                    &[instance.step, answer.step, plain.step],
                );
            }
            return Ok(());
        }
        let (read, after) = self.state(&instance).await?;
        if !differences(&before, &after).is_empty() {
            let message = format!("{name} refuses If-Match and changes the state all the same");
            self.report(
                checks::REFUSED_UNCHANGED,
                write,
                "if-match",
                message,
                &[instance.step, answer.step, read.step],
            );
            return Ok(());
        }
        let answer = self.call(Self::when(call, "If-Match", &tag)).await?;
        if answer.status == 412 {
            let message = format!("{name} refuses the current ETag");
            let steps = if instance.tag.as_ref() == Some(&tag) {
                vec![instance.step, answer.step]
            } else {
                vec![instance.step, first.step, answer.step]
            };
            self.report(checks::IF_MATCH, write, "current", message, &steps);
            return Ok(());
        }
        let (_, changed) = self.state(&instance).await?;
        if !answer.is_success() || differences(&after, &changed).is_empty() {
            return Ok(());
        }
        let again = self.change_of(at, write, &changed)?;
        let call = self.write_call(write, &instance, &again);
        let stale = self.call(Self::when(call, "If-Match", &tag)).await?;
        if stale.is_success() {
            let message = format!("{name} takes the ETag from before a change");
            self.report(checks::IF_MATCH, write, "old", message, &[instance.step, answer.step, stale.step]);
        }
        Ok(())
    }

    async fn if_match_delete(&mut self, at: usize, delete: usize) -> Done {
        let instance = self.create(at, self.main).await?;
        let answer = self.call(Self::when(self.item_call(delete, &instance), "If-Match", NEVER)).await?;
        let read = self.read(&instance).await?;
        if answer.is_success() && read.is_missing() {
            let message = format!("{} ignores If-Match", self.name(delete));
            self.report(checks::IF_MATCH, delete, "ignored", message, &[instance.step, answer.step]);
        }
        Ok(())
    }
}
