//! Other spellings of the same document: keys in another order, references inlined and extracted, components renamed,
//! `allOf` split and wrapped, null spelled differently, defaults written out, path variables renamed.

use serde_json::{Map, Value, json};

use super::random::Random;

/// The document in other words: one in `share` of its paths and components, and their names everywhere.
pub(super) fn rewrite(document: &Value, share: usize, random: &mut Random) -> Value {
    let mut document = document.clone();
    rename_components(&mut document, random);
    let components = document.clone();
    let kept = set_aside(&mut document, share, random);
    extract(&mut document, random);
    schemas(&mut document, &mut |schema, depth| respell(schema, &components, depth, random));
    extract_schemas(&mut document, random);
    rename_variables(&mut document, random);
    parameters(&mut document, random);
    shuffle(&mut document, random);
    for (section, name, part) in kept {
        let parts = document.pointer_mut(section).and_then(Value::as_object_mut).unwrap();
        parts.insert(name, part);
    }
    document
}

/// Parts of a document, by the sections that they are in.
const SECTIONS: [&str; 6] = [
    "/paths",
    "/components/schemas",
    "/components/responses",
    "/components/parameters",
    "/components/requestBodies",
    "/components/headers",
];

/// Takes out the parts that are to stay as they are, each with its section and its name.
fn set_aside(document: &mut Value, share: usize, random: &mut Random) -> Vec<(&'static str, String, Value)> {
    let mut kept = Vec::new();
    for section in SECTIONS {
        let Some(Value::Object(parts)) = document.pointer_mut(section) else { continue };
        for (name, part) in std::mem::take(parts) {
            if random.once_in(share) {
                parts.insert(name, part);
            } else {
                kept.push((section, name, part));
            }
        }
    }
    kept
}

/// Makes components of schemas that are written out.
fn extract_schemas(document: &mut Value, random: &mut Random) {
    let mut extracted = Map::new();
    schemas(document, &mut |schema, place| {
        if place == Place::Free && schema.get("$ref").is_none() && random.once_in(12) {
            let name = format!("ExtractedSchema{}", extracted.len());
            let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
            extracted.insert(name, std::mem::replace(schema, reference));
        }
    });
    let components = document.as_object_mut().unwrap().entry("components").or_insert_with(|| json!({}));
    let section = components.as_object_mut().unwrap().entry("schemas").or_insert_with(|| json!({}));
    section.as_object_mut().unwrap().extend(extracted);
}

/// Visits every schema of the document that is written out, the innermost first.
fn schemas(document: &mut Value, visit: &mut dyn FnMut(&mut Value, Place)) {
    if let Some(Value::Object(named)) = document.pointer_mut("/components/schemas") {
        for schema in named.values_mut() {
            inside(schema, Place::Free, visit);
        }
    }
    holders(document, visit);
}

/// Where a schema stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Free,
    /// Under a `discriminator`, which names the branch by its component.
    Branch,
    /// Of a parameter or header, where the style depends on the type that is written.
    Parameter,
}

