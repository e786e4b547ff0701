use std::process::Command;

use super::{Text, line, longest_run, path, printing, quoted};
use crate::live::base::Base;
use crate::live::exchange::Sent;
use crate::live::reproduction::template::{Piece, Template};
use crate::live::reproduction::{Capture, Source};

fn shown(sent: &Sent) -> String {
    let base = Base::parse("http://127.0.0.1:1").unwrap();
    line(&base, &Template::of(sent), &[], |_| "", true)
}

#[test]
fn lines() {
    let get = Sent::new("GET", "/a?b=1&c=%20").header("X-A", "it's").header("X-Empty", "");
    assert_eq!(
        shown(&get),
        r"curl -sSi -X GET 'http://127.0.0.1:1/a?b=1&c=%20' -H 'X-A: it'\''s' -H 'X-Empty;'"
    );
    let post = Sent::new("POST", "/a/../[b]").content("application/json", "{\"a\":\"é\"}");
    assert_eq!(
        shown(&post),
        "curl -sSi -X POST --globoff --path-as-is 'http://127.0.0.1:1/a/../[b]' -H 'Content-Type: application/json' \
         --data-binary '{\"a\":\"é\"}'"
    );
    assert_eq!(shown(&Sent::new("HEAD", "/")), "curl -sSi --head http://127.0.0.1:1/");
}

#[test]
fn captures() {
    let base = Base::parse("http://h").unwrap();
    let template = Template::of(&Sent::new("POST", "/a"));
    let capture = |name: &str, source| Capture { name: name.to_owned(), source };
    let id = capture("id", Source::Member("/data/0/the id".to_owned()));
    let tag = capture("etag", Source::Header("ETag".to_owned()));
    assert_eq!(
        line(&base, &template, &[&id], |_| "", false),
        "id=$(curl -sS -X POST http://h/a | jq -r '.data[0][\"the id\"]')"
    );
    assert_eq!(
        line(&base, &template, &[&tag], |_| "", false),
        "etag=$(curl -sS -D - -o /dev/null -X POST http://h/a | tr -d '\\r' | sed -n 's|^ETag: *||Ip')"
    );
    let both = line(&base, &template, &[&id, &tag], |_| "", false);
    assert!(both.starts_with("answer=$(curl -sSi -X POST http://h/a); id=$(printf"), "{both}");
    let mut used = Template::of(&Sent::new("GET", "/a/"));
    used.target.0.push(Piece::Hole(0));
    assert_eq!(line(&base, &used, &[], |_| "id", true), "curl -sSi -X GET http://h/a/\"$id\"");
}

#[test]
fn paths_of_jq() {
    for (pointer, expected) in [("", "."), ("/id", ".id"), ("/0/a", ".[0].a"), ("/a~1b", ".[\"a/b\"]")] {
        assert_eq!(path(pointer), expected, "{pointer}");
    }
}

/// What a shell makes of the words is what was sent.
#[test]
fn shells_print_the_bytes() {
    let long = [b"{\"a\":\"".to_vec(), vec![b'x'; 40_000], b"%\\'\"}\n".to_vec()].concat();
    for bytes in [vec![0, 1, 0xff, b'%', b'\\', b'\'', b'\n'], b"@file".to_vec(), long] {
        let command = printing(&Text(vec![Piece::Literal(bytes.clone())])).unwrap();
        assert!(command.len() < 1000, "{command}");
        let output = Command::new("sh").args(["-c", &command]).output().unwrap();
        assert_eq!(output.stdout, bytes, "{command}");
    }
    for text in ["it's", "a b", "$x `y` \"z\" \\ !", "é😀", "", "two\nlines"] {
        assert_eq!(printing(&Text::literal(text.as_bytes())), None);
        let output =
            Command::new("sh").args(["-c", &format!("printf %s {}", quoted(text))]).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
    }
}

#[test]
fn runs() {
    assert_eq!(longest_run(b"abbbcc"), (1, 4));
    assert_eq!(longest_run(b"a"), (0, 1));
}
