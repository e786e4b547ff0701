//! Parts: each is found through what it is a part of, and through nothing else.

use super::checks;
use super::compare::differences;
use super::reading::Selection;
use super::session::{Done, Instance, Session, Stopped};

impl Session<'_> {
    /// Makes two holders and a part of one, and looks for it through the other.
    pub(super) async fn nesting(&mut self, at: usize) -> Done {
        let resource = self.resource(at);
        let parent = resource.parent.ok_or(Stopped)?;
        if resource.single || self.resource(parent).create.is_none() {
            return Err(Stopped);
        }
        let other = self.create(parent, self.main).await?;
        let holder = self.create(parent, self.main).await?;
        self.set_holder(&holder);
        let part = self.create(at, self.main).await?;
        let depth = holder.path.len();
        if part.path.get(..depth) != Some(holder.path.as_slice()) || part.path.len() <= depth {
            return Err(Stopped);
        }
        let mut nowhere = holder.path.clone();
        let unknown = self.unknown_id(&holder);
        if let Some(last) = nowhere.last_mut() {
            *last = unknown;
        }
        let through = |path: &[String]| {
            let path = path.iter().chain(&part.path[depth..]).cloned().collect();
            Instance { path, ..part.clone() }
        };
        let ways =
            [(through(&nowhere), vec![holder.step]), (through(&other.path), vec![holder.step, other.step])];
        self.part_read(at, &part, &ways).await?;
        self.part_written(at, &part, &ways).await?;
        let Some(list) = resource.list.as_ref().filter(|_| self.lists_beside(at)) else { return Ok(()) };
        let selection = Selection { identity: self.main, path: other.path.clone(), ..Selection::default() };
        let pages = self.pages(list, &selection).await?;
        if let Some(step) =
            pages.items().find(|(item, _)| self.is_item(at, item, &part)).map(|(_, step)| step)
        {
            let message = format!("{} shows the parts of others", self.name(list.operation));
            self.report(checks::PARENT, list.operation, "", message, &[other.step, part.step, step]);
        }
        Ok(())
    }

    async fn part_read(&mut self, at: usize, part: &Instance, ways: &[(Instance, Vec<usize>)]) -> Done {
        let resource = self.resource(at);
        for operation in [resource.read, resource.head].into_iter().flatten() {
            for (elsewhere, made) in ways {
                let answer = self.call(self.item_call(operation, elsewhere)).await?;
                let head = resource.head == Some(operation) || resource.shown.is_none();
                if answer.is_success() && (head || self.shown(at, &answer).is_some()) {
                    let message = format!("{} finds a part through something else", self.name(operation));
                    let steps: Vec<usize> = made.iter().copied().chain([part.step, answer.step]).collect();
                    self.report(checks::PARENT, operation, "", message, &steps);
                    break;
                }
            }
        }
        Ok(())
    }

    async fn part_written(&mut self, at: usize, part: &Instance, ways: &[(Instance, Vec<usize>)]) -> Done {
        let resource = self.resource(at);
        if resource.read.is_none() {
            return Ok(());
        }
        for operation in [resource.update, resource.replace, resource.delete].into_iter().flatten() {
            for (elsewhere, made) in ways {
                let (_, before) = self.state(part).await?;
                let mut call = if resource.delete == Some(operation) {
                    self.item_call(operation, elsewhere)
                } else {
                    let members = self.change_of(at, operation, &before)?;
                    self.write_call(operation, elsewhere, &members)
                };
                self.condition(operation, part, &mut call).await?;
                let answer = self.call(call).await?;
                let read = self.read(part).await?;
                let after = self.shown(at, &read).unwrap_or_default();
                let reached = read.is_missing() || !differences(&before, &after).is_empty();
                if answer.is_success() && reached {
                    let message = format!("{} changes a part through something else", self.name(operation));
                    let steps: Vec<usize> = made.iter().copied().chain([part.step, answer.step]).collect();
                    self.report(checks::PARENT, operation, "", message, &steps);
                    if read.is_missing() {
                        return Ok(());
                    }
                    break;
                }
            }
        }
        Ok(())
    }
}
