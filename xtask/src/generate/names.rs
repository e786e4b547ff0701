//! From the document's names to Rust's, and the names of statuses.

/// The types that the module of all types uses under their short names.
const TYPES_IN_USE: [&str; 6] = ["Deserialize", "Option", "Patch", "Serialize", "String", "Vec"];
/// The types that a tag's module uses under their short names, beside the runtime's.
const TYPES_IN_USE_BY_TAGS: [&str; 13] = [
    "ApiDescription",
    "ApiDescriptionRegisterError",
    "Bytes",
    "Future",
    "Method",
    "Option",
    "Response",
    "Result",
    "Send",
    "StatusCode",
    "String",
    "Sync",
    "Vec",
];
/// The runtime's items that every tag's module names.
pub(super) const RUNTIME: [&str; 5] = ["CallContext", "Credential", "Host", "Refusal", "Refused"];
/// The runtime's items that a tag's module names where its operations need them.
pub(super) const RUNTIME_OF_PARTS: [&str; 14] = [
    "Answer",
    "Arguments",
    "BodySpec",
    "Endpoint",
    "Input",
    "Json",
    "Location",
    "Mismatch",
    "Operation",
    "Parameter",
    "Reply",
    "ReplyError",
    "Security",
    "Shape",
];
/// The members of a handler's input, and of an answer, that do not come from names in the document.
const MEMBERS_IN_USE: [&str; 2] = ["body", "credential"];
/// The methods of a server that do not come from operations.
const METHODS_IN_USE: [&str; 2] = ["contract", "refuse"];
/// The modules beside those of the tags.
const MODULES_IN_USE: [&str; 1] = ["types"];

/// Whether Rust takes this name as it is. `gen` is a keyword since the edition of 2024, which syn does not know.
pub(super) fn is_identifier(name: &str) -> bool {
    name != "gen" && syn::parse_str::<syn::Ident>(name).is_ok()
}

/// The Rust name of a member or variable; `None` where there is none.
pub(super) fn member(name: &str) -> Option<String> {
    Some(snake(name)).filter(|name| is_identifier(name))
}

/// The Rust name of a parameter or header, which stands beside members of our own; `None` where there is none.
pub(super) fn own_member(name: &str) -> Option<String> {
    member(name).filter(|name| !MEMBERS_IN_USE.contains(&name.as_str()))
}

/// The Rust name of a tag's module; `None` where there is none.
pub(super) fn module(tag: &str) -> Option<String> {
    member(tag).filter(|name| !MODULES_IN_USE.contains(&name.as_str()))
}

/// Whether a schema can be a type of this name.
pub(super) fn is_type(name: &str) -> bool {
    is_identifier(name) && !TYPES_IN_USE.contains(&name)
}

/// Whether an operation can be a method of this name, and a type by its name in Pascal case.
pub(super) fn is_operation(id: &str) -> bool {
    let name = pascal(id);
    let in_use = [&TYPES_IN_USE_BY_TAGS[..], &RUNTIME, &RUNTIME_OF_PARTS].concat();
    is_identifier(id)
        && is_identifier(&name)
        && !METHODS_IN_USE.contains(&id)
        && !in_use.contains(&name.as_str())
}

/// The name of a branch in its union: without the union's name before it, where that leaves one.
pub(super) fn branch<'n>(union: &str, branch: &'n str) -> &'n str {
    let short = branch.strip_prefix(union).filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    short.filter(|rest| is_identifier(rest)).unwrap_or(branch)
}

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
    if is_identifier(&out) { out } else { format!("{out}_") }
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
    use super::{branch, is_operation, member, own_member, pascal, snake, variant};

    #[test]
    fn names_become_rust_names() {
        for (name, expected) in [
            ("defaultEmail", "default_email"),
            ("X-Tenant-ID", "x_tenant_id"),
            ("If-Match", "if_match"),
            ("ETag", "etag"),
            ("WWW-Authenticate", "www_authenticate"),
            ("type", "type_"),
            ("gen", "gen_"),
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

    #[test]
    fn names_that_rust_cannot_take_are_none() {
        for name in ["", "_", "1st", "é", "!"] {
            assert_eq!(member(name), None, "{name:?}");
        }
        assert_eq!(member("body").as_deref(), Some("body"));
        assert_eq!(own_member("Body"), None);
        for id in ["refuse", "contract", "reply", "string", "self_", "send"] {
            assert!(!is_operation(id), "{id}");
        }
        assert!(is_operation("me_view"));
    }

    #[test]
    fn branches_are_named_without_their_union() {
        assert_eq!(branch("Phone", "PhoneNone"), "None");
        for whole in ["Phone", "Phone2", "Phonebook", "PhoneSelf", "Other"] {
            assert_eq!(branch("Phone", whole), whole);
        }
    }
}
