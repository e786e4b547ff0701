//! What dropshot says of the server is what the document says.

use selfsame_server::http::description;
use selfsame_spec::generated::{DOCUMENT_JSON, OPERATIONS};
use serde_json::Value;
use std::collections::BTreeSet;

/// An operation's method, path, id and parameters.
type Shape = (String, String, String, BTreeSet<(String, String)>);

fn shapes(document: &Value) -> BTreeSet<Shape> {
    let mut shapes = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let parameters = parameters.iter().map(|parameter| {
                let target = match parameter["$ref"].as_str() {
                    Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
                    None => parameter,
                };
                (target["in"].as_str().unwrap().to_owned(), target["name"].as_str().unwrap().to_owned())
            });
            let id = operation["operationId"].as_str().unwrap().to_owned();
            shapes.insert((method.clone(), path.clone(), id, parameters.collect()));
        }
    }
    shapes
}

#[test]
fn the_server_has_the_documents_operations() {
    let version = "0.0.0".parse().unwrap();
    let emitted = description().unwrap().openapi("Selfsame", version).json().unwrap();
    let document: Value = serde_json::from_str(DOCUMENT_JSON).unwrap();
    assert_eq!(shapes(&emitted), shapes(&document));
    assert_eq!(OPERATIONS.len(), shapes(&document).len());
}
