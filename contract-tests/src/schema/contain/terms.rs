//! The terms of two documents, read when they are first asked about, and equal ones folded into one: a component that
//! did not change is compared by comparing two numbers. It must not know what a term accepts.

use std::collections::HashSet;
use std::rc::Rc;

use super::FastMap;
use super::constant::Constants;
use super::fold::Raw;
use super::kinds::{ValueKind, ValueKinds};
use super::options::Options;
use super::term::{Term, TermId};
use super::text::Texts;
use super::view::{Exempt, View};
use crate::schema::{SchemaId, Schemas};

/// Rounds in which the kinds that a term may accept are narrowed.
const KIND_ROUNDS: usize = 8;

/// Which document a schema stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The one whose values are asked about.
    Left,
    /// The one that is asked to accept them.
    Right,
}

/// A schema that is read, and what is exempt in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Read<'s> {
    side: Side,
    id: SchemaId,
    exempt: Exempt<'s>,
}

pub(super) struct Terms<'s> {
    left: View<'s>,
    right: View<'s>,
    left_ids: Vec<Option<TermId>>,
    right_ids: Vec<Option<TermId>>,
    /// Terms of schemas in which something is exempt.
    exempt_ids: FastMap<Read<'s>, TermId>,
    list: Vec<Rc<Term>>,
    kinds: Vec<ValueKinds>,
    ids: FastMap<Rc<Term>, TermId>,
}

impl<'s> Terms<'s> {
    pub(super) fn new(left: &'s Schemas, right: &'s Schemas, options: Options) -> Self {
        Self {
            left: View::new(left, options),
            right: View::new(right, options),
            left_ids: vec![None; left.len()],
            right_ids: vec![None; right.len()],
            exempt_ids: FastMap::default(),
            list: Vec::new(),
            kinds: Vec::new(),
            ids: FastMap::default(),
        }
    }

    pub(super) fn get(&self, id: TermId) -> Rc<Term> {
        Rc::clone(&self.list[id.0 as usize])
    }

    /// Kinds of the values that the term may accept; perhaps more than it does.
    pub(super) fn kinds(&self, id: TermId) -> ValueKinds {
        self.kinds[id.0 as usize]
    }

    /// The term of a schema that was read.
    pub(super) fn of(&self, side: Side, id: SchemaId) -> Option<TermId> {
        match side {
            Side::Left => self.left_ids[id.index()],
            Side::Right => self.right_ids[id.index()],
        }
    }

