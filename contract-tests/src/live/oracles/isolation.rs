//! What is one identity's: where some operations keep it from another identity, all must. A resource that everybody
//! reaches is shared, and nothing is said about it.

use serde_json::{Map, Value};

use super::checks;
use super::compare::differences;
use super::reading::Selection;
use super::session::{Answer, Call, Done, Instance, Session, Stopped, text};
use crate::live::resources::listing::Selection as Way;
use crate::live::resources::{Create, names};

/// Other identities that are tried.
const OTHERS_MAX: usize = 2;
/// Filters that are tried.
const FILTERS_MAX: usize = 6;

/// What another identity was answered.
#[derive(Clone, Debug, Default)]
struct Reach {
    /// Reading the item.
    read: Option<Answer>,
    /// Listing: whether the item was there, and the request.
    listed: Option<(bool, usize)>,
    /// Listing with a filter that selects the item: the request that showed it.
    selected: Option<usize>,
    /// Reading a part of the item.
    parts: Vec<Touch>,
    /// Writing: each with whether it had an effect.
    writes: Vec<Touch>,
}

/// One operation that another identity tried.
#[derive(Clone, Debug)]
struct Touch {
    operation: usize,
    steps: Vec<usize>,
    status: u16,
    /// It was answered with success, and did what it says.
    reached: bool,
}

fn is_denied(status: u16) -> bool {
    matches!(status, 401 | 403 | 404 | 410)
}

