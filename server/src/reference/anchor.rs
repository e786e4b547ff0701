//! The names of places in the page, which links lead to.
//!
//! Different things get different names, whatever their own names hold. Must not know HTML.

/// A section of the page that things are numbered in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// A tag and its operations.
    Tag,
    /// An operation.
    Operation,
    /// A schema of the components.
    Schema,
    /// A security scheme of the components.
    SecurityScheme,
}

impl Kind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Tag => "tag-",
            Self::Operation => "operation-",
            Self::Schema => "schema-",
            Self::SecurityScheme => "security-",
        }
    }
}

/// The `id` of a thing: letters, digits, `.`, `_` and `-` stand for themselves, every other byte is `~` and its number.
pub(super) fn id(kind: Kind, name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let name = name
        .bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("~{byte:02x}") });
    std::iter::once(kind.prefix().to_owned()).chain(name).collect()
}

/// The link to [`id`].
pub(super) fn link(kind: Kind, name: &str) -> String {
    format!("#{}", id(kind, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_names_have_different_places() {
        assert_eq!(id(Kind::Schema, "A.b_c-1"), "schema-A.b_c-1");
        let ids = ["a b", "a-b", "a~20b", "a  b", "ä"].map(|name| id(Kind::Tag, name));
        for (index, one) in ids.iter().enumerate() {
            assert!(!ids[index + 1..].contains(one), "{one}");
            assert!(!one.contains(' '), "{one}");
        }
    }
}
