//! Sources that are refused, each beside the place and the words.

use crate::document::{Document, LoadError};

#[derive(Debug, PartialEq, Eq)]
enum Refusal {
    Syntax,
    Unusable,
}
use Refusal::{Syntax, Unusable};

fn check(name: &str, source: &str, refusal: &Refusal, place: &str, words: &str, help: &str) {
    let error = match Document::parse(name, source) {
        Err(error) => error,
        Ok(document) => panic!("{source:?} was read as {}", document.to_value()),
    };
    let (kind, problem) = match &error {
        LoadError::Syntax(problem) => (Syntax, problem),
        LoadError::Unusable(problem) => (Unusable, problem),
        LoadError::Io { .. } | LoadError::TooLarge { .. } => panic!("{source:?}: {error}"),
    };
    assert_eq!(kind, *refusal, "{source:?}: {error}");
    assert_eq!(problem.place.to_string(), place, "{source:?}: {error}");
    assert!(problem.message.contains(words), "{source:?}: {error}");
    let given = problem.help.as_deref().unwrap_or_default();
    assert!(!given.is_empty() && given.contains(help), "{source:?}: {error}");
    assert!(error.to_string().starts_with(&format!("{name}:{place}: ")), "{source:?}: {error}");
}

#[test]
fn yaml() {
    for (source, refusal, place, words, help) in [
        ("", Unusable, "1:1", "document is empty", "openapi"),
        ("# only a comment\n", Unusable, "1:1", "document is empty", "openapi"),
        ("---\n", Unusable, "2:1", "document is empty", "openapi"),
        ("openapi", Unusable, "1:1", "is a scalar, and must be a mapping", "openapi"),
        ("- a", Unusable, "1:1", "is an array, and must be a mapping", "openapi"),
        ("[]", Unusable, "1:1", "is an array, and must be a mapping", "openapi"),
        ("a: 1\nb: 2\na: 3", Unusable, "3:1", "`a` is here twice; it is first on line 1", "rename"),
        ("200: a\n'200': b", Unusable, "2:1", "`200` is here twice", "remove"),
        ("a:\n  b: {c: 1, \"c\": 2}", Unusable, "2:13", "`c` is here twice", "remove"),
        ("? [a]\n: 1", Unusable, "1:3", "must be text", "quote"),
        ("{a: 1}: 2", Unusable, "1:1", "must be text", "quote"),
        ("a: &x {}\n*x : 1", Unusable, "2:1", "must be text", "quote"),
        (": 1", Unusable, "1:1", "a key is missing", "before the `:`"),
        ("a: 1\n---\nb: 2", Unusable, "2:1", "a second document", "one document per file"),
        ("a: 1\n---\n", Unusable, "2:1", "a second document", "one document per file"),
        ("a: !thing 1", Unusable, "1:4", "`!thing` has no meaning", "quote"),
        ("a: !!binary aGk=", Unusable, "1:4", "`!!binary` does not fit", "remove the tag"),
        ("a: !!set {b}", Unusable, "1:4", "`!!set` does not fit", "remove the tag"),
        ("a: !!str [b]", Unusable, "1:4", "`!!str` does not fit", "remove the tag"),
        ("a: !!int x", Unusable, "1:4", "`x` is not of the type", "remove the tag"),
        ("a: !env [HOME]", Unusable, "1:4", "`!env` has no meaning", "remove"),
        ("a:\n  <<: 1", Unusable, "2:3", "a merge key takes a mapping", "alias"),
        ("a:\n  <<: [{}, 1]", Unusable, "2:3", "a merge key takes a mapping", "alias"),
        ("a: {<<: {}, b: 1, <<: {}}", Unusable, "1:19", "`<<` is here twice", "remove"),
        ("a: &x {<<: *x}", Unusable, "1:12", "inside the value it repeats", "$ref"),
        ("a:\n  - .inf", Unusable, "2:5", "`.inf` is a number that JSON does not have", "quote"),
        ("a: -.nan\nb: .NaN", Unusable, "2:4", "`.NaN`", "finite"),
        ("&k .inf: *k", Unusable, "1:10", "`.inf`", "finite"),
        ("a: 1e999", Unusable, "1:4", "`1e999`", "quote"),
        ("a: &x [1, *x]", Unusable, "1:11", "inside the value it repeats", "$ref"),
        ("a: *x", Syntax, "1:4", "unknown anchor", "`&`"),
        ("a:\tb", Syntax, "1:4", "must be followed by", "a space, not a tab"),
        ("\ta: 1", Syntax, "1:2", "tab", "spaces"),
        ("# c\n \ta: 1", Syntax, "2:3", "tab", "spaces"),
        ("a: 'x'\n\tb: 2", Syntax, "2:2", "tab", "spaces"),
        ("a:\n  b: 'x'\n\tc: 2", Syntax, "3:2", "tab", "spaces"),
        ("a:\n  b: 'x'\n  \tc: 2", Syntax, "3:4", "tab", "spaces"),
        ("a:\n  b:\n  \tc: 2", Syntax, "3:4", "tab", "spaces"),
        ("a:\n  - x\n\t- y", Syntax, "2:5", "tab", "spaces"),
        ("a:\n  - 'x'\n\t- y", Syntax, "3:2", "tab", "spaces"),
        ("a:\n\tb: 1", Syntax, "2:2", "tab", "spaces"),
        ("a:\n  b: 1\n\tc: 2", Syntax, "2:6", "tab", "spaces"),
        ("a: b: c", Syntax, "1:5", "mapping values are not allowed", "quote"),
        ("a: 'b", Syntax, "1:4", "", "close the quotes"),
        ("a: \"\\q\"", Syntax, "1:4", "escape", ""),
        ("a: @b", Syntax, "1:4", "unexpected character", "quote"),
        ("a: [1, 2", Syntax, "1:9", "", "closed"),
        ("a: ]", Syntax, "1:4", "", "closed"),
        ("a: 1\n b: 2", Syntax, "2:3", "", ""),
        ("a: 1\nb\n\n", Syntax, "2:2", "", ""),
        ("a: 1\n\u{0}b: 2", Syntax, "2:1", "U+0000", "escape"),
        ("a: 'x\u{1b}'", Syntax, "1:6", "U+001B", "escape"),
        ("a: !x!y 1", Syntax, "1:4", "", ""),
    ] {
        check("api.yaml", source, &refusal, place, words, help);
    }
}

