//! Contents and the examples of them. Source: OpenAPI 3.0.3, "Media Type Object", "Example Object".

use serde_json::Value;

use super::Reader;
use crate::api::MediaType;
use crate::document::{Fields, Node};

impl Reader {
    /// The `content` of a node, in the order of the document.
    pub(super) fn contents(&mut self, node: &Node<'_>) -> Vec<MediaType> {
        let contents = Fields::new(node, &mut self.problems).map("content").unwrap_or_default();
        contents.into_iter().filter_map(|(name, node)| self.media_type(name, &node)).collect()
    }

    /// The one member of the `content` of a parameter or header.
    pub(super) fn content(&mut self, node: &Node<'_>) -> Option<MediaType> {
        let contents = Fields::new(node, &mut self.problems).map("content")?;
        let [(name, content)] = contents.as_slice() else {
            let problem = node.error(format!("`content` has {} media types here", contents.len()));
            problem.help("keep exactly one").add_to(&mut self.problems);
            return None;
        };
        self.media_type(name, content)
    }

    fn media_type(&mut self, name: &str, node: &Node<'_>) -> Option<MediaType> {
        let node = self.object(node, "a media type")?;
        let schema = node.get("schema").map(|schema| self.schemas.compile(&schema, &mut self.problems));
        let examples = self.examples(&node);
        Some(MediaType { pointer: node.pointer().to_owned(), name: name.to_owned(), schema, examples })
    }

    /// `example` and the values of `examples`; those that stand elsewhere (`externalValue`) are left out.
    pub(super) fn examples(&mut self, node: &Node<'_>) -> Vec<Value> {
        let example = node.get("example").map(|example| example.to_value());
        let named = Fields::new(node, &mut self.problems).map("examples").unwrap_or_default();
        let named = named.into_iter().filter_map(|(_, node)| self.object(&node, "an example"));
        let named: Vec<_> = named.filter_map(|node| Some(node.get("value")?.to_value())).collect();
        example.into_iter().chain(named).collect()
    }
}
