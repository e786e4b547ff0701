//! Records made into findings: causes that show the same symptom are one, and each gets its place in the document and
//! its reproduction. It must not know how findings are written.

use std::collections::BTreeMap;

use super::base::Base;
use super::exchange::{Exchange, Outcome};
use super::finding::{Check, Finding, Shown, SourceLocation, finding_id};
use super::identity::Identity;
use super::ledger::Record;
use super::reproduction::Chain;
use crate::document::Document;

/// Causes with one symptom from which on they are one cause.
const CAUSES_MERGED: usize = 3;

/// Bytes of an answer's body that are shown.
const SHOWN_BYTES_MAX: usize = 4096;

/// Merges records of one check and one symptom where there are many.
pub fn merge(records: Vec<Record>) -> Vec<Record> {
    let mut by_symptom: BTreeMap<(Check, String), Vec<Record>> = BTreeMap::new();
    let mut merged = Vec::new();
    for record in records {
        match &record.violation.symptom {
            Some(symptom) => {
                by_symptom.entry((record.violation.check, symptom.clone())).or_default().push(record);
            }
            None => merged.push(record),
        }
    }
    for mut records in by_symptom.into_values() {
        if records.len() < CAUSES_MERGED {
            merged.append(&mut records);
            continue;
        }
        // The first in the document is shown for all.
        records.sort_by(|one, other| one.operations.cmp(&other.operations));
        let mut records = records.into_iter();
        if let Some(mut first) = records.next() {
            records.for_each(|other| first.operations.extend(other.operations));
            first.everywhere = true;
            merged.push(first);
        }
    }
    merged.sort_by_cached_key(order);
    merged
}

fn order(record: &Record) -> (Check, String) {
    (record.violation.check, record.cause())
}

/// The finding of a record.
pub fn finding(
    record: &Record,
    document: &Document,
    base: &Base,
    identities: &[Identity],
) -> Option<Finding> {
    let last = record.evidence.last()?;
    let chain = Chain::of(&record.evidence, false);
    let shown = chain.shown();
    let requests = shown.into_iter().zip(&record.evidence).map(|(sent, exchange)| Shown {
        sent,
        identity: exchange.identity.and_then(|at| identities.get(at)).map(|identity| identity.name.clone()),
        status: exchange.status(),
        answer: answer(exchange),
    });
    let operations: Vec<String> = record.operations.iter().map(|(_, name)| name.clone()).collect();
    let pointer = &record.violation.pointer;
    Some(Finding {
        id: finding_id(record.violation.check, &record.cause()),
        check: record.violation.check,
        operation: record.operation.clone(),
        operations,
        status: last.status(),
        message: record.violation.message.clone(),
        location: SourceLocation { pointer: pointer.clone(), line: document.place(pointer).line },
        requests: requests.collect(),
        reproduce: chain.shell(base),
    })
}

/// The answer as text.
fn answer(exchange: &Exchange) -> String {
    let received = match &exchange.outcome as &Outcome {
        Ok(received) => received,
        Err(failure) => return failure.to_string(),
    };
    let mut text = format!("HTTP/1.1 {}\n", received.status);
    for (name, value) in &received.headers {
        text.push_str(&[name, ": ", &String::from_utf8_lossy(value), "\n"].concat());
    }
    text.push('\n');
    let shown = &received.body[..received.body.len().min(SHOWN_BYTES_MAX)];
    text.push_str(&String::from_utf8_lossy(shown));
    if shown.len() < received.body.len() {
        text.push('…');
    }
    text
}
