//! Where in a body the object of a resource stands: at the top, or inside an envelope such as `{"data": …}`. It must
//! not know lists.

use serde_json::Value;

use super::names;
use super::shape::Shape;
use crate::api::{MediaType, Operation, Response, StatusPattern};
use crate::schema::{Kind, SchemaId, Schemas};

/// Members that hold what an envelope carries.
const CARRIERS: [&str; 9] =
    ["data", "item", "result", "resource", "payload", "attributes", "record", "response", "entity"];

/// An object somewhere in a body.
#[derive(Clone, Debug)]
pub struct Content {
    /// The media type of the body, as the document writes it.
    pub media_type: String,
    /// The schema of the whole body.
    pub schema: SchemaId,
    /// The members that lead to the object.
    pub at: Vec<String>,
    /// The object.
    pub shape: Shape,
}

impl Content {
    /// The object in a body.
    pub fn object<'v>(&self, body: &'v Value) -> Option<&'v Value> {
        let object = self.at.iter().try_fold(body, |value, name| value.get(name))?;
        object.is_object().then_some(object)
    }

    /// A body with the object in it.
    pub fn wrap(&self, object: Value) -> Value {
        let wrapped = |inner, name: &String| Value::Object([(name.clone(), inner)].into_iter().collect());
        self.at.iter().rev().fold(object, wrapped)
    }
}

/// Whether a media type is JSON whose objects are those of the resource: `application/json`, or with the suffix
/// `+json`, but for a list of changes (RFC 6902).
pub fn is_json(name: &str) -> bool {
    let essence = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let patch = essence == "application/json-patch+json";
    let json = essence == "application/json"
        || essence == "text/json"
        || essence.ends_with("+json")
        || essence == "*/*";
    json && !patch
}

/// The JSON content of a list of contents.
pub fn json_content(contents: &[MediaType]) -> Option<(&MediaType, SchemaId)> {
    contents
        .iter()
        .filter(|content| is_json(&content.name))
        .find_map(|content| Some((content, content.schema?)))
}

/// The responses of an operation that say that it was done.
pub fn successes(operation: &Operation) -> impl Iterator<Item = &Response> {
    operation.responses.iter().filter(|response| match response.status {
        StatusPattern::Exact(status) => (200..300).contains(&status),
        StatusPattern::Range(hundred) => hundred == 2,
        StatusPattern::Default => false,
    })
}

/// What the operation answers when it was done.
pub fn answer_schema(operation: &Operation) -> Option<(&MediaType, SchemaId)> {
    successes(operation).find_map(|response| json_content(&response.contents))
}

/// The object that the operation answers.
pub fn answered(schemas: &Schemas, operation: &Operation, noun: &str) -> Option<Content> {
    let (media, schema) = answer_schema(operation)?;
    let shape = Shape::of(schemas, schema)?;
    Some(unwrapped(schemas, media, schema, shape, noun, None))
}

/// The object that the operation takes, of one branch.
pub fn taken(schemas: &Schemas, operation: &Operation, noun: &str, branch: usize) -> Option<Content> {
    let (media, schema) = json_content(&operation.body.as_ref()?.contents)?;
    let shape = Shape::of_branch(schemas, schema, branch)?;
    Some(unwrapped(schemas, media, schema, shape, noun, Some(branch)))
}

fn unwrapped(
    schemas: &Schemas,
    media: &MediaType,
    schema: SchemaId,
    shape: Shape,
    noun: &str,
    branch: Option<usize>,
) -> Content {
    let content = |at, shape| Content { media_type: media.name.clone(), schema, at, shape };
    let bare = shape.members.iter().any(|member| names::is_one_of(&member.name, &["id", "uuid"]));
    let objects: Vec<_> =
        shape.members.iter().filter(|member| member.facts.kind == Some(Kind::Object)).collect();
    if bare || objects.len() != 1 || shape.members.len() > 4 {
        return content(Vec::new(), shape);
    }
    let carrier = objects[0];
    let named = names::is_one_of(&carrier.name, &CARRIERS) || names::same(&carrier.name, noun);
    let inner = match branch {
        Some(branch) => Shape::of_branch(schemas, carrier.schema, branch),
        None => Shape::of(schemas, carrier.schema),
    };
    match inner {
        Some(inner) if named => content(vec![carrier.name.clone()], inner),
        Some(_) | None => content(Vec::new(), shape),
    }
}
