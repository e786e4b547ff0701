//! The page as a whole.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::{content_security_policy, page};

fn document() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Things", "version": "1.2.0", "description": "About **things**."},
        "tags": [{"name": "a", "description": "The *first*."}, {"name": "unused"}],
        "security": [{"bearer": []}],
        "paths": {
            "/things/{id}": {
                "parameters": [{"$ref": "#/components/parameters/Id"}],
                "get": {
                    "tags": ["a"], "operationId": "thing_view", "summary": "View a thing",
                    "responses": {
                        "200": {
                            "description": "The thing.",
                            "headers": {"ETag": {"description": "A tag.", "schema": {"type": "string"}}},
                            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                        },
                        "404": {"$ref": "#/components/responses/Missing"},
                    },
                },
                "put": {
                    "tags": ["b"], "summary": "Replace", "security": [],
                    "requestBody": {"required": true, "x-body-bytes-max": 65536, "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}},
                    }},
                    "responses": {"204": {"description": "Done."}},
                },
            },
        },
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "parameters": {"Id": {
                "name": "id", "in": "path", "required": true, "schema": {"type": "string"}, "example": "t1",
            }},
            "responses": {"Missing": {"description": "Not there.", "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/Error"}, "example": {"code": "missing"},
            }}}},
            "schemas": {
                "Thing": {"type": "object", "required": ["name"], "properties": {
                    "name": {"type": "string", "minLength": 1, "description": "Its name."},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                }},
                "Error": {"type": "object", "properties": {"code": {"type": "string"}}},
            },
        },
    })
}

/// The values of an attribute, as they are written.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    html.split(&format!(" {name}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn the_page_tells_what_the_document_tells() {
    let html = page(&document());
    for text in [
        "<title>Things</title>",
        "1.2.0",
        "About <strong>things</strong>.",
        "The <em>first</em>.",
        "View a thing",
        "<code>/things/{id}</code>",
        "curl &quot;$SELFSAME_URL/things/t1&quot;",
        "-H &quot;Authorization: Bearer $TOKEN&quot;",
        "No credential needed.",
        "at most 65,536 bytes",
        "at least 1 character",
        "Its name.",
        "A tag.",
        "Not there.",
        "&quot;code&quot;: &quot;missing&quot;",
    ] {
        assert!(html.contains(text), "{text}");
    }
    assert!(!html.contains("unused"));
}

#[test]
fn every_link_leads_somewhere_and_every_place_is_one() {
    let html = page(&document());
    let places = attributes(&html, "id");
    let distinct: HashSet<_> = places.iter().copied().collect();
    assert_eq!(places.len(), distinct.len());
    for link in attributes(&html, "href") {
        assert!(distinct.contains(link.strip_prefix('#').unwrap_or_default()), "{link}");
    }
}

#[test]
fn the_page_loads_nothing_and_runs_nothing() {
    let html = page(&document());
    for name in ["src", "onclick", "style", "action"] {
        assert_eq!(attributes(&html, name), [""; 0], "{name}");
    }
    for tag in ["<script", "<link", "<img", "<iframe", "@import", "url("] {
        assert!(!html.contains(tag), "{tag}");
    }
}

#[test]
fn the_policy_allows_the_style_of_the_page() {
    use base64::Engine;
    use sha2::Digest;

    let html = page(&document());
    let style = html.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(style));
    let policy = content_security_policy();
    assert!(policy.contains(&format!("style-src 'sha256-{hash}'")), "{policy}");
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
}

/// Puts `text` in the place of every text of a document, names of members included where they are free.
fn poison(value: &mut Value, text: &str) {
    match value {
        Value::String(old) if !old.starts_with("#/") => text.clone_into(old),
        Value::Array(values) => values.iter_mut().for_each(|value| poison(value, text)),
        Value::Object(members) => {
            for (_, member) in members.iter_mut() {
                poison(member, text);
            }
            for name in ["/things/{id}", "application/json", "ETag", "Thing", "name", "404", "bearer"] {
                if let Some(member) = members.remove(name) {
                    members.insert(format!("{text}{name}"), member);
                }
            }
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn no_text_of_the_document_becomes_markup() {
    let plain = page(&document());
    for text in
        ["<script>x</script>", "\"><img src=x onerror=y>", "'onmouseover='z", "</style><b>", "-->]]>&lt;"]
    {
        let mut document = document();
        poison(&mut document, text);
        let html = page(&document);
        for tag in ["<script", "<img", "onerror=y>", "'onmouseover='", "<b>", "-->"] {
            assert!(!html.contains(tag), "{tag} by {text}");
        }
        assert_eq!(html.matches("</style>").count(), 1);
        assert!(attributes(&html, "href").iter().all(|link| link.starts_with('#')));
    }
    assert!(plain.contains("</html>"));
}

#[test]
fn any_json_gives_a_page() {
    for document in [
        json!(null),
        json!([1]),
        json!({"info": 1, "paths": [], "tags": {}, "components": 7}),
        json!({"paths": {"/x": {"get": null, "put": 3, "post": {"responses": [], "parameters": {"a": 1}}}}}),
        json!({"paths": {"/x": {"$ref": "#/paths/~1x"}}}),
        json!({"paths": {"/{": {"get": {"responses": {"": {}, "ü": {"content": {"a/b": null}}}}}}}),
        json!({"components": {"schemas": {"S": 1, "T": {"$ref": "#/components/schemas/T"}}}}),
    ] {
        assert!(page(&document).ends_with("</html>\n"), "{document}");
    }
}
