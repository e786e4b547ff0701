//! An OpenAPI document with the place of every value in its source.
//!
//! It is loaded from YAML or JSON, walked by [`Node`] and complained about by [`Problem`]; everything else
//! reads documents through it. It must not know what an OpenAPI document has to contain.

mod builder;
mod error;
mod fields;
mod json;
pub mod limits;
mod lines;
mod names;
mod node;
mod place;
pub mod pointer;
mod problem;
mod reference;
mod scalar;
mod spelling;
mod tree;
mod yaml;

#[cfg(test)]
mod tests;

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::Value;

pub use error::LoadError;
pub(crate) use fields::{Fields, kind};
use limits::SOURCE_BYTES_MAX;
pub use lines::Lines;
pub use node::{Content, Node};
pub use place::Place;
pub use problem::Problem;
pub(crate) use problem::quoted;
pub use reference::ReferenceError;
pub(crate) use spelling::closest;
use tree::{Tree, ValueId};

const BYTE_ORDER_MARK: char = '\u{feff}';

/// A document: its source, and its values with the place of each.
pub struct Document {
    name: String,
    source: String,
    tree: Tree,
}

impl Document {
    /// Reads and parses a file. The path, as given, becomes the document's name.
    ///
    /// # Errors
    /// When the file cannot be read, and as [`Self::parse`] has it.
    pub fn load(path: &Path) -> Result<Document, LoadError> {
        let name = path.display().to_string();
        let bytes = bytes(path).map_err(|error| LoadError::Io { name: name.clone(), error })?;
        let Some(bytes) = bytes else {
            return Err(LoadError::TooLarge { name, bytes_max: SOURCE_BYTES_MAX });
        };
        match String::from_utf8(bytes) {
            Ok(source) => Self::read(name, source),
            Err(error) => Err(not_utf8(&name, error.as_bytes(), error.utf8_error().valid_up_to())),
        }
    }

    /// Parses a source, JSON or YAML by its content; a name that ends in `.json` holds what looks like JSON to
    /// it. A byte order mark is dropped. `name` is what problems are told to be in.
    ///
    /// # Errors
    /// When the source is longer than the limit, is neither YAML nor JSON, or cannot be used as a document.
    pub fn parse(name: &str, source: &str) -> Result<Document, LoadError> {
        if source.len() > SOURCE_BYTES_MAX {
            return Err(LoadError::TooLarge { name: name.to_owned(), bytes_max: SOURCE_BYTES_MAX });
        }
        Self::read(name.to_owned(), source.to_owned())
    }

    fn read(name: String, mut source: String) -> Result<Document, LoadError> {
        if source.starts_with(BYTE_ORDER_MARK) {
            source.drain(..BYTE_ORDER_MARK.len_utf8());
        }
        let tree = read_either(&name, &source)?;
        Ok(Self { name, source, tree })
    }

    /// The name that the document was loaded under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text that the places are in.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The whole value, its members in the order of the source and its aliases expanded.
    pub fn to_value(&self) -> Value {
        self.root().to_value()
    }

    /// The root.
    pub fn root(&self) -> Node<'_> {
        Node::new(self, ValueId::ROOT)
    }

    /// The value at a JSON pointer (RFC 6901), if there is one.
    pub fn node(&self, pointer: &str) -> Option<Node<'_>> {
        let mut at = ValueId::ROOT;
        for token in pointer::tokens(pointer)? {
            at = self.step(at, &token)?;
        }
        Some(Node::new(self, at))
    }

    /// Where the value at a JSON pointer stands in the source: the place of its key or of the item itself, and
    /// for what an alias repeats, of the text that is repeated. Without such a value, the place of the nearest
    /// around it.
    pub fn place(&self, pointer: &str) -> Place {
        let mut at = ValueId::ROOT;
        for token in pointer.split('/').skip(1) {
            match pointer::unescape(token).and_then(|name| self.step(at, &name)) {
                Some(next) => at = next,
                None => break,
            }
        }
        self.tree.place(at)
    }

    /// The member of that name, or the item at that position.
    fn step(&self, at: ValueId, token: &str) -> Option<ValueId> {
        self.tree.member(at, token).or_else(|| self.tree.item(at, pointer::index(token)?))
    }
}

/// Without the values, which would drown every message that shows a [`Node`].
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What is in the file; `None` when that is more than the limit, which the file's length tells, or else the reading, since
/// a device has no length and no end.
fn bytes(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    let mut file = File::open(path)?;
    let limit = u64::try_from(SOURCE_BYTES_MAX).unwrap_or(u64::MAX);
    let length = file.metadata()?.len();
    if length > limit {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.by_ref().take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= SOURCE_BYTES_MAX).then_some(bytes))
}

/// What starts like JSON is tried as JSON first, and then as YAML, whose flow style also starts with a brace.
fn read_either(name: &str, source: &str) -> Result<Tree, LoadError> {
    let Some(inside) = source.trim_start().strip_prefix('{') else { return yaml::read(name, source) };
    let extension = Path::new(name).extension();
    let json_only = extension.is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    match json::read(name, source) {
        Err(LoadError::Syntax(problem)) if !json_only => match yaml::read(name, source) {
            // Both failed: a quoted first key says that JSON was meant.
            Err(LoadError::Syntax(_)) if inside.trim_start().starts_with('"') => {
                Err(LoadError::Syntax(problem))
            }
            read => read,
        },
        read => read,
    }
}

fn not_utf8(name: &str, bytes: &[u8], valid_bytes: usize) -> LoadError {
    let before = String::from_utf8_lossy(&bytes[..valid_bytes]);
    let place = Place::START.after(before.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&before));
    let message = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "the document is UTF-16, and must be UTF-8",
        _ => "the document is not UTF-8",
    };
    LoadError::Unusable(Problem::new(name, "", place, message).help("save it as UTF-8"))
}
