//! Sentences about changed schemas: what it is, what it was, and what it is now. They do not tell how a value is
//! reached, so that a component that is used in many places is spoken of in the same words. It must not know levels.

use serde_json::Value;

use super::conjunct::{Keyword, member};
use crate::document::pointer;
use crate::schema::{Additional, Bound, Schema, SchemaId, Schemas};

/// Values of `enum` that are listed by name; there may be thousands.
const VALUES_SHOWN: usize = 5;
/// Characters of a text that are shown.
const TEXT_SHOWN_CHARS: usize = 80;

/// One side of a changed schema.
#[derive(Clone, Copy)]
pub(super) struct Half<'q> {
    pub(super) graph: &'q Schemas,
    /// The schema and what its `allOf`s add, itself first.
    pub(super) flat: &'q [SchemaId],
}

impl<'q> Half<'q> {
    fn schemas(self) -> impl Iterator<Item = &'q Schema> {
        self.flat.iter().map(move |id| self.graph.get(*id))
    }

    fn first<T>(self, read: impl Fn(&'q Schema) -> Option<T>) -> Option<T> {
        self.schemas().find_map(read)
    }

    /// The pointer of the keyword where it stands, or of the schema when no part of it has the keyword.
    pub(super) fn pointer(self, keyword: &Keyword) -> String {
        let holder = self.schemas().find(|schema| has(schema, keyword) && !schema.pointer.is_empty());
        let Some(schema) = holder else { return self.own_pointer() };
        let tail = match keyword {
            Keyword::Property(name, _) => format!("/properties/{}", pointer::escape(name)),
            Keyword::Kind if schema.kind.is_none() => String::new(),
            Keyword::Kind
            | Keyword::Enum
            | Keyword::Format
            | Keyword::Pattern
            | Keyword::LengthMin
            | Keyword::LengthMax
            | Keyword::Minimum
            | Keyword::Maximum
            | Keyword::MultipleOf
            | Keyword::ItemsMin
            | Keyword::ItemsMax
            | Keyword::Unique
            | Keyword::PropertiesMin
            | Keyword::PropertiesMax
            | Keyword::Required(_)
            | Keyword::Additional
            | Keyword::Items(_)
            | Keyword::AllOf(_)
            | Keyword::AnyOf
            | Keyword::OneOf
            | Keyword::Not => format!("/{}", keyword.name()),
        };
        format!("{}{tail}", schema.pointer)
    }

    /// The pointer of the schema itself.
    pub(super) fn own_pointer(self) -> String {
        self.first(|schema| Some(schema.pointer.clone())).unwrap_or_default()
    }
}

/// Whether the schema itself has the keyword.
fn has(schema: &Schema, keyword: &Keyword) -> bool {
    match keyword {
        Keyword::Kind => schema.kind.is_some() || schema.nullable,
        Keyword::Enum => schema.values.is_some(),
        Keyword::Format => schema.format.is_some(),
        Keyword::Pattern => schema.string.pattern.is_some(),
        Keyword::LengthMin => schema.string.length_min.is_some(),
        Keyword::LengthMax => schema.string.length_max.is_some(),
        Keyword::Minimum => schema.number.min.is_some(),
        Keyword::Maximum => schema.number.max.is_some(),
        Keyword::MultipleOf => schema.number.multiple_of.is_some(),
        Keyword::ItemsMin => schema.array.items_min.is_some(),
        Keyword::ItemsMax => schema.array.items_max.is_some(),
        Keyword::Unique => schema.array.unique,
        Keyword::PropertiesMin => schema.object.properties_min.is_some(),
        Keyword::PropertiesMax => schema.object.properties_max.is_some(),
        Keyword::Required(name) => schema.object.required.contains(name),
        Keyword::Additional => schema.object.additional != Additional::Unstated,
        Keyword::Property(name, _) => member(schema, name).is_some(),
        Keyword::Items(_) => schema.array.items.is_some(),
        Keyword::AllOf(_) => !schema.all_of.is_empty(),
        Keyword::AnyOf => !schema.any_of.is_empty(),
        Keyword::OneOf => !schema.one_of.is_empty(),
        Keyword::Not => schema.not.is_some(),
    }
}

