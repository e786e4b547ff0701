//! One change at a time to a document, in both directions, with what is expected of it: the rule and the level of every
//! change there is, and a proof for each that breaks.

use super::{differences, kinds, told};
use crate::diff::{Level, World};

const SHOP: &str = include_str!("shop.yaml");

/// What is replaced with what, and what that is and the way back is.
type Case = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const CASES: &[Case] = &[
    // Requests.
    ("maximum: 100, default: 20", "maximum: 50, default: 20", &["breaking range"], &["compatible range"]),
    ("default: 20", "default: 10", &["breaking parameter-default"], &["breaking parameter-default"]),
    ("enum: [open, paid, sent]", "enum: [open, paid]", &["breaking enum"], &["compatible enum"]),
    (
        "name: state, in: query,",
        "name: state, in: query, required: true,",
        &["breaking parameter-required"],
        &["compatible parameter-required"],
    ),
    ("name: X-Trace, in: header,", "name: X-TRACE, in: header,", &[], &[]),
    (
        "name: session, in: cookie,",
        "name: sid, in: cookie,",
        &["compatible parameter-added", "compatible parameter-removed"],
        &["compatible parameter-added", "compatible parameter-removed"],
    ),
    ("'^[0-9a-f]{8}$'", "'^[0-9a-fA-F]{8}$'", &["compatible pattern"], &["breaking pattern"]),
    (
        "explode: false, schema: {type: array",
        "schema: {type: array",
        &["breaking parameter-style"],
        &["breaking parameter-style"],
    ),
    (
        "{name: state, in: query, schema: {type: string, enum: [open, paid, sent]}}",
        "{name: state, in: query, schema: {type: string}}",
        &["compatible enum"],
        &["breaking enum"],
    ),
    (
        "{type: array, items: {type: integer}, maxItems: 50}",
        "{type: array, items: {type: string}, maxItems: 50}",
        &["compatible type"],
        &["breaking type"],
    ),
    (
        "sku: {type: string}}}}\n        - {name: X",
        "sku: {type: string, maxLength: 8}}}}\n        - {name: X",
        &["breaking length"],
        &["compatible length"],
    ),
    (
        "      requestBody:\n        required: true",
        "      requestBody:\n        required: false",
        &["compatible body-required"],
        &["breaking body-required"],
    ),
    (
        "application/x-www-form-urlencoded",
        "text/xml",
        &["breaking media-type-removed", "compatible media-type-added"],
        &["breaking media-type-removed", "compatible media-type-added"],
    ),
    (
        "        note: {type: string, maxLength: 100, nullable: true}",
        "        note: {type: string, maxLength: 50, nullable: true}",
        &["breaking length"],
        &["compatible length"],
    ),
    (
        "        note: {type: string, maxLength: 100, nullable: true}",
        "        note: {type: string, maxLength: 100}",
        &["breaking type"],
        &["compatible type"],
    ),
    (
        "        note: {type: string, maxLength: 100, nullable: true}\n        priority: {type: integer, minimum: 1, maximum: 5, default: 3}",
        "        priority: {type: integer, minimum: 1, maximum: 5, default: 3}",
        &["breaking property-removed"],
        &["compatible property-added"],
    ),
    (
        "      minProperties: 1",
        "      minProperties: 2",
        &["breaking property-count"],
        &["compatible property-count"],
    ),
    (
        "additionalProperties: false",
        "additionalProperties: true",
        &["compatible additional-properties"],
        &["breaking additional-properties"],
    ),
    (
        "required: [sku], properties: {sku: {type: string}, count",
        "required: [sku, count], properties: {sku: {type: string}, count",
        &["breaking property-required"],
        &["compatible property-required"],
    ),
    // Responses.
    ("required: [data]", "required: []", &["breaking property-required"], &["compatible property-required"]),
    (
        "next: {type: string, nullable: true}",
        "next: {type: string}",
        &["compatible type"],
        &["breaking type"],
    ),
    (
        "                  next: {type: string, nullable: true}\n",
        "",
        &["compatible property-removed"],
        &["compatible property-added"],
    ),
    (
        "X-Total: {required: true,",
        "X-Total: {required: false,",
        &["breaking header-required"],
        &["compatible header-required"],
    ),
    (
        "            Link: {schema: {type: string}}\n",
        "",
        &["compatible header-removed"],
        &["compatible header-added"],
    ),
    (
        "X-Total: {required: true, schema: {type: integer, minimum: 0}}",
        "X-Total: {required: true, schema: {type: string}}",
        &["breaking type"],
        &["compatible type"],
    ),
    (
        "            text/csv:\n              schema: {type: string}\n",
        "",
        &["breaking media-type-removed"],
        &["compatible media-type-added"],
    ),
    (
        "        '404':\n          description: There is none.\n",
        "",
        &["compatible status-removed"],
        &["compatible status-added"],
    ),
    (
        "        '404':\n          description: There is none.\n",
        "        4XX:\n          description: There is none.\n",
        &["compatible status-added"],
        &["compatible status-removed"],
    ),
    (
        "        '201':\n          description: Made.",
        "        '200':\n          description: Made.",
        &["breaking status-removed", "compatible status-added"],
        &["breaking status-removed", "compatible status-added"],
    ),
    (
        "status: {type: integer, minimum: 400",
        "status: {type: integer, minimum: 300",
        &["breaking range"],
        &["compatible range"],
    ),
    ("detail: {}", "detail: {type: string}", &["compatible type"], &["breaking type"]),
    // Both directions.
    (
        "digits: {type: string, minLength: 4, maxLength: 4}",
        "digits: {type: string, minLength: 4, maxLength: 6}",
        &["breaking length"],
        &["breaking length"],
    ),
    (
        "        - {$ref: '#/components/schemas/Invoice'}\n      discriminator",
        "      discriminator",
        &["breaking composition"],
        &["breaking composition"],
    ),
    ("enum: [14, 30]", "enum: [14, 30, 60]", &["breaking enum"], &["breaking enum"]),
    ("'^[A-Z]{3}-[0-9]+$'", "'^[A-Z]{3}-[0-9]{1,}$'", &[], &[]),
    ("multipleOf: 0.01", "multipleOf: 0.05", &["breaking multiple-of"], &["breaking multiple-of"]),
    ("uniqueItems: true, items", "items", &["breaking unique-items"], &["breaking unique-items"]),
    (
        "id: {type: string, format: uuid, readOnly: true}",
        "id: {type: string, readOnly: true}",
        &["breaking format"],
        &["compatible format"],
    ),
    (
        "additionalProperties: {type: string, maxLength: 20}",
        "additionalProperties: {type: string, maxLength: 10}",
        &["breaking length"],
        &["breaking length"],
    ),
    // Operations, credentials, texts.
    (
        "  /orders/{orderId}:\n    parameters:\n      - {name: orderId,",
        "  /orders/{id}:\n    parameters:\n      - {name: id,",
        &[],
        &[],
    ),
    (
        "    delete:\n      operationId: order_delete\n      security: []\n      responses:\n        '204': {description: Done.}\n",
        "",
        &["breaking operation-removed"],
        &["compatible operation-added"],
    ),
    ("      security: []\n", "", &["breaking security"], &["compatible security"]),
    ("        - login: ['orders:write']\n", "", &["breaking security"], &["compatible security"]),
    ("login: ['orders:write']", "login: ['orders:read']", &["breaking security"], &["breaking security"]),
    (
        "in: header, name: X-Key",
        "in: query, name: key",
        &["breaking security-scheme"],
        &["breaking security-scheme"],
    ),
    (
        "{type: apiKey, in: header, name: X-Key}",
        "{type: http, scheme: bearer}",
        &["breaking security-scheme"],
        &["breaking security-scheme"],
    ),
    ("name: X-Key", "name: x-key", &[], &[]),
    (
        "tokenUrl: https://example.com/token",
        "tokenUrl: https://example.com/tokens",
        &["documentation security-scheme"],
        &["documentation security-scheme"],
    ),
    (
        ", 'orders:write': Writes.}",
        "}",
        &["documentation security-scheme"],
        &["documentation security-scheme"],
    ),
    // Callbacks, where the server sends.
    (
        "required: [total], properties: {total: {type: integer, minimum: 0}}",
        "required: [], properties: {total: {type: integer, minimum: 0}}",
        &["breaking property-required"],
        &["compatible property-required"],
    ),
    (
        "total: {type: integer, minimum: 0}",
        "total: {type: integer, minimum: 1}",
        &["compatible range"],
        &["breaking range"],
    ),
    ("{$request.body#/notify}", "{$request.body#/notice}", &[], &[]),
    (
        "X-Sent, in: header, required: true",
        "X-Sent, in: header, required: false",
        &["breaking parameter-required"],
        &["compatible parameter-required"],
    ),
    (
        "                '202': {description: Taken.}\n",
        "",
        &["breaking status-removed"],
        &["compatible status-added"],
    ),
    (
        "properties: {retry: {type: integer, maximum: 60}}",
        "properties: {retry: {type: integer, maximum: 30}}",
        &["breaking range"],
        &["compatible range"],
    ),
    (
        "        paid:\n          '{$request",
        "        settled:\n          '{$request",
        &["breaking callback-removed", "compatible callback-added"],
        &["breaking callback-removed", "compatible callback-added"],
    ),
    (
        "{operationId: order_view}",
        "{operationId: order_list}",
        &["documentation description"],
        &["documentation description"],
    ),
    (
        "summary: Lists orders.",
        "summary: Lists the orders.",
        &["documentation description"],
        &["documentation description"],
    ),
    (
        "operationId: order_list",
        "operationId: orders",
        &["documentation operation-id"],
        &["documentation operation-id"],
    ),
    (
        "      operationId: order_view\n",
        "      operationId: order_view\n      deprecated: true\n",
        &["documentation deprecation"],
        &["documentation deprecation"],
    ),
];

