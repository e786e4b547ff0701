//! Schemas: their types in words, and their members as a list.
//!
//! A component that holds others is described once and linked to from elsewhere, so references never nest and circles
//! need no care. Must not know what the schema is for.

use serde_json::Value;

use super::anchor::{self, Kind};
use super::document::{self, Document, elements, entries, flag, text};
use super::html::Html;
use super::{limits, markdown};

/// How deep members may stand in members before the page stops showing them, and how many references and wrappers of
/// one value may follow each other.
pub(super) const DEPTH_MAX: usize = 12;

/// A schema seen through its references, and through wrappers of a single `allOf` or of a `oneOf` with null.
pub(super) struct Schema<'a> {
    /// From the outermost to the innermost.
    layers: Vec<&'a Value>,
    /// The name of the outermost component on the way.
    name: Option<&'a str>,
}

impl<'a> Schema<'a> {
    /// The schema at a node.
    pub(super) fn of(document: Document<'a>, node: &'a Value) -> Self {
        let (mut layers, mut name, mut node) = (Vec::new(), None, node);
        for _ in 0..DEPTH_MAX {
            if let Some(reference) = text(node, "$ref") {
                name = name.or_else(|| document::schema_name(reference));
                node = document.target(reference);
                continue;
            }
            layers.push(node);
            match elements(&node["allOf"]) {
                [only] if node.get("properties").is_none() => node = only,
                _ => match beside_null(node) {
                    Some(other) => node = other,
                    None => break,
                },
            }
        }
        Self { layers, name }
    }

    /// A member, from the outermost layer that has it.
    pub(super) fn get(&self, member: &str) -> Option<&'a Value> {
        self.layers.iter().find_map(|layer| layer.get(member))
    }

    /// A text member.
    pub(super) fn text(&self, member: &str) -> Option<&'a str> {
        self.get(member).and_then(Value::as_str)
    }

    /// Whether a member is `true` in any layer.
    pub(super) fn flag(&self, member: &str) -> bool {
        self.layers.iter().any(|layer| flag(layer, member))
    }

    /// Whether null is allowed.
    fn takes_null(&self) -> bool {
        self.flag("nullable") || self.layers.iter().any(|layer| beside_null(layer).is_some())
    }

    /// Whether the type is one that holds no others.
    fn is_scalar(&self) -> bool {
        let is_scalar = matches!(self.text("type"), Some("string" | "integer" | "number" | "boolean"));
        is_scalar && self.alternatives().is_none()
    }

    /// The schemas of which all must hold, where there are several.
    pub(super) fn parts(&self) -> &'a [Value] {
        self.layers.last().map_or(&[], |layer| elements(&layer["allOf"]))
    }

    /// The schemas of which one, or any, must hold.
    pub(super) fn alternatives(&self) -> Option<(&'static str, &'a [Value])> {
        let layers = || self.layers.iter().filter(|layer| beside_null(layer).is_none());
        [("one of", "oneOf"), ("any of", "anyOf")].into_iter().find_map(|(words, member)| {
            layers().find_map(|layer| layer.get(member)).map(|list| (words, elements(list)))
        })
    }
}

/// The first branch of a `oneOf` whose second is null alone.
fn beside_null(node: &Value) -> Option<&Value> {
    match elements(&node["oneOf"]) {
        [other, null] if flag(null, "nullable") && elements(&null["enum"]) == [Value::Null] => Some(other),
        _ => None,
    }
}

/// Writes the type in words: `array of Session`, `string (email) · EmailAddress`.
pub(super) fn render_type(html: &mut Html, document: Document<'_>, node: &Value) {
    type_words(html, document, node, DEPTH_MAX);
}

fn type_words<'a>(html: &mut Html, document: Document<'a>, node: &'a Value, depth: usize) {
    let schema = Schema::of(document, node);
    if depth == 0 {
        html.text("…");
        return;
    }
    match schema.name {
        None => bare_type(html, document, &schema, depth),
        Some(name) if schema.is_scalar() => {
            bare_type(html, document, &schema, depth);
            html.text(" · ");
            link(html, name);
        }
        Some(name) => link(html, name),
    }
    if schema.takes_null() {
        html.text(" or null");
    }
}

/// The type without the component's name.
fn bare_type<'a>(html: &mut Html, document: Document<'a>, schema: &Schema<'a>, depth: usize) {
    if let Some((words, alternatives)) = schema.alternatives() {
        html.text(words).text(" ");
        separated(html, document, alternatives, depth, ", ");
        return;
    }
    match schema.text("type") {
        Some("array") => {
            html.text("array of ");
            match schema.get("items") {
                Some(items) => type_words(html, document, items, depth - 1),
                None => drop(html.text("anything")),
            }
        }
        Some("object") if schema.get("properties").is_none() => match schema.get("additionalProperties") {
            Some(values)
                if values.is_object() && !values.as_object().is_some_and(serde_json::Map::is_empty) =>
            {
                html.text("object of ");
                type_words(html, document, values, depth - 1);
            }
            Some(_) | None => drop(html.text("object")),
        },
        Some(kind) => {
            html.text(kind);
            if let Some(format) = schema.text("format") {
                html.text(" (").text(format).text(")");
            }
        }
        None if !schema.parts().is_empty() => separated(html, document, schema.parts(), depth, " and "),
        None if schema.get("properties").is_some() => drop(html.text("object")),
        None => drop(html.text("any JSON")),
    }
}

