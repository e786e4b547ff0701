//! The ways in which a term refuses values of a kind: each keyword that may fail is an alternative of its own. It must
//! not know how a value for an alternative is found.

use std::rc::Rc;

use num_rational::BigRational;
use num_traits::One;
use serde_json::Value;

use super::constant::ConstantId;
use super::demand::Demand;
use super::engine::Engine;
use super::kinds::ValueKind;
use super::literal::{Literal, Sign, Subject};
use super::term::{AdditionalTerm, Count, End, Term, TermId};

/// What one alternative adds to the demands.
#[derive(Clone, Debug)]
pub(super) enum Effect {
    Literal(Literal),
    Demand(Demand),
}

/// One alternative.
pub(super) type Way = Vec<Effect>;

/// Ways, of which a value takes at least one.
pub(super) type Ways = Vec<Way>;

impl Engine<'_> {
    /// The ways in which the subject refuses values of the kind, none of them missing. Null and the booleans have
    /// none: they are tried.
    pub(super) fn refusals(&mut self, subject: Subject, kind: ValueKind) -> Rc<Ways> {
        if let Some(known) = self.ways.get(&(subject, kind)) {
            return Rc::clone(known);
        }
        let ways = Rc::new(self.find_refusals(subject, kind));
        self.ways.insert((subject, kind), Rc::clone(&ways));
        ways
    }

    fn find_refusals(&mut self, subject: Subject, kind: ValueKind) -> Ways {
        match subject {
            Subject::Constant(constant) => not_constant(constant, &self.constants.get(constant), kind, self),
            Subject::Own(id) => {
                let mut ways = Vec::new();
                self.refusals_own(id, kind, &mut ways);
                ways
            }
            Subject::Term(id) => {
                let mut ways = Vec::new();
                self.refusals_own(id, kind, &mut ways);
                self.refusals_combined(&self.terms.get(id), kind, &mut ways);
                ways
            }
        }
    }

    fn refusals_combined(&self, term: &Term, kind: ValueKind, ways: &mut Ways) {
        let literal = |id: &TermId, sign| Effect::Literal(Literal::term(*id, sign));
        ways.extend(term.all_of.iter().map(|part| vec![literal(part, Sign::Refuses)]));
        ways.extend(term.not.iter().map(|not| vec![literal(not, Sign::Accepts)]));
        for branches in [&term.any_of, &term.one_of] {
            if !branches.is_empty() {
                ways.push(branches.iter().map(|branch| literal(branch, Sign::Refuses)).collect());
            }
        }
        let able: Vec<&TermId> =
            term.one_of.iter().filter(|branch| self.terms.kinds(**branch).contains(kind)).collect();
        for (at, first) in able.iter().enumerate() {
            let seconds = able[at + 1..].iter();
            ways.extend(
                seconds.map(|second| vec![literal(first, Sign::Accepts), literal(second, Sign::Accepts)]),
            );
        }
    }

    fn refusals_own(&self, id: TermId, kind: ValueKind, ways: &mut Ways) {
        let term = self.terms.get(id);
        let mut way = |demand| ways.push(vec![Effect::Demand(demand)]);
        match kind {
            ValueKind::Null | ValueKind::Boolean => {}
            ValueKind::Number => refusals_of_number(&term, &mut way),
            ValueKind::String => {
                outside(term.string.length, &mut way);
                let pattern = term.string.pattern.map(Demand::NotPattern);
                pattern.into_iter().chain(term.format.map(Demand::NotFormat)).for_each(way);
            }
            ValueKind::Array => {
                outside(term.array.count, &mut way);
                if let Some(items) = term.array.items {
                    way(Demand::SomeItem(Literal::term(items, Sign::Refuses)));
                }
                if term.array.unique {
                    way(Demand::Duplicate);
                }
            }
            ValueKind::Object => {
                let object = &term.object;
                outside(object.count, &mut way);
                for name in &object.required {
                    way(Demand::Missing(*name));
                }
                for member in &object.members {
                    way(Demand::Member(member.name, Literal::term(member.term, Sign::Refuses)));
                }
                match object.additional {
                    AdditionalTerm::Unstated | AdditionalTerm::Any => {}
                    AdditionalTerm::None => way(Demand::Extra(id, None)),
                    AdditionalTerm::Term(additional) => {
                        way(Demand::Extra(id, Some(Literal::term(additional, Sign::Refuses))));
                    }
                }
            }
        }
    }
}

fn refusals_of_number(term: &Term, way: &mut impl FnMut(Demand)) {
    if let Some(min) = &term.number.min {
        way(Demand::Below(beyond(min)));
    }
    if let Some(max) = &term.number.max {
        way(Demand::Above(beyond(max)));
    }
    if term.integer {
        way(Demand::NotMultiple(BigRational::one()));
    }
    if let Some(multiple) = &term.number.multiple {
        way(Demand::NotMultiple(multiple.clone()));
    }
}

/// The same end, seen from the other side.
fn beyond(end: &End) -> End {
    End { value: end.value.clone(), exclusive: !end.exclusive }
}

fn outside(count: Count, way: &mut impl FnMut(Demand)) {
    if let Some(max) = count.min.checked_sub(1) {
        way(Demand::Count(Count { min: 0, max: Some(max) }));
    }
    if let Some(min) = count.max.and_then(|max| max.checked_add(1)) {
        way(Demand::Count(Count { min, max: None }));
    }
}

/// How a value of the kind, which is the constant's, differs from it.
fn not_constant(id: ConstantId, constant: &Value, kind: ValueKind, engine: &mut Engine<'_>) -> Ways {
    let size = |len: usize| u64::try_from(len).unwrap_or(u64::MAX);
    let mut ways = Vec::new();
    let mut way = |demand| ways.push(vec![Effect::Demand(demand)]);
    if ValueKind::of(constant) != kind {
        return ways;
    }
    match constant {
        Value::Null | Value::Bool(_) => {}
        Value::Number(_) | Value::String(_) => way(Demand::Not(id)),
        Value::Array(items) => {
            let count = size(items.len());
            outside(Count { min: count, max: Some(count) }, &mut way);
            for (at, item) in items.iter().enumerate() {
                let item = engine.constants.enter(item);
                way(Demand::ItemAt(size(at), Literal::constant(item, Sign::Refuses)));
            }
        }
        Value::Object(members) => {
            let count = size(members.len());
            way(Demand::Count(Count { min: count.saturating_add(1), max: None }));
            for (name, value) in members {
                let name = engine.texts.enter(name);
                let value = engine.constants.enter(value);
                way(Demand::Missing(name));
                way(Demand::Member(name, Literal::constant(value, Sign::Refuses)));
            }
        }
    }
    ways
}
