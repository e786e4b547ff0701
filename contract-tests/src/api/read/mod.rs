//! Reads the operations of a document. Source: OpenAPI 3.0.3, "OpenAPI Object", "Paths Object", "Path Item Object".
//!
//! What cannot be read is a [`Problem`], and the operation that it is in is left out. It must not judge what can be
//! read: that is for the lint.

mod contents;
mod operations;
mod parameters;
mod responses;
mod security;
mod template;

#[cfg(test)]
mod tests;

use super::{Api, Operation};
use crate::document::limits::PROBLEMS_MAX;
use crate::document::{Content, Document, Fields, Node, Problem, kind, quoted};
use crate::schema::Schemas;

/// All that was read, the operations with flaws included.
pub(crate) struct Reading {
    /// What was read.
    pub(crate) api: Api,
    /// For each operation, whether a part of it could not be read.
    pub(crate) flawed: Vec<bool>,
    /// What could not be read, in the order of the source.
    pub(crate) problems: Vec<Problem>,
}

impl Api {
    /// Reads a document.
    ///
    /// # Errors
    /// Everything that cannot be read, in the order of the source; never an empty list.
    pub fn read(document: &Document) -> Result<Api, Vec<Problem>> {
        let Reading { api, problems, .. } = Reading::of(document);
        if problems.is_empty() { Ok(api) } else { Err(problems) }
    }

    /// Reads a document, and takes for what is meant what leaves no doubt of it: such slips are told with the result.
    ///
    /// # Errors
    /// Everything that cannot be read, in the order of the source; never an empty list.
    pub fn read_as_meant(document: &Document) -> Result<(Api, Vec<Problem>), Vec<Problem>> {
        let Reading { api, problems, .. } = Reading::of(document);
        let (slips, problems): (Vec<_>, Vec<_>) = problems.into_iter().partition(|problem| problem.is_slip);
        if problems.is_empty() { Ok((api, slips)) } else { Err(problems) }
    }

    /// Reads what is readable of a document: an operation, of which a part is not, is left out. The problems are in
    /// the order of the source. A document that is not OpenAPI 3.0 has no operations.
    pub fn read_leniently(document: &Document) -> (Api, Vec<Problem>) {
        let Reading { mut api, flawed, problems } = Reading::of(document);
        let mut flawed = flawed.into_iter();
        api.operations.retain(|_| !flawed.next().unwrap_or(false));
        (api, problems)
    }
}

/// What is handed from one part of the reading to the next.
struct Reader {
    schemas: Schemas,
    problems: Vec<Problem>,
}

impl Reading {
    /// Reads all that can be read of a document.
    pub(crate) fn of(document: &Document) -> Reading {
        let root = document.root();
        let mut reader = Reader { schemas: Schemas::default(), problems: Vec::new() };
        let mut operations = Vec::new();
        let mut flawed = Vec::new();
        let mut security_schemes = Vec::new();
        let supported = version(&root);
        let is_supported = supported.is_ok();
        if let Err(problem) = supported {
            reader.problems.push(problem);
        } else {
            security_schemes = reader.security_schemes(&root);
            for (operation, is_flawed) in reader.paths(&root) {
                operations.push(operation);
                flawed.push(is_flawed);
            }
        }
        let (title, version) = reader.info(&root);
        let servers = reader.servers(&root);
        let Reader { schemas, mut problems } = reader;
        let flawed_schemas = schemas.flawed();
        for (operation, is_flawed) in operations.iter().zip(&mut flawed) {
            *is_flawed |= operation.schemas().any(|id| flawed_schemas[id.index()]);
        }
        problems.sort_by_key(|problem| problem.place);
        problems.dedup();
        let api = Api { is_supported, title, version, servers, operations, security_schemes, schemas };
        Reading { api, flawed, problems }
    }
}

