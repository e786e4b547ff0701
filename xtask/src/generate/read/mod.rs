//! From the document to the model. What cannot be expressed is refused with its place and what to write instead; all
//! refusals of a document are reported at once. Knows nothing of Rust code.

mod answers;
mod operations;
mod parameters;
mod reach;
mod recursion;
mod router;
mod schemas;
mod security;

use super::json_schema;
use super::model::{Api, Tag, Type};
use super::names;
use contract_tests::document::{Document, Node, Problem};
use std::collections::BTreeMap;

/// Where a reader leaves what it refuses.
pub(super) type Problems = Vec<Problem>;

/// Reads the document.
///
/// # Errors
/// Everything in it that the generator cannot express.
pub(super) fn api(document: &Document) -> Result<Api, Problems> {
    let mut problems = Problems::new();
    let root = document.root();
    if !root.str("openapi").is_some_and(|version| version.starts_with("3.0.")) {
        let place = root.get("openapi").unwrap_or(root.clone());
        return Err(vec![place.error("the generator reads OpenAPI 3.0").help("write `openapi: 3.0.3`")]);
    }
    let mut types = schemas::named(document, &mut problems);
    recursion::check(document, &types, &mut problems);
    let mut tags = tags(&root, &mut problems);
    operations::all(document, &mut tags, &mut problems);
    router::check(document, &mut problems);
    if !problems.is_empty() {
        problems.sort_by_key(|problem| problem.place);
        return Err(problems);
    }
    tags.retain(|tag| !tag.operations.is_empty());
    reach::mark(&mut types, &tags);
    types.retain(|definition| definition.is_read || definition.is_written);
    let schemas = tags
        .iter()
        .flat_map(|tag| &tag.operations)
        .flat_map(|operation| {
            let parameters = operation.parameters.iter().map(|parameter| &parameter.schema);
            parameters.chain(operation.body.as_ref().map(|body| &body.schema))
        })
        .filter_map(|pointer| Some((pointer.clone(), json_schema::of(document.node(pointer)?))))
        .collect();
    Ok(Api { types, tags, schemas })
}

/// The declared tags, still without operations.
fn tags(root: &Node<'_>, problems: &mut Problems) -> Vec<Tag> {
    let mut seen = BTreeMap::new();
    let mut tags = Vec::new();
    for tag in root.get("tags").map(|tags| tags.items()).unwrap_or_default() {
        let Some(name) = tag.str("name").filter(|name| !name.is_empty()) else {
            problems.push(tag.error("a tag has no name").help("write `name:` with an identifier"));
            continue;
        };
        let Some(module) = names::module(name) else {
            let help = "begin it with a letter of ASCII, and do not call it `types`";
            problems.push(tag.error(format!("the tag {name} cannot name a module")).help(help));
            continue;
        };
        if let Some(other) = seen.insert(module, name) {
            let message = format!("the tags {other} and {name} name the same module");
            problems.push(tag.error(message).help("remove one, or rename it"));
        }
        let docs = tag.str("description").unwrap_or_default().to_owned();
        tags.push(Tag { name: name.to_owned(), docs, error: String::new(), operations: Vec::new() });
    }
    tags
}

/// Follows a `$ref`; what cannot be followed is refused.
fn resolved<'d>(node: &Node<'d>, problems: &mut Problems) -> Option<Node<'d>> {
    match node.resolve() {
        Ok(node) => Some(node),
        Err(error) => {
            problems.push(error.into());
            None
        }
    }
}

/// The name of the component schema that a node refers to. The names of types need no escapes.
fn component_name<'d>(node: &Node<'d>) -> Option<&'d str> {
    node.reference()?.strip_prefix("#/components/schemas/").filter(|name| names::is_type(name))
}

/// Whether a text can be the name of a header, or a part of a media type (RFC 9110 §5.6.2).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}

/// The type of a schema where only a reference or a plain type may stand.
fn type_of(node: &Node<'_>, problems: &mut Problems) -> Option<Type> {
    schemas::by_use(node, problems)
}
