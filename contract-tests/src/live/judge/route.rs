//! Which operation a request addresses, by its method and path. Source: OpenAPI 3.0.3, "Paths Object": literal paths
//! go before templated ones. It must not know what the operation makes of it.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use crate::api::{Api, Method, PathTemplate, Segment};

/// The paths of a document, ready to be matched.
#[derive(Debug)]
pub struct Router {
    paths: Vec<Path>,
}

#[derive(Debug)]
struct Path {
    template: PathTemplate,
    operations: Vec<(Method, usize)>,
}

/// What a request addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// An operation, an index in `Api::operations`, with the text of each path variable, still percent-encoded.
    Operation {
        /// The operation.
        operation: usize,
        /// Variables by name.
        variables: Vec<(String, String)>,
    },
    /// A path of the document with a method that no template of the path has; the operations that it has.
    Method {
        /// Indices in `Api::operations`.
        operations: Vec<usize>,
    },
    /// Nothing that the document has, or nothing certain.
    Nowhere,
}

impl Router {
    /// A router over the operations of a document.
    pub fn new(api: &Api) -> Self {
        let mut by_text: HashMap<&str, usize> = HashMap::new();
        let mut paths: Vec<Path> = Vec::new();
        for (at, operation) in api.operations.iter().enumerate() {
            let path = *by_text.entry(operation.path.text.as_str()).or_insert_with(|| {
                paths.push(Path { template: operation.path.clone(), operations: Vec::new() });
                paths.len() - 1
            });
            paths[path].operations.push((operation.method, at));
        }
        Self { paths }
    }

    /// What a request with that method and that path, without the base's prefix, addresses.
    pub fn route(&self, method: &str, path: &str) -> Route {
        let segments: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').collect();
        let mut matches: Vec<(&Path, Vec<(String, String)>)> = self
            .paths
            .iter()
            .filter_map(|path| Some((path, variables(&path.template, &segments)?)))
            .collect();
        matches.sort_by_key(|(path, _)| specificity(&path.template));
        let operation = |path: &Path| {
            path.operations
                .iter()
                .find(|(known, _)| known.as_str() == method)
                .map(|(_, operation)| *operation)
        };
        let Some((first, variables)) = matches.first() else { return Route::Nowhere };
        if let Some(operation) = operation(first) {
            return Route::Operation { operation, variables: variables.clone() };
        }
        // The less specific templates may have the method; which of the two a server takes is not said.
        if matches.iter().any(|(path, _)| operation(path).is_some()) {
            return Route::Nowhere;
        }
        Route::Method { operations: first.operations.iter().map(|(_, operation)| *operation).collect() }
    }
}

/// Orders templates by their segments from the left, text before text with variables before a variable.
fn specificity(template: &PathTemplate) -> Vec<u8> {
    let rank = |segment: &Segment| match segment {
        Segment::Literal(_) => 0,
        Segment::Mixed { .. } => 1,
        Segment::Variable(_) => 2,
    };
    template.segments.iter().map(rank).collect()
}

/// The texts of the variables when the path is one of the template.
fn variables(template: &PathTemplate, segments: &[&str]) -> Option<Vec<(String, String)>> {
    if template.segments.len() != segments.len() {
        return None;
    }
    let mut variables = Vec::new();
    for (pattern, text) in template.segments.iter().zip(segments) {
        match pattern {
            Segment::Literal(literal) => {
                let decoded = percent_decode_str(text).decode_utf8().ok()?;
                (decoded == literal.as_str()).then_some(())?;
            }
            Segment::Variable(name) => {
                (!text.is_empty()).then(|| variables.push((name.clone(), (*text).to_owned())))?;
            }
            Segment::Mixed { prefix, parts } => {
                let mut rest = text.strip_prefix(prefix.as_str())?;
                for (at, (name, suffix)) in parts.iter().enumerate() {
                    let end = if at + 1 == parts.len() {
                        rest.len().checked_sub(suffix.len()).filter(|_| rest.ends_with(suffix.as_str()))?
                    } else {
                        rest.find(suffix.as_str()).filter(|_| !suffix.is_empty())?
                    };
                    (end > 0).then(|| variables.push((name.clone(), rest[..end].to_owned())))?;
                    rest = &rest[end + suffix.len()..];
                }
            }
        }
    }
    Some(variables)
}
