//! Items of collections that nothing makes. Those that are there are read, listed and looked into, and never written.
//! It must not know what is checked.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::knowledge::{Knowledge, Link, Recipe};
use super::population::One;
use super::session::{Instance, Session, Stopped, text};

impl Session<'_> {
    /// Learns where the id stands in what a list shows.
    ///
    /// # Errors
    /// The list is not shown, is empty, or its items have no id.
    pub(super) async fn learn_found(&mut self, at: usize) -> Result<Knowledge, Stopped> {
        let list = self.resource(at).list.as_ref().ok_or(Stopped)?;
        let selection = self.scope(at).await?;
        let pages = self.pages(list, &selection).await?;
        let (item, _) = pages.items().next().ok_or(Stopped)?;
        let link = self.member_links(at, item.as_object().ok_or(Stopped)?).into_iter().next();
        Ok(Knowledge {
            identity: self.main,
            recipe: Recipe::default(),
            link: link.ok_or(Stopped)?,
            volatile: HashSet::new(),
            own_id: None,
        })
    }

    /// Some of what a list shows, from its beginning to its end.
    ///
    /// # Errors
    /// The list is too long to be read whole, or has nothing in it.
    pub(super) async fn found(&mut self, at: usize, count: usize) -> Result<Vec<One>, Stopped> {
        let list = self.resource(at).list.as_ref().ok_or(Stopped)?;
        let Link::Member(name) = self.knowledge(at)?.link.clone() else { return Err(Stopped) };
        let selection = self.scope(at).await?;
        let pages = self.whole(list, &selection).await?;
        let items: Vec<(&Value, usize)> = pages.items().collect();
        let every = (items.len() / count.max(1)).max(1);
        let one = |(item, step): &(&Value, usize)| {
            let state = item.as_object()?.clone();
            let id = state.get(&name).filter(|id| id.is_string() || id.is_number())?;
            let path = selection.path.iter().cloned().chain([text(id)]).collect();
            let instance = Instance {
                resource: at,
                path,
                identity: self.main,
                step: *step,
                sent: Map::new(),
                shown: state.clone(),
                tag: None,
            };
            Some(One { instance, state })
        };
        let found: Vec<One> = items.iter().step_by(every).take(count).filter_map(one).collect();
        if found.is_empty() { Err(Stopped) } else { Ok(found) }
    }
}
