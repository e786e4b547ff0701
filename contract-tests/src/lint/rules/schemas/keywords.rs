//! Keywords of one schema object beside one another.

use serde_json::Value;

use super::all;
use crate::document::{Node, kind, quoted};
use crate::lint::context::Context;
use crate::lint::finding::Findings;
use crate::lint::rule::{Group, Level, Rule};
use crate::schema::validate::Validator;
use crate::schema::{Direction, Kind, Schema, duplicate};

static ARRAY_ITEMS: Rule = Rule::new(
    Level::Error,
    "array-items",
    "Arrays say what their items are.",
    "The specification requires `items`; generators fail without it.",
)
.covering(&["spectral:array-items", "spectral:oas3-schema", "redocly:struct"]);

static ENUM_DUPLICATE: Rule = Rule::new(
    Level::Warning,
    "enum-duplicate",
    "Values of an `enum` differ.",
    "Generated enumerations have the same member twice.",
)
.covering(&["spectral:duplicated-entry-in-enum", "redocly:no-duplicated-enum-values"]);

static ENUM_VALUE: Rule = Rule::new(
    Level::Error,
    "enum-value",
    "Values of an `enum` satisfy the other keywords of their schema.",
    "A value that is listed and refused can never be used.",
)
.covering(&["spectral:typed-enum", "redocly:no-enum-type-mismatch"]);

static NULLABLE_TYPE: Rule = Rule::new(
    Level::Warning,
    "nullable-type",
    "`nullable` stands beside a `type`.",
    "OpenAPI 3.0.3 gives it no meaning elsewhere; some tools accept null there, some ignore it, some refuse the schema.",
)
.covering(&["redocly:nullable-type-sibling"]);

static NULLABLE_ENUM: Rule = Rule::new(
    Level::Warning,
    "nullable-enum",
    "An `enum` that is `nullable` lists null.",
    "Validators that go by the letter refuse null otherwise; others accept it.",
);

static KEYWORD_KIND: Rule = Rule::new(
    Level::Warning,
    "keyword-kind",
    "Keywords constrain values of the schema's `type`.",
    "A keyword for another kind of value constrains nothing: either it or the `type` is wrong.",
)
.covering(&["redocly:no-schema-type-mismatch"]);

static FORMAT_KIND: Rule = Rule::new(
    Level::Warning,
    "format-kind",
    "A `format` stands beside the `type` that it is for.",
    "A format of another type is ignored by some tools and believed by others.",
);

static BOUNDS: Rule = Rule::new(
    Level::Error,
    "bounds",
    "Lower bounds are not above upper bounds.",
    "No value fits between them.",
);

static READ_WRITE_ONLY: Rule = Rule::new(
    Level::Error,
    "read-write-only",
    "No schema is both `readOnly` and `writeOnly`.",
    "The specification forbids it: the member could travel neither way.",
);

pub(super) static GROUP: Group = Group {
    id: "keywords",
    rules: &[
        &ARRAY_ITEMS,
        &ENUM_DUPLICATE,
        &ENUM_VALUE,
        &NULLABLE_TYPE,
        &NULLABLE_ENUM,
        &KEYWORD_KIND,
        &FORMAT_KIND,
        &BOUNDS,
        &READ_WRITE_ONLY,
    ],
};

/// Keywords for one kind of value.
const BY_KIND: [(&[&str], &[Kind]); 4] = [
    (&["minLength", "maxLength", "pattern"], &[Kind::String]),
    (
        &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
        &[Kind::Integer, Kind::Number],
    ),
    (&["items", "minItems", "maxItems", "uniqueItems"], &[Kind::Array]),
    (&["properties", "required", "additionalProperties", "minProperties", "maxProperties"], &[Kind::Object]),
];

/// Formats that the specification gives to a type.
const FORMATS: [(&str, &[Kind]); 15] = [
    ("int32", &[Kind::Integer, Kind::Number]),
    ("int64", &[Kind::Integer, Kind::Number]),
    ("float", &[Kind::Number]),
    ("double", &[Kind::Number]),
    ("byte", &[Kind::String]),
    ("binary", &[Kind::String]),
    ("date", &[Kind::String]),
    ("date-time", &[Kind::String]),
    ("password", &[Kind::String]),
    ("email", &[Kind::String]),
    ("uuid", &[Kind::String]),
    ("uri", &[Kind::String]),
    ("hostname", &[Kind::String]),
    ("ipv4", &[Kind::String]),
    ("ipv6", &[Kind::String]),
];

/// The pairs of keywords that bound a value from below and from above.
const BOUND_PAIRS: [(&str, &str); 4] = [
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minimum", "maximum"),
];

pub(super) fn has_contradictory_bounds(findings: &Findings<'_>, node: &Node<'_>) -> bool {
    BOUND_PAIRS.iter().any(|(min, _)| findings.has(&BOUNDS, &format!("{}/{min}", node.pointer())))
}

