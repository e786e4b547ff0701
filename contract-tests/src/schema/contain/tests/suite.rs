//! Public suites, see `data/README.md`: nothing is answered wrongly, and nearly everything is answered.

use serde_json::{Value, json};

use super::pairs::ask;
use crate::document::Document;
use crate::schema::Schemas;
use crate::schema::contain::{Answer, Containment, Options};

/// How the pairs of one suite were answered.
#[derive(Debug, Default)]
struct Score {
    right: usize,
    undecided: Vec<String>,
    wrong: Vec<String>,
}

impl Score {
    fn count(&mut self, name: &str, expected: bool, answer: &Answer) {
        match answer {
            Answer::Undecided { doubt } => self.undecided.push(format!("{name}: {doubt}")),
            Answer::Contained | Answer::NotContained { .. } => {
                if (*answer == Answer::Contained) == expected {
                    self.right += 1;
                } else {
                    self.wrong.push(format!("{name}: {answer:?}"));
                }
            }
        }
    }

    fn check(&self, suite: &str) {
        let all = self.right + self.undecided.len() + self.wrong.len();
        println!("{suite}: {} of {all} right, {:#?} undecided", self.right, self.undecided);
        assert!(self.wrong.is_empty(), "{:#?}", self.wrong);
        assert!(self.right * 100 >= all * 97, "{} of {all}, {:#?}", self.right, self.undecided);
    }
}

#[test]
fn pairs_derived_from_instances() {
    let groups: Vec<Value> = serde_json::from_str(include_str!("data/instances.json")).unwrap();
    let mut score = Score::default();
    for group in &groups {
        derived(group, &mut score);
    }
    assert!(score.right > 1_200, "{}", score.right);
    score.check("derived from the JSON Schema Test Suite");
}

/// The pairs of one schema and its values.
fn derived(group: &Value, score: &mut Score) {
    let instances = |key: &str| group[key].as_array().unwrap().clone();
    let (valid, invalid) = (instances("valid"), instances("invalid"));
    let schema = json!({ "$ref": "#/schema" });
    let values: Vec<Value> = valid.iter().chain(&invalid).map(|value| json!({ "enum": [value] })).collect();
    let source = json!({
        "schema": group["schema"],
        "complement": { "not": schema },
        "both": { "allOf": [schema, { "not": schema }] },
        "either": { "anyOf": [schema, { "not": schema }] },
        "all": {},
        "none": { "not": {} },
        "values": values,
        "union": { "enum": valid },
    });
    let document = Document::parse("suite.json", &source.to_string()).unwrap();
    let mut schemas = Schemas::default();
    let mut id = |pointer: &str| schemas.of(&document.node(pointer).unwrap()).unwrap();
    let [schema, complement, both, either, all, none] =
        ["/schema", "/complement", "/both", "/either", "/all", "/none"].map(&mut id);
    let mut pairs = vec![(schema, schema, true), (both, none, true), (all, either, true)];
    for at in 0..values.len() {
        let value = id(&format!("/values/{at}"));
        pairs.push((value, schema, at < valid.len()));
        pairs.push((value, complement, at >= valid.len()));
    }
    if !valid.is_empty() {
        pairs.push((id("/union"), schema, true));
    }
    let mut containment = Containment::new(&schemas, &schemas, Options::default());
    for (left, right, expected) in pairs {
        let name = format!(
            "{} ({} in {})",
            group["description"],
            schemas.get(left).pointer,
            schemas.get(right).pointer
        );
        let answer = containment.contains(left, right);
        score.count(&name, expected, &answer);
    }
}

#[test]
fn pairs_of_other_tools() {
    let pairs: Vec<Value> = serde_json::from_str(include_str!("data/pairs.json")).unwrap();
    let mut score = Score::default();
    for pair in &pairs {
        let source = pair.to_string();
        let document = Document::parse("pair.json", &source).unwrap();
        let mut schemas = Schemas::default();
        let mut id = |pointer: &str| schemas.of(&document.node(pointer).unwrap()).unwrap();
        let (left, right) = (id("/left"), id("/right"));
        let answer = Containment::new(&schemas, &schemas, Options::default()).contains(left, right);
        let expected = pair["contained"].as_bool().unwrap() != pair.get("disputed").is_some();
        score.count(pair["name"].as_str().unwrap(), expected, &answer);
    }
    score.check("jsonsubschema and jsoncompat");
}

#[test]
fn hostile_schemas_end() {
    let mut tower = json!({ "type": "string" });
    for level in 0..60 {
        let other = json!({ "type": "object", "properties": { format!("p{level}"): tower } });
        tower = json!({ "oneOf": [tower, { "not": other }, { "anyOf": [other, { "not": tower }] }] });
        if tower.to_string().len() > 200_000 {
            break;
        }
    }
    let names: Vec<String> = (0..14).map(|at| format!("n{at}")).collect();
    let choices: Vec<Value> = names
        .iter()
        .map(|name| json!({ "oneOf": [{ "required": [name] }, { "properties": { name: { "type": "integer" } } }] }))
        .collect();
    let knot = json!({ "type": "object", "allOf": choices });
    let options = Options { steps: 20_000, ..Options::default() };
    for (left, right) in [
        (&tower, &json!({ "not": tower })),
        (&json!({}), &tower),
        (&knot, &json!({ "not": knot })),
        (&json!({ "type": "object" }), &knot),
    ] {
        // Whatever the answer, there is one.
        let _ = ask(left, right, &json!({}), options);
    }
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let pairs: serde_json::Map<String, Value> = (0..40)
        .map(|at| {
            let next = reference(&format!("L{}", at + 1));
            let level =
                json!({ "type": "object", "required": ["a", "b"], "properties": { "a": next, "b": next } });
            (format!("L{at}"), level)
        })
        .chain([("L40".to_owned(), json!({ "type": "string" }))])
        .collect();
    let wide = Value::Object(pairs);
    // The least value of the first level has a million million parts.
    let answer = ask(&reference("L0"), &json!({ "type": "string" }), &wide, Options::default());
    assert!(matches!(answer, Answer::Undecided { .. }), "{answer:?}");
}

#[test]
fn many_branches_are_compared_by_their_tags() {
    let branch = |at: usize, extra: Value| {
        json!({ "type": "object", "required": ["kind"], "properties": {
            "kind": { "type": "string", "enum": [format!("k{at}")] }, "size": extra, "name": { "type": "string" } } })
    };
    let old: Vec<Value> = (0..60).map(|at| branch(at, json!({ "type": "integer" }))).collect();
    let mut wider = old.clone();
    wider[31] = branch(31, json!({ "type": "number" }));
    wider.push(branch(60, json!({})));
    let (old, wider) = (json!({ "oneOf": old }), json!({ "oneOf": wider }));
    assert_eq!(ask(&old, &wider, &json!({}), Options::default()), Answer::Contained);
    let answer = ask(&wider, &old, &json!({}), Options::default());
    assert!(matches!(answer, Answer::NotContained { .. }), "{answer:?}");
}
