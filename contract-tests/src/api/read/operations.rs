//! Path items and their operations.

use super::Reader;
use crate::api::{Body, Callback, Method, Operation, PathTemplate};
use crate::document::{Fields, Node};

impl Reader {
    /// The operations of a path item, in the order of the document, each with whether it is flawed.
    pub(super) fn path_item<'d>(
        &mut self,
        root: &Node<'d>,
        path: &str,
        item: &Node<'d>,
    ) -> Vec<(Operation, bool)> {
        let path = match PathTemplate::parse(path) {
            Ok(path) => path,
            Err(message) => {
                item.error(message).help("write it like `/users/{userId}`").add_to(&mut self.problems);
                return Vec::new();
            }
        };
        let Some(item) = self.object(item, "a path item") else { return Vec::new() };
        let mark = self.mark();
        let shared = self.parameters(&item);
        let item_flawed = self.has_more_than(mark);
        let mut operations = Vec::new();
        for (key, node) in item.members() {
            let Some(method) = Method::ALL.into_iter().find(|method| method.key() == key) else { continue };
            let mark = self.mark();
            let Some(node) = self.object(&node, "an operation") else { continue };
            let mut operation = self.operation(root, &node, method, &path, &shared);
            let is_flawed = item_flawed || self.has_more_than(mark);
            operation.callbacks = self.callbacks(root, &node);
            operations.push((operation, is_flawed));
        }
        operations
    }

    fn operation<'d>(
        &mut self,
        root: &Node<'d>,
        node: &Node<'d>,
        method: Method,
        path: &PathTemplate,
        shared: &[crate::api::Parameter],
    ) -> Operation {
        let mut parameters = self.parameters(node);
        let inherited: Vec<_> =
            shared.iter().filter(|outer| !parameters.iter().any(|own| own.is_same(outer))).cloned().collect();
        parameters.splice(0..0, inherited);
        let body = node.get("requestBody").and_then(|body| self.body(&body));
        let responses = self.responses(node);
        let security = self.requirements(node).or_else(|| self.requirements(root)).unwrap_or_default();
        let mut fields = Fields::new(node, &mut self.problems);
        Operation {
            pointer: node.pointer().to_owned(),
            id: fields.text("operationId").map(str::to_owned),
            method,
            path: path.clone(),
            tags: fields.texts("tags"),
            deprecated: fields.flag("deprecated"),
            parameters,
            body,
            responses,
            security,
            callbacks: Vec::new(),
            extensions: node
                .members()
                .into_iter()
                .filter(|(key, _)| key.starts_with("x-"))
                .map(|(key, node)| (key.to_owned(), node.to_value()))
                .collect(),
        }
    }

    /// The callbacks of an operation, each method of each address by itself.
    fn callbacks(&mut self, root: &Node<'_>, node: &Node<'_>) -> Vec<Callback> {
        let mut callbacks = Vec::new();
        for (name, callback) in Fields::new(node, &mut self.problems).map("callbacks").unwrap_or_default() {
            let Some(callback) = self.object(&callback, "a callback") else { continue };
            for (address, item) in callback.members() {
                if address.starts_with("x-") {
                    continue;
                }
                let Some(item) = self.object(&item, "a path item") else { continue };
                let path = PathTemplate { text: address.to_owned(), segments: Vec::new() };
                let shared = self.parameters(&item);
                for (key, node) in item.members() {
                    let Some(method) = Method::ALL.into_iter().find(|method| method.key() == key) else {
                        continue;
                    };
                    let Some(node) = self.object(&node, "an operation") else { continue };
                    let operation = self.operation(root, &node, method, &path, &shared);
                    let operation = Operation { security: Vec::new(), ..operation };
                    callbacks.push(Callback { name: name.to_owned(), operation });
                }
            }
        }
        callbacks
    }

    fn body(&mut self, node: &Node<'_>) -> Option<Body> {
        let node = self.object(node, "a request body")?;
        let mut fields = Fields::new(&node, &mut self.problems);
        let required = fields.flag("required");
        if fields.raw("content").is_none() {
            fields
                .complain(node.error("`content` is missing").help("list the media types that are accepted"));
        }
        Some(Body { pointer: node.pointer().to_owned(), required, contents: self.contents(&node) })
    }
}
