//! Filters: what a parameter that is named like a member selects is told from the members of the items.

use serde_json::Map;

use super::checks;
use super::compare::same_member;
use super::population::One;
use super::questions::{Question, is_askable, questions, selects, telling};
use super::reading::{Pages, Selection};
use super::session::{Done, Session, Stopped, text};
use crate::live::resources::Listing;
use crate::live::resources::listing::{Filter, Selection as Way};

/// Filters of a list that are tried in pairs.
const PAIRED_MAX: usize = 6;

impl Session<'_> {
    /// Asks each filter for values that some items have, and for one that none has.
    pub(super) async fn filtering(&mut self, at: usize) -> Done {
        let list = self.resource(at).list.as_ref().ok_or(Stopped)?;
        if list.filters.is_empty() {
            return Err(Stopped);
        }
        let items = self.populate(at, self.population).await?;
        let selection = self.scope(at).await?;
        let whole = self.whole(list, &selection).await?;
        let mut listed: Vec<One> = items
            .into_iter()
            .filter(|one| whole.items().any(|(item, _)| self.is_item(at, item, &one.instance)))
            .collect();
        let own =
            listed.first().filter(|_| self.knowledge(at).is_ok_and(|knowledge| knowledge.made)).cloned();
        // Those of others come after one's own: they are not written to.
        let all = self.shown_items(at, &selection, &whole);
        let known = |one: &One| listed.iter().any(|own| own.instance.path == one.instance.path);
        let others: Vec<One> = all.into_iter().filter(|one| !known(one)).collect();
        listed.extend(others);
        for filter in &list.filters {
            if filter.selection == Way::Search {
                self.search(at, (list, filter), &selection, &listed).await?;
                continue;
            }
            for question in questions(filter, &listed) {
                let query = vec![(filter.name.clone(), question.value.clone())];
                let filtered = Selection { query, ..selection.clone() };
                if let Ok(pages) = self.pages(list, &filtered).await {
                    self.judge(at, (list, filter), &question, &listed, &pages, "");
                }
                let known = self.broken.iter().any(|broken| broken.what == filter.name);
                if known {
                    break;
                }
                let Some(size) = list.size.as_ref().filter(|_| list.position.is_some()) else { continue };
                let small = Selection { size: Some(size.min), ..filtered };
                if let Ok(pages) = self.pages(list, &small).await {
                    self.judge(at, (list, filter), &question, &listed, &pages, " in pages");
                }
            }
        }
        for filter in &list.filters {
            let known = self.broken.iter().any(|broken| broken.what.starts_with(&filter.name));
            if let Some(one) = own.as_ref().filter(|_| !known && filter.selection == Way::Equal) {
                self.refiltered(at, (list, filter), &selection, one).await?;
            }
        }
        for (place, one) in list.filters.iter().enumerate().take(PAIRED_MAX) {
            for other in list.filters.iter().take(place).filter(|other| other.member != one.member) {
                self.combined(at, list, [one, other], &selection, &listed).await?;
                self.combined(at, list, [other, one], &selection, &listed).await?;
            }
        }
        Ok(())
    }

    /// Asks two filters at once. The second is ignored when an item is shown that it does not select, while one that it
    /// alone selects is not: a server that joins filters by "or" would show both.
    async fn combined(
        &mut self,
        at: usize,
        list: &Listing,
        [first, second]: [&Filter; 2],
        selection: &Selection,
        listed: &[One],
    ) -> Done {
        let Some([both, one, other]) = telling(first, second, listed) else { return Ok(()) };
        let asked = |filter: &Filter| both.state.get(&filter.member).map(text).unwrap_or_default();
        let query = vec![(first.name.clone(), asked(first)), (second.name.clone(), asked(second))];
        let Ok(pages) = self.pages(list, &Selection { query, ..selection.clone() }).await else {
            return Ok(());
        };
        let place = |wanted: &One| {
            let mut items = pages.items();
            items.find(|(item, _)| self.is_item(at, item, &wanted.instance)).map(|(_, step)| step)
        };
        if let (Some(step), None) = (place(one), place(other)) {
            let name = self.name(list.operation);
            let message = format!("{name} ignores `{}` where there is also `{}`", second.name, first.name);
            let what = [second.name.as_str(), "with", &first.name].join(" ");
            self.report(checks::FILTER, list.operation, &what, message, &[one.instance.step, step]);
        }
        Ok(())
    }

    /// Searches for a word that is nowhere: when that finds everything, the parameter does nothing.
    async fn search(
        &mut self,
        at: usize,
        (list, filter): (&Listing, &Filter),
        selection: &Selection,
        items: &[One],
    ) -> Done {
        let word = ["qj", &self.fresh.word(10)].concat();
        let query = vec![(filter.name.clone(), word)];
        let Ok(pages) = self.pages(list, &Selection { query, ..selection.clone() }).await else {
            return Ok(());
        };
        let found = |one: &&One| pages.items().any(|(item, _)| self.is_item(at, item, &one.instance));
        if items.len() > 1 && items.iter().all(|one| found(&one)) {
            let steps: Vec<usize> =
                [items[0].instance.step].into_iter().chain(pages.steps().into_iter().take(1)).collect();
            let message = format!("{} finds everything with `{}`", self.name(list.operation), filter.name);
            self.report(checks::FILTER, list.operation, &filter.name, message, &steps);
        }
        Ok(())
    }

    /// Changes the member of an item, and asks for what it was and what it is.
    async fn refiltered(
        &mut self,
        at: usize,
        (list, filter): (&Listing, &Filter),
        selection: &Selection,
        one: &One,
    ) -> Done {
        let resource = self.resource(at);
        let Some(operation) = resource.update.or(resource.replace) else { return Ok(()) };
        let members = self.shared(at, operation, 0);
        let Some(member) = members.iter().find(|member| member.name == filter.member) else { return Ok(()) };
        let old = one.state.get(&member.name).cloned().unwrap_or_default();
        let Some(new) = self.fresh.other(member.schema, &member.name, &old) else { return Ok(()) };
        if !is_askable(filter, &old) || !is_askable(filter, &new) || self.is_reference(at, member) {
            return Ok(());
        }
        let partial = resource.update == Some(operation);
        let mut sent = if partial { Map::new() } else { self.replacement(at, operation)? };
        sent.insert(member.name.clone(), new.clone());
        let written = self.write(operation, &one.instance, &sent).await?;
        let state = match resource.read {
            Some(_) => self.state(&one.instance).await?.1,
            None => return Ok(()),
        };
        if !written.is_success() || !same_member(state.get(&member.name), Some(&new)) {
            return Ok(());
        }
        for (value, wanted) in [(&new, true), (&old, false)] {
            let query = vec![(filter.name.clone(), text(value))];
            let Ok(pages) = self.pages(list, &Selection { query, ..selection.clone() }).await else {
                continue;
            };
            let found = pages.items().any(|(item, _)| self.is_item(at, item, &one.instance));
            let free = !wanted && selects(filter, value, &new) != Some(false);
            if found != wanted && pages.complete && !free {
                let name = self.name(list.operation);
                let message = format!("{name} with `{}` selects by what was before a write", filter.name);
                let what = [&filter.name, " written"].concat();
                let steps: Vec<usize> =
                    [one.instance.step, written.step].into_iter().chain(pages.steps()).collect();
                self.report(checks::FILTER, list.operation, &what, message, &steps);
            }
        }
        Ok(())
    }

    fn judge(
        &mut self,
        at: usize,
        (list, filter): (&Listing, &Filter),
        question: &Question,
        items: &[One],
        pages: &Pages,
        how: &str,
    ) {
        let name = self.name(list.operation);
        let what = [&filter.name, how].concat();
        let wrong = pages.items().find(|(item, _)| {
            let own = items.iter().find(|one| self.is_item(at, item, &one.instance));
            let value = item.get(&filter.member).or_else(|| own?.state.get(&filter.member));
            value.is_some_and(|value| selects(filter, &question.wanted, value) == Some(false))
        });
        if let Some((item, step)) = wrong {
            let maker = items.iter().find(|one| self.is_item(at, item, &one.instance));
            let pages_to = pages.steps().into_iter().take_while(|page| *page <= step);
            let shown_before: Vec<usize> = pages
                .items()
                .take_while(|(_, page)| *page < step)
                .filter_map(|(item, _)| items.iter().find(|one| self.is_item(at, item, &one.instance)))
                .map(|one| one.instance.step)
                .take(1)
                .collect();
            let steps: Vec<usize> =
                maker.map(|one| one.instance.step).into_iter().chain(shown_before).chain(pages_to).collect();
            let message =
                format!("{name} with `{}` shows items with another `{}`", filter.name, filter.member);
            self.report(checks::FILTER, list.operation, &what, message, &steps);
            return;
        }
        let missing = items.iter().find(|one| {
            let value = one.state.get(&filter.member);
            let wanted = value.is_some_and(|value| selects(filter, &question.wanted, value) == Some(true));
            wanted && !pages.items().any(|(item, _)| self.is_item(at, item, &one.instance))
        });
        if let Some(one) = missing.filter(|_| pages.complete) {
            let steps: Vec<usize> = [one.instance.step].into_iter().chain(pages.steps()).collect();
            let message =
                format!("{name} with `{}` leaves out an item with that `{}`", filter.name, filter.member);
            self.report(checks::FILTER, list.operation, &what, message, &steps);
        }
    }
}