/// Whether the document is of a version that is read here.
fn version(root: &Node<'_>) -> Result<(), Problem> {
    let Some(node) = root.get("openapi") else {
        let problem = match root.get("swagger") {
            Some(swagger) => swagger
                .error("the document is of Swagger, and only OpenAPI 3.0 is read")
                .help("convert it to OpenAPI 3.0.3"),
            None => root
                .error("the document is not OpenAPI 3.0: it has no `openapi`")
                .help("an OpenAPI document starts with `openapi: 3.0.3`"),
        };
        return Err(problem);
    };
    let text = match node.content() {
        Content::Text(text) => text.to_owned(),
        Content::Number(number) => number.to_string(),
        Content::Null | Content::Bool(_) | Content::Array | Content::Object => kind(&node),
    };
    let patch = text.strip_prefix("3.0").and_then(|rest| rest.strip_prefix('.'));
    if patch.is_some_and(|patch| patch.starts_with(|c: char| c.is_ascii_digit())) {
        return Ok(());
    }
    if text == "3.0" || text == "3" {
        let message = format!("the version of OpenAPI is {}, and must have three numbers", quoted(&text));
        return Err(node.error(message).help("write all three, as `openapi: 3.0.3`"));
    }
    let message = format!("the document is OpenAPI {}, and only 3.0 is read", quoted(&text));
    let help = if text.starts_with("3.") {
        "lower the document to OpenAPI 3.0.3"
    } else {
        "convert the document to OpenAPI 3.0.3"
    };
    Err(node.error(message).help(help))
}

impl Reader {
    fn info(&mut self, root: &Node<'_>) -> (String, String) {
        let Some(info) = root.get("info").filter(Node::is_object) else {
            return (String::new(), String::new());
        };
        let mut fields = Fields::new(&info, &mut self.problems);
        let mut text = |key| fields.text(key).unwrap_or_default().to_owned();
        (text("title"), text("version"))
    }

    fn servers(&mut self, root: &Node<'_>) -> Vec<String> {
        let servers = Fields::new(root, &mut self.problems).list("servers").unwrap_or_default();
        servers
            .iter()
            .filter_map(|server| {
                Fields::new(server, &mut self.problems).text_required("url").map(str::to_owned)
            })
            .collect()
    }

    /// Each operation, and whether it or its path item is flawed.
    fn paths(&mut self, root: &Node<'_>) -> Vec<(Operation, bool)> {
        let mut fields = Fields::new(root, &mut self.problems);
        let paths = fields.map("paths");
        if paths.is_none() && fields.raw("paths").is_none() {
            fields.complain(root.error("`paths` is missing").help("write `paths: {}` when there is none"));
        }
        let paths = paths.unwrap_or_default().into_iter().filter(|(path, _)| !path.starts_with("x-"));
        paths.flat_map(|(path, item)| self.path_item(root, path, &item)).collect()
    }

    /// Follows the `$ref` of a part, if it has one; what leads nowhere is a problem.
    fn resolve<'d>(&mut self, node: &Node<'d>) -> Option<Node<'d>> {
        node.resolve().map_err(|error| Problem::from(error).add_to(&mut self.problems)).ok()
    }

    /// Follows the `$ref` of a part that must be an object.
    fn object<'d>(&mut self, node: &Node<'d>, what: &str) -> Option<Node<'d>> {
        let node = self.resolve(node)?;
        if node.is_object() {
            return Some(node);
        }
        let message = format!("{what} is a mapping, and this is {}", kind(&node));
        node.error(message).add_to(&mut self.problems);
        None
    }

    /// How many problems there are, for [`Self::has_more_than`].
    fn mark(&self) -> usize {
        self.problems.len()
    }

    /// Whether there came problems since the mark, slips apart; when no more are kept, that has to be assumed.
    fn has_more_than(&self, mark: usize) -> bool {
        let new = self.problems.get(mark..).unwrap_or_default();
        new.iter().any(|problem| !problem.is_slip) || self.problems.len() >= PROBLEMS_MAX
    }
}
