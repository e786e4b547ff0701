//! Requests that are one: those with the same Idempotency-Key, and those for what may be there only once.

use serde_json::{Map, Value};

use super::checks;
use super::compare::holds;
use super::session::{Answer, Call, Done, Instance, Session, Stopped, text};
use crate::api::Location;
use crate::live::resources::listing::schema;
use crate::live::resources::{Create, Member, names};

const KEY: &str = "idempotency-key";

impl Session<'_> {
    /// A value for the header field.
    fn new_key(&mut self, operation: usize) -> Result<(String, String), Stopped> {
        let parameters = &self.operation(operation).parameters;
        let found = parameters
            .iter()
            .find(|parameter| parameter.location == Location::Header && names::same(&parameter.name, KEY));
        let parameter = found.ok_or(Stopped)?;
        let value = schema(parameter).and_then(|id| self.fresh.value(id, &parameter.name));
        let value = value.map_or_else(|| self.fresh.uuid(), |value| text(&value));
        Ok((parameter.name.clone(), value))
    }

    /// Sends the same request twice under one key, another one under it, the same one as another identity, and two at
    /// once.
    pub(super) async fn replays(&mut self, at: usize) -> Done {
        let Some(Create::Post(operation)) = self.resource(at).create else { return Err(Stopped) };
        let key = self.new_key(operation)?;
        let name = self.name(operation);
        let object = self.new_object(at)?;
        let keyed = [key.clone()];
        let (first, instance) = self.create_with(at, self.main, object.clone(), &keyed).await?;
        let instance = instance.ok_or(Stopped)?;
        let (second, again) = self.create_with(at, self.main, object.clone(), &keyed).await?;
        if again.is_some_and(|again| again.path != instance.path) {
            let message = format!("{name} with the same Idempotency-Key makes another");
            self.report(checks::REPLAY, operation, "again", message, &[first.step, second.step]);
            return Ok(());
        }
        let kept = |answer: &Answer| {
            let shown = self.shown(at, answer).unwrap_or_default();
            object.iter().all(|(name, value)| shown.get(name).is_none_or(|shown| holds(Some(shown), value)))
        };
        if second.is_success() && kept(&first) && !kept(&second) {
            let message = format!("{name} with the same Idempotency-Key answers something else");
            self.report(checks::REPLAY, operation, "answer", message, &[first.step, second.step]);
            return Ok(());
        }
        // What the first took, a repetition must not run into.
        let told = !self.refuses_reuse(operation)
            || self.mentions(operation, &["another", "different", "other body"]);
        if second.status == 409 && told {
            let message = format!("{name} with the same Idempotency-Key is not answered as the first time");
            self.report(checks::REPLAY, operation, "refused", message, &[first.step, second.step]);
            return Ok(());
        }
        let other = self.new_object(at)?;
        let (third, another) = self.create_with(at, self.main, other, &keyed).await?;
        if third.is_success() && self.refuses_reuse(operation) {
            let what = if another.is_some_and(|another| another.path != instance.path) {
                "made"
            } else {
                "answered"
            };
            let message = format!("{name} takes a used Idempotency-Key with another body");
            self.report(checks::REPLAY, operation, what, message, &[first.step, third.step]);
        }
        self.key_of_another(at, operation, (&object, &key), &instance).await?;
        self.keys_at_once(at, operation).await
    }

    async fn key_of_another(
        &mut self,
        at: usize,
        operation: usize,
        (object, key): (&Map<String, Value>, &(String, String)),
        instance: &Instance,
    ) -> Done {
        let Some(other) = self.others().next().filter(|_| self.resource(at).parent.is_none()) else {
            return Ok(());
        };
        let (answer, theirs) = self.create_with(at, other, object.clone(), std::slice::from_ref(key)).await?;
        if theirs.is_some_and(|theirs| theirs.path == instance.path) && answer.is_success() {
            let message = format!(
                "{} answers one identity with what another made under the same key",
                self.name(operation)
            );
            self.report(checks::ISOLATION, operation, "key", message, &[instance.step, answer.step]);
        }
        Ok(())
    }

    async fn keys_at_once(&mut self, at: usize, operation: usize) -> Done {
        let path = self.scope_path(at).await?;
        for _ in 0..self.run.rounds {
            let key = self.new_key(operation)?;
            let object = self.new_object(at)?;
            let body = self.body(at, operation, &object);
            let call = Call {
                operation,
                identity: self.main,
                path: path.clone(),
                headers: vec![key],
                body,
                ..Call::default()
            };
            let (one, other) = self.at_once(call.clone(), call).await?;
            let ids = [&one, &other].map(|answer| {
                let shown = self.shown(at, answer).filter(|_| answer.is_success())?;
                let named = shown.get("id").or_else(|| shown.get("uuid")).map(text);
                named.or_else(|| answer.header("location"))
            });
            for (answer, id) in [&one, &other].into_iter().zip(&ids) {
                self.keep_answered(at, answer, id.as_deref(), &path);
            }
            if let [Some(a), Some(b)] = ids
                && a != b
            {
                let message =
                    format!("{} makes two when it is sent twice at once under one key", self.name(operation));
                self.report(checks::REPLAY, operation, "at once", message, &[one.step, other.step]);
                return Ok(());
            }
        }
        Ok(())
    }

    /// The path of the collection.
    pub(super) async fn scope_path(&mut self, at: usize) -> Result<Vec<String>, Stopped> {
        let path = self.resource(at).collection.as_ref().ok_or(Stopped)?;
        self.path_values(path, self.main).await
    }

    /// Remembers to remove what a call made beside [`Self::create_with`].
    fn keep_answered(&mut self, at: usize, answer: &Answer, id: Option<&str>, path: &[String]) {
        let Some(id) = id.filter(|id| !id.contains('/')) else { return };
        let path: Vec<String> = path.iter().cloned().chain([id.to_owned()]).collect();
        if path.len() == self.resource(at).variables.len() {
            let instance = Instance {
                resource: at,
                path,
                identity: self.main,
                step: answer.step,
                sent: Map::new(),
                shown: Map::new(),
                tag: None,
            };
            self.keep(&instance);
        }
    }

    /// Whether the document says that a used key with another body is refused: where it describes that refusal, or where
    /// it describes the key, with the status.
    fn refuses_reuse(&self, operation: usize) -> bool {
        let parameters = &self.operation(operation).parameters;
        let key = parameters.iter().find(|parameter| names::same(&parameter.name, KEY));
        let told = key.map(|key| key.description.to_lowercase()).unwrap_or_default();
        let status = [409, 422]
            .iter()
            .any(|&status| self.documents(operation, status) && told.contains(&status.to_string()));
        status || self.mentions(operation, &["key", "idempoten"])
    }

    /// Whether the document speaks of one of the words where it says what the operation refuses as a conflict.
    fn mentions(&self, operation: usize, words: &[&str]) -> bool {
        let responses = &self.operation(operation).responses;
        let refusals = responses.iter().filter(|response| {
            [409, 422].iter().any(|&status| response.status == crate::api::StatusPattern::Exact(status))
        });
        refusals.into_iter().any(|response| {
            let text = response.description.to_lowercase();
            words.iter().any(|word| text.contains(word))
        })
    }

    /// Whether the document says that one of these may be there only once.
    fn is_unique(&self, at: usize, operation: usize) -> bool {
        if !self.documents(operation, 409) {
            return false;
        }
        let words = ["exist", "duplicat", "taken", "unique", "in use", "already", "another", "same"];
        if self.mentions(operation, &words) {
            return true;
        }
        let bare = self.operation(operation).responses.iter().any(|response| {
            let text = names::plain(&response.description);
            response.status == crate::api::StatusPattern::Exact(409)
                && matches!(text.as_str(), "" | "conflict" | "409conflict")
        });
        let natural = ["name", "key", "slug", "code", "email", "username", "handle", "title"];
        let members = self.shared(at, operation, 0);
        let named = members.iter().any(|member| names::is_one_of(&member.name, &natural));
        let replay =
            self.operation(operation).parameters.iter().any(|parameter| names::same(&parameter.name, KEY));
        bare && named && !replay && self.resource(at).parent.is_none()
    }

    /// Makes the same twice, and takes with a write what is taken.
    pub(super) async fn unique(&mut self, at: usize) -> Done {
        let Some(Create::Post(operation)) = self.resource(at).create else { return Err(Stopped) };
        if !self.is_unique(at, operation) {
            return Err(Stopped);
        }
        let object = self.new_object(at)?;
        let (first, instance) = self.create_with(at, self.main, object.clone(), &[]).await?;
        let instance = instance.ok_or(Stopped)?;
        let (second, _) = self.create_with(at, self.main, object.clone(), &[]).await?;
        if second.is_success() {
            let message = format!("{} makes the same twice", self.name(operation));
            self.report(checks::UNIQUE, operation, "", message, &[first.step, second.step]);
            return Ok(());
        }
        if second.status != 409 {
            return Ok(());
        }
        let Some(member) = self.unique_member(at, operation, &object).await? else { return Ok(()) };
        let resource = self.resource(at);
        for write in [resource.replace, resource.update].into_iter().flatten() {
            let takes = self.shared(at, write, 0).iter().any(|other| other.name == member.name);
            if !takes || !self.documents(write, 409) {
                continue;
            }
            let other = self.create(at, self.main).await?;
            let mut members =
                if resource.replace == Some(write) { self.replacement(at, write)? } else { Map::new() };
            members.insert(member.name.clone(), object[&member.name].clone());
            let answer = self.write(write, &other, &members).await?;
            let (_, shown) = self.state(&other).await?;
            if answer.is_success() && shown.get(&member.name) == object.get(&member.name) {
                let message = format!("{} takes a `{}` that is taken", self.name(write), member.name);
                self.report(
                    checks::UNIQUE,
                    write,
                    &member.name,
                    message,
                    &[instance.step, other.step, answer.step],
                );
            }
        }
        Ok(())
    }

    /// The member that alone makes a second one refused.
    async fn unique_member(
        &mut self,
        at: usize,
        operation: usize,
        object: &Map<String, Value>,
    ) -> Result<Option<Member>, Stopped> {
        let branch = self.knowledge(at)?.recipe.branch;
        let texts = self.shared(at, operation, branch).into_iter().filter(|member| {
            member.facts.values.is_none() && object.get(&member.name).is_some_and(Value::is_string)
        });
        for member in texts.collect::<Vec<_>>() {
            let mut other = self.new_object(at)?;
            other.insert(member.name.clone(), object[&member.name].clone());
            let (answer, _) = self.create_with(at, self.main, other, &[]).await?;
            if answer.status == 409 {
                return Ok(Some(member));
            }
        }
        Ok(None)
    }
}
