//! Path items that differ in one way each, and what is told of them there and back.

use super::document;
use crate::diff::tests::{differences, kinds, told};
use crate::diff::{Level, World};

const DONE: &str = "responses: {'204': {description: Done.}}";

/// Path items, with the changes that are expected there and back.
pub(super) type Case = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

pub(super) const OPERATIONS: &[Case] = &[
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
        &["documentation access"],
    ),
    (
        "{get: {responses: {'200': {description: It., content: {application/json: {schema: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind}}}}}}}}",
        "{get: {responses: {'200': {description: It., content: {application/json: {schema: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat', Dog: '#/components/schemas/Dog'}}}}}}}}}",
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

/// A path item as a document.
pub(super) fn item(text: &str) -> String {
    document(&text.replace("DONE", DONE))
}

#[test]
fn operations_there_and_back() {
    let mut wrong = Vec::new();
    for (a, b, there, back) in OPERATIONS {
        let [a, b] = [a, b].map(|item| self::item(item));
        for (base, revision, expected) in [(&a, &b, there), (&b, &a, back)] {
            let changes = differences(base, revision, World::Closed).changes;
            let proved =
                changes.iter().all(|change| change.level != Level::Breaking || change.witness.is_some());
            if kinds(&changes) != **expected || !proved {
                let shown = |document: &str| document.lines().nth(3).unwrap_or_default().to_owned();
                wrong.push(format!(
                    "{}\n{}\nexpected {expected:?}\n{}\n\n",
                    shown(base),
                    shown(revision),
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