    /// Reads the schemas and what they refer to. Equal recursive schemas are found to be equal when they are read
    /// together.
    pub(super) fn read(
        &mut self,
        schemas: &[(Side, SchemaId)],
        texts: &mut Texts,
        constants: &mut Constants,
    ) {
        let new = self.reachable(schemas);
        if new.is_empty() {
            return;
        }
        let known = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        let positions = new.iter().zip(known..);
        let positions: FastMap<&Read<'s>, TermId> = positions.map(|(read, at)| (read, TermId(at))).collect();
        let mut list = Vec::with_capacity(new.len());
        for Read { side, id, exempt } in &new {
            let term = |id: SchemaId, exempt: Exempt<'s>| {
                let read = Read { side: *side, id, exempt };
                self.known(&read).or_else(|| positions.get(&read).copied()).unwrap_or_default()
            };
            let inside = |id| term(id, Exempt::new());
            list.push(self.view(*side).term((*id, exempt), inside, term, texts, constants));
        }
        let raw = Raw { list, known };
        let targets = raw.unwrapped();
        let target = |id: TermId| raw.position(id).map_or(id, |at| targets[at]);
        let raw = Raw { list: raw.list.iter().map(|term| term.rename(target)).collect(), known };
        let finals = self.settle(&raw, constants);
        for (at, read) in new.into_iter().enumerate() {
            let id_of = raw.position(targets[at]).map_or(targets[at], |at| finals[at]);
            let known = match read.side {
                Side::Left => &mut self.left_ids[read.id.index()],
                Side::Right => &mut self.right_ids[read.id.index()],
            };
            if read.exempt.is_empty() {
                *known = Some(id_of);
            } else {
                self.exempt_ids.insert(read, id_of);
            }
        }
    }

    fn known(&self, read: &Read<'s>) -> Option<TermId> {
        if read.exempt.is_empty() {
            return self.of(read.side, read.id);
        }
        self.exempt_ids.get(read).copied()
    }

    fn view(&self, side: Side) -> &View<'s> {
        match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        }
    }

    /// Schemas that were not read, and are reached from these; those of the left side first.
    fn reachable(&self, schemas: &[(Side, SchemaId)]) -> Vec<Read<'s>> {
        let mut reached = Vec::new();
        for side in [Side::Left, Side::Right] {
            let view = self.view(side);
            let mut seen = HashSet::new();
            let own = schemas.iter().filter(|(other, _)| *other == side);
            let mut work: Vec<_> =
                own.map(|(side, id)| Read { side: *side, id: *id, exempt: Exempt::new() }).collect();
            while let Some(read) = work.pop() {
                if self.known(&read).is_some() || !seen.insert(read.clone()) {
                    continue;
                }
                let schema = view.schemas.get(read.id);
                let inside = schema.inside().map(|id| Read { side, id, exempt: Exempt::new() });
                let applied = schema.applied().map(|id| Read {
                    side,
                    id,
                    exempt: view.exempt(read.id, &read.exempt, id),
                });
                work.extend(inside.chain(applied));
                reached.push(read);
            }
        }
        reached
    }

    /// Gives each new term its id: that of an equal term, if there is one.
    fn settle(&mut self, raw: &Raw, constants: &Constants) -> Vec<TermId> {
        let first = self.list.len();
        let classes = raw.classes();
        let count = classes.iter().max().map_or(0, |max| *max as usize + 1);
        let mut representative = vec![usize::MAX; count];
        for (at, class) in classes.iter().enumerate().rev() {
            representative[*class as usize] = at;
        }
        let class_of = |id: TermId| raw.position(id).map(|at| classes[at] as usize);
        let mut ids: Vec<Option<TermId>> = vec![None; count];
        // From the leaves: a class all of whose references have an id is looked for among the known terms.
        let mut waiting: Vec<usize> = vec![0; count];
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); count];
        for class in 0..count {
            for used in raw.list[representative[class]].references().filter_map(class_of) {
                waiting[class] += 1;
                users[used].push(class);
            }
        }
        let mut work: Vec<usize> = (0..count).filter(|class| waiting[*class] == 0).collect();
        while let Some(class) = work.pop() {
            let id = |id: TermId| class_of(id).map_or(Some(id), |class| ids[class]).unwrap_or_default();
            let term = Rc::new(raw.list[representative[class]].rename(id));
            ids[class] = Some(self.enter(term));
            for user in &users[class] {
                waiting[*user] -= 1;
                if waiting[*user] == 0 {
                    work.push(*user);
                }
            }
        }
        // What is left is recursive, or refers to what is.
        let mut next = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        let recursive: Vec<usize> = (0..count).filter(|class| ids[*class].is_none()).collect();
        for class in &recursive {
            ids[*class] = Some(TermId(next));
            next = next.saturating_add(1);
        }
        for class in recursive {
            let id = |id: TermId| class_of(id).map_or(Some(id), |class| ids[class]).unwrap_or_default();
            let term = Rc::new(raw.list[representative[class]].rename(id));
            self.push(term);
        }
        self.narrow(first, constants);
        classes.iter().map(|class| ids[*class as usize].unwrap_or_default()).collect()
    }

    /// The id of a term whose references all have theirs.
    fn enter(&mut self, term: Rc<Term>) -> TermId {
        if let Some(id) = self.ids.get(&term) {
            return *id;
        }
        self.push(term)
    }

    fn push(&mut self, term: Rc<Term>) -> TermId {
        let id = TermId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(Rc::clone(&term));
        self.kinds.push(ValueKinds::ALL);
        self.ids.insert(term, id);
        id
    }

    /// Narrows the kinds of the terms from that position on.
    fn narrow(&mut self, first: usize, constants: &Constants) {
        for _ in 0..KIND_ROUNDS {
            let mut changed = false;
            for at in first..self.list.len() {
                let kinds = self.narrowed(&self.list[at], constants);
                changed |= std::mem::replace(&mut self.kinds[at], kinds) != kinds;
            }
            if !changed {
                break;
            }
        }
    }

    fn narrowed(&self, term: &Term, constants: &Constants) -> ValueKinds {
        let of = |id: &TermId| self.kinds(*id);
        let any = |ids: &[TermId]| {
            let some = ids.iter().map(of).fold(ValueKinds::NONE, ValueKinds::or);
            if ids.is_empty() { ValueKinds::ALL } else { some }
        };
        let values = term.values.as_ref().map_or(ValueKinds::ALL, |values| {
            let kinds = values.iter().map(|id| ValueKinds::only(ValueKind::of(&constants.get(*id))));
            kinds.fold(ValueKinds::NONE, ValueKinds::or)
        });
        let all = term.all_of.iter().map(of).fold(term.kinds, ValueKinds::and);
        let narrow = all.and(values).and(any(&term.any_of)).and(any(&term.one_of));
        if term.nullable { narrow.or(ValueKinds::only(ValueKind::Null)) } else { narrow }
    }
}
