//! What a value must meet at once, and the ways to meet it: `allOf` joined, and a branch chosen of each `anyOf` and `oneOf`.
//! It must not know how a value is made.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use crate::document::pointer;
use crate::schema::{Kind, Schema, SchemaId, Schemas};

/// Ways to meet one goal that are looked at.
const ALTERNATIVES_MAX: usize = 64;

/// Goals inside one another.
const DEPTH_MAX: usize = 12;

/// How often a goal may be inside itself.
const RECURSIONS_MAX: usize = 2;

/// Schemas of one alternative.
const LEAVES_MAX: usize = 200;

const COMPONENTS: &str = "/components/schemas/";

/// Schemas that a value must be valid under at once, sorted and each once; none for any value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Goal(Vec<SchemaId>);

impl Goal {
    pub(super) fn of(ids: impl IntoIterator<Item = SchemaId>) -> Self {
        let mut ids: Vec<SchemaId> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        Self(ids)
    }

    pub(super) fn ids(&self) -> &[SchemaId] {
        &self.0
    }
}

/// The goals around one that is inside them, the outermost first. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Around(Arc<[Goal]>);

impl Around {
    /// What is around the parts of this goal; `None` when that is deep enough.
    pub(super) fn deeper(&self, goal: &Goal) -> Option<Self> {
        let recursions = self.0.iter().filter(|known| *known == goal).count();
        let is_deep = self.0.len() >= DEPTH_MAX || recursions > RECURSIONS_MAX;
        (!is_deep).then(|| Self(self.0.iter().chain([goal]).cloned().collect()))
    }
}

/// One way to meet a goal: schemas whose own keywords all apply, their combinators apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Alternative {
    pub(super) leaves: Vec<SchemaId>,
    /// Members whose value a discriminator tells.
    pub(super) pins: Vec<(String, String)>,
    /// The branches that were chosen: pointer of the schema that has the choice, its keyword, and the branch.
    pub(super) choices: Vec<Choice>,
}

/// A branch that was chosen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Choice {
    pub(super) schema: SchemaId,
    pub(super) keyword: &'static str,
    pub(super) branch: SchemaId,
    /// Its position among the branches.
    pub(super) at: usize,
}

/// The ways to meet the goal, those of the first branches first. Of too many, each branch is in one at least.
pub(super) fn alternatives(schemas: &Schemas, goal: &Goal) -> Vec<Alternative> {
    let mut found: Vec<Alternative> = Vec::new();
    let mut decisions: Vec<usize> = Vec::new();
    loop {
        let mut expansion = Expansion { schemas, decisions: &decisions, sizes: Vec::new() };
        let alternative = expansion.run(goal.ids(), &[]);
        let sizes = expansion.sizes;
        found.push(alternative);
        // The next in the order of an odometer whose wheels turn up as the schemas are gone through.
        decisions.resize(sizes.len(), 0);
        while decisions.last().zip(sizes.get(decisions.len().wrapping_sub(1))).is_some_and(is_spent) {
            decisions.pop();
        }
        match decisions.last_mut() {
            None => return found,
            Some(last) => *last += 1,
        }
        if found.len() >= ALTERNATIVES_MAX {
            return rotated(schemas, goal, found);
        }
    }
}

/// Whether the wheel of a choice stands at its last branch.
fn is_spent((decision, size): (&usize, &usize)) -> bool {
    decision + 1 >= *size
}

/// Turns all wheels at once, so that the branches of every choice come up.
fn rotated(schemas: &Schemas, goal: &Goal, mut found: Vec<Alternative>) -> Vec<Alternative> {
    found.truncate(ALTERNATIVES_MAX / 4);
    for turn in 0..ALTERNATIVES_MAX {
        let decisions = vec![turn; LEAVES_MAX];
        let mut expansion = Expansion { schemas, decisions: &decisions, sizes: Vec::new() };
        let alternative = expansion.run(goal.ids(), &[]);
        if !found.contains(&alternative) {
            found.push(alternative);
        }
    }
    found
}

/// The keywords of all these schemas at once, of `plain` without their `anyOf`, `oneOf` and `not`.
pub(super) fn joined(schemas: &Schemas, ids: &[SchemaId], plain: &[SchemaId]) -> Alternative {
    Expansion { schemas, decisions: &[], sizes: Vec::new() }.run(ids, plain)
}

struct Expansion<'a> {
    schemas: &'a Schemas,
    /// Which branch to take at each choice; the first where nothing is said.
    decisions: &'a [usize],
    /// How many branches each choice had.
    sizes: Vec<usize>,
}