pub(super) fn check(context: &Context<'_, '_>, findings: &mut Findings<'_>) {
    // A schema without its `enum`, to which the values of the `enum` are held.
    let mut bare = context.schemas().extended();
    let mut enums = Vec::new();
    for (node, id, schema) in all(context) {
        if schema.kind == Some(Kind::Array) && schema.array.items.is_none() && node.get("items").is_none() {
            let help = "add `items`; `items: {}` allows anything";
            findings.add(&ARRAY_ITEMS, node, "the array does not say what its items are", help);
        }
        check_nullable(node, schema, findings);
        check_kinds(node, schema, findings);
        check_bounds(node, schema, findings);
        if schema.read_only && schema.write_only {
            let message = "the schema is both `readOnly` and `writeOnly`";
            findings.add_at(&READ_WRITE_ONLY, node, "writeOnly", message, "keep one of the two");
        }
        if let Some(values) = &schema.values {
            check_duplicate(node, values, findings);
            if context.is_sound(id) {
                let id = bare.insert(Schema { values: None, ..schema.clone() });
                enums.push((node, id, values));
            }
        }
    }
    let validator = Validator::new(&bare, Direction::Either);
    for (node, id, values) in enums {
        let items = node.get("enum").map(|list| list.items()).unwrap_or_default();
        for (value, at) in values.iter().zip(items) {
            if let Some(violation) = validator.violations(id, value).into_iter().next() {
                let message = format!("the value {} cannot be used: it {}", kind(&at), violation.message);
                findings.add(
                    &ENUM_VALUE,
                    &at,
                    message,
                    "mend or remove the value, or the keyword that refuses it",
                );
            }
        }
    }
}

fn check_duplicate(node: &Node<'_>, values: &[Value], findings: &mut Findings<'_>) {
    let Some((first, second)) = duplicate(values) else { return };
    let items = node.get("enum").map(|list| list.items()).unwrap_or_default();
    let Some(at) = items.get(second) else { return };
    let message = format!("the value {} is listed twice, at {first} and {second}", kind(at));
    findings.add(&ENUM_DUPLICATE, at, message, "remove one of the two");
}

fn check_nullable(node: &Node<'_>, schema: &Schema, findings: &mut Findings<'_>) {
    if !schema.nullable {
        return;
    }
    if schema.kind.is_none() {
        let is_composed = !(schema.all_of.is_empty() && schema.any_of.is_empty() && schema.one_of.is_empty());
        let help = if is_composed {
            "let null be a branch: `oneOf: [{$ref: …}, {type: string, nullable: true, enum: [null]}]`"
        } else {
            "add a `type`, or remove `nullable`: without a `type` null is accepted anyway"
        };
        findings.add_at(&NULLABLE_TYPE, node, "nullable", "`nullable` stands without a `type`", help);
    }
    if let Some(values) = &schema.values
        && !values.iter().any(Value::is_null)
    {
        let message = "the values are nullable, and null is not among them";
        findings.add_at(
            &NULLABLE_ENUM,
            node,
            "enum",
            message,
            "add `null` to the values, or remove `nullable`",
        );
    }
}

fn check_kinds(node: &Node<'_>, schema: &Schema, findings: &mut Findings<'_>) {
    let Some(own) = schema.kind else { return };
    for (keywords, kinds) in BY_KIND {
        if kinds.contains(&own) {
            continue;
        }
        for keyword in keywords.iter().filter(|keyword| node.get(keyword).is_some()) {
            let message = format!("`{keyword}` constrains nothing beside `type: {}`", own.as_str());
            findings.add_at(&KEYWORD_KIND, node, keyword, message, "remove it, or mend the `type`");
        }
    }
    let format = schema.format.as_deref().unwrap_or_default();
    if let Some((_, kinds)) = FORMATS.iter().find(|(name, _)| *name == format)
        && !kinds.contains(&own)
    {
        let names: Vec<_> = kinds.iter().map(|kind| kind.as_str()).collect();
        let message =
            format!("the format {} is for {}, not for {}", quoted(format), names.join(" and "), own.as_str());
        findings.add_at(&FORMAT_KIND, node, "format", message, "mend the `format` or the `type`");
    }
}

fn check_bounds(node: &Node<'_>, schema: &Schema, findings: &mut Findings<'_>) {
    for (min, max) in BOUND_PAIRS {
        let (Some(low), Some(high)) = (node.get(min), node.get(max)) else { continue };
        let (Some(low_number), Some(high_number)) = (low.as_number(), high.as_number()) else {
            continue;
        };
        let is_exclusive = min == "minimum"
            && [&schema.number.min, &schema.number.max].into_iter().flatten().any(|bound| bound.exclusive);
        let order = crate::schema::compare(low_number, high_number);
        if order.is_gt() || (order.is_eq() && is_exclusive) {
            let message =
                format!("`{min}` {low_number} and `{max}` {high_number} leave nothing between them");
            findings.add(&BOUNDS, &low, message, "exchange or mend the two");
        }
    }
}
