//! Builds a tree from what a reader meets in the source, in order, and enforces what holds for every syntax: a
//! mapping at the root, no key twice, and the limits. It must not know YAML or JSON.

use std::collections::HashSet;

use super::error::LoadError;
use super::limits::{DEPTH_MAX, NODES_MAX, TEXT_BYTES_MAX};
use super::names::NameId;
use super::place::Place;
use super::pointer;
use super::problem::{Problem, quoted};
use super::tree::{Content, Scalar, Step, Tree, ValueId};

/// The kinds of containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Object,
    Array,
}

/// What a part of the tree costs once its aliases are expanded.
#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    nodes: usize,
    text_bytes: usize,
    /// Containers inside one another.
    depth: usize,
}

/// The key of the member that is being read.
#[derive(Clone, Copy)]
struct Key {
    name: NameId,
    place: Place,
    /// Whether it asks for the members of its value.
    merges: bool,
}

/// A container that is still open.
struct Frame {
    at: ValueId,
    kind: Kind,
    /// Of the member whose value comes next, or is open.
    key: Option<Key>,
    /// The value whose members the object asks for.
    merge: Option<ValueId>,
    /// Members or items so far.
    count: u32,
    weight: Weight,
}

pub(super) struct Builder<'s> {
    name: &'s str,
    source: &'s str,
    frames: Vec<Frame>,
    tree: Tree,
    /// The containers that were closed, in that order.
    containers: Vec<(ValueId, Weight)>,
    total: Weight,
    /// For looking through the keys of an object.
    keys: Vec<(NameId, Place)>,
}

impl<'s> Builder<'s> {
    pub(super) fn new(name: &'s str, source: &'s str) -> Self {
        Self {
            name,
            source,
            frames: Vec::new(),
            tree: Tree::default(),
            containers: Vec::new(),
            total: Weight::default(),
            keys: Vec::new(),
        }
    }

    /// The kind of the innermost open container.
    pub(super) fn container(&self) -> Option<Kind> {
        self.frames.last().map(|frame| frame.kind)
    }

