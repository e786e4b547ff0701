mod oracle;

use serde_json::{Value, json};

use super::{Validator, Violation};
use crate::document::Document;
use crate::schema::{Direction, SchemaId, Schemas};

fn compiled(source: &str) -> (Schemas, SchemaId) {
    let document = Document::parse("api.yaml", source).unwrap();
    let mut schemas = Schemas::default();
    let id = schemas.of(&document.node("/s").unwrap()).unwrap();
    (schemas, id)
}

fn violations(schema: &str, value: &str, direction: Direction) -> Vec<Violation> {
    let (schemas, id) = compiled(&format!("s: {schema}\n"));
    let value: Value = serde_json::from_str(value).unwrap();
    let validator = Validator::new(&schemas, direction);
    let violations = validator.violations(id, &value);
    assert_eq!(violations.is_empty(), validator.is_valid(id, &value), "{schema} {value}");
    violations
}

#[test]
fn each_keyword() {
    for (schema, valid, invalid) in [
        (
            "{type: integer}",
            vec!["1", "1.0", "1e3", "-0.0", "123456789012345678901234567890"],
            vec!["1.5", "\"1\"", "true", "null", "1e-1"],
        ),
        ("{type: number}", vec!["1", "1.5"], vec!["\"1\"", "null"]),
        ("{type: boolean}", vec!["true", "false"], vec!["0", "null"]),
        ("{type: string, nullable: true}", vec!["null", "\"\""], vec!["1"]),
        ("{type: string, nullable: true, enum: [a]}", vec!["null", "\"a\""], vec!["\"b\""]),
        ("{nullable: true, allOf: [{type: string}]}", vec!["null", "\"b\""], vec!["1"]),
        ("{allOf: [{type: string, nullable: true}, {type: string}]}", vec!["\"b\""], vec!["null"]),
        (
            "{enum: [1, a, null, {b: [1]}]}",
            vec!["1.0", "\"a\"", "null", "{\"b\": [1.0]}"],
            vec!["2", "true", "{}"],
        ),
        ("{minimum: 1.5}", vec!["1.5", "2", "\"a\""], vec!["1.4999999999999999999999"]),
        (
            "{minimum: 1, exclusiveMinimum: true}",
            vec!["1.0000000000000000000001"],
            vec!["1", "1.0", "-1e400"],
        ),
        (
            "{maximum: 9007199254740993}",
            vec!["9007199254740993"],
            vec!["9007199254740994", "9007199254740993.5"],
        ),
        ("{maximum: 1, exclusiveMaximum: true}", vec!["0.99"], vec!["1"]),
        ("{multipleOf: 0.01}", vec!["4.35", "0.29", "19.99"], vec!["4.355"]),
        ("{type: integer, format: int32}", vec!["2147483647", "-2147483648"], vec!["2147483648"]),
        (
            "{format: int64}",
            vec!["9223372036854775807", "\"x\"", "0.5"],
            vec!["9223372036854775808", "-9223372036854775809"],
        ),
        ("{minLength: 2}", vec!["\"ab\"", "\"😀😀\"", "5"], vec!["\"a\"", "\"😀\"", "\"\""]),
        ("{minLength: 0, maxLength: 2}", vec!["\"\"", "\"😀😀\"", "\"é́\""], vec!["\"abc\"", "\"😀😀a\""]),
        ("{pattern: '^a+$'}", vec!["\"aa\"", "7"], vec!["\"\"", "\"ba\"", "\"a\\n\""]),
        ("{pattern: 'b'}", vec!["\"abc\""], vec!["\"ac\""]),
        ("{pattern: '('}", vec!["\"abc\""], vec![]),
        ("{format: date}", vec!["\"2024-02-29\"", "1"], vec!["\"2023-02-29\""]),
        ("{items: {type: integer}}", vec!["[]", "[1, 2]", "{}"], vec!["[1, \"a\"]"]),
        ("{minItems: 1, maxItems: 2}", vec!["[1]", "[1, 2]", "{}"], vec!["[]", "[1, 2, 3]"]),
        (
            "{uniqueItems: true}",
            vec!["[1, true, \"1\"]", "[]"],
            vec!["[1, 2, 1.0]", "[{\"a\": 1, \"b\": 2}, {\"b\": 2, \"a\": 1}]"],
        ),
        ("{required: [a]}", vec!["{\"a\": null}", "[]"], vec!["{}"]),
        ("{properties: {a: {type: string}}}", vec!["{}", "{\"a\": \"\", \"b\": 1}"], vec!["{\"a\": 1}"]),
        ("{properties: {a: {}}, additionalProperties: false}", vec!["{\"a\": 1}", "{}"], vec!["{\"b\": 1}"]),
        ("{additionalProperties: {type: integer}}", vec!["{\"b\": 1}"], vec!["{\"b\": \"1\"}"]),
        ("{minProperties: 1, maxProperties: 1}", vec!["{\"b\": 1}"], vec!["{}", "{\"b\": 1, \"c\": 1}"]),
        ("{allOf: [{minimum: 1}, {maximum: 2}]}", vec!["1", "2"], vec!["0", "3"]),
        ("{anyOf: [{maximum: 1}, {minimum: 3}]}", vec!["1", "3"], vec!["2"]),
        ("{oneOf: [{maximum: 2}, {minimum: 1}]}", vec!["0", "3"], vec!["1", "2"]),
        ("{not: {type: string}}", vec!["1"], vec!["\"a\""]),
    ] {
        for value in valid {
            assert_eq!(violations(schema, value, Direction::Either), [], "{schema} {value}");
        }
        for value in invalid {
            assert_ne!(violations(schema, value, Direction::Either), [], "{schema} {value}");
        }
    }
}

