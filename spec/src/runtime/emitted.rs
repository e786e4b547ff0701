//! Whether the HTTP server serves what the document says: its own description of itself, compared with the operations.
//!
//! Takes the description as JSON, so that it knows no HTTP server.

use super::operation::Operation;
use serde_json::Value;
use std::collections::BTreeSet;

/// Members of a path item that are methods.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// What an emitted OpenAPI description and the operations do not have in common: path, method, operationId, tag, and
/// each parameter with its place and whether it must be there. Empty where they agree.
#[must_use]
pub fn differences(emitted: &Value, operations: &[&Operation]) -> Vec<String> {
    let documented: BTreeSet<String> =
        operations.iter().flat_map(|operation| of_operation(operation)).collect();
    let served: BTreeSet<String> = served(emitted).collect();
    let only = |these: &BTreeSet<String>, those: &BTreeSet<String>, whose: &str| -> Vec<String> {
        these.difference(those).map(|fact| format!("only {whose}: {fact}")).collect()
    };
    [only(&documented, &served, "documented"), only(&served, &documented, "served")].concat()
}

fn of_operation(operation: &Operation) -> Vec<String> {
    let place = format!("{} {}", operation.method, operation.path);
    let parameters = operation
        .parameters
        .iter()
        .map(|parameter| described(&place, parameter.location.token(), parameter.name, parameter.required));
    std::iter::once(named(&place, operation.id, &[operation.tag])).chain(parameters).collect()
}

fn served(emitted: &Value) -> impl Iterator<Item = String> {
    let paths = emitted["paths"].as_object().into_iter().flatten();
    let operations = paths.flat_map(|(path, item)| {
        let methods = METHODS.iter().filter_map(move |method| Some((*method, item.get(method)?)));
        methods.map(move |(method, operation)| (format!("{} {path}", method.to_ascii_uppercase()), operation))
    });
    operations.flat_map(|(place, operation)| {
        let text = |value: &'_ Value| value.as_str().unwrap_or_default().to_owned();
        let tags: Vec<String> = operation["tags"].as_array().into_iter().flatten().map(text).collect();
        let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
        let mut facts = vec![named(&place, operation["operationId"].as_str().unwrap_or_default(), &tags)];
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let required = parameter["required"] == Value::Bool(true);
            facts.push(described(&place, &text(&parameter["in"]), &text(&parameter["name"]), required));
        }
        facts
    })
}

fn named(place: &str, id: &str, tags: &[&str]) -> String {
    format!("{place} is {id} of {}", tags.join(", "))
}

fn described(place: &str, location: &str, name: &str, required: bool) -> String {
    let presence = if required { "requires" } else { "takes" };
    format!("{place} {presence} {name} in the {location}")
}

#[cfg(test)]
mod tests {
    use super::differences;
    use crate::runtime::{Location, Operation, Parameter, Shape};
    use http::Method;
    use serde_json::json;

    static OPERATION: Operation = Operation {
        id: "thing_view",
        tag: "things",
        method: Method::GET,
        path: "/things/{id}",
        security: &[],
        parameters: &[Parameter {
            name: "id",
            location: Location::Path,
            required: true,
            shape: Shape::Text,
            schema: "",
        }],
        body: None,
        always_admitted: false,
        invalid_status: 400,
        meaningless_status: 422,
        statuses: &[],
    };

    #[test]
    fn each_difference_is_told_from_both_sides() {
        let emitted = |id: &str, required: bool| {
            let parameters = json!([{ "name": "id", "in": "path", "required": required }]);
            let operation = json!({ "operationId": id, "tags": ["things"], "parameters": parameters });
            json!({ "paths": { "/things/{id}": { "get": operation } } })
        };
        assert!(differences(&emitted("thing_view", true), &[&OPERATION]).is_empty());
        assert_eq!(
            differences(&emitted("view", false), &[&OPERATION]),
            [
                "only documented: GET /things/{id} is thing_view of things",
                "only documented: GET /things/{id} requires id in the path",
                "only served: GET /things/{id} is view of things",
                "only served: GET /things/{id} takes id in the path",
            ]
        );
        assert_eq!(differences(&json!({}), &[&OPERATION]).len(), 2);
    }
}
