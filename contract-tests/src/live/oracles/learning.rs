//! Learning how items are made and found again, by trying. It must not know what is checked.

use std::collections::HashSet;

use super::compare::differences;
use super::knowledge::{Knowledge, Link, Recipe, is_version};
use super::session::{Call, Instance, Session, Stopped, text};

impl Session<'_> {
    /// Learns how one is made and found again. Holders must be known already.
    ///
    /// # Errors
    /// No body was taken, or what was made was not found.
    pub(super) async fn learn(&mut self, at: usize) -> Result<Knowledge, Stopped> {
        let resource = self.resource(at);
        if resource.single {
            let knowledge = Knowledge {
                recipe: Recipe::default(),
                link: Link::Single,
                volatile: HashSet::new(),
                own_id: None,
            };
            return self.learn_volatile(at, knowledge, None).await;
        }
        let create = resource.create.ok_or(Stopped)?;
        let (recipe, values, object, answer) = self.learn_recipe(at, create).await?;
        for link in self.links(at, create, &answer) {
            let Some(id) = self.id_of(at, &answer, &link, &values) else { continue };
            let instance = self.instance(at, 0, &answer, values.clone(), object.clone(), &id).await?;
            self.keep(&instance);
            let knowledge =
                Knowledge { recipe: recipe.clone(), link, volatile: HashSet::new(), own_id: None };
            let found = match resource.read {
                Some(operation) => {
                    let call = Call { operation, path: instance.path.clone(), ..Call::default() };
                    self.call(call).await?.is_success()
                }
                None => true,
            };
            // The first is the most likely: when none leads to the item, that it does not is for an oracle to say.
            if found {
                return self.learn_volatile(at, knowledge, Some(instance)).await;
            }
        }
        let link = self.links(at, create, &answer).into_iter().next().ok_or(Stopped)?;
        Ok(Knowledge { recipe, link, volatile: HashSet::new(), own_id: None })
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
            None => self.path_values(&self.resource(at).path, 0).await?,
        };
        let mut reads = Vec::new();
        for _ in 0..2 {
            let answer = self.call(Call { operation, path: path.clone(), ..Call::default() }).await?;
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
