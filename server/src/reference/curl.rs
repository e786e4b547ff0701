//! A command line that calls an operation, which works as it is pasted into a POSIX shell.
//!
//! The address and the credential are the shell's variables `SELFSAME_URL` and `TOKEN`; everything else is the example
//! of the document. Optional parameters are left out. Must not know HTML.

use serde_json::Value;

use super::document::{Document, entries, flag, text};
use super::example;
use super::operation::Operation;
use super::parameter::plain;
use super::security;

const URL_VARIABLE: &str = "$SELFSAME_URL";
const TOKEN_VARIABLE: &str = "$TOKEN";

/// The command line for an operation.
pub(super) fn line(document: Document<'_>, operation: &Operation<'_>) -> String {
    let mut credentials = credentials(document, operation);
    let body = body(document, operation);
    let method = match (operation.method, body.is_some()) {
        // What curl does unasked.
        ("GET", false) | ("POST", true) => String::new(),
        ("HEAD", _) => "--head ".to_owned(),
        (method, _) => format!("-X {method} "),
    };
    let query = std::mem::take(&mut credentials.query);
    let target = target(document, operation, query);
    let mut parts = vec![format!("curl {method}\"{URL_VARIABLE}{target}\"")];
    parts.append(&mut credentials.options);
    for parameter in required(operation, "header") {
        let name = text(parameter, "name").unwrap_or_default();
        let value = plain(&example::of(document, parameter));
        parts.push(format!("-H {}", quoted(&format!("{name}: {value}"))));
    }
    for parameter in required(operation, "cookie") {
        let name = text(parameter, "name").unwrap_or_default();
        let value = plain(&example::of(document, parameter));
        parts.push(format!("-b {}", quoted(&format!("{name}={value}"))));
    }
    parts.extend(body.into_iter().flatten());
    parts.join(" \\\n  ")
}

fn required<'a>(operation: &Operation<'a>, place: &'static str) -> impl Iterator<Item = &'a Value> {
    let parameters = operation.parameters.clone().into_iter();
    parameters.filter(move |one| text(one, "in") == Some(place) && flag(one, "required"))
}

/// Path and query, to stand between double quotes.
fn target(document: Document<'_>, operation: &Operation<'_>, query: Vec<String>) -> String {
    let mut target = String::new();
    let mut rest = operation.path;
    while let Some((before, name, after)) = placeholder(rest) {
        target.push_str(&encoded(before, b"/"));
        let is_it = |one: &&&Value| text(one, "in") == Some("path") && text(one, "name") == Some(name);
        let value = operation.parameters.iter().find(is_it).map(|one| plain(&example::of(document, one)));
        target.push_str(&encoded(value.as_deref().unwrap_or(name), b""));
        rest = after;
    }
    target.push_str(&encoded(rest, b"/"));
    let mut pairs = query;
    for parameter in required(operation, "query") {
        let name = encoded(text(parameter, "name").unwrap_or_default(), b"");
        let values = match example::of(document, parameter) {
            Value::Array(values) => values,
            value @ (Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Object(_)) => vec![value],
        };
        pairs.extend(values.iter().map(|value| format!("{name}={}", encoded(&plain(value), b""))));
    }
    if !pairs.is_empty() {
        target.push('?');
        target.push_str(&pairs.join("&"));
    }
    target
}

