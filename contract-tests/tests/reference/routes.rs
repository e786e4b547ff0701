//! From a request to the part that answers it, and the damage that a broken server does to an answer on its way out.
//! It must not know how state changes.

use serde_json::{Map, Value, json};

use super::Service;
use super::store::{ACTIVITY, Kind, LABELS, NOTES, PROJECTS, Record, TASKS};
use super::wire::{Answer, Request};

/// Where a request goes.
pub(super) struct Target {
    pub(super) kind: &'static Kind,
    pub(super) parent: Option<String>,
    pub(super) id: Option<String>,
}

/// What is done there: the template of the path, and the operation of each method, `projects.read`.
struct Route {
    path: &'static str,
    operations: &'static [(&'static str, &'static str)],
    target: Option<Target>,
}

const ITEM: &[(&str, &str)] =
    &[("GET", "read"), ("HEAD", "head"), ("PUT", "put"), ("PATCH", "patch"), ("DELETE", "delete")];
const PLAIN_ITEM: &[(&str, &str)] = &[("GET", "read"), ("PUT", "put"), ("DELETE", "delete")];
const TASK_ITEM: &[(&str, &str)] =
    &[("GET", "read"), ("PUT", "put"), ("PATCH", "patch"), ("DELETE", "delete")];
const COLLECTION: &[(&str, &str)] = &[("GET", "list"), ("POST", "create")];

fn route(path: &[String]) -> Option<Route> {
    let segments: Vec<&str> = path.iter().map(String::as_str).collect();
    let target = |kind, parent: Option<&str>, id: Option<&str>| {
        Some(Target { kind, parent: parent.map(str::to_owned), id: id.map(str::to_owned) })
    };
    let (path, operations, target) = match segments.as_slice() {
        ["projects"] => ("/projects", COLLECTION, target(&PROJECTS, None, None)),
        ["projects", id] => ("/projects/{projectId}", ITEM, target(&PROJECTS, None, Some(id))),
        ["projects", id, "archive"] => {
            let operations: &[_] = &[("POST", "archive")];
            ("/projects/{projectId}/archive", operations, target(&PROJECTS, None, Some(id)))
        }
        ["projects", parent, "tasks"] => {
            ("/projects/{projectId}/tasks", COLLECTION, target(&TASKS, Some(parent), None))
        }
        ["projects", parent, "tasks", id] => {
            ("/projects/{projectId}/tasks/{taskId}", TASK_ITEM, target(&TASKS, Some(parent), Some(id)))
        }
        ["notes"] => ("/notes", COLLECTION, target(&NOTES, None, None)),
        ["notes", id] => ("/notes/{noteId}", PLAIN_ITEM, target(&NOTES, None, Some(id))),
        ["labels"] => {
            let operations: &[_] = &[("GET", "list")];
            ("/labels", operations, target(&LABELS, None, None))
        }
        ["labels", id] => ("/labels/{labelName}", PLAIN_ITEM, target(&LABELS, None, Some(id))),
        ["activity"] => {
            let operations: &[_] = &[("GET", "list")];
            ("/activity", operations, target(&ACTIVITY, None, None))
        }
        ["me"] => {
            let operations: &[_] = &[("GET", "read"), ("PATCH", "patch")];
            ("/me", operations, None)
        }
        _ => return None,
    };
    Some(Route { path, operations, target })
}

impl Service {
    pub(super) async fn answer(&self, request: Request) -> Answer {
        let Some(route) = route(&request.path) else { return Answer::problem(404, "there is no such path") };
        let kind = route.target.as_ref().map_or("me", |target| target.kind.name);
        let Some((_, operation)) = route.operations.iter().find(|(method, _)| *method == request.method)
        else {
            if self.broken_in(kind, "undocumented") {
                return Answer::json(200, &json!({}));
            }
            let allowed: Vec<&str> = route.operations.iter().map(|(method, _)| *method).collect();
            let answer = Answer::problem(405, "that method is not for this path");
            return if self.broken_in(kind, "no_allow") {
                answer
            } else {
                answer.with("Allow", allowed.join(", "))
            };
        };
        let label = [kind, ".", operation].concat();
        let answer = match self.prepared(&label, &request, &route) {
            Ok(owner) => self.done(&label, operation, &request, route.target.as_ref(), owner).await,
            Err(refusal) => refusal,
        };
        self.damaged(&label, answer)
    }

