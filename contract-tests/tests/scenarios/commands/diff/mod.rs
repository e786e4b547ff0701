//! `diff`: what it writes in each format, how it ends, and how it reads the older document out of git.

mod gate;

use std::path::Path;
use std::process::{Command, Output};

const BASE: &str = include_str!("base.yaml");
const REVISION: &str = include_str!("revision.yaml");

/// How a run ended and what it wrote.
struct Ended {
    code: i32,
    out: String,
    error: String,
}

/// Runs `contract-tests diff` in a folder.
fn diff(folder: &Path, arguments: &[&str]) -> Ended {
    let program = env!("CARGO_BIN_EXE_contract-tests");
    let output = Command::new(program).arg("diff").args(arguments).current_dir(folder).output().unwrap();
    let Output { status, stdout, stderr } = output;
    let [out, error] = [stdout, stderr].map(|text| String::from_utf8(text).unwrap());
    Ended { code: status.code().unwrap(), out, error }
}

/// A folder with these documents in it.
fn folder(documents: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in documents {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn each_format_tells_the_same_changes() {
    let folder = folder(&[("base.yaml", BASE), ("revision.yaml", REVISION)]);
    for format in ["human", "json", "markdown", "github", "sarif"] {
        let arguments = ["--base", "base.yaml", "--revision", "revision.yaml", "--format", format];
        let ended = diff(folder.path(), &arguments);
        assert_eq!((ended.code, ended.error.as_str()), (1, ""), "{format}");
        if matches!(format, "json" | "sarif") {
            serde_json::from_str::<serde_json::Value>(&ended.out).unwrap();
        }
        insta::assert_snapshot!(format, ended.out);
    }
}

#[test]
fn the_exit_code_tells_what_was_found() {
    // No automaton tells what refers back to a group, and these accept the same.
    let doubled = |part: &str| BASE.replace("'^(?=.*[0-9])(?!.*--).{4,20}$'", &format!(r"'^({part})\1$'"));
    let (vague, undecided) = (doubled("[a-z]+"), doubled("[a-z]{1,}"));
    let wider = BASE.replace("maximum: 100", "maximum: 200");
    let narrower = BASE.replace("maximum: 100", "maximum: 50");
    let folder = folder(&[
        ("base.yaml", BASE),
        ("vague.yaml", &vague),
        ("undecided.yaml", &undecided),
        ("wider.yaml", &wider),
        ("narrower.yaml", &narrower),
    ]);
    for (base, revision, more, code) in [
        ("base.yaml", "base.yaml", &[][..], 0),
        ("base.yaml", "wider.yaml", &[], 0),
        ("base.yaml", "narrower.yaml", &[], 1),
        ("base.yaml", "narrower.yaml", &["--allow-undecided"], 1),
        ("vague.yaml", "undecided.yaml", &[], 1),
        ("vague.yaml", "undecided.yaml", &["--allow-undecided"], 0),
        ("base.yaml", "base.yaml", &["--world", "open"], 0),
    ] {
        let arguments = [&["--base", base, "--revision", revision][..], more].concat();
        let ended = diff(folder.path(), &arguments);
        assert_eq!((ended.code, ended.error.as_str()), (code, ""), "{arguments:?}\n{}", ended.out);
    }
}

#[test]
fn unusable_input_is_told_with_its_place() {
    let folder = folder(&[
        ("base.yaml", BASE),
        ("broken.yaml", "openapi: 3.0.3\ninfo: {title: T\npaths: {}\n"),
        ("newer.yaml", "openapi: 3.1.0\ninfo: {title: T, version: 1.0.0}\npaths: {}\n"),
        ("dangling.yaml", &BASE.replace("schemas/Book'}}\n    post", "schemas/Bok'}}\n    post")),
        (
            "endless.yaml",
            &BASE
                .replace("title: {type: string", "title: {$ref: '#/components/schemas/Loop', type: string")
                .replace("    Book:\n", "    Loop: {$ref: '#/components/schemas/Loop'}\n    Book:\n"),
        ),
        ("date.yaml", &BASE.replace("1.4.0", "2024-01-01")),
    ]);
    for (arguments, words) in [
        (&["--base", "base.yaml"][..], &["no document to compare", "--revision"][..]),
        (&["--base", "base.yaml", "--revision", "absent.yaml"], &["absent.yaml"]),
        (&["--base", "base.yaml", "--revision", "broken.yaml"], &["broken.yaml:"]),
        (&["--base", "base.yaml", "--revision", "newer.yaml"], &["newer.yaml:1:", "3.1.0"]),
        (&["--base", "base.yaml", "--revision", "dangling.yaml"], &["dangling.yaml:18:", "Bok"]),
        (&["--base", "base.yaml", "--revision", "endless.yaml"], &["endless.yaml:", "Loop"]),
        (&["--base", "dangling.yaml", "--revision", "base.yaml"], &["dangling.yaml:18:"]),
        (&["--base", "base.yaml", "--revision", "date.yaml", "--gate"], &["date.yaml:2:", "1.2.3"]),
        (&["--base", "base.yaml", "--revision", "base.yaml", "--format", "prose"], &["prose", "markdown"]),
    ] {
        let ended = diff(folder.path(), arguments);
        assert_eq!(ended.code, 2, "{arguments:?}: {}", ended.error);
        for word in words {
            assert!(ended.error.contains(word), "{arguments:?}: no {word:?} in\n{}", ended.error);
        }
    }
}
