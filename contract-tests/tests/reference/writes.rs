//! Writes: records replaced, updated, archived and deleted, with their conditions. It must not know how records are made
//! or listed.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::Service;
use super::routes::Target;
use super::store::{PROJECTS, Record, now};
use super::wire::{Answer, Request};

/// How long a server that does not keep its writes apart leaves a gap between looking and writing.
pub(super) const GAP: Duration = Duration::from_millis(20);

impl Service {
    /// The member that a broken operation does not store.
    pub(super) fn dropped(&self, label: &str) -> Option<&'static str> {
        self.defect?.strip_prefix(label)?.strip_prefix(".ignores:")
    }

    pub(super) async fn write(
        &self,
        label: &str,
        request: &Request,
        target: &Target,
        owner: usize,
    ) -> Result<Answer, Answer> {
        if target.kind.name == "labels" {
            return self.put_label(label, request, target, owner);
        }
        let partial = request.method == "PATCH";
        let before = self.visible(label, target, owner)?;
        let schema = if partial { target.kind.patch.unwrap_or_default() } else { target.kind.whole };
        let body = match self.body(label, request, schema) {
            Ok(body) => body,
            Err(refusal) => {
                if self.broken_in(label, "refused_but_applied")
                    && let Ok(Value::Object(body)) = serde_json::from_slice(&request.body)
                {
                    self.with(|store| {
                        store.find_mut(target.kind, &before.id).map(|record| record.members.extend(body))
                    });
                }
                return Err(refusal);
            }
        };
        let condition = request.header("if-match").filter(|_| target.kind.tagged);
        if let Some(condition) = condition
            && !self.broken_in(label, "if_match_ignored")
        {
            let current = condition == "*" || condition.split(", ").any(|one| one == before.tag());
            if !current || self.broken_in(label, "if_match_never") {
                return Err(Answer::problem(412, "it was changed meanwhile"));
            }
            if self.broken_in(label, "race") {
                tokio::time::sleep(GAP).await;
            }
        }
        let race = self.broken_in(label, "race");
        if race && condition.is_none() {
            tokio::time::sleep(GAP).await;
        }
        let _writing = self.writing.lock().await;
        let before = if race && condition.is_none() { before } else { self.visible(label, target, owner)? };
        self.store_write(label, &before, &body, partial, condition.is_some())
    }

    fn store_write(
        &self,
        label: &str,
        before: &Record,
        body: &Map<String, Value>,
        partial: bool,
        conditional: bool,
    ) -> Result<Answer, Answer> {
        let after = self.changed(label, before, body, partial);
        if after.members.get("key") != before.members.get("key") && before.kind == &PROJECTS {
            self.unique(label, before.owner, after.members.get("key"))?;
        }
        let mut shown = after.clone();
        let mut kept = after;
        if self.broken_in(label, "lost") {
            kept = before.clone();
        }
        kept.hidden = self.broken_in(label, "hides");
        if let Some(name) = self.defect.and_then(|name| name.strip_prefix(label)?.strip_prefix(".loses:")) {
            match before.members.get(name) {
                Some(value) => kept.members.insert(name.to_owned(), value.clone()),
                None => kept.members.remove(name),
            };
        }
        if self.broken_in(label, "answers_old") {
            shown = before.clone();
        }
        let outdated = self.with(|store| {
            let race = self.broken_in(label, "race");
            let current = store.find(before.kind, &before.id).map(|record| record.version);
            if conditional
                && current != Some(before.version)
                && !race
                && !self.broken_in(label, "if_match_ignored")
            {
                return true;
            }
            if self.broken_in(label, "touches_others") {
                for other in store.records.iter_mut().filter(|record| record.kind == before.kind) {
                    other.members.extend(
                        kept.members
                            .clone()
                            .into_iter()
                            .filter(|(name, _)| body.contains_key(name) && name != "key"),
                    );
                }
            }
            if let Some(record) = store.find_mut(before.kind, &before.id) {
                *record = kept;
            }
            false
        });
        if outdated {
            return Err(Answer::problem(412, "it was changed meanwhile"));
        }
        let answer = Answer::json(200, &shown.shown());
        Ok(if before.kind.tagged { answer.with("ETag", shown.tag()) } else { answer })
    }

    /// The record as the body makes it.
    fn changed(&self, label: &str, before: &Record, body: &Map<String, Value>, partial: bool) -> Record {
        let mut after = before.clone();
        let whole = if partial { body.clone() } else { self.whole(label, before.kind, body) };
        if partial {
            if self.broken_in(label, "clears") {
                after.members.retain(|name, _| {
                    !["description", "tags", "assignee", "budget"].contains(&name.as_str())
                });
            }
            if self.broken_in(label, "resets") {
                let defaults = self.whole(label, before.kind, &Map::new());
                after.members.extend(defaults);
            }
        } else if !self.broken_in(label, "merges") {
            let kept = self.defect.and_then(|name| name.strip_prefix(label)?.strip_prefix(".keeps:"));
            after.members.retain(|name, _| Some(name.as_str()) == kept);
        }
        let most = if partial && self.broken_in(label, "first_alone") { 1 } else { usize::MAX };
        for (name, mut value) in whole.into_iter().take(most) {
            let read_only = ["id", "projectId", "createdAt", "updatedAt"].contains(&name.as_str());
            if read_only && !self.broken_in(label, &["stores:", &name].concat()) {
                continue;
            }
            if self.dropped(label) == Some(name.as_str())
                || (value.is_null() && self.broken_in(label, "null_ignored"))
            {
                match before.members.get(&name) {
                    Some(old) => after.members.insert(name, old.clone()),
                    None => None,
                };
                continue;
            }
            if self.broken_in(label, "appends")
                && let (Some(Value::Array(old)), Value::Array(new)) = (before.members.get(&name), &value)
            {
                value =
                    Value::Array(old.iter().filter(|item| !new.contains(item)).chain(new).cloned().collect());
            }
            if self.broken_in(label, "counts") && name == "priority" {
                value = json!(value.as_u64().unwrap_or(1) % 5 + before.version % 2);
            }
            after.members.insert(name, value);
        }
        if after.members != before.members || self.broken_in(label, "counts") {
            if !self.broken_in(label, "tag_kept") {
                after.version += 1;
            }
            if !self.broken_in(label, "updated_kept") {
                after.updated = now();
            }
            if self.broken_in(label, "recreates") {
                after.created = now();
            }
        }
        after
    }

    fn put_label(
        &self,
        label: &str,
        request: &Request,
        target: &Target,
        owner: usize,
    ) -> Result<Answer, Answer> {
        let body = self.body(label, request, target.kind.whole)?;
        let id = target.id.clone().unwrap_or_default();
        let members = self.whole(label, target.kind, &body);
        let record = Record {
            kind: target.kind,
            id,
            parent: None,
            owner,
            first: members.clone(),
            members,
            version: 1,
            created: now(),
            updated: now(),
            hidden: false,
        };
        let found = self.with(|store| {
            let known = store.find_mut(target.kind, &record.id);
            match known {
                Some(_) if self.broken_in(label, "lost") => true,
                Some(known) if !self.broken_in(label, "listed_twice") => {
                    *known = record.clone();
                    true
                }
                Some(_) | None => {
                    store.records.push(record.clone());
                    store.note(owner, target.kind.name);
                    false
                }
            }
        });
        let replaced = found || self.broken_in(label, "always_200");
        let status = if replaced && !self.broken_in(label, "always_201") { 200 } else { 201 };
        Ok(Answer::json(status, &record.shown()))
    }

    pub(super) fn archive(&self, label: &str, target: &Target, owner: usize) -> Result<Answer, Answer> {
        let before = self.visible(label, target, owner)?;
        let body = json!({"status": "done"}).as_object().cloned().unwrap_or_default();
        let answer = self.store_write(label, &before, &body, true, false)?;
        Ok(Answer {
            headers: answer.headers.into_iter().filter(|(name, _)| name != "ETag").collect(),
            ..answer
        })
    }

    pub(super) fn delete(&self, label: &str, target: &Target, owner: usize) -> Result<Answer, Answer> {
        let record = match self.visible(label, target, owner) {
            Err(_) if self.broken_in(label, "forgiving") => return Ok(Answer::empty(204)),
            found => found?,
        };
        self.with(|store| {
            store.deleted.insert(record.id.clone());
            if self.broken_in(label, "nothing") {
                return;
            }
            let leaves = [
                "projects.read.deleted",
                "projects.list.deleted",
                "projects.patch.deleted",
                "notes.list.deleted",
            ];
            if self.defect.is_some_and(|defect| leaves.contains(&defect)) {
                if let Some(record) = store.find_mut(record.kind, &record.id) {
                    record.hidden = true;
                }
                return;
            }
            let at =
                store.records.iter().position(|other| other.kind == record.kind && other.id == record.id);
            if self.broken_in(label, "takes_sibling") {
                let sibling = store.records.iter().position(|other| {
                    other.kind == record.kind && other.id != record.id && other.owner == record.owner
                });
                sibling.map(|at| store.records.remove(at));
            }
            if let Some(at) = at {
                let at = store
                    .records
                    .iter()
                    .position(|other| other.kind == record.kind && other.id == record.id)
                    .unwrap_or(at);
                store.records.remove(at);
            }
            if record.kind == &PROJECTS && !self.broken_in(label, "orphans") {
                store.records.retain(|other| other.parent.as_deref() != Some(&record.id));
            }
        });
        Ok(Answer::empty(204))
    }
}