fn separated<'a>(html: &mut Html, document: Document<'a>, nodes: &'a [Value], depth: usize, by: &str) {
    for (index, node) in nodes.iter().enumerate() {
        if index > 0 {
            html.text(by);
        }
        type_words(html, document, node, depth - 1);
    }
}

fn link(html: &mut Html, name: &str) {
    html.element("a", &[("href", &anchor::link(Kind::Schema, name))], name);
}

/// Writes what there is to say of a schema beyond its type and description: its limits and its members.
pub(super) fn render_body(html: &mut Html, document: Document<'_>, node: &Value) {
    body(html, document, node, DEPTH_MAX);
}

fn body<'a>(html: &mut Html, document: Document<'a>, node: &'a Value, depth: usize) {
    if depth == 0 {
        return;
    }
    let schema = Schema::of(document, node);
    limits::render(html, &schema);
    let members: Vec<_> = schema.get("properties").into_iter().flat_map(entries).collect();
    if !members.is_empty() {
        let required = schema.get("required").map_or(&[][..], elements);
        html.within("ul", &[("class", "fields")], |html| {
            for (name, member) in members {
                let required = required.iter().any(|required| required.as_str() == Some(name));
                field(html, document, name, member, required, depth);
            }
        });
    }
    for part in schema.parts() {
        if let Some(name) = text(part, "$ref").and_then(document::schema_name) {
            html.within("p", &[("class", "note")], |html| {
                html.text("And all of ");
                link(html, name);
            });
        } else {
            body(html, document, part, depth - 1);
        }
    }
    if let Some(items) = schema.get("items").filter(|items| is_inline_object(items)) {
        html.element("p", &[("class", "note")], "Each item:");
        body(html, document, items, depth - 1);
    }
}

/// Whether a schema has members that are described nowhere else.
fn is_inline_object(node: &Value) -> bool {
    node.get("$ref").is_none() && (node.get("properties").is_some() || node.get("items").is_some())
}

fn field<'a>(
    html: &mut Html,
    document: Document<'a>,
    name: &str,
    node: &'a Value,
    required: bool,
    depth: usize,
) {
    let schema = Schema::of(document, node);
    html.within("li", &[], |html| {
        html.within("div", &[("class", "head")], |html| {
            html.element("code", &[("class", "name")], name).text(" ");
            html.within("span", &[("class", "type")], |html| type_words(html, document, node, depth));
            if required {
                html.text(" ").element("span", &[("class", "required")], "required");
            }
            if schema.flag("deprecated") {
                html.text(" ").element("span", &[("class", "deprecated")], "deprecated");
            }
        });
        if let Some(description) = schema.text("description") {
            markdown::blocks(html, description);
        }
        if is_inline_object(node) {
            body(html, document, node, depth - 1);
        } else {
            limits::render(html, &schema);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn words(root: &Value, node: &Value) -> String {
        let mut html = Html::new();
        type_words(&mut html, Document::new(root), node, DEPTH_MAX);
        let html = html.into_string();
        html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect()
    }

    #[test]
    fn types_are_put_in_words() {
        let root = json!({"components": {"schemas": {
            "Name": {"type": "string", "maxLength": 3},
            "User": {"type": "object", "properties": {}},
            "Phone": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        }}});
        for (node, expected) in [
            (json!({"type": "string", "format": "uuid"}), "string (uuid)"),
            (json!({"$ref": "#/components/schemas/Name"}), "string · Name"),
            (json!({"type": "array", "items": {"$ref": "#/components/schemas/User"}}), "array of User"),
            (
                json!({"nullable": true, "allOf": [{"$ref": "#/components/schemas/Name"}]}),
                "string · Name or null",
            ),
            (
                json!({"oneOf": [
                    {"$ref": "#/components/schemas/Name"},
                    {"type": "string", "nullable": true, "enum": [null]},
                ]}),
                "string · Name or null",
            ),
            (json!({"$ref": "#/components/schemas/Phone"}), "Phone"),
            (root["components"]["schemas"]["Phone"].clone(), "one of string, integer"),
            (json!({"type": "object", "additionalProperties": {"type": "integer"}}), "object of integer"),
            (json!({"allOf": [{"type": "string"}, {"type": "integer"}]}), "string and integer"),
            (json!({}), "any JSON"),
        ] {
            assert_eq!(words(&root, &node), expected, "{node}");
        }
    }

    #[test]
    fn circles_end() {
        let root = json!({"components": {"schemas": {
            "Node": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}},
            "Loop": {"allOf": [{"$ref": "#/components/schemas/Loop"}]},
            "Self": {"$ref": "#/components/schemas/Self"},
            "List": {"type": "array", "items": {"$ref": "#/components/schemas/List"}},
            "Both": {"allOf": [{"$ref": "#/components/schemas/Both"}, {"$ref": "#/components/schemas/Node"}]},
        }}});
        for (name, schema) in document::entries(&root["components"]["schemas"]) {
            let mut html = Html::new();
            render_type(&mut html, Document::new(&root), schema);
            render_body(&mut html, Document::new(&root), schema);
            assert!(html.into_string().len() < 20_000, "{name}");
        }
    }
}
