use std::path::Path;

use serde_json::json;

use crate::api::{
    Api, Location, Method, Operation, ParameterContent, Requirement, SecurityKind, StatusPattern, Style,
};
use crate::document::Document;

const SOURCE: &str = "\
openapi: 3.0.3
info: {title: T, version: 1.2.3}
servers: [{url: 'https://example.com/v1'}]
security: [{key: []}]
paths:
  x-note: {}
  /a/{id}:
    parameters:
      - {name: id, in: path, schema: {type: string}}
      - {name: q, in: query, required: true, schema: {type: integer}}
      - {name: X-A, in: header, schema: {type: string}}
    get:
      operationId: a_get
      tags: [one]
      x-cost: 3
      security: [{}, {key: [], flow: [b, a]}]
      parameters:
        - {name: q, in: query, style: pipeDelimited, schema: {$ref: '#/components/schemas/S'}}
        - {name: x-a, in: header, content: {application/json: {schema: {type: object}, example: {}}}}
        - {name: Accept, in: header, schema: {type: string}}
        - $ref: '#/components/parameters/P'
      responses:
        default: {description: else}
        4xx: {$ref: '#/components/responses/R'}
        200:
          description: fine
          headers:
            ETag: {required: true, schema: {type: string}}
            Content-Type: {schema: {type: string}}
          content:
            application/json: {schema: {$ref: '#/components/schemas/S'}, examples: {e: {$ref: '#/components/examples/E'}}}
    put:
      requestBody: {content: {text/plain: {}}}
      responses: {'204': {description: done}}
components:
  schemas: {S: {type: string}}
  examples: {E: {value: s}}
  parameters: {P: {name: p, in: cookie, explode: false, schema: {}}}
  responses: {R: {description: refused, headers: {h: {content: {text/plain: {schema: {}}}}}}}
  securitySchemes:
    key: {type: apiKey, in: cookie, name: k}
    flow: {type: oauth2, flows: {implicit: {scopes: {b: '', a: ''}}, password: {scopes: {a: ''}}}}
    basic: {type: http, scheme: Basic}
";

fn api() -> Api {
    Api::read(&Document::parse("api.yaml", SOURCE).unwrap()).unwrap()
}

fn get(api: &Api) -> &Operation {
    api.operations.iter().find(|operation| operation.method == Method::Get).unwrap()
}

#[test]
fn the_whole() {
    let api = api();
    assert_eq!((api.title.as_str(), api.version.as_str()), ("T", "1.2.3"));
    assert_eq!(api.servers, ["https://example.com/v1"]);
    let shown: Vec<_> = api.operations.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["GET /a/{id}", "PUT /a/{id}"]);
    let kinds: Vec<_> = api.security_schemes.iter().map(|scheme| scheme.kind.clone()).collect();
    assert_eq!(
        kinds,
        [
            SecurityKind::ApiKey { location: Location::Cookie, name: "k".to_owned() },
            SecurityKind::OAuth2 { scopes: vec!["a".to_owned(), "b".to_owned()] },
            SecurityKind::Http { scheme: "basic".to_owned() },
        ]
    );
}

#[test]
fn one_operation() {
    let api = api();
    let get = get(&api);
    assert_eq!((get.id.as_deref(), get.tags.as_slice()), (Some("a_get"), ["one".to_owned()].as_slice()));
    assert_eq!(get.extensions, [("x-cost".to_owned(), json!(3))]);
    let flow = vec![("flow".to_owned(), vec!["a".to_owned(), "b".to_owned()]), ("key".to_owned(), vec![])];
    assert_eq!(get.security, [Requirement::default(), Requirement { schemes: flow }]);
    assert_eq!(api.operations[1].security[0].schemes[0].0, "key");
    assert!(!api.operations[1].body.as_ref().unwrap().required);
    assert_eq!(get.schemas().count(), 7);
}

#[test]
fn parameters_are_merged() {
    let api = api();
    let parameters = &get(&api).parameters;
    let names: Vec<_> = parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    assert_eq!(names, ["id", "q", "x-a", "p"]);
    assert!(parameters[0].required && !parameters[1].required);
    let styles: Vec<_> = parameters
        .iter()
        .map(|parameter| match &parameter.content {
            ParameterContent::Schema { style, explode, .. } => Some((*style, *explode)),
            ParameterContent::Media(_) => None,
        })
        .collect();
    assert_eq!(
        styles,
        [Some((Style::Simple, false)), Some((Style::PipeDelimited, false)), None, Some((Style::Form, false))]
    );
    assert_eq!(api.operations[1].parameters.len(), 3);
    assert_eq!(parameters[3].pointer, "/components/parameters/P");
}

