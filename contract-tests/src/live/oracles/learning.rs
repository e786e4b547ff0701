//! Learning how items are made and found again, by trying. It must not know what is checked.

use std::collections::HashSet;

use serde_json::Map;

use super::compare::differences;
use super::knowledge::{Knowledge, Link, Recipe, is_version};
use super::session::{Call, Instance, Session, Stopped, text};
use crate::live::resources::Create;

impl Session<'_> {
    /// Learns how one is made and found again. Holders must be known already.
    ///
    /// # Errors
    /// No body was taken, or what was made was not found.
    pub(super) async fn learn(&mut self, at: usize) -> Result<Knowledge, Stopped> {
        let resource = self.resource(at);
        if resource.single && resource.read.is_some() {
            let knowledge = self.unmade(Link::Single);
            return self.learn_volatile(at, knowledge, None).await;
        }
        match resource.create {
            Some(create) => self.learn_making(at, create).await,
            None => Err(Stopped),
        }
    }

    /// What is known of what cannot be made.
    fn unmade(&self, link: Link) -> Knowledge {
        Knowledge {
            identity: self.main,
            made: false,
            recipe: Recipe::default(),
            accepted: Map::new(),
            link,
            volatile: HashSet::new(),
            own_id: None,
        }
    }

    /// Learns how what there is already is told apart: by reading a page of its list.
    ///
    /// # Errors
    /// It is not listed, or not for this identity.
    pub(super) async fn learn_listed(&mut self, at: usize) -> Result<Knowledge, Stopped> {
        let list = self.resource(at).list.as_ref().ok_or(Stopped)?;
        let selection = self.scope(at).await?;
        let page = self.first_page(list, &selection).await?;
        let first = page.items().next().and_then(|(item, _)| item.as_object());
        let link = first.and_then(|item| self.member_links(at, item).into_iter().next());
        Ok(self.unmade(link.unwrap_or(Link::Single)))
    }

    async fn learn_making(&mut self, at: usize, create: Create) -> Result<Knowledge, Stopped> {
        let resource = self.resource(at);
        let (recipe, values, object, answer) = self.learn_recipe(at, create).await?;
        for link in self.links(at, create, &answer) {
            let Some(id) = self.id_of(at, &answer, &link, &values) else { continue };
            let instance = self.instance(at, self.main, &answer, values.clone(), object.clone(), &id).await?;
            self.keep(&instance);
            let knowledge = Knowledge {
                made: true,
                recipe: recipe.clone(),
                accepted: object.clone(),
                ..self.unmade(link)
            };
            let found = match resource.read {
                Some(operation) => {
                    let call = Call {
                        operation,
                        identity: self.main,
                        path: instance.path.clone(),
                        ..Call::default()
                    };
                    self.call(call).await?.is_success()
                }
                None => true,
            };
            // The first is the most likely: when none leads to the item, that it does not is for an oracle to say.
            if found {
                let recipe = self.unscoped(at, recipe, &instance).await;
                return self.learn_volatile(at, Knowledge { recipe, ..knowledge }, Some(instance)).await;
            }
        }
        let link = self.links(at, create, &answer).into_iter().next().ok_or(Stopped)?;
        Ok(Knowledge { made: true, recipe, accepted: object, ..self.unmade(link) })
    }

    /// The recipe without its optional references where what is made with them is not listed: one may say in whose list
    /// it is. Where it is not listed without them either, that is for an oracle to say.
    async fn unscoped(&mut self, at: usize, recipe: Recipe, instance: &Instance) -> Recipe {
        let resource = self.resource(at);
        let (Some(list), Some(create)) = (&resource.list, resource.create) else { return recipe };
        let taken = self.taken(at, create.operation(), recipe.branch);
        let members = taken.map(|taken| taken.shape.members).unwrap_or_default();
        let optional =
            members.iter().filter(|member| !member.required && recipe.references.contains_key(&member.name));
        let mut narrow = recipe.clone();
        narrow.skipped.extend(optional.map(|member| member.name.clone()));
        if narrow.skipped == recipe.skipped {
            return recipe;
        }
        let Ok(selection) = self.scope(at).await else { return recipe };
        let Ok(pages) = self.whole(list, &selection).await else { return recipe };
        if pages.items().any(|(item, _)| self.is_item(at, item, instance)) {
            return recipe;
        }
        match self.made_of(at, create, &narrow).await {
            Ok(true) => narrow,
            Ok(false) | Err(Stopped) => recipe,
        }
    }

    /// Reads twice: members that differ, and that no write can have changed, mean nothing.
    async fn learn_volatile(
        &mut self,
        at: usize,
        mut knowledge: Knowledge,
        instance: Option<Instance>,
    ) -> Result<Knowledge, Stopped> {
        let Some(operation) = self.resource(at).read else { return Ok(knowledge) };
        let path = match &instance {
            Some(instance) => instance.path.clone(),
            None => self.path_values(&self.resource(at).path, self.main).await?,
        };
        let mut reads = Vec::new();
        for _ in 0..2 {
            let answer = self
                .call(Call { operation, identity: self.main, path: path.clone(), ..Call::default() })
                .await?;
            reads.extend(self.shown(at, &answer).filter(|_| answer.is_success()));
        }
        if let [one, other] = reads.as_slice() {
            let telling = |name: &String| is_version(name) || self.settable(at).contains(name);
            let names = differences(one, other).into_iter().filter(|name| !telling(name));
            knowledge.volatile = names.collect();
        }
        if path.is_empty() {
            knowledge.own_id =
                reads.first().and_then(|shown| shown.get("id")).filter(|id| id.is_string()).map(text);
        }
        if instance.is_none() && reads.is_empty() { Err(Stopped) } else { Ok(knowledge) }
    }
}
