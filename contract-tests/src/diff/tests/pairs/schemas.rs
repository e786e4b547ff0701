//! Schemas whose values lie to each other in a known way, as bodies of requests and of responses.

use super::{request, response};
use crate::diff::tests::{differences, told};
use crate::diff::{Level, World};

/// How the values that two schemas accept lie to each other: the same, the second has more, or each has some that the
/// other has not.
pub(super) const SCHEMAS: &[(&str, char, &str)] = &[
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
