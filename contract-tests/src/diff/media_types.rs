//! Media types and ranges as documents name contents by (RFC 9110 §8.3.1 and §12.5.1). It must not know what the
//! contents are.

use super::wire::Writing;
use crate::api::MediaType;
use crate::wire::media::MediaRange;
use crate::wire::payload::concrete;

/// Types that a range is tried with, to find one that others do not cover.
const TRIED: [&str; 10] = [
    "application/json",
    "application/xml",
    "application/octet-stream",
    "application/vnd.example",
    "text/plain",
    "text/html",
    "image/png",
    "image/jpeg",
    "audio/mpeg",
    "video/mp4",
];

/// A media type or range, comparable; as written when it is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Range(MediaRange),
    Unread(String),
}

impl Name {
    /// Reads the name as it stands in a document.
    pub(super) fn of(text: &str) -> Name {
        match MediaRange::parse(text) {
            Some(mut range) => {
                range.parameters.sort_unstable();
                Self::Range(range)
            }
            None => Self::Unread(text.trim().to_ascii_lowercase()),
        }
    }

    /// Whether everything of `other` is of this: `application/*` covers `application/json`, and a type without
    /// parameters covers one with them.
    pub(super) fn covers(&self, other: &Name) -> bool {
        match (self, other) {
            (Self::Range(range), Self::Range(other)) => range.covers(other),
            (Self::Unread(text), Self::Unread(other)) => text == other,
            (Self::Range(_), Self::Unread(_)) | (Self::Unread(_), Self::Range(_)) => false,
        }
    }

    /// How values get into the content: a form's fields are text, though each may be an object of its own.
    pub(super) fn writing(&self) -> Writing {
        match self {
            // What a range leaves open is JSON in practice.
            Self::Range(range) if range.is_json() || !range.is_type() => Writing::Json,
            Self::Range(range) if range.is_form() || range.is_multipart() => Writing::Text,
            Self::Range(_) | Self::Unread(_) => Writing::Opaque,
        }
    }

    fn precision(&self) -> (u8, usize) {
        match self {
            Self::Range(range) => range.precision(),
            Self::Unread(_) => (u8::MAX, 0),
        }
    }
}

/// The content that covers the name, the most specific first.
pub(super) fn covering<'a>(contents: &'a [MediaType], name: &str) -> Option<&'a MediaType> {
    let wanted = Name::of(name);
    let covering = contents.iter().filter(|content| Name::of(&content.name).covers(&wanted));
    covering.max_by_key(|content| Name::of(&content.name).precision())
}

/// A type of the name that none of the contents covers, to be shown in a message.
pub(super) fn outside(name: &str, contents: &[MediaType]) -> String {
    let range = Name::of(name);
    let tried = TRIED.into_iter().filter(|tried| range.covers(&Name::of(tried)));
    let mut tried = tried.chain([name]).map(concrete);
    tried.find(|tried| covering(contents, tried).is_none()).unwrap_or_else(|| concrete(name))
}

/// The names of both sides, each once, in the order of the second and then of the first: what is listed by itself on
/// the one side may be of a range on the other.
pub(super) fn names<'a>(old: &'a [MediaType], new: &'a [MediaType]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for content in new.iter().chain(old) {
        if names.iter().all(|name| Name::of(name) != Name::of(&content.name)) {
            names.push(&content.name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{Name, outside};
    use crate::api::MediaType;

    #[test]
    fn ranges_cover_types() {
        for (range, name, covers) in [
            ("application/json", "Application/JSON", true),
            ("application/json", "application/json; charset=utf-8", true),
            ("application/json; charset=utf-8", "application/json", true),
            ("application/json", "application/json; version=2", true),
            ("application/json; version=2", "application/json", false),
            ("application/*", "application/problem+json", true),
            ("*/*", "image/png", true),
            ("image/png", "image/*", false),
            ("text/plain", "application/json", false),
            ("json", "JSON", true),
        ] {
            assert_eq!(Name::of(range).covers(&Name::of(name)), covers, "{range} and {name}");
        }
    }

    #[test]
    fn a_type_outside_is_none_of_the_contents() {
        let content = |name: &str| MediaType {
            pointer: String::new(),
            name: name.to_owned(),
            schema: None,
            examples: Vec::new(),
        };
        let contents = [content("application/json"), content("image/*")];
        assert_eq!(outside("application/*", &contents), "application/xml");
        assert_eq!(outside("*/*", &contents), "application/xml");
        assert_eq!(outside("text/csv", &contents), "text/csv");
    }
}
