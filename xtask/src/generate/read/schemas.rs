//! Schemas: named components become types, uses become references to them.

use super::{Problems, component_name, resolved};
use crate::generate::model::{Field, Presence, Type, TypeDef, TypeShape};
use crate::generate::{names, nullable};
use contract_tests::document::{Document, Node};
use std::collections::BTreeMap;

/// Keywords that the generator has no Rust for.
const REFUSED: [(&str, &str); 4] = [
    ("anyOf", "write `oneOf` over named, disjoint schemas"),
    ("not", "say with other keywords what is allowed"),
    ("discriminator", "give each schema of the `oneOf` an enum of one value"),
    ("patternProperties", "write `additionalProperties`; OpenAPI 3.0 has no `patternProperties`"),
];

/// All schemas under `components`.
pub(super) fn named(document: &Document, problems: &mut Problems) -> Vec<TypeDef> {
    let components = document.node("/components/schemas").map(|node| node.members()).unwrap_or_default();
    let mut types = Vec::new();
    let mut rust_names = BTreeMap::new();
    for (name, node) in components {
        if name != names::pascal(name) || !name.starts_with(|c: char| c.is_ascii_uppercase()) {
            let help = format!("call it `{}`", names::pascal(name));
            problems.push(node.error(format!("the schema {name} is not named in PascalCase")).help(help));
        } else if !names::is_type(name) {
            let message = format!("the schema {name} has the name of a type that Rust or the generator uses");
            problems.push(node.error(message).help("say in its name what it is of, such as `PatchOfUser`"));
        }
        if let Some(other) = rust_names.insert(name.to_ascii_lowercase(), name) {
            problems.push(
                node.error(format!("the schemas {other} and {name} differ only in case")).help("rename one"),
            );
        }
        if let Some(shape) = shape(name, &node, problems) {
            let docs = node.str("description").unwrap_or_default().to_owned();
            types.push(TypeDef { name: name.to_owned(), docs, shape, is_read: false, is_written: false });
        }
    }
    types
}

fn shape(name: &str, node: &Node<'_>, problems: &mut Problems) -> Option<TypeShape> {
    refuse_keywords(node, problems);
    if node.get("nullable").and_then(|n| n.as_bool()) == Some(true) {
        problems.push(node.error("a named schema cannot be nullable").help(nullable::SPELLING));
        return None;
    }
    if let Some(all) = node.get("allOf") {
        let help = "write all members in this schema; `allOf` is for one `$ref` where a schema is used";
        problems.push(all.error("the generator does not merge `allOf`").help(help));
        return None;
    }
    if node.get("oneOf").is_some() {
        return union(name, node, problems);
    }
    if let Some(values) = node.get("enum") {
        return enumeration(node, &values, problems);
    }
    if node.str("type") == Some("object") && node.get("properties").is_some() {
        return structure(node, problems);
    }
    by_use(node, problems).map(TypeShape::Alias)
}

fn refuse_keywords(node: &Node<'_>, problems: &mut Problems) {
    for (keyword, help) in REFUSED {
        if let Some(found) = node.get(keyword) {
            problems.push(found.error(format!("the generator has no Rust for `{keyword}`")).help(help));
        }
    }
}

fn union(union: &str, node: &Node<'_>, problems: &mut Problems) -> Option<TypeShape> {
    let mut variants: Vec<String> = Vec::new();
    let branches = node.get("oneOf")?;
    if branches.items().is_empty() {
        problems.push(branches.error("a `oneOf` has no branches").help("write at least one `$ref`"));
    }
    for item in branches.items() {
        match component_name(&item) {
            Some(name) => {
                resolved(&item, problems);
                let of = names::branch(union, name);
                if let Some(other) = variants.iter().find(|other| names::branch(union, other) == of) {
                    let message = format!("the branches {other} and {name} have the same Rust name");
                    problems.push(item.error(message).help("remove one, or rename its schema"));
                }
                variants.push(name.to_owned());
            }
            None => problems.push(
                item.error("a branch of `oneOf` is not a named schema")
                    .help("move it to `components/schemas` and write `$ref`"),
            ),
        }
    }
    Some(TypeShape::Union(variants))
}

