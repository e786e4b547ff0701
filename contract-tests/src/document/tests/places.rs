//! Where values stand, in both syntaxes.

use crate::document::{Document, Place};

fn check(source: &str, places: &[(&str, u32, u32)]) {
    let document = Document::parse("api", source).unwrap();
    for &(pointer, line, column) in places {
        assert_eq!(document.place(pointer), Place { line, column }, "{pointer} in\n{source}");
    }
}

#[test]
fn yaml() {
    let source = "\
# comment
a: 1
\"é é\": {b: 2, c: [x, {d: 3}]}
list:
  - name: x
    deep:
      k: v
  - &named
    name: y
  -
  - - 1
    - 2
text: |
  lines
  lines
/a/b~: {~tilde: 1}
";
    check(
        source,
        &[
            ("", 2, 1),
            ("/a", 2, 1),
            ("/é é", 3, 1),
            ("/é é/b", 3, 9),
            ("/é é/c", 3, 15),
            ("/é é/c/0", 3, 19),
            ("/é é/c/1", 3, 22),
            ("/é é/c/1/d", 3, 23),
            ("/list", 4, 1),
            ("/list/0", 5, 5),
            ("/list/0/name", 5, 5),
            ("/list/0/deep", 6, 5),
            ("/list/0/deep/k", 7, 7),
            ("/list/1", 8, 5),
            ("/list/1/name", 9, 5),
            ("/list/2", 10, 4),
            ("/list/3", 11, 5),
            ("/list/3/0", 11, 7),
            ("/list/3/1", 12, 7),
            ("/text", 13, 1),
            ("/~1a~1b~0", 16, 1),
            ("/~1a~1b~0/~0tilde", 16, 9),
        ],
    );
}

#[test]
fn json() {
    let source = "{\r\n\t\"a\": {\"é\": 1, \"b\" :\n [10, {\"c\\/\": null}, \"😀\", 7]},\n\n  \"d\": []}";
    check(
        source,
        &[
            ("", 1, 1),
            ("/a", 2, 2),
            ("/a/é", 2, 8),
            ("/a/b", 2, 16),
            ("/a/b/0", 3, 3),
            ("/a/b/1", 3, 7),
            ("/a/b/1/c~1", 3, 8),
            ("/a/b/2", 3, 22),
            ("/a/b/3", 3, 27),
            ("/d", 5, 3),
        ],
    );
}

#[test]
fn nearest() {
    let source = "a:\n  b: [x, y]\n";
    check(
        source,
        &[
            ("/a/b/7", 2, 3),
            ("/a/b/1/c/d", 2, 10),
            ("/a/b/x", 2, 3),
            ("/a/none/b", 1, 1),
            ("/none", 1, 1),
            ("/a/~9", 1, 1),
            ("no pointer", 1, 1),
        ],
    );
}

/// What an alias repeats stands where its text is; what holds the alias stands where the alias is.
#[test]
fn aliases() {
    let source = "a: &x\n  b: [1, 2]\nc: *x\nd:\n  - *x\n";
    check(source, &[("/c", 3, 1), ("/c/b", 2, 3), ("/c/b/1", 2, 10), ("/d/0", 5, 5), ("/d/0/b", 2, 3)]);
}