#[test]
fn messages() {
    for (schema, value, expected) in [
        ("{type: integer}", "\"a\"", "the value: is a string, and must be an integer /s/type"),
        ("{type: integer}", "1.5", "the value: is 1.5, and must be an integer /s/type"),
        (
            "{items: {maxLength: 1}}",
            "[\"a\", \"bb\"]",
            "/1: \"bb\" is longer than 1 characters /s/items/maxLength",
        ),
        (
            "{properties: {a/b: {enum: [1]}}}",
            "{\"a/b\": 2}",
            "/a~1b: is 2, and must be 1 /s/properties/a~1b/enum",
        ),
        ("{maximum: 1, exclusiveMaximum: true}", "1", "the value: is 1, and must be less than 1 /s/maximum"),
        ("{required: [a]}", "{}", "the value: the member `a` is missing /s/required"),
        (
            "{additionalProperties: false}",
            "{\"a\": 1}",
            "/a: is not a member that is known /s/additionalProperties",
        ),
        ("{minItems: 2}", "[1]", "the value: has 1 items, fewer than 2 /s/minItems"),
        ("{uniqueItems: true}", "[1, 1]", "the value: the items 0 and 1 are equal /s/uniqueItems"),
        (
            "{anyOf: [{type: string}, {type: object, required: [a]}]}",
            "{}",
            "the value: the member `a` is missing /s/anyOf/1/required",
        ),
        (
            "{oneOf: [{required: [a, b]}, {required: [c]}]}",
            "{}",
            "the value: is valid under none of 2 schemas; nearest is branch 1: the member `c` is missing /s/oneOf",
        ),
        (
            "{oneOf: [{minimum: 1}, {maximum: 3}]}",
            "2",
            "the value: is valid under branch 0 and under branch 1, and `oneOf` allows only one /s/oneOf",
        ),
    ] {
        let found = violations(schema, value, Direction::Either);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(format!("{} {}", found[0], found[0].schema), expected);
    }
}

