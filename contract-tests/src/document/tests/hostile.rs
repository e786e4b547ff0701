//! Sources made to exhaust the reader, and sources damaged at random.

use std::fmt::Write;

use crate::document::limits::{DEPTH_MAX, NODES_MAX, SOURCE_BYTES_MAX, TEXT_BYTES_MAX};
use crate::document::{Document, LoadError};

fn refused(source: &str) -> String {
    match Document::parse("api", source) {
        Err(LoadError::Unusable(problem)) => problem.to_string(),
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("a source of {} bytes was read", source.len()),
    }
}

#[test]
fn alias_bombs() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for at in 1..200 {
        let before = format!("*a{}, ", at - 1).repeat(10);
        writeln!(laughs, "a{at}: &a{at} [{before}]").unwrap();
    }
    assert!(refused(&laughs).contains(&format!("more than {NODES_MAX} values")));

    let mut empty = "a0: &a0 []\n".to_owned();
    for at in 1..DEPTH_MAX {
        writeln!(empty, "a{at}: &a{at} {{l: *a{}, r: *a{}}}", at - 1, at - 1).unwrap();
    }
    assert!(refused(&empty).contains(&format!("more than {NODES_MAX} values")));

    let mut merged = "a0: &a0 {k: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}\n".to_owned();
    for at in 1..200 {
        writeln!(merged, "a{at}: &a{at} {{<<: *a{0}, n: *a{0}, m{at}: *a{0}}}", at - 1).unwrap();
    }
    assert!(refused(&merged).contains(&format!("more than {NODES_MAX} values")));

    let text = "x".repeat(1_000_000);
    let wide = format!("a: &a {text}\nb: [{}]", "*a, ".repeat(1000));
    assert!(refused(&wide).contains(&format!("more than {TEXT_BYTES_MAX} bytes")));
    let keys = format!("a: &a {{? {text}\n: 1}}\nb: [{}]", "*a, ".repeat(1000));
    assert!(refused(&keys).contains(&format!("more than {TEXT_BYTES_MAX} bytes")));
}

#[test]
fn depth() {
    let yaml = |depth: usize| format!("a:\n  {}1", "- ".repeat(depth - 1));
    let json = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    for source in [yaml(DEPTH_MAX), json(DEPTH_MAX)] {
        assert!(Document::parse("api", &source).is_ok());
    }
    let flow = format!("a: {}", "[".repeat(100_000));
    let chain: String = (1..=DEPTH_MAX).map(|at| format!("a{at}: &a{at} [*a{}]\n", at - 1)).collect();
    for source in [
        yaml(DEPTH_MAX + 1),
        yaml(1_000_000),
        json(DEPTH_MAX + 1),
        json(1_000_000),
        flow,
        format!("a0: &a0 []\n{chain}"),
    ] {
        assert!(refused(&source).contains(&format!("more than {DEPTH_MAX} levels")));
    }
}

/// A number takes no space in the value, but takes time for each of its digits.
#[test]
fn repeated_numbers() {
    let zeros = "0".repeat(1_000_000);
    let source = format!("a: &a {zeros}7\nb: [{}]", "*a, ".repeat(200_000));
    let document = Document::parse("api.yaml", &source).unwrap();
    assert_eq!(document.node("/b/199999").unwrap().as_u64(), Some(7));
}

/// Each anchor names all that is inside it; none of it may be copied for that.
#[test]
fn nested_anchors() {
    let opens: String = (0..250).map(|at| format!("&a{at} [")).collect();
    let source = format!("a: {opens}\"{}\"{}", "x".repeat(5_000_000), "]".repeat(250));
    assert!(Document::parse("api.yaml", &source).is_ok());
}

#[test]
fn counted_values() {
    let source = format!("{{\"a\":[{}0]}}", "0,".repeat(NODES_MAX));
    assert!(refused(&source).contains(&format!("more than {NODES_MAX} values")));
}

