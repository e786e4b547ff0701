//! JSON pointers (RFC 6901) as text: escaping, joining, splitting, and the fragment form a `$ref` has.
//! It must not know documents or values.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// A member name or index as it is written inside a pointer: `~` becomes `~0`, `/` becomes `~1`.
pub fn escape(token: &str) -> Cow<'_, str> {
    if token.contains(['~', '/']) {
        Cow::Owned(token.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(token)
    }
}

/// The name behind an escaped token; `None` when a `~` is followed by neither `0` nor `1`.
pub fn unescape(token: &str) -> Option<Cow<'_, str>> {
    if !token.contains('~') {
        return Some(Cow::Borrowed(token));
    }
    let mut name = String::with_capacity(token.len());
    let mut rest = token.chars();
    while let Some(c) = rest.next() {
        name.push(match c {
            '~' => match rest.next() {
                Some('0') => '~',
                Some('1') => '/',
                Some(_) | None => return None,
            },
            other => other,
        });
    }
    Some(Cow::Owned(name))
}

/// `base` with one more step; `token` is the plain name, not yet escaped.
pub fn join(base: &str, token: &str) -> String {
    let token = escape(token);
    let mut joined = String::with_capacity(base.len() + 1 + token.len());
    joined.push_str(base);
    joined.push('/');
    joined.push_str(&token);
    joined
}

/// The pointer without its last step; `None` for the root.
pub fn parent(pointer: &str) -> Option<&str> {
    pointer.rfind('/').map(|slash| &pointer[..slash])
}

/// The unescaped steps of a pointer, none for the root; `None` when the text is not a pointer.
pub fn tokens(pointer: &str) -> Option<Vec<Cow<'_, str>>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    pointer.strip_prefix('/')?.split('/').map(unescape).collect()
}

/// The array index a token stands for: decimal digits without a leading zero.
pub fn index(token: &str) -> Option<usize> {
    let canonical = token == "0" || !token.starts_with('0');
    let digits = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    if canonical && digits { token.parse().ok() } else { None }
}

/// The pointer in a URI fragment such as `#/paths/~1me`, percent-decoded; `None` when the text is no such fragment.
pub fn from_fragment(fragment: &str) -> Option<String> {
    let encoded = fragment.strip_prefix('#')?;
    let pointer = percent_decode_str(encoded).decode_utf8().ok()?.into_owned();
    tokens(&pointer)?;
    Some(pointer)
}

#[cfg(test)]
mod tests {
    use super::{escape, from_fragment, index, join, parent, tokens, unescape};

    #[test]
    fn escaping_round_trips() {
        for (name, token) in
            [("", ""), ("me", "me"), ("/me", "~1me"), ("~1", "~01"), ("a/b~c", "a~1b~0c"), ("é~", "é~0")]
        {
            assert_eq!(escape(name), token);
            assert_eq!(unescape(token).unwrap(), name);
        }
        for broken in ["~", "~2", "a~", "~~0"] {
            assert_eq!(unescape(broken), None, "{broken}");
        }
    }

    #[test]
    fn steps() {
        assert_eq!(join("", "/users/{id}"), "/~1users~1{id}");
        assert_eq!(join("/a", ""), "/a/");
        assert_eq!(tokens("").unwrap().len(), 0);
        assert_eq!(tokens("/").unwrap(), [""]);
        assert_eq!(tokens("/~1me/0").unwrap(), ["/me", "0"]);
        assert_eq!(tokens("a"), None);
        assert_eq!(tokens("/~"), None);
        assert_eq!(parent("/a/b"), Some("/a"));
        assert_eq!(parent("/a"), Some(""));
        assert_eq!(parent(""), None);
    }

    #[test]
    fn indices() {
        for (token, expected) in
            [("0", Some(0)), ("17", Some(17)), ("-", None), ("01", None), ("", None), ("+1", None)]
        {
            assert_eq!(index(token), expected, "{token}");
        }
        assert_eq!(index("99999999999999999999999999"), None);
    }

    #[test]
    fn fragments() {
        for (fragment, expected) in [
            ("#", Some("")),
            ("#/paths/~1me", Some("/paths/~1me")),
            ("#/paths/~1users~1%7Bid%7D", Some("/paths/~1users~1{id}")),
            ("#/a%20b", Some("/a b")),
            ("#/%C3%A9", Some("/é")),
            ("#/%FF", None),
            ("#anchor", None),
            ("#/~2", None),
            ("other.yaml#/a", None),
            ("", None),
        ] {
            assert_eq!(from_fragment(fragment).as_deref(), expected, "{fragment}");
        }
    }
}
