//! The document as JSON: its parts, and what references in it stand for.
//!
//! References are followed inside the document alone and for a limited number of steps, so that circles end. Must not
//! know HTML.

use serde_json::{Map, Value};

/// How many references may follow each other before they count as a circle.
const HOPS_MAX: usize = 32;

static NOTHING: Value = Value::Null;

/// An OpenAPI document.
#[derive(Clone, Copy)]
pub(super) struct Document<'a>(&'a Value);

impl<'a> Document<'a> {
    /// The document in `root`.
    pub(super) const fn new(root: &'a Value) -> Self {
        Self(root)
    }

    /// The whole of it.
    pub(super) const fn root(self) -> &'a Value {
        self.0
    }

    /// What the API is called.
    pub(super) fn title(self) -> &'a str {
        text(&self.0["info"], "title").unwrap_or("API")
    }

    /// A section of the components, such as `schemas`.
    pub(super) fn components(self, section: &str) -> impl Iterator<Item = (&'a str, &'a Value)> + use<'a> {
        entries(&self.0["components"][section])
    }

    /// The node itself, or what its reference leads to in the end; null where that is nowhere.
    pub(super) fn resolve(self, node: &'a Value) -> &'a Value {
        let mut node = node;
        for _ in 0..HOPS_MAX {
            let Some(reference) = text(node, "$ref") else { return node };
            node = self.target(reference);
        }
        &NOTHING
    }

    /// What one reference leads to; null where that is nowhere.
    pub(super) fn target(self, reference: &str) -> &'a Value {
        let pointer = reference.strip_prefix('#');
        pointer.and_then(|pointer| self.0.pointer(pointer)).unwrap_or(&NOTHING)
    }
}

/// The name in a reference to a schema of the components.
pub(super) fn schema_name(reference: &str) -> Option<&str> {
    let name = reference.strip_prefix("#/components/schemas/")?;
    // With one of these the last part of the pointer is not the name as it is written.
    (!name.contains(['/', '~', '%'])).then_some(name)
}

/// A text member of an object.
pub(super) fn text<'a>(node: &'a Value, member: &str) -> Option<&'a str> {
    node.get(member).and_then(Value::as_str)
}

/// Whether a member is `true`.
pub(super) fn flag(node: &Value, member: &str) -> bool {
    node.get(member).and_then(Value::as_bool).unwrap_or(false)
}

/// The elements, where the node is an array.
pub(super) fn elements(node: &Value) -> &[Value] {
    node.as_array().map_or(&[], Vec::as_slice)
}

/// The members, where the node is an object.
pub(super) fn entries(node: &Value) -> impl Iterator<Item = (&str, &Value)> {
    node.as_object().into_iter().flat_map(Map::iter).map(|(name, value)| (name.as_str(), value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn references_are_followed_and_circles_end() {
        let root = json!({
            "a": { "$ref": "#/b" }, "b": { "$ref": "#/c~1d" }, "c/d": 1,
            "x": { "$ref": "#/y" }, "y": { "$ref": "#/x" },
            "far": { "$ref": "other.yaml#/a" }, "nowhere": { "$ref": "#/z" },
        });
        let document = Document::new(&root);
        assert_eq!(document.resolve(&root["a"]), &json!(1));
        for name in ["x", "far", "nowhere"] {
            assert_eq!(document.resolve(&root[name]), &Value::Null, "{name}");
        }
    }
}