/// Goes through parts of a document that are no schemas, to those that they hold.
fn holders(value: &mut Value, visit: &mut dyn FnMut(&mut Value, Place)) {
    match value {
        Value::Object(members) => {
            let parameter = members.contains_key("in") || !members.contains_key("example");
            for (key, member) in members.iter_mut() {
                match key.as_str() {
                    "schema" if parameter => inside(member, Place::Parameter, visit),
                    "schema" => inside(member, Place::Free, visit),
                    "schemas" | "example" | "examples" | "default" => {}
                    key if key.starts_with("x-") => {}
                    _ => holders(member, visit),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| holders(item, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn inside(schema: &mut Value, place: Place, visit: &mut dyn FnMut(&mut Value, Place)) {
    if let Value::Object(members) = schema {
        let branch = if members.contains_key("discriminator") { Place::Branch } else { Place::Free };
        for (key, member) in members.iter_mut() {
            match (key.as_str(), member) {
                ("properties", Value::Object(properties)) => {
                    properties.values_mut().for_each(|member| inside(member, Place::Free, visit));
                }
                ("allOf" | "anyOf" | "oneOf", Value::Array(branches)) => {
                    branches.iter_mut().for_each(|member| inside(member, branch, visit));
                }
                ("items" | "additionalProperties" | "not", member) => inside(member, Place::Free, visit),
                _ => {}
            }
        }
    }
    if schema.is_object() {
        visit(schema, place);
    }
}

const ANNOTATIONS: [&str; 9] = [
    "title",
    "description",
    "default",
    "example",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
];

fn respell(schema: &mut Value, document: &Value, place: Place, random: &mut Random) {
    if place != Place::Branch && random.once_in(8) {
        inline(schema, document);
    }
    let Value::Object(members) = schema else { return };
    if members.contains_key("$ref") {
        if place == Place::Free && random.once_in(4) {
            *schema = json!({ "allOf": [schema.clone()] });
        }
        return;
    }
    bounds(members, random);
    defaults(members, random);
    if place == Place::Free && random.once_in(3) {
        nullable(members);
    }
    if place == Place::Free && random.once_in(4) {
        split(members, random);
    }
    if place == Place::Free && random.once_in(8) {
        wrap(members, random);
    }
}

/// Writes out what a reference leads to, unless it leads to itself.
fn inline(schema: &mut Value, document: &Value) {
    let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { return };
    let target = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
    let Some(target) = target else { return };
    let text = target.to_string();
    if !text.contains("$ref") && text.len() < 4000 {
        *schema = target.clone();
    }
}

fn bounds(members: &mut Map<String, Value>, random: &mut Random) {
    let integer = members.get("type").is_some_and(|kind| kind == "integer");
    let least = members.get("minimum").and_then(Value::as_i64);
    let inclusive = integer && !members.contains_key("exclusiveMinimum");
    if let Some(least) = least.filter(|_| inclusive && random.once_in(2)) {
        members.insert("minimum".to_owned(), json!(least - 1));
        members.insert("exclusiveMinimum".to_owned(), json!(true));
    }
    for key in ["required", "enum"] {
        if let Some(Value::Array(items)) = members.get_mut(key) {
            random.shuffle(items);
        }
    }
}

/// Says what absence says.
fn defaults(members: &mut Map<String, Value>, random: &mut Random) {
    let kind = members.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut say = |key: &str, value: Value| {
        if !members.contains_key(key) && random.once_in(3) {
            members.insert(key.to_owned(), value);
        }
    };
    say("deprecated", json!(false));
    say("readOnly", json!(false));
    say("writeOnly", json!(false));
    match kind.as_str() {
        "string" => say("minLength", json!(0)),
        "array" => {
            say("minItems", json!(0));
            say("uniqueItems", json!(false));
        }
        "object" => say("minProperties", json!(0)),
        "" => return,
        _ => {}
    }
    say("nullable", json!(false));
}

/// `nullable` as an alternative of its own.
fn nullable(members: &mut Map<String, Value>) {
    let is_null = members.get("nullable") == Some(&json!(true));
    if !is_null || !members.contains_key("type") || members.contains_key("enum") || composed(members) {
        return;
    }
    let kind = members["type"].clone();
    let mut kept = take(members, |key| ANNOTATIONS.contains(&key));
    let mut rest = std::mem::take(members);
    rest.remove("nullable");
    let null = json!({ "type": kind, "nullable": true, "enum": [null] });
    kept.insert("anyOf".to_owned(), Value::Array(vec![Value::Object(rest), null]));
    *members = kept;
}

fn composed(members: &Map<String, Value>) -> bool {
    ["allOf", "anyOf", "oneOf", "not", "discriminator"].iter().any(|key| members.contains_key(*key))
}

/// Some keywords in one branch of `allOf`, the others in another. `type` and `enum` go with `nullable`, and `properties`
/// with `additionalProperties`, which depend on each other.
fn split(members: &mut Map<String, Value>, random: &mut Random) {
    if composed(members) {
        return;
    }
    let mut kept = take(members, |key| ANNOTATIONS.contains(&key) || key.starts_with("x-"));
    let groups: [&[&str]; 8] = [
        &["type", "nullable", "enum"],
        &["properties", "additionalProperties"],
        &["required"],
        &["minLength", "pattern"],
        &["maxLength"],
        &["minimum", "exclusiveMinimum"],
        &["maximum", "exclusiveMaximum"],
        &["items", "minItems"],
    ];
    let mut left = Map::new();
    for group in groups {
        if random.once_in(2) {
            left.extend(take(members, |key| group.contains(&key)));
        }
    }
    let right = std::mem::take(members);
    kept.insert("allOf".to_owned(), Value::Array(vec![Value::Object(left), Value::Object(right)]));
    *members = kept;
}

/// A single alternative, or the same one twice.
fn wrap(members: &mut Map<String, Value>, random: &mut Random) {
    if composed(members) {
        return;
    }
    let mut kept = take(members, |key| ANNOTATIONS.contains(&key) || key.starts_with("x-"));
    let inner = Value::Object(std::mem::take(members));
    let (key, branches) = match random.below(3) {
        0 => ("anyOf", json!([inner, inner])),
        1 => ("oneOf", json!([inner])),
        _ => ("allOf", json!([inner, inner])),
    };
    kept.insert(key.to_owned(), branches);
    *members = kept;
}

fn take(members: &mut Map<String, Value>, wanted: impl Fn(&str) -> bool) -> Map<String, Value> {
    let (taken, kept) = std::mem::take(members).into_iter().partition(|(key, _)| wanted(key));
    *members = kept;
    taken
}

/// Gives schema components other names.
fn rename_components(document: &mut Value, random: &mut Random) {
    let Some(Value::Object(named)) = document.pointer_mut("/components/schemas") else { return };
    // The names of branches under a discriminator without a mapping are values of a member.
    let fixed = Value::Object(named.clone()).to_string().contains("discriminator");
    if fixed || random.once_in(2) {
        return;
    }
    let old = std::mem::take(named);
    let renamed = |name: &str| format!("Renamed{name}");
    *named = old.into_iter().map(|(name, schema)| (renamed(&name), schema)).collect();
    references(document, &|reference| {
        let name = reference.strip_prefix("#/components/schemas/")?;
        let (name, rest) =
            name.split_once('/').map_or((name, String::new()), |(name, rest)| (name, format!("/{rest}")));
        Some(format!("#/components/schemas/{}{rest}", renamed(name)))
    });
}

fn references(value: &mut Value, map: &dyn Fn(&str) -> Option<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members.iter_mut() {
                let new = member.as_str().filter(|_| key == "$ref").and_then(map);
                match new {
                    Some(new) => *member = Value::String(new),
                    None => references(member, map),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| references(item, map)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Makes components of schemas, responses and bodies that are written out.
fn extract(document: &mut Value, random: &mut Random) {
    let mut extracted = Vec::new();
    if let Some(Value::Object(paths)) = document.get_mut("paths") {
        for item in paths.values_mut().filter_map(Value::as_object_mut) {
            for operation in item.values_mut().filter_map(Value::as_object_mut) {
                if let Some(Value::Object(responses)) = operation.get_mut("responses") {
                    for response in responses.values_mut() {
                        move_out(response, "responses", &mut extracted, random);
                    }
                }
                if let Some(body) = operation.get_mut("requestBody") {
                    move_out(body, "requestBodies", &mut extracted, random);
                }
            }
        }
    }
    for (at, (section, part)) in extracted.into_iter().enumerate() {
        let components = document.as_object_mut().unwrap().entry("components").or_insert_with(|| json!({}));
        let section = components.as_object_mut().unwrap().entry(section).or_insert_with(|| json!({}));
        section.as_object_mut().unwrap().insert(format!("Extracted{at}"), part);
    }
}

fn move_out(part: &mut Value, section: &str, extracted: &mut Vec<(String, Value)>, random: &mut Random) {
    if part.get("$ref").is_none() && random.once_in(4) {
        let reference = json!({ "$ref": format!("#/components/{section}/Extracted{}", extracted.len()) });
        extracted.push((section.to_owned(), std::mem::replace(part, reference)));
    }
}

/// Calls the variables of paths something else, where their parameters are written out.
fn rename_variables(document: &mut Value, random: &mut Random) {
    let Some(Value::Object(paths)) = document.get_mut("paths") else { return };
    let old = std::mem::take(paths);
    for (path, mut item) in old {
        let plain = !item.to_string().contains("#/components/parameters/");
        let name = if plain && path.contains('{') && random.once_in(2) {
            rename(&mut item);
            path.replace('{', "{renamed_")
        } else {
            path
        };
        paths.insert(name, item);
    }
}

fn rename(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let variable = members.get("in").is_some_and(|location| location == "path");
            if let Some(Value::String(name)) = members.get_mut("name").filter(|_| variable) {
                name.insert_str(0, "renamed_");
            }
            members.iter_mut().filter(|(key, _)| *key != "schema").for_each(|(_, member)| rename(member));
        }
        Value::Array(items) => items.iter_mut().for_each(rename),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Writes out the defaults of parameters, and their order.
fn parameters(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(members) => {
            if let Some(Value::Array(list)) = members.get_mut("parameters") {
                random.shuffle(list);
            }
            let location = members.get("in").and_then(Value::as_str).map(str::to_owned);
            if let (Some(location), true, true) =
                (location, members.contains_key("schema"), members.contains_key("name"))
            {
                let style = if matches!(location.as_str(), "query" | "cookie") { "form" } else { "simple" };
                let mut say = |key: &str, value: Value| {
                    if !members.contains_key(key) && random.once_in(3) {
                        members.insert(key.to_owned(), value);
                    }
                };
                say("required", json!(false));
                say("deprecated", json!(false));
                say("allowEmptyValue", json!(false));
                if !members.contains_key("style") {
                    members.insert("style".to_owned(), json!(style));
                }
            }
            for (key, member) in members.iter_mut() {
                if !matches!(key.as_str(), "schema" | "schemas" | "example" | "examples") {
                    parameters(member, random);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| parameters(item, random)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Puts the members of every object into another order.
fn shuffle(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(members) => {
            let mut entries: Vec<_> = std::mem::take(members).into_iter().collect();
            random.shuffle(&mut entries);
            for (_, member) in &mut entries {
                shuffle(member, random);
            }
            *members = entries.into_iter().collect();
        }
        Value::Array(items) => items.iter_mut().for_each(|item| shuffle(item, random)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
