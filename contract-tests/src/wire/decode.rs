//! Text of a request as the values that it can stand for.
//!
//! A text has strict readings, the ones that the document's style gives it, and lenient ones, which a tolerant server
//! may give it as well: a request is only known to be invalid when no reading of either kind is valid. It must not
//! know which readings are valid.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Number, Value};

use crate::api::Style;
use crate::schema::{Additional, Kind, SchemaId, Schemas};

/// How deep combinations of schemas are followed to learn what kinds they accept.
const DEPTH_MAX: u8 = 16;

/// What a text can stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readings {
    /// By the document's style, the likeliest first.
    pub strict: Vec<Value>,
    /// As a tolerant server may read it.
    pub lenient: Vec<Value>,
}

/// The kinds of values that a schema may accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    const ALL: Self = Self(0b0111_1111);
    const NULL: u8 = 0b0100_0000;

    /// What a schema has that takes numbers, and one that takes integers has not.
    const NUMBER_ALONE: u8 = 4;

    const fn bit(kind: Kind) -> u8 {
        match kind {
            Kind::Boolean => 1,
            Kind::Integer => 2,
            // A number may be an integer.
            Kind::Number => Self::NUMBER_ALONE | 2,
            Kind::String => 8,
            Kind::Array => 16,
            Kind::Object => 32,
        }
    }

    /// The kinds of a schema; too many where it is recursive.
    pub fn of(schemas: &Schemas, id: SchemaId) -> Self {
        Self::within(schemas, id, DEPTH_MAX)
    }

    fn within(schemas: &Schemas, id: SchemaId, depth: u8) -> Self {
        if depth == 0 {
            return Self::ALL;
        }
        let schema = schemas.get(id);
        let mut kinds = match schema.kind {
            Some(kind) => Self::bit(kind) | if schema.nullable { Self::NULL } else { 0 },
            None => Self::ALL.0,
        };
        if let Some(values) = &schema.values {
            kinds &= values.iter().fold(0, |kinds, value| kinds | bit_of(value));
        }
        for part in &schema.all_of {
            kinds &= Self::within(schemas, *part, depth - 1).0;
        }
        for branches in [&schema.any_of, &schema.one_of] {
            if !branches.is_empty() {
                let any = |kinds, branch: &SchemaId| kinds | Self::within(schemas, *branch, depth - 1).0;
                kinds &= branches.iter().fold(0, any);
            }
        }
        Self(kinds)
    }

    /// Whether values of that kind may be accepted.
    pub fn has(self, kind: Kind) -> bool {
        self.0 & Self::bit(kind) != 0
    }

    fn has_null(self) -> bool {
        self.0 & Self::NULL != 0
    }
}

fn bit_of(value: &Value) -> u8 {
    match value {
        Value::Null => Kinds::NULL,
        Value::Bool(_) => Kinds::bit(Kind::Boolean),
        Value::Number(_) => Kinds::bit(Kind::Number),
        Value::String(_) => Kinds::bit(Kind::String),
        Value::Array(_) => Kinds::bit(Kind::Array),
        Value::Object(_) => Kinds::bit(Kind::Object),
    }
}

/// The values that one text without structure can stand for.
pub fn scalar(text: &str, kinds: Kinds) -> Readings {
    let mut readings = Readings::default();
    if kinds.has(Kind::Integer) || kinds.has(Kind::Number) {
        if let Some(number) = number(text) {
            // `1.0` and `1e2` are integers to some readers only.
            let whole = kinds.0 & Kinds::NUMBER_ALONE == 0 && text.contains(['.', 'e', 'E']);
            let readings = if whole { &mut readings.lenient } else { &mut readings.strict };
            readings.push(Value::Number(number));
        } else if let Some(number) = lenient_number(text) {
            readings.lenient.push(Value::Number(number));
        }
    }
    if kinds.has(Kind::Boolean) {
        match text {
            "true" => readings.strict.push(Value::Bool(true)),
            "false" => readings.strict.push(Value::Bool(false)),
            _ => readings.lenient.extend(lenient_flag(text).map(Value::Bool)),
        }
    }
    if kinds.has(Kind::String) {
        readings.strict.push(Value::String(text.to_owned()));
        if text.trim() != text {
            readings.lenient.push(Value::String(text.trim().to_owned()));
        }
    }
    if kinds.has_null() && (text.is_empty() || text.eq_ignore_ascii_case("null")) {
        readings.lenient.push(Value::Null);
    }
    if (kinds.has(Kind::Array) || kinds.has(Kind::Object))
        && let Ok(value @ (Value::Array(_) | Value::Object(_))) = serde_json::from_str(text)
    {
        readings.lenient.push(value);
    }
    readings
}

