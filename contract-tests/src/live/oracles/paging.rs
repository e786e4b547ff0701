//! Pages: of every size they cover the list once, have no more items than were asked for, and tell the right total.

use std::collections::{HashMap, HashSet};

use super::checks;
use super::population::One;
use super::reading::{Pages, Selection};
use super::session::{Done, Session, Stopped};
use crate::live::resources::Listing;

/// Pages that a list may have when it is read in small ones.
const SMALL_PAGES_MAX: usize = 30;

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
        self.total(list, &items, &whole, &whole);
        let Some(size) = &list.size else { return Ok(()) };
        let count = whole.items().count();
        let least = u64::try_from(count.div_ceil(SMALL_PAGES_MAX)).map_err(|_| Stopped)?.max(size.min);
        for asked in [least, least + 1] {
            let small = Selection { size: Some(asked), ..selection.clone() };
            let pages = self.pages(list, &small).await?;
            let large = pages
                .pages
                .iter()
                .find(|page| u64::try_from(page.items.len()).is_ok_and(|have| have > asked));
            if let Some(page) = large {
                let message =
                    format!("{} answers more items than `{}` allows", self.name(list.operation), size.name);
                let steps = self.telling(&items, 2, &[page.step]);
                self.report(checks::PAGE_SIZE, list.operation, "", message, &steps);
                continue;
            }
            self.total(list, &items, &whole, &pages);
            self.partition(at, list, &items, &whole, &pages);
        }
        Ok(())
    }

    /// The requests that made the first items of a population, and others.
    pub(super) fn telling(&self, items: &[One], count: usize, steps: &[usize]) -> Vec<usize> {
        items.iter().take(count).map(|one| one.instance.step).chain(steps.iter().copied()).collect()
    }

    fn total(&mut self, list: &Listing, items: &[One], whole: &Pages, pages: &Pages) {
        let count = u64::try_from(whole.items().count()).unwrap_or(u64::MAX);
        // A list that shows too few is another matter; the total is not to blame for it.
        let page = pages.pages.iter().find(|page| page.total.is_some_and(|total| total != count));
        if let Some(page) = page.filter(|_| whole.complete) {
            let message =
                format!("the total of {} is not how many items there are", self.name(list.operation));
            let alone = whole.pages.len() == 1 && page.step == whole.pages[0].step;
            let steps = if alone { vec![page.step] } else { self.telling(items, 2, &[page.step]) };
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
            let steps = self.telling(items, 2, &steps);
            self.report(
                checks::PAGES,
                list.operation,
                "repeated",
                format!("pages of {name} repeat an item"),
                &steps,
            );
        } else if pages.circular {
            let steps = self.telling(items, 2, &first_pages);
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
            let steps = self.telling(items, 2, &first_pages);
            let message = format!("pages of {name} leave out items that the whole list has");
            self.report(checks::PAGES, list.operation, "missing", message, &steps);
        }
    }
}
