//! Collects differences so that one cause is one change, however many operations it reaches. Two differences are
//! one when they are about the same thing at the same places. It must not know how differences are found.

use std::collections::HashMap;

use super::change::{Change, Direction, Level, Spot, Witness};
use super::rule::Rule;
use crate::document::Document;

/// A difference at two places.
#[derive(Debug)]
pub(super) struct Difference {
    pub(super) rule: Rule,
    pub(super) level: Level,
    pub(super) direction: Option<Direction>,
    /// JSON pointer in the base.
    pub(super) base: Option<String>,
    /// JSON pointer in the revision.
    pub(super) revision: Option<String>,
    pub(super) message: String,
    pub(super) witness: Option<Witness>,
}

impl Difference {
    /// A difference in what clients send, at no place yet.
    pub(super) fn request(rule: Rule, level: Level, message: impl Into<String>) -> Self {
        Self { direction: Some(Direction::Request), ..Self::silent(rule, level, message) }
    }

    /// A difference in what the server answers, at no place yet.
    pub(super) fn response(rule: Rule, level: Level, message: impl Into<String>) -> Self {
        Self { direction: Some(Direction::Response), ..Self::silent(rule, level, message) }
    }

    /// A difference that no message shows, at no place yet.
    pub(super) fn silent(rule: Rule, level: Level, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { rule, level, direction: None, base: None, revision: None, message, witness: None }
    }

    /// The same, where it stands in the base.
    pub(super) fn base(self, pointer: &str) -> Self {
        Self { base: Some(pointer.to_owned()), ..self }
    }

    /// The same, where it stands in the revision.
    pub(super) fn revision(self, pointer: &str) -> Self {
        Self { revision: Some(pointer.to_owned()), ..self }
    }

    /// The same, proved by a message.
    pub(super) fn proved(self, message: String) -> Self {
        Self { witness: Some(Witness { value: None, message }), ..self }
    }
}

/// The differences found so far.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    entries: Vec<(Difference, Vec<String>)>,
    by_cause: HashMap<Cause, usize>,
}

/// What makes two differences one. The message is part of it, since one place may change in two ways.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Cause {
    rule: Rule,
    level: Level,
    direction: Option<Direction>,
    base: Option<String>,
    revision: Option<String>,
    message: String,
}

impl Ledger {
    /// Notes a difference that an operation shows. A cause that is known keeps its first witness, or takes this
    /// one when it had none.
    pub(super) fn record(&mut self, operation: &str, difference: Difference) {
        let cause = Cause {
            rule: difference.rule,
            level: difference.level,
            direction: difference.direction,
            base: difference.base.clone(),
            revision: difference.revision.clone(),
            message: difference.message.clone(),
        };
        let known = self.by_cause.get(&cause).copied();
        match known.and_then(|at| self.entries.get_mut(at)) {
            Some((entry, operations)) => {
                if operations.last().is_none_or(|last| last != operation) && !operation.is_empty() {
                    operations.push(operation.to_owned());
                }
                if entry.witness.is_none() {
                    entry.witness = difference.witness;
                }
            }
            None => {
                self.by_cause.insert(cause, self.entries.len());
                let operations = if operation.is_empty() { Vec::new() } else { vec![operation.to_owned()] };
                self.entries.push((difference, operations));
            }
        }
    }

    /// The changes, the worst first, then in the order of the revision and of the base.
    pub(super) fn into_changes(mut self, base: &Document, revision: &Document) -> Vec<Change> {
        self.fold();
        let mut changes: Vec<_> =
            self.entries.into_iter().map(|entry| change(entry, base, revision)).collect();
        let place = |change: &Change| {
            let spot = change.revision.as_ref().or(change.base.as_ref());
            spot.map(|spot| (spot.place, spot.pointer.clone()))
        };
        changes.sort_by(|a, b| {
            let (a_place, b_place) = (place(a), place(b));
            b.level.cmp(&a.level).then(a_place.cmp(&b_place)).then(a.rule.cmp(&b.rule))
        });
        number(&mut changes);
        changes
    }
}

impl Ledger {
    /// What is wider one way is narrower the other way: of a change at the same places the worst is kept, and of
    /// two that break nobody one.
    fn fold(&mut self) {
        type Spot = (Rule, Option<String>, Option<String>);
        let spot = |difference: &Difference| -> Spot {
            (difference.rule, difference.base.clone(), difference.revision.clone())
        };
        let mut worst: HashMap<Spot, Level> = HashMap::new();
        for (difference, _) in &self.entries {
            let level = worst.entry(spot(difference)).or_insert(difference.level);
            *level = difference.level.max(*level);
        }
        let mut kept: Vec<(Difference, Vec<String>)> = Vec::new();
        let mut compatible: HashMap<Spot, usize> = HashMap::new();
        for (difference, operations) in std::mem::take(&mut self.entries) {
            let spot = spot(&difference);
            if worst.get(&spot).is_some_and(|level| *level > difference.level) {
                continue;
            }
            let first = compatible.get(&spot).copied().filter(|_| difference.level == Level::Compatible);
            match first.and_then(|first| kept.get_mut(first)) {
                Some((first, reached)) => {
                    if first.direction != difference.direction {
                        first.direction = None;
                    }
                    let new =
                        operations.into_iter().filter(|name| !reached.contains(name)).collect::<Vec<_>>();
                    reached.extend(new);
                }
                None => {
                    if difference.level == Level::Compatible {
                        compatible.insert(spot, kept.len());
                    }
                    kept.push((difference, operations));
                }
            }
        }
        self.entries = kept;
    }
}

fn change(
    (difference, operations): (Difference, Vec<String>),
    base: &Document,
    revision: &Document,
) -> Change {
    Change {
        id: identity(&difference),
        rule: difference.rule,
        level: difference.level,
        operations,
        direction: difference.direction,
        base: difference.base.map(|pointer| Spot::of(base, &pointer)),
        revision: difference.revision.map(|pointer| Spot::of(revision, &pointer)),
        message: difference.message,
        witness: difference.witness,
    }
}

/// The rule and a hash of where it applies, so that a list of accepted changes survives moved lines.
fn identity(difference: &Difference) -> String {
    let direction = difference.direction.map_or("", Direction::name);
    let base = difference.base.as_deref().unwrap_or("-");
    let revision = difference.revision.as_deref().unwrap_or("-");
    format!("{}-{:08x}", difference.rule.name(), fnv1a(&[direction, base, revision]))
}

/// FNV-1a of the parts, each ended by a byte that no text has. A hash of the standard library may change with it.
fn fnv1a(parts: &[&str]) -> u32 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Tells apart changes of one rule at one place.
fn number(changes: &mut [Change]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for change in changes {
        let count = seen.entry(change.id.clone()).and_modify(|count| *count += 1).or_insert(1);
        if *count > 1 {
            change.id = format!("{}-{count}", change.id);
        }
    }
}
