//! Values that a document lists as those of today (`x-extensible-enum`): more may come, so that receivers of responses
//! have to expect others, but a request with a value that left the list is not taken any more. It must not know the
//! keywords that constrain values.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::annotations::children;
use super::change::{Direction, Level, Witness};
use super::comparison::{Comparison, Side};
use super::ledger::Difference;
use super::message::{Carried, Given, Request};
use super::pairing::Pair;
use super::rule::Rule;
use super::statement::subject;
use crate::schema::{SchemaId, equal};

const KEYWORD: &str = "x-extensible-enum";

/// Schemas in the same place of both documents.
type Schemas = (SchemaId, SchemaId);

/// What writes the request that carries a value.
type Carry<'c> = &'c dyn Fn(&Value) -> String;

/// Compares the listed values of what the two versions of an operation take.
pub(super) fn compare(comparison: &mut Comparison<'_>, pair: Pair<'_>) {
    let lists = |side: Side<'_>| side.document.source().contains(KEYWORD);
    if !(lists(comparison.base) && lists(comparison.revision)) {
        return;
    }
    let messages = comparison.base.messages();
    for old in &pair.base.parameters {
        let new = pair.revision.parameters.iter().find(|new| {
            new.location == old.location && pair.renamed(&old.name).eq_ignore_ascii_case(&new.name)
        });
        let Some(schemas) = old.schema().zip(new.and_then(|new| new.schema())) else { continue };
        let carry = |value: &Value| {
            let parameter = Some((old, Given::Value(value)));
            messages.request(pair.base, &Request { parameter, ..Request::default() })
        };
        walk(comparison, pair, schemas, &carry);
    }
    let bodies = pair.base.body.iter().zip(&pair.revision.body);
    for (old, new) in bodies.flat_map(|(old, new)| old.contents.iter().map(move |old| (old, new))) {
        let new = new.contents.iter().find(|new| new.name == old.name);
        let Some(schemas) = old.schema.zip(new.and_then(|new| new.schema)) else { continue };
        let carry = |value: &Value| {
            let body = Carried::Value(old, value);
            messages.request(pair.base, &Request { body, ..Request::default() })
        };
        walk(comparison, pair, schemas, &carry);
    }
}

/// Looks at the schemas, and at all that stands in them, as far as both are made alike.
fn walk(comparison: &mut Comparison<'_>, pair: Pair<'_>, root: Schemas, carry: Carry<'_>) {
    let (base, revision) = (comparison.base, comparison.revision);
    let mut seen = HashSet::from([root]);
    let mut work = vec![root];
    while let Some((old, new)) = work.pop() {
        let (before, after) = (base.api.schemas.get(old), revision.api.schemas.get(new));
        if let (Some(listed), Some(kept)) = (list(base, &before.pointer), list(revision, &after.pointer)) {
            for gone in listed.iter().filter(|value| !kept.iter().any(|kept| equal(kept, value))) {
                let name = subject(&after.pointer).unwrap_or_else(|| "the value".to_owned());
                let message = format!("{name}: {gone} is not among the values of `{KEYWORD}` any more");
                let difference = Difference::request(Rule::EnumChanged, Level::Breaking, message);
                let within = within(base, root.0, &before.pointer, gone);
                let witness = Some(Witness { message: carry(&within), value: Some(within) });
                let difference = Difference { witness, direction: Some(Direction::Request), ..difference };
                comparison.record(pair, difference.base(&before.pointer).revision(&after.pointer));
            }
        }
        let inside = children(&base.api.schemas, &revision.api.schemas, &(vec![old], vec![new]));
        for (olds, news) in inside {
            let pairs = olds.iter().flat_map(|old| news.iter().map(move |new| (*old, *new)));
            work.extend(pairs.filter(|pair| seen.insert(*pair)));
        }
    }
}

/// The values that a schema lists.
fn list(side: Side<'_>, schema: &str) -> Option<Vec<Value>> {
    let list = side.document.node(schema)?.get(KEYWORD)?;
    list.is_array().then(|| list.items().iter().map(|item| item.to_value()).collect())
}

/// A plain value of the schema, with a value for the schema at the pointer put in where that is a member of it, or of
/// one of its members; the value by itself where it is the schema's own.
fn within(side: Side<'_>, root: SchemaId, pointer: &str, value: &Value) -> Value {
    let schemas = &side.api.schemas;
    let mut ways = vec![(root, Vec::<String>::new())];
    let mut seen = HashSet::from([root]);
    let mut at = 0;
    while let Some((id, way)) = ways.get(at).cloned() {
        at += 1;
        let schema = schemas.get(id);
        if schema.pointer == pointer {
            let sample = side.messages().sample(Some(root), crate::schema::Direction::Request);
            return put(sample, &way, value);
        }
        let members = schema.object.properties.iter().map(|(name, id)| (*id, Some(name.clone())));
        let parts = schema.applied().map(|id| (id, None)).chain(schema.array.items.map(|id| (id, None)));
        for (id, name) in members.chain(parts) {
            if seen.insert(id) {
                ways.push((id, way.iter().cloned().chain(name).collect()));
            }
        }
    }
    value.clone()
}

fn put(around: Value, way: &[String], value: &Value) -> Value {
    let Some((name, rest)) = way.split_first() else { return value.clone() };
    match around {
        Value::Array(items) => {
            let first = items.into_iter().next().unwrap_or_default();
            Value::Array(vec![put(first, way, value)])
        }
        Value::Object(mut members) => {
            let inner = members.get(name).cloned().unwrap_or_default();
            members.insert(name.clone(), put(inner, rest, value));
            Value::Object(members)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Value::Object(Map::from_iter([(name.clone(), put(Value::Null, rest, value))]))
        }
    }
}
