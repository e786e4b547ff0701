//! The terms of two documents, equal ones folded into one: the coarsest bisimulation of both graphs, found by
//! refining a partition until it is stable. Recursive schemas that unfold alike are one term as well, so a component
//! that did not change is compared by comparing two numbers. It must not know what a term accepts.

use std::collections::HashMap;
use std::rc::Rc;

use super::constant::Constants;
use super::kinds::{ValueKind, ValueKinds};
use super::options::Options;
use super::term::{AdditionalTerm, ArrayTerm, Member, ObjectTerm, Term, TermId};
use super::text::Texts;
use super::view::View;
use crate::schema::{SchemaId, Schemas};

/// Rounds in which the kinds that a term may accept are narrowed.
const KIND_ROUNDS: usize = 8;
const SEPARATOR: u32 = u32::MAX;

/// Which document a schema stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The one whose values are asked about.
    Left,
    /// The one that is asked to accept them.
    Right,
}

pub(super) struct Terms {
    list: Vec<Rc<Term>>,
    kinds: Vec<ValueKinds>,
    left: Vec<TermId>,
    right: Vec<TermId>,
}

impl Terms {
    pub(super) fn new(
        left: &Schemas,
        right: &Schemas,
        options: &Options,
        texts: &mut Texts,
        constants: &mut Constants,
    ) -> Self {
        let offset = u32::try_from(left.len()).unwrap_or(u32::MAX);
        let mut raw = View { schemas: left, options, offset: 0 }.terms(texts, constants);
        raw.extend(View { schemas: right, options, offset }.terms(texts, constants));
        unwrap_single(&mut raw);
        let classes = fold(&raw);
        let mut list: Vec<Option<Rc<Term>>> = Vec::new();
        for (term, class) in raw.iter().zip(&classes) {
            let at = class.0 as usize;
            list.resize(list.len().max(at + 1), None);
            if list[at].is_none() {
                list[at] = Some(Rc::new(term.rename(&classes)));
            }
        }
        let list: Vec<Rc<Term>> = list.into_iter().flatten().collect();
        let kinds = kinds_of(&list, constants);
        let (left, right) = classes.split_at(left.len());
        Self { list, kinds, left: left.to_vec(), right: right.to_vec() }
    }

    pub(super) fn get(&self, id: TermId) -> Rc<Term> {
        Rc::clone(&self.list[id.0 as usize])
    }

    /// Kinds of the values that the term may accept; perhaps more than it does.
    pub(super) fn kinds(&self, id: TermId) -> ValueKinds {
        self.kinds[id.0 as usize]
    }

    pub(super) fn of(&self, side: Side, id: SchemaId) -> TermId {
        match side {
            Side::Left => self.left[id.index()],
            Side::Right => self.right[id.index()],
        }
    }
}

impl Term {
    /// The same, its references being to classes, and lists whose order says nothing being sorted.
    fn rename(&self, classes: &[TermId]) -> Self {
        let id = |id: TermId| classes[id.0 as usize];
        let sorted = |ids: &[TermId]| {
            let mut ids: Vec<TermId> = ids.iter().copied().map(id).collect();
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
            array: ArrayTerm { items: self.array.items.map(id), ..self.array.clone() },
            object: ObjectTerm { members, additional, ..self.object.clone() },
            all_of: set(&self.all_of),
            any_of: set(&self.any_of),
            one_of: sorted(&self.one_of),
            not: self.not.map(id),
            ..self.clone()
        }
    }

    /// The same without the identity of what it refers to.
    fn local(&self) -> Self {
        let zero = TermId::default();
        let members = self.object.members.iter().map(|member| Member { term: zero, ..*member }).collect();
        let additional = match self.object.additional {
            AdditionalTerm::Term(_) => AdditionalTerm::Term(zero),
            other @ (AdditionalTerm::Unstated | AdditionalTerm::Any | AdditionalTerm::None) => other,
        };
        Self {
            array: ArrayTerm { items: self.array.items.map(|_| zero), ..self.array.clone() },
            object: ObjectTerm { members, additional, ..self.object.clone() },
            all_of: Vec::new(),
            any_of: Vec::new(),
            one_of: Vec::new(),
            not: self.not.map(|_| zero),
            ..self.clone()
        }
    }

