//! Ordinary values that were never used before: what the sequences send. They are tame on purpose: no white space, no
//! capitals in addresses, no fractions of seconds, so that a server that normalises what it stores stores them as they
//! are. The cases that look for trouble in values are elsewhere. It must not know what a value is sent for.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{Duration, NaiveDate};
use serde_json::{Map, Number, Value};

use crate::live::resources::{Facts, Shape, names};
use crate::schema::language::Language;
use crate::schema::{Additional, Bound, Kind, SchemaId, Schemas, Seed};

/// Schemas inside one another that values are made for; below, only what is required.
const DEPTH_MAX: usize = 4;
/// Characters of a text whose length is free.
const TEXT_CHARS: u64 = 12;
/// Tries to find a value that differs from another.
const TRIES: usize = 24;

/// What constrains a string, all parts of an `allOf` together.
#[derive(Default)]
struct TextRules {
    min: u64,
    max: Option<u64>,
    patterns: Vec<String>,
}

/// A source of values.
#[derive(Debug)]
pub(crate) struct Fresh<'a> {
    schemas: &'a Schemas,
    seed: Seed,
    languages: &'a Languages,
}

/// The languages of schemas with patterns, made once: an automaton costs more than all words of it.
#[derive(Debug, Default)]
pub(crate) struct Languages {
    known: Mutex<HashMap<SchemaId, Option<Language>>>,
}

impl<'a> Fresh<'a> {
    /// A source whose values depend on the seed alone.
    pub(crate) fn new(schemas: &'a Schemas, languages: &'a Languages, seed: Seed) -> Self {
        Self { schemas, seed, languages }
    }

    /// A value of the schema; `name` is the name of the member that holds it. `None` when none is known to be valid.
    pub(crate) fn value(&mut self, id: SchemaId, name: &str) -> Option<Value> {
        self.nested(id, name, 0)
    }

    /// A value of the schema that differs from another.
    pub(crate) fn other(&mut self, id: SchemaId, name: &str, than: &Value) -> Option<Value> {
        (0..TRIES).find_map(|_| self.value(id, name).filter(|value| value != than))
    }

    /// A word of small letters and digits, a letter first.
    pub(crate) fn word(&mut self, chars: u64) -> String {
        let mut word = String::new();
        for at in 0..chars {
            let letters: &[char] =
                &['a', 'c', 'd', 'e', 'g', 'h', 'k', 'm', 'n', 'p', 'r', 't', 'u', 'w', 'x', 'z'];
            let digits: &[char] = &['2', '3', '4', '5', '6', '7', '8', '9'];
            let known = if at % 4 == 3 { digits } else { letters };
            word.extend(self.seed.pick(known));
        }
        word
    }

