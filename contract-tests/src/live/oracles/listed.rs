//! What a list shows: what was made, once, as it is now.

use serde_json::{Map, Value};

use super::checks;
use super::compare::{holds, same_member};
use super::population::One;
use super::reading::{Pages, Selection};
use super::session::{Done, Session, Stopped};
use crate::live::resources::Listing;

impl Session<'_> {
    /// Lists, makes one, lists, changes it, lists.
    pub(super) async fn listed(&mut self, at: usize) -> Done {
        let list = self.resource(at).list.as_ref().ok_or(Stopped)?;
        let selection = self.scope(at).await?;
        let before = self.whole(list, &selection).await?;
        let items = self.populate(at, self.population.min(2)).await?;
        let after = self.whole(list, &selection).await?;
        for one in &items {
            self.listed_once(at, list, &after, one);
        }
        let create = self.resource(at).create.ok_or(Stopped)?.operation();
        let news = after.items().count().saturating_sub(before.items().count());
        if let Some(one) = items.first() {
            let twin = |item: &Value| {
                let same = |(name, value): (&String, &Value)| {
                    let telling = value.as_str().is_some_and(|text| text.chars().count() >= 8);
                    telling && item.get(name) == Some(value)
                };
                !self.is_item(at, item, &one.instance) && one.instance.sent.iter().any(same)
            };
            let twin = after.items().find(|(item, _)| twin(item)).map(|(_, step)| step);
            if let Some(step) = twin.filter(|_| news > items.len()) {
                let message = format!("{} makes more than one", self.name(create));
                self.report(checks::LISTED_ONCE, create, "several", message, &[one.instance.step, step]);
            }
            self.list_current(at, list, &selection, &after, one).await?;
        }
        Ok(())
    }

    fn listed_once(&mut self, at: usize, list: &Listing, pages: &Pages, one: &One) {
        let found: Vec<usize> = pages
            .items()
            .filter(|(item, _)| self.is_item(at, item, &one.instance))
            .map(|(_, step)| step)
            .collect();
        let steps: Vec<usize> = [one.instance.step].into_iter().chain(pages.steps()).collect();
        let (name, noun) = (self.name(list.operation), self.resource(at).noun.clone());
        if found.is_empty() {
            let message = format!("{name} does not show a {noun} that was created");
            self.report(checks::LISTED_ONCE, list.operation, "missing", message, &steps);
        } else if found.len() > 1 {
            let message = format!("{name} shows a {noun} more than once");
            let steps: Vec<usize> = [one.instance.step].into_iter().chain(found).collect();
            self.report(checks::LISTED_ONCE, list.operation, "repeated", message, &steps);
        }
    }

    /// Changes an item and looks whether the list shows it.
    async fn list_current(
        &mut self,
        at: usize,
        list: &Listing,
        selection: &Selection,
        pages: &Pages,
        one: &One,
    ) -> Done {
        let resource = self.resource(at);
        let Some(operation) = resource.update.or(resource.replace) else { return Ok(()) };
        let Some((old, _)) = pages.items().find(|(item, _)| self.is_item(at, item, &one.instance)) else {
            return Ok(());
        };
        let old = old.clone();
        // Only what the list showed as a read did: a summary may be another thing altogether.
        let branch = self.knowledge(at)?.recipe.branch;
        let mut sent = Map::new();
        let partial = resource.update == Some(operation);
        if !partial {
            sent = self.replacement(at, operation)?;
        }
        for member in self.shared(at, operation, branch) {
            let value = one.state.get(&member.name);
            let shown = old.get(&member.name).is_some() && same_member(old.get(&member.name), value);
            if !shown || self.is_reference(at, &member) {
                continue;
            }
            let new = self.fresh.other(member.schema, &member.name, value.unwrap_or(&Value::Null));
            sent.extend(new.map(|new| (member.name.clone(), new)));
        }
        let mut written = self.write(operation, &one.instance, &sent).await?;
        // All at once may be more than is allowed.
        if !written.is_success() && partial && sent.len() > 1 {
            let first: Map<String, Value> = sent.into_iter().take(1).collect();
            written = self.write(operation, &one.instance, &first).await?;
            sent = first;
        }
        let (_, state) = self.state(&one.instance).await?;
        let pages = self.whole(list, selection).await?;
        let found: Vec<(Value, usize)> = pages
            .items()
            .filter(|(item, _)| self.is_item(at, item, &one.instance))
            .map(|(item, step)| (item.clone(), step))
            .collect();
        if !written.is_success() {
            return Ok(());
        }
        let steps = |step: usize| [one.instance.step, written.step, step];
        if found.len() > 1 {
            let message = format!(
                "{} shows a {} more than once after a write",
                self.name(list.operation),
                resource.noun
            );
            self.report(checks::LISTED_ONCE, operation, "written", message, &steps(found[0].1));
        }
        let Some((item, step)) = found.first() else { return Ok(()) };
        let stale = sent.iter().any(|(name, value)| {
            holds(state.get(name), value)
                && item.get(name).is_some()
                && same_member(old.get(name), one.state.get(name))
                && !same_member(item.get(name), state.get(name))
        });
        if stale {
            let message = format!("{} shows what was before a write", self.name(list.operation));
            self.report(checks::LIST_CURRENT, list.operation, "", message, &steps(*step));
        }
        Ok(())
    }
}
