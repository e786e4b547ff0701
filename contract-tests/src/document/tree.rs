//! A document's values as one list: each value is followed by those inside it, so that a value and all that it holds are
//! one stretch of the list. Texts are kept as stretches of the source. It must not know syntax, limits or references.

use std::collections::HashMap;

use serde_json::{Map, Number, Value};

use super::names::{NameId, Names};
use super::place::Place;

/// Members or items of a container from which on they are found by an index.
const INDEXED_MIN: u32 = 16;

/// A value, by its position in the [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ValueId(u32);

impl ValueId {
    /// The whole document.
    pub(super) const ROOT: Self = Self(0);

    fn index(self) -> usize {
        self.0 as usize
    }

    /// The position, from 0.
    pub(super) fn number(self) -> u32 {
        self.0
    }
}

/// How a value is reached from the one around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// It is the root.
    Root,
    /// It is the member of that name.
    Member(NameId),
    /// It is the item at that position.
    Item(u32),
    /// It gave its members to the object around it, and is no member of that any more.
    Merged,
}

/// What a value is. Containers have a number of members or items.
#[derive(Clone, Copy, Debug)]
pub(super) enum Content {
    Null,
    Bool(bool),
    /// By its position among the numbers.
    Number(u32),
    /// A stretch of the source.
    Quoted {
        start: u32,
        length: u32,
    },
    /// A stretch of the texts that do not stand in the source as they read.
    Text {
        start: u32,
        length: u32,
    },
    Array(u32),
    Object(u32),
}

/// A scalar on its way into the tree.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar<'t> {
    Null,
    Bool(bool),
    Number(Number),
    Text(&'t str),
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// What it is inside of; the root is inside of itself.
    around: ValueId,
    /// The position after the last value inside it.
    end: u32,
    step: Step,
    place: Place,
    content: Content,
}

/// The values of a document.
#[derive(Debug, Default)]
pub(super) struct Tree {
    entries: Vec<Entry>,
    numbers: Vec<Number>,
    texts: String,
    pub(super) names: Names,
    /// What large containers hold.
    index: HashMap<(ValueId, Step), ValueId, foldhash::fast::RandomState>,
}

impl Tree {
    /// Adds an empty container. What is added until it is closed is inside it.
    pub(super) fn open(&mut self, around: ValueId, step: Step, place: Place, content: Content) -> ValueId {
        self.push(around, step, place, content)
    }

    /// Lets what was added since a container was opened be inside it.
    pub(super) fn end_at_last(&mut self, at: ValueId) {
        let end = self.end();
        self.entries[at.index()].end = end;
    }

    /// Ends a container that holds so many values.
    pub(super) fn close(&mut self, at: ValueId, count: u32) {
        self.end_at_last(at);
        let entry = &mut self.entries[at.index()];
        match &mut entry.content {
            Content::Array(of) | Content::Object(of) => *of = count,
            Content::Null
            | Content::Bool(_)
            | Content::Number(_)
            | Content::Quoted { .. }
            | Content::Text { .. } => {}
        }
        if count >= INDEXED_MIN {
            let inside: Vec<ValueId> = self.inside(at).collect();
            for child in inside {
                self.index.insert((at, self.step(child)), child);
            }
        }
    }

    /// Adds a scalar of a document with that source.
    pub(super) fn scalar(
        &mut self,
        source: &str,
        around: ValueId,
        step: Step,
        place: Place,
        scalar: Scalar<'_>,
    ) -> ValueId {
        let content = match scalar {
            Scalar::Null => Content::Null,
            Scalar::Bool(flag) => Content::Bool(flag),
            Scalar::Number(number) => {
                self.numbers.push(number);
                Content::Number(number_of(self.numbers.len() - 1))
            }
            Scalar::Text(text) => self.text_content(source, text),
        };
        self.push(around, step, place, content)
    }

    /// Adds a value that is there once more, with all that it holds.
    pub(super) fn copy(&mut self, from: ValueId, around: ValueId, step: Step, place: Place) -> ValueId {
        let content = self.content(from);
        let copy = self.push(around, step, place, content);
        if let Content::Array(count) | Content::Object(count) = content {
            let inside: Vec<ValueId> = self.inside(from).collect();
            for child in inside {
                self.copy(child, copy, self.step(child), self.place(child));
            }
            self.close(copy, count);
        }
        copy
    }

    /// Takes a member out of its object, in which it asked for its members to be.
    pub(super) fn mark_merged(&mut self, at: ValueId) {
        self.entries[at.index()].step = Step::Merged;
    }

