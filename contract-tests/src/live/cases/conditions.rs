//! Reads and writes under conditions (RFC 9110 §13): of what was read before, of whatever is there, and of what never
//! was. It must not know what conditions protect.

use super::anchor::variables;
use super::case::{Case, Intent};
use super::parameters::base;
use super::plan::{FIRST, Ground, SECOND};
use crate::api::{Location, Method};
use crate::live::request::draft::{Argument, Draft};

/// A tag that no representation has.
const NEVER: &str = "\"contract-tests\"";

pub(super) fn cases(ground: &Ground<'_>) -> Vec<Case> {
    let operation = &ground.fitting.api.operations[ground.anchor.draft.operation];
    let removes = operation.method == Method::Delete;
    // What is removed for want of a condition that was ignored is gone for the cases after it, unless there is one of it
    // for each credential.
    if removes && !ground.anchor.made && !variables(operation).is_empty() {
        return Vec::new();
    }
    let mut cases = Vec::new();
    for (at, parameter) in operation.parameters.iter().enumerate() {
        if parameter.location != Location::Header {
            continue;
        }
        let tag = ground.anchor.tag.as_deref();
        let values: Vec<(&str, u8)> = match parameter.name.to_ascii_lowercase().as_str() {
            "if-none-match" => [(tag, FIRST), (Some("*"), SECOND)]
                .into_iter()
                .filter_map(|(tag, at)| Some((tag?, at)))
                .collect(),
            "if-match" => vec![(NEVER, FIRST)],
            "if-unmodified-since" => vec![("Thu, 01 Jan 1970 00:00:00 GMT", FIRST)],
            "if-modified-since" => vec![("Fri, 01 Jan 2100 00:00:00 GMT", FIRST)],
            _ => Vec::new(),
        };
        let with = |value: &str| -> Draft { base(ground).with(at, Argument::Text(value.to_owned())) };
        cases.extend(values.into_iter().filter_map(|(value, stage)| {
            let sent = with(value).sent(ground.fitting.api, ground.prefix)?;
            let case = Case::judged(stage, ground.anchor.identity, sent);
            let unmet = removes && parameter.name.eq_ignore_ascii_case("If-Match");
            Some(Case { intent: if unmet { Intent::Unmet("If-Match") } else { Intent::Judged }, ..case })
        }));
    }
    cases
}
