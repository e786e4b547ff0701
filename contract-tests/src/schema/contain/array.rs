//! Arrays that meet demands: a number of items, some of them special, all different or two of them equal. Which
//! position a special item takes is searched; different items are found by matching positions with values, of which
//! no position needs more than there are positions. It must not know what items are.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::FastMap;
use super::branch::Branch;
use super::constant::ConstantId;
use super::demand::Demand;
use super::engine::Engine;
use super::kinds::ValueKinds;
use super::literal::{Literal, Sign};
use super::outcome::{Alternatives, Doubt, Outcome};
use super::term::Count;
use super::witness::Witness;

/// Items of a witness.
const ITEMS_MAX: u64 = 20_000;
/// Different items of a witness.
const DIFFERENT_MAX: u64 = 256;
/// Items that are special, each in its own way.
const SPECIAL_MAX: usize = 4;

/// What is asked of an array.
#[derive(Clone, Default)]
struct Items {
    count: Count,
    unique: bool,
    duplicate: bool,
    /// Of every item.
    common: Vec<Literal>,
    /// Of the items at these positions.
    at: BTreeMap<u64, Vec<Literal>>,
    /// Of some item each.
    some: Vec<Literal>,
    /// Positions whose items are equal.
    equal: Option<(u64, u64)>,
}

impl Engine<'_> {
    pub(super) fn decide_array(&mut self, branch: &Branch<'_>) -> Outcome {
        let mut items = Items::default();
        for (sign, id) in &branch.positives {
            let array = self.terms.get(*id).array.clone();
            items.count = items.count.and(array.count);
            items.unique |= array.unique;
            items.common.extend(array.items.map(|term| Literal::term(term, *sign)));
        }
        for demand in &branch.demands {
            match demand {
                Demand::Count(count) => items.count = items.count.and(*count),
                Demand::Duplicate => items.duplicate = true,
                Demand::SomeItem(literal) => items.some.push(*literal),
                Demand::ItemAt(at, literal) => items.at.entry(*at).or_default().push(*literal),
                Demand::Below(_)
                | Demand::Above(_)
                | Demand::NotMultiple(_)
                | Demand::NotPattern(_)
                | Demand::NotFormat(_)
                | Demand::Not(_)
                | Demand::Missing(_)
                | Demand::Present(_)
                | Demand::Member(..)
                | Demand::Extra(..) => {}
            }
        }
        if items.duplicate && items.unique {
            return Outcome::Empty;
        }
        items.some.sort_unstable();
        items.some.dedup();
        for literal in items.some.clone() {
            match self.solve(ValueKinds::ALL, items.with(&[literal])) {
                Outcome::Empty => return Outcome::Empty,
                Outcome::Inhabited(_) | Outcome::Unknown(_) => {}
            }
        }
        if items.some.len() > SPECIAL_MAX {
            return Outcome::Unknown(Doubt::Combination);
        }
        self.place_some(items)
    }

    /// Gives each special item a position: one of its own, or one that is taken.
    fn place_some(&mut self, mut items: Items) -> Outcome {
        let Some(literal) = items.some.pop() else { return self.place_equal(items) };
        let mut alternatives = Alternatives::default();
        for at in items.positions() {
            let mut next = items.clone();
            next.at.entry(at).or_default().push(literal);
            let outcome = self.place_some(next);
            if let Some(witness) = alternatives.take(outcome) {
                return Outcome::Inhabited(witness);
            }
        }
        alternatives.end()
    }

    /// Gives two equal items positions.
    fn place_equal(&mut self, mut items: Items) -> Outcome {
        if !std::mem::take(&mut items.duplicate) {
            return self.fill(&items);
        }
        let mut alternatives = Alternatives::default();
        for first in items.positions() {
            let mut with_first = items.clone();
            with_first.at.entry(first).or_default();
            for second in with_first.positions().into_iter().filter(|second| *second != first) {
                let mut next = with_first.clone();
                let both: Vec<Literal> =
                    [first, second].iter().filter_map(|at| next.at.get(at)).flatten().copied().collect();
                next.at.insert(first, both.clone());
                next.at.insert(second, both);
                next.equal = Some((first, second));
                let outcome = self.fill(&next);
                if let Some(witness) = alternatives.take(outcome) {
                    return Outcome::Inhabited(witness);
                }
            }
        }
        alternatives.end()
    }

    /// Finds an item for each position.
    fn fill(&mut self, items: &Items) -> Outcome {
        let positions = items.at.keys().last().map_or(0, |last| last.saturating_add(1));
        let length = items.count.min.max(positions);
        if !items.count.contains(length) {
            return Outcome::Empty;
        }
        let mut doubt = (length > ITEMS_MAX).then_some(Doubt::Size);
        let mut special = FastMap::default();
        for (at, literals) in &items.at {
            match self.solve(ValueKinds::ALL, items.with(literals)) {
                Outcome::Empty => return Outcome::Empty,
                Outcome::Inhabited(witness) => {
                    special.insert(*at, witness);
                }
                Outcome::Unknown(unknown) => doubt = Some(unknown),
            }
        }
        let taken = u64::try_from(items.at.len()).unwrap_or(u64::MAX);
        let mut other = None;
        if taken < length {
            match self.solve(ValueKinds::ALL, items.common.clone()) {
                Outcome::Empty => return Outcome::Empty,
                Outcome::Inhabited(witness) => other = Some(witness),
                Outcome::Unknown(unknown) => doubt = Some(unknown),
            }
        }
        if let Some(doubt) = doubt {
            return Outcome::Unknown(doubt);
        }
        if items.unique && length > 1 {
            return self.fill_differently(items, length);
        }
        if let Some((first, second)) = items.equal
            && let Some(witness) = special.get(&first).cloned()
        {
            special.insert(second, witness);
        }
        let filled = (0..length).filter_map(|at| special.get(&at).or(other.as_ref()).cloned());
        Outcome::Inhabited(Witness::array(filled.collect()))
    }

    /// Finds a different item for each position.
    fn fill_differently(&mut self, items: &Items, length: u64) -> Outcome {
        if length > DIFFERENT_MAX {
            return Outcome::Unknown(Doubt::Size);
        }
        let mut found: FastMap<Vec<Literal>, Rc<[ConstantId]>> = FastMap::default();
        let mut values = Vec::new();
        for at in 0..length {
            let literals = items.at.get(&at).map_or(&[][..], Vec::as_slice);
            let state = items.with(literals);
            let known = match found.get(&state) {
                Some(known) => Rc::clone(known),
                None => match self.different(&state, length) {
                    Ok(known) => known,
                    Err(doubt) => return Outcome::Unknown(doubt),
                },
            };
            found.insert(state, Rc::clone(&known));
            values.push(known);
        }
        let Some(chosen) = matching(&values) else { return Outcome::Empty };
        let items = chosen.into_iter().map(|id| Witness::constant(self.constants.get(id)));
        Outcome::Inhabited(Witness::array(items.collect()))
    }

    /// Values of the state, all different: as many as `count`, or all there are.
    fn different(&mut self, state: &[Literal], count: u64) -> Result<Rc<[ConstantId]>, Doubt> {
        let mut literals = state.to_vec();
        let mut values = Vec::new();
        for _ in 0..count {
            match self.solve(ValueKinds::ALL, literals.clone()) {
                Outcome::Empty => break,
                Outcome::Unknown(doubt) => return Err(doubt),
                Outcome::Inhabited(witness) => {
                    let Some(value) = witness.value(&self.texts) else { return Err(Doubt::Size) };
                    let id = self.constants.enter(&value);
                    values.push(id);
                    literals.push(Literal::constant(id, Sign::Refuses));
                }
            }
        }
        Ok(values.into())
    }
}