    /// What the tree holds is not going to grow.
    pub(super) fn finish(&mut self) {
        self.entries.shrink_to_fit();
        self.texts.shrink_to_fit();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn content(&self, at: ValueId) -> Content {
        self.entries[at.index()].content
    }

    pub(super) fn step(&self, at: ValueId) -> Step {
        self.entries[at.index()].step
    }

    pub(super) fn place(&self, at: ValueId) -> Place {
        self.entries[at.index()].place
    }

    /// What the value is inside of; the root is inside of itself.
    pub(super) fn around(&self, at: ValueId) -> ValueId {
        self.entries[at.index()].around
    }

    pub(super) fn number(&self, at: u32) -> Option<&Number> {
        self.numbers.get(at as usize)
    }

    /// A text of a document with that source.
    pub(super) fn text<'t>(&'t self, source: &'t str, content: Content) -> Option<&'t str> {
        let (text, start, length) = match content {
            Content::Quoted { start, length } => (source, start as usize, length as usize),
            Content::Text { start, length } => (self.texts.as_str(), start as usize, length as usize),
            Content::Null
            | Content::Bool(_)
            | Content::Number(_)
            | Content::Array(_)
            | Content::Object(_) => {
                return None;
            }
        };
        text.get(start..start + length)
    }

    /// The values in a container, in their order; what was merged is not among them.
    pub(super) fn inside(&self, at: ValueId) -> impl Iterator<Item = ValueId> {
        let end = self.entries[at.index()].end;
        let mut next = at.0 + 1;
        let all = std::iter::from_fn(move || {
            let id = ValueId(next);
            let entry = (next < end).then(|| &self.entries[id.index()])?;
            next = entry.end;
            Some((id, entry.step))
        });
        all.filter(|(_, step)| *step != Step::Merged).map(|(id, _)| id)
    }

    /// The member of that name, if the value is an object that has it.
    pub(super) fn member(&self, at: ValueId, name: &str) -> Option<ValueId> {
        let Content::Object(count) = self.content(at) else { return None };
        if count >= INDEXED_MIN {
            let step = Step::Member(self.names.find(name)?);
            return self.index.get(&(at, step)).copied();
        }
        let is_named = |id: &ValueId| match self.step(*id) {
            Step::Member(other) => self.names.get(other) == name,
            Step::Root | Step::Item(_) | Step::Merged => false,
        };
        self.inside(at).find(is_named)
    }

    /// The item at that position, if the value is an array that has it.
    pub(super) fn item(&self, at: ValueId, position: usize) -> Option<ValueId> {
        let Content::Array(count) = self.content(at) else { return None };
        if count >= INDEXED_MIN {
            return self.index.get(&(at, Step::Item(u32::try_from(position).ok()?))).copied();
        }
        self.inside(at).nth(position)
    }

    /// The value by itself. The recursion is as deep as the value, which the builder limits.
    pub(super) fn value(&self, source: &str, at: ValueId) -> Value {
        match self.content(at) {
            Content::Null => Value::Null,
            Content::Bool(flag) => Value::Bool(flag),
            Content::Number(number) => self.number(number).cloned().map_or(Value::Null, Value::Number),
            content @ (Content::Quoted { .. } | Content::Text { .. }) => {
                Value::String(self.text(source, content).unwrap_or_default().to_owned())
            }
            Content::Array(_) => self.inside(at).map(|item| self.value(source, item)).collect(),
            Content::Object(_) => {
                let member = |id| match self.step(id) {
                    Step::Member(name) => Some((self.names.get(name).to_owned(), self.value(source, id))),
                    Step::Root | Step::Item(_) | Step::Merged => None,
                };
                Value::Object(self.inside(at).filter_map(member).collect::<Map<_, _>>())
            }
        }
    }

    fn push(&mut self, around: ValueId, step: Step, place: Place, content: Content) -> ValueId {
        let at = ValueId(self.end());
        self.entries.push(Entry { around, end: at.0.saturating_add(1), step, place, content });
        at
    }

    fn end(&self) -> u32 {
        number_of(self.entries.len())
    }

    fn text_content(&mut self, source: &str, text: &str) -> Content {
        let length = number_of(text.len());
        if let Some(start) = position(source, text) {
            return Content::Quoted { start: number_of(start), length };
        }
        let start = number_of(self.texts.len());
        self.texts.push_str(text);
        Content::Text { start, length }
    }
}

/// Where a text stands in the source, when it is a part of that very text.
fn position(source: &str, text: &str) -> Option<usize> {
    let start = text.as_ptr().addr().checked_sub(source.as_ptr().addr())?;
    let is_part = start.checked_add(text.len())? <= source.len();
    is_part.then_some(start)
}

/// The limits of a document are below what this holds.
fn number_of(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
