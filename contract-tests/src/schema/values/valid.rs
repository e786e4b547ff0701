//! Valid values at the edges of every keyword, at every place. It must not know invalid ones.

use std::iter;

use serde_json::Value;

use super::Values;
use super::build::{Fill, Making};
use super::goal::{Alternative, Around, Goal, joined, kind_of, kinds};
use super::interleave::interleave;
use super::mark::{mark, mark_of_first};
use super::numbers::Range;
use super::sample::Sample;
use crate::schema::{Kind, Schema};

/// Samples of one goal, made as they are asked for.
pub(super) type Samples<'a> = Box<dyn Iterator<Item = Sample> + 'a>;

/// Samples in a row that are not as they should be.
const REFUSED_MAX: usize = 300;

impl<'s> Values<'s> {
    /// Valid values of a goal inside others.
    pub(super) fn samples<'a>(&'a self, goal: &Goal, around: &Around) -> Samples<'a> {
        let Some(around) = around.deeper(goal) else {
            let value = self.make(goal, Fill::Least);
            let samples = value.into_iter().zip(self.leaf(goal));
            return Box::new(
                samples.map(|(value, leaf)| Sample { value, mark: mark(leaf, "type", "once more") }),
            );
        };
        if self.make(goal, Fill::Least).is_none() {
            return Box::new(iter::empty());
        }
        let alternatives = self.alternatives(goal);
        let ways: Vec<(Alternative, Kind)> = alternatives
            .iter()
            .flat_map(|way| kinds(&self.leaves(way)).into_iter().map(|kind| (way.clone(), kind)))
            .collect();
        let (at_goal, meant) = (goal.clone(), ways.clone());
        let plain = meant.into_iter().flat_map(move |(way, kind)| self.plain(&at_goal, &way, kind));
        let at_goal = goal.clone();
        let edges = interleave(ways.into_iter().map(move |(way, kind)| {
            let (goal, around) = (at_goal.clone(), around.clone());
            iter::once_with(move || self.edges(&goal, &way, kind, &around)).flatten()
        }));
        let documented = self.documented(goal);
        let others = self.others(goal);
        let goal = goal.clone();
        let all = documented.chain(plain).chain(edges).chain(others);
        Box::new(confirmed(all, move |sample| self.meets(&goal, &sample.value)))
    }

    /// The first schema of a goal.
    pub(super) fn leaf(&self, goal: &Goal) -> Option<&'s Schema> {
        goal.ids().first().map(|id| self.schemas.get(*id))
    }

    /// What the document gives as an example or takes as a default.
    fn documented(&self, goal: &Goal) -> Samples<'_> {
        let leaves: Vec<&Schema> =
            self.alternatives(goal).first().map(|way| self.leaves(way)).unwrap_or_default();
        Box::new(leaves.into_iter().flat_map(|leaf| {
            let example = leaf.annotations.example.iter().map(|value| ("example", "the example", value));
            let default = leaf.annotations.default.iter().map(|value| ("default", "the default", value));
            example.chain(default).map(|(keyword, what, value)| Sample {
                value: value.clone(),
                mark: mark(leaf, keyword, what),
            })
        }))
    }

    /// The simplest and the fullest value of one way.
    fn plain(&self, goal: &Goal, way: &Alternative, kind: Kind) -> Vec<Sample> {
        let Some(leaf) = way.leaves.first().map(|id| self.schemas.get(*id)) else { return Vec::new() };
        let (schema, keyword, branch) = match way.choices.last() {
            Some(choice) => {
                (self.schemas.get(choice.schema), choice.keyword, format!("branch {}", choice.at))
            }
            None => (leaf, "type", kind.as_str().to_owned()),
        };
        let fills = match kind {
            Kind::Object | Kind::Array => {
                &[(Fill::Least, "nothing optional"), (Fill::Most, "all that is optional")][..]
            }
            Kind::Boolean | Kind::Integer | Kind::Number | Kind::String => {
                &[(Fill::Least, "a plain value")][..]
            }
        };
        let made = fills.iter().filter_map(|(fill, what)| {
            let value = self.build(goal, way, kind, *fill, &mut Making::default())?;
            Some(Sample { value, mark: mark(schema, keyword, format!("{what} ({branch})")) })
        });
        made.collect()
    }

    /// Null, and what several branches of an `anyOf` accept at once.
    fn others(&self, goal: &Goal) -> Samples<'_> {
        let goal = goal.clone();
        let leaf = self.leaf(&goal);
        let null = leaf.map(|leaf| Sample { value: Value::Null, mark: mark(leaf, "nullable", "null") });
        let mixtures = self.alternatives(&goal).first().cloned().unwrap_or_default().choices;
        let mixtures =
            mixtures.into_iter().filter(|choice| choice.keyword == "anyOf").flat_map(move |choice| {
                let schema = self.schemas.get(choice.schema);
                let pairs = schema.any_of.iter().zip(schema.any_of.iter().skip(1));
                let made = pairs.filter_map(|(a, b)| {
                    let mut ids = goal.ids().to_vec();
                    ids.extend([*a, *b]);
                    let way = joined(self.schemas, &ids, &[choice.schema]);
                    let kind = *kinds(&self.leaves(&way)).first()?;
                    let value = self.build(&goal, &way, kind, Fill::Most, &mut Making::default())?;
                    Some(Sample { value, mark: mark(schema, "anyOf", "two branches at once") })
                });
                made.collect::<Vec<_>>()
            });
        Box::new(null.into_iter().chain(mixtures))
    }

    /// Values at the edges of one way to meet a goal. They are not checked yet.
    fn edges<'a>(&'a self, goal: &Goal, way: &Alternative, kind: Kind, around: &Around) -> Samples<'a> {
        let leaves = self.leaves(way);
        let listed = leaves.iter().find_map(|leaf| leaf.values.as_ref().map(|values| (*leaf, values)));
        if let Some((leaf, values)) = listed {
            let of_kind = move |value: &&Value| kind_of(value) == Some(kind) || kind == Kind::Integer;
            let values = values.iter().filter(of_kind).cloned();
            return Box::new(
                values.map(move |value| Sample { value, mark: mark(leaf, "enum", "one of the values") }),
            );
        }
        match kind {
            Kind::Boolean => {
                self.marked(leaves, [true, false].map(|flag| ("type", flag.to_string(), Value::Bool(flag))))
            }
            Kind::Integer | Kind::Number => {
                let edges = Range::of(&leaves, kind == Kind::Integer).edges(kind);
                self.marked(
                    leaves,
                    edges.into_iter().map(|(keyword, what, value)| (keyword, what.to_owned(), value)),
                )
            }
            Kind::String => {
                let strings = self.strings(way);
                let edges = iter::once_with(move || strings.edges()).flatten();
                self.marked(leaves, edges.map(|(keyword, what, text)| (keyword, what, Value::String(text))))
            }
            Kind::Array => self.array_edges(way, around),
            Kind::Object => self.object_edges(goal, way, around),
        }
    }

    /// Values under the first schema that has the keyword.
    fn marked<'a>(
        &'a self,
        leaves: Vec<&'s Schema>,
        told: impl IntoIterator<Item = (&'static str, String, Value), IntoIter: 'a>,
    ) -> Samples<'a> {
        Box::new(told.into_iter().filter_map(move |(keyword, what, value)| {
            Some(Sample { value, mark: mark_of_first(&leaves, keyword, what)? })
        }))
    }
}

/// The samples whose values are as they should be. It ends when too many in a row are not: what was built then cannot meet
/// the goal, for a `not`, say, and the rest is built in the same way.
pub(super) fn confirmed(
    samples: impl Iterator<Item = Sample>,
    is_right: impl Fn(&Sample) -> bool,
) -> impl Iterator<Item = Sample> {
    let mut refused = 0;
    samples
        .map_while(move |sample| {
            let right = is_right(&sample);
            refused = if right { 0 } else { refused + 1 };
            (refused < REFUSED_MAX).then(|| right.then_some(sample))
        })
        .flatten()
}
