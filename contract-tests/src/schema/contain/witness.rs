//! A value that was found for a state, its parts shared with the values of other states, so that a schema that needs
//! itself twice does not double the value with every level before anyone asks to see it. It must not know schemas.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::text::{TextId, Texts};

/// Values inside values that are still shown; a longer witness helps no one.
pub(super) const NODES_MAX: u64 = 200_000;

/// A value, its parts shared.
#[derive(Debug)]
pub(super) struct Witness {
    shape: Shape,
    nodes: u64,
}

#[derive(Debug)]
enum Shape {
    Leaf(Rc<Value>),
    Array(Vec<Rc<Witness>>),
    Object(Vec<(TextId, Rc<Witness>)>),
}

impl Witness {
    pub(super) fn leaf(value: Value) -> Rc<Self> {
        Self::constant(Rc::new(value))
    }

    pub(super) fn constant(value: Rc<Value>) -> Rc<Self> {
        let nodes = nodes(&value);
        Rc::new(Self { shape: Shape::Leaf(value), nodes })
    }

    pub(super) fn array(items: Vec<Rc<Self>>) -> Rc<Self> {
        let nodes = items.iter().fold(1, |sum: u64, item| sum.saturating_add(item.nodes));
        Rc::new(Self { shape: Shape::Array(items), nodes })
    }

    pub(super) fn object(members: Vec<(TextId, Rc<Self>)>) -> Rc<Self> {
        let nodes = members.iter().fold(1, |sum: u64, (_, value)| sum.saturating_add(value.nodes));
        Rc::new(Self { shape: Shape::Object(members), nodes })
    }

    /// The value by itself, unless it is too large to be of use.
    pub(super) fn value(&self, texts: &Texts) -> Option<Value> {
        (self.nodes <= NODES_MAX).then(|| self.unshared(texts))
    }

    fn unshared(&self, texts: &Texts) -> Value {
        match &self.shape {
            Shape::Leaf(value) => Value::clone(value),
            Shape::Array(items) => Value::Array(items.iter().map(|item| item.unshared(texts)).collect()),
            Shape::Object(members) => {
                let members =
                    members.iter().map(|(name, value)| (texts.get(*name).to_string(), value.unshared(texts)));
                Value::Object(members.collect::<Map<_, _>>())
            }
        }
    }
}

fn nodes(value: &Value) -> u64 {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
        Value::Array(items) => items.iter().map(nodes).fold(1, u64::saturating_add),
        Value::Object(members) => members.values().map(nodes).fold(1, u64::saturating_add),
    }
}
