//! Pairs of small documents: schemas in both directions, and operations, each with what is expected there and back.
//! What is spelled otherwise must be silent, and what breaks must be told.

use super::{differences, told};
use crate::diff::{Level, World};

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

/// How the values that two schemas accept lie to each other: the same, the second has more, or each has some that the
/// other has not.
const SCHEMAS: &[(&str, char, &str)] = &[
    // Spelled otherwise.
    (
        "{type: string, nullable: true}",
        '=',
        "{anyOf: [{type: string}, {type: string, nullable: true, enum: [null]}]}",
    ),
    (
        "{type: string, nullable: true}",
        '=',
        "{oneOf: [{type: string}, {type: string, nullable: true, enum: [null]}]}",
    ),
    ("{$ref: '#/components/schemas/Short'}", '=', "{type: string, maxLength: 5}"),
    ("{$ref: '#/components/schemas/Short'}", '=', "{allOf: [{$ref: '#/components/schemas/Short'}]}"),
    ("{$ref: '#/components/schemas/Tree'}", '=', "{$ref: '#/components/schemas/Twig'}"),
    ("{type: string, enum: [a, b]}", '=', "{type: string, enum: [b, a]}"),
    ("{type: string, enum: [a, b]}", '=', "{enum: [a, b]}"),
    ("{type: string, enum: [a, b]}", '=', "{oneOf: [{type: string, enum: [a]}, {type: string, enum: [b]}]}"),
    ("{type: string, enum: [a, b]}", '=', "{type: string, pattern: '^[ab]$'}"),
    ("{type: boolean}", '=', "{type: boolean, enum: [true, false]}"),
    ("{type: string}", '=', "{type: string, minLength: 0, pattern: '.*'}"),
    ("{type: string, pattern: '^[0-9]+$'}", '=', "{type: string, pattern: '^\\d{1,}$'}"),
    ("{type: string, pattern: '^(a|b)c$'}", '=', "{type: string, pattern: '^[ba]c$'}"),
    ("{type: string, minLength: 1}", '=', "{type: string, pattern: '[^]'}"),
    ("{type: string, format: date}", '=', "{type: string, format: date, minLength: 10, maxLength: 10}"),
    ("{type: string, format: uuid}", '=', "{type: string, format: uuid, maxLength: 36}"),
    ("{type: string}", '=', "{type: string, format: fancy}"),
    (
        "{type: array, items: {type: string}}",
        '=',
        "{type: array, items: {type: string}, minItems: 0, uniqueItems: false}",
    ),
    ("{type: array, maxItems: 0}", '=', "{type: array, items: {not: {}}}"),
    ("{type: array, items: {}}", '=', "{type: array}"),
    ("{type: integer, minimum: 1}", '=', "{type: integer, minimum: 0, exclusiveMinimum: true}"),
    ("{type: integer, minimum: 1}", '=', "{type: integer, minimum: 0.5}"),
    ("{type: integer}", '=', "{type: number, multipleOf: 1}"),
    ("{type: integer, format: int32}", '=', "{type: integer, format: int32, minimum: -2147483648}"),
    (
        "{type: integer, minimum: 0, maximum: 9}",
        '=',
        "{type: integer, format: int32, minimum: 0, maximum: 9}",
    ),
    ("{type: number, maximum: 5}", '=', "{type: number, maximum: 5.0, exclusiveMaximum: false}"),
    ("{enum: [1]}", '=', "{type: integer, enum: [1.0]}"),
    ("{oneOf: [{type: string}, {type: integer}]}", '=', "{anyOf: [{type: integer}, {type: string}]}"),
    ("{not: {not: {type: string}}}", '=', "{type: string}"),
    ("{type: object}", '=', "{type: object, additionalProperties: true}"),
    ("{type: object, additionalProperties: {}}", '=', "{type: object, additionalProperties: true}"),
    ("{type: object, required: [a]}", '=', "{type: object, required: [a], minProperties: 1}"),
    (
        "{type: object, required: [a], properties: {a: {type: string}, b: {type: integer}}}",
        '=',
        "{allOf: [{type: object, properties: {a: {type: string}}}, {required: [a]}, {properties: {b: {type: integer}}}]}",
    ),
    (
        "{type: object, required: [a], properties: {a: {type: string, minLength: 1}}}",
        '=',
        "{allOf: [{type: object, required: [a], properties: {a: {type: string}}}, {properties: {a: {minLength: 1}}}]}",
    ),
    (
        "{type: object, required: [id], properties: {id: {type: string, readOnly: true}, name: {type: string}}}",
        '=',
        "{allOf: [{$ref: '#/components/schemas/Named'}, {type: object, properties: {id: {type: string, readOnly: true}}}]}",
    ),
    (
        "{type: object, required: [id], properties: {id: {$ref: '#/components/schemas/Id'}}}",
        '=',
        "{type: object, required: [id], properties: {id: {allOf: [{$ref: '#/components/schemas/Id'}]}}}",
    ),
    (
        "{type: object, required: [id], properties: {id: {type: string, writeOnly: true}}}",
        '=',
        "{allOf: [{type: object, properties: {id: {type: string, writeOnly: true}}}, {type: object, required: [id]}]}",
    ),
    (
        "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}",
        '=',
        "{anyOf: [{$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Cat'}]}",
    ),
    // More.
    ("{type: integer, format: int32}", '<', "{type: integer, format: int64}"),
    ("{type: integer, format: int64}", '<', "{type: integer}"),
    ("{type: integer}", '<', "{type: number}"),
    ("{type: string}", '<', "{type: string, nullable: true}"),
    ("{type: string}", '<', "{oneOf: [{type: string}, {type: integer}]}"),
    ("{type: string}", '<', "{}"),
    ("{type: string, enum: [a]}", '<', "{type: string, enum: [a, b]}"),
    ("{type: string, enum: [a]}", '<', "{type: string}"),
    ("{type: string, format: date}", '<', "{type: string}"),
    ("{type: string, pattern: '^[a-f]+$'}", '<', "{type: string, pattern: '^[a-z]+$'}"),
    ("{type: string, pattern: '^a'}", '<', "{type: string, pattern: 'a'}"),
    ("{type: string, not: {enum: [a]}}", '<', "{type: string}"),
    ("{type: integer, multipleOf: 4}", '<', "{type: integer, multipleOf: 2}"),
    ("{type: number, minimum: 0, exclusiveMinimum: true}", '<', "{type: number, minimum: 0}"),
    (
        "{type: array, uniqueItems: true, items: {type: integer}}",
        '<',
        "{type: array, items: {type: integer}}",
    ),
    ("{type: array, minItems: 1, items: {type: integer}}", '<', "{type: array, items: {type: integer}}"),
    ("{type: array, items: {type: integer}}", '<', "{type: array, items: {type: number}}"),
    ("{type: array, items: {type: integer}}", '<', "{type: array}"),
    (
        "{type: object, additionalProperties: {type: string}}",
        '<',
        "{type: object, additionalProperties: true}",
    ),
    (
        "{type: object, additionalProperties: {type: integer}}",
        '<',
        "{type: object, additionalProperties: {type: number}}",
    ),
    ("{type: object, maxProperties: 3}", '<', "{type: object}"),
    (
        "{type: object, required: [a], properties: {a: {type: string}}}",
        '<',
        "{type: object, properties: {a: {type: string}}}",
    ),
    (
        "{type: object, additionalProperties: false, properties: {a: {type: string}}}",
        '<',
        "{type: object, additionalProperties: false, properties: {a: {type: string}, b: {type: string}}}",
    ),
    (
        "{allOf: [{type: object, properties: {a: {type: string}}}, {type: object, additionalProperties: false, properties: {a: {}}}]}",
        '<',
        "{type: object, additionalProperties: {type: integer}, properties: {a: {type: string}}}",
    ),
    (
        "{$ref: '#/components/schemas/Cat'}",
        '<',
        "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}",
    ),
    ("{type: string, format: ipv4}", '<', "{type: string, format: hostname}"),
    // Others.
    ("{type: string}", '#', "{type: integer}"),
    ("{type: array, items: {type: string}}", '#', "{type: string}"),
    ("{type: array, items: {type: string}}", '#', "{type: object, additionalProperties: {type: string}}"),
    ("{type: string, enum: [a]}", '#', "{type: string, enum: [b]}"),
    ("{type: string, enum: ['1']}", '#', "{type: integer, enum: [1]}"),
    ("{type: string, pattern: '^a+$'}", '#', "{type: string, pattern: '^b+$'}"),
    ("{type: string, format: date}", '#', "{type: string, format: uuid}"),
    ("{type: integer, minimum: 0, maximum: 9}", '#', "{type: integer, minimum: 5, maximum: 15}"),
    ("{type: string, minLength: 1, maxLength: 3}", '#', "{type: string, minLength: 2, maxLength: 4}"),
    ("{type: object, required: [a]}", '#', "{type: object, required: [b]}"),
    ("{oneOf: [{type: integer}, {multipleOf: 2}]}", '#', "{type: integer}"),
];