impl Expansion<'_> {
    fn run(&mut self, ids: &[SchemaId], plain: &[SchemaId]) -> Alternative {
        let mut alternative = Alternative::default();
        let mut waiting: Vec<SchemaId> = ids.iter().rev().copied().collect();
        while let Some(id) = waiting.pop() {
            if alternative.leaves.contains(&id) || alternative.leaves.len() >= LEAVES_MAX {
                continue;
            }
            alternative.leaves.push(id);
            let schema = self.schemas.get(id);
            for &part in schema.all_of.iter().rev() {
                alternative.pins.extend(self.pin(part, id));
                waiting.push(part);
            }
            if plain.contains(&id) {
                continue;
            }
            for (keyword, branches) in [("anyOf", &schema.any_of), ("oneOf", &schema.one_of)] {
                if let Some(choice) = self.choose(id, keyword, branches) {
                    alternative.pins.extend(self.pin(id, choice.branch));
                    waiting.push(choice.branch);
                    alternative.choices.push(choice);
                }
            }
        }
        alternative
    }

    fn choose(&mut self, schema: SchemaId, keyword: &'static str, branches: &[SchemaId]) -> Option<Choice> {
        if branches.is_empty() {
            return None;
        }
        let decided = self.decisions.get(self.sizes.len()).copied().unwrap_or(0);
        self.sizes.push(branches.len());
        let at = decided % branches.len();
        Some(Choice { schema, keyword, branch: branches[at], at })
    }

    /// The member by which the discriminator of one schema tells another.
    fn pin(&self, discriminating: SchemaId, told: SchemaId) -> Option<(String, String)> {
        let discriminator = self.schemas.get(discriminating).discriminator.as_ref()?;
        let mapped = discriminator.mapping.iter().find(|(_, id)| *id == told).map(|(name, _)| name.clone());
        let name = mapped.or_else(|| component(self.schemas.get(told)))?;
        Some((discriminator.property.clone(), name))
    }
}

/// The name of a component.
fn component(schema: &Schema) -> Option<String> {
    let token = schema.pointer.strip_prefix(COMPONENTS).filter(|token| !token.contains('/'))?;
    Some(pointer::unescape(token)?.into_owned())
}

/// The kinds that a value may have by `type` alone, most telling first: without a `type`, those that other keywords are
/// about come before the others.
pub(super) fn kinds(leaves: &[&Schema]) -> Vec<Kind> {
    let typed: Vec<Kind> = leaves.iter().filter_map(|schema| schema.kind).collect();
    let fits = |kind: &Kind| {
        typed.iter().all(|typed| typed == kind || (*typed == Kind::Number && *kind == Kind::Integer))
    };
    let mut kinds: Vec<Kind> = Kind::ALL.into_iter().filter(fits).collect();
    // Every integer is a number.
    kinds.retain(|kind| *kind != Kind::Integer || typed.contains(&Kind::Integer));
    // With nothing said, a text is the likeliest.
    let mut meant: HashMap<Kind, usize> = HashMap::from([(Kind::String, 1)]);
    for schema in leaves {
        for (kind, weight) in hints(schema) {
            *meant.entry(kind).or_default() += weight;
        }
    }
    kinds.sort_by_key(|kind| std::cmp::Reverse(meant.get(kind).copied().unwrap_or(0)));
    kinds
}

/// Which kinds the keywords of a schema are about, and how clearly.
fn hints(schema: &Schema) -> Vec<(Kind, usize)> {
    let (string, number, array, object) = (&schema.string, &schema.number, &schema.array, &schema.object);
    let is_string = string.pattern.is_some() || string.length_min.is_some() || string.length_max.is_some();
    let is_number = number.min.is_some() || number.max.is_some() || number.multiple_of.is_some();
    let is_array = array.items.is_some() || array.items_min.is_some() || array.items_max.is_some();
    let is_object = !object.properties.is_empty() || !object.required.is_empty();
    let mut hints = vec![
        (Kind::Object, usize::from(is_object) * 4),
        (Kind::Array, usize::from(is_array) * 3),
        (Kind::String, usize::from(is_string) * 3 + usize::from(schema.format.is_some())),
        (Kind::Number, usize::from(is_number) * 3),
    ];
    for value in schema.values.iter().flatten().take(1) {
        hints.extend(kind_of(value).map(|kind| (kind, 5)));
    }
    hints
}

/// The kind of a value; none for null.
pub(super) fn kind_of(value: &Value) -> Option<Kind> {
    match value {
        Value::Null => None,
        Value::Bool(_) => Some(Kind::Boolean),
        Value::Number(_) => Some(Kind::Number),
        Value::String(_) => Some(Kind::String),
        Value::Array(_) => Some(Kind::Array),
        Value::Object(_) => Some(Kind::Object),
    }
}
