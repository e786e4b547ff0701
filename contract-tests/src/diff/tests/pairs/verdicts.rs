//! Neighbours of the changes that are told elsewhere by their rules: whether each breaks, there and back.

use super::operations::item;
use super::{document, request, response};
use crate::diff::tests::{differences, told};
use crate::diff::{Level, World};

/// Two spellings, and whether going from the first to the second breaks, and going back.
type Case = (&'static str, &'static str, bool, bool);

/// What makes a document of one of them.
type Wrap = fn(&str) -> String;

const REQUESTS: &[Case] = &[
    ("{type: string}", "{type: string, maxLength: 5}", true, false),
    ("{type: integer}", "{type: integer, maximum: 10}", true, false),
    ("{type: integer, maximum: 10}", "{type: integer, maximum: 10, exclusiveMaximum: true}", true, false),
    ("{type: integer, minimum: 0}", "{type: integer, minimum: -1, exclusiveMinimum: true}", false, false),
    ("{type: array, items: {}}", "{type: array, items: {}, uniqueItems: true}", true, false),
    ("{type: array, items: {}}", "{type: array, items: {}, minItems: 1}", true, false),
    (
        "{type: object, properties: {a: {}}}",
        "{type: object, properties: {a: {}}, required: [a]}",
        true,
        false,
    ),
    (
        "{type: object, properties: {a: {type: string}}, required: [a]}",
        "{type: object, properties: {a: {type: string, default: x}}, required: [a]}",
        false,
        false,
    ),
    (
        "{type: object, properties: {a: {}}}",
        "{type: object, properties: {a: {}}, additionalProperties: false}",
        false,
        false,
    ),
    (
        "{type: object, properties: {a: {}, b: {}}, additionalProperties: false}",
        "{type: object, properties: {a: {}}, additionalProperties: false}",
        true,
        false,
    ),
    ("{type: string, format: date}", "{type: string}", false, true),
    ("{type: string, format: date}", "{type: string, format: date-time}", true, true),
    ("{type: string, format: unheard}", "{type: string}", false, false),
    ("{type: number}", "{type: integer}", true, false),
    ("{type: integer, format: int32}", "{type: integer, format: int64}", false, true),
    ("{type: string, enum: [a, b]}", "{type: string, enum: [b, a, c]}", false, true),
    ("{enum: [1, 2]}", "{enum: [2.0, 1]}", false, false),
    ("{oneOf: [{type: string}, {type: integer}]}", "{type: string}", true, false),
    (
        "{anyOf: [{type: string}, {type: integer}]}",
        "{oneOf: [{type: integer}, {type: string}]}",
        false,
        false,
    ),
    ("{anyOf: [{type: number}, {type: integer}]}", "{oneOf: [{type: number}, {type: integer}]}", true, false),
    ("{type: string, nullable: true}", "{type: string}", true, false),
    (
        "{type: object, additionalProperties: {type: string}}",
        "{type: object, additionalProperties: {type: integer}}",
        true,
        true,
    ),
    ("{type: object, additionalProperties: true}", "{type: object}", false, false),
    ("{type: object, additionalProperties: {}}", "{type: object, additionalProperties: true}", false, false),
    (
        "{type: object, properties: {a: {readOnly: true}}, required: [a]}",
        "{type: object, properties: {a: {readOnly: true}}}",
        false,
        false,
    ),
    (
        "{type: object, properties: {a: {readOnly: true}}, required: [a]}",
        "{type: object, properties: {a: {}}, required: [a]}",
        true,
        false,
    ),
    (
        "{type: object, properties: {a: {writeOnly: true}}}",
        "{type: object, properties: {a: {}}}",
        false,
        false,
    ),
    ("{not: {type: string}}", "{not: {type: integer}}", true, true),
    ("{type: string, minLength: 1}", "{type: string, pattern: '.'}", true, false),
    ("{type: string, pattern: '^a+$'}", "{type: string, pattern: '^aa*$'}", false, false),
    ("{type: string, pattern: '^[a-z]{3}$'}", "{type: string, maxLength: 3}", false, true),
    ("{type: integer, multipleOf: 2}", "{type: integer, multipleOf: 4}", true, false),
    ("{type: object, maxProperties: 3}", "{type: object, maxProperties: 2}", true, false),
    (
        "{allOf: [{$ref: '#/components/schemas/Named'}, {properties: {age: {type: integer}}}]}",
        "{type: object, required: [id], properties: {age: {type: integer}, name: {type: string}}}",
        false,
        false,
    ),
    ("{$ref: '#/components/schemas/Tree'}", "{$ref: '#/components/schemas/Twig'}", false, false),
];

