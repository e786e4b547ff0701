//! How the document says that a member is null or of a named schema: `oneOf` of the reference and of null alone.
//!
//! OpenAPI 3.0.3 gives `nullable` a meaning beside `type` only, so that beside `allOf: [{$ref: …}]` it is nothing by the
//! letter, and some validators refuse null there. Must not know what becomes of it.

use contract_tests::document::Node;
use serde_json::{Map, Value};

/// What to write, for messages.
pub(super) const SPELLING: &str =
    "write `oneOf: [{$ref: …}, {type: string, nullable: true, enum: [null]}]` where the schema is used";

/// The other branch of a `oneOf` of two, of which one accepts null alone.
pub(super) fn beside_null(schema: &Map<String, Value>) -> Option<&Value> {
    let [first, second] = schema.get("oneOf")?.as_array()?.as_slice() else { return None };
    match (is_null(first), is_null(second)) {
        (false, true) => Some(first),
        (true, false) => Some(second),
        (true, true) | (false, false) => None,
    }
}

/// The same as a node.
pub(super) fn node_beside_null<'d>(node: &Node<'d>) -> Option<Node<'d>> {
    let [first, second] = <[Node<'d>; 2]>::try_from(node.get("oneOf")?.items()).ok()?;
    match (is_null(&first.to_value()), is_null(&second.to_value())) {
        (false, true) => Some(first),
        (true, false) => Some(second),
        (true, true) | (false, false) => None,
    }
}

fn is_null(schema: &Value) -> bool {
    let lists_null = schema.get("enum").and_then(Value::as_array).is_some_and(|list| list == &[Value::Null]);
    lists_null && schema.get("nullable") == Some(&Value::Bool(true))
}
