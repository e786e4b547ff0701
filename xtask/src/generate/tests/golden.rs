//! The generated files as they should be, for people to read.

use super::{DOCUMENT, generated};

#[test]
fn the_mirror_is_as_reviewed() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../tests/golden/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        // The document itself needs no review.
        for (name, content) in
            generated(DOCUMENT).unwrap().into_iter().filter(|(name, _)| name != "openapi.json")
        {
            insta::assert_snapshot!(name, content);
        }
    });
}

#[test]
fn the_same_document_gives_the_same_files() {
    assert_eq!(generated(DOCUMENT).unwrap(), generated(DOCUMENT).unwrap());
}

#[test]
fn rust_is_not_formatted_twice() {
    for (name, content) in generated(DOCUMENT).unwrap() {
        assert!(content.ends_with('\n') && !content.ends_with("\n\n"), "{name}");
        assert!(
            !content.lines().any(|line| line.ends_with([' ', '\t'])),
            "{name} has blanks at the end of a line"
        );
    }
}
