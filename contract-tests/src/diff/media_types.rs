//! Media types and ranges as documents name contents by (RFC 9110 §8.3.1 and §12.5.1). It must not know what the
//! contents are.

use super::wire::Writing;
use crate::api::MediaType;

/// A media type or range, comparable: lowercase, parameters sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    kind: String,
    subtype: String,
    parameters: Vec<String>,
}

impl Name {
    /// Reads the name as it stands in a document.
    pub(super) fn of(text: &str) -> Name {
        let mut parts = text.split(';').map(|part| part.trim().to_ascii_lowercase());
        let essence = parts.next().unwrap_or_default();
        let (kind, subtype) = essence.split_once('/').unwrap_or((&essence, ""));
        let mut parameters: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        parameters.sort_unstable();
        Self { kind: kind.to_owned(), subtype: subtype.to_owned(), parameters }
    }

    /// Whether everything of `other` is of this: `application/*` covers `application/json`, and a type without
    /// parameters covers one with them.
    pub(super) fn covers(&self, other: &Name) -> bool {
        let kind = self.kind == "*" || self.kind == other.kind;
        let subtype = self.subtype == "*" || self.subtype == other.subtype;
        kind && subtype && self.parameters.iter().all(|parameter| other.parameters.contains(parameter))
    }

    /// Whether it is a range, so that no message can carry it as its type.
    pub(super) fn is_range(&self) -> bool {
        self.subtype == "*"
    }

    /// Whether the content is a form's fields (URL Standard, "application/x-www-form-urlencoded").
    pub(super) fn is_form(&self) -> bool {
        self.subtype == "x-www-form-urlencoded"
    }

    /// How values get into the content: a form's fields are text, though each may be an object of its own.
    pub(super) fn writing(&self) -> Writing {
        match (self.is_json(), self.is_form() || self.subtype == "form-data") {
            (true, _) => Writing::Json,
            (false, true) => Writing::Text,
            (false, false) => Writing::Opaque,
        }
    }

    /// Whether the content is JSON (RFC 6839 §3.1).
    pub(super) fn is_json(&self) -> bool {
        self.subtype == "json" || self.subtype.ends_with("+json") || self.is_range()
    }
}

/// The content that covers the name, the most specific first.
pub(super) fn covering<'a>(contents: &'a [MediaType], name: &str) -> Option<&'a MediaType> {
    let wanted = Name::of(name);
    let covering = contents.iter().filter(|content| Name::of(&content.name).covers(&wanted));
    covering.max_by_key(|content| {
        let name = Name::of(&content.name);
        (name.kind != "*", name.subtype != "*", name.parameters.len())
    })
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn ranges_cover_types() {
        for (range, name, covers) in [
            ("application/json", "Application/JSON", true),
            ("application/json", "application/json; charset=utf-8", true),
            ("application/json; charset=utf-8", "application/json", false),
            ("application/*", "application/problem+json", true),
            ("*/*", "image/png", true),
            ("image/png", "image/*", false),
            ("text/plain", "application/json", false),
        ] {
            assert_eq!(Name::of(range).covers(&Name::of(name)), covers, "{range} and {name}");
        }
    }
}
