//! A cursor on a document: a value together with where it stands, so that whoever judges it can say so. It must not
//! know what the members of an OpenAPI document mean, `$ref` apart.

use std::sync::OnceLock;

use serde_json::{Number, Value};

use super::Document;
use super::place::Place;
use super::pointer;
use super::problem::Problem;
use super::tree::{self, Step, ValueId};

/// A value of a document and where it is.
#[derive(Clone, Debug)]
pub struct Node<'d> {
    document: &'d Document,
    at: ValueId,
    /// Made when it is asked for.
    pointer: OnceLock<String>,
}

/// What a value is; the members of an object and the items of an array are nodes of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content<'d> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, exactly as written.
    Number(&'d Number),
    /// A string.
    Text(&'d str),
    /// An array.
    Array,
    /// An object.
    Object,
}

impl<'d> Node<'d> {
    pub(super) fn new(document: &'d Document, at: ValueId) -> Self {
        Self { document, at, pointer: OnceLock::new() }
    }

    /// The document that the value is part of.
    pub fn document(&self) -> &'d Document {
        self.document
    }

    /// The JSON pointer (RFC 6901) of the value; empty for the root.
    pub fn pointer(&self) -> &str {
        self.pointer.get_or_init(|| self.find_pointer())
    }

    /// The number of the value in its document, from 0 and in the order of the source: the same for the same place.
    pub fn number(&self) -> u32 {
        self.at.number()
    }

    /// The value by itself, with all that it holds.
    pub fn to_value(&self) -> Value {
        self.document.tree.value(&self.document.source, self.at)
    }

    /// What the value is.
    pub fn content(&self) -> Content<'d> {
        let tree = &self.document.tree;
        match tree.content(self.at) {
            tree::Content::Null => Content::Null,
            tree::Content::Bool(flag) => Content::Bool(flag),
            tree::Content::Number(number) => tree.number(number).map_or(Content::Null, Content::Number),
            text @ (tree::Content::Quoted { .. } | tree::Content::Text { .. }) => {
                Content::Text(tree.text(&self.document.source, text).unwrap_or_default())
            }
            tree::Content::Array(_) => Content::Array,
            tree::Content::Object(_) => Content::Object,
        }
    }

    /// Where the value stands in the source: the place of its key, or of the item itself.
    pub fn place(&self) -> Place {
        self.document.tree.place(self.at)
    }

    /// The member of that name, when the value is an object that has it.
    pub fn get(&self, key: &str) -> Option<Node<'d>> {
        self.document.tree.member(self.at, key).map(|at| Node::new(self.document, at))
    }

    /// The members in the order of the document; none when the value is not an object.
    pub fn members(&self) -> Vec<(&'d str, Node<'d>)> {
        let document = self.document;
        let member = |at: ValueId| match document.tree.step(at) {
            Step::Member(name) => Some((document.tree.names.get(name), Node::new(document, at))),
            Step::Root | Step::Item(_) | Step::Merged => None,
        };
        if self.is_object() { document.tree.inside(self.at).filter_map(member).collect() } else { Vec::new() }
    }

    /// The items in order; none when the value is not an array.
    pub fn items(&self) -> Vec<Node<'d>> {
        let document = self.document;
        let items = document.tree.inside(self.at).filter(|_| self.is_array());
        items.map(|at| Node::new(document, at)).collect()
    }

    /// How many members or items there are.
    pub fn len(&self) -> usize {
        match self.document.tree.content(self.at) {
            tree::Content::Array(count) | tree::Content::Object(count) => count as usize,
            tree::Content::Null
            | tree::Content::Bool(_)
            | tree::Content::Number(_)
            | tree::Content::Quoted { .. }
            | tree::Content::Text { .. } => 0,
        }
    }

    /// Whether there are no members and no items.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the value is null.
    pub fn is_null(&self) -> bool {
        self.content() == Content::Null
    }

    /// Whether the value is an object.
    pub fn is_object(&self) -> bool {
        self.content() == Content::Object
    }

    /// Whether the value is an array.
    pub fn is_array(&self) -> bool {
        self.content() == Content::Array
    }

    /// The value, when it is a string.
    pub fn as_str(&self) -> Option<&'d str> {
        if let Content::Text(text) = self.content() { Some(text) } else { None }
    }

    /// The value, when it is a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        if let Content::Bool(flag) = self.content() { Some(flag) } else { None }
    }

    /// The value, when it is a number.
    pub fn as_number(&self) -> Option<&'d Number> {
        if let Content::Number(number) = self.content() { Some(number) } else { None }
    }

    /// The value, when it is an integer from 0 to `u64::MAX`.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.as_u64()
    }

    /// The member of that name, when it is a string.
    pub fn str(&self, key: &str) -> Option<&'d str> {
        self.get(key)?.as_str()
    }

    /// The `$ref` of the value, when it has one that is a string.
    pub fn reference(&self) -> Option<&'d str> {
        self.str("$ref")
    }

    /// A problem at this place.
    pub fn error(&self, message: impl Into<String>) -> Problem {
        Problem::new(self.document.name(), self.pointer(), self.place(), message)
    }

    fn find_pointer(&self) -> String {
        let tree = &self.document.tree;
        let (mut steps, mut at) = (Vec::new(), self.at);
        loop {
            match tree.step(at) {
                Step::Root => break,
                Step::Member(name) => steps.push(pointer::escape(tree.names.get(name))),
                Step::Item(position) => steps.push(position.to_string().into()),
                Step::Merged => {}
            }
            at = tree.around(at);
        }
        let mut pointer = String::with_capacity(steps.iter().map(|step| step.len() + 1).sum());
        for step in steps.iter().rev() {
            pointer.push('/');
            pointer.push_str(step);
        }
        pointer
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Document, Place};

    const SOURCE: &str = "\
openapi: 3.0.3
paths:
  /users/{id}:
    get:
      tags: [a, b]
      parameters:
        - name: id
          required: true
        - {name: n, maximum: 7}
      responses:
        200:
          description: ok
