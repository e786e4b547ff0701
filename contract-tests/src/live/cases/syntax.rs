//! The anchor's body written badly, written otherwise, and announced as something else. It must not know which values
//! are good.

use serde_json::Value;

use super::case::{Case, Intent};
use super::parameters::base;
use super::plan::{FIRST, Ground, SECOND};
use crate::live::request::draft::Draft;
use crate::wire::media::MediaRange;
use crate::wire::payload::Payload;

/// Bytes of a body that is too long for most servers, and structure that is too deep for some.
const LONG_BYTES: usize = 3 * 1024 * 1024;
const DEEP_LEVELS: usize = 2_000;

pub(super) fn cases(ground: &Ground<'_>) -> Vec<Case> {
    let anchor = ground.anchor;
    let Some(payload) = &anchor.draft.payload else { return Vec::new() };
    let Some(value) = payload.as_value() else { return Vec::new() };
    let media_type = payload.media_type.as_deref().unwrap_or_default();
    if !MediaRange::parse(media_type).is_some_and(|range| range.is_json()) {
        return Vec::new();
    }
    let mut cases = Vec::new();
    let bare = Draft { payload: None, ..anchor.draft.clone() }.sent(ground.fitting.api, ground.prefix);
    cases.extend(bare.map(|sent| Case::judged(FIRST, anchor.identity, sent)));
    let sent = |payload: Payload| base(ground).carrying(payload).sent(ground.fitting.api, ground.prefix);
    for (bytes, stage) in malformed(&value.to_string()) {
        let sent = sent(Payload::bytes_of(Some(media_type), bytes));
        cases.extend(sent.map(|sent| Case::judged(stage, anchor.identity, sent)));
    }
    let current = || {
        let draft = base(ground);
        draft.payload.and_then(|payload| payload.as_value().map(Value::to_string)).unwrap_or_default()
    };
    for (other, stage) in [
        (Some("text/plain"), FIRST),
        (Some("application/xml"), SECOND),
        (None, FIRST),
        (Some("nonsense"), SECOND),
    ] {
        let sent = sent(Payload::bytes_of(other, current()));
        cases.extend(sent.map(|sent| Case::judged(stage, anchor.identity, sent)));
    }
    cases.extend(rewritten(media_type, &current).into_iter().filter_map(|(told, payload)| {
        let sent = sent(payload)?;
        Some(Case { sent, identity: anchor.identity, intent: Intent::Rewritten(told), stage: SECOND })
    }));
    cases
}

/// Bytes that are not JSON, and some that strain a parser.
fn malformed(text: &str) -> Vec<(Vec<u8>, u8)> {
    let cut = text.char_indices().next_back().map_or("", |(end, _)| &text[..end]);
    let trailing = text.strip_suffix('}').map(|start| {
        let comma = if start == "{" { "" } else { "," };
        format!("{start}{comma}}}")
    });
    let inside = |more: &str| {
        let start = text.strip_suffix('}').filter(|start| *start != "{");
        start.map(|start| format!("{start},\"contract_tests\":{more}}}"))
    };
    let deep = ["[".repeat(DEEP_LEVELS), "]".repeat(DEEP_LEVELS)].concat();
    let mut list = vec![
        (cut.as_bytes().to_vec(), FIRST),
        (Vec::new(), FIRST),
        (b"not json".to_vec(), SECOND),
        (b"{'a': 1}".to_vec(), SECOND),
        (text.replace(':', "=").into_bytes(), SECOND),
        ([text, text].concat().into_bytes(), SECOND),
        (["/**/", text].concat().into_bytes(), SECOND),
        (["\u{feff}", text].concat().into_bytes(), SECOND),
        (deep.into_bytes(), SECOND),
        (b"{\"a\":\"\xff\"}".to_vec(), SECOND),
        ([b"{\"a\":\"".to_vec(), vec![b'a'; LONG_BYTES], b"\"}".to_vec()].concat(), SECOND),
    ];
    list.extend(trailing.map(|text| (text.into_bytes(), FIRST)));
    list.extend(inside("NaN").map(|text| (text.into_bytes(), SECOND)));
    list.extend(inside("\"\\ud800\"").map(|text| (text.into_bytes(), SECOND)));
    list.extend(with_nul(text).map(|text| (text.into_bytes(), SECOND)));
    list
}

