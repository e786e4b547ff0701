//! Texts that come back altered: a write is answered with what it left behind, and a text in it is not the one that was
//! sent. It must not know what is read later.

use serde_json::Value;

use super::{Facts, checks};
use crate::live::finding::Violation;

/// Characters that must be left of a text that was cut off: shorter ones may be previews and masks.
const CUT_MIN: usize = 20;

/// Judges the answer to a valid write. Only what cannot be meant is told: a text cut off, or with characters replaced.
/// Servers may well trim texts, normalise them, or put them into another letter case.
pub(super) fn violations(facts: &Facts<'_>) -> Vec<Violation> {
    let writes = matches!(facts.sent.method.as_str(), "POST" | "PUT" | "PATCH");
    if !writes || !facts.received.is_success() || !facts.validity.is_valid() {
        return Vec::new();
    }
    let object = |bytes: &[u8]| match serde_json::from_slice(bytes) {
        Ok(Value::Object(members)) => Some(members),
        Ok(_) | Err(_) => None,
    };
    let sent = facts.sent.body.as_deref().and_then(object);
    let Some((sent, shown)) = sent.zip(object(&facts.received.body)) else { return Vec::new() };
    let altered = sent.iter().filter_map(|(name, value)| {
        let how = alteration(value.as_str()?, shown.get(name)?.as_str()?)?;
        let pointer = facts.operation.pointer.as_str();
        let message = format!("`{name}` comes back {how}");
        let cause = format!("{pointer} {name} {how}");
        Some(Violation::new(checks::TEXT_ALTERED, pointer, message).caused_by(cause))
    });
    altered.collect()
}

/// What happened to a text, where that is sure.
fn alteration(sent: &str, shown: &str) -> Option<&'static str> {
    let rest = sent.strip_prefix(shown);
    let cut = rest.is_some_and(|rest| !rest.trim().is_empty()) && shown.chars().count() >= CUT_MIN;
    if cut {
        return Some("cut off");
    }
    let mut characters = sent.chars().zip(shown.chars());
    let lost = |one: char, other: char| one != other && !one.is_ascii() && matches!(other, '?' | '\u{fffd}');
    let replaced = sent != shown
        && sent.chars().count() == shown.chars().count()
        && characters.all(|(one, other)| one == other || lost(one, other));
    replaced.then_some("with characters replaced")
}

#[cfg(test)]
mod tests {
    use super::alteration;

    #[test]
    fn alterations() {
        let long = "a text of more than twenty characters";
        for (sent, shown, expected) in [
            (long, long, None),
            (long, "a text of more than twenty", Some("cut off")),
            (long, "a text", None),
            ("a text of twenty characters  ", "a text of twenty characters", None),
            (long, "A TEXT OF MORE THAN TWENTY CHARACTERS", None),
            ("caf\u{e9} \u{1f600}", "caf\u{e9} ?", Some("with characters replaced")),
            ("caf\u{e9}", "caf\u{fffd}", Some("with characters replaced")),
            ("what?", "what!", None),
        ] {
            assert_eq!(alteration(sent, shown), expected, "{sent} {shown}");
        }
    }
}