";

    #[test]
    fn walking() {
        let document = Document::parse("api.yaml", SOURCE).unwrap();
        let get = document.node("/paths/~1users~1{id}/get").unwrap();
        assert_eq!(get.place(), Place { line: 4, column: 5 });
        let names: Vec<_> = get.members().into_iter().map(|(key, _)| key).collect();
        assert_eq!(names, ["tags", "parameters", "responses"]);
        let parameters = get.get("parameters").unwrap().items();
        assert_eq!(parameters[1].pointer(), "/paths/~1users~1{id}/get/parameters/1");
        assert_eq!(parameters[0].place(), Place { line: 7, column: 11 });
        assert_eq!(parameters[1].place(), Place { line: 9, column: 11 });
        assert_eq!(parameters[0].get("required").unwrap().as_bool(), Some(true));
        assert_eq!(parameters[1].get("maximum").unwrap().as_u64(), Some(7));
        assert_eq!(parameters[1].get("maximum").unwrap().place(), Place { line: 9, column: 21 });
        assert_eq!(parameters[1].str("name"), Some("n"));
        assert_eq!(parameters[1].str("maximum"), None);
        let tags = get.get("tags").unwrap().items();
        assert_eq!(tags[1].as_str(), Some("b"));
        assert_eq!(tags[1].place(), Place { line: 5, column: 17 });
        let ok = get.get("responses").and_then(|responses| responses.get("200")).unwrap();
        assert_eq!(ok.error("is wrong").to_string(), "api.yaml:11:9: is wrong");
    }

    #[test]
    fn nothing_inside_a_scalar() {
        let document = Document::parse("api.yaml", SOURCE).unwrap();
        let version = document.root().get("openapi").unwrap();
        assert!(version.get("x").is_none() && version.str("x").is_none());
        assert!(version.members().is_empty() && version.items().is_empty());
        assert!(document.root().items().is_empty());
        assert!(document.node("/paths/~1users~1{id}/get/tags/x").is_none());
        assert_eq!(document.root().as_str(), None);
    }
}
