//! What schemas say beside which values they accept: defaults, deprecation, `readOnly` and `writeOnly`, discriminators.
//! Both documents' schemas are walked together as far as they are made alike, once for all operations. It must not
//! know which values are accepted.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::change::Level;
use super::comparison::Comparison;
use super::ledger::Difference;
use super::rule::Rule;
use super::statement::subject;
use crate::document::pointer;
use crate::schema::{Additional, Schema, SchemaId, Schemas, equal};

/// A keyword that is set or not, with its rule and its word.
type Flag = (Rule, &'static str, &'static str, fn(&Schema) -> bool);

/// The schemas of the base that speak of a value, and those of the revision that speak of the same.
type Pair = (Vec<SchemaId>, Vec<SchemaId>);

/// The pairs of schemas that operations name, each with the operations.
#[derive(Debug, Default)]
pub(super) struct Annotations {
    operations: Vec<String>,
    roots: Vec<(Pair, Vec<usize>)>,
    by_pair: HashMap<Pair, usize>,
}

/// Pairs that were reached, and from which.
#[derive(Default)]
struct Walk {
    pairs: Vec<Pair>,
    by_pair: HashMap<Pair, usize>,
    users: Vec<Vec<usize>>,
}

impl Annotations {
    /// Notes that an operation has the schemas in the same place.
    pub(super) fn note(&mut self, operation: &str, base: Option<SchemaId>, revision: Option<SchemaId>) {
        let (Some(base), Some(revision)) = (base, revision) else { return };
        if self.operations.last().is_none_or(|last| last != operation) {
            self.operations.push(operation.to_owned());
        }
        let pair = (vec![base], vec![revision]);
        let at = *self.by_pair.entry(pair.clone()).or_insert_with(|| {
            self.roots.push((pair, Vec::new()));
            self.roots.len() - 1
        });
        self.roots[at].1.push(self.operations.len() - 1);
    }
}

/// Tells what the noted schemas, and all that they refer to, say otherwise.
pub(super) fn compare(comparison: &mut Comparison<'_>) {
    let annotations = std::mem::take(&mut comparison.annotations);
    let (base, revision) = (&comparison.base.api.schemas, &comparison.revision.api.schemas);
    let mut walk = Walk::default();
    for (pair, _) in &annotations.roots {
        walk.enter(pair.clone());
    }
    let mut at = 0;
    while let Some(pair) = walk.pairs.get(at).cloned() {
        for child in children(base, revision, &pair) {
            let child = walk.enter(child);
            walk.users[child].push(at);
        }
        at += 1;
    }
    for (at, pair) in walk.pairs.iter().enumerate() {
        for difference in told(base, revision, pair) {
            let Difference { rule, level, ref message, .. } = difference;
            for operation in walk.reached_by(at, &annotations) {
                let (before, after) = (difference.base.as_deref(), difference.revision.as_deref());
                let difference = Difference::silent(rule, level, message.clone())
                    .base(before.unwrap_or_default())
                    .revision(after.unwrap_or_default());
                comparison.ledger.record(operation, difference);
            }
        }
    }
}

impl Walk {
    fn enter(&mut self, pair: Pair) -> usize {
        *self.by_pair.entry(pair.clone()).or_insert_with(|| {
            self.pairs.push(pair);
            self.users.push(Vec::new());
            self.pairs.len() - 1
        })
    }

    /// The operations that reach the pair, in their order.
    fn reached_by<'n>(&self, pair: usize, annotations: &'n Annotations) -> Vec<&'n str> {
        let mut seen = BTreeSet::from([pair]);
        let mut work = vec![pair];
        while let Some(pair) = work.pop() {
            work.extend(self.users[pair].iter().copied().filter(|user| seen.insert(*user)));
        }
        let roots = seen.iter().filter_map(|pair| annotations.by_pair.get(&self.pairs[*pair]));
        let operations: BTreeSet<usize> =
            roots.flat_map(|root| annotations.roots[*root].1.iter().copied()).collect();
        operations.into_iter().map(|at| annotations.operations[at].as_str()).collect()
    }
}

/// The schemas, and those that are as good as written in them: parts of `allOf`, and an only alternative.
fn parts<'s>(schemas: &'s Schemas, of: &[SchemaId]) -> Vec<&'s Schema> {
    let mut ids = of.to_vec();
    let mut at = 0;
    while let Some(part) = ids.get(at).map(|id| schemas.get(*id)) {
        at += 1;
        let alone = [&part.any_of, &part.one_of].into_iter().filter(|branches| branches.len() == 1).flatten();
        let more: Vec<SchemaId> =
            part.all_of.iter().chain(alone).copied().filter(|id| !ids.contains(id)).collect();
        ids.extend(more);
    }
    ids.into_iter().map(|id| schemas.get(id)).collect()
}

