//! Looks ahead: of the ways in which a term may refuse an object, those that contradict what is asked already are left
//! out, and a refusal that is met already is dropped. What is left with a single way is no choice. It must not know
//! how a way is taken.

use super::FastMap;
use super::branch::Branch;
use super::demand::Demand;
use super::engine::Engine;
use super::kinds::{ValueKind, ValueKinds};
use super::literal::{Literal, Sign, Subject};
use super::object::Members;
use super::outcome::Outcome;
use super::refusal::{Effect, Way};
use super::tags::{self, TagList};
use super::term::TermId;

/// The ways that are left to refuse a value.
pub(super) enum Left {
    /// The value is refused whatever else it is.
    Met,
    /// One of these has to be taken.
    Ways(Vec<Way>),
}

/// What one way or one effect of it comes to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Prospect {
    Met,
    Open,
    Impossible,
}

impl Engine<'_> {
    /// The ways in which the subject can still refuse the value.
    pub(super) fn left(
        &mut self,
        subject: Subject,
        branch: &Branch<'_>,
        members: Option<&Members<'_>>,
        tags: &TagList,
    ) -> Left {
        let mut left = Vec::new();
        // Two of many branches are a way each, and each branch is in many of them.
        let mut known = FastMap::default();
        for way in self.refusals(subject, branch.kind).iter() {
            let mut prospect = Prospect::Met;
            for effect in way {
                let found = match effect {
                    Effect::Literal(literal) => match known.get(literal) {
                        Some(prospect) => *prospect,
                        None => {
                            let prospect = self.prospect_of_literal(*literal, branch, tags);
                            known.insert(*literal, prospect);
                            prospect
                        }
                    },
                    Effect::Demand(demand) => {
                        members.map_or(Prospect::Open, |members| self.prospect_of_demand(demand, members))
                    }
                };
                match found {
                    Prospect::Met => {}
                    Prospect::Open => prospect = Prospect::Open,
                    Prospect::Impossible => {
                        prospect = Prospect::Impossible;
                        break;
                    }
                }
            }
            match prospect {
                Prospect::Met => return Left::Met,
                Prospect::Open => left.push(way.clone()),
                Prospect::Impossible => {}
            }
        }
        Left::Ways(left)
    }

    fn prospect_of_literal(&mut self, literal: Literal, branch: &Branch<'_>, tags: &TagList) -> Prospect {
        if branch.has(literal) {
            return Prospect::Met;
        }
        if branch.contradicts(literal) {
            return Prospect::Impossible;
        }
        let Subject::Term(term) = literal.subject else { return Prospect::Open };
        if branch.kind == ValueKind::Object && self.is_ruled_out(literal.sign, term, branch) {
            return Prospect::Impossible;
        }
        let able = self.terms.kinds(term).contains(branch.kind)
            && (branch.kind != ValueKind::Object || !tags::are_disjoint(tags, &self.tags_of(term)));
        match (literal.sign, able) {
            (_, true) => Prospect::Open,
            (Sign::Refuses, false) => Prospect::Met,
            (Sign::Writes | Sign::Accepts, false) => Prospect::Impossible,
        }
    }

    /// Whether what the branch refuses or accepts implies that the literal cannot be met.
    pub(super) fn is_ruled_out(&mut self, sign: Sign, term: TermId, branch: &Branch<'_>) -> bool {
        let taken = branch.terms(sign != Sign::Refuses);
        taken.into_iter().any(|other| match sign {
            Sign::Writes | Sign::Accepts => self.implies(term, other),
            Sign::Refuses => self.implies(other, term),
        })
    }

    fn prospect_of_demand(&mut self, demand: &Demand, members: &Members<'_>) -> Prospect {
        match demand {
            Demand::Missing(name) if members.is_missing(*name) => Prospect::Met,
            Demand::Missing(name) if members.is_present(*name) => Prospect::Impossible,
            Demand::Member(name, literal) => {
                if members.is_missing(*name) {
                    return Prospect::Impossible;
                }
                let Some(mut literals) = members.demanded(*name) else { return Prospect::Impossible };
                literals.push(*literal);
                match self.solve(ValueKinds::ALL, literals) {
                    Outcome::Empty => Prospect::Impossible,
                    Outcome::Inhabited(_) | Outcome::Unknown(_) => Prospect::Open,
                }
            }
            Demand::Count(count) if members.count.and(*count).is_empty() => Prospect::Impossible,
            Demand::Missing(_)
            | Demand::Count(_)
            | Demand::Below(_)
            | Demand::Above(_)
            | Demand::NotMultiple(_)
            | Demand::NotPattern(_)
            | Demand::NotFormat(_)
            | Demand::Not(_)
            | Demand::Duplicate
            | Demand::SomeItem(_)
            | Demand::ItemAt(..)
            | Demand::Present(_)
            | Demand::Extra(..) => Prospect::Open,
        }
    }
}
