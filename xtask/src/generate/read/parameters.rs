//! Parameters in the path, the query and headers.

use super::{Problems, is_token, resolved, type_of};
use crate::generate::model::{Location, Parameter, Shape};
use crate::generate::names;
use contract_tests::document::Node;

/// The parameters of an operation: its own, and those of its path that it does not replace.
pub(super) fn of(
    path: &str,
    item: &Node<'_>,
    operation: &Node<'_>,
    problems: &mut Problems,
) -> Vec<Parameter> {
    let own = list(operation, problems);
    let mut all = list(item, problems);
    all.retain(|(_, inherited)| {
        !own.iter().any(|(_, p)| p.name == inherited.name && p.location == inherited.location)
    });
    all.extend(own);
    for (index, (node, parameter)) in all.iter().enumerate() {
        let rust_name = names::snake(&parameter.name);
        if all[..index].iter().any(|(_, other)| names::snake(&other.name) == rust_name) {
            let message = format!("two parameters have the Rust name {rust_name}");
            problems.push(node.error(message).help("rename one, or remove the second"));
        }
        let in_path = path.split('/').any(|segment| segment == format!("{{{}}}", parameter.name));
        if parameter.location == Location::Path && !in_path {
            let message = format!("the path has no `{{{}}}`", parameter.name);
            problems.push(node.error(message).help("name the parameter as the path does"));
        }
    }
    for name in path.split('/').filter_map(|s| s.strip_prefix('{')?.strip_suffix('}')) {
        if !all.iter().any(|(_, p)| p.location == Location::Path && p.name == name) {
            let message = format!("the path parameter `{name}` is not described");
            problems.push(operation.error(message).help("add it to `parameters` with `in: path`"));
        }
    }
    all.into_iter().map(|(_, parameter)| parameter).collect()
}

fn list<'d>(node: &Node<'d>, problems: &mut Problems) -> Vec<(Node<'d>, Parameter)> {
    let nodes = node.get("parameters").map(|list| list.items()).unwrap_or_default();
    nodes.iter().filter_map(|node| Some((node.clone(), parameter(node, problems)?))).collect()
}

fn parameter(node: &Node<'_>, problems: &mut Problems) -> Option<Parameter> {
    let target = resolved(node, problems)?;
    let mut refuse = |at: &Node<'_>, message: &str, help: &str| problems.push(at.error(message).help(help));
    let Some(name) = target.str("name") else {
        refuse(&target, "a parameter has no name", "write `name:`");
        return None;
    };
    let required = target.get("required").and_then(|r| r.as_bool()) == Some(true);
    let (location, style) = match target.str("in") {
        Some("path") => (Location::Path, "simple"),
        Some("query") => (Location::Query, "form"),
        Some("header") => (Location::Header, "simple"),
        _ => {
            let help = "write `in: path`, `query` or `header`; a cookie is a security scheme";
            refuse(&target, "the parameter stands where the generator does not read", help);
            return None;
        }
    };
    if names::own_member(name).is_none() {
        let help = "begin its name with a letter, and do not call it `body` or `credential`";
        refuse(&target, "a parameter has no Rust name", help);
        return None;
    }
    if location == Location::Header && !is_token(name) {
        refuse(&target, "this cannot be the name of a header", "write it in letters, digits and hyphens");
    }
    if location == Location::Path && !required {
        refuse(&target, "a path parameter is not required", "write `required: true`");
    }
    if let Some(found) = target.get("style").filter(|found| found.as_str() != Some(style)) {
        refuse(
            &found,
            "the generator does not read this style",
            &format!("leave `style` out, or write `{style}`"),
        );
    }
    if let Some(found) =
        target.get("explode").filter(|found| found.as_bool() != Some(location == Location::Query))
    {
        refuse(&found, "the generator does not read this `explode`", "leave it out");
    }
    let Some(schema) = target.get("schema") else {
        refuse(&target, "a parameter has no `schema`", "describe it with `schema`, not `content`");
        return None;
    };
    let of = type_of(&schema, problems)?;
    let shape = shape(&schema, location, problems)?;
    let docs = target.str("description").unwrap_or_default().to_owned();
    Some(Parameter {
        name: name.to_owned(),
        location,
        required,
        docs,
        of,
        shape,
        schema: schema.pointer().to_owned(),
    })
}

/// How the text is read, by the schema behind all references.
fn shape(schema: &Node<'_>, location: Location, problems: &mut Problems) -> Option<Shape> {
    let target = resolved(schema, problems)?;
    let mut refuse = |message: &str, help: &str| {
        problems.push(schema.error(message).help(help));
        None
    };
    match target.str("type") {
        Some("string") => Some(Shape::Text),
        Some("integer") => Some(Shape::Integer),
        Some("number") => Some(Shape::Number),
        Some("boolean") => Some(Shape::Boolean),
        Some("array") if location == Location::Query => {
            let item = target.get("items").and_then(|items| items.resolve().ok());
            match item.and_then(|item| item.str("type")) {
                Some("string") => Some(Shape::Texts),
                _ => refuse("a query array is not one of strings", "let its items be of `type: string`"),
            }
        }
        _ => refuse(
            "a parameter is neither a string, a number, a boolean, nor a query array of strings",
            "split it into parameters of such types",
        ),
    }
}
