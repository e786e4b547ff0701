//! Goes through a document, object by object, and follows references to parts that no field leads to. It works off a
//! list, so that no depth can exhaust the stack.

use std::collections::HashSet;

use serde_json::Number;

use super::object::{Field, Holds};
use super::rules::{
    COMPONENT_NAME, FIELD_KIND, FIELD_MISSING, FIELD_UNKNOWN, REFERENCE_KIND, REFERENCE_PLACE,
    REFERENCE_SIBLINGS, REFERENCE_UNRESOLVED,
};
use super::{Object, Reference, Survey};
use crate::document::{Node, Problem, closest, kind, quoted};
use crate::lint::finding::Findings;
use crate::schema::validate::format;

/// Fields of schemas that came with OpenAPI 3.1.
const SCHEMA_FIELDS_OF_3_1: [&str; 26] = [
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$schema",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "examples",
    "if",
    "maxContains",
    "minContains",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
    "$vocabulary",
];

/// The objects of the document; what is wrong with their fields and references is noted.
pub(in crate::lint) fn survey<'d>(root: &Node<'d>, findings: &mut Findings<'_>) -> Survey<'d> {
    let mut walk = Walk {
        survey: Survey::default(),
        findings,
        seen: HashSet::new(),
        work: vec![(Object::Document, root.clone())],
    };
    let mut resolved = 0;
    loop {
        while let Some((object, node)) = walk.work.pop() {
            walk.visit(object, node);
        }
        // What only references lead to comes last, so that a place has the kind that its fields give it.
        let Some(reference) = walk.survey.references.get(resolved) else { return walk.survey };
        resolved += 1;
        let object = reference.object;
        if let Some(target) = reference.target.clone() {
            walk.lead(object, target, resolved - 1);
        }
    }
}

struct Walk<'d, 'f, 'c> {
    survey: Survey<'d>,
    findings: &'f mut Findings<'c>,
    /// Addresses of objects that were visited.
    seen: HashSet<u32>,
    work: Vec<(Object, Node<'d>)>,
}

impl<'d> Walk<'d, '_, '_> {
    /// Takes what a reference leads to; it may be a part that no field leads to, or one of another kind.
    fn lead(&mut self, object: Object, target: Node<'d>, reference: usize) {
        match self.survey.kind(&target) {
            Some(other) if other != object => {
                let node = &self.survey.references[reference].node;
                let message = format!(
                    "this must be a {}, and {} is a {}",
                    object.as_str(),
                    quoted(node.reference().unwrap_or_default()),
                    other.as_str()
                );
                let help = match object.section() {
                    Some(section) => format!("refer to what stands under `components/{section}`"),
                    None => "refer to an object of that kind".to_owned(),
                };
                self.findings.add_at(&REFERENCE_KIND, node, "$ref", message, help);
            }
            Some(_) => {}
            None => self.work.push((object, target)),
        }
    }

    fn visit(&mut self, object: Object, node: Node<'d>) {
        if !self.seen.insert(node.number()) {
            return;
        }
        if node.get("$ref").is_some() && (object.may_be_referenced() || node.reference().is_some()) {
            return self.refer(object, node);
        }
        if !node.is_object() {
            let message = format!("a {} is a mapping, and this is {}", object.as_str(), kind(&node));
            self.findings.add(&FIELD_KIND, &node, message, "write its fields");
            return;
        }
        self.require(object, &node);
        let start = self.work.len();
        for (key, value) in node.members() {
            self.member(object, &node, key, value);
        }
        self.work[start..].reverse();
        self.survey.push(object, node);
    }

    fn refer(&mut self, object: Object, node: Node<'d>) {
        let Some(text) = node.reference() else {
            let message = "a `$ref` must be a string";
            self.findings.add_at(
                &FIELD_KIND,
                &node,
                "$ref",
                message,
                "write it like `'#/components/schemas/Name'`",
            );
            return;
        };
        if !object.may_be_referenced() {
            let message = format!("a {} cannot be a `$ref`", object.as_str());
            let help = "write the object itself; references are for components and path items";
            self.findings.add_at(&REFERENCE_PLACE, &node, "$ref", message, help);
        }
        let siblings = node.members().into_iter().filter(|(key, _)| *key != "$ref" && !key.starts_with("x-"));
        // A path item may have operations beside its `$ref`; what they mean is not defined.
        for (key, sibling) in siblings {
            let message = format!("{} stands beside a `$ref` and is ignored", quoted(key));
            let help = match (object, key) {
                (
                    Object::Schema,
                    "description" | "title" | "example" | "default" | "nullable" | "deprecated",
                ) => {
                    format!("write `allOf: [{{ $ref: '{text}' }}]` with {} beside it", quoted(key))
                }
                (_, _) => "move it to what the `$ref` leads to, or remove it".to_owned(),
            };
            self.findings.add(&REFERENCE_SIBLINGS, &sibling, message, help);
        }
        let target = match node.resolve() {
            Ok(target) => Some(target),
            Err(error) => {
                self.findings.add_problem(&REFERENCE_UNRESOLVED, Problem::from(error));
                None
            }
        };
        self.survey.references.push(Reference { node, object, target });
    }

