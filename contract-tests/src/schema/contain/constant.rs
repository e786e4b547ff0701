//! Values by identity: two values that JSON Schema takes for equal are one constant. Numbers are equal by what they
//! count (`1` and `1.0`), objects whatever the order of their members. Source: JSON Schema Wright 00, section 3.6
//! "instance equality". It must not know schemas.

use std::rc::Rc;

use serde_json::{Map, Number, Value};

use super::FastMap;
use super::exact;

/// A constant of [`Constants`], by its position there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ConstantId(u32);

/// Each different value once.
#[derive(Debug, Default)]
pub(super) struct Constants {
    list: Vec<Rc<Value>>,
    by_text: FastMap<String, ConstantId>,
}

impl Constants {
    /// The constant that equals the value.
    pub(super) fn enter(&mut self, value: &Value) -> ConstantId {
        let key = canonical(value).to_string();
        if let Some(id) = self.by_text.get(&key) {
            return *id;
        }
        let id = ConstantId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(Rc::new(value.clone()));
        self.by_text.insert(key, id);
        id
    }

    /// The constant that equals the value, if it was entered.
    pub(super) fn find(&self, value: &Value) -> Option<ConstantId> {
        self.by_text.get(&canonical(value).to_string()).copied()
    }

    pub(super) fn get(&self, id: ConstantId) -> Rc<Value> {
        Rc::clone(&self.list[id.0 as usize])
    }
}

/// The value with its numbers in one spelling and its members in one order.
pub(super) fn canonical(value: &Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
        Value::Number(number) => Value::Number(spelled(number)),
        Value::Array(items) => Value::Array(items.iter().map(canonical).collect()),
        Value::Object(members) => {
            let mut sorted: Vec<(String, Value)> =
                members.iter().map(|(name, value)| (name.clone(), canonical(value))).collect();
            sorted.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(sorted.into_iter().collect::<Map<_, _>>())
        }
    }
}

/// A number that is too long to be counted with stands for itself.
fn spelled(number: &Number) -> Number {
    exact::rational(number).and_then(|value| exact::number(&value)).unwrap_or_else(|| number.clone())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Constants;

    #[test]
    fn equal_values_are_one_constant() {
        let mut constants = Constants::default();
        let one = constants.enter(&json!({"a": 1, "b": [1.50]}));
        assert_eq!(constants.enter(&json!({"b": [1.5], "a": 1.0})), one);
        assert_ne!(constants.enter(&json!({"b": [1.5], "a": true})), one);
        let hundred = constants.enter(&json!(100));
        assert_eq!(constants.find(&serde_json::from_str("1e2").unwrap()), Some(hundred));
        assert_eq!(constants.find(&json!("100")), None);
    }
}
