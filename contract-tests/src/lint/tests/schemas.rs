use super::{check, found, with_schema};

#[test]
fn keywords() {
    for (rule, broken, message, mended) in [
        ("array-items", "{type: array}", "does not say what its items are", "{type: array, items: {}}"),
        ("enum-duplicate", "{enum: [a, b, a]}", "the string `a` is listed twice", "{enum: [a, b]}"),
        ("enum-duplicate", "{enum: [1, 1.0]}", "listed twice", "{enum: [1, '1']}"),
        (
            "enum-value",
            "{type: integer, enum: [1, a]}",
            "the string `a` cannot be used",
            "{type: integer, enum: [1, 2.0]}",
        ),
        (
            "enum-value",
            "{type: string, maxLength: 2, enum: [abc]}",
            "longer than 2",
            "{type: string, maxLength: 3, enum: [abc]}",
        ),
        (
            "nullable-type",
            "{nullable: true, allOf: [{type: string}]}",
            "without a `type`",
            "{type: string, nullable: true}",
        ),
        (
            "nullable-enum",
            "{type: string, nullable: true, enum: [a]}",
            "null is not among them",
            "{type: string, nullable: true, enum: [a, null]}",
        ),
    ] {
        check(rule, &with_schema(broken), message, &with_schema(mended));
    }
}

#[test]
fn keywords_beside_one_another() {
    for (rule, broken, message, mended) in [
        (
            "keyword-kind",
            "{type: object, items: {}}",
            "`items` constrains nothing beside `type: object`",
            "{type: array, items: {}}",
        ),
        ("keyword-kind", "{type: integer, minLength: 1}", "`minLength` constrains nothing", "{minLength: 1}"),
        (
            "format-kind",
            "{type: string, format: int32}",
            "for integer and number, not for string",
            "{type: string, format: colour}",
        ),
        (
            "bounds",
            "{minLength: 3, maxLength: 2}",
            "`minLength` 3 and `maxLength` 2",
            "{minLength: 2, maxLength: 2}",
        ),
        (
            "bounds",
            "{minimum: 1, maximum: 1.0, exclusiveMinimum: true}",
            "leave nothing",
            "{minimum: 1, maximum: 1.0}",
        ),
        (
            "read-write-only",
            "{properties: {a: {readOnly: true, writeOnly: true}}}",
            "both",
            "{properties: {a: {readOnly: true}}}",
        ),
    ] {
        check(rule, &with_schema(broken), message, &with_schema(mended));
    }
}

#[test]
fn members() {
    for (rule, broken, message, mended) in [
        (
            "required-undeclared",
            "{required: [nmae], properties: {name: {}}}",
            "`nmae` is required",
            "{required: [name], properties: {name: {}}}",
        ),
        (
            "required-undeclared",
            "{allOf: [{required: [a]}, {properties: {b: {}}}]}",
            "`a`",
            "{allOf: [{required: [b]}, {properties: {b: {}}}]}",
        ),
        (
            "required-duplicate",
            "{required: [a, a], properties: {a: {}}}",
            "required twice",
            "{required: [a], properties: {a: {}}}",
        ),
        ("required-duplicate", "{required: []}", "empty", "{}"),
    ] {
        check(rule, &with_schema(broken), message, &with_schema(mended));
    }
}

#[test]
fn compositions() {
    for (rule, broken, message, mended) in [
        (
            "composition",
            "{anyOf: [{type: string}, {}]}",
            "accepts anything",
            "{anyOf: [{type: string}, {type: integer}]}",
        ),
        (
            "composition",
            "{oneOf: [{type: string}, {type: string}]}",
            "the same as that on line",
            "{oneOf: [{type: string}, {type: integer}]}",
        ),
        (
            "composition-single",
            "{oneOf: [{type: string}]}",
            "single branch",
            "{type: object, allOf: [{type: object}]}",
        ),
        ("composition-single", "{allOf: [{type: string}]}", "nothing stands beside it", "{type: string}"),
    ] {
        check(rule, &with_schema(broken), message, &with_schema(mended));
    }
}

#[test]
fn discriminators() {
    let document = |mapping: &str, cat: &str, dog: &str| {
        with_schema(&format!(
            "{{oneOf: [{{$ref: '#/components/schemas/Cat'}}, {dog}], discriminator: {{propertyName: kind{mapping}}}}}\n    Cat: {{type: object, {cat}}}"
        ))
    };
    let kind = "required: [kind], properties: {kind: {type: string, enum: [Cat]}}";
    let dog = "{$ref: '#/components/schemas/Dog'}";
    let with_dog = |source: String| {
        format!(
            "{source}    Dog: {{type: object, required: [kind], properties: {{kind: {{type: string, enum: [Dog]}}}}}}\n"
        )
    };
    let mended = with_dog(document(", mapping: {cat: Cat, dog: '#/components/schemas/Dog'}", kind, dog));
    for (rule, message, broken) in [
        (
            "discriminator-mapping",
            "`cow` is mapped to nothing",
            with_dog(document(", mapping: {cow: Cow}", kind, dog)),
        ),
        (
            "discriminator-mapping",
            "not among those",
            with_dog(document(", mapping: {it: Subject}", kind, dog)),
        ),
        (
            "discriminator-property",
            "`Cat` does not require the member `kind`",
            with_dog(document("", "properties: {kind: {}}", dog)),
        ),
        (
            "discriminator-property",
            "`Cat` does not declare",
            with_dog(document("", "properties: {a: {}}", dog)),
        ),
        ("discriminator-inline", "without a name", document("", kind, "{type: object}")),
    ] {
        check(rule, &broken, message, &mended);
    }
}

