//! Sentences about changed schemas: what it is, what it was, and what it is now. They do not tell how a value is
//! reached, so that a component that is used in many places is spoken of in the same words. It must not know levels.

use serde_json::Value;

use crate::document::pointer;
use crate::schema::{Additional, Bound, Schema, SchemaId, Schemas};

/// Values of `enum` that are listed by name; there may be thousands.
const VALUES_SHOWN: usize = 5;
/// Where components stand, which have a name of their own.
const COMPONENTS: &str = "/components/schemas/";
/// Characters of a text that are shown.
const TEXT_SHOWN_CHARS: usize = 80;

/// One side of a changed schema: the schemas that speak of the value there, the one with the keyword first.
#[derive(Clone, Copy)]
pub(super) struct Half<'q> {
    pub(super) graph: &'q Schemas,
    pub(super) parts: &'q [SchemaId],
}

impl<'q> Half<'q> {
    fn first<T>(self, read: impl Fn(&'q Schema) -> Option<T>) -> Option<T> {
        self.parts.iter().find_map(|id| read(self.graph.get(*id)))
    }

    /// The pointer of the keyword where it stands, or of the schema when no part of it has the keyword.
    pub(super) fn pointer(self, keyword: &str) -> String {
        let holder = self.first(|schema| has(schema, keyword).then(|| schema.pointer.clone()));
        holder.map_or_else(|| self.own_pointer(), |holder| pointer::join(&holder, keyword))
    }

    /// The pointer of a member where it is documented, or of the schema.
    pub(super) fn member_pointer(self, name: &str) -> String {
        let holder = self.first(|schema| {
            let documented = schema.object.properties.iter().any(|(other, _)| other == name);
            documented.then(|| pointer::join(&pointer::join(&schema.pointer, "properties"), name))
        });
        holder.unwrap_or_else(|| self.own_pointer())
    }

    /// The pointer of the schema itself; empty when there is none.
    pub(super) fn own_pointer(self) -> String {
        self.first(|schema| Some(schema.pointer.clone())).unwrap_or_default()
    }

    /// What the alternative is called that was chosen among several of this side, when the other has none at that place.
    fn alternative(self, other: Half<'_>) -> Option<String> {
        let listed = |id: &&SchemaId| self.branches().any(|branch| branch == **id);
        let chosen = self.graph.get(*self.parts.iter().rev().find(listed)?);
        if other.branches().any(|branch| other.graph.get(branch).pointer == chosen.pointer) {
            return None;
        }
        subject(&chosen.pointer).filter(|_| chosen.pointer.starts_with(COMPONENTS)).or_else(|| {
            let kind = chosen.kind?.as_str();
            Some(format!("that of type `{kind}`"))
        })
    }

    fn branches(self) -> impl Iterator<Item = SchemaId> {
        let schemas = self.parts.iter().map(move |id| self.graph.get(*id));
        schemas.flat_map(|schema| schema.any_of.iter().chain(&schema.one_of)).copied()
    }

    fn requires(self, name: &str) -> bool {
        self.first(|schema| schema.object.required.iter().find(|other| *other == name)).is_some()
    }

    fn documents(self, name: &str) -> bool {
        self.first(|schema| schema.object.properties.iter().find(|(other, _)| other == name)).is_some()
    }
}

/// Whether the schema itself has the keyword.
fn has(schema: &Schema, keyword: &str) -> bool {
    match keyword {
        "enum" => schema.values.is_some(),
        "required" => !schema.object.required.is_empty(),
        "allOf" => !schema.all_of.is_empty(),
        "anyOf" => !schema.any_of.is_empty(),
        "oneOf" => !schema.one_of.is_empty(),
        "not" => schema.not.is_some(),
        keyword => written(keyword, schema).is_some(),
    }
}

/// What the keyword was and is; `member` is the name that `required` is about.
pub(super) fn changed(keyword: &str, member: Option<&str>, base: Half<'_>, revision: Half<'_>) -> String {
    match (keyword, member) {
        ("required", Some(name)) => {
            let shown = quoted(name);
            match (base.requires(name), revision.requires(name)) {
                (false, true) if !base.documents(name) => format!("the member `{shown}` is new and required"),
                (false, true) => format!("the member `{shown}` became required"),
                (true, false) => format!("the member `{shown}` may be missing now"),
                (true, true) | (false, false) => format!("objects without `{shown}` differ"),
            }
        }
        ("enum", _) => values(base, revision),
        ("anyOf" | "oneOf", _) => match (base.alternative(revision), revision.alternative(base)) {
            (Some(gone), _) => format!("{gone} is no alternative of `{keyword}` any more"),
            (None, Some(new)) => format!("{new} is a new alternative of `{keyword}`"),
            (None, None) => format!("`{keyword}` is satisfied by other values"),
        },
        ("allOf" | "not", _) => format!("`{keyword}` is satisfied by other values"),
        (keyword, _) => {
            // A type is shown with null, since the one says what the other means.
            let keyword = if keyword == "nullable" { "type" } else { keyword };
            let shown = |half: Half<'_>| {
                let text = half.first(|schema| written(keyword, schema));
                text.map_or("absent".to_owned(), |text| format!("`{}`", quoted(&text)))
            };
            format!("`{keyword}` was {}, and is {}", shown(base), shown(revision))
        }
    }
}

