//! What a request must be before anything is done: addressed, authorised, readable and within the rules of the
//! description. It must not know what is done with it.

use serde_json::{Map, Value};

use super::rules::Rules;
use super::store::Kind;
use super::wire::{Answer, BODY_BYTES_MAX, Request};
use super::{Service, TOKENS};

impl Service {
    pub(super) fn rules(&self) -> Rules<'_> {
        Rules { description: &self.description }
    }

    /// The owner that the token names.
    pub(super) fn owner(&self, label: &str, request: &Request) -> Result<usize, Answer> {
        let refused = |detail: &str| Err(Answer::problem(401, detail).with("WWW-Authenticate", "Bearer"));
        let Some(value) = request.header("authorization") else {
            return if self.broken_in(label, "open") { Ok(0) } else { refused("a token is needed") };
        };
        let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
        if !scheme.eq_ignore_ascii_case("bearer") {
            return refused("a bearer token is needed");
        }
        match TOKENS.iter().position(|(_, known)| *known == token.trim()) {
            Some(owner) => Ok(owner),
            None if self.broken_in(label, "any_token") => Ok(0),
            None => refused("the token is not known"),
        }
    }

    /// Holds the parameters of the query and the path to the description.
    pub(super) fn check_parameters(&self, label: &str, request: &Request, path: &str) -> Result<(), Answer> {
        let rules = self.rules();
        let Some(item) = self.description.get("paths").and_then(|paths| paths.get(path)) else {
            return Ok(());
        };
        let operation = item.get(request.method.to_ascii_lowercase());
        let lists = [item.get("parameters"), operation.and_then(|operation| operation.get("parameters"))];
        for parameter in lists.into_iter().flatten().filter_map(Value::as_array).flatten() {
            let parameter = match parameter.get("$ref").and_then(Value::as_str) {
                Some(reference) => {
                    self.description.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null)
                }
                None => parameter,
            };
            let text = |name: &str| parameter.get(name).and_then(Value::as_str).unwrap_or_default();
            let name = text("name");
            let values: Vec<&str> = match text("in") {
                "query" => request
                    .query
                    .iter()
                    .filter(|(known, _)| known == name)
                    .map(|(_, value)| value.as_str())
                    .collect(),
                "header" => request.header(&name.to_ascii_lowercase()).into_iter().collect(),
                _ => {
                    let at =
                        path.split('/').skip(1).position(|segment| segment.trim_matches(['{', '}']) == name);
                    at.and_then(|at| request.path.get(at)).map(String::as_str).into_iter().collect()
                }
            };
            if values.len() > 1 {
                return Err(Answer::problem(400, &format!("{name} stands there twice")));
            }
            let Some(schema) = parameter.get("schema") else { continue };
            for value in values {
                let flaws = rules.flaws(schema, &rules.read(schema, value), name);
                if let Some(flaw) = flaws.iter().find(|flaw| !self.forgets(label, &flaw.rule)) {
                    return Err(Answer::problem(400, &flaw.sentence));
                }
            }
        }
        Ok(())
    }

    /// Whether the server is broken so that it forgets the rule for the operation.
    fn forgets(&self, label: &str, rule: &str) -> bool {
        self.broken_in(label, &["accepts:", rule].concat())
    }

    /// The body, if it is one that the schema takes.
    pub(super) fn body(
        &self,
        label: &str,
        request: &Request,
        schema: &str,
    ) -> Result<Map<String, Value>, Answer> {
        let media_type = request.header("content-type").unwrap_or_default();
        let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let expected =
            if label == "projects.patch" { "application/merge-patch+json" } else { "application/json" };
        if essence != expected && !self.broken_in(label, "any_type") {
            return Err(Answer::problem(415, &format!("send {expected}")));
        }
        if request.body.len() > BODY_BYTES_MAX {
            return Err(Answer::problem(413, "that is too much"));
        }
        let parsed: Result<Value, _> = serde_json::from_slice(&request.body);
        let value = match parsed {
            Ok(value) => value,
            Err(_) if self.broken_in(label, "malformed:500") => {
                return Err(Answer::problem(500, "the body broke the server"));
            }
            Err(error) => return Err(Answer::problem(400, &error.to_string())),
        };
        let rules = self.rules();
        let flaws = rules.flaws(rules.component(schema), &value, "");
        if let Some(flaw) = flaws.iter().find(|flaw| !self.forgets(label, &flaw.rule)) {
            return Err(Answer::problem(422, &flaw.sentence));
        }
        if self.broken_in(label, "refuses_wide") && is_wide(&value) {
            return Err(Answer::problem(422, "there is a character that cannot be stored"));
        }
        let null = self.defect.and_then(|name| name.strip_prefix(label)?.strip_prefix(".refuses_null:"));
        if null.is_some_and(|name| value.get(name) == Some(&Value::Null)) {
            return Err(Answer::problem(422, "there is a null"));
        }
        value.as_object().cloned().ok_or_else(|| Answer::problem(422, "send an object"))
    }

    /// The members that are set by a body which is a whole: with defaults, without what is read only.
    pub(super) fn whole(&self, label: &str, kind: &Kind, body: &Map<String, Value>) -> Map<String, Value> {
        let rules = self.rules();
        let mut schema = rules.component(kind.whole);
        if let Some(branches) = schema.get("oneOf").and_then(Value::as_array) {
            let value = Value::Object(body.clone());
            let fitting = branches.iter().find(|branch| rules.flaws(branch, &value, "").is_empty());
            schema = rules.resolve(fitting.unwrap_or(&branches[0]));
        }
        let mut members = Map::new();
        for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let property = rules.resolve(property);
            if property.get("readOnly").is_some() && !self.broken_in(label, &["stores:", name].concat()) {
                continue;
            }
            if let Some(value) = body.get(name) {
                members.insert(name.clone(), value.clone());
            } else if let Some(value) = property.get("default")
                && !self.broken_in(label, &["no_default:", name].concat())
            {
                members.insert(name.clone(), value.clone());
            }
        }
        members
    }
}

/// Whether a text in the value has characters beyond 16 bits.
fn is_wide(value: &Value) -> bool {
    match value {
        Value::String(text) => text.chars().any(|c| u32::from(c) > 0xFFFF),
        Value::Array(items) => items.iter().any(is_wide),
        Value::Object(members) => members.values().any(is_wide),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
