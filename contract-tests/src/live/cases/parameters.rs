//! Each parameter at its edges, beyond them, and absent. It must not know the body.

use super::anchor::variables;
use super::case::{Case, Intent, Variation, Varied};
use super::fitting::schema_of;
use super::plan::{FIRST, Ground, SECOND, staged};
use crate::api::{Location, Parameter};
use crate::live::request::draft::{Argument, Draft};
use crate::live::resources::Facts;
use crate::schema::Kind;
use crate::schema::values::{Mark, Sample};
use crate::wire::encode::{component, plain};

pub(super) fn cases(ground: &Ground<'_>) -> Vec<Case> {
    let operation = &ground.fitting.api.operations[ground.anchor.draft.operation];
    let mut cases = Vec::new();
    let in_path = variables(operation);
    for (at, parameter) in operation.parameters.iter().enumerate() {
        // A path parameter that the path does not have cannot be sent.
        if parameter.location == Location::Path && !in_path.contains(&at) {
            continue;
        }
        cases.extend(absent(ground, at, parameter));
        let Some(schema) = schema_of(parameter) else { continue };
        let values = ground.fitting.values;
        let invalid = staged(values.invalid(schema));
        cases.extend(invalid.filter_map(|(stage, sample)| {
            let sent = draft(ground, at, &sample).sent(ground.fitting.api, ground.prefix)?;
            Some(Case::judged(stage, ground.anchor.identity, sent))
        }));
        // Another valid id is another resource, which may not be there.
        let valid = staged(values.valid(schema));
        cases.extend(valid.filter_map(|(stage, sample)| {
            let draft = draft(ground, at, &sample);
            let sent = draft.sent(ground.fitting.api, ground.prefix)?;
            let varied = Variation { draft, place: Varied::Parameter(at), mark: sample.mark };
            Some(Case {
                sent,
                identity: ground.anchor.identity,
                intent: Intent::Varied(Box::new(varied)),
                stage,
            })
        }));
    }
    cases
}

fn draft(ground: &Ground<'_>, at: usize, sample: &Sample) -> Draft {
    base(ground).with(at, Argument::Value(sample.value.clone()))
}

/// The anchor's draft, with a body that was not sent before where that matters.
pub(super) fn base(ground: &Ground<'_>) -> Draft {
    let draft = ground.anchor.draft.clone();
    match super::bodies::renewed(ground) {
        Some(payload) => draft.carrying(payload),
        None => draft,
    }
}

fn absent(ground: &Ground<'_>, at: usize, parameter: &Parameter) -> Vec<Case> {
    let identity = ground.anchor.identity;
    if parameter.location == Location::Path {
        return Vec::new();
    }
    let mut cases = Vec::new();
    if parameter.required {
        let sent = base(ground).without(at).sent(ground.fitting.api, ground.prefix);
        cases.extend(sent.map(|sent| Case::judged(FIRST, identity, sent)));
    }
    if !parameter.required && ground.anchor.draft.argument(at).is_some() {
        let draft = base(ground).without(at);
        let mark = Mark {
            instance: String::new(),
            schema: parameter.pointer.clone(),
            keyword: "required",
            message: "absent".to_owned(),
        };
        cases.extend(draft.sent(ground.fitting.api, ground.prefix).map(|sent| Case {
            sent,
            identity,
            intent: Intent::Varied(Box::new(Variation { draft, place: Varied::Absent(at), mark })),
            stage: SECOND,
        }));
    }
    if parameter.location == Location::Query {
        // Empty, twice, and with bytes that are no text.
        let odd = ["", "%00", "%FF", "%zz"].map(str::to_owned);
        for (text, stage) in odd.into_iter().chain(misread(ground, parameter)).map(|text| (text, SECOND)) {
            let sent = base(ground).with(at, Argument::Text(text));
            let sent = sent.sent(ground.fitting.api, ground.prefix);
            cases.extend(sent.map(|sent| Case::judged(stage, identity, sent)));
        }
        if let Some(mut sent) =
            with_value(ground, at).and_then(|draft| draft.sent(ground.fitting.api, ground.prefix))
        {
            let name = component(&parameter.name);
            let pair = sent.query().and_then(|query| query.split('&').find(|pair| pair.starts_with(&name)));
            if let Some(pair) = pair.map(str::to_owned) {
                sent.target.push('&');
                sent.target.push_str(&pair);
                cases.push(Case::judged(SECOND, identity, sent));
            }
        }
    }
    cases
}

/// Of a parameter that is no free text, a value that is good when it is decoded once too often, and one that is good
/// without a character beyond ASCII.
fn misread(ground: &Ground<'_>, parameter: &Parameter) -> Vec<String> {
    let schemas = &ground.fitting.api.schemas;
    let Some(schema) = schema_of(parameter) else { return Vec::new() };
    let facts = Facts::of(schemas, schema);
    let free = facts.kind == Some(Kind::String) && facts.values.is_none();
    let value = ground.fitting.values.simplest(schema).as_ref().and_then(plain).filter(|_| !free);
    let Some(text) = value.filter(|text| !text.is_empty() && text.is_ascii()) else { return Vec::new() };
    let twice: String = text.bytes().map(|byte| format!("%25{byte:02X}")).collect();
    vec![twice, [&component(&text), "%C3%A9"].concat()]
}

/// The anchor with some value of the parameter.
fn with_value(ground: &Ground<'_>, at: usize) -> Option<Draft> {
    let draft = base(ground);
    if draft.argument(at).is_some() {
        return Some(draft);
    }
    let operation = &ground.fitting.api.operations[draft.operation];
    let value = ground.fitting.values.simplest(schema_of(operation.parameters.get(at)?)?)?;
    Some(draft.with(at, Argument::Value(value)))
}
