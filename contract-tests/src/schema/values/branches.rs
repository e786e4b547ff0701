//! Values that too many or too few branches of a schema accept. It must not know what is inside of them.

use std::collections::HashSet;

use serde_json::Value;

use super::Values;
use super::build::{Fill, Making};
use super::goal::{Goal, joined, kinds};
use super::mark::mark;
use super::sample::Sample;
use super::valid::Samples;
use crate::schema::SchemaId;

/// Ways to meet a goal whose schemas are looked at.
const WAYS_MAX: usize = 24;

/// Pairs of branches of one schema.
const PAIRS_MAX: usize = 100;

impl Values<'_> {
    /// Values that several branches of a `oneOf` accept, or none, and values that a `not` excludes.
    pub(super) fn branch_breaks<'a>(&'a self, goal: &Goal) -> Samples<'a> {
        let ways = self.alternatives(goal);
        let mut known = HashSet::new();
        let leaves = ways.iter().take(WAYS_MAX).flat_map(|way| way.leaves.iter().copied());
        let ids: Vec<SchemaId> = leaves.filter(|id| known.insert(*id)).collect();
        let goal = goal.clone();
        Box::new(ids.into_iter().flat_map(move |id| {
            let schema = self.schemas.get(id);
            let not = schema
                .not
                .and_then(|not| self.joined_sample(&goal, id, &[not], "not", "what `not` excludes"));
            let at_goal = goal.clone();
            let strangers = [("oneOf", &schema.one_of), ("anyOf", &schema.any_of)];
            let strangers = strangers
                .into_iter()
                .filter(|(_, branches)| !branches.is_empty())
                .flat_map(move |(keyword, _)| self.strangers(&at_goal, id, keyword));
            let at_goal = goal.clone();
            let doubles = pairs(&schema.one_of).take(PAIRS_MAX).filter_map(move |(a, b)| {
                self.joined_sample(&at_goal, id, &[a, b], "oneOf", "valid under two branches")
            });
            let mixtures = pairs(&schema.one_of).take(PAIRS_MAX).flat_map(move |(a, b)| {
                [(a, b), (b, a)].into_iter().filter_map(move |(host, guest)| self.mixture(id, host, guest))
            });
            not.into_iter().chain(mixtures).chain(strangers).chain(doubles)
        }))
    }

    /// A value that meets the goal but for the combinators of one schema, and other schemas besides.
    fn joined_sample(
        &self,
        goal: &Goal,
        plain: SchemaId,
        besides: &[SchemaId],
        keyword: &'static str,
        what: &'static str,
    ) -> Option<Sample> {
        let ids = [goal.ids(), besides].concat();
        let way = joined(self.schemas, &ids, &[plain]);
        let besides = Goal::of(besides.iter().copied());
        let kinds = kinds(&self.leaves(&way));
        let value = kinds.iter().find_map(|kind| {
            let fills = [Fill::Least, Fill::Most];
            fills.iter().find_map(|fill| self.build(&besides, &way, *kind, *fill, &mut Making::default()))
        })?;
        Some(Sample { value, mark: mark(self.schemas.get(plain), keyword, what) })
    }

    /// An object of one branch that has what another requires besides.
    fn mixture(&self, id: SchemaId, host: SchemaId, guest: SchemaId) -> Option<Sample> {
        let of = |branch| self.make(&Goal::of([branch]), Fill::Least);
        let (Value::Object(mut members), Value::Object(guests)) = (of(host)?, of(guest)?) else {
            return None;
        };
        let before = members.len();
        for (name, value) in guests {
            members.entry(name).or_insert(value);
        }
        let what = "members of two branches";
        let mark = mark(self.schemas.get(id), "oneOf", what);
        (members.len() > before).then_some(Sample { value: Value::Object(members), mark })
    }

    /// Values that no branch of a schema may accept, though its own keywords do.
    fn strangers(&self, goal: &Goal, id: SchemaId, keyword: &'static str) -> Vec<Sample> {
        let way = joined(self.schemas, goal.ids(), &[id]);
        let nothing = Goal::default();
        let meant = self.kinds_meant(goal);
        let kinds = kinds(&self.leaves(&way)).into_iter().filter(|kind| meant.contains(kind));
        let made = kinds.filter_map(|kind| {
            let value = self.build(&nothing, &way, kind, Fill::Least, &mut Making::default())?;
            Some(Sample { value, mark: mark(self.schemas.get(id), keyword, "valid under no branch") })
        });
        made.collect()
    }
}

/// Pairs of branches, neighbours first: those are often versions of one another.
fn pairs(branches: &[SchemaId]) -> impl Iterator<Item = (SchemaId, SchemaId)> {
    (1..branches.len()).flat_map(|step| branches.iter().copied().zip(branches[step..].iter().copied()))
}
