//! Folds terms that accept the same values for the same reasons into one: the coarsest bisimulation, found by refining
//! a partition until it is stable. Recursive schemas that unfold alike are one class as well. It must not know what a
//! term accepts.

use std::hash::Hash;

use super::FastMap;
use super::term::{AdditionalTerm, ArrayTerm, Member, ObjectTerm, Term, TermId};

const SEPARATOR: u32 = u32::MAX;

/// Terms that are new, and refer to one another by their position after those that are known.
pub(super) struct Raw {
    pub(super) list: Vec<Term>,
    /// How many terms are known; a reference below that is to one of them.
    pub(super) known: u32,
}

impl Raw {
    /// The position of a new term, if it is one.
    pub(super) fn position(&self, id: TermId) -> Option<usize> {
        usize::try_from(id.0.checked_sub(self.known)?).ok()
    }

    fn id(&self, position: usize) -> TermId {
        TermId(self.known.saturating_add(u32::try_from(position).unwrap_or(u32::MAX)))
    }

    /// For each new term the one that it only wraps, which may be known, or itself: `allOf: [X]` accepts what `X` does.
    pub(super) fn unwrapped(&self) -> Vec<TermId> {
        let wrapped: Vec<Option<TermId>> = self.list.iter().map(Term::wrapped).collect();
        let follow = |start: usize| {
            let mut end = self.id(start);
            for _ in 0..=self.list.len() {
                match self.position(end).map(|at| wrapped[at]) {
                    Some(Some(next)) => end = next,
                    Some(None) | None => return end,
                }
            }
            // A wrapper of itself: nothing decides what it accepts, and it stays as it is.
            self.id(start)
        };
        (0..self.list.len()).map(follow).collect()
    }

    /// The class of each new term.
    pub(super) fn classes(&self) -> Vec<u32> {
        let mut locals = FastMap::default();
        let mut classes: Vec<u32> = self.list.iter().map(|term| number(&mut locals, term.local())).collect();
        let mut count = locals.len();
        loop {
            // Known terms keep their number; new ones are numbered after them.
            let of = |id: TermId| self.position(id).map_or(id.0, |at| self.known.saturating_add(classes[at]));
            let mut signatures = FastMap::default();
            let signature = |(term, class): (&Term, &u32)| (*class, term.signature(of));
            let next: Vec<u32> = self
                .list
                .iter()
                .zip(&classes)
                .map(signature)
                .map(|signature| number(&mut signatures, signature))
                .collect();
            let stable = signatures.len() == count;
            count = signatures.len();
            classes = next;
            if stable {
                return classes;
            }
        }
    }
}

impl Term {
    /// The same with other references; lists whose order says nothing are sorted.
    pub(super) fn rename(&self, id: impl Fn(TermId) -> TermId) -> Self {
        let sorted = |ids: &[TermId]| {
            let mut ids: Vec<TermId> = ids.iter().copied().map(&id).collect();
            ids.sort_unstable();
            ids
        };
        let set = |ids: &[TermId]| {
            let mut ids = sorted(ids);
            ids.dedup();
            ids
        };
        let members =
            self.object.members.iter().map(|member| Member { term: id(member.term), ..*member }).collect();
        let additional = match self.object.additional {
            AdditionalTerm::Term(term) => AdditionalTerm::Term(id(term)),
            other @ (AdditionalTerm::Unstated | AdditionalTerm::Any | AdditionalTerm::None) => other,
        };
        Self {
            kinds: self.kinds,
            integer: self.integer,
            nullable: self.nullable,
            values: self.values.clone(),
            format: self.format,
            number: self.number.clone(),
            string: self.string.clone(),
            array: ArrayTerm { items: self.array.items.map(&id), ..self.array.clone() },
            object: ObjectTerm {
                members,
                required: self.object.required.clone(),
                additional,
                count: self.object.count,
            },
            all_of: set(&self.all_of),
            any_of: set(&self.any_of),
            one_of: sorted(&self.one_of),
            not: self.not.map(&id),
            immense: self.immense,
        }
    }

    /// What it refers to.
    pub(super) fn references(&self) -> impl Iterator<Item = TermId> {
        let additional = match self.object.additional {
            AdditionalTerm::Term(term) => Some(term),
            AdditionalTerm::Unstated | AdditionalTerm::Any | AdditionalTerm::None => None,
        };
        let branches = self.all_of.iter().chain(&self.any_of).chain(&self.one_of).copied();
        let members = self.object.members.iter().map(|member| member.term);
        branches.chain(members).chain(self.array.items).chain(additional).chain(self.not)
    }

    /// The same without the identity of what it refers to.
    fn local(&self) -> Self {
        let zero = |_| TermId::default();
        let mut local = self.rename(zero);
        local.all_of.clear();
        local.any_of.clear();
        local.one_of.clear();
        local
    }

    /// The classes of what it refers to, in an order that equal terms share.
    fn signature(&self, class: impl Fn(TermId) -> u32) -> Vec<u32> {
        let mut signature: Vec<u32> = self.object.members.iter().map(|member| class(member.term)).collect();
        signature.extend(self.array.items.map(&class));
        if let AdditionalTerm::Term(term) = self.object.additional {
            signature.push(class(term));
        }
        signature.extend(self.not.map(&class));
        for (ids, once) in [(&self.all_of, true), (&self.any_of, true), (&self.one_of, false)] {
            signature.push(SEPARATOR);
            let start = signature.len();
            signature.extend(ids.iter().copied().map(&class));
            signature[start..].sort_unstable();
            if once {
                let mut list = signature.split_off(start);
                list.dedup();
                signature.append(&mut list);
            }
        }
        signature
    }

    /// The term that this one only wraps.
    fn wrapped(&self) -> Option<TermId> {
        let lists = [&self.all_of, &self.any_of, &self.one_of];
        let mut inner = lists.into_iter().flatten();
        let only = *inner.next()?;
        let alone = inner.next().is_none() && self.not.is_none() && self.local() == Self::default();
        alone.then_some(only)
    }
}

fn number<K: Hash + Eq>(numbers: &mut FastMap<K, u32>, key: K) -> u32 {
    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    *numbers.entry(key).or_insert(next)
}
