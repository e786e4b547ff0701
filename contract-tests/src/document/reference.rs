//! Following `$ref` inside one document, to the value that is meant. It must not know what is referred to: a
//! schema, a parameter and a response are followed alike, and what stands beside a `$ref` is left to its reader.

use std::collections::HashSet;

use super::node::{Content, Node};
use super::pointer;
use super::problem::{Problem, quoted};
use super::spelling;

/// A `$ref` that leads to no value of the document. Each holds the problem, placed at the `$ref`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    /// It leads out of the document.
    #[error("{0}")]
    Remote(Problem),
    /// It is not `#` and a JSON pointer.
    #[error("{0}")]
    Malformed(Problem),
    /// There is nothing at its pointer.
    #[error("{0}")]
    Dangling(Problem),
    /// It leads back to itself through nothing but other `$ref`s.
    #[error("{0}")]
    Cycle(Problem),
}

impl ReferenceError {
    /// What is wrong, and where.
    pub fn problem(&self) -> &Problem {
        match self {
            Self::Remote(problem)
            | Self::Malformed(problem)
            | Self::Dangling(problem)
            | Self::Cycle(problem) => problem,
        }
    }
}

impl From<ReferenceError> for Problem {
    fn from(error: ReferenceError) -> Self {
        match error {
            ReferenceError::Remote(problem)
            | ReferenceError::Malformed(problem)
            | ReferenceError::Dangling(problem)
            | ReferenceError::Cycle(problem) => problem,
        }
    }
}

