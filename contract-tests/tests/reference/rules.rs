//! Inputs held to schemas of the description, a keyword at a time, so that a broken server can forget any one of
//! them. It must not know which values are stored where.

use serde_json::{Map, Number, Value};

/// What is broken about a value, as `keyword@member`, with a sentence.
pub(super) struct Flaw {
    pub(super) rule: String,
    pub(super) sentence: String,
}

/// The rules of one description.
pub(super) struct Rules<'d> {
    pub(super) description: &'d Value,
}

impl<'d> Rules<'d> {
    /// The schema, references followed.
    pub(super) fn resolve(&self, schema: &'d Value) -> &'d Value {
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { return schema };
        let target = reference.strip_prefix('#').and_then(|pointer| self.description.pointer(pointer));
        target.map_or(schema, |target| self.resolve(target))
    }

    /// The component schema with that name.
    pub(super) fn component(&self, name: &str) -> &'d Value {
        self.description.pointer(&["/components/schemas/", name].concat()).unwrap_or(&Value::Null)
    }

    /// All flaws of a value that the member holds; `member` is empty for a whole body.
    pub(super) fn flaws(&self, schema: &'d Value, value: &Value, member: &str) -> Vec<Flaw> {
        let schema = self.resolve(schema);
        let mut flaws = Vec::new();
        let mut broken = |keyword: &str, sentence: String| {
            flaws.push(Flaw { rule: [keyword, "@", member].concat(), sentence });
        };
        if value.is_null() && schema.get("nullable") == Some(&Value::Bool(true)) {
            return flaws;
        }
        if let Some(branches) = schema.get("oneOf").and_then(Value::as_array) {
            let matching =
                branches.iter().filter(|branch| self.flaws(branch, value, member).is_empty()).count();
            if matching != 1 {
                broken("oneOf", format!("{member} fits {matching} branches"));
            }
            return flaws;
        }
        if let Some(kind) = schema.get("type").and_then(Value::as_str)
            && !is_kind(kind, value)
        {
            broken("type", format!("{member} is no {kind}"));
            return flaws;
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array)
            && !values.contains(value)
        {
            broken("enum", format!("{member} is not one of the values"));
        }
        match value {
            Value::String(text) => string(schema, text, &mut broken),
            Value::Number(number) => bounds(schema, number, &mut broken),
            Value::Array(items) => {
                let limit = |name: &str| schema.get(name).and_then(Value::as_u64);
                let count = items.len() as u64;
                if limit("maxItems").is_some_and(|max| count > max) {
                    broken("maxItems", format!("{member} has too many items"));
                }
                let twice = items.iter().enumerate().any(|(at, item)| items[..at].contains(item));
                if schema.get("uniqueItems") == Some(&Value::Bool(true)) && twice {
                    broken("uniqueItems", format!("{member} repeats an item"));
                }
                if let Some(item) = schema.get("items") {
                    flaws.extend(items.iter().flat_map(|value| self.flaws(item, value, member)));
                }
            }
            Value::Object(members) => flaws.extend(self.object(schema, members)),
            Value::Null | Value::Bool(_) => {}
        }
        flaws
    }

    fn object(&self, schema: &'d Value, members: &Map<String, Value>) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let flaw = |keyword: &str, name: &str| Flaw {
            rule: [keyword, "@", name].concat(),
            sentence: format!("{name} breaks {keyword}"),
        };
        for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
            let name = name.as_str().unwrap_or_default();
            if !members.contains_key(name) {
                flaws.push(flaw("required", name));
            }
        }
        let least = schema.get("minProperties").and_then(Value::as_u64).unwrap_or(0);
        if (members.len() as u64) < least {
            flaws.push(flaw("minProperties", ""));
        }
        let known = schema.get("properties").and_then(Value::as_object);
        for (name, value) in members {
            match known.and_then(|known| known.get(name)) {
                Some(property) if self.resolve(property).get("readOnly").is_none() => {
                    flaws.extend(self.flaws(property, value, name));
                }
                Some(_) => {}
                None if schema.get("additionalProperties") == Some(&Value::Bool(false)) => {
                    flaws.push(flaw("additionalProperties", name));
                }
                None => {}
            }
        }
        flaws
    }

    /// What a text of the query, a header or the path stands for under a schema: a number or a boolean is read.
    pub(super) fn read(&self, schema: &'d Value, text: &str) -> Value {
        let plain = || Value::String(text.to_owned());
        match self.resolve(schema).get("type").and_then(Value::as_str) {
            Some("integer") => {
                let digits = text.strip_prefix('-').unwrap_or(text);
                let canonical = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
                let number = canonical.then(|| text.parse::<i64>().ok()).flatten();
                number.map_or_else(plain, Value::from)
            }
            Some("number") => text.parse::<Number>().map_or_else(|_| plain(), Value::Number),
            Some("boolean") => text.parse::<bool>().map_or_else(|_| plain(), Value::Bool),
            Some(_) | None => plain(),
        }
    }
}

fn is_kind(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

fn string(schema: &Value, text: &str, broken: &mut impl FnMut(&str, String)) {
    let limit = |name: &str| schema.get(name).and_then(Value::as_u64);
    let length = text.chars().count() as u64;
    if limit("minLength").is_some_and(|min| length < min) {
        broken("minLength", format!("{text:?} is too short"));
    }
    if limit("maxLength").is_some_and(|max| length > max) {
        broken("maxLength", format!("{text:?} is too long"));
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        let fits = regress::Regex::with_flags(pattern, "u").is_ok_and(|regex| regex.find(text).is_some());
        if !fits {
            broken("pattern", format!("{text:?} does not match {pattern}"));
        }
    }
    let fits = match schema.get("format").and_then(Value::as_str) {
        Some("uuid") => uuid::Uuid::try_parse(text).is_ok() && text.len() == 36,
        Some("date") => text.len() == 10 && chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok(),
        Some("date-time") => is_instant(text),
        Some("email") => is_email(text),
        Some("uri") => {
            url::Url::parse(text).is_ok()
                && text.is_ascii()
                && !text.contains([' ', '"', '<', '>', '\\', '^', '`', '{', '|', '}'])
        }
        Some(_) | None => true,
    };
    if !fits {
        broken("format", format!("{text:?} is not in the format"));
    }
}

/// RFC 3339, with a second of 60 where the minute and the offset allow it.
fn is_instant(text: &str) -> bool {
    text.as_bytes().get(10).is_some_and(|byte| matches!(byte, b'T' | b't'))
        && chrono::DateTime::parse_from_rfc3339(text).is_ok()
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let label = |label: &str| {
        !label.is_empty()
            && label.len() < 64
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte);
    let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let dotted = local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(plain));
    (dotted || quoted) && local.len() <= 64 && domain.split('.').all(label)
}

fn bounds(schema: &Value, number: &Number, broken: &mut impl FnMut(&str, String)) {
    let value = number.as_f64().unwrap_or(f64::INFINITY);
    let flag = |name: &str| schema.get(name) == Some(&Value::Bool(true));
    if let Some(min) = schema.get("minimum").and_then(Value::as_f64)
        && (value < min || (flag("exclusiveMinimum") && value <= min))
    {
        broken("minimum", format!("{number} is too small"));
    }
    if let Some(max) = schema.get("maximum").and_then(Value::as_f64)
        && (value > max || (flag("exclusiveMaximum") && value >= max))
    {
        broken("maximum", format!("{number} is too large"));
    }
    if schema.get("format").and_then(Value::as_str) == Some("int64") && number.as_i64().is_none() {
        broken("format", format!("{number} does not fit"));
    }
}