const RESPONSES: &[Case] = &[
    ("{type: string}", "{type: string, maxLength: 5}", false, true),
    (
        "{type: object, required: [a], properties: {a: {}}}",
        "{type: object, properties: {a: {}}}",
        true,
        false,
    ),
    ("{type: object, required: [a], properties: {a: {}}}", "{type: object}", true, false),
    ("{type: object, properties: {a: {}}}", "{type: object, properties: {a: {}, b: {}}}", false, false),
    (
        "{type: object, properties: {a: {}}, additionalProperties: false}",
        "{type: object, properties: {a: {}, b: {}}, additionalProperties: false}",
        true,
        false,
    ),
    ("{enum: [a]}", "{enum: [a, b]}", true, false),
    ("{type: string}", "{type: string, nullable: true}", true, false),
    (
        "{type: object, required: [a], properties: {a: {writeOnly: true}}}",
        "{type: object, properties: {a: {writeOnly: true}}}",
        false,
        false,
    ),
    ("{type: integer}", "{type: number}", true, false),
    (
        "{type: array, items: {type: string}}",
        "{type: array, items: {type: string, nullable: true}}",
        true,
        false,
    ),
    (
        "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}",
        "{oneOf: [{$ref: '#/components/schemas/Cat'}]}",
        false,
        true,
    ),
    ("{type: string, format: uuid}", "{type: string}", true, false),
    ("{type: string}", "{type: string, deprecated: true, example: a}", false, false),
    ("{type: array, items: {}, maxItems: 3}", "{type: array, items: {}}", true, false),
    ("{type: string, enum: [a]}", "{type: string, pattern: '^a$'}", false, false),
];

const ITEMS: &[Case] = &[
    (
        "{get: {parameters: [{name: q, in: query, deprecated: true, x-sunset: '9999-01-01', schema: {type: string}}], DONE}}",
        "{get: {DONE}}",
        true,
        false,
    ),
    (
        "{get: {parameters: [{name: q, in: query, deprecated: true, x-sunset: '2020-01-01', schema: {type: string}}], DONE}}",
        "{get: {DONE}}",
        false,
        false,
    ),
    (
        "{get: {parameters: [{name: q, in: query, schema: {type: string, x-extensible-enum: [a, b]}}], DONE}}",
        "{get: {parameters: [{name: q, in: query, schema: {type: string, x-extensible-enum: [b]}}], DONE}}",
        true,
        false,
    ),
    (
        "{post: {requestBody: {content: {application/json: {schema: {type: object, properties: {k: {type: array, items: {type: string, x-extensible-enum: [a, b]}}}}}}}, DONE}}",
        "{post: {requestBody: {content: {application/json: {schema: {type: object, properties: {k: {type: array, items: {type: string, x-extensible-enum: [a]}}}}}}}, DONE}}",
        true,
        false,
    ),
    (
        "{get: {responses: {'200': {description: It., content: {application/json: {schema: {type: string, x-extensible-enum: [a, b]}}}}}}}",
        "{get: {responses: {'200': {description: It., content: {application/json: {schema: {type: string, x-extensible-enum: [a, c]}}}}}}}",
        false,
        false,
    ),
    (
        "{get: {DONE}}",
        "{get: {parameters: [{name: c, in: cookie, required: true, schema: {type: string}}], DONE}}",
        true,
        false,
    ),
    (
        "{get: {parameters: [{name: X-Kind, in: header, schema: {type: string, enum: [a, b]}}], DONE}}",
        "{get: {parameters: [{name: x-kind, in: header, schema: {type: string, enum: [b]}}], DONE}}",
        true,
        false,
    ),
    (
        "{get: {parameters: [{name: q, in: query, schema: {type: array, items: {type: string}}}], DONE}}",
        "{get: {parameters: [{name: q, in: query, explode: true, style: form, schema: {type: array, items: {type: string}}}], DONE}}",
        false,
        false,
    ),
    (
        "{get: {parameters: [{name: q, in: query, content: {application/json: {schema: {type: integer}}}}], DONE}}",
        "{get: {parameters: [{name: q, in: query, content: {application/json: {schema: {type: integer, minimum: 0}}}}], DONE}}",
        true,
        false,
    ),
    (
        "{get: {responses: {'200': {description: It.}, '404': {description: None.}}}}",
        "{get: {responses: {'200': {description: It.}, 4XX: {description: None.}}}}",
        false,
        false,
    ),
    (
        "{get: {responses: {'200': {description: It., headers: {ETag: {required: true, schema: {type: string}}}}}}}",
        "{get: {responses: {'200': {description: It., headers: {etag: {required: true, schema: {type: string}}}}}}}",
        false,
        false,
    ),
    (
        "{get: {security: [{login: [r]}], DONE}}",
        "{get: {security: [{login: [r]}, {login: [w]}], DONE}}",
        false,
        true,
    ),
];

#[test]
fn each_breaks_or_does_not() {
    let tables: [(&[Case], Wrap); 3] = [(REQUESTS, request), (RESPONSES, response), (ITEMS, item)];
    let mut wrong = Vec::new();
    for (cases, document) in tables {
        for (a, b, there, back) in cases {
            for (base, revision, expected) in [(a, b, there), (b, a, back)] {
                let changes = differences(&document(base), &document(revision), World::Closed).changes;
                let breaks = changes.iter().any(|change| change.level >= Level::Undecided);
                let proved =
                    changes.iter().all(|change| change.level != Level::Breaking || change.witness.is_some());
                if breaks != *expected || !proved {
                    wrong.push(format!("{base}\n{revision}\n{}\n\n", told(&changes)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn paths_that_differ_in_their_variables_alone_are_told_apart() {
    let source = document("{get: {responses: {'204': {description: Done.}}}}");
    let source = source.replace(
        "components:",
        "  /a/{name}: {get: {responses: {'200': {description: Done.}}}}\ncomponents:",
    );
    let changes = differences(&source, &source, World::Closed).changes;
    assert!(changes.is_empty(), "{}", told(&changes));
    let other = source.replace("'200'", "'201'");
    let changes = differences(&source, &other, World::Closed).changes;
    assert!(changes.iter().all(|change| change.operations == ["GET /a/{name}"]), "{}", told(&changes));
}
