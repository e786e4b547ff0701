//! Schemas of which some value, or all of them, would be too large.

use std::fmt::Write;

use super::{Direction, Values, compiled};

/// Levels of schemas, each with members that all are of the next level.
fn layers(levels: usize, last: &str, required: bool) -> String {
    let mut source = "s: {$ref: '#/components/schemas/L0'}\ncomponents:\n  schemas:\n".to_owned();
    for level in 0..levels {
        let next = format!("{{$ref: '#/components/schemas/L{}'}}", level + 1);
        let members: Vec<String> = (0..8).map(|member| format!("m{member}: {next}")).collect();
        let all = if required { ", required: [m0, m1, m2, m3, m4, m5, m6, m7]" } else { "" };
        writeln!(source, "    L{level}: {{type: object, properties: {{{}}}{all}}}", members.join(", "))
            .unwrap();
    }
    writeln!(source, "    L{levels}: {last}").unwrap();
    source
}

#[test]
fn shared_schemas_do_not_multiply() {
    for last in ["{type: string}", "{type: object, properties: {again: {$ref: '#/s'}}}"] {
        let (schemas, id) = compiled(&layers(12, last, false));
        let values = Values::new(&schemas, Direction::Request, 0);
        assert!(values.fullest(id).is_some_and(|value| value.to_string().len() < 200_000));
        assert_eq!(values.valid(id).take(150).count(), 150);
        assert_eq!(values.invalid(id).take(150).count(), 150);
    }
}

#[test]
fn values_that_nobody_can_hold_are_not_made() {
    let (schemas, id) = compiled(&layers(12, "{type: string}", true));
    assert_eq!(Values::new(&schemas, Direction::Request, 0).simplest(id), None);
    for schema in [
        "{type: array, minItems: 1000000000, items: {type: string}}",
        "{type: object, minProperties: 1000000000}",
        "{type: string, minLength: 1000000000}",
    ] {
        let (schemas, id) = compiled(&format!("s: {schema}\n"));
        let values = Values::new(&schemas, Direction::Request, 0);
        assert_eq!(values.valid(id).count(), 0, "{schema}");
        assert!(values.invalid(id).count() > 2, "{schema}");
    }
}

#[test]
fn many_members_and_branches() {
    let members: Vec<String> = (0..2000).map(|member| format!("m{member}: {{type: string}}")).collect();
    let (schemas, id) = compiled(&format!("s: {{type: object, properties: {{{}}}}}\n", members.join(", ")));
    let values = Values::new(&schemas, Direction::Request, 0);
    assert_eq!(values.valid(id).take(300).count(), 300);
    let branches: Vec<String> = (0..60)
        .map(|branch| format!("{{type: object, required: [k, m{branch}], properties: {{k: {{type: string, enum: [b{branch}]}}}}}}"))
        .collect();
    let (schemas, id) = compiled(&format!("s: {{oneOf: [{}]}}\n", branches.join(", ")));
    let values = Values::new(&schemas, Direction::Request, 0);
    let shown: std::collections::HashSet<String> =
        values.valid(id).take(60).map(|sample| sample.value["k"].to_string()).collect();
    assert_eq!(shown.len(), 60);
    assert!(values.invalid(id).take(300).count() > 100);
}