impl<'d> Node<'d> {
    /// The value at the end of the chain of `$ref`s that starts here; this value itself when it has no `$ref`.
    ///
    /// # Errors
    /// The first `$ref` of the chain that leads nowhere, or the one that closes a circle.
    pub fn resolve(&self) -> Result<Node<'d>, ReferenceError> {
        let mut node = self.clone();
        let mut seen = HashSet::new();
        while let Some(reference) = node.reference() {
            let next = node.target(reference)?;
            if next.pointer() == node.pointer() || seen.contains(next.pointer()) {
                let message = format!("the reference {} leads back to itself", quoted(reference));
                let problem = node.at_reference(message);
                return Err(ReferenceError::Cycle(
                    problem.help("let one of the references in the circle be a schema of its own"),
                ));
            }
            seen.insert(node.pointer().to_owned());
            node = next;
        }
        Ok(node)
    }

    /// Where a `$ref` of this value leads, one step.
    ///
    /// # Errors
    /// When it leads to no value of the document.
    pub(crate) fn target(&self, reference: &str) -> Result<Node<'d>, ReferenceError> {
        if !reference.starts_with('#') && !reference.is_empty() {
            let message = format!("the reference {} leads out of this document", quoted(reference));
            let help = "bring what it names into `components`, and refer to it with `#/components/…`";
            return Err(ReferenceError::Remote(self.at_reference(message).help(help)));
        }
        let Some(pointer) = pointer::from_fragment(reference) else {
            let message = format!("the reference {} is not a JSON pointer", quoted(reference));
            let help =
                "write it like `#/components/schemas/Name`, with `~1` for `/` and `~0` for `~` in a name";
            return Err(ReferenceError::Malformed(self.at_reference(message).help(help)));
        };
        match self.document().node(&pointer) {
            Some(node) => Ok(node),
            None => Err(ReferenceError::Dangling(self.dangling(reference, &pointer))),
        }
    }

    /// Says at which step the pointer leaves the document.
    fn dangling(&self, reference: &str, pointer: &str) -> Problem {
        let mut at = self.document().root();
        for token in pointer::tokens(pointer).unwrap_or_default() {
            let next = match at.content() {
                Content::Array => self.document().node(&pointer::join(at.pointer(), &token)),
                Content::Object => at.get(&token),
                Content::Null | Content::Bool(_) | Content::Number(_) | Content::Text(_) => None,
            };
            let Some(next) = next else {
                let place =
                    if at.pointer().is_empty() { "the root".to_owned() } else { quoted(at.pointer()) };
                let message = format!(
                    "the reference {} leads nowhere: {place} has no {}",
                    quoted(reference),
                    quoted(&token)
                );
                let names = at.members().into_iter().map(|(key, _)| key);
                let help = match spelling::closest(&token, names) {
                    Some(name) => format!("is {} meant?", quoted(name)),
                    None if at.reference().is_some() => {
                        "a pointer does not follow a `$ref` on its way; refer to where that one leads"
                            .to_owned()
                    }
                    None => "add what it names, or mend the reference".to_owned(),
                };
                return self.at_reference(message).help(help);
            };
            at = next;
        }
        self.at_reference(format!("the reference {} leads nowhere", quoted(reference)))
    }

    fn at_reference(&self, message: String) -> Problem {
        match self.get("$ref") {
            Some(reference) => reference.error(message),
            None => self.error(message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ReferenceError;
    use crate::document::{Document, Place, Problem};

    const SOURCE: &str = "\
paths:
  /me/{id}: {get: {summary: found}}
schemas:
  a: {$ref: '#/schemas/b', description: beside}
  b:
    $ref: '#/schemas/c/allOf/1'
  c:
    allOf: [{type: object}, {type: string}]
  me:
    $ref: '#/paths/~1me~1%7Bid%7D/get'
  root: {$ref: '#'}
  property: {properties: {$ref: {type: string}}}
  self: {$ref: '#/schemas/self'}
  tick: {$ref: '#/schemas/tock'}
  tock: {$ref: '#/schemas/tick'}
  into: {$ref: '#/schemas/tick'}
  typo: {$ref: '#/schemas/Propetry'}
  far: {$ref: '#/schemas/nothing'}
  index: {$ref: '#/schemas/c/allOf/2'}
  through: {$ref: '#/schemas/a/type'}
  inside: {$ref: '#/schemas/c/allOf/0/type/x'}
  remote: {$ref: 'other.yaml#/a'}
  url: {$ref: 'https://example.com/a.yaml'}
  name: {$ref: '#Name'}
  tilde: {$ref: '#/schemas/a~b'}
  bytes: {$ref: '#/%FF'}
  empty: {$ref: ''}
";

    fn schema(name: &str) -> Result<String, ReferenceError> {
        let document = Document::parse("api.yaml", SOURCE).unwrap();
        let node = document.node(&format!("/schemas/{name}")).unwrap();
        node.resolve().map(|node| node.pointer().to_owned())
    }

    #[test]
    fn followed_to_the_end() {
        for (name, pointer) in [
            ("a", "/schemas/c/allOf/1"),
            ("b", "/schemas/c/allOf/1"),
            ("c", "/schemas/c"),
            ("me", "/paths/~1me~1{id}/get"),
            ("root", ""),
            ("property", "/schemas/property"),
            ("property/properties", "/schemas/property/properties"),
        ] {
            assert_eq!(schema(name).as_deref(), Ok(pointer), "{name}");
        }
    }

    #[test]
    fn leading_nowhere() {
        type Make = fn(Problem) -> ReferenceError;
        let cases: [(&str, Make, u32, &str, &str); 14] = [
            ("self", ReferenceError::Cycle, 13, "leads back to itself", ""),
            ("tick", ReferenceError::Cycle, 15, "leads back to itself", ""),
            ("into", ReferenceError::Cycle, 15, "leads back to itself", ""),
            ("typo", ReferenceError::Dangling, 17, "`/schemas` has no `Propetry`", "is `property` meant?"),
            ("far", ReferenceError::Dangling, 18, "`/schemas` has no `nothing`", "add what it names"),
            ("index", ReferenceError::Dangling, 19, "`/schemas/c/allOf` has no `2`", "mend"),
            ("through", ReferenceError::Dangling, 20, "`/schemas/a` has no `type`", "does not follow"),
            ("inside", ReferenceError::Dangling, 21, "`/schemas/c/allOf/0/type` has no `x`", "mend"),
            ("remote", ReferenceError::Remote, 22, "`other.yaml#/a` leads out", "components"),
            ("url", ReferenceError::Remote, 23, "leads out of this document", "components"),
            ("name", ReferenceError::Malformed, 24, "`#Name` is not a JSON pointer", "~1"),
            ("tilde", ReferenceError::Malformed, 25, "is not a JSON pointer", "~0"),
            ("bytes", ReferenceError::Malformed, 26, "is not a JSON pointer", ""),
            ("empty", ReferenceError::Malformed, 27, "is not a JSON pointer", ""),
        ];
        for (name, make, line, message, help) in cases {
            let error = schema(name).unwrap_err();
            let problem = error.problem().clone();
            assert_eq!(error, make(problem.clone()), "{name}");
            assert_eq!(problem.place.line, line, "{problem}");
            assert!(problem.message.contains(message), "{problem}");
            assert!(problem.help.as_deref().unwrap().contains(help), "{problem}");
            assert!(problem.pointer.ends_with("/$ref"), "{problem:?}");
        }
        let remote = Problem::from(schema("remote").unwrap_err());
        assert_eq!(remote.place, Place { line: 22, column: 12 });
    }

    #[test]
    fn long_chains() {
        let link = |at: usize| format!("  n{at}: {{$ref: '#/schemas/n{}'}}\n", at + 1);
        let chain: String = (0..20_000).map(link).collect();
        let source = format!("schemas:\n{chain}  n20000: {{type: string}}\n");
        let document = Document::parse("api.yaml", &source).unwrap();
        let end = document.node("/schemas/n0").unwrap().resolve().unwrap();
        assert_eq!(end.str("type"), Some("string"));
    }
}
