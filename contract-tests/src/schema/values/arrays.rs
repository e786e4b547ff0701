//! Arrays of each size, and with each item that their schema admits or refuses. It must not know objects.

use serde_json::Value;

use super::Values;
use super::build::{Fill, ITEMS_MAX, Making, Sizes};
use super::goal::{Alternative, Around, Goal};
use super::interleave::interleave;
use super::mark::{mark, mark_of_first};
use super::sample::Sample;
use super::valid::Samples;

/// Items of the largest array that is made to show a size.
const SIZE_SHOWN_MAX: u64 = 1_200;

impl Values<'_> {
    /// Arrays at the edges of one way to meet a goal. They are not checked yet.
    pub(super) fn array_edges<'a>(&'a self, way: &Alternative, around: &Around) -> Samples<'a> {
        let leaves = self.leaves(way);
        let sizes = Sizes::of(&leaves);
        let goal = self.items(way);
        let max = sizes.max.filter(|max| *max <= SIZE_SHOWN_MAX);
        let mut shown =
            vec![("minItems", "the fewest items", sizes.min), ("minItems", "one item more", sizes.min + 1)];
        if let Some(max) = max {
            shown.push(("maxItems", "the most items", max));
            shown.push(("maxItems", "one item fewer than the most", max.saturating_sub(1)));
        }
        let unique = sizes.unique;
        let items = goal.clone();
        let of_size = move |size: u64| self.items_of(&items, size, unique);
        let leaves_of_sizes = leaves.clone();
        let of_sizes = shown.into_iter().filter_map(move |(keyword, what, size)| {
            Some(Sample { value: of_size(size)?, mark: mark_of_first(&leaves_of_sizes, keyword, what)? })
        });
        let host = self.items_of(&goal, sizes.min.max(1), unique);
        let Some(Value::Array(host)) = host else { return Box::new(of_sizes) };
        let repeated = (!unique).then(|| {
            let items = vec![host.first().cloned().unwrap_or_default(); host.len().max(2)];
            leaves.first().map(|leaf| Sample {
                value: Value::Array(items),
                mark: mark(leaf, "type", "equal items, which may be"),
            })
        });
        let items = self.samples(&goal, around).map(move |sample| sample.into_item(&host, 0));
        Box::new(interleave([Box::new(of_sizes) as Samples<'a>, Box::new(items)]).chain(repeated.flatten()))
    }

    /// An array of that many plain items.
    pub(super) fn items_of(&self, goal: &Goal, size: u64, unique: bool) -> Option<Value> {
        let count = usize::try_from(size.min(ITEMS_MAX)).ok()?;
        if unique && count > 1 {
            let items = self.several(goal, count, &mut Making::default());
            return (items.len() == count).then_some(Value::Array(items));
        }
        if count == 0 {
            return Some(Value::Array(Vec::new()));
        }
        let item = self.make(goal, Fill::Least)?;
        Some(Value::Array(vec![item; count]))
    }

    /// Arrays that nearly meet a goal in one way.
    pub(super) fn array_breaks<'a>(&'a self, way: &Alternative, around: &Around) -> Samples<'a> {
        let leaves = self.leaves(way);
        let sizes = Sizes::of(&leaves);
        let goal = self.items(way);
        let mut own = Vec::new();
        for leaf in leaves {
            let mut tell = |keyword, what, value: Option<Value>| {
                own.extend(value.map(|value| Sample { value, mark: mark(leaf, keyword, what) }));
            };
            if let Some(min) = leaf.array.items_min.filter(|min| (1..=ITEMS_MAX).contains(min)) {
                tell("minItems", "one item too few", self.items_of(&goal, min - 1, sizes.unique));
                tell("minItems", "no items", Some(Value::Array(Vec::new())));
            }
            if let Some(max) = leaf.array.items_max.filter(|max| *max <= SIZE_SHOWN_MAX) {
                tell("maxItems", "one item too many", self.items_of(&goal, max + 1, sizes.unique));
            }
            if leaf.array.unique {
                tell("uniqueItems", "two equal items", self.repeated(&goal, &sizes));
            }
        }
        let host = self.items_of(&goal, sizes.min.max(1), sizes.unique);
        let Some(Value::Array(host)) = host else { return Box::new(own.into_iter()) };
        let longer = self.items_of(&goal, sizes.min.max(2), sizes.unique).filter(|_| sizes.max != Some(1));
        let flaws = self.flaws(&goal, around).map(move |sample| sample.into_item(&host, 0));
        // A loop that stops early sees only the first item.
        let around = around.clone();
        let last = longer.into_iter().flat_map(move |longer| {
            let Value::Array(longer) = longer else { return Vec::new() };
            let flaws = self.flaws(&goal, &around).take(1);
            let at = longer.len().saturating_sub(1);
            flaws.map(|sample| sample.into_item(&longer, at)).collect()
        });
        Box::new(interleave([Box::new(own.into_iter()) as Samples<'a>, Box::new(flaws), Box::new(last)]))
    }

    fn repeated(&self, goal: &Goal, sizes: &Sizes) -> Option<Value> {
        let Value::Array(mut items) = self.items_of(goal, sizes.min.saturating_sub(1).max(1), true)? else {
            return None;
        };
        items.push(items.first()?.clone());
        Some(Value::Array(items))
    }
}
