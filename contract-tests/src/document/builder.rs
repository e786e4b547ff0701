//! Builds a tree from what a reader meets in the source, in order, and enforces what holds for every syntax: a
//! mapping at the root, no key twice, and the limits. It must not know YAML or JSON.

use serde_json::Value;

use super::error::LoadError;
use super::limits::{DEPTH_MAX, NODES_MAX, TEXT_BYTES_MAX};
use super::place::{Place, Places};
use super::pointer;
use super::problem::{Problem, quoted};
use super::tree::{Container, Content, Slot, Tree};

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

/// A container that is still open.
struct Frame {
    container: Container,
    /// The key whose value comes next.
    key: Option<(Box<str>, Place)>,
    /// The position of the member whose key asks to merge.
    merge: Option<usize>,
    start: Place,
    weight: Weight,
}

pub(super) struct Builder<'s> {
    name: &'s str,
    frames: Vec<Frame>,
    tree: Tree,
    /// Of each container of the tree.
    weights: Vec<Weight>,
    total: Weight,
    root: Option<Slot>,
}

impl<'s> Builder<'s> {
    pub(super) fn new(name: &'s str) -> Self {
        let (tree, total) = (Tree::default(), Weight::default());
        Self { name, frames: Vec::new(), tree, weights: Vec::new(), total, root: None }
    }

    /// The kind of the innermost open container.
    pub(super) fn container(&self) -> Option<Kind> {
        self.frames.last().map(|frame| match frame.container {
            Container::Object(_) => Kind::Object,
            Container::Array(_) => Kind::Array,
        })
    }

    /// Whether the next thing must be a key.
    pub(super) fn expects_key(&self) -> bool {
        self.container() == Some(Kind::Object) && self.frames.last().is_some_and(|frame| frame.key.is_none())
    }

    /// The key of the member that comes next.
    pub(super) fn key(&mut self, text: &str, place: Place) -> Result<(), LoadError> {
        self.count(Weight { text_bytes: text.len(), ..Weight::default() }, place)?;
        if let Some(frame) = self.frames.last_mut() {
            frame.key = Some((text.into(), place));
            frame.weight.text_bytes += text.len();
        }
        Ok(())
    }

    /// The same of a key that asks for the members of its value, of which what is merged costs as much as an alias does.
    pub(super) fn merge_key(&mut self, text: &str, place: Place) -> Result<(), LoadError> {
        if let Some(Frame { container: Container::Object(members), merge, .. }) = self.frames.last_mut() {
            *merge = Some(members.len());
        }
        self.key(text, place)
    }

    pub(super) fn scalar(&mut self, value: Value, place: Place) -> Result<(), LoadError> {
        let text_bytes = value.as_str().map_or(0, str::len);
        let weight = Weight { nodes: 1, text_bytes, depth: 0 };
        self.count(weight, place)?;
        self.attach(Content::Scalar(value), weight, place)
    }

    pub(super) fn open(&mut self, kind: Kind, place: Place) -> Result<(), LoadError> {
        let weight = Weight { nodes: 1, ..Weight::default() };
        self.count(weight, place)?;
        self.check_depth(1, place)?;
        let container = match kind {
            Kind::Object => Container::Object(Vec::new()),
            Kind::Array if self.frames.is_empty() => return Err(self.not_a_mapping("an array", place)),
            Kind::Array => Container::Array(Vec::new()),
        };
        self.frames.push(Frame { container, key: None, merge: None, start: place, weight });
        Ok(())
    }

    /// Closes the innermost container and tells its number, by which [`Self::alias`] repeats it.
    pub(super) fn close(&mut self) -> Result<Option<usize>, LoadError> {
        let Some(mut frame) = self.frames.pop() else { return Ok(None) };
        if let Container::Object(members) = &mut frame.container {
            self.check_keys(members)?;
            if let Some(at) = frame.merge {
                let place = members[at].1.place;
                self.tree.merge(members, at).ok_or_else(|| self.not_to_be_merged(place))?;
            }
        }
        let weight = Weight { depth: frame.weight.depth + 1, ..frame.weight };
        let number = self.tree.push(frame.container);
        self.weights.push(weight);
        self.attach(Content::Container(number), weight, frame.start)?;
        Ok(Some(number))
    }

    /// The same container once more. It costs nothing here, but counts as if it had been written out.
    pub(super) fn alias(&mut self, number: usize, place: Place) -> Result<(), LoadError> {
        let weight = self.weights[number];
        self.count(weight, place)?;
        self.check_depth(weight.depth, place)?;
        self.attach(Content::Container(number), weight, place)
    }

    /// A problem at the value, or key, that comes next.
    pub(super) fn problem(&self, place: Place, message: impl Into<String>) -> Problem {
        Problem::new(self.name, self.pointer(), place, message)
    }

    /// The expanded value and its places; `None` when there was nothing.
    pub(super) fn finish(self) -> Option<(Value, Places)> {
        let root = self.root?;
        let value = self.tree.value(&root.content);
        Some((value, self.tree.into_places(&root)))
    }

    fn attach(&mut self, content: Content, weight: Weight, place: Place) -> Result<(), LoadError> {
        let Some(frame) = self.frames.last_mut() else {
            if let Content::Scalar(value) = &content {
                return Err(self.not_a_mapping(if value.is_null() { "empty" } else { "a scalar" }, place));
            }
            self.root = Some(Slot { place, content });
            return Ok(());
        };
        frame.weight.nodes += weight.nodes;
        frame.weight.text_bytes += weight.text_bytes;
        frame.weight.depth = frame.weight.depth.max(weight.depth);
        match &mut frame.container {
            Container::Array(items) => items.push(Slot { place, content }),
            Container::Object(members) => {
                let Some((key, place)) = frame.key.take() else {
                    return Err(LoadError::Unusable(self.problem(place, "a value has no key")));
                };
                members.push((key, Slot { place, content }));
            }
        }
        Ok(())
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

    fn check_keys(&self, members: &[(Box<str>, Slot)]) -> Result<(), LoadError> {
        let mut sorted: Vec<_> = members.iter().map(|(key, slot)| (&**key, slot.place)).collect();
        sorted.sort_unstable();
        let again = sorted.windows(2).filter(|pair| pair[0].0 == pair[1].0).min_by_key(|pair| pair[1].1);
        let Some(&[(key, first), (_, second)]) = again else { return Ok(()) };
        let message = format!("the key {} is here twice; it is first on line {}", quoted(key), first.line);
        let at = pointer::join(&self.pointer(), key);
        let problem =
            Problem::new(self.name, at, second, message).help("remove one of the two, or rename it");
        Err(LoadError::Unusable(problem))
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
            match (&frame.container, &frame.key) {
                (Container::Array(items), _) => {
                    pointer = pointer::join(&pointer, &items.len().to_string());
                }
                (Container::Object(_), Some((key, _))) => pointer = pointer::join(&pointer, key),
                (Container::Object(_), None) => {}
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
