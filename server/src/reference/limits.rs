//! What values of a schema are held to, in words: lengths, bounds, patterns, enumerations, defaults.
//!
//! Must not know the schema's members.

use serde_json::Value;

use super::document::elements;
use super::html::Html;
use super::number;
use super::schema::Schema;

/// One limit.
enum Limit {
    Words(String),
    Values(&'static str, Vec<String>),
}

/// Writes the limits of a schema as one line; nothing where there are none.
pub(super) fn render(html: &mut Html, schema: &Schema<'_>) {
    let limits = limits(schema);
    if limits.is_empty() {
        return;
    }
    html.within("p", &[("class", "limits")], |html| {
        for (index, limit) in limits.into_iter().enumerate() {
            if index > 0 {
                html.text(" · ");
            }
            match limit {
                Limit::Words(words) => drop(html.text(&words)),
                Limit::Values(words, values) => {
                    html.text(words);
                    for (index, value) in values.iter().enumerate() {
                        html.text(if index > 0 { ", " } else { " " }).element("code", &[], value);
                    }
                }
            }
        }
    });
}

fn limits(schema: &Schema<'_>) -> Vec<Limit> {
    let count = |member: &str| schema.get(member).and_then(Value::as_u64);
    let mut limits = Vec::new();
    for (min, max, unit) in [
        ("minLength", "maxLength", "character"),
        ("minItems", "maxItems", "item"),
        ("minProperties", "maxProperties", "member"),
    ] {
        limits.extend(number::range(count(min), count(max), unit).map(Limit::Words));
    }
    for (member, exclusive, inside, outside) in [
        ("minimum", "exclusiveMinimum", "at least", "more than"),
        ("maximum", "exclusiveMaximum", "at most", "less than"),
    ] {
        if let Some(bound) = schema.get(member).and_then(number::bound) {
            let words = if schema.flag(exclusive) { outside } else { inside };
            limits.push(Limit::Words(format!("{words} {bound}")));
        }
    }
    if let Some(step) = schema.get("multipleOf").and_then(number::bound) {
        limits.push(Limit::Words(format!("a multiple of {step}")));
    }
    if schema.flag("uniqueItems") {
        limits.push(Limit::Words("no item twice".to_owned()));
    }
    if let Some(pattern) = schema.text("pattern") {
        limits.push(Limit::Values("matches", vec![pattern.to_owned()]));
    }
    if let Some(values) = schema.get("enum") {
        let values: Vec<_> = elements(values).iter().map(Value::to_string).collect();
        limits.push(Limit::Values(if values.len() == 1 { "always" } else { "one of" }, values));
    }
    if let Some(value) = schema.get("default") {
        limits.push(Limit::Values("default", vec![value.to_string()]));
    }
    for (member, words) in [("readOnly", "in answers only"), ("writeOnly", "in requests only")] {
        if schema.flag(member) {
            limits.push(Limit::Words(words.to_owned()));
        }
    }
    if schema.get("additionalProperties") == Some(&Value::Bool(false)) {
        limits.push(Limit::Words("no members but these".to_owned()));
    }
    limits
}

#[cfg(test)]
mod tests {
    use super::super::document::Document;
    use super::*;
    use serde_json::json;

    fn rendered(node: &Value) -> String {
        let mut html = Html::new();
        render(&mut html, &Schema::of(Document::new(node), node));
        html.into_string()
    }

    #[test]
    fn limits_are_put_in_words() {
        assert_eq!(
            rendered(&json!({"minLength": 1, "maxLength": 100, "pattern": "^<a$", "default": "x"})),
            "<p class=\"limits\">1 to 100 characters · matches <code>^&lt;a$</code> · default \
             <code>&quot;x&quot;</code></p>"
        );
        assert_eq!(
            rendered(&json!({"minimum": 0, "maximum": 1.5, "exclusiveMaximum": true, "multipleOf": 0.5})),
            "<p class=\"limits\">at least 0 · less than 1.5 · a multiple of 0.5</p>"
        );
        assert_eq!(
            rendered(&json!({"enum": [""]})),
            "<p class=\"limits\">always <code>&quot;&quot;</code></p>"
        );
        assert_eq!(rendered(&json!({"type": "string"})), "");
    }
}
