//! Pages: of every size they cover the list once, have no more items than were asked for, and tell the right total.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::checks;
use super::population::One;
use super::reading::{Pages, Selection};
use super::session::{Done, Session, Stopped};
use crate::live::resources::Listing;

/// Pages that a list may have when it is read in small ones.
const SMALL_PAGES_MAX: u64 = 30;

/// Items that a list must have for its pages to show what is wrong with them.
const TELLING: usize = 2;

impl Session<'_> {
    /// Reads a list whole, and in small pages.
    pub(super) async fn paging(&mut self, at: usize) -> Done {
        let list = self.resource(at).list.as_ref().ok_or(Stopped)?;
        if list.size.is_none() && list.total.is_none() && list.position.is_none() {
            return Err(Stopped);
        }
        let items = self.populate(at, self.population).await?;
        let selection = self.scope(at).await?;
        // What somebody else has is not to be counted where it is not shown.
        let other = self.others().next();
        if let Some(other) = other.filter(|_| list.total.is_some() && self.resource(at).parent.is_none()) {
            let _ = self.create(at, other).await;
        }
        let whole = self.whole(list, &selection).await?;
        // What others made is there without this: two items show as much as any.
        let is_own = |item: &Value| items.iter().any(|one| self.is_item(at, item, &one.instance));
        let others = whole.items().filter(|(item, _)| !is_own(item)).count();
        let needed = TELLING.saturating_sub(others).min(items.len());
        let items = if self.knowledge(at)?.made { &items[..needed] } else { &[] };
        self.total(list, items, &whole, &whole);
        let Some(size) = &list.size else { return Ok(()) };
        let count = u64::try_from(whole.items().count()).map_err(|_| Stopped)?;
        let least = count.div_ceil(SMALL_PAGES_MAX).max(size.min);
        // All but one item on the first page makes the fewest pages.
        let most = size.max.unwrap_or(count).min(count.saturating_sub(1));
        let mut sizes = vec![most, least, least + 1];
        sizes.retain(|asked| *asked >= least);
        sizes.dedup();
        for asked in sizes {
            let small = Selection { size: Some(asked), ..selection.clone() };
            let pages = self.pages(list, &small).await?;
            let large = pages
                .pages
                .iter()
                .find(|page| u64::try_from(page.items.len()).is_ok_and(|have| have > asked));
            if let Some(page) = large {
                let message =
                    format!("{} answers more items than `{}` allows", self.name(list.operation), size.name);
                let steps = self.telling(items, &[page.step]);
                self.report(checks::PAGE_SIZE, list.operation, "", message, &steps);
                continue;
            }
            self.total(list, items, &whole, &pages);
            self.partition(at, list, items, &whole, &pages);
        }
        Ok(())
    }

    /// The requests that made the items, and others.
    fn telling(&self, items: &[One], steps: &[usize]) -> Vec<usize> {
        items.iter().map(|one| one.instance.step).chain(steps.iter().copied()).collect()
    }

    fn total(&mut self, list: &Listing, items: &[One], whole: &Pages, pages: &Pages) {
        let count = u64::try_from(whole.items().count()).unwrap_or(u64::MAX);
        // A list that shows too few is another matter; the total is not to blame for it.
        let page = pages.pages.iter().find(|page| page.total.is_some_and(|total| total != count));
        if let Some(page) = page.filter(|_| whole.complete) {
            let message =
                format!("the total of {} is not how many items there are", self.name(list.operation));
            let alone = whole.pages.len() == 1 && page.step == whole.pages[0].step;
            let steps = if alone { vec![page.step] } else { self.telling(items, &[page.step]) };
            self.report(checks::TOTAL, list.operation, "", message, &steps);
        }
    }

    /// Whether small pages show what the whole list shows, each item once.
    fn partition(&mut self, at: usize, list: &Listing, items: &[One], whole: &Pages, pages: &Pages) {
        let name = self.name(list.operation);
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut twice = None;
        for (item, step) in pages.items() {
            if let Some(first) = seen.insert(self.identity_of(at, item), step) {
                twice = twice.or(Some([first, step]));
            }
        }
        let first_pages: Vec<usize> = pages.steps().into_iter().take(3).collect();
        if let Some(steps) = twice {
            let steps = self.telling(items, &steps);
            self.report(
                checks::PAGES,
                list.operation,
                "repeated",
                format!("pages of {name} repeat an item"),
                &steps,
            );
        } else if pages.circular {
            let steps = self.telling(items, &first_pages);
            self.report(
                checks::PAGES,
                list.operation,
                "endless",
                format!("pages of {name} do not end"),
                &steps,
            );
        }
        let known: HashSet<String> = whole.items().map(|(item, _)| self.identity_of(at, item)).collect();
        if (pages.complete || pages.circular) && known.iter().any(|id| !seen.contains_key(id)) {
            let shown: Vec<usize> = whole.steps().into_iter().take(1).chain(first_pages).collect();
            let steps = if items.is_empty() { shown } else { self.telling(items, &shown[1..]) };
            let message = format!("pages of {name} leave out items that the whole list has");
            self.report(checks::PAGES, list.operation, "missing", message, &steps);
        }
    }
}
