//! From the document's names to Rust's, and the names of statuses.

/// `camelCase`, `kebab-case` or `Header-Case` to `snake_case`, which is never a Rust keyword.
pub(super) fn snake(name: &str) -> String {
    if name == "ETag" {
        return "etag".to_owned();
    }
    let mut out = String::new();
    let mut previous_lower = false;
    let chars: Vec<char> = name.chars().collect();
    for (index, c) in chars.iter().enumerate() {
        if !c.is_ascii_alphanumeric() {
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
            previous_lower = false;
            continue;
        }
        let next_lower = chars.get(index + 1).is_some_and(char::is_ascii_lowercase);
        let starts_word = c.is_ascii_uppercase() && (previous_lower || next_lower);
        if starts_word && !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
        previous_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    let out = out.trim_end_matches('_').to_owned();
    if syn::parse_str::<syn::Ident>(&out).is_err() { format!("{out}_") } else { out }
}

/// `snake_case`, `kebab-case` or `camelCase` to `PascalCase`.
pub(super) fn pascal(name: &str) -> String {
    let words = snake(name);
    let capital = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
    };
    words.split('_').map(capital).collect()
}

/// The name of a value of an enum; the empty string is `Empty`.
pub(super) fn variant(value: &str) -> String {
    let name = pascal(value);
    if name.is_empty() { "Empty".to_owned() } else { name }
}

/// The name of a status (RFC 9110 §15; RFC 6585 §4) in camel case; `None` where the generator knows no such status.
pub(super) fn status(status: u16) -> Option<&'static str> {
    Some(match status {
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        204 => "NoContent",
        303 => "SeeOther",
        304 => "NotModified",
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        412 => "PreconditionFailed",
        413 => "ContentTooLarge",
        415 => "UnsupportedMediaType",
        422 => "UnprocessableContent",
        428 => "PreconditionRequired",
        429 => "TooManyRequests",
        500 => "InternalServerError",
        503 => "ServiceUnavailable",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{pascal, snake, variant};

    #[test]
    fn names_become_rust_names() {
        for (name, expected) in [
            ("defaultEmail", "default_email"),
            ("X-Tenant-ID", "x_tenant_id"),
            ("If-Match", "if_match"),
            ("ETag", "etag"),
            ("WWW-Authenticate", "www_authenticate"),
            ("type", "type_"),
            ("first_name", "first_name"),
            ("avatarURL", "avatar_url"),
            ("a.b", "a_b"),
        ] {
            assert_eq!(snake(name), expected);
        }
        assert_eq!(pascal("me_update"), "MeUpdate");
        assert_eq!(pascal("session_token-expired"), "SessionTokenExpired");
        assert_eq!(variant(""), "Empty");
    }
}