#[test]
fn each_change_is_told_for_what_it_is() {
    let mut wrong = Vec::new();
    for (from, to, there, back) in CASES {
        assert!(SHOP.contains(from), "{from}");
        let other = SHOP.replacen(from, to, 1);
        for (base, revision, expected) in [(SHOP, &*other, there), (&*other, SHOP, back)] {
            let changes = differences(base, revision, World::Closed).changes;
            if kinds(&changes) != *expected {
                let arrow = if base == SHOP { "->" } else { "<-" };
                wrong.push(format!("{from:?} {arrow} {to:?}: expected {expected:?}\n{}\n\n", told(&changes)));
            }
            for change in changes.iter().filter(|change| change.level == Level::Breaking) {
                assert!(change.witness.is_some(), "{}", change.message);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn one_cause_is_one_change() {
    let other =
        SHOP.replacen("maxLength: 4}", "maxLength: 3, minLength: 3}", 1).replacen("minLength: 4, ", "", 1);
    let changes = differences(SHOP, &other, World::Closed).changes;
    let requests: Vec<_> = changes
        .iter()
        .filter(|change| change.direction == Some(crate::diff::Direction::Request))
        .filter(|change| change.level == Level::Breaking)
        .collect();
    assert!(requests.len() <= 2, "{}", told(&changes));
    let reached: Vec<_> = changes.iter().flat_map(|change| change.operations.clone()).collect();
    assert!(reached.contains(&"POST /orders".to_owned()) && reached.contains(&"GET /orders".to_owned()));
}

#[test]
fn an_open_world_has_undocumented_members() {
    let from = "        secret: {type: string, writeOnly: true}\n";
    let other = SHOP.replacen(
        from,
        "        secret: {type: string, writeOnly: true}\n        hint: {type: string}\n",
        1,
    );
    let closed = differences(SHOP, &other, World::Closed);
    assert_eq!(closed.verdict(), Some(Level::Compatible), "{}", told(&closed.changes));
    let open = differences(SHOP, &other, World::Open);
    assert_eq!(open.verdict(), Some(Level::Breaking), "{}", told(&open.changes));
}
