//! The server serves what the document says: the document and the generated operations agree for every tag, and so do
//! the operations and what dropshot says of itself, here for `me`.

use crate::server;
use contract_tests::document::{Document, Node};
use selfsame_spec::generated::OPERATIONS;
use selfsame_spec::runtime::{Operation, differences};
use serde_json::{Map, Value, json};

/// The document in the form of an emitted description: its parameters resolved, those of paths with each operation.
fn resolved(document: &Document) -> Value {
    let mut paths = Map::new();
    for (path, item) in document.node("/paths").unwrap().members() {
        let shared = parameters(&item);
        let methods = item.members().into_iter().filter(|(name, _)| *name != "parameters");
        let operations = methods.map(|(method, operation)| {
            let parameters = [shared.clone(), parameters(&operation)].concat();
            let (id, tags) =
                (operation.str("operationId"), operation.get("tags").map(|tags| tags.to_value()));
            (method.to_owned(), json!({ "operationId": id, "tags": tags, "parameters": parameters }))
        });
        paths.insert(path.to_owned(), Value::Object(operations.collect()));
    }
    json!({ "paths": paths })
}

fn parameters(node: &Node<'_>) -> Vec<Value> {
    let list = node.get("parameters").map(|list| list.items()).unwrap_or_default();
    list.iter().map(|parameter| parameter.resolve().unwrap().to_value()).collect()
}

#[test]
fn the_operations_are_those_of_the_document() {
    let document = Document::parse("openapi.yaml", selfsame_spec::DOCUMENT).unwrap();
    assert_eq!(differences(&resolved(&document), OPERATIONS), [""; 0]);
}

#[test]
fn dropshot_serves_the_operations() {
    let emitted = server::description().openapi("Selfsame", semver::Version::new(0, 0, 0)).json().unwrap();
    let of_me: Vec<&Operation> =
        OPERATIONS.iter().copied().filter(|operation| operation.tag == "me").collect();
    assert!(!of_me.is_empty());
    assert_eq!(differences(&emitted, &of_me), [""; 0]);
}