/// The levels that are expected of a change of that relation, or of the way back.
fn expected(relation: char, grows: bool, sent: bool) -> Option<Level> {
    match relation {
        '=' => None,
        '#' => Some(Level::Breaking),
        // A set of requests may grow, and one of responses may shrink.
        _ if grows == sent => Some(Level::Compatible),
        _ => Some(Level::Breaking),
    }
}

#[test]
fn schemas_in_both_directions() {
    let mut wrong = Vec::new();
    for (a, relation, b) in SCHEMAS {
        for world in [World::Closed, World::Open] {
            for (base, revision, grows) in [(a, b, true), (b, a, false)] {
                for sent in [true, false] {
                    let write = if sent { request } else { response };
                    let changes = differences(&write(base), &write(revision), world).changes;
                    let level = changes.iter().map(|change| change.level).max();
                    let proved = changes
                        .iter()
                        .all(|change| change.level != Level::Breaking || change.witness.is_some());
                    if level != expected(*relation, grows, sent) || !proved {
                        wrong.push(format!(
                            "{base} -> {revision}, {world:?}, sent: {sent}: {level:?}\n{}\n\n",
                            told(&changes)
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

const DONE: &str = "responses: {'204': {description: Done.}}";

/// Path items, with the changes that are expected there and back.
type Case = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const OPERATIONS: &[Case] = &[
    (
        "{parameters: [{name: q, in: query, schema: {type: string}}], get: {DONE}}",
        "{get: {parameters: [{name: q, in: query, schema: {type: string}}], DONE}}",
        &[],
        &[],
    ),
    (
        "{get: {parameters: [{$ref: '#/components/parameters/Limit'}], DONE}}",
        "{get: {parameters: [{name: limit, in: query, schema: {allOf: [{type: integer, default: 10.0}]}}], DONE}}",
        &[],
        &[],
    ),
    (
        "{post: {requestBody: {$ref: '#/components/requestBodies/Text'}, responses: {'200': {$ref: '#/components/responses/Text'}}}}",
        "{post: {requestBody: {required: false, content: {application/json: {schema: {type: string}}}}, responses: {'200': {description: A text., headers: {}, content: {application/json: {schema: {type: string}}}}}}}",
        &[],
        &[],
    ),
    ("{get: {DONE}}", "{get: {deprecated: false, tags: [], parameters: [], DONE}}", &[], &[]),
    // A list of one is written as its item, so that nothing is refused, and perhaps taken for something else.
    (
        "{get: {parameters: [{name: q, in: query, schema: {type: string}}], DONE}}",
        "{get: {parameters: [{name: q, in: query, schema: {type: array, items: {type: string}}}], DONE}}",
        &["undecided type"],
        &["breaking type"],
    ),
    (
        "{get: {parameters: [{name: q, in: query, schema: {type: string}}], DONE}}",
        "{get: {parameters: [{name: q, in: query, schema: {type: array, items: {type: integer}}}], DONE}}",
        &["breaking type"],
        &["breaking type"],
    ),
    (
        "{get: {parameters: [{name: q, in: query, schema: {$ref: '#/components/schemas/Short'}}], DONE}}",
        "{get: {parameters: [{name: q, in: query, explode: false, schema: {allOf: [{$ref: '#/components/schemas/Short'}]}}], DONE}}",
        &[],
        &[],
    ),
    (
        "{get: {parameters: [{name: q, in: query, explode: false, schema: {type: array, items: {type: string}, maxItems: 1}}], DONE}}",
        "{get: {parameters: [{name: q, in: query, schema: {type: array, items: {type: string}, maxItems: 1}}], DONE}}",
        &[],
        &[],
    ),
    (
        "{get: {parameters: [{name: q, in: query, style: pipeDelimited, explode: true, schema: {type: array, items: {type: string}}}], DONE}}",
        "{get: {parameters: [{name: q, in: query, schema: {type: array, items: {type: string}}}], DONE}}",
        &[],
        &[],
    ),
    (
        "{get: {parameters: [{name: q, in: query, style: pipeDelimited, schema: {type: array, items: {type: string}}}], DONE}}",
        "{get: {parameters: [{name: q, in: query, explode: false, schema: {type: array, items: {type: string}}}], DONE}}",
        &["breaking parameter-style"],
        &["breaking parameter-style"],
    ),
    (
        "{get: {parameters: [{name: q, in: query, schema: {type: object, properties: {a: {type: string}}}}], DONE}}",
        "{get: {parameters: [{name: q, in: query, style: deepObject, schema: {type: object, properties: {a: {type: string}}}}], DONE}}",
        &["breaking parameter-style"],
        &["breaking parameter-style"],
    ),
    (
        "{get: {parameters: [{name: q, in: query, schema: {type: string}}], DONE}}",
        "{get: {parameters: [{name: q, in: query, content: {application/json: {schema: {type: string}}}}], DONE}}",
        &["breaking parameter-style"],
        &["breaking parameter-style"],
    ),
    (
        "{get: {parameters: [{name: q, in: query, schema: {type: string}}], DONE}}",
        "{get: {parameters: [{name: q, in: query, allowReserved: true, schema: {type: string}}], DONE}}",
        &["documentation parameter-style"],
        &["documentation parameter-style"],
    ),
    (
        "{get: {parameters: [{name: q, in: query, allowEmptyValue: true, schema: {type: string}}], DONE}}",
        "{get: {parameters: [{name: q, in: query, schema: {type: string}}], DONE}}",
        &["documentation parameter-empty-value"],
        &["compatible parameter-empty-value"],
    ),
    (
        "{get: {parameters: [{name: q, in: query, allowEmptyValue: true, schema: {type: integer}}], DONE}}",
        "{get: {parameters: [{name: q, in: query, schema: {type: integer}}], DONE}}",
        &["breaking parameter-empty-value"],
        &["compatible parameter-empty-value"],
    ),
    (
        "{get: {parameters: [{name: q, in: query, required: true, schema: {type: string}}], DONE}}",
        "{get: {parameters: [{name: q, in: header, required: true, schema: {type: string}}], DONE}}",
        &["breaking parameter-added", "compatible parameter-removed"],
        &["breaking parameter-added", "compatible parameter-removed"],
    ),
    (
        "{get: {parameters: [{name: Accept, in: header, schema: {type: string, enum: [a]}}], DONE}}",
        "{get: {DONE}}",
        &[],
        &[],
    ),
    // Media types.
    (
        "{post: {requestBody: {content: {application/json: {schema: {type: string}}}}, DONE}}",
        "{post: {requestBody: {content: {'application/json; charset=utf-8': {schema: {type: string}}}}, DONE}}",
        &[],
        &[],
    ),
    (
        "{post: {requestBody: {content: {application/*: {schema: {type: string}}}}, DONE}}",
        "{post: {requestBody: {content: {application/json: {schema: {type: string}}}}, DONE}}",
        &["breaking media-type-removed"],
        &["compatible media-type-added"],
    ),
    (
        "{post: {requestBody: {content: {application/*: {schema: {type: string}}}}, DONE}}",
        "{post: {requestBody: {content: {application/*: {schema: {type: string}}, application/json: {schema: {type: string, maxLength: 3}}}}, DONE}}",
        &["breaking length"],
        &["compatible length"],
    ),
    (
        "{get: {responses: {'200': {description: It., content: {'*/*': {schema: {type: string, maxLength: 5}}, application/json: {schema: {type: string, maxLength: 3}}}}}}}",
        "{get: {responses: {'200': {description: It., content: {'*/*': {schema: {type: string, maxLength: 5}}}}}}}",
        &["breaking length"],
        &["compatible length"],
    ),
    (
        "{post: {requestBody: {content: {application/json: {}}}, DONE}}",
        "{post: {requestBody: {content: {application/json: {schema: {}}}}, DONE}}",
        &[],
        &[],
    ),
    // Statuses.
    (
        "{get: {responses: {'200': {description: It.}}}}",
        "{get: {responses: {2XX: {description: It.}}}}",
        &["compatible status-added"],
        &["compatible status-removed"],
    ),
    (
        "{get: {responses: {'200': {description: It.}, default: {description: Else.}}}}",
        "{get: {responses: {'200': {description: It.}, 4XX: {description: Else.}, 5XX: {description: Else.}}}}",
        &[],
        &[],
    ),
    (
        "{get: {responses: {'200': {description: It., content: {application/json: {schema: {type: string}}}}}}}",
        "{get: {responses: {'200': {description: It., content: {application/json: {schema: {type: string}}}}, '202': {description: Later.}}}}",
        &["compatible status-added"],
        &["breaking status-removed"],
    ),
    // Credentials.
    ("{get: {DONE}}", "{get: {security: [], DONE}}", &[], &[]),
    ("{get: {security: [{}], DONE}}", "{get: {security: [{}, {key: []}], DONE}}", &[], &[]),
    (
        "{get: {security: [{key: []}, {user: []}], DONE}}",
        "{get: {security: [{user: []}, {key: []}], DONE}}",
        &[],
        &[],
    ),
    (
        "{get: {security: [{key: []}], DONE}}",
        "{get: {security: [{key: []}, {key: [], user: []}], DONE}}",
        &[],
        &[],
    ),
    (
        "{get: {security: [{user: []}], DONE}}",
        "{get: {security: [{admin: []}], DONE}}",
        &["breaking security"],
        &["breaking security"],
    ),
    (
        "{get: {security: [{key: [], user: []}], DONE}}",
        "{get: {security: [{key: []}], DONE}}",
        &["compatible security"],
        &["breaking security"],
    ),
    (
        "{get: {security: [{login: [r, w]}], DONE}}",
        "{get: {security: [{login: [w]}], DONE}}",
        &["compatible security"],
        &["breaking security"],
    ),
    // What changes no message.
    (
        "{get: {responses: {'200': {description: It., content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}}}}",
        "{get: {responses: {'200': {description: It., content: {application/json: {schema: {type: object, properties: {a: {type: string, deprecated: true, default: b}}}}}}}}}",
        &["documentation default", "documentation deprecation"],
        &["documentation default", "documentation deprecation"],
    ),
    (
        "{post: {requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}, DONE}}",
        "{post: {requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: string, readOnly: true}}}}}}, DONE}}",
        &["documentation access"],
        &["compatible property-added", "documentation access"],
    ),
    (
        "{get: {responses: {'200': {description: It., content: {application/json: {schema: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind}}}}}}}}",
        "{get: {responses: {'200': {description: It., content: {application/json: {schema: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', Dog: '#/components/schemas/Dog'}}}}}}}}}}",
        &["documentation discriminator"],
        &["documentation discriminator"],
    ),
    // Sunset.
    (
        "{get: {deprecated: true, x-sunset: '2030-06-01', DONE}}",
        "{get: {deprecated: true, x-sunset: '2030-03-01', DONE}}",
        &["breaking sunset"],
        &["documentation sunset"],
    ),
];

#[test]
fn operations_there_and_back() {
    let mut wrong = Vec::new();
    for (a, b, there, back) in OPERATIONS {
        let [a, b] = [a, b].map(|item| document(&item.replace("DONE", DONE)));
        for (base, revision, expected) in [(&a, &b, there), (&b, &a, back)] {
            let changes = differences(base, revision, World::Closed).changes;
            let proved =
                changes.iter().all(|change| change.level != Level::Breaking || change.witness.is_some());
            if super::kinds(&changes) != **expected || !proved {
                let item = |document: &str| document.lines().nth(3).unwrap_or_default().to_owned();
                wrong.push(format!(
                    "{}\n{}\nexpected {expected:?}\n{}\n\n",
                    item(base),
                    item(revision),
                    told(&changes)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn what_moves_between_servers_and_paths_is_addressed_alike() {
    let with = |server: &str, path: &str| {
        let document = document(&format!("{{get: {{{DONE}}}}}"));
        let document = document.replace("/a/{id}", path);
        document.replace("paths:", &format!("servers: [{{url: '{server}'}}]\npaths:"))
    };
    let within = with("https://a.example/v1", "/a/{id}");
    let levels = |base: &str, revision: &str| differences(base, revision, World::Closed).verdict();
    let outside = with("https://a.example", "/v1/a/{id}");
    assert_eq!(levels(&within, &outside), Some(Level::Documentation));
    assert_eq!(levels(&outside, &within), Some(Level::Documentation));
    assert_eq!(levels(&within, &with("https://a.example", "/v2/a/{id}")), Some(Level::Breaking));
    assert_eq!(levels(&within, &with("https://a.example/v2", "/a/{id}")), Some(Level::Documentation));
}

#[test]
fn renamed_credentials_are_the_same() {
    let document = document(&format!("{{get: {{security: [{{admin: []}}], {DONE}}}}}"));
    let renamed = document.replace("admin", "staff");
    let changes = differences(&document, &renamed, World::Closed).changes;
    assert!(changes.is_empty(), "{}", told(&changes));
}

/// All pairs of this file as documents.
pub(super) fn documents() -> impl Iterator<Item = [String; 2]> {
    let schemas = SCHEMAS.iter().flat_map(|(a, _, b)| [[request(a), request(b)], [response(a), response(b)]]);
    let item = |item: &str| document(&item.replace("DONE", DONE));
    schemas.chain(OPERATIONS.iter().map(move |(a, b, ..)| [item(a), item(b)]))
}
