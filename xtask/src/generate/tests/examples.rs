//! The document's own examples: a reader pastes them, so they must be what their schemas say.

use crate::generate::{DOCUMENT, json_schema};
use crate::workspace;
use contract_tests::document::{Document, Node};

/// All nodes at or below this one.
fn walk<'d>(node: &Node<'d>, visit: &mut dyn FnMut(&Node<'d>)) {
    visit(node);
    let members = node.members().into_iter().map(|(_, member)| member);
    members.chain(node.items()).for_each(|child| walk(&child, visit));
}

#[test]
fn every_example_is_valid() {
    let document = Document::load(&workspace::root().unwrap().join(DOCUMENT)).unwrap();
    let mut checked = 0;
    walk(&document.root(), &mut |node| {
        // A media type, a header or a parameter; a schema; each may have an example.
        let Some(example) = node.get("example") else { return };
        let schema = node.get("schema").unwrap_or_else(|| node.clone());
        let schema = json_schema::of(schema);
        let options = jsonschema::options().should_validate_formats(true);
        let validator = options.build(&schema).unwrap();
        let errors: Vec<String> = validator.iter_errors(&example.to_value()).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", example.error("the example breaks its schema"));
        checked += 1;
    });
    assert!(checked > 20, "only {checked} examples");
}
