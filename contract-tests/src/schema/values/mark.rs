//! Marks, and how they grow as a value is put into another. It must not know which values are made.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::Values;
use super::sample::{Mark, Sample};
use crate::document::pointer;
use crate::schema::{Schema, SchemaId};

/// The mark of a keyword of a schema, of the whole value.
pub(super) fn mark(schema: &Schema, keyword: &'static str, message: impl Into<Cow<'static, str>>) -> Mark {
    Mark {
        instance: String::new(),
        schema: pointer::join(&schema.pointer, keyword),
        keyword,
        message: message.into().into_owned(),
    }
}

/// The mark of a keyword at the first schema that has it; where none has, what is shown is of the `type`.
pub(super) fn mark_of_first(
    leaves: &[&Schema],
    keyword: &'static str,
    what: impl Into<Cow<'static, str>>,
) -> Option<Mark> {
    match leaves.iter().find(|leaf| leaf.has_constraint(keyword)) {
        Some(leaf) => Some(mark(leaf, keyword, what)),
        None => leaves.first().map(|leaf| mark(leaf, "type", what)),
    }
}

impl Values<'_> {
    pub(super) fn mark_of(&self, id: SchemaId, keyword: &'static str, message: &'static str) -> Mark {
        mark(self.schemas.get(id), keyword, message)
    }
}

impl Sample {
    /// The object with this value as a member.
    pub(super) fn into_member(self, object: &Map<String, Value>, name: &str) -> Self {
        let mut object = object.clone();
        object.insert(name.to_owned(), self.value);
        Self { value: Value::Object(object), mark: self.mark.inside(name) }
    }

    /// The array with this value as the item at that position.
    pub(super) fn into_item(self, items: &[Value], at: usize) -> Self {
        let mut items = items.to_vec();
        if let Some(item) = items.get_mut(at) {
            *item = self.value;
        }
        Self { value: Value::Array(items), mark: self.mark.inside(&at.to_string()) }
    }
}

impl Mark {
    fn inside(self, token: &str) -> Self {
        let mut instance = pointer::join("", token);
        instance.push_str(&self.instance);
        Self { instance, ..self }
    }
}