fn values(base: Half<'_>, revision: Half<'_>) -> String {
    let listed = |half: Half<'_>| half.first(|schema| schema.values.clone());
    let (Some(before), Some(after)) = (listed(base), listed(revision)) else {
        let came = listed(revision).is_some();
        return if came { "`enum` lists the values now".to_owned() } else { "`enum` is gone".to_owned() };
    };
    let only = |these: &[Value], those: &[Value]| -> Vec<Value> {
        these.iter().filter(|value| !those.contains(value)).cloned().collect()
    };
    let (gone, new) = (only(&before, &after), only(&after, &before));
    match (gone.as_slice(), new.as_slice()) {
        ([], []) => "`enum` lists other values".to_owned(),
        (gone, []) => format!("`enum` does not list {} any more", listing(gone)),
        ([], new) => format!("`enum` lists {} too", listing(new)),
        (gone, new) => format!("`enum` lists {} instead of {}", listing(new), listing(gone)),
    }
}

fn listing(values: &[Value]) -> String {
    let mut shown: Vec<_> =
        values.iter().take(VALUES_SHOWN).map(|value| format!("`{}`", quoted(&value.to_string()))).collect();
    if values.len() > VALUES_SHOWN {
        shown.push(format!("{} more", values.len() - VALUES_SHOWN));
    }
    shown.join(", ")
}

/// The keyword's value as a person writes it; none when it is absent, or is no single value.
fn written(keyword: &str, schema: &Schema) -> Option<String> {
    let bound =
        |bound: &Bound| format!("{}{}", bound.value, if bound.exclusive { ", exclusive" } else { "" });
    let count = |count: Option<u64>| count.map(|count| count.to_string());
    match keyword {
        "type" => kind(schema),
        "nullable" => schema.nullable.then(|| "true".to_owned()),
        "format" => schema.format.clone(),
        "pattern" => schema.string.pattern.clone(),
        "minLength" => count(schema.string.length_min),
        "maxLength" => count(schema.string.length_max),
        "minimum" => schema.number.min.as_ref().map(bound),
        "maximum" => schema.number.max.as_ref().map(bound),
        "multipleOf" => schema.number.multiple_of.as_ref().map(ToString::to_string),
        "minItems" => count(schema.array.items_min),
        "maxItems" => count(schema.array.items_max),
        "uniqueItems" => schema.array.unique.then(|| "true".to_owned()),
        "minProperties" => count(schema.object.properties_min),
        "maxProperties" => count(schema.object.properties_max),
        "additionalProperties" => match schema.object.additional {
            Additional::Unstated => None,
            Additional::Any => Some("true".to_owned()),
            Additional::None => Some("false".to_owned()),
            Additional::Schema(_) => Some("a schema".to_owned()),
        },
        _ => None,
    }
}

fn kind(schema: &Schema) -> Option<String> {
    let kind = schema.kind?.as_str();
    Some(if schema.nullable { format!("{kind} or null") } else { kind.to_owned() })
}

fn quoted(text: &str) -> String {
    let mut shown: String = text.chars().take(TEXT_SHOWN_CHARS).collect();
    if text.chars().nth(TEXT_SHOWN_CHARS).is_some() {
        shown.push('…');
    }
    shown
}

/// What the schema at a pointer is called: the component with the way into it, or the way alone; `None` for what only
/// its holder has a name for.
pub(super) fn subject(pointer: &str) -> Option<String> {
    let tokens = pointer::tokens(pointer).unwrap_or_default();
    let tokens: Vec<&str> = tokens.iter().map(AsRef::as_ref).collect();
    let (mut name, rest) = match tokens.as_slice() {
        ["components", "schemas", name, rest @ ..] => ((*name).to_owned(), rest),
        tokens => {
            let start = tokens.iter().position(|token| *token == "schema");
            (String::new(), start.map_or(&[][..], |start| &tokens[start + 1..]))
        }
    };
    let mut rest = rest.iter();
    while let Some(token) = rest.next() {
        match *token {
            "properties" => {
                if !name.is_empty() {
                    name.push('.');
                }
                name.push_str(rest.next().copied().unwrap_or_default());
            }
            "items" => name.push_str("[]"),
            "additionalProperties" => name.push_str(".*"),
            "allOf" | "anyOf" | "oneOf" => {
                rest.next();
            }
            _ => {}
        }
    }
    (!name.is_empty()).then(|| format!("`{}`", quoted(&name)))
}

#[cfg(test)]
mod tests {
    use super::subject;

    #[test]
    fn subjects() {
        for (pointer, name) in [
            ("/components/schemas/User/properties/name", Some("`User.name`")),
            ("/components/schemas/Users/items", Some("`Users[]`")),
            ("/components/schemas/Pet/oneOf/1/properties/age", Some("`Pet.age`")),
            ("/paths/~1a/get/responses/200/content/application~1json/schema/properties/id", Some("`id`")),
            ("/paths/~1a/get/responses/200/content/application~1json/schema", None),
            ("/paths/~1a/get/parameters/0/schema", None),
        ] {
            assert_eq!(subject(pointer).as_deref(), name);
        }
    }
}
