//! Refused writes: they change nothing, not even in part.

use serde_json::{Map, Value, json};

use super::checks;
use super::compare::differences;
use super::session::{Call, Done, Session, text};
use crate::live::resources::{Create, Member};
use crate::schema::Kind;

/// A value that no schema of the member's type takes.
fn wrong(member: &Member) -> Option<Value> {
    match member.facts.kind? {
        Kind::String => Some(json!({"not": "a text"})),
        Kind::Boolean | Kind::Integer | Kind::Number | Kind::Array | Kind::Object => {
            Some(json!("not of the type"))
        }
    }
}

impl Session<'_> {
    /// Writes with one member that is valid and one that is not.
    pub(super) async fn refusal(&mut self, at: usize) -> Done {
        let resource = self.resource(at);
        for operation in [resource.update, resource.replace].into_iter().flatten() {
            self.refused_write(at, operation).await?;
        }
        self.refused_creation(at).await
    }

    async fn refused_write(&mut self, at: usize, operation: usize) -> Done {
        let instance = self.one(at).await?;
        let (_, before) = self.state(&instance).await?;
        let branch = self.knowledge(at)?.recipe.branch;
        let members = self.shared(at, operation, branch);
        let base = if self.resource(at).replace == Some(operation) {
            let members = self.replacement(at, operation)?;
            self.sparing(at, operation, members, &before)
        } else {
            self.change_of(at, operation, &before)?
        };
        let changed: Vec<String> = base.keys().cloned().collect();
        let broken = members.iter().rev().find(|member| {
            !member.required
                && wrong(member).is_some()
                && self.is_harmless(at, member)
                && (changed.len() > 1 || !changed.contains(&member.name))
        });
        let Some((member, value)) = broken.and_then(|member| Some((member, wrong(member)?))) else {
            return Ok(());
        };
        let mut sent: Map<String, Value> = base;
        sent.remove(&member.name);
        sent.insert(member.name.clone(), value);
        let answer = self.write(operation, &instance, &sent).await?;
        if !answer.is_refusal() {
            return Ok(());
        }
        let read = self.read(&instance).await?;
        let after = self.shown(at, &read).unwrap_or_default();
        let volatile = &self.knowledge(at)?.volatile;
        let moved = differences(&before, &after).into_iter().any(|name| !volatile.contains(&name));
        if read.is_success() && moved {
            let message = format!("{} is refused and changes the state all the same", self.name(operation));
            self.report(
                checks::REFUSED_UNCHANGED,
                operation,
                "",
                message,
                &[instance.step, answer.step, read.step],
            );
        }
        Ok(())
    }

    async fn refused_creation(&mut self, at: usize) -> Done {
        let Some(Create::Post(operation)) = self.resource(at).create else { return Ok(()) };
        let Some(list) = &self.resource(at).list else { return Ok(()) };
        let branch = self.knowledge(at)?.recipe.branch;
        let members = self.shared(at, operation, branch);
        let selection = self.scope(at).await?;
        let mut object = self.new_object(at)?;
        let is_mark = |member: &&Member| {
            object.get(&member.name).and_then(Value::as_str).is_some_and(|text| text.chars().count() >= 8)
                && member.facts.values.is_none()
        };
        let Some(mark) = members.iter().find(is_mark).map(|member| member.name.clone()) else {
            return Ok(());
        };
        let broken = members.iter().rev().find(|member| member.name != mark && wrong(member).is_some());
        let Some((name, value)) = broken.and_then(|member| Some((member.name.clone(), wrong(member)?)))
        else {
            return Ok(());
        };
        object.insert(name, value);
        let body = self.body(at, operation, &object);
        let call =
            Call { operation, identity: self.main, path: selection.path.clone(), body, ..Call::default() };
        let answer = self.call(call).await?;
        if !answer.is_refusal() {
            return Ok(());
        }
        let pages = self.whole(list, &selection).await?;
        let found = pages.items().find(|(item, _)| item.get(&mark) == object.get(&mark));
        if let Some((item, step)) = found.map(|(item, step)| (item.clone(), step)) {
            let message = format!("{} is refused and makes one all the same", self.name(operation));
            self.report(checks::REFUSED_UNCHANGED, operation, "", message, &[answer.step, step]);
            if let (Some(id), Some(delete)) = (item.get("id").map(text), self.resource(at).delete) {
                let path = selection.path.into_iter().chain([id]).collect();
                let _ =
                    self.call(Call { operation: delete, identity: self.main, path, ..Call::default() }).await;
            }
        }
        Ok(())
    }
}
