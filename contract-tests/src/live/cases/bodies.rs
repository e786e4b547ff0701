//! The body's value at its edges and beyond them, everything else as in the anchor. It must not know how bodies are
//! written.

use serde_json::{Map, Value};

use super::case::{Case, Intent, Variation, Varied};
use super::plan::{Ground, SECOND, staged};
use crate::api::{MediaType, Operation};
use crate::document::pointer;
use crate::live::resources::content::answer_schema;
use crate::live::resources::{Member, Shape};
use crate::schema::SchemaId;
use crate::schema::values::Sample;
use crate::wire::media::MediaRange;
use crate::wire::payload::Payload;

/// Members of answers that are tried in one request's body.
const ASSIGNED_MAX: usize = 4;

pub(super) fn cases(ground: &Ground<'_>) -> Vec<Case> {
    let operation = &ground.fitting.api.operations[ground.anchor.draft.operation];
    let Some(body) = &operation.body else { return Vec::new() };
    let mut cases = Vec::new();
    for content in &body.contents {
        let carries = MediaRange::parse(&content.name)
            .is_some_and(|range| range.is_json() || range.is_form() || range.kind == "*");
        let Some(schema) = content.schema.filter(|_| carries) else { continue };
        let invalid = staged(ground.fitting.values.invalid(schema));
        cases.extend(invalid.filter_map(|(stage, sample)| {
            let value = grafted(ground, schema, &sample, false);
            let draft = ground.anchor.draft.clone().carrying(Payload::value(&content.name, value));
            let sent = draft.sent(ground.fitting.api, ground.prefix)?;
            Some(Case::judged(stage, ground.anchor.identity, sent))
        }));
        cases.extend(assigned(ground, content, schema));
        let valid = staged(ground.fitting.values.valid(schema));
        cases.extend(valid.filter_map(|(stage, sample)| {
            let value = grafted(ground, schema, &sample, true);
            let draft = ground.anchor.draft.clone().carrying(Payload::value(&content.name, value));
            let sent = draft.sent(ground.fitting.api, ground.prefix)?;
            let varied = Variation { draft, place: Varied::Body, mark: sample.mark };
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

/// The anchor's body with members that only answers have, where the document allows no others in requests: those that
/// the server keeps to itself, such as a status or an owner, are the first that anybody tries to set.
fn assigned(ground: &Ground<'_>, content: &MediaType, schema: SchemaId) -> Vec<Case> {
    let schemas = &ground.fitting.api.schemas;
    let operation = &ground.fitting.api.operations[ground.anchor.draft.operation];
    let taken = Shape::of_branch(schemas, schema, 0).filter(|taken| taken.closed);
    let shown = answer_schema(operation).and_then(|(_, answer)| Shape::of(schemas, answer));
    let base = renewed(ground).or_else(|| ground.anchor.draft.payload.clone());
    let Some(Value::Object(base)) = base.as_ref().and_then(Payload::as_value) else { return Vec::new() };
    let (Some(taken), Some(shown)) = (taken, shown) else { return Vec::new() };
    let mut foreign: Vec<&Member> =
        shown.members.iter().filter(|member| taken.get(&member.name).is_none()).collect();
    foreign.sort_by_key(|member| !member.facts.read_only);
    let case = |member: &Member| {
        let mut members = base.clone();
        members.insert(member.name.clone(), ground.fitting.fresh(member.schema, &member.name)?);
        let payload = Payload::value(&content.name, Value::Object(members));
        let sent = ground.anchor.draft.clone().carrying(payload).sent(ground.fitting.api, ground.prefix)?;
        Some(Case::judged(SECOND, ground.anchor.identity, sent))
    };
    foreign.into_iter().take(ASSIGNED_MAX).filter_map(case).collect()
}

/// The sample with the anchor's values in the members that do not matter: values that the server is known to take, and
/// did not see before where it must not. Only when that keeps what the sample shows.
fn grafted(ground: &Ground<'_>, schema: SchemaId, sample: &Sample, valid: bool) -> Value {
    let base = renewed(ground).or_else(|| ground.anchor.draft.payload.clone());
    let Some(Value::Object(base)) = base.as_ref().and_then(Payload::as_value) else {
        return sample.value.clone();
    };
    let Value::Object(members) = &sample.value else { return sample.value.clone() };
    let marked = pointer::tokens(&sample.mark.instance).and_then(|tokens| tokens.into_iter().next());
    let mut grafted = members.clone();
    for (name, member) in &mut grafted {
        if marked.as_deref() != Some(name.as_str())
            && let Some(value) = base.get(name)
        {
            *member = value.clone();
        }
    }
    let grafted = Value::Object(grafted);
    let keeps = if valid {
        ground.fitting.is_valid(schema, &grafted)
    } else {
        broken(ground, schema, &grafted) == broken(ground, schema, &sample.value)
    };
    if keeps { grafted } else { sample.value.clone() }
}

/// The keywords that a value breaks.
fn broken(ground: &Ground<'_>, schema: SchemaId, value: &Value) -> Vec<String> {
    let validator = crate::schema::validate::Validator::new(
        &ground.fitting.api.schemas,
        crate::schema::Direction::Request,
    );
    validator.violations(schema, value).into_iter().map(|violation| violation.schema).collect()
}

/// The anchor's payload with texts that were not sent before; `None` when it can be sent again as it is.
pub(super) fn renewed(ground: &Ground<'_>) -> Option<Payload> {
    let payload = ground.anchor.draft.payload.as_ref().filter(|_| ground.renew)?;
    let operation = &ground.fitting.api.operations[ground.anchor.draft.operation];
    let schema = content(operation, payload)?.schema?;
    let value = ground.fitting.renewed(schema, payload.as_value()?, &ground.anchor.fixed);
    Some(Payload { content: crate::wire::payload::Content::Value(value), ..payload.clone() })
}

/// The documented content of an operation that a payload is of.
pub(super) fn content<'o>(operation: &'o Operation, payload: &Payload) -> Option<&'o MediaType> {
    let sent = MediaRange::parse(payload.media_type.as_deref()?)?;
    let covers =
        |content: &&MediaType| MediaRange::parse(&content.name).is_some_and(|range| range.covers(&sent));
    operation.body.as_ref()?.contents.iter().find(covers)
}

/// A value that the server is likely to take for a member of the body: the anchor's, or a made one.
pub(super) fn member(ground: &Ground<'_>, schema: SchemaId, name: &str) -> Option<Value> {
    let anchored = ground.anchor.draft.payload.as_ref().and_then(Payload::as_value);
    let known = anchored.and_then(|value| value.get(name)).cloned();
    known.or_else(|| ground.fitting.values.fullest(schema)?.get(name).cloned())
}

/// The object with nothing that is optional, its members as in another object where that has them.
pub(super) fn least(
    ground: &Ground<'_>,
    schema: SchemaId,
    like: &Map<String, Value>,
) -> Option<Map<String, Value>> {
    let mut least = ground.fitting.values.simplest(schema)?.as_object()?.clone();
    for (name, member) in &mut least {
        if let Some(value) = like.get(name) {
            *member = value.clone();
        }
    }
    Some(least)
}