    /// A number below the bound.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.seed.below(bound)
    }

    /// One of the characters; the other one when there are none.
    pub(crate) fn one_of(&mut self, known: &str, other: char) -> char {
        let known: Vec<char> = known.chars().collect();
        self.seed.pick(&known).copied().unwrap_or(other)
    }

    /// A random UUID, version 4.
    pub(crate) fn uuid(&mut self) -> String {
        let (high, low) = (self.seed.next(), self.seed.next());
        let (a, b) = (high >> 32, (high >> 16) & 0xffff);
        let (c, d, e) = (high & 0xfff, (low >> 48) & 0x3fff | 0x8000, low & 0xffff_ffff_ffff);
        format!("{a:08x}-{b:04x}-4{c:03x}-{d:04x}-{e:012x}")
    }

    fn nested(&mut self, id: SchemaId, name: &str, depth: usize) -> Option<Value> {
        let facts = Facts::of(self.schemas, id);
        if let Some(values) = &facts.values {
            let plain: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
            return self.seed.pick(&plain).map(|value| (*value).clone()).or_else(|| values.first().cloned());
        }
        let schema = self.schemas.get(id);
        let branch = schema.one_of.first().or_else(|| schema.any_of.first()).copied();
        match (facts.kind, branch) {
            (Some(Kind::Boolean), _) => Some(Value::Bool(self.seed.once_in(2))),
            (Some(Kind::Integer), _) => self.integer(id).map(Value::from),
            (Some(Kind::Number), _) => self.number(id),
            (Some(Kind::String), _) => self.text(id, name, &facts).map(Value::String),
            (Some(Kind::Array), _) => self.array(id, &facts, name, depth),
            (Some(Kind::Object), _) => self.object(id, depth),
            (None, Some(branch)) if depth < DEPTH_MAX => self.nested(branch, name, depth + 1),
            (None, _) => Some(Value::String(self.word(TEXT_CHARS))),
        }
    }

    fn object(&mut self, id: SchemaId, depth: usize) -> Option<Value> {
        let Some(shape) = Shape::of_branch(self.schemas, id, 0) else {
            let mut map = Map::new();
            if let Additional::Schema(schema) = self.schemas.get(id).object.additional {
                let name = self.word(6);
                map.insert(name.clone(), self.nested(schema, &name, depth + 1)?);
            }
            return Some(Value::Object(map));
        };
        let mut map = Map::new();
        for member in shape.members.iter().filter(|member| !member.facts.read_only) {
            if !member.required && depth >= DEPTH_MAX {
                continue;
            }
            match (depth <= 2 * DEPTH_MAX)
                .then(|| self.nested(member.schema, &member.name, depth + 1))
                .flatten()
            {
                Some(value) => {
                    map.insert(member.name.clone(), value);
                }
                None if member.required => return None,
                None => {}
            }
        }
        Some(Value::Object(map))
    }

    fn array(&mut self, id: SchemaId, facts: &Facts, name: &str, depth: usize) -> Option<Value> {
        let keywords = &self.schemas.get(id).array;
        let least = keywords.items_min.unwrap_or(0);
        let count = keywords.items_max.unwrap_or(2).min(2).max(least);
        let mut items: Vec<Value> = Vec::new();
        let Some(schema) = facts.items else {
            items.extend((0..count).map(|_| Value::String(self.word(TEXT_CHARS))));
            return Some(Value::Array(items));
        };
        let singular = names::singular(name);
        for _ in 0..count {
            let new = (0..TRIES).find_map(|_| {
                self.nested(schema, &singular, depth + 1).filter(|value| !items.contains(value))
            });
            items.extend(new);
        }
        let enough = u64::try_from(items.len()).is_ok_and(|have| have >= least);
        enough.then_some(Value::Array(items))
    }

    /// The numbers of the schema and of its parts: least, greatest, and what they are multiples of.
    fn range(&self, id: SchemaId) -> (Option<Bound>, Option<Bound>, Option<Number>) {
        let schema = self.schemas.get(id);
        let mut range =
            (schema.number.min.clone(), schema.number.max.clone(), schema.number.multiple_of.clone());
        for &part in &schema.all_of {
            let inner = self.schemas.get(part);
            range.0 = range.0.or_else(|| inner.number.min.clone());
            range.1 = range.1.or_else(|| inner.number.max.clone());
            range.2 = range.2.or_else(|| inner.number.multiple_of.clone());
        }
        range
    }

    fn integer(&mut self, id: SchemaId) -> Option<i64> {
        let (min, max, multiple) = self.range(id);
        let step = multiple.and_then(|number| number.as_i64()).unwrap_or(1).max(1);
        let bound = |bound: &Bound, inward: i64| {
            let value = bound.value.as_f64()?;
            let whole = if inward > 0 { value.ceil() } else { value.floor() };
            let edge = bound.value.as_i64().or_else(|| format!("{whole:.0}").parse().ok())?;
            if bound.exclusive { edge.checked_add(inward) } else { Some(edge) }
        };
        let least = min.as_ref().and_then(|min| bound(min, 1));
        let most = max.as_ref().and_then(|max| bound(max, -1));
        // Numbers of one to four digits, so that an order by digits differs from an order by size.
        let magnitude = [10, 100, 1000, 10_000].get(usize::try_from(self.seed.below(4)).ok()?).copied()?;
        let (low, high) = match (least, most) {
            (Some(least), Some(most)) => (least, most.min(least.saturating_add(magnitude))),
            (Some(least), None) => (least, least.saturating_add(magnitude)),
            (None, Some(most)) => (most.saturating_sub(magnitude).max(most.min(1)), most),
            (None, None) => (1, magnitude),
        };
        let (first, last) =
            (low.div_euclid(step) + i64::from(low.rem_euclid(step) != 0), high.div_euclid(step));
        let span = u64::try_from(last.checked_sub(first)?).ok()?;
        let offset = i64::try_from(self.seed.below(span.saturating_add(1))).ok()?;
        first.checked_add(offset)?.checked_mul(step)
    }

    /// A number with a part that doubles hold exactly, so that it comes back as it was sent unless it is rounded.
    fn number(&mut self, id: SchemaId) -> Option<Value> {
        let (min, max, multiple) = self.range(id);
        if let Some(multiple) = multiple {
            return self.multiple(id, &multiple);
        }
        let quarters = 1 + self.seed.below(3);
        let part = f64::from(u8::try_from(quarters).ok()?) / 4.0;
        let value = |bound: &Option<Bound>| bound.as_ref().and_then(|bound| bound.value.as_f64());
        let (low, high) = (value(&min).unwrap_or(f64::NEG_INFINITY), value(&max).unwrap_or(f64::INFINITY));
        let whole = self.integer(id);
        let parted = whole.and_then(|whole| format!("{whole}").parse::<f64>().ok()).map(|whole| whole + part);
        let between = low + (high - low) * part;
        let found = parted.into_iter().chain([between]).find(|number| low < *number && *number < high);
        found.and_then(Number::from_f64).map(Value::Number).or_else(|| whole.map(Value::from))
    }

    /// A multiple of a number that has few digits, written with as many.
    fn multiple(&mut self, id: SchemaId, of: &Number) -> Option<Value> {
        let digits = of.to_string().split_once('.').map_or(0, |(_, digits)| digits.len());
        let step = of.as_f64()?;
        let low = self.range(id).0.and_then(|min| min.value.as_f64()).unwrap_or(0.0).max(0.0);
        let count = f64::from(u16::try_from(1 + self.seed.below(99)).ok()?);
        let number = format!("{:.digits$}", ((low / step).ceil() + count) * step);
        serde_json::from_str(&number).ok().or_else(|| Some(Value::Number(of.clone())))
    }

    fn rules(&self, id: SchemaId, depth: usize, rules: &mut TextRules) {
        let schema = self.schemas.get(id);
        rules.min = rules.min.max(schema.string.length_min.unwrap_or(0));
        rules.max = match (rules.max, schema.string.length_max) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        rules.patterns.extend(schema.string.pattern.clone());
        if depth < DEPTH_MAX {
            for &part in &schema.all_of {
                self.rules(part, depth + 1, rules);
            }
        }
    }

    fn text(&mut self, id: SchemaId, name: &str, facts: &Facts) -> Option<String> {
        let mut rules = TextRules::default();
        self.rules(id, 0, &mut rules);
        let language = self.language(id, &rules);
        let chars = |text: &str| u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
        let fits = |text: &String| {
            chars(text) >= rules.min
                && rules.max.is_none_or(|max| chars(text) <= max)
                && language.as_ref().is_none_or(|language| language.contains(text))
        };
        if let Some(meant) = self.meant(name, facts, &rules).filter(fits) {
            return Some(meant);
        }
        match &language {
            Some(language) => {
                let wanted = TEXT_CHARS.max(rules.min).min(rules.max.unwrap_or(TEXT_CHARS).max(rules.min));
                let length = language.length_from(wanted).or_else(|| language.length_longest())?;
                let word = language.random(length, &mut self.seed)?;
                Some(self.varied(&word, language))
            }
            None if !rules.patterns.is_empty() => facts.example.as_ref()?.as_str().map(str::to_owned),
            None => {
                let most = rules.max.unwrap_or(TEXT_CHARS);
                Some(self.word(TEXT_CHARS.min(most).max(rules.min)))
            }
        }
    }

    /// The word with other letters and digits of the same case wherever the language has them: a word by chance
    /// prefers some, and values that are made one after the other must differ.
    fn varied(&mut self, word: &str, language: &Language) -> String {
        let mut chars: Vec<char> = word.chars().collect();
        for at in 0..chars.len() {
            let old = chars[at];
            let known = match old {
                'a'..='z' => "abcdefghijklmnopqrstuvwxyz",
                'A'..='Z' => "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                '0'..='9' => "0123456789",
                _ => continue,
            };
            chars[at] = self.one_of(known, old);
            if !language.contains(&chars.iter().collect::<String>()) {
                chars[at] = old;
            }
        }
        chars.into_iter().collect()
    }

    /// The strings that the patterns and lengths allow, readable ones if there are any; `None` without a pattern.
    fn language(&self, id: SchemaId, rules: &TextRules) -> Option<Language> {
        if rules.patterns.is_empty() {
            return None;
        }
        let mut languages = self.languages.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = languages.get(&id) {
            return known.clone();
        }
        let patterns = rules.patterns.iter().map(|pattern| Language::pattern(pattern).ok());
        let all = patterns.chain([Some(Language::length(rules.min, rules.max))]);
        let meet = |one: Option<Language>, other: Option<Language>| one?.intersect(&other?).ok();
        let whole = all.reduce(meet).flatten();
        let tame = meet(whole.clone(), Language::pattern("^[A-Za-z0-9_.:/#@+-]*$").ok());
        let language = tame.filter(|language| language.length_shortest().is_some()).or(whole);
        languages.insert(id, language.clone());
        language
    }

    /// What the format, or else the name, says that the text means.
    fn meant(&mut self, name: &str, facts: &Facts, rules: &TextRules) -> Option<String> {
        let words = names::words(name);
        let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
        let days = i64::try_from(self.seed.below(3000)).ok()?;
        let first = if has(&["birth", "born", "dob", "birthday"]) { 1985 } else { 2027 };
        let date = NaiveDate::from_ymd_opt(first, 1, 1)?.checked_add_signed(Duration::days(days))?;
        let pick = |seed: &mut Seed, known: &[&str]| seed.pick(known).map(|text| (*text).to_owned());
        match facts.format.as_deref() {
            Some("uuid") => Some(self.uuid()),
            Some("date") => Some(date.to_string()),
            Some("date-time") => {
                let (hour, minute) = (self.seed.below(24), self.seed.below(60));
                Some(format!("{date}T{hour:02}:{minute:02}:00Z"))
            }
            Some("time") => Some(format!("{:02}:{:02}:00Z", self.seed.below(24), self.seed.below(60))),
            Some("email" | "idn-email") => {
                let room = rules.max.unwrap_or(64).saturating_sub(12).clamp(1, TEXT_CHARS);
                Some([&self.word(room), "@example.com"].concat())
            }
            Some("uri" | "url" | "iri" | "uri-reference" | "iri-reference") => {
                let room = rules.max.unwrap_or(64).saturating_sub(20).clamp(1, TEXT_CHARS);
                Some(["https://example.com/", &self.word(room)].concat())
            }
            Some("hostname" | "idn-hostname") => Some([&self.word(8), ".example.com"].concat()),
            Some("ipv4") => Some(format!("192.0.2.{}", self.seed.below(255))),
            Some("ipv6") => Some(format!("2001:db8::{:x}", 1 + self.seed.below(0xfffe))),
            Some("byte") => {
                let length = TEXT_CHARS.max(rules.min).div_ceil(4) * 4;
                Some(self.word(length))
            }
            Some("password") => Some(["Aa1!", &self.word(TEXT_CHARS)].concat()),
            Some(_) | None if has(&["timezone", "tz"]) || names::same(name, "timeZone") => {
                pick(&mut self.seed, &["Europe/Paris", "Asia/Tokyo", "America/New_York", "Africa/Cairo"])
            }
            Some(_) | None if has(&["locale", "language", "lang"]) => {
                pick(&mut self.seed, &["en", "de", "fr", "es"])
            }
            Some(_) | None if has(&["currency"]) => pick(&mut self.seed, &["EUR", "USD", "JPY", "GBP"]),
            Some(_) | None if has(&["country"]) => pick(&mut self.seed, &["DE", "FR", "JP", "BR"]),
            Some(_) | None if has(&["email"]) => Some([&self.word(TEXT_CHARS), "@example.com"].concat()),
            Some(_) | None if has(&["url", "uri", "website", "homepage"]) => {
                Some(["https://example.com/", &self.word(TEXT_CHARS)].concat())
            }
            Some(_) | None => None,
        }
    }
}