#[test]
fn the_discriminator_tells_which_branch_was_meant() {
    let source = "\
s:
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
  discriminator: {propertyName: kind, mapping: {hound: Dog}}
components:
  schemas:
    Cat: {type: object, properties: {kind: {type: string}}, required: [kind, lives], additionalProperties: false}
    Dog: {type: object, properties: {kind: {type: string}}, required: [kind, a, b, c], additionalProperties: false}
";
    let (schemas, id) = compiled(source);
    let validator = Validator::new(&schemas, Direction::Either);
    for (kind, count, place) in
        [("Cat", 1, "Cat"), ("Dog", 3, "Dog"), ("hound", 3, "Dog"), ("cow", 1, "s/oneOf")]
    {
        let found = validator.violations(id, &json!({ "kind": kind }));
        assert_eq!(found.len(), count, "{found:?}");
        assert!(found[0].schema.contains(place), "{found:?}");
    }
}

#[test]
fn directions() {
    use Direction::{Either, Request, Response};
    let plain = "{required: [id, pass], properties: {id: {readOnly: true}, pass: {writeOnly: true}}}";
    let split =
        "{allOf: [{properties: {id: {readOnly: true}, pass: {writeOnly: true}}}, {required: [id, pass]}]}";
    for schema in [plain, split] {
        for (value, direction, valid) in [
            ("{\"id\": 1, \"pass\": 1}", Either, true),
            ("{\"pass\": 1}", Either, false),
            ("{\"pass\": 1}", Request, true),
            ("{\"id\": 1}", Request, false),
            ("{\"id\": 1}", Response, true),
            ("{\"pass\": 1}", Response, false),
            ("{\"id\": 1, \"pass\": 1}", Request, true),
        ] {
            assert_eq!(
                violations(schema, value, direction).is_empty(),
                valid,
                "{schema} {value} {direction:?}"
            );
        }
    }
    let (schemas, id) = compiled(&format!("s: {plain}\n"));
    let strict = |direction| Validator::new(&schemas, direction).strict();
    let value = json!({"id": 1, "pass": 1});
    assert!(strict(Either).is_valid(id, &value));
    let found = strict(Request).violations(id, &value);
    assert_eq!((found[0].schema.as_str(), found[0].instance.as_str()), ("/s/properties/id/readOnly", "/id"));
    assert_eq!(strict(Response).violations(id, &value)[0].keyword, "writeOnly");
}

#[test]
fn recursion_ends() {
    let (schemas, id) = compiled("s: {allOf: [{$ref: '#/s'}, {anyOf: [{$ref: '#/s'}, {type: integer}]}]}\n");
    let validator = Validator::new(&schemas, Direction::Either);
    assert!(validator.is_valid(id, &json!("a")));
    let (schemas, id) = compiled("s: {properties: {next: {$ref: '#/s'}}, additionalProperties: false}\n");
    let validator = Validator::new(&schemas, Direction::Either);
    let mut value = json!({"next": {"wrong": 1}});
    for _ in 0..100 {
        value = json!({ "next": value });
    }
    assert!(!validator.is_valid(id, &value));
    assert_eq!(validator.violations(id, &value).len(), 1);
}

#[test]
fn hostile_graphs_end() {
    let fork = |at: usize, next: &str| format!("n{at}: {{oneOf: [{next}, {next}, {{type: string}}]}}\n");
    let tower: String = (0..200).map(|at| fork(at, &format!("{{$ref: '#/n{}'}}", at + 1))).collect();
    let chain: String =
        (0..5_000).map(|at| format!("c{at}: {{allOf: [{{$ref: '#/c{}'}}]}}\n", at + 1)).collect();
    let source = format!("{tower}n200: {{type: integer}}\n{chain}c5000: {{type: integer}}\n");
    for (start, value) in [("n0", json!(1)), ("n0", json!("a")), ("c0", json!("a"))] {
        let (schemas, id) = compiled(&format!("{source}s: {{$ref: '#/{start}'}}\n"));
        let validator = Validator::new(&schemas, Direction::Either);
        validator.is_valid(id, &value);
        validator.violations(id, &value);
    }
}