#[test]
fn patterns() {
    for (rule, broken, message, mended) in [
        ("pattern-invalid", "{pattern: '(a'}", "a group is not closed", "{pattern: '(a)'}"),
        ("pattern-invalid", "{pattern: '(?i)a'}", "not valid", "{pattern: '[Aa]'}"),
        (
            "pattern-length",
            "{pattern: '^[a-z]{5}$', maxLength: 4}",
            "matches 5 characters, and 0 to 4",
            "{pattern: '^[a-z]{5}$', maxLength: 5}",
        ),
        (
            "pattern-length",
            "{pattern: '^a{2,3}$', minLength: 4}",
            "matches 2 to 3 characters, and 4 or more",
            "{pattern: 'a{2,3}', minLength: 4}",
        ),
        ("pattern-length", "{pattern: 'a^b'}", "no string matches", "{pattern: 'a|^b'}"),
        ("pattern-backtracks", "{pattern: '^(a+)+$'}", "repetitions of `a", "{pattern: '^(a+b)+$'}"),
        ("generator-patterns", "{pattern: '^(?=a).*$'}", "looks around", "{pattern: '^a.*$'}"),
        ("generator-patterns", "{pattern: 'a'}", "not anchored", "{pattern: '^a$'}"),
    ] {
        check(rule, &with_schema(broken), message, &with_schema(mended));
    }
}

#[test]
fn meaning() {
    for (rule, broken, message, mended) in [
        (
            "schema-unsatisfiable",
            "{allOf: [{type: string}, {type: integer}]}",
            "no value satisfies",
            "{allOf: [{type: number}, {type: integer}]}",
        ),
        ("schema-unsatisfiable", "{type: string, enum: [1]}", "no value", "{type: string, enum: [a]}"),
        (
            "schema-unsatisfiable",
            "{type: object, required: [next], properties: {next: {$ref: '#/components/schemas/Subject'}}}",
            "each must hold another, without end",
            "{type: object, properties: {next: {$ref: '#/components/schemas/Subject'}}}",
        ),
        (
            "schema-unsatisfiable",
            "{type: array, uniqueItems: true, minItems: 3, items: {type: boolean}}",
            "no value",
            "{type: array, uniqueItems: true, minItems: 2, items: {type: boolean}}",
        ),
        (
            "schema-unsatisfiable",
            "{oneOf: [{type: string}, {type: string}]}",
            "what one branch of `oneOf` accepts, another accepts too",
            "{oneOf: [{type: string}, {type: string}], discriminator: {propertyName: a}}",
        ),
        ("schema-unsatisfiable", "{type: string, maxLength: 1, enum: [ab]}", "no value", "{not: {}}"),
        (
            "one-of-overlap",
            "{oneOf: [{type: integer}, {type: number}]}",
            "branch 0 and branch 1 both accept 0",
            "{oneOf: [{type: integer}, {type: string}]}",
        ),
        (
            "one-of-overlap",
            "{oneOf: [{type: object, properties: {a: {}}}, {type: object, properties: {b: {}}}]}",
            "both accept {}",
            "{oneOf: [{type: object, properties: {a: {}}, required: [a]}, {type: object, properties: {b: {}}, required: [b]}]}",
        ),
        (
            "one-of-overlap-open",
            "{oneOf: [{type: object, properties: {a: {}}, required: [a]}, {type: object, properties: {b: {}}, required: [b]}]}",
            "both accept {",
            "{oneOf: [{type: object, properties: {a: {}}, required: [a], additionalProperties: false}, {type: object, properties: {b: {}}, required: [b]}]}",
        ),
        (
            "all-of-closed",
            "{allOf: [{properties: {a: {}}, additionalProperties: false}, {properties: {b: {}}, required: [b]}]}",
            "refuses `b`: nothing satisfies",
            "{allOf: [{properties: {a: {}}}, {properties: {b: {}}, required: [b]}]}",
        ),
        (
            "all-of-closed",
            "{allOf: [{properties: {a: {}}, additionalProperties: false}, {properties: {b: {}}}]}",
            "they can never be there",
            "{properties: {a: {}, b: {}}, additionalProperties: false}",
        ),
    ] {
        check(rule, &with_schema(broken), message, &with_schema(mended));
    }
}

#[test]
fn a_contradiction_is_told_once() {
    let source = with_schema(
        "{type: object, required: [a], properties: {a: {type: string, minLength: 2, maxLength: 1}}}",
    );
    assert_eq!(found(&source, "schema-unsatisfiable"), [""; 0]);
    assert_eq!(found(&source, "bounds").len(), 1);
}