    /// Whether the next thing must be a key.
    pub(super) fn expects_key(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.kind == Kind::Object && frame.key.is_none())
    }

    /// The key of the member that comes next.
    pub(super) fn key(&mut self, text: &str, place: Place) -> Result<(), LoadError> {
        self.enter_key(text, place, false)
    }

    /// The same of a key that asks for the members of its value, of which what is merged costs as much as an alias does.
    pub(super) fn merge_key(&mut self, text: &str, place: Place) -> Result<(), LoadError> {
        self.enter_key(text, place, true)
    }

    fn enter_key(&mut self, text: &str, place: Place, merges: bool) -> Result<(), LoadError> {
        self.count(Weight { text_bytes: text.len(), ..Weight::default() }, place)?;
        let name = self.tree.names.enter(text);
        if let Some(frame) = self.frames.last_mut() {
            frame.key = Some(Key { name, place, merges });
            frame.weight.text_bytes += text.len();
        }
        Ok(())
    }

    pub(super) fn scalar(&mut self, scalar: Scalar<'_>, place: Place) -> Result<(), LoadError> {
        let text_bytes = match scalar {
            Scalar::Text(text) => text.len(),
            Scalar::Null | Scalar::Bool(_) | Scalar::Number(_) => 0,
        };
        let weight = Weight { nodes: 1, text_bytes, depth: 0 };
        self.count(weight, place)?;
        if self.frames.is_empty() {
            let what = if scalar == Scalar::Null { "empty" } else { "a scalar" };
            return Err(self.not_a_mapping(what, place));
        }
        let (around, step, place) = self.next(place)?;
        let at = self.tree.scalar(self.source, around, step, place, scalar);
        self.attached(at, weight);
        Ok(())
    }

    pub(super) fn open(&mut self, kind: Kind, place: Place) -> Result<(), LoadError> {
        let weight = Weight { nodes: 1, ..Weight::default() };
        self.count(weight, place)?;
        self.check_depth(1, place)?;
        let content = match kind {
            Kind::Object => Content::Object(0),
            Kind::Array if self.frames.is_empty() => return Err(self.not_a_mapping("an array", place)),
            Kind::Array => Content::Array(0),
        };
        let (around, step, place) = self.next(place)?;
        let at = self.tree.open(around, step, place, content);
        self.frames.push(Frame { at, kind, key: None, merge: None, count: 0, weight });
        Ok(())
    }

    /// Closes the innermost container and tells its number, by which [`Self::alias`] repeats it.
    pub(super) fn close(&mut self) -> Result<Option<usize>, LoadError> {
        let Some(mut frame) = self.frames.pop() else { return Ok(None) };
        if frame.kind == Kind::Object {
            self.tree.end_at_last(frame.at);
            self.check_keys(frame.at)?;
            if let Some(merge) = frame.merge {
                let place = self.tree.place(merge);
                frame.count = self.merge(frame.at, merge).ok_or_else(|| self.not_to_be_merged(place))?;
            }
        }
        self.tree.close(frame.at, frame.count);
        let weight = Weight { depth: frame.weight.depth + 1, ..frame.weight };
        self.containers.push((frame.at, weight));
        self.attached(frame.at, weight);
        Ok(Some(self.containers.len() - 1))
    }

    /// The same container once more, which counts as if it had been written out.
    pub(super) fn alias(&mut self, number: usize, place: Place) -> Result<(), LoadError> {
        let (container, weight) = self.containers[number];
        self.count(weight, place)?;
        self.check_depth(weight.depth, place)?;
        let (around, step, place) = self.next(place)?;
        let at = self.tree.copy(container, around, step, place);
        self.attached(at, weight);
        Ok(())
    }

    /// A problem at the value, or key, that comes next.
    pub(super) fn problem(&self, place: Place, message: impl Into<String>) -> Problem {
        Problem::new(self.name, self.pointer(), place, message)
    }

    /// The tree; `None` when there was nothing.
    pub(super) fn finish(mut self) -> Option<Tree> {
        self.tree.finish();
        (!self.tree.is_empty()).then_some(self.tree)
    }

    /// Where the next value stands: in what, by which step, and at which place, which is its key's.
    fn next(&self, place: Place) -> Result<(ValueId, Step, Place), LoadError> {
        let Some(frame) = self.frames.last() else { return Ok((ValueId::ROOT, Step::Root, place)) };
        match (frame.kind, frame.key) {
            (Kind::Array, _) => Ok((frame.at, Step::Item(frame.count), place)),
            (Kind::Object, Some(key)) => Ok((frame.at, Step::Member(key.name), key.place)),
            (Kind::Object, None) => Err(LoadError::Unusable(self.problem(place, "a value has no key"))),
        }
    }

    /// Notes that a value is complete.
    fn attached(&mut self, at: ValueId, weight: Weight) {
        let Some(frame) = self.frames.last_mut() else { return };
        frame.weight.nodes += weight.nodes;
        frame.weight.text_bytes += weight.text_bytes;
        frame.weight.depth = frame.weight.depth.max(weight.depth);
        frame.count = frame.count.saturating_add(1);
        if frame.key.take().is_some_and(|key| key.merges) {
            frame.merge = Some(at);
        }
    }

    /// Gives an object the members that the value of its merge key has: those of a mapping, or of each mapping of a list.
    /// What the object has itself stays, and of the list the first counts. They come last. Tells how many members there
    /// are then; `None` when the value is something else.
    fn merge(&mut self, object: ValueId, merge: ValueId) -> Option<u32> {
        self.tree.mark_merged(merge);
        let mut steps: HashSet<Step> = self.tree.inside(object).map(|id| self.tree.step(id)).collect();
        let sources = match self.tree.content(merge) {
            Content::Object(_) => vec![merge],
            Content::Array(_) => self.tree.inside(merge).collect(),
            Content::Null
            | Content::Bool(_)
            | Content::Number(_)
            | Content::Quoted { .. }
            | Content::Text { .. } => return None,
        };
        for source in sources {
            let Content::Object(_) = self.tree.content(source) else { return None };
            let given: Vec<ValueId> = self.tree.inside(source).collect();
            for member in given {
                let step = self.tree.step(member);
                if steps.insert(step) {
                    self.tree.copy(member, object, step, self.tree.place(member));
                }
            }
        }
        u32::try_from(steps.len()).ok()
    }

    fn count(&mut self, weight: Weight, place: Place) -> Result<(), LoadError> {
        self.total.nodes += weight.nodes;
        self.total.text_bytes += weight.text_bytes;
        let excess = if self.total.nodes > NODES_MAX {
            format!("more than {NODES_MAX} values")
        } else if self.total.text_bytes > TEXT_BYTES_MAX {
            format!("more than {TEXT_BYTES_MAX} bytes of text")
        } else {
            return Ok(());
        };
        let message = format!("the document has {excess}, its aliases expanded");
        let help = "use `$ref` for what is repeated, and fewer aliases";
        Err(LoadError::Unusable(self.problem(place, message).help(help)))
    }

    fn check_depth(&self, more: usize, place: Place) -> Result<(), LoadError> {
        if self.frames.len() + more <= DEPTH_MAX {
            return Ok(());
        }
        Err(LoadError::Unusable(too_deep(self.problem(place, ""))))
    }

    fn check_keys(&mut self, object: ValueId) -> Result<(), LoadError> {
        let mut keys = std::mem::take(&mut self.keys);
        keys.clear();
        for id in self.tree.inside(object) {
            if let Step::Member(name) = self.tree.step(id) {
                keys.push((name, self.tree.place(id)));
            }
        }
        keys.sort_unstable();
        let again = keys.windows(2).filter(|pair| pair[0].0 == pair[1].0).min_by_key(|pair| pair[1].1);
        if let Some(&[(name, first), (_, second)]) = again {
            let key = self.tree.names.get(name);
            let message =
                format!("the key {} is here twice; it is first on line {}", quoted(key), first.line);
            let at = pointer::join(&self.pointer(), key);
            let problem = Problem::new(self.name, at, second, message);
            return Err(LoadError::Unusable(problem.help("remove one of the two, or rename it")));
        }
        self.keys = keys;
        Ok(())
    }

    fn not_to_be_merged(&self, place: Place) -> LoadError {
        let problem = self.problem(place, "a merge key takes a mapping, or a list of mappings");
        LoadError::Unusable(problem.help("write the alias of a mapping; quote the key if it is a name"))
    }

    fn not_a_mapping(&self, is: &str, place: Place) -> LoadError {
        let problem = self.problem(place, format!("the document is {is}, and must be a mapping"));
        LoadError::Unusable(problem.help("start with `openapi`, `info` and `paths`"))
    }

    /// The pointer of the value that comes next.
    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for frame in &self.frames {
            match (frame.kind, frame.key) {
                (Kind::Array, _) => pointer = pointer::join(&pointer, &frame.count.to_string()),
                (Kind::Object, Some(key)) => pointer = pointer::join(&pointer, self.tree.names.get(key.name)),
                (Kind::Object, None) => {}
            }
        }
        pointer
    }
}

/// The problem with the message and the help for too many containers inside one another.
pub(super) fn too_deep(problem: Problem) -> Problem {
    let message = format!("values are nested more than {DEPTH_MAX} levels deep");
    Problem { message, ..problem }.help("use `$ref` to name what is nested")
}
