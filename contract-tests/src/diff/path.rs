//! The way from a value to a part of it, and schemas that say something of that part alone. It must not know what is
//! said.

use serde_json::Value;

use crate::schema::{Additional, ArrayKeywords, ObjectKeywords, Schema, SchemaId, Schemas};

/// A step from a value into a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The member of that name.
    Member(String),
    /// Every item.
    Items,
    /// Every member but those.
    OtherMembers(Vec<String>),
}

/// The schema under which a value is valid when what lies at the end of the path, if it is there, is valid under
/// the part.
pub(super) fn wrap(graph: &mut Schemas, path: &[Step], part: SchemaId) -> SchemaId {
    path.iter().rev().fold(part, |inner, step| {
        let schema = shell(graph, step, inner);
        graph.insert(schema)
    })
}

/// The same, where something must lie at the end of the path.
pub(super) fn insist(graph: &mut Schemas, path: &[Step], part: SchemaId) -> SchemaId {
    path.iter().rev().fold(part, |inner, step| {
        let mut schema = shell(graph, step, inner);
        match step {
            Step::Member(name) => schema.object.required = vec![name.clone()],
            Step::Items => schema.array.items_min = Some(1),
            Step::OtherMembers(known) => {
                schema.object.properties_min = u64::try_from(known.len()).ok().map(|known| known + 1);
            }
        }
        graph.insert(schema)
    })
}

fn shell(graph: &mut Schemas, step: &Step, inner: SchemaId) -> Schema {
    match step {
        Step::Member(name) => {
            let properties = vec![(name.clone(), inner)];
            Schema { object: ObjectKeywords { properties, ..ObjectKeywords::default() }, ..Schema::default() }
        }
        Step::Items => {
            let array = ArrayKeywords { items: Some(inner), ..ArrayKeywords::default() };
            Schema { array, ..Schema::default() }
        }
        Step::OtherMembers(known) => {
            let anything = graph.insert(Schema::default());
            let properties = known.iter().map(|name| (name.clone(), anything)).collect();
            let additional = Additional::Schema(inner);
            let object = ObjectKeywords { properties, additional, ..ObjectKeywords::default() };
            Schema { object, ..Schema::default() }
        }
    }
}

/// What lies at the end of the path in the value.
pub(super) fn parts<'v>(value: &'v Value, path: &[Step]) -> Vec<&'v Value> {
    let Some((step, rest)) = path.split_first() else { return vec![value] };
    let next: Vec<&Value> = match (step, value) {
        (Step::Member(name), Value::Object(members)) => members.get(name).into_iter().collect(),
        (Step::Items, Value::Array(items)) => items.iter().collect(),
        (Step::OtherMembers(known), Value::Object(members)) => {
            members.iter().filter(|(name, _)| !known.contains(name)).map(|(_, value)| value).collect()
        }
        (
            Step::Member(_) | Step::Items | Step::OtherMembers(_),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_),
        ) => Vec::new(),
    };
    next.into_iter().flat_map(|part| parts(part, rest)).collect()
}