#[test]
fn values() {
    for (rule, broken, message, mended) in [
        (
            "example-invalid",
            "{type: integer, example: a}",
            "is a string, and must be an integer",
            "{type: integer, example: 1}",
        ),
        (
            "example-invalid",
            "{type: object, properties: {at: {type: string, format: date}}, example: {at: 2024-02-30}}",
            "/at: \"2024-02-30\" is no date",
            "{type: object, properties: {at: {type: string, format: date}}, example: {at: 2024-02-29}}",
        ),
        // Valid in a request, where `id` is not required.
        (
            "example-invalid",
            "{type: object, required: [id, a], properties: {id: {readOnly: true}, a: {}}, example: {}}",
            "is missing",
            "{type: object, required: [id, a], properties: {id: {readOnly: true}, a: {}}, example: {a: 1}}",
        ),
        (
            "example-undocumented",
            "{type: object, properties: {a: {}}, example: {a: 1, b: 2}}",
            "`/b`",
            "{type: object, properties: {a: {}}, additionalProperties: true, example: {a: 1, b: 2}}",
        ),
        (
            "default-invalid",
            "{type: string, enum: [a], default: b}",
            "is \"b\", and must be \"a\"",
            "{type: string, enum: [a], default: a}",
        ),
    ] {
        check(rule, &with_schema(broken), message, &with_schema(mended));
    }
}

#[test]
fn generators() {
    for (rule, broken, message, mended) in [
        (
            "generator-names",
            "{properties: {firstName: {}, first_name: {}}}",
            "one identifier, `first_name`",
            "{properties: {firstName: {}, lastName: {}}}",
        ),
        ("generator-names", "{type: object}\n    subject: {}", "`Subject` and `subject`", "{type: object}"),
        (
            "generator-enum-names",
            "{type: string, enum: [a-b, a_b]}",
            "one identifier",
            "{type: string, enum: [a, b]}",
        ),
        (
            "generator-enum-names",
            "{type: string, enum: ['', '*']}",
            "one identifier",
            "{type: string, enum: ['', a]}",
        ),
        (
            "generator-component-case",
            "{type: object}\n    lower_case: {}",
            "`lower_case` is not in PascalCase",
            "{type: object}",
        ),
        ("generator-schemas", "{not: {type: string}}", "`not`", "{type: integer}"),
        (
            "generator-schemas",
            "{anyOf: [{type: string}, {type: object}]}",
            "scalars",
            "{oneOf: [{type: string}, {type: object}]}",
        ),
        (
            "generator-schemas",
            "{nullable: true, maxLength: 3}",
            "without a `type`",
            "{type: string, nullable: true, maxLength: 3}",
        ),
        (
            "generator-titles",
            "{properties: {a: {title: Subject}}}",
            "name of the component `Subject`",
            "{properties: {a: {title: Other}}}",
        ),
        (
            "generator-titles",
            "{type: object}\n    ThingViewResponse: {}",
            "own type",
            "{type: object}\n    ThingViewPage: {}",
        ),
    ] {
        check(rule, &with_schema(broken), message, &with_schema(mended));
    }
}

#[test]
fn structure() {
    for (rule, broken, message, mended) in [
        (
            "field-unknown",
            "{type: string, maxlength: 3}",
            "no field `maxlength`",
            "{type: string, maxLength: 3, x-a: 1}",
        ),
        ("field-unknown", "{const: 1}", "no field `const`", "{enum: [1]}"),
        ("field-kind", "{minLength: '3'}", "`minLength` is the string `3`", "{minLength: 3}"),
        ("field-kind", "{properties: []}", "must be a mapping", "{properties: {}}"),
        ("field-kind", "{properties: {a: true}}", "this is true", "{properties: {a: {}}}"),
        ("unreadable", "{multipleOf: 0}", "greater than 0", "{multipleOf: 1}"),
        ("unreadable", "{anyOf: []}", "empty", "{anyOf: [{}]}"),
        (
            "reference-siblings",
            "{allOf: [{$ref: '#/components/schemas/Other', description: d}]}\n    Other: {}",
            "`description` stands beside",
            "{allOf: [{$ref: '#/components/schemas/Other'}]}\n    Other: {}",
        ),
        (
            "component-unused",
            "{}\n    Other: {items: {$ref: '#/components/schemas/Other'}}",
            "nothing uses `Other`",
            "{items: {$ref: '#/components/schemas/Other'}}\n    Other: {}",
        ),
        (
            "component-unused",
            "{}\n    Kind: {allOf: [{$ref: '#/components/schemas/Subject'}]}",
            "nothing uses `Kind`",
            "{discriminator: {propertyName: a}}\n    Kind: {allOf: [{$ref: '#/components/schemas/Subject'}]}",
        ),
        ("component-name", "{}\n    a b: {}", "`a b` is no name", "{}\n    a-b: {}"),
        (
            "reference-kind",
            "{not: {$ref: '#/paths/~1things~1{id}/get'}}",
            "this must be a schema",
            "{not: {$ref: '#/components/schemas/Subject'}}",
        ),
    ] {
        check(rule, &with_schema(broken), message, &with_schema(mended));
    }
}
