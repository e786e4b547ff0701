use super::{check, found, with, with_schema};

const GET: &str = "      tags: [things]\n";
const PARAMETERS: &str =
    "        - {name: view, in: query, description: How., schema: {$ref: '#/components/schemas/Subject'}}\n";
const FOUND: &str = "        '404': {description: There is none.}\n";

/// Members of the operation beside those that it has.
fn and(members: &str) -> String {
    with(GET, &format!("{GET}      {members}\n"))
}

/// A parameter beside those that the operation has.
fn parameter(parameter: &str) -> String {
    with(PARAMETERS, &format!("{PARAMETERS}        - {{description: d, {parameter}}}\n"))
}

/// A response beside those that the operation has.
fn response(response: &str) -> String {
    with(FOUND, &format!("{FOUND}        {response}\n"))
}

#[test]
fn what_operations_say() {
    let clean = with_schema("{type: string}");
    for (rule, broken, message) in [
        ("operation-id", with("      operationId: thingView\n", ""), "no `operationId`"),
        ("operation-id-unique", twice(), "the operationId `thingView` is on line 13 too"),
        ("operation-id-url-safe", with("thingView", "show thing"), "does not fit into a URL"),
        ("operation-summary", with("Show a thing", "''"), "no summary"),
        ("operation-description", with("      description: Shows a thing.\n", ""), "no description"),
        ("operation-tags", with(GET, ""), "no tag"),
        ("operation-tag-singular", with("[things]", "[things, more]"), "2 tags"),
        ("operation-body", and("requestBody: {content: {}}"), "a GET request has a body"),
    ] {
        check(rule, &broken, message, &clean);
    }
}

#[test]
fn answers() {
    let clean = with_schema("{type: string}");
    for (rule, broken, message) in [
        ("response-success", with("'200'", "'400'"), "no answer is one of success"),
        ("response-error", with("'404'", "'300'"), "no answer refuses"),
        ("response-empty", response("'204': {description: d, content: {a/b: {}}}"), "a 204 has no content"),
    ] {
        check(rule, &broken, message, &clean);
    }
}

#[test]
fn parameters() {
    let clean = with_schema("{type: string}");
    for (rule, broken, message) in [
        ("parameter-unique", parameter("name: view, in: query, schema: {}"), "`view` is in this list twice"),
        ("parameter-description", with("description: How.,", ""), "no description"),
        ("parameter-schema", parameter("name: a, in: query"), "neither"),
        ("parameter-schema", parameter("name: a, in: query, schema: {}, content: {a/b: {}}"), "both"),
        ("parameter-ignored", parameter("name: accept, in: header, schema: {}"), "is ignored as a parameter"),
        (
            "parameter-ignored",
            response("'401': {description: d, headers: {Content-Type: {schema: {}}}}"),
            "is ignored in a response",
        ),
        (
            "parameter-style",
            parameter("name: a, in: query, style: deepObject, schema: {type: string}"),
            "no meaning for a string",
        ),
        (
            "parameter-style",
            parameter("name: a, in: header, style: form, schema: {}"),
            "no meaning for a header parameter",
        ),
        (
            "parameter-style",
            parameter(
                "name: a, in: query, style: pipeDelimited, explode: true, schema: {type: array, items: {}}",
            ),
            "with `explode`",
        ),
        (
            "parameter-default",
            parameter("name: a, in: query, required: true, schema: {default: 1}"),
            "has a default",
        ),
    ] {
        check(rule, &broken, message, &clean);
    }
}

#[test]
fn examples_of_contents() {
    let clean = with_schema("{type: string}");
    for (rule, broken, message) in [
        (
            "example-value",
            response("'401': {description: d, content: {a/b: {examples: {e: {}}}}}"),
            "neither",
        ),
        (
            "examples-exclusive",
            parameter("name: a, in: query, schema: {}, example: 1, examples: {}"),
            "stand beside one another",
        ),
        (
            "example-invalid",
            parameter("name: a, in: query, schema: {type: string}, example: 1"),
            "must be a string",
        ),
        (
            "example-invalid",
            response(
                "'401': {description: d, content: {application/json: {schema: {type: object}, examples: {e: {value: 1}}}}}",
            ),
            "must be an object",
        ),
    ] {
        check(rule, &broken, message, &clean);
    }
}