impl Session<'_> {
    /// Makes one as the main identity, and tries to reach it as each other.
    pub(super) async fn isolation(&mut self, at: usize) -> Done {
        let others: Vec<usize> = self.others().take(OTHERS_MAX).collect();
        if others.is_empty() {
            return Err(Stopped);
        }
        for other in others {
            if self.resource(at).single {
                self.isolated_single(at, other).await?;
            } else {
                self.isolated(at, other).await?;
            }
        }
        Ok(())
    }

    async fn isolated(&mut self, at: usize, other: usize) -> Done {
        let instance = self.create(at, self.main).await?;
        self.set_holder(&instance);
        let mut reach = Reach::default();
        if self.resource(at).read.is_some() {
            let answer = self.read_as(&instance, other).await?;
            if answer.status == 401 {
                return Ok(());
            }
            reach.read = Some(answer);
        }
        reach.listed = self.listed_for(at, &instance, other).await?;
        if let Some((false, _)) = reach.listed {
            reach.selected = self.selected_for(at, &instance, other).await?;
        }
        for part in self.run.resources.parts(at).collect::<Vec<_>>() {
            if let Ok(touches) = self.parts_for(part, &instance, other).await {
                reach.parts.extend(touches);
            }
        }
        self.writes_for(at, &instance, other, &mut reach).await?;
        self.judge_reach(at, &instance, &reach);
        Ok(())
    }

    async fn listed_for(
        &mut self,
        at: usize,
        instance: &Instance,
        other: usize,
    ) -> Result<Option<(bool, usize)>, Stopped> {
        let Some(list) = &self.resource(at).list else { return Ok(None) };
        let path = self.scope(at).await?.path;
        let selection = Selection { identity: other, path, ..Selection::default() };
        let Ok(pages) = self.whole(list, &selection).await else { return Ok(None) };
        let shown = pages.items().find(|(item, _)| self.is_item(at, item, instance)).map(|(_, step)| step);
        Ok(pages.steps().first().map(|&first| (shown.is_some(), shown.unwrap_or(first))))
    }

    /// Lists with each filter that selects the item, as another identity.
    async fn selected_for(
        &mut self,
        at: usize,
        instance: &Instance,
        other: usize,
    ) -> Result<Option<usize>, Stopped> {
        let Some(list) = &self.resource(at).list else { return Ok(None) };
        let path = self.scope(at).await?.path;
        for filter in list.filters.iter().take(FILTERS_MAX) {
            let words = instance.sent.values().find(|value| value.is_string());
            let value = match filter.selection {
                Way::Equal => {
                    instance.shown.get(&filter.member).or_else(|| instance.sent.get(&filter.member))
                }
                Way::Search => words,
                Way::Above | Way::Below => None,
            };
            let Some(value) = value.filter(|value| !value.is_null()) else { continue };
            let query = vec![(filter.name.clone(), text(value))];
            let selection = Selection { identity: other, path: path.clone(), query, size: None };
            let Ok(pages) = self.pages(list, &selection).await else { continue };
            let shown = pages.items().find(|(item, _)| self.is_item(at, item, instance));
            if let Some((_, step)) = shown {
                return Ok(Some(step));
            }
        }
        Ok(None)
    }

    /// Reads, lists and makes parts of an item as another identity.
    async fn parts_for(
        &mut self,
        part: usize,
        instance: &Instance,
        other: usize,
    ) -> Result<Vec<Touch>, Stopped> {
        let mut touches = Vec::new();
        let made = self.create(part, self.main).await?;
        if !made.path.starts_with(&instance.path) {
            return Ok(touches);
        }
        let resource = self.resource(part);
        if let Some(operation) = resource.read {
            let answer = self.read_as(&made, other).await?;
            let told = resource.shown.is_none() || self.shown(part, &answer).is_some();
            let steps = vec![instance.step, made.step, answer.step];
            touches.push(Touch {
                operation,
                steps,
                status: answer.status,
                reached: answer.is_success() && told,
            });
        }
        if let Some(list) = &resource.list {
            let selection =
                Selection { identity: other, path: instance.path.clone(), ..Selection::default() };
            let call =
                Call { operation: list.operation, identity: other, path: selection.path, ..Call::default() };
            let answer = self.call(call).await?;
            let items = answer.body.as_ref().and_then(|body| list.items(body)).cloned().unwrap_or_default();
            let reached = answer.is_success() && items.iter().any(|item| self.is_item(part, item, &made));
            let steps = vec![instance.step, made.step, answer.step];
            touches.push(Touch { operation: list.operation, steps, status: answer.status, reached });
        }
        if let Some(Create::Post(operation)) = resource.create {
            let object = self.new_object(part)?;
            let body = self.body(part, operation, &object);
            let call =
                Call { operation, identity: other, path: instance.path.clone(), body, ..Call::default() };
            let answer = self.call(call).await?;
            let steps = vec![instance.step, answer.step];
            touches.push(Touch { operation, steps, status: answer.status, reached: answer.is_success() });
        }
        Ok(touches)
    }

    /// Writes as another identity, deletion last. Success without effect is no reach.
    async fn writes_for(&mut self, at: usize, instance: &Instance, other: usize, reach: &mut Reach) -> Done {
        let resource = self.resource(at);
        if resource.read.is_none() {
            return Ok(());
        }
        let mut operations: Vec<usize> = [resource.update, resource.replace].into_iter().flatten().collect();
        operations.extend(&resource.actions);
        operations.extend(resource.delete);
        for operation in operations {
            let (_, before) = self.state(instance).await?;
            let members = if resource.update == Some(operation) || resource.replace == Some(operation) {
                match self.change_of(at, operation, &before) {
                    Ok(members) => Some(members),
                    Err(Stopped) => continue,
                }
            } else {
                None
            };
            let mut call = match &members {
                Some(members) => self.write_call(operation, instance, members),
                None => self.item_call(operation, instance),
            };
            self.condition(operation, instance, &mut call).await?;
            let answer = self.call(Call { identity: other, ..call }).await?;
            let read = self.read(instance).await?;
            let after = self.shown(at, &read).unwrap_or_default();
            let effect = read.is_missing() || !differences(&before, &after).is_empty();
            let told = self.tells(at, &answer, &before);
            let reached = answer.is_success() && (effect || (told && resource.delete != Some(operation)));
            let mut steps = vec![instance.step, answer.step];
            if effect {
                steps.push(read.step);
            }
            reach.writes.push(Touch { operation, steps, status: answer.status, reached });
            if read.is_missing() {
                break;
            }
        }
        Ok(())
    }

    /// Whether an answer shows the item of another identity.
    fn tells(&self, at: usize, answer: &Answer, before: &Map<String, Value>) -> bool {
        let shown = self.shown(at, answer).unwrap_or_default();
        ["id", "uuid"].iter().any(|name| shown.get(*name).is_some_and(|id| before.get(*name) == Some(id)))
    }

    fn judge_reach(&mut self, at: usize, instance: &Instance, reach: &Reach) {
        let read_denied = reach.read.as_ref().is_some_and(|answer| is_denied(answer.status));
        if read_denied {
            for touch in reach.writes.iter().chain(&reach.parts).filter(|touch| touch.reached) {
                let message = format!("{} reaches what is another identity's", self.name(touch.operation));
                self.report(checks::ISOLATION, touch.operation, "", message, &touch.steps);
            }
            if let (Some((true, step)), Some(list)) = (reach.listed, &self.resource(at).list) {
                let message = format!("{} shows what is another identity's", self.name(list.operation));
                self.report(checks::ISOLATION, list.operation, "", message, &[instance.step, step]);
            }
            if let (Some(step), Some(list)) = (reach.selected, &self.resource(at).list) {
                let message =
                    format!("{} with a filter shows what is another identity's", self.name(list.operation));
                self.report(checks::ISOLATION, list.operation, "filtered", message, &[instance.step, step]);
            }
            return;
        }
        self.judge_read(at, instance, reach);
        self.judge_writes(reach);
        self.judge_parts(reach);
    }

    /// Reading is open: whether it should not be.
    fn judge_read(&mut self, at: usize, instance: &Instance, reach: &Reach) {
        let resource = self.resource(at);
        let Some((answer, read)) = reach.read.as_ref().zip(resource.read) else { return };
        let visibility = ["public", "private", "visibility", "shared", "published", "secret", "access"];
        let published = resource.shown.as_ref().is_some_and(|shown| {
            // A switch or a choice; that something was published on a day does not open it.
            shown.shape.members.iter().any(|member| {
                let chosen = member.facts.values.is_some() || member.facts.format.is_none();
                chosen && names::words(&member.name).iter().any(|word| visibility.contains(&word.as_str()))
            })
        });
        let told = resource.shown.is_none() || self.shown(at, answer).is_some();
        if !answer.is_success() || published || !told {
            return;
        }
        let writes = || reach.writes.iter().filter(|touch| !resource.actions.contains(&touch.operation));
        // The same URL is said to be nothing, to the same identity.
        let missing = writes().any(|touch| matches!(touch.status, 404 | 410));
        let unlisted = reach.listed.is_some_and(|(shown, _)| !shown);
        let unwritable = writes().count() > 0 && writes().all(|touch| is_denied(touch.status));
        let parts_denied = reach.parts.iter().any(|touch| is_denied(touch.status))
            && !reach.parts.iter().any(|touch| touch.reached);
        let own =
            resource.path.text.split('/').any(|segment| matches!(segment, "me" | "my" | "mine" | "self"));
        // Lists keep it from others, and so does reading, by what the document says: there is a 403 for whoever asks.
        let kept = unlisted && (self.documents(read, 403) || unwritable && parts_denied);
        if missing || kept || own {
            let message = format!("{} shows what is another identity's", self.name(read));
            self.report(checks::ISOLATION, read, "", message, &[instance.step, answer.step]);
        }
    }

    /// Writing is open in one way, and not in others: who may not change a thing may not delete it.
    fn judge_writes(&mut self, reach: &Reach) {
        let deletes = |touch: &&Touch| self.operation(touch.operation).method == crate::api::Method::Delete;
        let changes: Vec<&Touch> = reach.writes.iter().filter(|touch| !deletes(touch)).collect();
        let denied = changes.iter().any(|touch| is_denied(touch.status));
        let holes: Vec<Touch> = reach
            .writes
            .iter()
            .filter(|touch| touch.reached)
            .filter(|touch| {
                if deletes(touch) {
                    changes.iter().all(|change| is_denied(change.status)) && denied
                } else {
                    denied
                }
            })
            .cloned()
            .collect();
        for touch in holes {
            let message = format!("{} reaches what is another identity's", self.name(touch.operation));
            self.report(checks::ISOLATION, touch.operation, "", message, &touch.steps);
        }
    }

    /// Parts are closed in some ways, and open in others.
    fn judge_parts(&mut self, reach: &Reach) {
        let closed = reach.parts.iter().any(|touch| matches!(touch.status, 404 | 410));
        let reading = |touch: &&Touch| self.operation(touch.operation).method == crate::api::Method::Get;
        let holes: Vec<Touch> =
            reach.parts.iter().filter(reading).filter(|touch| touch.reached && closed).cloned().collect();
        for touch in holes {
            let message = format!("{} shows what is another identity's", self.name(touch.operation));
            self.report(checks::ISOLATION, touch.operation, "", message, &touch.steps);
        }
    }

    /// What there is one of for each identity: a write of one does not reach the other's.
    async fn isolated_single(&mut self, at: usize, other: usize) -> Done {
        let resource = self.resource(at);
        let operation = resource.update.or(resource.replace).ok_or(Stopped)?;
        if resource.read.is_none() || !resource.variables.is_empty() {
            return Ok(());
        }
        let own = Instance {
            resource: at,
            path: Vec::new(),
            identity: self.main,
            step: 0,
            sent: Map::new(),
            shown: Map::new(),
            tag: None,
        };
        let others = Instance { identity: other, ..own.clone() };
        let (_, before) = self.state(&own).await?;
        let (_, theirs) = self.state(&others).await?;
        let same_person = before.get("id").is_none_or(|id| theirs.get("id") == Some(id));
        let members = self.change_of(at, operation, &before)?;
        let free = members.iter().any(|(name, value)| theirs.get(name) != Some(value));
        if same_person || !free {
            return Ok(());
        }
        let written = self.write(operation, &own, &members).await?;
        let (read, after) = self.state(&others).await?;
        let reached = members
            .iter()
            .any(|(name, value)| theirs.get(name) != after.get(name) && after.get(name) == Some(value));
        if written.is_success() && reached {
            let message = format!("{} of one identity changes what another reads", self.name(operation));
            self.report(checks::ISOLATION, operation, "", message, &[written.step, read.step]);
        }
        let names = members.keys().filter_map(|name| Some((name.clone(), before.get(name)?.clone())));
        let back: Map<String, Value> = names.collect();
        self.write(operation, &own, &back).await?;
        if reached {
            let names = members.keys().filter_map(|name| Some((name.clone(), theirs.get(name)?.clone())));
            let back: Map<String, Value> = names.collect();
            self.write(operation, &others, &back).await?;
        }
        Ok(())
    }
}