#[test]
fn json() {
    for (source, refusal, place, words, help) in [
        ("{", Syntax, "1:2", "expected a key in double quotes, or `}`, but the document ends", "brackets"),
        ("{\n  \"a\": 1,\n}", Syntax, "3:1", "expected a key in double quotes, but found `}`", "commas"),
        ("{\"a\": [1, 2,]}", Syntax, "1:13", "expected a value, but found `]`", "commas"),
        ("{\"a\": 1 \"b\": 2}", Syntax, "1:9", "expected `,` or `}`", "commas"),
        ("{\"a\": [1 2]}", Syntax, "1:10", "expected `,` or `]`", "commas"),
        ("{\"a\" 1}", Syntax, "1:6", "expected `:`", "commas"),
        ("{\"a\": 01}", Syntax, "1:7", "expected a value", ""),
        ("{\"a\": +1}", Syntax, "1:7", "expected a value", ""),
        ("{\"a\": 1.}", Syntax, "1:7", "expected a value", ""),
        ("{\"a\": .5}", Syntax, "1:7", "expected a value", ""),
        ("{\"a\": True}", Syntax, "1:7", "expected a value, but found `T`", ""),
        ("{\"a\": \"b\nc\"}", Syntax, "1:9", "line break", "\\n"),
        ("{\"a\": \"b", Syntax, "1:7", "never closed", "quote"),
        ("{\"a\": \"\\x\"}", Syntax, "1:7", "escape", "\\\\"),
        ("{\"a\": \"\\ud800\"}", Syntax, "1:7", "escape", ""),
        ("{} x", Syntax, "1:4", "expected nothing after the last `}`", ""),
        ("{'a': 1}", Syntax, "1:2", "a key in double quotes", ""),
        ("{\"a\": 1e999}", Unusable, "1:7", "too large", "smaller"),
        (
            "{\"a\": 1,\n \"\\u0061\": 2}",
            Unusable,
            "2:2",
            "`a` is here twice; it is first on line 1",
            "rename",
        ),
    ] {
        check("api.json", source, &refusal, place, words, help);
    }
    check("api.json", "", &Unusable, "1:1", "document is empty", "openapi");
    check("api.json", "[]", &Unusable, "1:1", "is an array", "openapi");
}

/// Without a name that decides, a source that is neither is told in the words of what it looks like.
#[test]
fn either() {
    check("api", "{\"a\": [1}", &Syntax, "1:9", "expected `,` or `]`", "commas");
    check("api", "{a: [1}", &Syntax, "1:7", "flow", "closed");
    check("api", "{a: 1, a: 2}", &Unusable, "1:8", "twice", "remove");
}

#[test]
fn pointers_and_rendering() {
    let source = "paths:\n  /me:\n    get:\n      tags: [a, .nan]\n";
    let error = Document::parse("api.yaml", source).unwrap_err();
    let problem = error.problem().unwrap();
    assert_eq!(problem.pointer, "/paths/~1me/get/tags/1");
    assert_eq!(
        problem.render(source),
        "\
`.nan` is a number that JSON does not have
 --> api.yaml:4:17
  |
4 |       tags: [a, .nan]
  |                 ^
  = help: write a finite number, or quote it if it is text
"
    );
    let twice = Document::parse("api.yaml", "a:\n- b: 1\n  b: 2\n").unwrap_err();
    assert_eq!(twice.problem().unwrap().pointer, "/a/0/b");
}