impl Items {
    fn with(&self, literals: &[Literal]) -> Vec<Literal> {
        self.common.iter().chain(literals).copied().collect()
    }

    /// Positions for one more special item: a free one, and those that are taken. Positions that are not looked at
    /// otherwise are alike.
    fn positions(&self) -> Vec<u64> {
        let free = (0..).find(|at| !self.at.contains_key(at));
        let free = free.filter(|at| self.count.max.is_none_or(|max| *at < max));
        free.into_iter().chain(self.at.keys().copied()).collect()
    }
}

/// A different value for each position, if there are as many.
fn matching(values: &[Rc<[ConstantId]>]) -> Option<Vec<ConstantId>> {
    let mut holder: FastMap<ConstantId, usize> = FastMap::default();
    for at in 0..values.len() {
        let mut seen = Vec::new();
        if !place(at, values, &mut holder, &mut seen) {
            return None;
        }
    }
    let mut chosen: Vec<(usize, ConstantId)> = holder.into_iter().map(|(id, at)| (at, id)).collect();
    chosen.sort_unstable();
    Some(chosen.into_iter().map(|(_, id)| id).collect())
}

/// Gives a position a value, moving others when that helps.
fn place(
    at: usize,
    values: &[Rc<[ConstantId]>],
    holder: &mut FastMap<ConstantId, usize>,
    seen: &mut Vec<ConstantId>,
) -> bool {
    for id in &*values[at] {
        if seen.contains(id) {
            continue;
        }
        seen.push(*id);
        let free = match holder.get(id).copied() {
            None => true,
            Some(other) => place(other, values, holder, seen),
        };
        if free {
            holder.insert(*id, at);
            return true;
        }
    }
    false
}