/// Pairs of what speaks of the same member, of items, and of alternatives that are the same component.
pub(super) fn children(base: &Schemas, revision: &Schemas, (old, new): &Pair) -> Vec<Pair> {
    let (old, new) = (parts(base, old), parts(revision, new));
    let mut names: Vec<&str> = Vec::new();
    let mut seen = HashSet::new();
    for (name, _) in old.iter().flat_map(|part| &part.object.properties) {
        if seen.insert(name.as_str()) {
            names.push(name);
        }
    }
    let of = |parts: &[&Schema], name: &str| -> Vec<SchemaId> {
        let members = parts.iter().flat_map(|part| &part.object.properties);
        sorted(members.filter(|(other, _)| other == name).map(|(_, id)| *id))
    };
    let mut pairs: Vec<Pair> = names.iter().map(|name| (of(&old, name), of(&new, name))).collect();
    let items = |parts: &[&Schema]| sorted(parts.iter().filter_map(|part| part.array.items));
    pairs.push((items(&old), items(&new)));
    let additional = |parts: &[&Schema]| {
        sorted(parts.iter().filter_map(|part| match part.object.additional {
            Additional::Schema(id) => Some(id),
            Additional::Unstated | Additional::Any | Additional::None => None,
        }))
    };
    pairs.push((additional(&old), additional(&new)));
    let branches = |parts: &[&Schema]| -> Vec<SchemaId> {
        parts.iter().flat_map(|part| part.any_of.iter().chain(&part.one_of)).copied().collect()
    };
    let after = branches(&new);
    for before in branches(&old) {
        let pointer = &base.get(before).pointer;
        let same = after.iter().find(|after| revision.get(**after).pointer == *pointer);
        pairs.extend(same.map(|after| (vec![before], vec![*after])));
    }
    pairs.retain(|(old, new)| !old.is_empty() && !new.is_empty());
    pairs
}

fn sorted(ids: impl Iterator<Item = SchemaId>) -> Vec<SchemaId> {
    let mut ids: Vec<SchemaId> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What the pair says otherwise, its parts included.
fn told(base: &Schemas, revision: &Schemas, (old, new): &Pair) -> Vec<Difference> {
    let (before, after) = (parts(base, old), parts(revision, new));
    let (Some(old), Some(new)) = (before.first(), after.first()) else { return Vec::new() };
    let name = subject(&new.pointer).or_else(|| subject(&old.pointer));
    let name = name.unwrap_or_else(|| "the value".to_owned());
    let mut found = Vec::new();
    let mut note = |rule, keyword: &str, message: String| {
        let at = |schema: &Schema| pointer::join(&schema.pointer, keyword);
        let difference = Difference::silent(rule, Level::Documentation, message);
        found.push(difference.base(&at(old)).revision(&at(new)));
    };
    let flags: [Flag; 3] = [
        (Rule::DeprecationChanged, "deprecated", "deprecated", |schema| schema.deprecated),
        (Rule::AccessChanged, "readOnly", "read-only", |schema| schema.read_only),
        (Rule::AccessChanged, "writeOnly", "write-only", |schema| schema.write_only),
    ];
    for (rule, keyword, word, flag) in flags {
        let says = |parts: &[&Schema]| parts.iter().any(|part| flag(part));
        match (says(&before), says(&after)) {
            (false, true) => note(rule, keyword, format!("{name} is {word} now")),
            (true, false) => note(rule, keyword, format!("{name} is not {word} any more")),
            (true, true) | (false, false) => {}
        }
    }
    // Several parts may state one, in any order.
    let defaults = |parts: &[&Schema]| {
        let mut stated: Vec<Value> = Vec::new();
        for value in parts.iter().filter_map(|part| part.annotations.default.as_ref()) {
            if !stated.iter().any(|other| equal(other, value)) {
                stated.push(value.clone());
            }
        }
        stated
    };
    let shown = |values: &[Value]| match values {
        [] => "absent".to_owned(),
        values => values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" and "),
    };
    let (stated, states) = (defaults(&before), defaults(&after));
    let is_in = |values: &[Value], value: &Value| values.iter().any(|other| equal(other, value));
    let is_same = stated.len() == states.len() && stated.iter().all(|value| is_in(&states, value));
    if !is_same {
        let message = format!("{name}: `default` was {}, and is {}", shown(&stated), shown(&states));
        note(Rule::DefaultChanged, "default", message);
    }
    let (told_before, told_after) = (discriminator(base, &before), discriminator(revision, &after));
    if told_before != told_after {
        let shown = |told: Option<(&str, BTreeSet<&str>)>| match told {
            None => "absent".to_owned(),
            Some((property, names)) if names.is_empty() => format!("`{property}`"),
            Some((property, names)) => {
                format!("`{property}` with {}", names.into_iter().collect::<Vec<_>>().join(", "))
            }
        };
        let message =
            format!("{name}: `discriminator` was {}, and is {}", shown(told_before), shown(told_after));
        note(Rule::DiscriminatorChanged, "discriminator", message);
    }
    found
}

/// The member that tells the branch, and the values of it that are not the names of their components, which is what
/// they are when nothing is said.
fn discriminator<'s>(schemas: &Schemas, parts: &[&'s Schema]) -> Option<(&'s str, BTreeSet<&'s str>)> {
    let discriminator = parts.iter().find_map(|part| part.discriminator.as_ref())?;
    let named = |(name, target): &&(String, SchemaId)| {
        pointer::tokens(&schemas.get(*target).pointer).unwrap_or_default().last().map(AsRef::as_ref)
            != Some(name.as_str())
    };
    let names = discriminator.mapping.iter().filter(named).map(|(name, _)| name.as_str()).collect();
    Some((&discriminator.property, names))
}
