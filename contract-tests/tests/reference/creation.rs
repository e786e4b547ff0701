//! Records made, with their replays and what there may be only once. It must not know how records change.

use serde_json::{Map, Value, json};

use super::Service;
use super::routes::Target;
use super::store::{NOTES, PROJECTS, Record, Replay, TASKS, now};
use super::wire::{Answer, Request};
use super::writes::GAP;

/// Characters that are left of a name.
const CUT: usize = 3;

impl Service {
    pub(super) async fn create(
        &self,
        label: &str,
        request: &Request,
        target: &Target,
        owner: usize,
    ) -> Result<Answer, Answer> {
        self.parent(label, target, owner)?;
        let body = match self.body(label, request, target.kind.whole) {
            Ok(body) => body,
            Err(refusal) => {
                if self.broken_in(label, "refused_but_stored")
                    && let Ok(Value::Object(body)) = serde_json::from_slice(&request.body)
                {
                    self.insert(label, target, owner, body);
                }
                return Err(refusal);
            }
        };
        let key = request.header("idempotency-key").filter(|_| target.kind == &PROJECTS);
        let key = key.filter(|_| !self.broken_in(label, "key_ignored")).map(str::to_owned);
        let whole = Value::Object(body.clone());
        let gap = self.broken_in(label, "key_race");
        let early = match &key {
            Some(key) if gap => {
                let known = self.replay(label, owner, key);
                tokio::time::sleep(GAP).await;
                known
            }
            Some(_) | None => None,
        };
        // From the look at what is there to the write nobody else writes.
        let _writing = self.writing.lock().await;
        if let Some(key) = &key {
            let known = if gap { early } else { self.replay(label, owner, key) };
            match known {
                Some(_) if self.broken_in(label, "key_refused") => {
                    return Err(Answer::problem(409, "the key is taken"));
                }
                Some(replay) if self.broken_in(label, "key_renames") => {
                    let mut shown: Value =
                        serde_json::from_slice(&replay.answer.body.unwrap_or_default()).unwrap_or_default();
                    shown["name"] = json!("another");
                    return Ok(Answer { body: Some(shown.to_string().into_bytes()), ..replay.answer });
                }
                Some(replay) if replay.body == whole || self.broken_in(label, "key_other_body_replayed") => {
                    return Ok(replay.answer);
                }
                Some(_) if self.broken_in(label, "key_other_body_created") => {}
                Some(_) => return Err(Answer::problem(409, "the key was used with another body")),
                None => {}
            }
        }
        if target.kind == &PROJECTS && !gap {
            self.unique(label, owner, body.get("key"))?;
        }
        let members = self.whole(label, target.kind, &body);
        let record = self.insert(label, target, owner, members);
        let mut answer = Answer::json(201, &record.shown());
        if target.kind != &NOTES {
            let place = match &record.parent {
                Some(parent) => format!("/projects/{parent}/tasks/{}", record.id),
                None => format!("/{}/{}", record.kind.name, record.id),
            };
            answer = answer.with("Location", place);
        }
        if target.kind.tagged {
            answer = answer.with("ETag", record.tag());
        }
        if let Some(key) = key {
            let replay = Replay { owner, key, body: whole, answer: answer.clone() };
            self.with(|store| store.replays.push(replay));
        }
        Ok(answer)
    }

    /// What the key stands for.
    fn replay(&self, label: &str, owner: usize, key: &str) -> Option<Replay> {
        self.with(|store| {
            let same = |replay: &&Replay| {
                replay.key == *key && (replay.owner == owner || self.broken_in(label, "key_shared"))
            };
            store.replays.iter().find(same).cloned()
        })
    }

    pub(super) fn unique(&self, label: &str, owner: usize, key: Option<&Value>) -> Result<(), Answer> {
        let same = |record: &Record| {
            record.kind == &PROJECTS
                && record.owner == owner
                && !record.hidden
                && record.members.get("key") == key
        };
        let taken = self.with(|store| store.records.iter().any(same));
        if taken && !self.broken_in(label, "duplicate") {
            return Err(Answer::problem(409, "the key is taken"));
        }
        Ok(())
    }

    fn insert(&self, label: &str, target: &Target, owner: usize, members: Map<String, Value>) -> Record {
        self.with(|store| {
            let id = match target.kind.name {
                "tasks" => {
                    let highest = store.records.iter().filter(|record| record.kind == &TASKS);
                    let highest = highest.filter_map(|record| record.id.parse().ok()).max().unwrap_or(0);
                    store.last_task =
                        if self.broken_in(label, "id_reused") { highest } else { store.last_task } + 1;
                    store.last_task.to_string()
                }
                "notes" => {
                    let id = uuid::Uuid::new_v4().simple().to_string();
                    format!("n_{}", &id[..12])
                }
                _ => uuid::Uuid::new_v4().to_string(),
            };
            store.made.push(target.kind.name);
            store.note(owner, target.kind.name);
            let created = now();
            let mut stored = members.clone();
            if let Some(name) = self.dropped(label) {
                stored.remove(name);
            }
            if self.broken_in(label, "cuts:name")
                && let Some(Value::String(name)) = stored.get_mut("name")
            {
                *name = name.chars().take(CUT).collect();
            }
            let record = Record {
                kind: target.kind,
                id,
                parent: target.parent.clone(),
                owner,
                first: members.clone(),
                members,
                version: 1,
                updated: created.clone(),
                created,
                hidden: false,
            };
            let kept = Record { members: stored, ..record.clone() };
            if !self.broken_in(label, "not_stored") {
                store.records.push(kept.clone());
            }
            if self.broken_in(label, "twice") {
                store.records.push(Record { id: uuid::Uuid::new_v4().to_string(), ..kept.clone() });
            }
            if self.broken_in(label, "answers_sent") { record } else { kept }
        })
    }
}