    fn require(&mut self, object: Object, node: &Node<'d>) {
        for field in object.fields().iter().filter(|field| field.is_required) {
            if node.get(field.name).is_none() {
                let message = format!("{} is missing", quoted(field.name));
                let help = format!("a {} needs it", object.as_str());
                self.findings.add_pointer(&FIELD_MISSING, node.document(), node.pointer(), message, help);
            }
        }
    }

    fn member(&mut self, object: Object, node: &Node<'d>, key: &str, value: Node<'d>) {
        let field = object.fields().iter().find(|field| field.name == key);
        let is_extension = key.starts_with("x-") && object != Object::SecurityRequirement;
        let holds = match (field, object.members()) {
            (Some(Field { holds, .. }), _) => *holds,
            (None, _) if is_extension => return,
            (None, Some(holds)) => holds,
            (None, None) => return self.unknown(object, node, key),
        };
        if let Some(expected) = mismatch(holds, &value) {
            let message = format!("{} is {}, and must be {expected}", quoted(key), kind(&value));
            self.findings.add_at(&FIELD_KIND, node, key, message, format!("write {expected}"));
            return;
        }
        let (child, of) = match holds {
            Holds::One(object) => (value, object),
            Holds::FlagOr(object) if value.is_object() => (value, object),
            Holds::Many(object) | Holds::Map(object) => return self.children(node, &value, object),
            Holds::Anything
            | Holds::Text
            | Holds::Flag
            | Holds::Number
            | Holds::Count
            | Holds::Uri
            | Holds::Email
            | Holds::Word(_)
            | Holds::Texts
            | Holds::List
            | Holds::TextMap
            | Holds::AnyMap
            | Holds::FlagOr(_) => return,
        };
        self.work.push((of, child));
    }

    fn children(&mut self, node: &Node<'d>, field: &Node<'d>, object: Object) {
        let is_section = node.pointer() == "/components";
        for (name, child) in field.members() {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
            if is_section && (name.is_empty() || !name.chars().all(is_plain)) {
                let message = format!("{} is no name for a component", quoted(name));
                let help = "use letters, digits, `.`, `-` and `_` alone";
                self.findings.add(&COMPONENT_NAME, &child, message, help);
            }
            self.work.push((object, child));
        }
        self.work.extend(field.items().into_iter().map(|item| (object, item)));
    }

    fn unknown(&mut self, object: Object, node: &Node<'d>, key: &str) {
        let names = object.fields().iter().map(|field| field.name);
        let help = if object == Object::Schema && SCHEMA_FIELDS_OF_3_1.contains(&key) {
            "it came with OpenAPI 3.1; say it in the keywords of 3.0, or remove it".to_owned()
        } else {
            match closest(key, names) {
                Some(name) => format!("is {} meant?", quoted(name)),
                None => "remove it, or start its name with `x-`".to_owned(),
            }
        };
        let message = format!("a {} has no field {}", object.as_str(), quoted(key));
        self.findings.add_at(&FIELD_UNKNOWN, node, key, message, help);
    }
}

/// What a field must hold, when the value is something else.
fn mismatch(holds: Holds, value: &Node<'_>) -> Option<String> {
    let is_text = |value: &Node<'_>| value.as_str().is_some();
    let (fits, what) = match holds {
        Holds::Anything | Holds::One(_) => (true, ""),
        Holds::Text => (is_text(value), "a string"),
        Holds::Flag => (value.as_bool().is_some(), "true or false"),
        Holds::Number => (value.as_number().is_some(), "a number"),
        Holds::Count => (value.as_number().is_some_and(is_count), "an integer, 0 or more"),
        Holds::Uri => {
            let fits = value.as_str().is_some_and(|text| format::is_valid("uri-reference", text));
            (fits, "a URI, such as `https://example.com/terms`")
        }
        Holds::Email => {
            let fits = value.as_str().is_some_and(|text| format::is_valid("email", text));
            (fits, "an e-mail address")
        }
        Holds::Word(words) => {
            let fits = value.as_str().is_some_and(|text| words.contains(&text));
            return (!fits).then(|| format!("one of {}", words.join(", ")));
        }
        Holds::Texts => {
            let fits = value.is_array() && value.items().iter().all(is_text);
            (fits, "a list of strings")
        }
        Holds::List | Holds::Many(_) => (value.is_array(), "a list"),
        Holds::TextMap => {
            let fits = value.is_object() && value.members().iter().all(|(_, member)| is_text(member));
            (fits, "a mapping to strings")
        }
        Holds::AnyMap | Holds::Map(_) => (value.is_object(), "a mapping"),
        Holds::FlagOr(_) => (value.as_bool().is_some() || value.is_object(), "true, false or a schema"),
    };
    (!fits).then(|| what.to_owned())
}

fn is_count(number: &Number) -> bool {
    number.as_u64().is_some() || number.as_f64().is_some_and(|float| float >= 0.0 && float.fract() == 0.0)
}