/// The text with the character U+0000 in its first string value, which is JSON, and which stores cannot hold.
fn with_nul(text: &str) -> Option<String> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    let first = value.as_object_mut()?.values_mut().find(|member| member.is_string())?;
    *first = Value::String("\0".to_owned());
    Some(value.to_string())
}

/// The same value, written in other ways that mean the same (RFC 8259 §2, §7; RFC 9110 §8.3.1).
fn rewritten(media_type: &str, text: &dyn Fn() -> String) -> Vec<(&'static str, Payload)> {
    let spaced = || {
        let value: Option<Value> = serde_json::from_str(&text()).ok();
        value.and_then(|value| serde_json::to_string_pretty(&value).ok()).unwrap_or_else(text)
    };
    let reversed = || {
        let value: Option<Value> = serde_json::from_str(&text()).ok();
        match value {
            Some(Value::Object(members)) => Value::Object(members.into_iter().rev().collect()).to_string(),
            Some(_) | None => text(),
        }
    };
    let mut list = vec![
        ("with white space", Payload::bytes_of(Some(media_type), ["\r\n\t ", &spaced(), "\n"].concat())),
        ("with its members in another order", Payload::bytes_of(Some(media_type), reversed())),
        ("with escaped letters", Payload::bytes_of(Some(media_type), escaped(&text()))),
        ("with its content type in capitals", Payload::bytes_of(Some(&media_type.to_uppercase()), text())),
    ];
    if !media_type.contains("charset") {
        let charset = format!("{media_type}; charset=utf-8");
        list.push(("with charset=utf-8", Payload::bytes_of(Some(&charset), text())));
    }
    list
}

/// The text with the letters in its strings, names included, as escapes.
fn escaped(text: &str) -> String {
    let (mut quoted, mut skip) = (false, false);
    let mut escaped = String::with_capacity(text.len() * 6);
    for c in text.chars() {
        match c {
            _ if skip => {
                skip = false;
                escaped.push(c);
            }
            '\\' => {
                skip = true;
                escaped.push(c);
            }
            '"' => {
                quoted = !quoted;
                escaped.push(c);
            }
            c if quoted && c.is_ascii_alphabetic() => {
                escaped.extend(['\\', 'u', '0', '0'].into_iter().chain(hexadecimal(c)))
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// An ASCII letter's code in two digits.
fn hexadecimal(c: char) -> impl Iterator<Item = char> {
    let code = u32::from(c);
    [code >> 4, code & 15].into_iter().filter_map(|digit| char::from_digit(digit, 16))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{escaped, malformed, rewritten};

    #[test]
    fn what_is_rewritten_means_the_same() {
        let value = json!({"a": "b\n\"c\\", "d": [1, {"e": null}]});
        let text = || value.to_string();
        for (told, payload) in rewritten("application/json", &text) {
            let crate::wire::payload::Content::Bytes(bytes) = payload.content else { panic!("{told}") };
            assert_eq!(serde_json::from_slice::<Value>(&bytes).unwrap(), value, "{told}");
        }
        assert!(escaped("{\"a\":1}").contains("\\u0061"));
    }

    #[test]
    fn what_is_malformed_is_not_the_same() {
        let text = "{\"a\":\"b\"}";
        for (bytes, _) in malformed(text) {
            assert_ne!(bytes, text.as_bytes());
        }
        let parsed = malformed(text)
            .iter()
            .filter(|(bytes, _)| serde_json::from_slice::<Value>(bytes).is_ok())
            .count();
        // The long one and the one with U+0000.
        assert_eq!(parsed, 2);
    }
}
