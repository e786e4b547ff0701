//! Objects that meet demands: members that must be there, must not be, or are there without being documented, and
//! how many there are. What a member may be follows from its name alone, so members are decided one by one. It must
//! not know what members are.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::branch::Branch;
use super::demand::Demand;
use super::engine::Engine;
use super::kinds::ValueKinds;
use super::literal::{Literal, Sign};
use super::options::World;
use super::outcome::{Alternatives, Doubt, Outcome};
use super::term::{AdditionalTerm, Count, Term, TermId};
use super::text::TextId;
use super::witness::Witness;

/// Members of a witness.
const MEMBERS_MAX: u64 = 5_000;
/// Members that are not documented, each asked for in its own way.
const EXTRA_MAX: usize = 4;
/// What members that no schema names are called in a witness.
const EXTRA_NAME: &str = "additional";

/// What is asked of an object.
#[derive(Clone)]
pub(super) struct Members<'b> {
    positives: &'b [(Sign, Rc<Term>)],
    pub(super) count: Count,
    missing: BTreeSet<TextId>,
    /// Members that are there, and what is asked of them beside what the positives say.
    present: BTreeMap<TextId, Vec<Literal>>,
    /// Members that a term does not document.
    extra: Vec<(TermId, Option<Literal>)>,
    /// Whether undocumented members are left out.
    closed: bool,
}

impl Engine<'_> {
    /// What is asked of an object, required members not counted as such.
    pub(super) fn members<'b>(&self, positives: &'b [(Sign, Rc<Term>)], demands: &[Demand]) -> Members<'b> {
        let mut members = Members {
            positives,
            count: Count::default(),
            missing: BTreeSet::new(),
            present: BTreeMap::new(),
            extra: Vec::new(),
            closed: self.options.world == World::Closed && is_closed(positives),
        };
        for (_, term) in positives {
            members.count = members.count.and(term.object.count);
        }
        for demand in demands {
            members.ask(demand);
        }
        members
    }

    pub(super) fn decide_object(&mut self, branch: &Branch<'_>) -> Outcome {
        let positives = self.positives(branch);
        let mut members = self.members(&positives, &branch.demands);
        // What was refused fails most often, and is looked at first.
        for (name, literals) in &members.present {
            if members.missing.contains(name) {
                return Outcome::Empty;
            }
            if let outcome @ Outcome::Empty = self.member(&members, Some(*name), literals) {
                return outcome;
            }
        }
        for (_, term) in &positives {
            for name in &term.object.required {
                if members.missing.contains(name) {
                    return Outcome::Empty;
                }
                if !members.is_withheld(*name) {
                    members.present.entry(*name).or_default();
                }
            }
        }
        if members.count.is_empty() {
            return Outcome::Empty;
        }
        if members.extra.len() > EXTRA_MAX {
            return Outcome::Unknown(Doubt::Combination);
        }
        self.name_extra(members)
    }

    /// Gives each undocumented member a name: one that no schema knows, one that is there, or one that another schema
    /// documents.
    fn name_extra(&mut self, mut members: Members<'_>) -> Outcome {
        let Some((term, literal)) = members.extra.pop() else { return self.complete(&members) };
        let term = self.terms.get(term);
        let fresh = self.fresh_name(&members, &term);
        let documented = members.documented();
        let present: Vec<TextId> = members.present.keys().copied().collect();
        let names: BTreeSet<TextId> = present.into_iter().chain(documented).collect();
        let names = names.into_iter().filter(|name| !members.missing.contains(name));
        let mut alternatives = Alternatives::default();
        for name in std::iter::once(fresh).chain(names.filter(|name| term.object.member(*name).is_none())) {
            let mut next = members.clone();
            let literals = next.present.entry(name).or_default();
            literals.extend(literal);
            let literals = literals.clone();
            if let Outcome::Empty = self.member(&next, Some(name), &literals) {
                continue;
            }
            let outcome = self.name_extra(next);
            if let Some(witness) = alternatives.take(outcome) {
                return Outcome::Inhabited(witness);
            }
        }
        alternatives.end()
    }

    /// Finds the members that must be there, and as many more as are needed.
    fn complete(&mut self, members: &Members<'_>) -> Outcome {
        let size = |len: usize| u64::try_from(len).unwrap_or(u64::MAX);
        if members.count.max.is_some_and(|max| size(members.present.len()) > max) {
            return Outcome::Empty;
        }
        let mut doubt = None;
        let mut found = Vec::new();
        for (name, literals) in &members.present {
            match self.member(members, Some(*name), literals) {
                Outcome::Empty => return Outcome::Empty,
                Outcome::Inhabited(witness) => found.push((*name, witness)),
                Outcome::Unknown(unknown) => doubt = Some(unknown),
            }
        }
        if let Some(doubt) = doubt {
            return Outcome::Unknown(doubt);
        }
        let documented =
            if size(found.len()) < members.count.min { members.documented() } else { BTreeSet::new() };
        for name in documented {
            if size(found.len()) >= members.count.min {
                break;
            }
            if members.present.contains_key(&name) || members.missing.contains(&name) {
                continue;
            }
            match self.member(members, Some(name), &[]) {
                Outcome::Empty => {}
                Outcome::Inhabited(witness) => found.push((name, witness)),
                Outcome::Unknown(unknown) => doubt = Some(unknown),
            }
        }
        if size(found.len()) < members.count.min {
            match self.member(members, None, &[]) {
                Outcome::Empty => return doubt.map_or(Outcome::Empty, Outcome::Unknown),
                Outcome::Unknown(unknown) => return Outcome::Unknown(unknown),
                Outcome::Inhabited(_) if members.count.min > MEMBERS_MAX => {
                    return Outcome::Unknown(Doubt::Size);
                }
                Outcome::Inhabited(witness) => {
                    let mut at = 1;
                    while size(found.len()) < members.count.min {
                        let name = self.numbered_name(members, &Term::default(), &mut at);
                        if found.iter().all(|(other, _)| *other != name) {
                            found.push((name, Rc::clone(&witness)));
                        }
                    }
                }
            }
        }
        Outcome::Inhabited(Witness::object(found))
    }

    /// A value for the member of that name, or for one that no schema names.
    fn member(&mut self, members: &Members<'_>, name: Option<TextId>, literals: &[Literal]) -> Outcome {
        match members.literals(name) {
            Some(mut all) => {
                all.extend_from_slice(literals);
                self.solve(ValueKinds::ALL, all)
            }
            None => Outcome::Empty,
        }
    }

    /// A name that no schema knows.
    fn fresh_name(&mut self, members: &Members<'_>, excluding: &Term) -> TextId {
        self.numbered_name(members, excluding, &mut 1)
    }

    fn numbered_name(&mut self, members: &Members<'_>, excluding: &Term, at: &mut u64) -> TextId {
        loop {
            let name = if *at == 1 { EXTRA_NAME.to_owned() } else { format!("{EXTRA_NAME}{at}") };
            *at += 1;
            let name = self.texts.enter(&name);
            let known = members.positives.iter().any(|(_, term)| {
                term.object.member(name).is_some() || term.object.required.binary_search(&name).is_ok()
            });
            let asked = members.present.contains_key(&name) || members.missing.contains(&name);
            let excluded = excluding.object.member(name).is_some();
            let elsewhere =
                members.extra.iter().any(|(term, _)| self.terms.get(*term).object.member(name).is_some());
            if !known && !asked && !excluded && !elsewhere {
                return name;
            }
        }
    }
}