    /// The classes of what it refers to, in an order that equal terms share.
    fn signature(&self, classes: &[u32]) -> Vec<u32> {
        let class = |id: TermId| classes[id.0 as usize];
        let mut signature: Vec<u32> = self.object.members.iter().map(|member| class(member.term)).collect();
        signature.extend(self.array.items.map(class));
        if let AdditionalTerm::Term(term) = self.object.additional {
            signature.push(class(term));
        }
        signature.extend(self.not.map(class));
        for (ids, once) in [(&self.all_of, true), (&self.any_of, true), (&self.one_of, false)] {
            signature.push(SEPARATOR);
            let start = signature.len();
            signature.extend(ids.iter().copied().map(class));
            signature[start..].sort_unstable();
            if once {
                let mut list = signature.split_off(start);
                list.dedup();
                signature.append(&mut list);
            }
        }
        signature
    }

    /// The term that this one only wraps: `allOf: [X]` accepts what `X` does.
    fn wrapped(&self) -> Option<TermId> {
        let lists = [&self.all_of, &self.any_of, &self.one_of];
        let mut inner = lists.into_iter().flatten();
        let only = *inner.next()?;
        let alone = inner.next().is_none() && self.not.is_none() && self.local() == Term::default();
        alone.then_some(only)
    }
}

/// Terms that only wrap another are taken for it by all that refer to them, and become copies of it.
fn unwrap_single(raw: &mut [Term]) {
    let wrapped: Vec<Option<TermId>> = raw.iter().map(Term::wrapped).collect();
    if wrapped.iter().all(Option::is_none) {
        return;
    }
    let mut target: Vec<TermId> = Vec::with_capacity(raw.len());
    for at in 0..raw.len() {
        let start = TermId(u32::try_from(at).unwrap_or(u32::MAX));
        let (mut end, mut steps) = (start, 0);
        while let Some(next) = wrapped[end.0 as usize] {
            end = next;
            steps += 1;
            if steps > raw.len() {
                // A wrapper of itself: nothing decides what it accepts, and it stays as it is.
                end = start;
                break;
            }
        }
        target.push(end);
    }
    let renamed: Vec<Term> = target.iter().map(|end| raw[end.0 as usize].rename(&target)).collect();
    raw.clone_from_slice(&renamed);
}

/// The class of each term.
fn fold(raw: &[Term]) -> Vec<TermId> {
    let mut locals = HashMap::new();
    let mut classes: Vec<u32> = raw.iter().map(|term| number(&mut locals, term.local())).collect();
    let mut count = locals.len();
    loop {
        let mut signatures = HashMap::new();
        let next: Vec<u32> = raw
            .iter()
            .zip(&classes)
            .map(|(term, class)| number(&mut signatures, (*class, term.signature(&classes))))
            .collect();
        classes = next;
        if signatures.len() == count {
            return classes.into_iter().map(TermId).collect();
        }
        count = signatures.len();
    }
}

fn number<K: std::hash::Hash + Eq>(numbers: &mut HashMap<K, u32>, key: K) -> u32 {
    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    *numbers.entry(key).or_insert(next)
}

fn kinds_of(list: &[Rc<Term>], constants: &Constants) -> Vec<ValueKinds> {
    let mut kinds = vec![ValueKinds::ALL; list.len()];
    for _ in 0..KIND_ROUNDS {
        let next: Vec<ValueKinds> = list.iter().map(|term| narrowed(term, &kinds, constants)).collect();
        if next == kinds {
            break;
        }
        kinds = next;
    }
    kinds
}

fn narrowed(term: &Term, kinds: &[ValueKinds], constants: &Constants) -> ValueKinds {
    let of = |id: &TermId| kinds[id.0 as usize];
    let any = |ids: &[TermId]| {
        if ids.is_empty() {
            ValueKinds::ALL
        } else {
            ids.iter().map(of).fold(ValueKinds::NONE, ValueKinds::or)
        }
    };
    let values = term.values.as_ref().map_or(ValueKinds::ALL, |values| {
        let kinds = values.iter().map(|id| ValueKinds::only(ValueKind::of(&constants.get(*id))));
        kinds.fold(ValueKinds::NONE, ValueKinds::or)
    });
    let all = term.all_of.iter().map(of).fold(term.kinds, ValueKinds::and);
    let narrow = all.and(values).and(any(&term.any_of)).and(any(&term.one_of));
    if term.nullable { narrow.or(ValueKinds::only(ValueKind::Null)) } else { narrow }
}
