use super::{check, with, with_schema};

#[test]
fn info_servers_and_tags() {
    let clean = with_schema("{type: string}");
    let server = |server: &str| with("servers: [{url: /}]", &format!("servers: [{server}]"));
    for (rule, broken, message) in [
        ("info-description", with("  description: Things.\n", ""), "no description"),
        (
            "info-contact",
            with("  contact: {name: Ada, url: https://example.org/ada, email: ada@example.org}\n", ""),
            "nobody",
        ),
        ("info-contact-complete", with("name: Ada, ", ""), "no name"),
        ("info-license", with("  license: {name: MIT, url: https://example.org/mit}\n", ""), "no licence"),
        ("info-license-url", with(", url: https://example.org/mit", ""), "no URL"),
        ("markdown-unsafe", with("Shows a thing.", "'<script>'"), "<script>"),
        ("markdown-unsafe", with("Shows a thing.", "eval(x)"), "eval"),
        ("markdown-unsafe", with("Shows a thing.", "'<a onclick=\"x\">'"), "event handler"),
        ("markdown-unsafe", with("Shows a thing.", "'[x](javascript:y)'"), "javascript:"),
        ("servers-missing", with("servers: [{url: /}]\n", ""), "no server"),
        ("servers-missing", with("[{url: /}]", "[]"), "no server"),
        ("server-trailing-slash", server("{url: https://a.b/}"), "ends in a slash"),
        ("server-example", server("{url: https://api.example.com/v1}"), "`api.example.com`"),
        ("server-example", server("{url: http://localhost:8080}"), "`localhost`"),
        ("server-variables", server("{url: 'https://{host}/'}"), "`host` is not declared"),
        (
            "server-variables",
            server("{url: 'https://a.b', variables: {host: {default: a}}}"),
            "does not use the variable `host`",
        ),
        ("server-variables", server("{url: 'https://{h}', variables: {h: {default: a, enum: []}}}"), "empty"),
        (
            "server-variables",
            server("{url: 'https://{h}', variables: {h: {default: a, enum: [b]}}}"),
            "not among the values",
        ),
        ("tag-unique", with("tags: [", "tags: [{name: things, description: d}, "), "declared on line"),
        ("tag-description", with("{name: things, description: Things.}", "{name: things}"), "no description"),
        ("tag-undeclared", with("tags: [things]", "tags: [thigns]"), "`thigns` is not declared"),
        (
            "tag-unused",
            with("tags: [{", "tags: [{name: none, description: d}, {"),
            "no operation has the tag `none`",
        ),
        ("tags-missing", with("tags: [{name: things, description: Things.}]\n", ""), "declares no tags"),
        (
            "tags-sorted",
            with("tags: [{", "tags: [{name: zebras, description: d}, {"),
            "`things` stands after `zebras`",
        ),
        ("field-missing", with("  version: 1.0.0\n", ""), "`version` is missing"),
        ("field-missing", with("{description: There is none.}", "{}"), "`description` is missing"),
        ("field-kind", with("url: https://example.org/ada", "url: 'a b'"), "must be a URI"),
        ("field-kind", with("ada@example.org", "ada"), "must be an e-mail address"),
        ("field-unknown", with("summary: Show a thing", "sumary: Show a thing"), "no field `sumary`"),
        (
            "reference-place",
            with(
                "{schema: {$ref: '#/components/schemas/Subject'}}}}",
                "{$ref: '#/components/schemas/Subject'}}}",
            ),
            "cannot be a `$ref`",
        ),
    ] {
        check(rule, &broken, message, &clean);
    }
}