/// The first placeholder of a path: what is before it, its name, what is after it.
fn placeholder(path: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = path.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// Percent-encodes all but the unreserved characters of RFC 3986 and `kept`. What is left means nothing to a shell.
fn encoded(text: &str, kept: &[u8]) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.contains(&byte);
    text.bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[derive(Default)]
struct Credentials {
    options: Vec<String>,
    query: Vec<String>,
}

/// The first way to authenticate that the operation takes.
fn credentials(document: Document<'_>, operation: &Operation<'_>) -> Credentials {
    let mut credentials = Credentials::default();
    let schemes = security::alternatives(document, operation.value);
    for name in schemes.into_iter().next().unwrap_or_default() {
        let scheme = document.resolve(&document.root()["components"]["securitySchemes"][name]);
        let name = text(scheme, "name").unwrap_or_default();
        match (text(scheme, "type"), text(scheme, "in")) {
            (Some("apiKey"), Some("query")) => {
                credentials.query.push(format!("{}={TOKEN_VARIABLE}", encoded(name, b"")));
            }
            (Some("apiKey"), Some("cookie")) => {
                credentials.options.push(format!("-b {}", with_token(&format!("{name}="))));
            }
            (Some("apiKey"), _) => {
                credentials.options.push(format!("-H {}", with_token(&format!("{name}: "))));
            }
            (Some("http"), _) if text(scheme, "scheme") == Some("basic") => {
                credentials.options.push(format!("-u \"{TOKEN_VARIABLE}\""));
            }
            _ => credentials.options.push(format!("-H {}", with_token("Authorization: Bearer "))),
        }
    }
    credentials
}

/// A text followed by the credential, for the shell.
fn with_token(prefix: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:= ".contains(&byte);
    if prefix.bytes().all(is_plain) {
        format!("\"{prefix}{TOKEN_VARIABLE}\"")
    } else {
        format!("{}\"{TOKEN_VARIABLE}\"", quoted(prefix))
    }
}

/// The options that send the body, where the operation takes one.
fn body(document: Document<'_>, operation: &Operation<'_>) -> Option<Vec<String>> {
    let body = document.resolve(operation.value.get("requestBody")?);
    let (media_type, media) = entries(&body["content"]).next()?;
    let header = format!("-H {}", quoted(&format!("Content-Type: {media_type}")));
    let is_binary = text(document.resolve(&media["schema"]), "format") == Some("binary");
    let example = example::of(document, media);
    let data = if is_binary {
        "--data-binary @FILE".to_owned()
    } else if let Some(text) = example.as_str().filter(|_| !media_type.contains("json")) {
        format!("--data-raw {}", quoted(text))
    } else {
        format!("--data-raw {}", quoted(&example.to_string()))
    };
    Some(vec![header, data])
}

/// A text as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::super::operation;
    use super::*;
    use serde_json::json;

    /// The words that a shell passes on to curl.
    fn words(line: &str) -> Vec<String> {
        let script = line.replacen("curl", r"printf '%s\0'", 1);
        let output = std::process::Command::new("sh")
            .args(["-c", &script])
            .env("SELFSAME_URL", "http://h")
            .env("TOKEN", "sst_1")
            .output()
            .unwrap();
        assert!(output.status.success(), "{script}");
        let text = String::from_utf8(output.stdout).unwrap();
        text.split_terminator('\0').map(str::to_owned).collect()
    }

    fn first_line(root: &Value) -> String {
        let document = Document::new(root);
        line(document, &operation::groups(document)[0].operations[0])
    }

    #[test]
    fn a_read_is_a_bearer_call() {
        let root = json!({
            "security": [{"b": []}, {"c": []}],
            "components": {"securitySchemes": {"b": {"type": "http", "scheme": "bearer"}}},
            "paths": {"/me": {"get": {"parameters": [
                {"name": "If-None-Match", "in": "header", "schema": {"type": "string"}, "example": "x"}
            ]}}},
        });
        let line = first_line(&root);
        assert_eq!(line, "curl \"$SELFSAME_URL/me\" \\\n  -H \"Authorization: Bearer $TOKEN\"");
        assert_eq!(words(&line), ["http://h/me", "-H", "Authorization: Bearer sst_1"]);
    }

    #[test]
    fn every_part_reaches_curl_as_it_was_meant() {
        let hostile = "a'b\"$(touch x)`y`\\ !é\n";
        let body = json!({ "bio": hostile });
        let root = json!({
            "components": {"securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": "X-'$K"}}},
            "paths": {"/v1/$(x)/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": true, "example": "a b/ü"}],
                "put": {
                    "security": [{"k": []}],
                    "parameters": [
                        {"name": "fields", "in": "query", "required": true, "example": ["a", "b&c"]},
                        {"name": "X-Tenant", "in": "header", "required": true, "example": "it's"},
                    ],
                    "requestBody": {"content": {"application/json": {"example": body}}},
                },
            }},
        });
        assert_eq!(
            words(&first_line(&root)),
            [
                "-X",
                "PUT",
                "http://h/v1/%24%28x%29/a%20b%2F%C3%BC?fields=a&fields=b%26c",
                "-H",
                "X-'$K: sst_1",
                "-H",
                "X-Tenant: it's",
                "-H",
                "Content-Type: application/json",
                "--data-raw",
                &body.to_string(),
            ]
        );
    }

    #[test]
    fn a_post_without_a_body_says_that_it_is_one() {
        let root = json!({"paths": {"/logout": {"post": {}}}});
        assert_eq!(first_line(&root), "curl -X POST \"$SELFSAME_URL/logout\"");
    }
}