/// A number as JSON writes numbers.
fn number(text: &str) -> Option<Number> {
    match serde_json::from_str(text) {
        Ok(Value::Number(number)) if text.trim() == text => Some(number),
        _ => None,
    }
}

/// A number as languages read numbers: signs, leading zeros, fractions of an integer, white space.
fn lenient_number(text: &str) -> Option<Number> {
    let text = text.trim();
    let unsigned = text.trim_start_matches(['+', '-']);
    let hexadecimal = unsigned.strip_prefix("0x").or(unsigned.strip_prefix("0X"));
    if let Some(digits) = hexadecimal {
        return i64::from_str_radix(digits, 16).ok().map(Number::from);
    }
    let digits = unsigned.replace(['_', ','], "");
    let value: f64 = digits.parse().ok()?;
    if value.fract() == 0.0
        && let Ok(integer) = format!("{value:.0}").parse::<i64>()
    {
        return Some(Number::from(if text.starts_with('-') { -integer } else { integer }));
    }
    Number::from_f64(if text.starts_with('-') { -value } else { value })
}

fn lenient_flag(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" | "t" | "y" | "" => Some(true),
        "false" | "0" | "no" | "off" | "f" | "n" => Some(false),
        _ => None,
    }
}

/// The values that the texts of one parameter can stand for: the text of a path variable or header, or the values of
/// the pairs of its name. They are decoded already, but for the separators of `split`.
pub fn parameter(schemas: &Schemas, schema: SchemaId, split: Split<'_>) -> Readings {
    let kinds = Kinds::of(schemas, schema);
    let mut readings = Readings::default();
    let items = items_of(schemas, schema, DEPTH_MAX);
    match split {
        Split::Texts(texts) => {
            if let [text] = texts {
                readings = scalar(text, kinds);
            }
            if kinds.has(Kind::Array) {
                add_arrays(&mut readings, schemas, items, texts);
                if let [text] = texts {
                    let parts: Vec<String> = text.split(',').map(str::to_owned).collect();
                    let mut split = Readings::default();
                    add_arrays(&mut split, schemas, items, &parts);
                    readings.lenient.extend(split.strict);
                }
            }
            if texts.len() > 1 && !kinds.has(Kind::Array) {
                // Which of several a server takes is not said.
                for text in texts {
                    let each = scalar(text, kinds);
                    readings.lenient.extend(each.strict.into_iter().chain(each.lenient));
                }
            }
        }
        Split::Parts { whole, parts } => {
            readings = scalar(whole, kinds);
            if kinds.has(Kind::Array) {
                add_arrays(&mut readings, schemas, items, parts);
            }
        }
        Split::Members(members) => {
            let mut value = Map::new();
            let mut lenient = Map::new();
            for (name, text) in members {
                let kinds = property_of(schemas, schema, name, DEPTH_MAX)
                    .map_or(Kinds::ALL, |property| Kinds::of(schemas, property));
                let mut each = scalar(text, kinds);
                let strict = if each.strict.is_empty() { None } else { Some(each.strict.remove(0)) };
                let either = strict.clone().or_else(|| each.lenient.pop());
                let otherwise = || Value::String(text.clone());
                value.insert(name.clone(), strict.unwrap_or_else(otherwise));
                lenient.insert(name.clone(), either.unwrap_or_else(otherwise));
            }
            readings.strict.push(Value::Object(value));
            readings.lenient.push(Value::Object(lenient));
        }
    }
    readings
}

