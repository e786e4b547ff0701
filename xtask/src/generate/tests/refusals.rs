//! What the generator cannot express it refuses: with the line, and with what to write instead. One edit of a minimal
//! document for each refusal, and all that is said of it in one file to read.

use super::{edited, generated};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::path::Path;

const MINIMAL: &str = include_str!("../../../tests/golden/minimal.yaml");
/// The cases: each a name after `==`, lines that go after `-`, and lines that come in their place after `+`.
const CASES: &str = include_str!("../../../tests/golden/refusals.txt");

/// What is said of each case, under its name.
fn report() -> String {
    CASES.split("\n== ").skip(1).map(said).collect::<Vec<_>>().join("\n\n")
}

fn said(case: &str) -> String {
    let name = case.lines().next().unwrap();
    let lines =
        |sign| case.lines().filter_map(move |line| line.strip_prefix(sign)).flat_map(|line| [line, "\n"]);
    let source = edited(MINIMAL, &lines("- ").collect::<String>(), &lines("+ ").collect::<String>());
    let error = generated(&source).err();
    let error = error.unwrap_or_else(|| panic!("{name}: it is not refused:\n{source}")).to_string();
    let problems = error.strip_prefix("the generator cannot express the document:\n\n");
    let problems =
        problems.unwrap_or_else(|| panic!("{name}: it is refused without a place: {error}")).trim_end();
    for problem in problems.split("\n\n") {
        let has_all = problem.contains("--> document.yaml:") && problem.contains("= help: ");
        assert!(has_all, "{name}: a refusal without line or help: {problem}");
    }
    format!("── {name}\n{problems}")
}

#[test]
fn the_minimal_document_is_taken() {
    generated(MINIMAL).unwrap();
}

#[test]
fn each_refusal_says_where_and_what_to_write() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../tests/golden/snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("refusals", report()));
}

/// Holds the table to the readers: what they can say, some case must make them say.
#[test]
fn no_refusal_is_left_out() {
    let report = report();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/generate/read");
    let mut missing = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let code = std::fs::read_to_string(&path).unwrap();
        for text in texts(code.parse().unwrap()).iter().filter(|text| text.contains(' ')) {
            if !parts(text).iter().all(|part| report.contains(part)) {
                missing.push(format!("{}: {text}", path.file_name().unwrap().to_string_lossy()));
            }
        }
    }
    assert!(missing.is_empty(), "no case makes the generator say:\n{}", missing.join("\n"));
}

/// The string literals of code, but for attributes and docs.
fn texts(code: TokenStream) -> Vec<String> {
    let mut texts = Vec::new();
    let mut is_after_hash = false;
    for token in code {
        match token {
            TokenTree::Group(group) if is_after_hash && group.delimiter() == Delimiter::Bracket => {}
            TokenTree::Group(group) => texts.extend(self::texts(group.stream())),
            TokenTree::Literal(literal) => {
                let literal = syn::parse_str::<syn::LitStr>(&literal.to_string());
                texts.extend(literal.map(|literal| literal.value()));
            }
            TokenTree::Punct(punct) => {
                // Of `#![…]` and `#[…]`.
                is_after_hash = punct.as_char() == '#' || (is_after_hash && punct.as_char() == '!');
                continue;
            }
            TokenTree::Ident(_) => {}
        }
        is_after_hash = false;
    }
    texts
}

/// The parts of a format string that are written as they are.
fn parts(text: &str) -> Vec<String> {
    let text = text.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let outside = text.split('{').enumerate().map(|(index, part)| match part.split_once('}') {
        Some((_, outside)) if index > 0 => outside.to_owned(),
        Some(_) | None => part.to_owned(),
    });
    outside.map(|part| part.replace('\u{1}', "{").replace('\u{2}', "}").trim().to_owned()).collect()
}