    fn prepared(&self, label: &str, request: &Request, route: &Route) -> Result<usize, Answer> {
        let owner = self.owner(label, request)?;
        self.check_parameters(label, request, route.path)?;
        Ok(owner)
    }

    async fn done(
        &self,
        label: &str,
        operation: &str,
        request: &Request,
        target: Option<&Target>,
        owner: usize,
    ) -> Answer {
        let Some(target) = target else { return self.profile(label, operation, request, owner) };
        let result = match operation {
            "list" => self.list(label, request, target, owner),
            "create" => self.create(label, request, target, owner).await,
            "read" | "head" => self.read(label, request, target, owner),
            "put" | "patch" => self.write(label, request, target, owner).await,
            "archive" => self.archive(label, target, owner),
            _ => self.delete(label, target, owner),
        };
        result.unwrap_or_else(|refusal| refusal)
    }

    /// The record, if the owner may see it.
    pub(super) fn visible(&self, label: &str, target: &Target, owner: usize) -> Result<Record, Answer> {
        let missing = || Answer::problem(404, "there is none with that id");
        let id = target.id.as_deref().unwrap_or_default();
        let record = self.with(|store| store.find(target.kind, id).cloned());
        let record = record
            .filter(|record| !record.hidden || self.broken_in(label, "deleted"))
            .filter(|record| {
                !target.kind.owned || record.owner == owner || self.broken_in(label, "foreign_owner")
            })
            .filter(|record| record.parent == target.parent || self.broken_in(label, "foreign_parent"))
            .ok_or_else(missing)?;
        if target.parent.is_some()
            && !self.broken("projects.delete.orphans")
            && !self.broken_in(label, "foreign_parent")
        {
            self.parent(label, target, owner)?;
        }
        Ok(record)
    }

    /// That the parent, if any, exists and is the owner's.
    pub(super) fn parent(&self, label: &str, target: &Target, owner: usize) -> Result<(), Answer> {
        let Some(parent) = &target.parent else { return Ok(()) };
        let found = self.with(|store| store.find(&PROJECTS, parent).cloned());
        let held = found.filter(|record| {
            !record.hidden && (record.owner == owner || self.broken_in(label, "foreign_owner"))
        });
        let open = held.is_some() || self.broken_in(label, "any_parent");
        if open { Ok(()) } else { Err(Answer::problem(404, "there is no such project")) }
    }

    fn read(&self, label: &str, request: &Request, target: &Target, owner: usize) -> Result<Answer, Answer> {
        let found = self.visible(label, target, owner);
        if found.is_err() && self.broken_in(label, "unknown_null") {
            return Ok(Answer::json(200, &Value::Null));
        }
        let id = target.id.as_deref().unwrap_or_default();
        let tomb =
            self.defect.and_then(|name| name.strip_prefix(label)?.strip_prefix(".gone:")?.parse().ok());
        if let Some(status) = tomb.filter(|_| found.is_err() && self.with(|store| store.deleted.contains(id)))
        {
            return Err(Answer::problem(status, "it is gone"));
        }
        let record = found?;
        if self.broken_in(label, "touches") {
            self.with(|store| store.find_mut(target.kind, &record.id).map(|record| record.version += 1));
        }
        let mut answer = Answer::json(200, &record.shown());
        if target.kind.tagged {
            let tag = self.read_tag(label, &record);
            let known = request.header("if-none-match");
            let matches = known.is_some_and(|known| known == "*" || known.split(", ").any(|one| one == tag));
            let always = known.is_some() && self.broken_in(label, "always_304");
            if (matches && !self.broken_in(label, "never_304")) || always {
                let answer = Answer::empty(304);
                let bare = self.broken_in(label, "bare_304");
                return Ok(if bare { answer } else { answer.with("ETag", tag) });
            }
            answer = answer.with("ETag", tag);
        }
        if self.broken_in(label, "stale") {
            let first = |store: &mut super::store::Store| {
                store.seen.entry(record.id.clone()).or_insert(answer.clone()).clone()
            };
            return Ok(self.with(first));
        }
        Ok(answer)
    }