#[test]
fn what_generators_meet() {
    let clean = with_schema("{type: string}");
    for (rule, broken, message) in [
        (
            "generator-names",
            parameter("name: View, in: query, schema: {}"),
            "`view` and `View` are one identifier",
        ),
        ("generator-reserved", with("thingView", "new"), "have a `new` already"),
        ("generator-reserved", parameter("name: header_map, in: query, schema: {}"), "`header_map`"),
        ("generator-parameters", parameter("name: a, in: cookie, schema: {}"), "cookie"),
        (
            "generator-parameters",
            parameter("name: a, in: header, schema: {type: array, items: {}}"),
            "one text",
        ),
        (
            "generator-parameters",
            parameter("name: a, in: query, schema: {type: object}"),
            "object in the query",
        ),
        (
            "generator-parameters",
            parameter("name: a, in: query, explode: false, schema: {type: array, items: {}}"),
            "`explode: false`",
        ),
        ("generator-responses", response("'201': {description: d}"), "2 types of success"),
        (
            "generator-responses",
            response("'500': {description: d, content: {a/b: {schema: {}}}}"),
            "2 types of error",
        ),
        ("generator-default", response("default: {description: d}"), "`default`"),
        (
            "generator-contents",
            and("requestBody: {required: true, content: {a/b: {schema: {}}}}"),
            "cannot encode `a/b`",
        ),
        (
            "generator-contents",
            and("requestBody: {content: {application/json: {schema: {}}}}"),
            "require the body",
        ),
        ("generator-contents", response("'201': {description: d, content: {a/b: {}}}"), "no schema"),
        ("generator-methods", with("    get:\n", "    trace:\n"), "no TRACE"),
        (
            "callback-nested",
            and("callbacks: {c: {'{$url}': {post: {callbacks: {}, responses: {}}}}}"),
            "a callback has callbacks",
        ),
    ] {
        check(rule, &broken, message, &clean);
    }
}

fn twice() -> String {
    with("    get:\n", "    put: {tags: [things], operationId: thingView, responses: {}}\n    get:\n")
}

#[test]
fn security() {
    let schemes = "components:\n  securitySchemes:\n    key: {type: apiKey, in: header, name: k}\n    oauth: {type: oauth2, flows: {implicit: {authorizationUrl: https://a.b, scopes: {read: r}}}}\n";
    let document = |security: &str, statuses: &str| {
        with("security: []\n", &format!("security: {security}\n"))
            .replacen("components:\n", schemes, 1)
            .replacen(FOUND, &format!("{FOUND}{statuses}"), 1)
    };
    let answers = "        '401': {description: d}\n        '403': {description: d}\n";
    let clean = document("[{key: []}, {oauth: [read]}]", answers);
    for (rule, broken, message) in [
        ("response-unauthorized", document("[{key: []}]", ""), "needs `key`, and has no 401"),
        (
            "response-forbidden",
            document("[{oauth: [read]}]", "        '401': {description: d}\n"),
            "a scope of `oauth`, and has no 403",
        ),
        ("security-defined", document("[{kye: []}]", answers), "no security scheme `kye`"),
        ("security-scopes", document("[{oauth: [write]}]", answers), "has no scope `write`"),
        ("security-scopes", document("[{key: [read]}]", answers), "has no scopes"),
        ("security-stated", with("security: []\n", ""), "is not said"),
        (
            "security-scheme",
            document("[]", answers).replace("authorizationUrl: https://a.b, ", ""),
            "`authorizationUrl` is missing",
        ),
        ("security-scheme", document("[]", answers).replace("in: header, ", ""), "`in` is missing"),
        ("component-unused", document("[{oauth: [read]}]", answers), "nothing uses `key`"),
    ] {
        check(rule, &broken, message, &clean);
    }
    for open in ["[{}]", "[{}, {key: []}]", "[]"] {
        assert_eq!(found(&document(open, ""), "response-unauthorized"), [""; 0], "{open}");
    }
}

#[test]
fn siblings() {
    let operation = |name: &str, parameters: &str, page: &str, error: &str| {
        format!(
            "  /{name}:\n    get:\n      tags: [things]\n      operationId: {name}\n      parameters: [{parameters}]\n      responses:\n        '200': {{description: d, content: {{application/json: {{schema: {{type: object, properties: {page}}}}}}}}}\n        '400': {{description: d, content: {{{error}}}}}\n"
        )
    };
    let paging = "{name: page, in: query, schema: {type: integer}}";
    let page = "{items: {type: array, items: {}}, total: {}}";
    let error = "application/json: {schema: {$ref: '#/components/schemas/Subject'}}";
    let document = |odd: String| {
        let same: String = ["a", "b", "c"].iter().map(|name| operation(name, paging, page, error)).collect();
        with("components:\n", &format!("{same}{odd}components:\n"))
    };
    let clean = document(operation("odd", paging, page, error));
    for (rule, odd, message) in [
        (
            "sibling-errors",
            operation("odd", paging, page, "application/json: {schema: {properties: {code: {}}}}"),
            "the error is `application/json` of `{code}`, and `application/json` of `Subject`",
        ),
        (
            "sibling-errors",
            operation(
                "odd",
                paging,
                page,
                "application/problem+json: {schema: {$ref: '#/components/schemas/Subject'}}",
            ),
            "problem+json",
        ),
        (
            "sibling-pages",
            operation("odd", paging, "{data: {type: array, items: {}}, total: {}}", error),
            "the page is `{data, total}`, and `{items, total}`",
        ),
        (
            "sibling-pages",
            operation("odd", "{name: offset, in: query, schema: {}}", page, error),
            "turned by `offset`, and by `page`",
        ),
    ] {
        check(rule, &document(odd), message, &clean);
    }
}
