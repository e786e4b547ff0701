//! What a refusal says of the body that was refused: the members that it names are left out, exchanged, or added. It
//! must not know any format of errors; names are told by where they stand, in pointers and keys before in sentences.

use std::collections::BTreeSet;

use serde_json::Value;

use super::corpus::Corpus;
use super::fitting::Fitting;
use super::parts::parts;
use crate::live::exchange::Exchange;
use crate::live::resources::{Member, Shape, names};
use crate::schema::SchemaId;

/// What the names of members end in whose values the server gives out.
const REFERRING: [&str; 7] = ["id", "token", "code", "key", "ref", "reference", "cursor"];

/// Texts of a refusal that are looked at.
const TEXTS_MAX: usize = 200;

/// Ways to mend one member that are tried.
const WAYS_MAX: usize = 6;

/// A value that the refusal does not speak against, and that was not tried; `None` when there is none.
pub(super) fn mended(
    fitting: &Fitting<'_>,
    corpus: &Corpus,
    (schema, value): (SchemaId, &Value),
    refused: &Exchange,
    tried: &[Value],
) -> Option<Value> {
    match refused.status()? {
        409 => Some(fitting.renewed(schema, value, &references(corpus, value)))
            .filter(|renewed| renewed != value),
        400 | 401 | 403 | 404 | 422 => {
            let members = value.as_object()?;
            let shape = Shape::of_branch(&fitting.api.schemas, schema, 0)?;
            let known: Vec<&str> = shape.members.iter().map(|member| member.name.as_str()).collect();
            let mut wrong = refused.json().map(|answer| named(&answer, &known)).unwrap_or_default();
            if wrong.is_empty() {
                // What is not said to be wrong may refer to something of somebody else's.
                wrong.extend(members.keys().filter(|name| refers(name)).cloned());
            }
            let ways = |member: &Member| {
                let optional = members.contains_key(&member.name) && !member.required;
                let known = corpus.named(&member.name).map(|(known, _)| Some(known.clone()));
                let fresh = fitting.fresh(member.schema, &member.name).map(Some);
                let known: Vec<Option<Value>> = known.collect();
                known.into_iter().chain(optional.then_some(None)).chain(fresh).collect::<Vec<_>>()
            };
            let ways: Vec<(&str, Vec<Option<Value>>)> = wrong
                .iter()
                .filter_map(|name| Some((name.as_str(), ways(shape.get(name)?))))
                .filter(|(_, ways)| !ways.is_empty())
                .collect();
            let mended = (0..WAYS_MAX).map(|turn| {
                let mut changed = members.clone();
                for (name, ways) in &ways {
                    match &ways[turn.min(ways.len() - 1)] {
                        Some(other) => changed.insert((*name).to_owned(), other.clone()),
                        None => changed.remove(*name),
                    };
                }
                Value::Object(changed)
            });
            let mut mended = mended.filter(|changed| changed != value && fitting.is_valid(schema, changed));
            mended.find(|changed| !tried.contains(changed))
        }
        _ => None,
    }
}

/// Whether the member's values are given out by the server.
pub(super) fn refers(name: &str) -> bool {
    names::words(name).last().is_some_and(|word| REFERRING.contains(&word.as_str()))
}

/// Members that are called after the id of something else, and hold one that the server showed.
pub(super) fn references(corpus: &Corpus, value: &Value) -> Vec<String> {
    let members = value.as_object().into_iter().flatten();
    let shown = |(name, value): &(&String, &Value)| {
        let words = names::words(name);
        let elsewhere = words.len() > 1 && words.last().is_some_and(|word| word == "id");
        elsewhere && corpus.named(name).any(|(known, _)| known == *value)
    };
    members.filter(shown).map(|(name, _)| name.clone()).collect()
}

/// Those of the names that the answer speaks of: in keys and pointers, and where there are none, in sentences.
fn named(answer: &Value, known: &[&str]) -> BTreeSet<String> {
    let (mut pointed, mut said) = (BTreeSet::new(), BTreeSet::new());
    for value in parts(answer, TEXTS_MAX) {
        match value {
            Value::Object(members) => {
                // The outermost keys are the answer's own, unless they hold lists of what is wrong.
                let outermost = std::ptr::eq(value, answer);
                let keys = members.iter().filter(|(key, member)| {
                    known.contains(&key.as_str()) && (!outermost || member.is_array() || member.is_object())
                });
                pointed.extend(keys.map(|(key, _)| key.clone()));
            }
            Value::String(text) => {
                let words = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
                let found = words.filter(|word| known.contains(word)).map(str::to_owned);
                let single = !text.contains(char::is_whitespace);
                if single { pointed.extend(found) } else { said.extend(found) }
            }
            Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    if pointed.is_empty() { said } else { pointed }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::named;

    #[test]
    fn names_in_refusals() {
        let known = ["email", "tenantId", "name"];
        for (answer, expected) in [
            (
                json!({"errors": [{"pointer": "/body/tenantId", "detail": "the name is unknown"}]}),
                vec!["tenantId"],
            ),
            (json!({"errors": {"email": ["is taken"]}}), vec!["email"]),
            (json!({"detail": [{"loc": ["body", "name"], "msg": "field required"}]}), vec!["name"]),
            (json!({"message": "`tenantId` must be given"}), vec!["tenantId"]),
            (json!({"message": "no"}), vec![]),
            (json!({"name": "ValidationError"}), vec![]),
            (json!({"email": ["This field must be unique."]}), vec!["email"]),
        ] {
            assert_eq!(named(&answer, &known).into_iter().collect::<Vec<_>>(), expected, "{answer}");
        }
    }
}
