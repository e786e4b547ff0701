//! Orders: items come in the order that was asked for, and none is lost by it.

use std::cmp::Ordering;
use std::collections::HashSet;

use serde_json::Value;

use super::checks;
use super::compare::order;
use super::population::One;
use super::reading::{Pages, Selection};
use super::session::{Done, Session, Stopped};
use crate::live::resources::Listing;
use crate::live::resources::listing::Order;

impl Session<'_> {
    /// Asks for each order.
    pub(super) async fn ordering(&mut self, at: usize) -> Done {
        let list = self.resource(at).list.as_ref().ok_or(Stopped)?;
        let sort = list.sort.as_ref().ok_or(Stopped)?;
        let items = self.populate(at, self.population).await?;
        let selection = self.scope(at).await?;
        let whole = self.whole(list, &selection).await?;
        let mut wrong: Vec<(&Order, Vec<usize>)> = Vec::new();
        for asked in &sort.orders {
            let ordered = Selection { query: asked.query.clone(), ..selection.clone() };
            let Ok(pages) = self.pages(list, &ordered).await else { continue };
            wrong.extend(self.disorder(at, list, asked, &items, &pages).map(|steps| (asked, steps)));
            let lost = items.iter().find(|one| {
                let shown =
                    |pages: &Pages| pages.items().any(|(item, _)| self.is_item(at, item, &one.instance));
                shown(&whole) && !shown(&pages)
            });
            if let Some(one) = lost.filter(|_| pages.complete) {
                let message = format!("{} leaves out an item when it is ordered", self.name(list.operation));
                let steps: Vec<usize> = [one.instance.step].into_iter().chain(pages.steps()).collect();
                self.report(checks::ORDER, list.operation, "lost", message, &steps);
            }
        }
        self.report_orders(list, &sort.name, &wrong);
        Ok(())
    }

    /// Orders of several members that are wrong are one cause: the parameter; else it is the order by the member.
    fn report_orders(&mut self, list: &Listing, parameter: &str, wrong: &[(&Order, Vec<usize>)]) {
        let name = self.name(list.operation);
        let members: HashSet<&str> = wrong.iter().map(|(asked, _)| asked.member.as_str()).collect();
        let shortest = wrong.iter().min_by_key(|(_, steps)| steps.len());
        let Some((asked, steps)) = shortest else { return };
        if members.len() > 1 {
            let message = format!("{name} does not order as `{parameter}` says");
            self.report(checks::ORDER, list.operation, "", message, steps);
        } else {
            let message = format!("{name} does not order by `{}`", asked.member);
            self.report(checks::ORDER, list.operation, &asked.member, message, steps);
        }
    }

    /// The requests that show a wrong order, if it is one.
    fn disorder(
        &self,
        at: usize,
        list: &Listing,
        asked: &Order,
        items: &[One],
        pages: &Pages,
    ) -> Option<Vec<usize>> {
        let values: Vec<(&Value, Option<&One>)> = pages
            .items()
            .filter_map(|(item, _)| {
                let one = items.iter().find(|one| self.is_item(at, item, &one.instance));
                let value = item.get(&asked.member).or_else(|| one?.state.get(&asked.member))?;
                (!value.is_null()).then_some((value, one))
            })
            .collect();
        let declared = list.item.get(&asked.member).and_then(|member| member.facts.values.clone());
        // All pairs: an item without an agreed place, such as a text with other letters, may stand between.
        let pair = |wrong: Ordering| {
            let pairs = values
                .iter()
                .enumerate()
                .flat_map(|(at, one)| values[at + 1..].iter().map(move |other| (one, other)));
            pairs.into_iter().find(|(one, other)| {
                let plain = order(one.0, other.0) == Some(wrong);
                let listed = declared.as_ref().is_none_or(|values| {
                    let place = |value: &Value| values.iter().position(|known| known == value);
                    place(one.0).cmp(&place(other.0)) == wrong
                });
                plain && listed
            })
        };
        let wrong = match asked.descending {
            Some(false) => pair(Ordering::Greater),
            Some(true) => pair(Ordering::Less),
            None => pair(Ordering::Greater).filter(|_| pair(Ordering::Less).is_some()),
        };
        let (one, other) = wrong?;
        let makers = [one.1, other.1].into_iter().flatten().map(|one| one.instance.step);
        Some(makers.chain(pages.steps()).collect())
    }
}
