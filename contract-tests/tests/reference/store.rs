//! What the server remembers, and how one record is shown. It must not know HTTP.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::TOKENS;
use super::wire::Answer;

/// A collection: its name and the schemas of the description that belong to it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    /// The schema of a body that creates or replaces.
    pub(super) whole: &'static str,
    /// The schema of a body that updates, where records can be updated.
    pub(super) patch: Option<&'static str>,
    /// Whether records have an owner who alone sees them.
    pub(super) owned: bool,
    /// Whether answers carry entity tags and requests may be conditional.
    pub(super) tagged: bool,
}

pub(super) const PROJECTS: Kind =
    Kind { name: "projects", whole: "ProjectNew", patch: Some("ProjectPatch"), owned: true, tagged: true };
pub(super) const TASKS: Kind =
    Kind { name: "tasks", whole: "Task", patch: Some("TaskPatch"), owned: true, tagged: false };
pub(super) const NOTES: Kind =
    Kind { name: "notes", whole: "NoteNew", patch: None, owned: true, tagged: false };
pub(super) const LABELS: Kind =
    Kind { name: "labels", whole: "LabelNew", patch: None, owned: false, tagged: false };

pub(super) const ACTIVITY: Kind =
    Kind { name: "activity", whole: "Activity", patch: None, owned: true, tagged: false };

/// Activities that are remembered.
const ACTIVITIES_MAX: usize = 60;

/// One resource.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) kind: &'static Kind,
    pub(super) id: String,
    pub(super) parent: Option<String>,
    pub(super) owner: usize,
    /// What requests set.
    pub(super) members: Map<String, Value>,
    /// What requests set first; a broken list shows it for ever.
    pub(super) first: Map<String, Value>,
    pub(super) version: u64,
    pub(super) created: String,
    pub(super) updated: String,
    /// Deleted, and kept by a server that is broken in that way.
    pub(super) hidden: bool,
}

impl Record {
    /// As answers show it.
    pub(super) fn shown(&self) -> Value {
        let mut shown = Map::new();
        let mut put = |name: &str, value: Value| shown.insert(name.to_owned(), value);
        match self.kind.name {
            "projects" => {
                put("id", json!(self.id));
                put("ownerId", json!(owner_id(self.owner)));
                put("description", Value::Null);
            }
            "tasks" => {
                put("id", json!(self.id.parse::<u64>().unwrap_or_default()));
                put("projectId", json!(self.parent));
            }
            "labels" => {
                put("name", json!(self.id));
            }
            _ => {
                put("id", json!(self.id));
            }
        }
        for (name, value) in &self.members {
            put(name, value.clone());
        }
        let system: &[&str] = match self.kind.name {
            "projects" => &["version", "createdAt", "updatedAt"],
            "tasks" => &["createdAt", "updatedAt"],
            "notes" | "activity" => &["createdAt"],
            _ => &[],
        };
        for &name in system {
            if !self.members.contains_key(name) {
                let value = match name {
                    "version" => json!(self.version),
                    "createdAt" => json!(self.created),
                    _ => json!(self.updated),
                };
                put(name, value);
            }
        }
        Value::Object(shown)
    }

    /// The strong validator of what is shown.
    pub(super) fn tag(&self) -> String {
        format!("\"{}.{}\"", self.id.get(..8).unwrap_or(&self.id), self.version)
    }
}

/// The id of an owner.
pub(super) fn owner_id(owner: usize) -> String {
    format!("0f9b1c52-6b0e-4f7a-9d6e-00000000000{owner}")
}

/// What one Idempotency-Key stands for.
#[derive(Clone, Debug)]
pub(super) struct Replay {
    pub(super) owner: usize,
    pub(super) key: String,
    pub(super) body: Value,
    pub(super) answer: Answer,
}

/// All of it.
pub(super) struct Store {
    /// In the order of their creation.
    pub(super) records: Vec<Record>,
    pub(super) profiles: Vec<Map<String, Value>>,
    pub(super) replays: Vec<Replay>,
    pub(super) last_task: u64,
    /// The name of the collection of each record that was ever made.
    pub(super) made: Vec<&'static str>,
    /// The ids of what was deleted.
    pub(super) deleted: HashSet<String>,
    /// First answers, for a server that never looks again.
    pub(super) seen: HashMap<String, Answer>,
}

impl Store {
    pub(super) fn new() -> Self {
        let profile = |(owner, (name, _)): (usize, &(&str, &str))| {
            let value = json!({"id": owner_id(owner), "name": name, "locale": "en"});
            value.as_object().cloned().unwrap_or_default()
        };
        Self {
            records: Vec::new(),
            profiles: TOKENS.iter().enumerate().map(profile).collect(),
            replays: Vec::new(),
            last_task: 0,
            made: Vec::new(),
            deleted: HashSet::new(),
            seen: HashMap::new(),
        }
    }

    /// Remembers that the owner made a record of that collection.
    pub(super) fn note(&mut self, owner: usize, collection: &'static str) {
        let activities = self.records.iter().filter(|record| record.kind == &ACTIVITY).count();
        if activities >= ACTIVITIES_MAX
            && let Some(first) = self.records.iter().position(|record| record.kind == &ACTIVITY)
        {
            self.records.remove(first);
        }
        let members = json!({"what": collection}).as_object().cloned().unwrap_or_default();
        self.records.push(Record {
            kind: &ACTIVITY,
            id: uuid::Uuid::new_v4().to_string(),
            parent: None,
            owner,
            first: members.clone(),
            members,
            version: 1,
            created: now(),
            updated: now(),
            hidden: false,
        });
    }

    pub(super) fn find(&self, kind: &Kind, id: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.kind == kind && record.id == id)
    }

    pub(super) fn find_mut(&mut self, kind: &Kind, id: &str) -> Option<&mut Record> {
        self.records.iter_mut().find(|record| record.kind == kind && record.id == id)
    }
}

/// Now, to the microsecond, in UTC.
pub(super) fn now() -> String {
    chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
}
