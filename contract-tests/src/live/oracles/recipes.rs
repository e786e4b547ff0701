//! Bodies that the server takes, found by trying: everything, then what is required with one optional member more at a
//! time, then what the document shows. It must not know what is made with them.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::knowledge::Recipe;
use super::making::CONFLICTS_MAX;
use super::session::{Answer, Call, Session, Stopped};
use crate::live::resources::shape::branches;
use crate::live::resources::{Create, Resource, content, names};

/// Bodies of which a branch of `oneOf` is chosen, at most.
const BRANCHES_MAX: usize = 4;
/// Optional members that are tried one by one, at most, when all together are refused.
const MEMBERS_TRIED_MAX: usize = 12;

impl Session<'_> {
    /// Tries bodies until one is taken: everything, then what is required with one optional member more at a time,
    /// then what the document shows.
    pub(super) async fn learn_recipe(
        &mut self,
        at: usize,
        create: Create,
    ) -> Result<(Recipe, Vec<String>, Map<String, Value>, Answer), Stopped> {
        let resource = self.resource(at);
        let operation = create.operation();
        let references = self.references(at, operation);
        let body = self.operation(operation).body.as_ref();
        let schema = body.and_then(|body| content::json_content(&body.contents)).map(|(_, schema)| schema);
        let count = schema.map_or(1, |id| branches(&self.run.api.schemas, id));
        for branch in 0..count.min(BRANCHES_MAX) {
            let whole = Recipe { branch, references: references.clone(), ..Recipe::default() };
            let bare = self.bare(at, operation, &whole);
            let shown = self.pinned(at, operation, &whole);
            for mut recipe in [whole, bare, shown] {
                for &reference in references.values() {
                    let _ = Box::pin(self.hold(reference, self.main)).await;
                }
                let values = self.values_for(resource, at, create).await?;
                let Some((object, answer)) = self.attempt(at, operation, &recipe, &values).await? else {
                    continue;
                };
                if !recipe.skipped.is_empty() {
                    self.widen(at, create, &mut recipe).await?;
                }
                return Ok((recipe, values, object, answer));
            }
        }
        Err(Stopped)
    }

    async fn values_for(
        &mut self,
        resource: &Resource,
        at: usize,
        create: Create,
    ) -> Result<Vec<String>, Stopped> {
        match (create, &resource.collection) {
            (Create::Put(_), _) => self.chosen(at, self.main).await,
            (Create::Post(_), Some(path)) => self.path_values(path, self.main).await,
            (Create::Post(_), None) => Err(Stopped),
        }
    }

    async fn attempt(
        &mut self,
        at: usize,
        operation: usize,
        recipe: &Recipe,
        values: &[String],
    ) -> Result<Option<(Map<String, Value>, Answer)>, Stopped> {
        let taken = self.taken(at, operation, recipe.branch);
        for _ in 0..CONFLICTS_MAX {
            let object = self.object(at, operation, recipe);
            if taken.is_some() && object.is_none() {
                return Ok(None);
            }
            let object = object.unwrap_or_default();
            let body = taken.as_ref().map(|taken| taken.wrap(Value::Object(object.clone())));
            let call =
                Call { operation, identity: self.main, path: values.to_vec(), body, ..Call::default() };
            let answer = self.call(call).await?;
            if answer.is_success() && answer.status != 202 {
                return Ok(Some((object, answer)));
            }
            if !matches!(answer.status, 400 | 409 | 422) {
                break;
            }
        }
        Ok(None)
    }

    /// Adds optional members one at a time, and keeps those that are taken.
    async fn widen(&mut self, at: usize, create: Create, recipe: &mut Recipe) -> Result<(), Stopped> {
        let Some(taken) = self.taken(at, create.operation(), recipe.branch) else { return Ok(()) };
        let names: Vec<String> = taken.shape.members.into_iter().map(|member| member.name).collect();
        for name in names
            .iter()
            .filter(|name| recipe.skipped.contains(*name))
            .take(MEMBERS_TRIED_MAX)
            .collect::<Vec<_>>()
        {
            let mut wider = recipe.clone();
            wider.skipped.remove(name);
            if self.made_of(at, create, &wider).await? {
                *recipe = wider;
            }
        }
        Ok(())
    }

    /// Whether one can be made after that recipe: by making one, which is kept to be removed.
    pub(super) async fn made_of(
        &mut self,
        at: usize,
        create: Create,
        recipe: &Recipe,
    ) -> Result<bool, Stopped> {
        let values = self.values_for(self.resource(at), at, create).await?;
        let tried = self.attempt(at, create.operation(), recipe, &values).await?;
        let Some((object, answer)) = tried else { return Ok(false) };
        for link in self.links(at, create, &answer).into_iter().take(1) {
            if let Some(id) = self.id_of(at, &answer, &link, &values) {
                let (values, object) = (values.clone(), object.clone());
                let instance = self.instance(at, self.main, &answer, values, object, &id).await?;
                self.keep(&instance);
            }
        }
        Ok(true)
    }

    /// Only what is required.
    fn bare(&self, at: usize, operation: usize, recipe: &Recipe) -> Recipe {
        let members =
            self.taken(at, operation, recipe.branch).map(|taken| taken.shape.members).unwrap_or_default();
        let optional = members.into_iter().filter(|member| !member.required).map(|member| member.name);
        Recipe { skipped: optional.collect(), ..recipe.clone() }
    }

    /// What the document shows: the example of the body, or of its members.
    fn pinned(&self, at: usize, operation: usize, recipe: &Recipe) -> Recipe {
        let Some(taken) = self.taken(at, operation, recipe.branch) else { return recipe.clone() };
        let contents = self.operation(operation).body.as_ref().map(|body| body.contents.as_slice());
        let media = content::json_content(contents.unwrap_or_default()).map(|(media, _)| media);
        let schema = &self.run.api.schemas.get(taken.schema).annotations.example;
        let whole = media.and_then(|media| media.examples.first()).or(schema.as_ref());
        let whole = whole.and_then(|value| taken.object(value)).and_then(Value::as_object);
        let mut pinned = HashMap::new();
        let mut skipped = HashSet::new();
        for member in &taken.shape.members {
            let shown = whole.and_then(|whole| whole.get(&member.name)).or(member.facts.example.as_ref());
            match shown {
                Some(value) => {
                    pinned.insert(member.name.clone(), value.clone());
                }
                None if !member.required => {
                    skipped.insert(member.name.clone());
                }
                None => {}
            }
        }
        Recipe { pinned, skipped, ..recipe.clone() }
    }

    /// Members that are named like a resource's id.
    fn references(&self, at: usize, operation: usize) -> HashMap<String, usize> {
        let members = self.taken(at, operation, 0).map(|taken| taken.shape.members).unwrap_or_default();
        let mut references = HashMap::new();
        for member in members {
            let mut words = names::words(&member.name);
            if words.len() < 2 || words.pop().as_deref() != Some("id") {
                continue;
            }
            let noun = words.concat();
            let known =
                self.run.resources.list.iter().enumerate().find(|(index, other)| {
                    *index != at && !other.single && names::plain(&other.noun) == noun
                });
            let learned =
                known.filter(|(index, _)| self.knowledge(*index).is_ok_and(|knowledge| knowledge.made));
            if let Some((index, _)) = learned {
                references.insert(member.name, index);
            }
        }
        references
    }
}