    fn read_tag(&self, label: &str, record: &Record) -> String {
        if self.broken_in(label, "tag_constant") {
            return "\"fixed\"".to_owned();
        }
        if self.broken_in(label, "tag_random") {
            return format!("\"{}\"", uuid::Uuid::new_v4());
        }
        if self.broken_in(label, "tag_weak") {
            return format!("W/{}", record.tag());
        }
        record.tag()
    }

    fn profile(&self, label: &str, operation: &str, request: &Request, owner: usize) -> Answer {
        let shown = |profile: &Map<String, Value>| Answer::json(200, &Value::Object(profile.clone()));
        if operation == "read" {
            return self.with(|store| shown(&store.profiles[owner]));
        }
        let body = match self.body(label, request, "ProfilePatch") {
            Ok(body) => body,
            Err(refusal) => return refusal,
        };
        self.with(|store| {
            let mut changed = store.profiles[owner].clone();
            changed.extend(body.clone());
            let answer = shown(&changed);
            if !self.broken_in(label, "lost") {
                store.profiles[owner] = changed;
            }
            if self.broken_in(label, "shared") {
                store.profiles.iter_mut().for_each(|profile| profile.extend(body.clone()));
            }
            answer
        })
    }

    /// What a broken server does to answers on their way out, by the name of its defect: `OPERATION.VERB:OBJECT`.
    fn damaged(&self, label: &str, mut answer: Answer) -> Answer {
        let Some(damage) = self.defect.and_then(|name| name.strip_prefix(label)?.strip_prefix('.')) else {
            return answer;
        };
        let (verb, object) = damage.split_once(':').unwrap_or((damage, ""));
        let good = answer.status < 300;
        let number = object.parse().unwrap_or(500);
        match verb {
            "answers" if good => answer.status = number,
            "refuses" if answer.status == 404 => answer.status = number,
            "unauthorized" if answer.status == 401 => answer.status = number,
            "stale" if answer.status == 412 => answer.status = number,
            "unprocessable" if answer.status == 422 => answer.status = number,
            "without" => answer.headers.retain(|(name, _)| name != object),
            "typed" if good => {
                answer.headers.retain(|(name, _)| name != "Content-Type");
                answer = answer.with("Content-Type", object);
            }
            "typed_problem" if !good => {
                answer.headers.retain(|(name, _)| name != "Content-Type");
                answer = answer.with("Content-Type", object);
            }
            "location" if good => {
                answer.headers.retain(|(name, _)| name != "Location");
                answer = answer.with("Location", object);
            }
            "tag" if good => {
                answer.headers.retain(|(name, _)| name != "ETag");
                answer = answer.with("ETag", object);
            }
            "truncated" if good => {
                let half = answer.body.as_ref().map_or(0, |body| body.len() / 2);
                answer.body = answer.body.map(|body| body[..half].to_vec());
            }
            "drops" | "nulls" | "adds" | "numbers" | "texts" | "problem_drops" => {
                answer.body = answer.body.map(|body| altered(verb, object, good, &body));
            }
            _ => {}
        }
        answer
    }
}

/// A body whose objects were altered: the object itself, or the items of a page.
fn altered(verb: &str, object: &str, good: bool, body: &[u8]) -> Vec<u8> {
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else { return body.to_vec() };
    if good != (verb == "problem_drops") {
        let whole = value.get(object).is_some() || verb == "adds";
        match &mut value {
            Value::Object(members) if whole => alter(verb, object, members),
            Value::Array(items) => {
                items.iter_mut().filter_map(Value::as_object_mut).for_each(|item| alter(verb, object, item))
            }
            Value::Object(members) => {
                for item in members.values_mut().filter_map(Value::as_array_mut).flatten() {
                    item.as_object_mut().into_iter().for_each(|item| alter(verb, object, item));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    value.to_string().into_bytes()
}

fn alter(verb: &str, name: &str, members: &mut Map<String, Value>) {
    match verb {
        "drops" | "problem_drops" => {
            members.remove(name);
        }
        "adds" => {
            members.insert(name.to_owned(), json!(true));
        }
        "nulls" => {
            members.insert(name.to_owned(), Value::Null);
        }
        "numbers" => {
            members.insert(name.to_owned(), json!(-7));
        }
        _ => {
            members.insert(name.to_owned(), json!("7 of them"));
        }
    }
}
