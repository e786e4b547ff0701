//! Input that cannot be used: every command ends as unusable, and says in which file, on which line, and why.

use std::fs;
use std::path::Path;

use super::{Ending, contract, diff, lint};

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: t, version: 1.0.0}
paths:
  /a:
    get:
      responses:
        '200': {description: d}
";

#[derive(clap::Parser)]
enum Command {
    Contract(contract::Arguments),
    Diff(diff::Arguments),
    Lint(lint::Arguments),
}

/// What a command says of input that it finds unusable.
fn refusal(arguments: &[&str]) -> String {
    let mut out = Vec::new();
    let arguments = ["contract-tests"].iter().chain(arguments);
    let result = match <Command as clap::Parser>::parse_from(arguments) {
        Command::Contract(arguments) => {
            contract::run(&arguments, &mut out).map_err(|error| error.to_string())
        }
        Command::Diff(arguments) => diff::run(&arguments, None, &mut out).map_err(|error| {
            assert!(!error.is_refusal(), "{error}");
            error.to_string()
        }),
        Command::Lint(arguments) => lint::run(&arguments, None, &mut out).map_err(|error| error.to_string()),
    };
    let said = String::from_utf8(out).unwrap();
    match result {
        Err(error) => error,
        Ok(Ending::Unusable) => said,
        Ok(ending @ (Ending::Clean | Ending::Found)) => panic!("{ending:?}: {said}"),
    }
}

/// Holds every command to refuse the file.
fn check(sound: &Path, file: &Path, place: &str, words: &str) {
    let [sound, name] = [sound, file].map(|path| path.display().to_string());
    for arguments in [
        vec!["lint", &name],
        vec!["diff", "--base", &sound, "--revision", &name],
        vec!["diff", "--base", &name, "--revision", &sound],
        vec!["contract", "--spec", &name, "--url", "http://127.0.0.1:1"],
    ] {
        let said = refusal(&arguments);
        assert!(said.contains(&format!("{name}{place}")), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
        assert!(said.contains("help: "), "{arguments:?}: {said}");
    }
}

#[test]
fn unusable_documents() {
    let folder = tempfile::tempdir().unwrap();
    let sound = folder.path().join("sound.yaml");
    fs::write(&sound, DOCUMENT).unwrap();
    let with = |from: &str, to: &str| DOCUMENT.replacen(from, to, 1).into_bytes();
    let dangling = "$ref: '#/components/responses/X'";
    let circle = "components:\n  responses:\n    X: {$ref: '#/components/responses/X'}\n";
    let utf16 = || "\u{feff}openapi".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let laughs: String =
        (1..200).map(|at| format!("x{at}: &a{at} [{}]\n", format!("*a{},", at - 1).repeat(9))).collect();
    let cases: [(&str, Vec<u8>, &str, &str); 19] = [
        ("swagger.yaml", b"swagger: '2.0'\ninfo: {}\npaths: {}\n".to_vec(), ":1:1", "Swagger"),
        ("later.yaml", with("3.0.3", "3.1.0"), ":1:1", "OpenAPI `3.1.0`"),
        ("short.yaml", with("3.0.3", "3.0"), ":1:1", "must have three numbers"),
        ("dangling.yaml", with("description: d", dangling), ":7:17", "leads nowhere"),
        (
            "cyclic.yaml",
            [with("description: d", dangling), circle.into()].concat(),
            ":10:",
            "leads back to itself",
        ),
        ("remote.yaml", with("description: d", "$ref: 'b.yaml'"), ":7:17", "leads out of this document"),
        ("nul.yaml", with("title: t", "title: \"\0\""), ":2:16", "U+0000"),
        (
            "latin.yaml",
            DOCUMENT.bytes().map(|byte| if byte == b'/' { 0xe9 } else { byte }).collect(),
            ":4:3",
            "not UTF-8",
        ),
        ("wide.yaml", utf16(), ":1:1", "UTF-16"),
        ("twice.yaml", [DOCUMENT, "info: {}\n"].concat().into(), ":8:1", "`info` is here twice"),
        ("tabs.yaml", with("  /a", "\t/a"), ":4:2", "tab"),
        ("empty.yaml", Vec::new(), ":1:1", "empty"),
        ("text.yaml", b"hello".to_vec(), ":1:1", "must be a mapping"),
        ("list.json", b"[]".to_vec(), ":1:1", "must be a mapping"),
        ("half.json", b"{\"openapi\":".to_vec(), ":1:12", "the document ends"),
        ("two.yaml", [DOCUMENT, "---\n", DOCUMENT].concat().into(), ":8:1", "second document"),
        ("bomb.yaml", [DOCUMENT, "x0: &a0 []\n", &laughs].concat().into(), ":", "its aliases expanded"),
        ("deep.json", ["{\"a\":".repeat(100_000), "}".repeat(100_000)].concat().into(), ":1:", "levels deep"),
        ("deep.yaml", [DOCUMENT, "x:\n", &"- ".repeat(100_000)].concat().into(), ":9:", "levels deep"),
    ];
    for (name, source, place, words) in cases {
        let file = folder.path().join(name);
        fs::write(&file, source).unwrap();
        check(&sound, &file, place, words);
    }
}

#[test]
fn unusable_files() {
    let folder = tempfile::tempdir().unwrap();
    let sound = folder.path().join("sound.yaml");
    fs::write(&sound, DOCUMENT).unwrap();
    check(&sound, folder.path(), "", "directory");
    // The length of a file is asked before its content.
    let large = folder.path().join("large.yaml");
    fs::File::create(&large).unwrap().set_len(100 << 20).unwrap();
    check(&sound, &large, "", "longer than");
    let file = folder.path().join("none.yaml").display().to_string();
    assert!(refusal(&["lint", &file]).contains("cannot read"));
    assert!(refusal(&["contract", "--spec", &file, "--url", "http://127.0.0.1:1"]).contains("cannot read"));
}
