//! A cursor on a document: a value together with its pointer, so that whoever judges it can say where it
//! stands. It must not know what the members of an OpenAPI document mean, `$ref` apart.

use serde_json::Value;

use super::Document;
use super::place::Place;
use super::pointer;
use super::problem::Problem;

/// A value of a document and where it is.
#[derive(Clone, Debug)]
pub struct Node<'d> {
    document: &'d Document,
    pointer: String,
    value: &'d Value,
}

impl<'d> Node<'d> {
    pub(super) fn new(document: &'d Document, pointer: String, value: &'d Value) -> Self {
        Self { document, pointer, value }
    }

    /// The document that the value is part of.
    pub fn document(&self) -> &'d Document {
        self.document
    }

    /// The JSON pointer (RFC 6901) of the value; empty for the root.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The value.
    pub fn value(&self) -> &'d Value {
        self.value
    }

    /// Where the value stands in the source: the place of its key, or of the item itself.
    pub fn place(&self) -> Place {
        self.document.place(&self.pointer)
    }

    /// The member of that name, when the value is an object that has it.
    pub fn get(&self, key: &str) -> Option<Node<'d>> {
        Some(self.child(key, self.value.as_object()?.get(key)?))
    }

    /// The members in the order of the document; none when the value is not an object.
    pub fn members(&self) -> Vec<(&'d str, Node<'d>)> {
        let members = self.value.as_object().into_iter().flatten();
        members.map(|(key, value)| (key.as_str(), self.child(key, value))).collect()
    }

    /// The items in order; none when the value is not an array.
    pub fn items(&self) -> Vec<Node<'d>> {
        let items = self.value.as_array().into_iter().flatten().enumerate();
        items.map(|(at, value)| self.child(&at.to_string(), value)).collect()
    }

    /// The value, when it is a string.
    pub fn as_str(&self) -> Option<&'d str> {
        self.value.as_str()
    }

    /// The value, when it is a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        self.value.as_bool()
    }

    /// The value, when it is an integer from 0 to `u64::MAX`.
    pub fn as_u64(&self) -> Option<u64> {
        self.value.as_u64()
    }

    /// The member of that name, when it is a string.
    pub fn str(&self, key: &str) -> Option<&'d str> {
        self.value.as_object()?.get(key)?.as_str()
    }

    /// The `$ref` of the value, when it has one that is a string.
    pub fn reference(&self) -> Option<&'d str> {
        self.str("$ref")
    }

    /// A problem at this place.
    pub fn error(&self, message: impl Into<String>) -> Problem {
        Problem::new(self.document.name(), self.pointer.as_str(), self.place(), message)
    }

    fn child(&self, token: &str, value: &'d Value) -> Node<'d> {
        Node { document: self.document, pointer: pointer::join(&self.pointer, token), value }
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