impl Members<'_> {
    fn ask(&mut self, demand: &Demand) {
        match demand {
            Demand::Count(count) => self.count = self.count.and(*count),
            Demand::Missing(name) => {
                self.missing.insert(*name);
            }
            Demand::Present(name) => {
                self.present.entry(*name).or_default();
            }
            Demand::Member(name, literal) => self.present.entry(*name).or_default().push(*literal),
            Demand::Extra(term, literal) => {
                if !self.extra.contains(&(*term, *literal)) {
                    self.extra.push((*term, *literal));
                }
            }
            Demand::Below(_)
            | Demand::Above(_)
            | Demand::NotMultiple(_)
            | Demand::NotPattern(_)
            | Demand::NotFormat(_)
            | Demand::Not(_)
            | Demand::Duplicate
            | Demand::SomeItem(_)
            | Demand::ItemAt(..) => {}
        }
    }

    /// What the positives say of the member of that name, or of one that none of them names; `None` when there can be
    /// no such member.
    fn literals(&self, name: Option<TextId>) -> Option<Vec<Literal>> {
        if self.closed && !name.is_some_and(|name| self.is_written(name)) {
            return None;
        }
        let mut literals = Vec::new();
        for (sign, term) in self.positives {
            match (name.and_then(|name| term.object.member(name)), term.object.additional) {
                (Some(member), _) if member.withheld && *sign == Sign::Writes => return None,
                (Some(member), _) => literals.push(Literal::term(member.term, *sign)),
                (None, AdditionalTerm::Unstated | AdditionalTerm::Any) => {}
                (None, AdditionalTerm::None) => return None,
                (None, AdditionalTerm::Term(term)) => literals.push(Literal::term(term, *sign)),
            }
        }
        Some(literals)
    }

    /// Whether there can be no such member.
    pub(super) fn is_missing(&self, name: TextId) -> bool {
        self.missing.contains(&name) || self.literals(Some(name)).is_none()
    }

    /// Whether there must be such a member.
    pub(super) fn is_present(&self, name: TextId) -> bool {
        let mut terms = self.positives.iter();
        self.present.contains_key(&name)
            || (terms.any(|(_, term)| term.object.required.binary_search(&name).is_ok())
                && !self.is_withheld(name))
    }

    /// All that is asked of the member of that name.
    pub(super) fn demanded(&self, name: TextId) -> Option<Vec<Literal>> {
        let mut literals = self.literals(Some(name))?;
        literals.extend(self.present.get(&name).into_iter().flatten());
        Some(literals)
    }

    /// Names that the positives document.
    fn documented(&self) -> BTreeSet<TextId> {
        self.positives
            .iter()
            .flat_map(|(_, term)| term.object.members.iter().map(|member| member.name))
            .collect()
    }

    /// Whether a writer documents the name.
    fn is_written(&self, name: TextId) -> bool {
        self.positives.iter().any(|(sign, term)| {
            *sign == Sign::Writes
                && (term.object.member(name).is_some() || term.object.required.binary_search(&name).is_ok())
        })
    }

    /// Whether a positive has the member and leaves it out in this direction; no other then requires it.
    fn is_withheld(&self, name: TextId) -> bool {
        self.positives.iter().any(|(_, term)| term.object.member(name).is_some_and(|member| member.withheld))
    }
}

/// Whether what a writer documents is all that it writes: it does not say `additionalProperties`, and documents some
/// member. An object of which nothing is documented is a map of anything.
fn is_closed(positives: &[(Sign, Rc<Term>)]) -> bool {
    let mut writers =
        positives.iter().filter(|(sign, _)| *sign == Sign::Writes).map(|(_, term)| &term.object);
    let open = writers
        .clone()
        .any(|object| matches!(object.additional, AdditionalTerm::Any | AdditionalTerm::Term(_)));
    !open && writers.any(|object| !object.members.is_empty())
}
