//! From the document to the model. What cannot be expressed is refused with its place and what to write instead; all
//! refusals of a document are reported at once. Knows nothing of Rust code.

mod answers;
mod operations;
mod parameters;
mod reach;
mod router;
mod schemas;
mod security;

use super::json_schema;
use super::model::{Api, Tag, Type};
use contract_tests::document::{Document, Node, Problem};
use std::collections::BTreeSet;

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
    let mut seen = BTreeSet::new();
    let mut tags = Vec::new();
    for tag in root.get("tags").map(|tags| tags.items()).unwrap_or_default() {
        let Some(name) = tag.str("name").filter(|name| !name.is_empty()) else {
            problems.push(tag.error("a tag has no name").help("write `name:` with an identifier"));
            continue;
        };
        if !seen.insert(name) {
            problems.push(tag.error(format!("the tag {name} is declared twice")).help("remove one"));
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

/// The name of the component schema that a node is or refers to.
fn component_name<'d>(node: &Node<'d>) -> Option<&'d str> {
    node.reference()?.strip_prefix("#/components/schemas/").filter(|name| !name.contains('/'))
}

/// The type of a schema where only a reference or a plain type may stand.
fn type_of(node: &Node<'_>, problems: &mut Problems) -> Option<Type> {
    schemas::by_use(node, problems)
}
