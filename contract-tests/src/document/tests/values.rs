//! Sources that mean something, each beside its value.

use std::fs;

use serde_json::{Value, json};

use crate::document::{Document, LoadError};

fn value(name: &str, source: &str) -> Value {
    match Document::parse(name, source) {
        Ok(document) => document.to_value(),
        Err(error) => panic!("{source:?}: {error}"),
    }
}

#[test]
fn yaml() {
    for (source, expected) in [
        ("a:", json!({"a": null})),
        ("a: ~\nb: null", json!({"a": null, "b": null})),
        ("a: true\nb: no", json!({"a": true, "b": "no"})),
        ("a: 'true'\nb: \"1\"\nc: '~'", json!({"a": "true", "b": "1", "c": "~"})),
        ("a: 2024-01-31\nb: 12:30:00", json!({"a": "2024-01-31", "b": "12:30:00"})),
        ("a: 3.0.3\nb: 3.0\nc: 0o17\nd: 0xff", json!({"a": "3.0.3", "b": 3.0, "c": 15, "d": 255})),
        (
            "200: ok\n4XX: no\n0x10: hex\nnull: n\ntrue: t",
            json!({"200": "ok", "4XX": "no", "0x10": "hex", "null": "n", "true": "t"}),
        ),
        (".inf: key", json!({".inf": "key"})),
        ("'': empty", json!({"": "empty"})),
        ("'<<': name", json!({"<<": "name"})),
        ("a: &x {b: 1, c: 2}\nd: {c: 3, <<: *x}", json!({"a": {"b": 1, "c": 2}, "d": {"c": 3, "b": 1}})),
        ("<<: [{a: 1}, {a: 2, b: [3]}]\nc: 4", json!({"a": 1, "b": [3], "c": 4})),
        ("a: &x {<<: {b: 1}}\nc: {<<: *x, <: 2}", json!({"a": {"b": 1}, "c": {"b": 1, "<": 2}})),
        ("a: |\n  x\n  y\nb: >-\n  x\n  y\nc: |\n  7\n", json!({"a": "x\ny\n", "b": "x y", "c": "7\n"})),
        ("a: [1, [2], {b: c}, d: e]", json!({"a": [1, [2], {"b": "c"}, {"d": "e"}]})),
        ("a:\n- 1\n-\n- - 2", json!({"a": [1, null, [2]]})),
        ("a: {}\nb: []", json!({"a": {}, "b": []})),
        ("a: \tb\nc: 1\t# d", json!({"a": "b", "c": 1})),
        ("# c\n'%': 1", json!({"%": 1})),
        ("%YAML 1.2\n---\na: 1\n...\n", json!({"a": 1})),
        ("---\na: 1\n", json!({"a": 1})),
        ("\u{feff}a: 1", json!({"a": 1})),
        ("a: 1\r\nb: 2\r\n", json!({"a": 1, "b": 2})),
        ("? a\n: 1", json!({"a": 1})),
        ("é😀: \"\\u00e9\\U0001F600\"", json!({"é😀": "é😀"})),
        (
            "a: !!str 200\nb: !!int '7'\nc: !!float 1\nd: ! 12",
            json!({"a": "200", "b": 7, "c": 1.0, "d": "12"}),
        ),
        ("a: !!map {}\nb: !!seq []\nc: !!null ''\nd: ! [1]", json!({"a": {}, "b": [], "c": null, "d": [1]})),
        ("a: !<tag:yaml.org,2002:str> 1\n!!str 200: x", json!({"a": "1", "200": "x"})),
        ("a: &x 200\nb: *x\n*x : k", json!({"a": 200, "b": 200, "200": "k"})),
        (
            "a: &x {b: [1]}\nc: *x\nd: [*x, *x]",
            json!({"a": {"b": [1]}, "c": {"b": [1]}, "d": [{"b": [1]}, {"b": [1]}]}),
        ),
        ("a: &x 1\nb: &x 2\nc: *x", json!({"a": 1, "b": 2, "c": 2})),
        ("&k a: *k", json!({"a": "a"})),
        ("&k 200: *k", json!({"200": 200})),
        ("&k .inf: x", json!({".inf": "x"})),
        ("a: &x\nb: *x", json!({"a": null, "b": null})),
        ("{a: 1, \"b\": c, d}", json!({"a": 1, "b": "c", "d": null})),
        ("{\"a\": 1,}", json!({"a": 1})),
        ("$ref: '#/a'\nb: 1", json!({"$ref": "#/a", "b": 1})),
    ] {
        assert_eq!(value("api.yaml", source), expected, "{source:?}");
    }
}

#[test]
fn json_text() {
    for (source, expected) in [
        ("{}", json!({})),
        (" \t\r\n{\"a\" : [ ] , \"b\":{ } }\n", json!({"a": [], "b": {}})),
        ("\u{feff}{\"a\": [true, false, null]}", json!({"a": [true, false, null]})),
        (
            r#"{"a": [0, -0, 1.5, 1e2, -1.5E-1, 18446744073709551615]}"#,
            json!({"a": [0, 0, 1.5, 100.0, -0.15, u64::MAX]}),
        ),
        (r#"{"a": 18446744073709551616}"#, json!({"a": 18_446_744_073_709_551_616.0})),
        (r#"{"a\/b": "\ud83d\ude00\"\\\n\u0000"}"#, json!({"a/b": "😀\"\\\n\0"})),
        ("{\"a\": \"\u{7f}\u{2028}é\"}", json!({"a": "\u{7f}\u{2028}é"})),
        ("{\n\t\"<<\": \"2024-01-01\",\n\t\"200\": \"~\"\n}", json!({"<<": "2024-01-01", "200": "~"})),
    ] {
        assert_eq!(value("api.json", source), expected, "{source:?}");
        assert_eq!(value("anything", source), expected, "{source:?}");
    }
    let long = "k".repeat(5000);
    assert_eq!(value("api.json", &format!("{{\"{long}\": 1}}"))[&long], 1);
}

#[test]
fn order_is_kept() {
    for source in ["z: 1\na: 2\nm: 3\n", r#"{"z": 1, "a": 2, "m": 3}"#] {
        let keys: Vec<String> = value("api", source).as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys, ["z", "a", "m"]);
    }
}

#[test]
fn files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.yaml");
    fs::write(&path, "\u{feff}openapi: 3.0.3\n").unwrap();
    let document = Document::load(&path).unwrap();
    assert_eq!(document.name(), path.display().to_string());
    assert_eq!(document.source(), "openapi: 3.0.3\n");
    assert_eq!(document.root().str("openapi"), Some("3.0.3"));

    fs::write(&path, b"a: 1\r\nb: \xc3\xa9\xff\n").unwrap();
    let error = Document::load(&path).unwrap_err();
    let place = format!("{}:2:5: the document is not UTF-8", path.display());
    assert!(error.to_string().starts_with(&place), "{error}");

    fs::write(&path, b"\xff\xfea\0:\0").unwrap();
    assert!(Document::load(&path).unwrap_err().to_string().contains("UTF-16"));

    for missing in [folder.path().join("none.yaml"), folder.path().to_owned()] {
        let error = Document::load(&missing).unwrap_err();
        assert!(matches!(error, LoadError::Io { .. }), "{error}");
        assert!(error.to_string().contains(&missing.display().to_string()), "{error}");
        assert!(error.problem().is_none());
    }
}