/// The texts of a parameter as its style divides them.
#[derive(Clone, Copy, Debug)]
pub enum Split<'t> {
    /// One text for each occurrence.
    Texts(&'t [String]),
    /// One occurrence, whole and divided at the style's separator.
    Parts {
        /// Undivided.
        whole: &'t str,
        /// Divided.
        parts: &'t [String],
    },
    /// Members of an object.
    Members(&'t [(String, String)]),
}

fn add_arrays(readings: &mut Readings, schemas: &Schemas, items: Option<SchemaId>, texts: &[String]) {
    let kinds = items.map_or(Kinds::ALL, |items| Kinds::of(schemas, items));
    let each: Vec<Readings> = texts.iter().map(|text| scalar(text, kinds)).collect();
    let strings = || Value::Array(texts.iter().cloned().map(Value::String).collect());
    let first = |pick: fn(&Readings) -> Option<Value>| {
        let items = each.iter().zip(texts);
        let items =
            items.map(|(readings, text)| pick(readings).unwrap_or_else(|| Value::String(text.clone())));
        Value::Array(items.collect())
    };
    readings.strict.push(first(|readings| readings.strict.first().cloned()));
    if kinds.has(Kind::String) {
        readings.strict.push(strings());
    }
    readings.lenient.push(first(|readings| readings.strict.first().or(readings.lenient.first()).cloned()));
}

/// The schema of the items, where it is said in one place.
fn items_of(schemas: &Schemas, id: SchemaId, depth: u8) -> Option<SchemaId> {
    let schema = schemas.get(id);
    if schema.array.items.is_some() || depth == 0 {
        return schema.array.items;
    }
    let parts = schema.all_of.iter().chain(&schema.any_of).chain(&schema.one_of);
    parts.copied().find_map(|part| items_of(schemas, part, depth - 1))
}

/// The schema of a member, where it is said in one place.
pub fn property_of(schemas: &Schemas, id: SchemaId, name: &str, depth: u8) -> Option<SchemaId> {
    let schema = schemas.get(id);
    if let Some((_, property)) = schema.object.properties.iter().find(|(known, _)| known == name) {
        return Some(*property);
    }
    if depth > 0 {
        let mut parts = schema.all_of.iter().chain(&schema.any_of).chain(&schema.one_of);
        if let Some(found) = parts.find_map(|part| property_of(schemas, *part, name, depth - 1)) {
            return Some(found);
        }
    }
    match schema.object.additional {
        Additional::Schema(additional) => Some(additional),
        Additional::Unstated | Additional::Any | Additional::None => None,
    }
}

/// The names that a schema gives members, combinations included.
pub fn property_names(schemas: &Schemas, id: SchemaId) -> Vec<String> {
    let mut names = Vec::new();
    let mut work = vec![(id, DEPTH_MAX)];
    while let Some((id, depth)) = work.pop() {
        let schema = schemas.get(id);
        for (name, _) in &schema.object.properties {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        if depth > 0 {
            let parts = schema.all_of.iter().chain(&schema.any_of).chain(&schema.one_of);
            work.extend(parts.map(|part| (*part, depth - 1)));
        }
    }
    names
}

/// Undoes percent-encoding; `None` when the result is not UTF-8 or an escape is broken.
pub fn percent_decoded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let broken = |at: usize| {
        bytes[at] == b'%'
            && !bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    if (0..bytes.len()).any(broken) {
        return None;
    }
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// The separator of a style for the items of an array in one text, as it may stand on the wire.
pub fn separators(style: Style, explode: bool) -> &'static [&'static str] {
    match style {
        Style::SpaceDelimited => &["%20", "+", " "],
        Style::PipeDelimited => &["|", "%7C", "%7c"],
        Style::Label if explode => &["."],
        Style::Matrix | Style::Label | Style::Form | Style::Simple | Style::DeepObject => &[","],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Kinds, percent_decoded, scalar};

    #[test]
    fn scalars() {
        let integer = Kinds(2);
        let number = Kinds(6);
        let flag = Kinds(1);
        for (kinds, text, strict, lenient) in [
            (integer, "5", vec![json!(5)], vec![]),
            (integer, "+5", vec![], vec![json!(5)]),
            (integer, "05", vec![], vec![json!(5)]),
            (integer, " -5", vec![], vec![json!(-5)]),
            (integer, "five", vec![], vec![]),
            (integer, "", vec![], vec![]),
            (integer, "NaN", vec![], vec![]),
            (number, "1.5", vec![serde_json::from_str::<Value>("1.5").unwrap()], vec![]),
            (flag, "true", vec![json!(true)], vec![]),
            (flag, "TRUE", vec![], vec![json!(true)]),
            (flag, "maybe", vec![], vec![]),
            (Kinds(8), "5", vec![json!("5")], vec![]),
            (Kinds(8 | 64), "", vec![json!("")], vec![Value::Null]),
        ] {
            let readings = scalar(text, kinds);
            assert_eq!((readings.strict, readings.lenient), (strict, lenient), "{text}");
        }
    }

    #[test]
    fn percent_decoding() {
        for (text, decoded) in [
            ("a%20b", Some("a b")),
            ("%C3%A9", Some("é")),
            ("%FF", None),
            ("%2", None),
            ("%zz", None),
            ("+", Some("+")),
        ] {
            assert_eq!(percent_decoded(text).as_deref(), decoded, "{text}");
        }
    }
}
