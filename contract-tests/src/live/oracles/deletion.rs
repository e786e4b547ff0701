//! What was deleted: it is gone, everywhere, with its parts, and nothing else is. And what never was is not there.

use super::checks;
use super::compare::differences;
use super::knowledge::is_version;
use super::reading::Selection;
use super::session::{Call, Done, Instance, Session, Stopped};
use crate::live::resources::Create;

impl Session<'_> {
    /// Makes two, with parts, deletes one, and looks everywhere.
    pub(super) async fn deletion(&mut self, at: usize) -> Done {
        let resource = self.resource(at);
        let operation = resource.delete.ok_or(Stopped)?;
        let bystander = self.create(at, self.main).await?;
        let instance = self.create(at, self.main).await?;
        self.set_holder(&instance);
        let before = self.state(&instance).await.map(|(_, members)| members).unwrap_or_default();
        let mut parts = Vec::new();
        for part in self.run.resources.parts(at).collect::<Vec<_>>() {
            if self.resource(part).create.is_some() {
                parts.extend(self.create(part, self.main).await.ok());
            }
        }
        let deleted = self.delete(&instance).await?;
        if !deleted.is_success() || deleted.status == 202 {
            return Ok(());
        }
        let steps = [instance.step, deleted.step];
        if resource.read.is_some() {
            let read = self.read(&instance).await?;
            let shown = self.shown(at, &read).unwrap_or_default();
            // A resource that says that it is deleted is deleted, in the way of its server.
            let marked = differences(&before, &shown).iter().any(|name| !is_version(name));
            let told = resource.shown.is_none() || !shown.is_empty();
            if read.is_success() && !marked && told {
                let message = format!("after {} the {} is still read", self.name(operation), resource.noun);
                self.report(
                    checks::DELETED_GONE,
                    operation,
                    "read",
                    message,
                    &[steps[0], steps[1], read.step],
                );
            }
            if read.is_success() && told {
                return Ok(());
            }
            // The same request was good before, so it is not the request that is wrong now.
            if read.status == 400 && !before.is_empty() && self.documents_missing(at) {
                let message = format!(
                    "after {} a read of the {} is refused as a bad request",
                    self.name(operation),
                    resource.noun
                );
                let steps = [steps[0], steps[1], read.step];
                self.report(checks::DELETED_GONE, operation, "status", message, &steps);
            }
            let read = self.read(&bystander).await?;
            if read.is_missing() {
                let message = format!("{} of one {} removed another", self.name(operation), resource.noun);
                let steps = [bystander.step, steps[0], steps[1], read.step];
                self.report(checks::OTHERS_UNTOUCHED, operation, "deleted", message, &steps);
            }
        }
        self.deleted_again(at, operation, &instance, steps).await?;
        self.deleted_written(at, &instance, steps).await?;
        self.deleted_listed(at, &instance, steps).await?;
        for part in &parts {
            self.part_gone(part, steps).await?;
        }
        self.new_id(at, &instance, deleted.step).await
    }

    /// Whether the document says that an item may be missing when it is read.
    fn documents_missing(&self, at: usize) -> bool {
        self.resource(at).read.is_some_and(|read| self.documents(read, 404) || self.documents(read, 410))
    }

    /// Deletes once more. That may succeed again (RFC 9110 §9.2.2), but not where the document has a 404 that nothing
    /// else can be meant by.
    async fn deleted_again(
        &mut self,
        at: usize,
        operation: usize,
        instance: &Instance,
        steps: [usize; 2],
    ) -> Done {
        if !self.documents(operation, 404) || self.resource(at).variables.len() != 1 {
            return Ok(());
        }
        let again = self.delete(instance).await?;
        if again.is_success() {
            let message = format!("{} is answered with success for the second time", self.name(operation));
            self.report(checks::DELETED_GONE, operation, "again", message, &[steps[0], steps[1], again.step]);
        }
        Ok(())
    }

    async fn deleted_written(&mut self, at: usize, instance: &Instance, steps: [usize; 2]) -> Done {
        let resource = self.resource(at);
        let upsert = matches!(resource.create, Some(Create::Put(_)));
        let replace = resource.replace.filter(|&put| !upsert && !self.documents(put, 201));
        for operation in [resource.update, replace].into_iter().flatten() {
            let members = self.replacement(at, operation)?;
            let call = self.write_call(operation, instance, &members);
            let answer = self.call(call).await?;
            if answer.is_success() && answer.status != 201 {
                let message = format!("{} is answered with success after the deletion", self.name(operation));
                self.report(
                    checks::DELETED_GONE,
                    operation,
                    "written",
                    message,
                    &[steps[0], steps[1], answer.step],
                );
            }
        }
        Ok(())
    }

    async fn deleted_listed(&mut self, at: usize, instance: &Instance, steps: [usize; 2]) -> Done {
        let Some(list) = &self.resource(at).list else { return Ok(()) };
        let path = instance.path.get(..instance.path.len().saturating_sub(1)).unwrap_or_default().to_vec();
        let path = if self.lists_beside(at) { path } else { self.scope(at).await?.path };
        let pages =
            self.pages(list, &Selection { identity: self.main, path, ..Selection::default() }).await?;
        let found = pages.items().find(|(item, _)| self.is_item(at, item, instance)).map(|(_, step)| step);
        if let Some(step) = found {
            let message = format!(
                "{} shows a {} after it was deleted",
                self.name(list.operation),
                self.resource(at).noun
            );
            self.report(checks::DELETED_GONE, list.operation, "listed", message, &[steps[0], steps[1], step]);
            return Ok(());
        }
        let count = u64::try_from(pages.items().count()).unwrap_or(u64::MAX);
        let counted = pages.pages.iter().find(|page| page.total.is_some_and(|total| total != count));
        if let Some(page) = counted.filter(|_| pages.complete) {
            let message =
                format!("the total of {} is not how many items there are", self.name(list.operation));
            self.report(checks::TOTAL, list.operation, "deleted", message, &[steps[0], steps[1], page.step]);
        }
        Ok(())
    }

    async fn part_gone(&mut self, part: &Instance, steps: [usize; 2]) -> Done {
        let at = part.resource;
        if self.resource(at).read.is_some() {
            let read = self.read(part).await?;
            let told = self.resource(at).shown.is_none() || self.shown(at, &read).is_some();
            if read.is_success() && told {
                let operation = self.steps()[read.step].1;
                let message = format!("{} finds a part of what was deleted", self.name(operation));
                let steps = [steps[0], part.step, steps[1], read.step];
                self.report(checks::PARTS_GONE, operation, "", message, &steps);
            }
        }
        let path = part.path.get(..part.path.len().saturating_sub(1)).unwrap_or_default().to_vec();
        if let Some(list) = self.resource(at).list.as_ref().filter(|_| self.lists_beside(at))
            && let Ok(pages) =
                self.pages(list, &Selection { identity: self.main, path, ..Selection::default() }).await
            && let Some(step) =
                pages.items().find(|(item, _)| self.is_item(at, item, part)).map(|(_, step)| step)
        {
            let message = format!("{} lists a part of what was deleted", self.name(list.operation));
            let steps = [steps[0], part.step, steps[1], step];
            self.report(checks::PARTS_GONE, list.operation, "", message, &steps);
        }
        Ok(())
    }

    async fn new_id(&mut self, at: usize, instance: &Instance, deleted: usize) -> Done {
        let Some(Create::Post(operation)) = self.resource(at).create else { return Ok(()) };
        let next = self.create_beside(instance).await?;
        let chosen = next.sent.values().any(|value| super::session::text(value) == next.id());
        if next.path == instance.path && !chosen {
            let message = format!(
                "{} gives the id of a deleted {} again",
                self.name(operation),
                self.resource(at).noun
            );
            self.report(checks::ID_NEW, operation, "", message, &[instance.step, deleted, next.step]);
        }
        Ok(())
    }

    /// Another one in the same collection. The holder of the session is gone when it was the deleted one itself.
    async fn create_beside(&mut self, instance: &Instance) -> Result<Instance, Stopped> {
        self.create(instance.resource, instance.identity).await
    }

    /// Whether the collection's path is the item's without its id.
    pub(super) fn lists_beside(&self, at: usize) -> bool {
        let resource = self.resource(at);
        resource.collection.as_ref().is_some_and(|path| {
            path.segments.len() + 1 == resource.path.segments.len() || path.text.ends_with('/')
        })
    }

    /// An id of the same form that no item has.
    pub(super) fn unknown_id(&mut self, instance: &Instance) -> String {
        let id = instance.id();
        if id.len() == 36 && id.matches('-').count() == 4 {
            return self.fresh.uuid();
        }
        if id.parse::<u64>().is_ok() {
            return (1_900_000_000 + self.fresh.below(90_000_000)).to_string();
        }
        let mut start = true;
        let changed = id.chars().map(|c| {
            let first = std::mem::replace(&mut start, !c.is_alphanumeric());
            match c {
                '0'..='9' => self.fresh.one_of("0123456789", c),
                'a'..='f' if !first || id.len() > 20 => self.fresh.one_of("abcdef", c),
                'g'..='z' if !first => self.fresh.one_of("ghkmnprtuwxz", c),
                'A'..='Z' if !first => self.fresh.one_of("ACDEGHKMNPRTUWXZ", c),
                other => other,
            }
        });
        changed.collect()
    }

    /// Asks for what is not there.
    pub(super) async fn unknown(&mut self, at: usize) -> Done {
        let resource = self.resource(at);
        let upsert = matches!(resource.create, Some(Create::Put(_)));
        let instance = self.create(at, self.main).await?;
        let mut nowhere = instance.clone();
        let id = self.unknown_id(&instance);
        if let Some(last) = nowhere.path.last_mut().filter(|last| **last != id) {
            *last = id;
        } else {
            return Ok(());
        }
        let replace = resource.replace.filter(|&put| {
            !upsert && !self.documents(put, 201) && (self.documents(put, 404) || resource.update.is_some())
        });
        let delete =
            resource.delete.filter(|&delete| self.documents(delete, 404) && resource.variables.len() == 1);
        let operations = [resource.read, resource.head, resource.update, replace, delete];
        for operation in operations.into_iter().flatten() {
            let writes = Some(operation) == resource.update || Some(operation) == replace;
            let call = if writes {
                let members = self.replacement(at, operation)?;
                self.write_call(operation, &nowhere, &members)
            } else {
                self.item_call(operation, &nowhere)
            };
            let answer = self.call(call).await?;
            if answer.is_success() {
                let message = format!("{} of an unknown id is answered with success", self.name(operation));
                self.report(checks::UNKNOWN, operation, "", message, &[answer.step]);
            }
        }
        for part in self.run.resources.parts(at).collect::<Vec<_>>() {
            self.unknown_holder(part, &instance, &nowhere).await?;
        }
        Ok(())
    }

    /// Makes a part of what is not there.
    async fn unknown_holder(&mut self, part: usize, instance: &Instance, nowhere: &Instance) -> Done {
        let Some(Create::Post(operation)) = self.resource(part).create else { return Ok(()) };
        if !self.lists_beside(part) || self.knowledge(part).is_err() {
            return Ok(());
        }
        self.set_holder(instance);
        let Ok(object) = self.new_object(part) else { return Ok(()) };
        let body = self.body(part, operation, &object);
        let call =
            Call { operation, identity: self.main, path: nowhere.path.clone(), body, ..Call::default() };
        let answer = self.call(call).await?;
        if answer.is_success() {
            let message = format!("{} makes a part of something that does not exist", self.name(operation));
            self.report(checks::UNKNOWN, operation, "holder", message, &[answer.step]);
        }
        Ok(())
    }
}