fn enumeration(node: &Node<'_>, values: &Node<'_>, problems: &mut Problems) -> Option<TypeShape> {
    if node.str("type") != Some("string") {
        problems.push(
            node.error("an enum is not of `type: string`").help("the generator takes enums of strings"),
        );
        return None;
    }
    if values.items().is_empty() {
        problems.push(values.error("an enum has no values").help("list them"));
    }
    let mut variants = Vec::new();
    let mut seen = BTreeMap::new();
    for item in values.items() {
        let Some(value) = item.as_str() else {
            problems.push(item.error("a value of a string enum is not a string").help("put it in quotes"));
            continue;
        };
        let name = names::variant(value);
        if !names::is_identifier(&name) {
            problems.push(
                item.error(format!("the value {value:?} has no Rust name"))
                    .help("let it begin with a letter"),
            );
        } else if let Some(other) = seen.insert(name, value) {
            let message = format!("the values {other:?} and {value:?} have the same Rust name");
            problems.push(item.error(message).help("rename one, so that they differ in letters or digits"));
        }
        variants.push(value.to_owned());
    }
    Some(TypeShape::Enum(variants))
}

fn structure(node: &Node<'_>, problems: &mut Problems) -> Option<TypeShape> {
    let required: Vec<&str> =
        node.get("required").map(|r| r.items().iter().filter_map(Node::as_str).collect()).unwrap_or_default();
    let additional = node.get("additionalProperties");
    if additional.is_some_and(|additional| additional.as_bool() != Some(false)) {
        problems
            .push(node.error("an object has both `properties` and other members").help(
                "write `additionalProperties: false`, leave it out, or use a map without `properties`",
            ));
    }
    let mut fields: Vec<Field> = Vec::new();
    for (name, property) in node.get("properties")?.members() {
        let is_required = required.contains(&name);
        let (inner, takes_null) = unwrapped(&property);
        if let Some(found) = property.get("nullable").filter(|_| property.get("allOf").is_some()) {
            problems.push(found.error("`nullable` beside `allOf` means nothing").help(nullable::SPELLING));
            continue;
        }
        let of = if inner.pointer() == property.pointer() {
            plain(&inner, problems)
        } else {
            by_use(&inner, problems)
        };
        let Some(of) = of else { continue };
        let Some(rust_name) = names::member(name) else {
            let message = format!("the member {name:?} has no Rust name");
            problems.push(property.error(message).help("let it begin with a letter"));
            continue;
        };
        if let Some(other) = fields.iter().find(|field| names::snake(&field.name) == rust_name) {
            let message = format!("the members {} and {name} have the same Rust name", other.name);
            problems.push(property.error(message).help("rename one"));
        }
        let presence = match (is_required, takes_null || is_any(&inner)) {
            // Any JSON holds null itself.
            (true, true) if is_any(&inner) => Presence::Required,
            (true, false) => Presence::Required,
            (true, true) => Presence::RequiredNullable,
            (false, false) => Presence::Optional,
            (false, true) => Presence::OptionalNullable,
        };
        fields.push(Field { name: name.to_owned(), docs: docs_of(&property), of, presence });
    }
    let properties = node.get("properties")?;
    for name in node.get("required").map(|r| r.items()).unwrap_or_default() {
        if name.as_str().is_none_or(|name| properties.get(name).is_none()) {
            problems
                .push(name.error("a required member is not among `properties`").help("describe it there"));
        }
    }
    Some(TypeShape::Struct(fields))
}

/// The description at the use, else that of the schema itself.
fn docs_of(node: &Node<'_>) -> String {
    let own = node.str("description").map(str::to_owned);
    own.or_else(|| unwrapped(node).0.resolve().ok()?.str("description").map(str::to_owned))
        .unwrap_or_default()
}

/// The schema inside of `allOf: [schema]`, or beside null, and whether null is allowed.
fn unwrapped<'d>(node: &Node<'d>) -> (Node<'d>, bool) {
    if let Some(inner) = nullable::node_beside_null(node) {
        return (inner, true);
    }
    let nullable = node.get("nullable").and_then(|n| n.as_bool()) == Some(true);
    let inner = node.get("allOf").map(|all| all.items()).filter(|items| items.len() == 1);
    (inner.and_then(|mut items| items.pop()).unwrap_or_else(|| node.clone()), nullable)
}

