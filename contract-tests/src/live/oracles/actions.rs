//! Actions on an item, such as `POST /orders/{id}/submit`: what one answers is what a read shows, and one that is
//! refused changes nothing. It must not know what an action is for.

use super::checks;
use super::compare::{differences, same_member};
use super::session::{Done, Instance, Session, Stopped};

impl Session<'_> {
    /// Does each action to an item of its own, and then once more.
    pub(super) async fn actions(&mut self, at: usize) -> Done {
        let resource = self.resource(at);
        if resource.read.is_none() || resource.actions.is_empty() {
            return Err(Stopped);
        }
        for &operation in &resource.actions {
            let instance = self.create(at, self.main).await?;
            for _ in 0..2 {
                self.acted(at, operation, &instance).await?;
            }
        }
        Ok(())
    }

    async fn acted(&mut self, at: usize, operation: usize, instance: &Instance) -> Done {
        let (before, state) = self.state(instance).await?;
        let mut call = self.item_call(operation, instance);
        self.condition(operation, instance, &mut call).await?;
        let answer = self.call(call).await?;
        let read = self.read(instance).await?;
        if !read.is_success() {
            return Ok(());
        }
        let volatile = self.knowledge(at)?.volatile.clone();
        let after = self.shown(at, &read).unwrap_or_default();
        let name = self.name(operation);
        let steps = [instance.step, answer.step, read.step];
        if answer.is_refusal() {
            if differences(&state, &after).iter().any(|name| !volatile.contains(name)) {
                let message = format!("{name} is refused, and changes the state all the same");
                self.report(
                    checks::REFUSED_UNCHANGED,
                    operation,
                    "",
                    message,
                    &[instance.step, before.step, answer.step, read.step],
                );
            }
            return Ok(());
        }
        let own = |shown: &serde_json::Map<String, serde_json::Value>| {
            ["id", "uuid"].iter().any(|name| shown.get(*name).is_some_and(|id| after.get(*name) == Some(id)))
        };
        let answered = self.shown(at, &answer).filter(own).unwrap_or_default();
        if !answer.is_success() || answer.status == 202 {
            return Ok(());
        }
        let differing: Vec<&str> = answered
            .iter()
            .filter(|(name, value)| {
                let judged = after.contains_key(*name) && !volatile.contains(*name);
                judged && !same_member(Some(value), after.get(*name))
            })
            .map(|(name, _)| name.as_str())
            .collect();
        if !differing.is_empty() {
            let message = format!("{name} answers another `{}` than a read", differing.join("`, `"));
            self.report(checks::WRITE_ANSWER, operation, "", message, &steps);
        }
        Ok(())
    }
}