#[test]
fn source_length() {
    let long = format!("a: 1{}", "\n".repeat(SOURCE_BYTES_MAX));
    let error = Document::parse("api.yaml", &long).unwrap_err();
    assert!(matches!(error, LoadError::TooLarge { bytes_max: SOURCE_BYTES_MAX, .. }));
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().set_len(1 << 40).unwrap();
    let error = Document::load(file.path()).unwrap_err();
    assert!(error.to_string().contains("longer than 67108864 bytes"), "{error}");
}

/// Shapes on which a scanner could look ahead without end or recurse.
#[test]
fn repetitions() {
    for unit in [
        "- ", "? ", "[", "{", "]", "&a ", "*a ", "!a ", "'", "\"", "|\n", "a: ", "a:\n", "%a\n", "#",
        "---\n", "\t", "<<: ", "\\", "\"\\\\\"", "{\"a\":", ", ",
    ] {
        for prefix in ["", "a: ", "a: [", "{\"a\": "] {
            let source = format!("{prefix}{}", unit.repeat(5_000));
            if let Ok(document) = Document::parse("api", &source) {
                assert!(document.root().is_object());
            }
        }
    }
}

#[test]
fn large_documents() {
    let mut yaml = "paths:\n".to_owned();
    let mut count = 0;
    while yaml.len() < 5_000_000 {
        write!(
            yaml,
            "  /things/{count}/{{id}}:\n    get:\n      operationId: thing_{count}\n      deprecated: false\n      \
             responses:\n        200: {{description: ok, content: {{}}}}\n"
        )
        .unwrap();
        count += 1;
    }
    let document = Document::parse("api.yaml", &yaml).unwrap();
    let last = format!("/paths/~1things~1{}~1{{id}}/get/responses/200", count - 1);
    let line = u32::try_from(1 + count * 6).unwrap();
    assert_eq!(document.node(&last).unwrap().place().line, line);
    let json = serde_json::to_string_pretty(&document.to_value()).unwrap();
    let again = Document::parse("api.json", &json).unwrap();
    assert_eq!(again.to_value(), document.to_value());
    assert!(again.place(&last).line > line);
}

/// Whatever is damaged, the reader answers: a document whose every place is in its source, or a problem.
#[test]
fn damaged_sources() {
    const SAMPLES: [&str; 2] = [
        "a: &x [1, 'b', {c: \"\\u00e9\"}]\n? d\n: *x\n200: |\n  text\n  more\ne:\n- !!str 1\n- # note\n  f: -1.5e3\n",
        "{\"a\": [1, \"b\\n\", {\"c\": -1.5e3}],\r\n \"é\": {\"d\": null, \"e\": true}}\n",
    ];
    const PIECES: [&str; 28] = [
        "", "", "", ":", ": ", "-", "- ", "\n", "\n  ", " ", "\t", "'", "\"", "[", "]", "{", "}", ",", "&x ",
        "*x", "!", "|", ">", "\\", "#", "\u{0}", "é", "---\n",
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % u64::try_from(limit).unwrap()).unwrap()
    };
    let mut read = 0;
    for round in 0..6000 {
        let mut chars: Vec<String> = SAMPLES[round % 2].chars().map(String::from).collect();
        for _ in 0..=below(4) {
            let at = below(chars.len());
            chars[at] = PIECES[below(PIECES.len())].to_owned();
        }
        chars.truncate(if below(8) == 0 { below(chars.len()) } else { chars.len() });
        let source = chars.concat();
        let lines = u32::try_from(source.split('\n').count() + source.matches('\r').count()).unwrap();
        match Document::parse("api", &source) {
            Ok(document) => {
                read += 1;
                let mut open = vec![document.root()];
                while let Some(node) = open.pop() {
                    assert!(node.place().line <= lines, "{source:?}");
                    assert_eq!(document.node(node.pointer()).unwrap().to_value(), node.to_value());
                    open.extend(node.members().into_iter().map(|(_, node)| node).chain(node.items()));
                }
            }
            Err(error) => {
                let problem = error.problem().unwrap();
                assert!(problem.place.line <= lines + 1, "{source:?}: {error}");
                assert!(!problem.render(&source).is_empty());
            }
        }
    }
    assert!((500..5500).contains(&read), "{read} of the damaged sources could still be read");
}
