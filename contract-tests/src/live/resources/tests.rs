use insta::assert_snapshot;

use super::{Create, Resources, content};
use crate::api::Api;
use crate::document::Document;
use crate::reference::DESCRIPTION;

/// One line for each resource, and one for each part of its list.
fn summary(api: &Api) -> String {
    let resources = Resources::of(api);
    let mut lines = Vec::new();
    for resource in &resources.list {
        let parent = resource.parent.map(|at| resources.list[at].noun.as_str());
        let create = resource.create.map(|create| match create {
            Create::Post(_) => "post",
            Create::Put(_) => "put",
        });
        let has = |name, operation: Option<usize>| operation.map(|_| name);
        let operations: Vec<&str> = [
            create,
            has("read", resource.read),
            has("head", resource.head),
            has("replace", resource.replace),
            has("update", resource.update),
            has("delete", resource.delete),
        ]
        .into_iter()
        .flatten()
        .collect();
        lines.push(format!("{} in {parent:?} at {}: {operations:?}", resource.noun, resource.path.text));
        for action in &resource.actions {
            lines.push(format!("  action {}", api.operations[*action]));
        }
        if let Some(list) = &resource.list {
            lines.push(format!("  size {:?}", list.size));
            lines.push(format!("  position {:?}", list.position));
            lines.push(format!(
                "  items {:?} total {:?} next {:?} more {:?}",
                list.items_at, list.total, list.next, list.more
            ));
            for filter in &list.filters {
                lines.push(format!("  filter {} on {} {:?}", filter.name, filter.member, filter.selection));
            }
            for order in list.sort.iter().flat_map(|sort| &sort.orders) {
                lines.push(format!(
                    "  order {:?} by {} descending {:?}",
                    order.query, order.member, order.descending
                ));
            }
        }
    }
    lines.join("\n")
}

#[test]
fn the_reference() {
    let document = Document::parse("reference.yaml", DESCRIPTION).unwrap();
    assert_snapshot!(summary(&Api::read(&document).unwrap()));
}

/// Another way to say each thing: envelopes, items elsewhere than their collections, parameters in brackets, pages from
/// zero, resources that there is one of, ids that clients choose, and an address book that is none of these.
const OTHER: &str = r##"
openapi: 3.0.3
info: {title: Other, version: '1'}
paths:
  /v1/shops:
    get:
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 0, default: 0}}
        - {name: per_page, in: query, schema: {type: integer, maximum: 10}}
        - {name: 'filter[city]', in: query, schema: {type: string}}
        - {name: min_rating, in: query, schema: {type: integer}}
        - {name: order_by, in: query, schema: {type: string, enum: [name_asc, name_desc, nonsense]}}
        - {name: colour, in: query, schema: {type: string}}
        - {name: rating, in: query, schema: {type: string}}
      responses:
        '200':
          description: Shops.
          headers: {Link: {schema: {type: string}}}
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: array, items: {$ref: '#/components/schemas/Shop'}}
                  tags: {type: array, items: {type: string}}
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {shop: {$ref: '#/components/schemas/Shop'}}}}}}
      responses:
        '201': {$ref: '#/components/responses/Shop'}
  /v1/shops/{shop_id}:
    parameters: [{name: shop_id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {'200': {$ref: '#/components/responses/Shop'}}}
  /v1/shops/{shop_id}/categories:
    parameters: [{name: shop_id, in: path, required: true, schema: {type: integer}}]
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Category'}}}}
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Category'}}}}
  /v1/categories/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Category'}}}}
  /v1/shops/{shop_id}/settings:
    parameters: [{name: shop_id, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        '200': {description: Them., content: {application/json: {schema: {$ref: '#/components/schemas/Category'}}}}
    put:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Category'}}}}
      responses: {'204': {description: Done.}}
  /v1/blobs/{name}:
    parameters: [{name: name, in: path, required: true, schema: {type: string}}]
    put:
      requestBody: {content: {application/octet-stream: {}}}
      responses: {'201': {description: New.}, '204': {description: Done.}}
    get: {responses: {'200': {description: It., content: {application/octet-stream: {}}}}}
  /v1/login:
    post:
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {'200': {description: In., content: {application/json: {schema: {type: object, properties: {token: {type: string}}}}}}}
components:
  responses:
    Shop:
      description: A shop.
      content: {application/json: {schema: {type: object, properties: {data: {$ref: '#/components/schemas/Shop'}}}}}
  schemas:
    Shop: {type: object, properties: {id: {type: integer}, name: {type: string}, city: {type: string}, rating: {type: integer}}}
    Category: {allOf: [{type: object, properties: {id: {type: string}}}, {type: object, properties: {title: {type: string}}}]}
"##;

#[test]
fn other_manners() {
    let document = Document::parse("other.yaml", OTHER).unwrap();
    let api = Api::read(&document).unwrap();
    assert_snapshot!(summary(&api));
    let resources = Resources::of(&api);
    let shop = &resources.list[0];
    assert_eq!(shop.shown.as_ref().unwrap().at, ["data"]);
    let taken = content::taken(&api.schemas, &api.operations[shop.create.unwrap().operation()], "shop", 0);
    assert_eq!(taken.unwrap().at, ["shop"]);
}