/// What the keyword was and is.
pub(super) fn changed(keyword: &Keyword, base: Half<'_>, revision: Half<'_>) -> String {
    match keyword {
        Keyword::Required(name) => {
            let required = |half: Half<'_>| half.first(|schema| has(schema, keyword).then_some(())).is_some();
            match (required(base), required(revision)) {
                (false, true) if base.first(|schema| member(schema, name)).is_none() => {
                    format!("the member `{}` is new and required", quoted(name))
                }
                (false, true) => format!("the member `{}` became required", quoted(name)),
                (true, false) => format!("the member `{}` may be missing now", quoted(name)),
                (true, true) | (false, false) => format!("objects without `{}` differ", quoted(name)),
            }
        }
        Keyword::Property(name, _) => property(name, base, revision),
        Keyword::Enum => values(base, revision),
        Keyword::AllOf(_) | Keyword::AnyOf | Keyword::OneOf | Keyword::Not => {
            format!("`{}` is satisfied by other values", keyword.name())
        }
        Keyword::Items(_) => "the items differ".to_owned(),
        Keyword::Kind
        | Keyword::Format
        | Keyword::Pattern
        | Keyword::LengthMin
        | Keyword::LengthMax
        | Keyword::Minimum
        | Keyword::Maximum
        | Keyword::MultipleOf
        | Keyword::ItemsMin
        | Keyword::ItemsMax
        | Keyword::Unique
        | Keyword::PropertiesMin
        | Keyword::PropertiesMax
        | Keyword::Additional => {
            let (before, after) = (written(keyword, base), written(keyword, revision));
            format!("`{}` was {}, and is {}", keyword.name(), shown(before), shown(after))
        }
    }
}

fn property(name: &str, base: Half<'_>, revision: Half<'_>) -> String {
    let known = |half: Half<'_>| half.first(|schema| member(schema, name)).is_some();
    let name = quoted(name);
    match (known(base), known(revision)) {
        (false, true) => format!("the member `{name}` is documented now"),
        (true, false) => format!("the member `{name}` is not documented any more"),
        (true, true) | (false, false) => format!("the member `{name}` differs"),
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

/// The keyword's value as a person writes it.
fn written(keyword: &Keyword, half: Half<'_>) -> Option<String> {
    let bound =
        |bound: &Bound| format!("{}{}", bound.value, if bound.exclusive { ", exclusive" } else { "" });
    half.first(|schema| match keyword {
        Keyword::Kind => kind(schema),
        Keyword::Format => schema.format.clone(),
        Keyword::Pattern => schema.string.pattern.clone(),
        Keyword::LengthMin => schema.string.length_min.map(|length| length.to_string()),
        Keyword::LengthMax => schema.string.length_max.map(|length| length.to_string()),
        Keyword::Minimum => schema.number.min.as_ref().map(bound),
        Keyword::Maximum => schema.number.max.as_ref().map(bound),
        Keyword::MultipleOf => schema.number.multiple_of.as_ref().map(ToString::to_string),
        Keyword::ItemsMin => schema.array.items_min.map(|count| count.to_string()),
        Keyword::ItemsMax => schema.array.items_max.map(|count| count.to_string()),
        Keyword::Unique => schema.array.unique.then(|| "true".to_owned()),
        Keyword::PropertiesMin => schema.object.properties_min.map(|count| count.to_string()),
        Keyword::PropertiesMax => schema.object.properties_max.map(|count| count.to_string()),
        Keyword::Additional => match schema.object.additional {
            Additional::Unstated => None,
            Additional::Any => Some("true".to_owned()),
            Additional::None => Some("false".to_owned()),
            Additional::Schema(_) => Some("a schema".to_owned()),
        },
        Keyword::Enum
        | Keyword::Required(_)
        | Keyword::Property(..)
        | Keyword::Items(_)
        | Keyword::AllOf(_)
        | Keyword::AnyOf
        | Keyword::OneOf
        | Keyword::Not => None,
    })
}

fn kind(schema: &Schema) -> Option<String> {
    let kind = schema.kind?.as_str();
    Some(if schema.nullable { format!("{kind} or null") } else { kind.to_owned() })
}

fn shown(text: Option<String>) -> String {
    text.map_or("absent".to_owned(), |text| format!("`{}`", quoted(&text)))
}

fn quoted(text: &str) -> String {
    let mut shown: String = text.chars().take(TEXT_SHOWN_CHARS).collect();
    if text.chars().nth(TEXT_SHOWN_CHARS).is_some() {
        shown.push('…');
    }
    shown
}

/// What the schema at a pointer is called: the component with the way into it, or the way alone.
pub(super) fn subject(pointer: &str) -> String {
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
    if name.is_empty() { "the value".to_owned() } else { format!("`{}`", quoted(&name)) }
}

#[cfg(test)]
mod tests {
    use super::subject;

    #[test]
    fn subjects() {
        for (pointer, name) in [
            ("/components/schemas/User/properties/name", "`User.name`"),
            ("/components/schemas/Users/items", "`Users[]`"),
            ("/components/schemas/Pet/oneOf/1/properties/age", "`Pet.age`"),
            ("/paths/~1a/get/responses/200/content/application~1json/schema/properties/id", "`id`"),
            ("/paths/~1a/get/responses/200/content/application~1json/schema", "the value"),
            ("/paths/~1a/get/parameters/0/schema", "the value"),
        ] {
            assert_eq!(subject(pointer), name);
        }
    }
}
