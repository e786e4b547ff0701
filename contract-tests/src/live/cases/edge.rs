//! Where a server draws an edge that it draws elsewhere than the document: sizes between one that is accepted and one that
//! is refused are tried until the two are next to each other. It must not know why a size was refused.

use serde_json::Value;

use super::case::{Case, Variation};
use super::neighbour::replaced;
use super::plan::Ground;
use super::variant::Variant;
use super::verdict::{ask, place, refusal, understood};
use crate::live::conversation::Conversation;
use crate::live::exchange::SharedExchange;
use crate::live::finding::Violation;
use crate::live::judge::checks;

/// Requests that one edge may cost.
const ATTEMPTS_MAX: usize = 40;

/// The size of a value, by the keyword that limits it: characters or items. How great a number may be can depend on what
/// is there, as the last page does.
fn size_of(keyword: &str, part: &Value) -> Option<usize> {
    match (keyword, part) {
        ("maxLength", Value::String(text)) => text.is_ascii().then_some(text.len()),
        ("maxItems", Value::Array(items)) => Some(items.len()),
        _ => None,
    }
}

/// The value at another size.
fn sized(part: &Value, size: usize) -> Value {
    match part {
        Value::String(text) => Value::String(text.chars().take(size).collect()),
        Value::Array(items) => Value::Array(items.iter().take(size).cloned().collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => part.clone(),
    }
}

/// A value of that size with nothing in common with [`sized`]'s: what is looked up, such as an id, is accepted for what
/// it names and not for its size. Nothing where there is no other; items that are all alike are looked up alike.
fn otherwise(part: &Value, size: usize) -> Option<Value> {
    match part {
        Value::String(text) => {
            let other: String = text.chars().rev().take(size).map(next).collect();
            (!text.starts_with(&other)).then_some(Value::String(other))
        }
        Value::Array(items) => {
            let others: Vec<Value> = items.iter().rev().take(size).cloned().collect();
            let shared = items.iter().take(size).any(|item| others.contains(item));
            let alike = items.iter().all(|item| Some(item) == items.first());
            (!shared || alike).then_some(Value::Array(others))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

/// The next letter or digit; other characters as they are.
fn next(character: char) -> char {
    match character {
        'z' => 'a',
        'Z' => 'A',
        '9' => '0',
        'a'..='y' | 'A'..='Y' | '0'..='8' => char::from_u32(u32::from(character) + 1).unwrap_or(character),
        _ => character,
    }
}

/// A size that was asked for, and what came of it.
struct Tried {
    size: usize,
    exchange: SharedExchange,
}

/// A size that was accepted, and one that was refused.
struct Bounds {
    low: Tried,
    high: Tried,
}

/// Finds the edge after the greatest size that the document has was refused with that status, and the next one too.
pub(super) async fn examine(
    ground: &Ground<'_>,
    conversation: &mut Conversation,
    case: &Case,
    variation: &Variation,
    status: u16,
) {
    let found = search(ground, conversation, case, variation, status).await;
    let Some(Bounds { low, high }) = found.filter(|bounds| bounds.high.size - bounds.low.size == 1) else {
        return;
    };
    if !is_of_size(ground, conversation, case, variation, low.size).await {
        return;
    }
    let place = place(ground, variation);
    let message = format!(
        "{place} is valid and refused with {status} from a size of {} on: {}",
        high.size, variation.mark.message
    );
    let violation = Violation::new(checks::VALID_REFUSED, variation.mark.schema.as_str(), message);
    conversation.report_shrunk(violation, &[low.exchange, high.exchange]);
}

/// Whether another value of the size is accepted too.
async fn is_of_size(
    ground: &Ground<'_>,
    conversation: &mut Conversation,
    case: &Case,
    variation: &Variation,
    size: usize,
) -> bool {
    let sent = || {
        let variant = Variant::of(ground, variation)?;
        let other = otherwise(variant.value.pointer(&variation.mark.instance)?, size)?;
        let value = replaced(variant.value, &variation.mark, Some(other)).into_iter().next()?;
        variant.with(value)?.sent(ground.fitting.api, ground.prefix)
    };
    let Some(sent) = sent() else { return false };
    let exchange = ask(ground, conversation, case.identity, sent).await;
    understood(&exchange) && exchange.validity.is_valid()
}

async fn search(
    ground: &Ground<'_>,
    conversation: &mut Conversation,
    case: &Case,
    variation: &Variation,
    status: u16,
) -> Option<Bounds> {
    let variant = Variant::of(ground, variation)?;
    let part = variant.value.pointer(&variation.mark.instance)?;
    let most = size_of(variation.mark.keyword, part)?;
    let (mut low, mut high): (Option<Tried>, Option<Tried>) = (None, None);
    let mut wish = 1;
    for _ in 0..ATTEMPTS_MAX {
        let size = match (&low, &high) {
            (Some(low), Some(high)) if high.size - low.size == 1 => break,
            (Some(low), Some(high)) => low.size.midpoint(high.size),
            (_, _) => wish.min(most),
        };
        let values = replaced(variant.value, &variation.mark, Some(sized(part, size)));
        let draft = values.into_iter().next().and_then(|value| variant.with(value));
        match draft.and_then(|draft| draft.sent(ground.fitting.api, ground.prefix)) {
            Some(sent) => {
                let exchange = ask(ground, conversation, case.identity, sent).await;
                if understood(&exchange) && exchange.validity.is_valid() {
                    low = Some(Tried { size, exchange });
                } else if refusal(&exchange) == Some(status) && low.is_some() {
                    high = Some(Tried { size, exchange });
                } else {
                    return None;
                }
            }
            // The least sizes may be too small.
            None if low.is_none() => {}
            None => return None,
        }
        if high.is_none() && size == most {
            return None;
        }
        wish *= 2;
    }
    Some(Bounds { low: low?, high: high? })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{otherwise, size_of, sized};

    #[test]
    fn values_of_a_size_that_share_nothing() {
        for (value, expected) in [
            (json!("aaa"), Some(json!("bb"))),
            (json!("ab9z"), Some(json!("a0"))),
            (json!("---"), None),
            (json!([1, 2, 3, 4]), Some(json!([4, 3]))),
            (json!([1, 2, 3]), None),
            (json!([7, 7, 7]), Some(json!([7, 7]))),
        ] {
            assert_eq!(otherwise(&value, 2), expected, "{value}");
        }
    }

    #[test]
    fn sizes() {
        for (keyword, value, expected, smaller) in [
            ("maxLength", json!("abcd"), Some(4), json!("ab")),
            ("maxItems", json!([1, 2, 3]), Some(3), json!([1, 2])),
        ] {
            assert_eq!(size_of(keyword, &value), expected, "{value}");
            assert_eq!(sized(&value, 2), smaller, "{value}");
        }
        for (keyword, value) in [("maxLength", json!("\u{e9}")), ("maximum", json!(9)), ("type", json!("a"))]
        {
            assert_eq!(size_of(keyword, &value), None, "{value}");
        }
    }
}
