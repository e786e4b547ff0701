//! Conditional requests (RFC 9110 §13).

/// Whether `If-Match` lets a write pass: strong comparison, so a weak tag never matches (§13.1.1).
#[must_use]
pub fn if_match(field: &str, current: &str) -> bool {
    field == "*" || tags(field).any(|tag| tag == current)
}

/// Whether `If-None-Match` says that the caller has the representation: weak comparison (§13.1.2).
#[must_use]
pub fn if_none_match(field: &str, current: &str) -> bool {
    field == "*" || tags(field).any(|tag| tag.strip_prefix("W/").unwrap_or(tag) == current)
}

/// The entity tags of a list. A tag may hold a comma, so the list is split at quotes.
fn tags(field: &str) -> impl Iterator<Item = &str> {
    let mut rest = field;
    std::iter::from_fn(move || {
        let start = rest.find(['W', '"'])?;
        let open = start + rest[start..].find('"')?;
        let close = open + 1 + rest[open + 1..].find('"')?;
        let tag = &rest[start..=close];
        rest = &rest[close + 1..];
        Some(tag)
    })
}

#[cfg(test)]
mod tests {
    use super::{if_match, if_none_match};

    #[test]
    fn strong_and_weak_comparison_differ() {
        for (field, strong, weak) in [
            ("*", true, true),
            ("\"a\"", true, true),
            ("\"b\", \"a\"", true, true),
            ("\"b\",\"a\"", true, true),
            ("W/\"a\"", false, true),
            ("\"b\"", false, false),
            ("\"x,\"", false, false),
            ("", false, false),
        ] {
            assert_eq!(if_match(field, "\"a\""), strong, "{field}");
            assert_eq!(if_none_match(field, "\"a\""), weak, "{field}");
        }
        assert!(if_match("\"a\", \"x,y\"", "\"x,y\""));
    }
}
