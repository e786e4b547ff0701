mod answers;
mod requests;
mod routes;

use std::sync::Arc;

use super::{Judge, Judgement};
use crate::api::Api;
use crate::document::Document;
use crate::live::exchange::{Framing, Outcome, Received, Sent};

const SOURCE: &str = r#"
openapi: 3.0.3
info: {title: Things, version: 1.0.0}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    key: {type: apiKey, in: query, name: api_key}
  schemas:
    Thing:
      type: object
      required: [id, name]
      additionalProperties: false
      properties:
        id: {type: integer, readOnly: true}
        name: {type: string, minLength: 1, maxLength: 4}
        kind: {type: string, enum: [a, b], default: a}
        mail: {type: string, format: email}
        size: {type: integer, nullable: true}
    Problem: {type: object, required: [code], properties: {code: {type: string}}}
paths:
  /things:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 9}}
        - {name: deep, in: query, schema: {type: boolean}}
        - {name: tags, in: query, explode: false, schema: {type: array, maxItems: 2, items: {type: string, enum: [x, y]}}}
        - {name: each, in: query, schema: {type: array, items: {type: integer}}}
        - {name: filter, in: query, style: deepObject, schema: {type: object, properties: {min: {type: integer}}}}
        - {name: at, in: query, schema: {type: string, format: date-time}}
        - {name: X-Trace, in: header, schema: {type: string, pattern: '^[a-f]+$'}}
        - {name: If-None-Match, in: header, schema: {type: string, pattern: '^"'}}
        - {name: session, in: cookie, schema: {type: integer}}
      responses:
        '200':
          description: ok
          headers:
            X-Total: {required: true, schema: {type: integer}}
            X-Rate: {schema: {type: object, properties: {left: {type: integer}}}}
            X-Kinds: {schema: {type: array, items: {type: string, enum: [a, b]}}}
          content:
            application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}}
            text/csv: {schema: {type: string, maxLength: 10}}
        4XX: {description: no, content: {application/problem+json: {schema: {$ref: '#/components/schemas/Problem'}}}}
    post:
      security: [{token: []}, {key: []}]
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/Thing'}}
          application/merge-patch+json: {schema: {$ref: '#/components/schemas/Thing'}}
          application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/Thing'}}
      responses:
        '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
        '204': {description: nothing}
        '400': {description: bad}
        '401': {description: who}
        '415': {description: what}
        '500': {description: failed}
        '503': {description: later}
  /things/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
    get:
      responses:
        '200': {description: ok, content: {'application/*': {schema: {$ref: '#/components/schemas/Thing'}}}}
        '304': {description: same}
        '404': {description: no}
    head: {responses: {'200': {description: ok}}}
  /things/{id}/parts:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
    delete: {responses: {'204': {description: gone}}}
  /things/all/parts:
    get: {responses: {default: {description: any}}}
"#;

pub(super) fn judge() -> Judge {
    let document = Document::parse("api.yaml", SOURCE).unwrap();
    Judge::new(Arc::new(Api::read(&document).unwrap()))
}

/// An answer out of its head and body: `200 A: b; C: d`.
fn answer(head: &str, body: &str) -> Outcome {
    let (status, fields) = head.split_once(' ').unwrap_or((head, ""));
    let field = |text: &str| {
        let (name, value) = text.split_once(": ").unwrap();
        (name.to_owned(), value.as_bytes().to_vec())
    };
    Ok(Received {
        status: status.parse().unwrap(),
        headers: fields.split(" | ").filter(|text| !text.is_empty()).map(field).collect(),
        body: body.as_bytes().to_vec(),
        framing: Framing::default(),
    })
}

fn judged(sent: &Sent, outcome: &Outcome) -> Judgement {
    judge().judge(sent, outcome, "/v1", true)
}

/// The checks that the exchange fails, with what is shown of them.
fn found(sent: &Sent, outcome: &Outcome) -> Vec<String> {
    let violations = judged(sent, outcome).violations;
    violations.iter().map(|violation| format!("{}: {}", violation.check, violation.message)).collect()
}
