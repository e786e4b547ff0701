//! Pairs of small documents: schemas in both directions, and operations, each with what is expected there and back.
//! What is spelled otherwise must be silent, and what breaks must be told.

mod operations;
mod schemas;
mod verdicts;

const COMPONENTS: &str = "
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    user: {type: http, scheme: bearer}
    admin: {type: http, scheme: bearer}
    login: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://a.example/t', scopes: {r: '', w: ''}}}}
  parameters:
    Limit: {name: limit, in: query, schema: {type: integer, default: 10}}
  requestBodies:
    Text: {content: {application/json: {schema: {type: string}}}}
  responses:
    Text: {description: A text., content: {application/json: {schema: {type: string}}}}
  schemas:
    Id: {type: string, readOnly: true}
    Short: {type: string, maxLength: 5}
    Named: {type: object, required: [id], properties: {name: {type: string}}}
    Cat: {type: object, required: [kind], properties: {kind: {type: string, enum: [cat]}, lives: {type: integer}}}
    Dog: {type: object, required: [kind], properties: {kind: {type: string, enum: [dog]}, tricks: {type: integer}}}
    Tree: {type: object, properties: {leaf: {type: string}, next: {$ref: '#/components/schemas/Tree'}}}
    Twig: {type: object, properties: {leaf: {type: string}, next: {$ref: '#/components/schemas/Bough'}}}
    Bough: {type: object, properties: {leaf: {type: string}, next: {$ref: '#/components/schemas/Twig'}}}
";

fn document(path_item: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: 1.0.0}}\npaths:\n  /a/{{id}}: {path_item}\n{COMPONENTS}"
    )
}

fn request(schema: &str) -> String {
    document(&format!(
        "{{post: {{requestBody: {{required: true, content: {{application/json: {{schema: {schema}}}}}}}, responses: {{'204': {{description: Done.}}}}}}}}"
    ))
}

fn response(schema: &str) -> String {
    document(&format!(
        "{{get: {{responses: {{'200': {{description: It., content: {{application/json: {{schema: {schema}}}}}}}}}}}}}"
    ))
}

/// All pairs as documents.
pub(super) fn documents() -> impl Iterator<Item = [String; 2]> {
    let schemas = schemas::SCHEMAS.iter();
    let schemas = schemas.flat_map(|(a, _, b)| [[request(a), request(b)], [response(a), response(b)]]);
    schemas.chain(operations::OPERATIONS.iter().map(|(a, b, ..)| [a, b].map(|item| operations::item(item))))
}
