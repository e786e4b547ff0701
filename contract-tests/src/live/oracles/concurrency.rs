//! Writes at once: of two under the same condition one fails, and two of different members both hold.

use serde_json::{Map, Value};

use super::checks;
use super::compare::{differences, holds};
use super::knowledge::is_version;
use super::session::{Call, Done, Session, Stopped};
use crate::live::resources::Member;

impl Session<'_> {
    /// Sends two writes at once, some times over.
    pub(super) async fn concurrency(&mut self, at: usize) -> Done {
        let resource = self.resource(at);
        let update = resource.update.or(resource.replace).ok_or(Stopped)?;
        if self.has_parameter(update, "if-match") {
            self.same_condition(at, update).await?;
        }
        match resource.update {
            Some(update) => self.different_members(at, update).await,
            None => Ok(()),
        }
    }

    async fn same_condition(&mut self, at: usize, operation: usize) -> Done {
        let instance = self.one(at).await?;
        let (_, before) = self.state(&instance).await?;
        let members = self.change_of(at, operation, &before)?;
        let headers = vec![("If-Match".to_owned(), super::conditions::NEVER.to_owned())];
        let never = Call { headers, ..self.write_call(operation, &instance, &members) };
        // A condition that is never heeded is another matter.
        if self.call(never).await?.is_success() {
            return Ok(());
        }
        for _ in 0..self.run.rounds {
            let (read, before) = self.state(&instance).await?;
            let tag = read.header("etag").ok_or(Stopped)?;
            let (one, other) =
                (self.change_of(at, operation, &before)?, self.change_of(at, operation, &before)?);
            if one == other {
                continue;
            }
            let call = |session: &Self, members: &Map<String, Value>| {
                let headers = vec![("If-Match".to_owned(), tag.clone())];
                Call { headers, ..session.write_call(operation, &instance, members) }
            };
            let (one, other) = (call(self, &one), call(self, &other));
            let (one, other) = self.at_once(one, other).await?;
            let (_, after) = self.state(&instance).await?;
            if one.is_success()
                && other.is_success()
                && differences(&before, &after).iter().any(|name| !is_version(name))
            {
                let message = format!(
                    "{} takes the same If-Match twice when it is sent twice at once",
                    self.name(operation)
                );
                let steps: Vec<usize> =
                    self.maker(&instance).into_iter().chain([one.step, other.step]).collect();
                self.report(checks::CONCURRENT, operation, "if-match", message, &steps);
                return Ok(());
            }
        }
        Ok(())
    }

    async fn different_members(&mut self, at: usize, operation: usize) -> Done {
        let members: Vec<Member> = self
            .shared(at, operation, 0)
            .into_iter()
            .filter(|member| member.facts.values.is_none() && !self.is_reference(at, member))
            .filter(|member| self.is_harmless(at, member))
            .filter(|member| member.facts.kind != Some(crate::schema::Kind::Boolean))
            .collect();
        let [first, second, ..] = members.as_slice() else { return Ok(()) };
        if self.operation(operation).requires_header("if-match") {
            return Ok(());
        }
        let instance = self.one(at).await?;
        for _ in 0..self.run.rounds {
            let (_, before) = self.state(&instance).await?;
            let mut new = |member: &Member| {
                let old = before.get(&member.name).cloned().unwrap_or_default();
                self.fresh.other(member.schema, &member.name, &old)
            };
            let (Some(one), Some(other)) = (new(first), new(second)) else { return Ok(()) };
            let sent =
                |member: &Member, value: &Value| [(member.name.clone(), value.clone())].into_iter().collect();
            let calls = (
                self.write_call(operation, &instance, &sent(first, &one)),
                self.write_call(operation, &instance, &sent(second, &other)),
            );
            let (a, b) = self.at_once(calls.0, calls.1).await?;
            let (read, after) = self.state(&instance).await?;
            let (kept_one, kept_other) =
                (holds(after.get(&first.name), &one), holds(after.get(&second.name), &other));
            // One of the two is there, so that neither was refused for what it says.
            if a.is_success() && b.is_success() && kept_one != kept_other {
                let message =
                    format!("{} loses one of two updates that are sent at once", self.name(operation));
                let steps: Vec<usize> =
                    self.maker(&instance).into_iter().chain([a.step, b.step, read.step]).collect();
                self.report(checks::CONCURRENT, operation, "members", message, &steps);
                return Ok(());
            }
        }
        Ok(())
    }
}