#[test]
fn responses_are_sorted() {
    let api = api();
    let responses = &get(&api).responses;
    let statuses: Vec<_> = responses.iter().map(|response| response.status).collect();
    assert_eq!(statuses, [StatusPattern::Exact(200), StatusPattern::Range(4), StatusPattern::Default]);
    let headers: Vec<_> = responses.iter().flat_map(|response| &response.headers).collect();
    assert_eq!(headers.len(), 2);
    assert!(headers[0].required && headers[1].schema.is_some());
    assert_eq!(responses[0].contents[0].examples, [json!("s")]);
    assert_eq!(responses[1].pointer, "/components/responses/R");
}

#[test]
fn other_versions() {
    for (source, message, help) in [
        ("swagger: '2.0'", "of Swagger", "convert"),
        ("info: {}", "no `openapi`", "openapi: 3.0.3"),
        ("openapi: 3.1.0", "OpenAPI `3.1.0`", "lower"),
        ("openapi: 3.0", "OpenAPI is `3.0`", "write all three"),
        ("openapi: 3.00.1", "OpenAPI `3.00.1`", "lower"),
        ("openapi: [3]", "OpenAPI `a list`", "convert"),
    ] {
        let document = Document::parse("api.yaml", source).unwrap();
        let (api, problems) = Api::read_leniently(&document);
        assert!(api.operations.is_empty());
        assert!(problems[0].message.contains(message), "{}", problems[0]);
        assert!(problems[0].help.as_deref().unwrap().contains(help), "{}", problems[0]);
        assert!(Api::read(&document).is_err());
    }
}

#[test]
fn unreadable_operations_are_left_out() {
    for (pointer, operation, message) in [
        ("parameters", "{parameters: [{name: a, in: body}], responses: {}}", "must be path, query"),
        ("parameters", "{parameters: [{in: query}], responses: {}}", "`name` is missing"),
        ("parameters", "{parameters: [{name: a, in: query, content: {}}], responses: {}}", "0 media types"),
        ("parameters", "{parameters: [{name: a, in: query, style: x}], responses: {}}", "no style"),
        ("parameters", "{parameters: {}, responses: {}}", "`parameters` is a mapping"),
        ("requestBody", "{requestBody: {}, responses: {}}", "`content` is missing"),
        ("responses", "{responses: {2000: {}}}", "`2000` is no status"),
        ("responses", "{responses: {'200': ok}}", "a response is a mapping"),
        ("responses", "{responses: {'200': {$ref: '#/nothing'}}}", "leads nowhere"),
        ("S", "{responses: {'200': {content: {a/b: {schema: {$ref: '#/S'}}}}}}", "3.1"),
        ("security", "{responses: {}, security: {}}", "`security` is a mapping"),
    ] {
        let source = format!(
            "openapi: 3.0.3\npaths:\n  /a:\n    get: {operation}\n    put: {{responses: {{}}}}\nS: {{items: {{properties: {{a: true}}}}}}\n"
        );
        let document = Document::parse("api.yaml", &source).unwrap();
        let (api, problems) = Api::read_leniently(&document);
        let shown: Vec<_> = api.operations.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["PUT /a"], "{operation}");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].to_string().contains(message), "{}", problems[0]);
        assert!(problems[0].pointer.contains(pointer), "{:?}", problems[0]);
        assert_eq!(Api::read(&document).unwrap_err(), problems);
    }
}

#[test]
fn slips_leave_no_doubt() {
    let source = "openapi: 3.0.3\npaths:\n  /a:\n    get: {description: x}\n    put: {responses: {'200': {content: null}}}\n";
    let document = Document::parse("api.yaml", source).unwrap();
    let (api, slips) = Api::read_as_meant(&document).unwrap();
    assert_eq!((api.operations.len(), slips.len()), (2, 2));
    assert_eq!(slips[0].message, "`responses` is missing");
    assert_eq!(Api::read_leniently(&document).0.operations.len(), 2);
    assert_eq!(Api::read(&document).unwrap_err(), slips);
    let gone = Document::parse("api.yaml", "openapi: 3.0.3\npaths: {/a: {$ref: '#/gone'}}\n").unwrap();
    assert_eq!(Api::read_as_meant(&gone).unwrap_err().len(), 1);
}

#[test]
fn unreadable_paths_are_left_out() {
    let source = "openapi: 3.0.3\npaths: {a: {}, '/{': {}, /b: 3, /c: {get: {responses: {}}}}\n";
    let (api, problems) = Api::read_leniently(&Document::parse("api.yaml", source).unwrap());
    assert_eq!((api.operations.len(), problems.len()), (1, 3));
    let (_, problems) = Api::read_leniently(&Document::parse("api.yaml", "openapi: 3.0.3").unwrap());
    assert_eq!(problems[0].message, "`paths` is missing");
}

#[test]
fn the_document_of_this_project() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/openapi.yaml");
    let api = Api::read(&Document::load(&path).unwrap()).unwrap();
    assert!(api.operations.len() > 20);
}
