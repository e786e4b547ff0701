use crate::document::{Document, Problem};
use crate::schema::{Additional, Kind, SchemaId, Schemas};

fn compiled(source: &str, pointer: &str) -> (Schemas, SchemaId, Vec<Problem>) {
    let document = Document::parse("api.yaml", source).unwrap();
    let mut schemas = Schemas::default();
    let mut problems = Vec::new();
    let id = schemas.compile(&document.node(pointer).unwrap(), &mut problems);
    (schemas, id, problems)
}

#[test]
fn every_keyword() {
    let source = "\
s:
  type: number
  nullable: true
  enum: [1, 1.0]
  format: double
  pattern: a
  minLength: 1
  maxLength: 2
  minimum: 1.50
  exclusiveMinimum: true
  maximum: 7
  multipleOf: 0.5
  items: {type: string}
  minItems: 3
  maxItems: 4
  uniqueItems: true
  properties: {b: {readOnly: true}, a: {writeOnly: true, deprecated: true}}
  required: [b, b, a]
  additionalProperties: {type: boolean}
  minProperties: 5
  maxProperties: 6
  allOf: [{}]
  anyOf: [{}, {}]
  oneOf: [{}]
  not: {}
  default: null
  example: 3
  discriminator: {propertyName: b, mapping: {x: '#/s/not', y: Z, w: gone}}
components: {schemas: {Z: {type: object}}}
";
    let (schemas, id, problems) = compiled(source, "/s");
    assert_eq!(problems, []);
    let schema = schemas.get(id);
    assert_eq!(
        (schema.kind, schema.nullable, schema.format.as_deref()),
        (Some(Kind::Number), true, Some("double"))
    );
    assert_eq!(schema.values.as_ref().unwrap().len(), 2);
    assert_eq!(schema.number.min.as_ref().unwrap().value.to_string(), "1.5");
    assert!(schema.number.min.as_ref().unwrap().exclusive && !schema.number.max.as_ref().unwrap().exclusive);
    assert_eq!((schema.string.length_min, schema.string.length_max), (Some(1), Some(2)));
    assert_eq!((schema.array.items_min, schema.array.items_max), (Some(3), Some(4)));
    assert!(schema.array.unique);
    assert_eq!(schema.object.required, ["b", "a"]);
    assert_eq!(schema.object.properties[0].0, "b");
    assert!(schemas.get(schema.object.properties[0].1).read_only);
    assert!(
        matches!(schema.object.additional, Additional::Schema(id) if schemas.get(id).kind == Some(Kind::Boolean))
    );
    assert_eq!((schema.all_of.len(), schema.any_of.len(), schema.one_of.len()), (1, 2, 1));
    assert_eq!(schema.annotations.default, Some(serde_json::Value::Null));
    let mapping = &schema.discriminator.as_ref().unwrap().mapping;
    let pointers: Vec<_> =
        mapping.iter().map(|(value, id)| (value.as_str(), schemas.get(*id).pointer.as_str())).collect();
    assert_eq!(pointers, [("x", "/s/not"), ("y", "/components/schemas/Z")]);
    assert_eq!(schema.children().count(), 9);
}

#[test]
fn each_object_once() {
    let source = "\
use: {allOf: [{$ref: '#/tree'}, {$ref: '#/alias', type: string}]}
alias: {$ref: '#/tree'}
tree: {properties: {left: {$ref: '#/tree'}, right: {$ref: '#/alias'}}}
";
    let (schemas, id, problems) = compiled(source, "/use");
    assert_eq!((problems.len(), schemas.len()), (0, 2));
    let tree = schemas.id_at("/tree").unwrap();
    assert_eq!(schemas.get(id).all_of, [tree, tree]);
    let document = Document::parse("api.yaml", source).unwrap();
    for pointer in ["/tree", "/alias", "/use/allOf/1", "/tree/properties/left"] {
        assert_eq!(schemas.id_of(&document.node(pointer).unwrap()), Some(tree), "{pointer}");
    }
    assert_eq!(schemas.get(tree).pointer, "/tree");
    assert_eq!(schemas.iter().map(|(id, _)| id.index()).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn what_cannot_be_read() {
    for (schema, message, help) in [
        ("{type: [string, text]}", "`type` is a list", "OpenAPI 3.1"),
        ("{type: file}", "`type` is the string `file`", "format: binary"),
        ("{minimum: 1, exclusiveMinimum: 1}", "`exclusiveMinimum` is `1`", "OpenAPI 3.1"),
        ("{required: true}", "`required` is true", "the object that the member is in"),
        ("{minLength: -1}", "`minLength` is `-1`", ""),
        ("{multipleOf: 0}", "`multipleOf` is `0`, and must be greater than 0", ""),
        ("{items: [{}]}", "this is a list", "type"),
        ("{properties: {a: true}}", "this is true", "OpenAPI 3.1"),
        ("{anyOf: []}", "`anyOf` is empty", "at least one"),
        ("{allOf: {}}", "`allOf` is a mapping", ""),
        ("{properties: {a: {$ref: '#/gone'}}}", "leads nowhere", ""),
        ("{not: {$ref: '#/tick'}}", "back to itself", ""),
        ("{$ref: 7}", "`$ref` is `7`", ""),
        ("{discriminator: {}}", "`propertyName` is missing", ""),
    ] {
        let source = format!(
            "tick: {{$ref: '#/tock'}}\ntock: {{$ref: '#/tick'}}\ns: {{properties: {{in: {schema}}}}}\n"
        );
        let (schemas, id, problems) = compiled(&source, "/s");
        assert_eq!(problems.len(), 1, "{schema}: {problems:?}");
        assert!(problems[0].message.contains(message), "{}", problems[0]);
        assert!(problems[0].help.as_deref().unwrap_or_default().contains(help), "{}", problems[0]);
        assert!(schemas.flawed()[id.index()], "{schema}");
        let document = Document::parse("api.yaml", &source).unwrap();
        assert!(Schemas::default().of(&document.node("/s").unwrap()).is_err());
    }
}

#[test]
fn slips_are_read_as_meant() {
    let (schemas, id, problems) = compiled("s: {type: [string, 'null'], maxLength: null}", "/s");
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems.iter().all(|problem| problem.is_slip));
    assert!(!schemas.flawed()[id.index()]);
    let alternatives = schemas.get(schemas.get(id).all_of[0]).any_of.clone();
    let kinds: Vec<_> = alternatives.iter().map(|id| schemas.get(*id).kind).collect();
    assert_eq!(kinds, [Some(Kind::String), None]);
    assert_eq!(schemas.get(alternatives[1]).values, Some(vec![serde_json::Value::Null]));
}

#[test]
fn long_chains_are_followed_once() {
    let link = |at: usize| format!("n{at}: {{$ref: '#/n{}'}}\n", at + 1);
    let chain: String = (0..20_000).map(link).collect();
    let uses: String = (0..20_000).map(|at| format!("    p{at}: {{$ref: '#/n{at}'}}\n")).collect();
    let source = format!("{chain}n20000: {{type: string}}\ns:\n  properties:\n{uses}");
    let (schemas, _, problems) = compiled(&source, "/s");
    assert_eq!((problems.len(), schemas.len()), (0, 2));
}