/// The type of a schema where it is used: a reference, a plain type, or a list or map of such.
pub(super) fn by_use(node: &Node<'_>, problems: &mut Problems) -> Option<Type> {
    let nullable = node.get("nullable").filter(|nullable| nullable.as_bool() == Some(true));
    if let Some(nullable) = nullable.filter(|_| !is_any(node)) {
        let help = "leave it out; only the members of an object can be null";
        problems.push(nullable.error("something other than a member of an object is nullable").help(help));
        return None;
    }
    plain(node, problems)
}

/// Whether a schema takes any JSON, so null too.
fn is_any(node: &Node<'_>) -> bool {
    const NARROWING: [&str; 5] = ["type", "allOf", "oneOf", "enum", "$ref"];
    node.resolve().is_ok_and(|target| NARROWING.iter().all(|keyword| target.get(keyword).is_none()))
}

/// As [`by_use`], for a schema that may be nullable.
fn plain(node: &Node<'_>, problems: &mut Problems) -> Option<Type> {
    if node.reference().is_some() {
        if let Some(found) = node.get("nullable") {
            problems.push(found.error("`nullable` beside `$ref` means nothing").help(nullable::SPELLING));
            return None;
        }
        let name = component_name(node).map(str::to_owned);
        resolved(node, problems)?;
        if name.is_none() {
            problems.push(
                node.error("the reference is not to `#/components/schemas/…`").help("name the schema there"),
            );
        }
        return name.map(Type::Named);
    }
    refuse_keywords(node, problems);
    for keyword in ["allOf", "oneOf", "enum"] {
        if let Some(found) = node.get(keyword) {
            let message = format!("`{keyword}` stands in a schema without a name");
            problems
                .push(found.error(message).help("move the schema to `components/schemas` and write `$ref`"));
            return None;
        }
    }
    match node.str("type") {
        None => any(node, problems),
        Some("string") => Some(match node.str("format") {
            Some("uuid") => Type::Uuid,
            Some("date-time") => Type::DateTime,
            _ => Type::String,
        }),
        Some("integer") => Some(if node.str("format") == Some("int32") { Type::Int32 } else { Type::Int64 }),
        Some("number") => Some(Type::Float),
        Some("boolean") => Some(Type::Bool),
        Some("array") => match node.get("items") {
            Some(items) => by_use(&items, problems).map(|item| Type::List(Box::new(item))),
            None => {
                problems.push(node.error("an array has no `items`").help("say what its items are"));
                None
            }
        },
        Some("object") => map(node, problems),
        Some(other) => {
            let help = "write string, integer, number, boolean, array or object";
            problems.push(node.error(format!("OpenAPI 3.0 has no type {other:?}")).help(help));
            None
        }
    }
}

/// A schema without a type is any JSON, as long as it constrains nothing.
fn any(node: &Node<'_>, problems: &mut Problems) -> Option<Type> {
    const ANNOTATIONS: [&str; 4] = ["description", "example", "nullable", "deprecated"];
    let constraint =
        node.members().into_iter().find(|(name, _)| !ANNOTATIONS.contains(name) && !name.starts_with("x-"));
    if let Some((name, found)) = constraint {
        problems.push(
            found.error(format!("`{name}` stands in a schema without `type`")).help("write its `type`"),
        );
        return None;
    }
    Some(Type::Any)
}

fn map(node: &Node<'_>, problems: &mut Problems) -> Option<Type> {
    if node.get("properties").is_some() {
        let help = "move it to `components/schemas` and write `$ref`";
        problems.push(node.error("an object with properties has no name").help(help));
        return None;
    }
    match node.get("additionalProperties") {
        Some(value) if value.as_bool() == Some(false) => {
            problems.push(
                value.error("an object without any members").help("leave it out, or describe its members"),
            );
            None
        }
        Some(value) if value.as_bool().is_none() => {
            by_use(&value, problems).map(|of| Type::Map(Box::new(of)))
        }
        Some(_) | None => Some(Type::Map(Box::new(Type::Any))),
    }
}
