//! The same value with new texts, where one must not be used twice. It must not know why it must not.

use serde_json::Value;

use super::fitting::Fitting;
use crate::document::pointer;
use crate::schema::SchemaId;
use crate::wire::decode::property_of;

/// Members inside one another that get new texts.
const DEPTH_MAX: u8 = 6;

/// Letters of a new text.
const WORD_LENGTH: usize = 8;

impl Fitting<'_> {
    /// The same value with new texts wherever the schema leaves them free, but for outermost members that are fixed.
    pub fn renewed(&self, schema: SchemaId, value: &Value, fixed: &[String]) -> Value {
        let mut renewed = value.clone();
        let mut places = Vec::new();
        texts(value, String::new(), DEPTH_MAX, &mut places);
        for place in places {
            let Some(before) = renewed.pointer(&place).and_then(Value::as_str).map(str::to_owned) else {
                continue;
            };
            let held = fixed.iter().any(|name| place == pointer::join("", name));
            if held || self.is_fixed(schema, &place) {
                continue;
            }
            for text in self.others(&before) {
                if let Some(member) = renewed.pointer_mut(&place) {
                    *member = Value::String(text);
                }
                if self.is_valid(schema, &renewed) {
                    break;
                }
                if let Some(member) = renewed.pointer_mut(&place) {
                    *member = Value::String(before.clone());
                }
            }
        }
        renewed
    }

    /// Whether the text at that place is one of a list, or has a meaning that another text has not.
    fn is_fixed(&self, schema: SchemaId, place: &str) -> bool {
        let mut at = schema;
        for token in pointer::tokens(place).unwrap_or_default() {
            let next = match pointer::index(&token) {
                Some(_) => self.api.schemas.get(at).array.items,
                None => property_of(&self.api.schemas, at, &token, DEPTH_MAX),
            };
            match next {
                Some(next) => at = next,
                None => return true,
            }
        }
        let schema = self.api.schemas.get(at);
        let format = schema.format.as_deref();
        schema.values.is_some() || !matches!(format, None | Some("email" | "uuid" | "hostname" | "password"))
    }

    /// Other texts of the same form.
    fn others(&self, text: &str) -> Vec<String> {
        let mut seed = self.seed.borrow_mut();
        if text.len() == 36 && text.bytes().filter(|byte| *byte == b'-').count() == 4 {
            let mut digits = || char::from_digit(seed.below_u32(16), 16).unwrap_or('0');
            let mut digit = |c: char| if c == '-' { c } else { digits() };
            let mut uuid: Vec<char> = text.chars().map(&mut digit).collect();
            // Version and variant stay what they were.
            for at in [14, 19] {
                uuid[at] = text.chars().nth(at).unwrap_or('4');
            }
            return vec![uuid.into_iter().collect()];
        }
        let letters: Vec<char> = ('a'..='z').collect();
        let word: String = (0..WORD_LENGTH).filter_map(|_| seed.pick(&letters)).collect();
        if let Some((local, domain)) = text.split_once('@') {
            return vec![format!("{local}.{word}@{domain}"), format!("{word}@{domain}")];
        }
        let start: String = text.chars().take(text.chars().count().saturating_sub(WORD_LENGTH)).collect();
        let upper = word.to_uppercase();
        vec![
            format!("{text}-{word}"),
            format!("{text}{word}"),
            format!("{start}{word}"),
            word,
            format!("{start}{upper}"),
            upper,
        ]
    }
}

/// The places of all strings.
fn texts(value: &Value, at: String, depth: u8, places: &mut Vec<String>) {
    match value {
        Value::String(_) => places.push(at),
        Value::Object(members) if depth > 0 => {
            for (name, member) in members {
                texts(member, pointer::join(&at, name), depth - 1, places);
            }
        }
        Value::Array(items) if depth > 0 => {
            for (index, item) in items.iter().enumerate() {
                texts(item, pointer::join(&at, &index.to_string()), depth - 1, places);
            }
        }
        Value::Object(_) | Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
