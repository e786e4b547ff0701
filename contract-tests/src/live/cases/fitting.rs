//! Values that a server is likely to take.
//!
//! Examples of the document come first, then values that the server itself showed for names that are ids, then made
//! ones. It must not know what values are sent for.

use std::cell::RefCell;

use serde_json::Value;

use super::corpus::Corpus;
use super::refusal::refers;
use crate::api::{Api, MediaType, Parameter, ParameterContent};
use crate::live::exchange::SharedExchange;
use crate::live::fresh::{Fresh, Languages};
use crate::live::resources::{Shape, names};
use crate::schema::validate::Validator;
use crate::schema::values::Values;
use crate::schema::{Direction, SchemaId, Seed};

/// Made values that are tried for one schema.
const MADE_MAX: usize = 4;

/// Values of one name that a body is tried with.
const REFERRED_MAX: usize = 4;

/// What pictures are called.
const PICTURES: [&str; 9] =
    ["avatar", "image", "picture", "photo", "logo", "icon", "thumbnail", "banner", "cover"];
/// A picture of one pixel, PNG, in base 64.
const PIXEL: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// A source of fitting values.
#[derive(Debug)]
pub struct Fitting<'f> {
    /// The document.
    pub api: &'f Api,
    /// Made values.
    pub values: &'f Values<'f>,
    languages: Languages,
    pub(super) seed: RefCell<Seed>,
}

/// A value for a body.
#[derive(Clone, Debug)]
pub struct Body {
    /// The value.
    pub value: Value,
    /// The exchanges that parts of it come from.
    pub sources: Vec<SharedExchange>,
}

impl<'f> Fitting<'f> {
    /// A source whose values depend on the seed alone.
    pub fn new(api: &'f Api, values: &'f Values<'f>, seed: u64) -> Self {
        Self {
            api,
            values,
            languages: Languages::default(),
            seed: RefCell::new(Seed::new(seed).of("fitting")),
        }
    }

    /// Whether the value may be sent.
    pub fn is_valid(&self, schema: SchemaId, value: &Value) -> bool {
        Validator::new(&self.api.schemas, Direction::Request).is_valid(schema, value)
    }

    /// Values for a body, the likeliest first: what the document shows, what was sent elsewhere under the same names,
    /// ordinary values of all members and of those that are required, and made ones.
    pub fn bodies(&self, content: &MediaType, corpus: &Corpus) -> Vec<Body> {
        let plain = |value: Value| Body { value, sources: Vec::new() };
        let Some(schema) = content.schema else {
            return content.examples.iter().cloned().map(plain).collect();
        };
        let shown = self.api.schemas.get(schema).annotations.example.iter();
        let examples: Vec<Value> = content.examples.iter().chain(shown).cloned().collect();
        let fresh = self.fresh(schema, "");
        let bare = fresh.as_ref().and_then(|value| self.bare(schema, value));
        let fullest = self.values.fullest(schema);
        let made = self.values.valid(schema).take(MADE_MAX).map(|sample| sample.value);
        let mut bodies: Vec<Body> = Vec::new();
        let mut add = |body: Body| {
            let known = bodies.iter().any(|known| known.value == body.value);
            if !known && self.is_valid(schema, &body.value) {
                bodies.push(body);
            }
        };
        for value in &examples {
            self.referring(schema, value, corpus).into_iter().for_each(&mut add);
            add(plain(value.clone()));
        }
        self.repeating(schema, corpus).into_iter().for_each(&mut add);
        for value in fresh.into_iter().chain(bare).chain(fullest).chain(made) {
            self.referring(schema, &value, corpus).into_iter().for_each(&mut add);
            add(plain(value));
        }
        bodies
    }

    /// An ordinary value that was not used before; `name` is the name of the member that holds it.
    pub fn fresh(&self, schema: SchemaId, name: &str) -> Option<Value> {
        let seed = Seed::new(self.seed.borrow_mut().next());
        let value = Fresh::new(&self.api.schemas, &self.languages, seed).value(schema, name)?;
        self.is_valid(schema, &value).then_some(value)
    }

    /// The object with pictures in members that hold some as base 64; `None` when there are none.
    pub fn pictured(&self, schema: SchemaId, value: &Value) -> Option<Value> {
        let shape = Shape::of_branch(&self.api.schemas, schema, 0)?;
        let mut members = value.as_object()?.clone();
        let holds = |name: &str| {
            let words = names::words(name);
            names::plain(name).contains("base64")
                && words.iter().any(|word| PICTURES.contains(&word.as_str()))
        };
        let mut any = false;
        for member in shape.members.iter().filter(|member| holds(&member.name)) {
            members.insert(member.name.clone(), Value::String(["data:image/png;base64,", PIXEL].concat()));
            any = true;
        }
        let value = Value::Object(members);
        (any && self.is_valid(schema, &value)).then_some(value)
    }

    /// The object with its required members alone.
    fn bare(&self, schema: SchemaId, value: &Value) -> Option<Value> {
        let shape = Shape::of_branch(&self.api.schemas, schema, 0)?;
        let mut members = value.as_object()?.clone();
        members.retain(|name, _| shape.get(name).is_some_and(|member| member.required));
        Some(Value::Object(members))
    }

    /// Objects of members that were accepted together under the same names: an account's password opens its session.
    fn repeating(&self, schema: SchemaId, corpus: &Corpus) -> Vec<Body> {
        let Some(shape) = Shape::of_branch(&self.api.schemas, schema, 0) else { return Vec::new() };
        let of = |(sent, sources): &(serde_json::Map<String, Value>, Vec<SharedExchange>)| {
            let mut members = sent.clone();
            members.retain(|name, _| shape.get(name).is_some());
            let value = Value::Object(members);
            (value.as_object()?.len() > 1).then(|| Body { value, sources: sources.clone() })
        };
        corpus.sent().filter_map(of).collect()
    }

    /// The value with ids and the like that the server showed in members of their names, one for each that is known of
    /// the first of them.
    fn referring(&self, schema: SchemaId, value: &Value, corpus: &Corpus) -> Vec<Body> {
        let Some(members) = value.as_object() else { return Vec::new() };
        let mut bodies = Vec::new();
        for turn in 0..REFERRED_MAX {
            let (mut changed, mut sources, mut any) = (members.clone(), Vec::new(), false);
            for (name, member) in &mut changed {
                let refers = refers(name);
                let alike = |(known, _): &&(Value, Vec<SharedExchange>)| kind(known) == kind(member);
                let known: Vec<_> = corpus.named(name).filter(alike).collect();
                let known_count = known.len();
                let Some((known, from)) = known.get(turn).or(known.first()).filter(|_| refers) else {
                    continue;
                };
                if *known != *member {
                    any |= turn < known_count;
                    *member = known.clone();
                    sources.extend(from.iter().map(SharedExchange::clone));
                }
            }
            let value = Value::Object(changed);
            if any && self.is_valid(schema, &value) {
                bodies.push(Body { value, sources });
            }
        }
        bodies
    }

    /// Values for a parameter, the likeliest first.
    pub fn arguments(&self, parameter: &Parameter, corpus: &Corpus) -> Vec<Value> {
        let Some(schema) = schema_of(parameter) else { return parameter.examples.clone() };
        let document = self.api.schemas.get(schema);
        let known = document.annotations.example.iter().chain(&document.annotations.default);
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
