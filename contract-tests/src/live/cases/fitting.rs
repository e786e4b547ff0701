//! Values that a server is likely to take.
//!
//! Examples of the document come first, then values that the server itself showed for names that are ids, then made
//! ones; and there is the same value with new texts where one must not be used twice. It must not know what values are
//! sent for.

use std::cell::RefCell;

use serde_json::Value;

use super::corpus::Corpus;
use crate::api::{Api, MediaType, Parameter, ParameterContent};
use crate::live::request::decode::property_of;
use crate::live::resources::names;
use crate::schema::validate::Validator;
use crate::schema::values::Values;
use crate::schema::{Direction, SchemaId, Seed};

/// Made values that are tried for one schema.
const MADE_MAX: usize = 4;

/// Members inside one another that get new texts.
const DEPTH_MAX: u8 = 6;

/// Letters of a new text.
const WORD_LENGTH: usize = 8;

/// A source of fitting values.
#[derive(Debug)]
pub struct Fitting<'f> {
    /// The document.
    pub api: &'f Api,
    /// Made values.
    pub values: &'f Values<'f>,
    seed: RefCell<Seed>,
}

impl<'f> Fitting<'f> {
    /// A source whose values depend on the seed alone.
    pub fn new(api: &'f Api, values: &'f Values<'f>, seed: u64) -> Self {
        Self { api, values, seed: RefCell::new(Seed::new(seed).of("fitting")) }
    }

    /// Whether the value may be sent.
    pub fn is_valid(&self, schema: SchemaId, value: &Value) -> bool {
        Validator::new(&self.api.schemas, Direction::Request).is_valid(schema, value)
    }

    /// Values for a body, the likeliest first.
    pub fn bodies(&self, content: &MediaType, corpus: &Corpus) -> Vec<Value> {
        let Some(schema) = content.schema else { return content.examples.clone() };
        let examples = content.examples.iter().cloned();
        let fullest = self.values.fullest(schema);
        let made = self.values.valid(schema).take(MADE_MAX).map(|sample| sample.value);
        let mut bodies: Vec<Value> = Vec::new();
        for value in examples.chain(fullest).chain(made) {
            let referring = self.referring(schema, &value, corpus);
            for value in referring.into_iter().chain([value]) {
                if self.is_valid(schema, &value) && !bodies.contains(&value) {
                    bodies.push(value);
                }
            }
        }
        bodies
    }

    /// The value with ids that the server showed in members of their names; `None` when there are none.
    fn referring(&self, schema: SchemaId, value: &Value, corpus: &Corpus) -> Option<Value> {
        let mut changed = value.clone();
        let members = changed.as_object_mut()?;
        let mut any = false;
        for (name, member) in members {
            let is_id = names::words(name).last().is_some_and(|word| word == "id");
            let known = corpus.named(name).find(|(known, _)| kind(known) == kind(member));
            if let Some((known, _)) = known.filter(|(known, _)| is_id && known != member) {
                *member = known.clone();
                any = true;
            }
        }
        (any && self.is_valid(schema, &changed)).then_some(changed)
    }

    /// Values for a parameter, the likeliest first.
    pub fn arguments(&self, parameter: &Parameter, corpus: &Corpus) -> Vec<Value> {
        let Some(schema) = schema_of(parameter) else { return parameter.examples.clone() };
        let document = self.api.schemas.get(schema);
        let known = document.example.iter().chain(&document.default);
        let examples = parameter.examples.iter().chain(known).cloned();
        let shown = corpus.named(&parameter.name).map(|(value, _)| value.clone());
        let made = self.values.valid(schema).take(MADE_MAX).map(|sample| sample.value);
        let mut arguments: Vec<Value> = Vec::new();
        for value in examples.chain(shown).chain(made) {
            if self.is_valid(schema, &value) && !arguments.contains(&value) {
                arguments.push(value);
            }
        }
        arguments
    }

    /// The same value with new texts wherever the schema leaves them free.
    pub fn renewed(&self, schema: SchemaId, value: &Value) -> Value {
        let mut renewed = value.clone();
        let mut places = Vec::new();
        texts(value, String::new(), DEPTH_MAX, &mut places);
        for place in places {
            let Some(before) = renewed.pointer(&place).and_then(Value::as_str).map(str::to_owned) else {
                continue;
            };
            if self.is_fixed(schema, &place) {
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
        for token in crate::document::pointer::tokens(place).unwrap_or_default() {
            let next = match crate::document::pointer::index(&token) {
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

/// The schema of a parameter's value.
pub fn schema_of(parameter: &Parameter) -> Option<SchemaId> {
    match &parameter.content {
        ParameterContent::Schema { schema, .. } => *schema,
        ParameterContent::Media(media) => media.schema,
    }
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}

/// The places of all strings.
fn texts(value: &Value, at: String, depth: u8, places: &mut Vec<String>) {
    match value {
        Value::String(_) => places.push(at),
        Value::Object(members) if depth > 0 => {
            for (name, member) in members {
                texts(member, crate::document::pointer::join(&at, name), depth - 1, places);
            }
        }
        Value::Array(items) if depth > 0 => {
            for (index, item) in items.iter().enumerate() {
                texts(item, crate::document::pointer::join(&at, &index.to_string()), depth - 1, places);
            }
        }
        Value::Object(_) | Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
