//! Valid values at the edges of every keyword, at every place. It must not know invalid ones.

use std::borrow::Cow;
use std::iter;

use serde_json::{Map, Value};

use super::Values;
use super::build::{Fill, ITEMS_MAX, Making, Sizes, count};
use super::goal::{Alternative, Goal, joined, kind_of, kinds};
use super::interleave::interleave;
use super::mark::mark;
use super::numbers::Range;
use super::sample::{Mark, Sample};
use crate::schema::{Additional, Kind, Schema};

/// Samples of one goal, made as they are asked for.
pub(super) type Samples<'a> = Box<dyn Iterator<Item = Sample> + 'a>;

/// Goals inside one another that samples are made in.
const DEPTH_MAX: usize = 12;

/// How often a goal may be inside itself.
const RECURSIONS_MAX: usize = 2;

/// Samples in a row that are not as they should be.
const REFUSED_MAX: usize = 300;

/// Items of the largest array that is sent to show a size.
pub(super) const SIZE_SHOWN_MAX: u64 = 1_200;

impl<'s> Values<'s> {
    /// Valid values of a goal inside others.
    pub(super) fn samples<'a>(&'a self, goal: &Goal, around: &[Goal]) -> Samples<'a> {
        let Some(around) = deeper(goal, around) else {
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
            let example = leaf.example.iter().map(|value| ("example", "the example", value));
            let default = leaf.default.iter().map(|value| ("default", "the default", value));
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
    fn edges<'a>(&'a self, goal: &Goal, way: &Alternative, kind: Kind, around: &[Goal]) -> Samples<'a> {
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

    fn array_edges<'a>(&'a self, way: &Alternative, around: &[Goal]) -> Samples<'a> {
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

    fn object_edges<'a>(&'a self, goal: &Goal, way: &Alternative, around: &[Goal]) -> Samples<'a> {
        let members = self.members(way);
        let plain = |fill| match self.build(goal, way, Kind::Object, fill, &mut Making::default()) {
            Some(Value::Object(object)) => Some(object),
            Some(_) | None => None,
        };
        let Some(least) = plain(Fill::Least) else { return Box::new(iter::empty()) };
        let most = plain(Fill::Most).unwrap_or_default();
        let mut sequences: Vec<Samples<'a>> = Vec::new();
        let named = members.named();
        let optional: Vec<(&'s str, &'s Schema)> =
            named.iter().filter(|(name, _)| !members.is_required(name)).copied().collect();
        sequences.push(self.absent(&optional, most));
        sequences.push(self.sizes(way, &least));
        for (name, _) in named {
            let Some(goal) = members.goal(name) else { continue };
            let (host, around) = (least.clone(), around.to_vec());
            // Nothing is made of a member before its turn comes.
            let samples = iter::once_with(move || self.samples(&goal, &around)).flatten();
            sequences.push(Box::new(samples.map(move |sample| sample.into_member(&host, name))));
        }
        if let Some((_, Additional::Any | Additional::Schema(_))) = members.additional()
            && let Some(goal) = members.goal(&members.unnamed(0))
        {
            let name = members.unnamed(0);
            let around = around.to_vec();
            let samples = iter::once_with(move || self.samples(&goal, &around)).flatten();
            sequences.push(Box::new(samples.map(move |sample| sample.into_member(&least, &name))));
        }
        Box::new(interleave(sequences))
    }

    /// The fullest object without one of the optional members.
    fn absent<'a>(&'a self, optional: &[(&'s str, &'s Schema)], most: Map<String, Value>) -> Samples<'a> {
        let optional = optional.to_vec();
        Box::new(optional.into_iter().filter_map(move |(name, leaf)| {
            let mut object = most.clone();
            object.shift_remove(name)?;
            let mark = mark(leaf, "properties", format!("all members but `{name}`"));
            Some(Sample { value: Value::Object(object), mark })
        }))
    }

    /// Objects of the most members, and of the fewest.
    fn sizes<'a>(&'a self, way: &Alternative, least: &Map<String, Value>) -> Samples<'a> {
        let members = self.members(way);
        let max = members.count_max().filter(|max| *max <= SIZE_SHOWN_MAX);
        let counts = [
            ("maxProperties", "the most members", max),
            ("minProperties", "the fewest members", Some(members.count_min().max(count(least)))),
        ];
        let made = counts.into_iter().filter_map(|(keyword, what, count)| {
            let leaf = self.leaves(way).into_iter().find(|leaf| has(leaf, keyword))?;
            let mut object = least.clone();
            self.fill_up(&members, &mut object, count?, &mut Making::default())?;
            Some(Sample { value: Value::Object(object), mark: mark(leaf, keyword, what) })
        });
        Box::new(made.collect::<Vec<_>>().into_iter())
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

/// The goals around what is inside this one; `None` when that is deep enough.
pub(super) fn deeper(goal: &Goal, around: &[Goal]) -> Option<Vec<Goal>> {
    let recursions = around.iter().filter(|known| *known == goal).count();
    if around.len() >= DEPTH_MAX || recursions > RECURSIONS_MAX {
        return None;
    }
    Some(around.iter().cloned().chain([goal.clone()]).collect())
}

/// The mark of a keyword at the first schema that has it; where none has, what is shown is of the `type`.
fn mark_of_first(
    leaves: &[&Schema],
    keyword: &'static str,
    what: impl Into<Cow<'static, str>>,
) -> Option<Mark> {
    match leaves.iter().find(|leaf| has(leaf, keyword)) {
        Some(leaf) => Some(mark(leaf, keyword, what)),
        None => leaves.first().map(|leaf| mark(leaf, "type", what)),
    }
}

/// Whether a schema has the keyword.
fn has(schema: &Schema, keyword: &str) -> bool {
    match keyword {
        "type" => schema.kind.is_some(),
        "format" => schema.format.is_some(),
        "pattern" => schema.string.pattern.is_some(),
        "minLength" => schema.string.length_min.is_some(),
        "maxLength" => schema.string.length_max.is_some(),
        "minimum" => schema.number.min.is_some(),
        "maximum" => schema.number.max.is_some(),
        "multipleOf" => schema.number.multiple_of.is_some(),
        "minItems" => schema.array.items_min.is_some(),
        "maxItems" => schema.array.items_max.is_some(),
        "uniqueItems" => schema.array.unique,
        "minProperties" => schema.object.properties_min.is_some(),
        "maxProperties" => schema.object.properties_max.is_some(),
        _ => false,
    }
}
