//! What to ask filters for, and which items must then be there. It must not know how lists are read.

use std::cmp::Ordering;

use serde_json::Value;

use super::compare::{order, same};
use super::population::One;
use super::session::text;
use crate::live::resources::listing::{Filter, Selection as Way};
use crate::schema::Kind;

/// What a filter is asked for: the value, and for each item of the population whether it must, or must not, be there.
pub(super) struct Question {
    pub(super) value: String,
    pub(super) wanted: Value,
}

/// An item that both filters select by its own values, one that only the first would select by them, and one that only
/// the second would.
pub(super) fn telling<'o>(first: &Filter, second: &Filter, listed: &'o [One]) -> Option<[&'o One; 3]> {
    let equal = [first, second].iter().all(|filter| filter.selection == Way::Equal);
    listed.iter().filter(|_| equal).find_map(|both| {
        let (one, two) = (both.state.get(&first.member)?, both.state.get(&second.member)?);
        if !is_askable(first, one) || !is_askable(second, two) {
            return None;
        }
        let only = |wanted: [bool; 2]| {
            listed.iter().find(|item| {
                let told = |filter: &Filter, value| {
                    item.state.get(&filter.member).and_then(|held| selects(filter, value, held))
                };
                told(first, one) == Some(wanted[0]) && told(second, two) == Some(wanted[1])
            })
        };
        Some([both, only([true, false])?, only([false, true])?])
    })
}

/// What to ask a filter for.
pub(super) fn questions(filter: &Filter, items: &[One]) -> Vec<Question> {
    let mut wanted: Vec<Value> = Vec::new();
    let held = items.iter().filter_map(|one| one.state.get(&filter.member)).flat_map(parts);
    let held = held.filter(|value| !value.is_null());
    match filter.selection {
        Way::Equal => {
            for value in held {
                if wanted.len() < 2
                    && !wanted.iter().any(|known| same(known, value))
                    && is_askable(filter, value)
                {
                    wanted.push(value.clone());
                }
            }
            let others = filter.facts.values.iter().flatten().filter(|value| !value.is_null());
            let absent = others
                .clone()
                .find(|value| !items.iter().any(|one| one.state.get(&filter.member) == Some(*value)));
            wanted.extend(absent.cloned());
            if filter.facts.kind == Some(Kind::Boolean) {
                let both = [Value::Bool(true), Value::Bool(false)];
                wanted.extend(both.into_iter().filter(|value| !wanted.contains(value)).collect::<Vec<_>>());
            }
        }
        Way::Search => {}
        Way::Above | Way::Below => match filter.facts.format.as_deref() {
            Some("date") => wanted.extend(["2000-01-01", "2100-01-01"].map(Value::from)),
            Some("date-time") => {
                wanted.extend(["2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z"].map(Value::from))
            }
            Some(_) | None => {
                let mut values: Vec<&Value> = held.filter(|value| value.is_number()).collect();
                values.sort_by(|one, other| order(one, other).unwrap_or(Ordering::Equal));
                wanted.extend(values.get(values.len() / 2).map(|value| (*value).clone()));
            }
        },
    }
    wanted.into_iter().map(|wanted| Question { value: text(&wanted), wanted }).collect()
}

/// What a member may be asked for: itself, or each of what it holds.
fn parts(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => vec![value],
    }
}

/// Whether the parameter takes a value that an item has: one of its own values, where it lists them.
pub(super) fn is_askable(filter: &Filter, value: &Value) -> bool {
    let listed = filter.facts.values.as_ref().is_none_or(|values| values.contains(value));
    let date = matches!(filter.facts.format.as_deref(), Some("date" | "date-time"));
    listed && !date && !matches!(value, Value::Array(_) | Value::Object(_) | Value::Null)
}

/// Whether an item with that member is selected; `None` where the document leaves it open. A free text may be
/// searched for rather than compared.
pub(super) fn selects(filter: &Filter, wanted: &Value, value: &Value) -> Option<bool> {
    match filter.selection {
        Way::Equal => {
            let equal = same(value, wanted);
            let free = filter.facts.values.is_none() && filter.facts.format.is_none();
            match (value, wanted) {
                (Value::String(value), Value::String(wanted)) if free && !equal => {
                    let similar = value.to_lowercase().contains(&wanted.to_lowercase());
                    if similar { None } else { Some(false) }
                }
                (Value::Array(items), _) => {
                    let each: Vec<Option<bool>> =
                        items.iter().map(|item| selects(filter, wanted, item)).collect();
                    let open = each.iter().all(|one| *one != Some(true)) && each.contains(&None);
                    (!open).then(|| each.contains(&Some(true)))
                }
                (Value::Object(_), _) => None,
                (_, _) => Some(equal),
            }
        }
        Way::Search => None,
        Way::Above => order(value, wanted)
            .filter(|order| *order != Ordering::Equal)
            .map(|order| order == Ordering::Greater),
        Way::Below => order(value, wanted)
            .filter(|order| *order != Ordering::Equal)
            .map(|order| order == Ordering::Less),
    }
}
