//! The anchor written otherwise on the wire, and with what operations do not know: other parameters, long headers, odd
//! paths. It must not know bodies.

use super::case::{Case, Intent};
use super::fitting::schema_of;
use super::parameters::base;
use super::plan::{FIRST, Ground, SECOND};
use crate::api::Location;
use crate::live::exchange::Sent;
use crate::live::request::draft::Argument;

/// Bytes of a header and of a query that many servers refuse.
const LONG_BYTES: usize = 20 * 1024;

/// What a change is called, and the request with it, where it changes anything.
type Rewriting = (&'static str, fn(Sent) -> Option<Sent>);

pub(super) fn cases(ground: &Ground<'_>) -> Vec<Case> {
    let anchor = ground.anchor;
    let sent = || base(ground).sent(ground.fitting.api, ground.prefix);
    let mut cases = Vec::new();
    // The anchor itself, once more: what the server said of it when the others were asked.
    cases.extend(sent().map(|sent| Case::judged(FIRST, anchor.identity, sent)));
    // As it was accepted: what there may be one of is there already.
    let again = anchor.draft.sent(ground.fitting.api, ground.prefix).filter(|_| ground.renew);
    cases.extend(again.map(|sent| Case::judged(FIRST, anchor.identity, sent)));
    cases.extend(unknown(ground));
    let judged: [fn(Sent) -> Sent; 4] = [
        |sent| with_pair(sent, "contract_tests=1"),
        |sent| sent.header("X-Contract-Tests", vec![b'a'; LONG_BYTES]),
        |sent| with_pair(sent, &format!("contract_tests={}", "a".repeat(LONG_BYTES))),
        |sent| with_pair(sent, "%00=%FF&=&&%zz"),
    ];
    for change in judged {
        cases.extend(sent().map(change).map(|sent| Case::judged(SECOND, anchor.identity, sent)));
    }
    let rewritten: [Rewriting; 2] = [
        ("with letters percent-encoded in its arguments", encoded),
        ("with its header names in another case", recased),
    ];
    for (told, change) in rewritten {
        cases.extend(sent().and_then(change).map(|sent| Case {
            sent,
            identity: anchor.identity,
            intent: Intent::Rewritten(told),
            stage: SECOND,
        }));
    }
    cases.extend(odd_paths(ground));
    cases
}

fn with_pair(mut sent: Sent, pair: &str) -> Sent {
    sent.target.push(if sent.query().is_some() { '&' } else { '?' });
    sent.target.push_str(pair);
    sent
}

/// Letters of the query's values by their codes, which mean the same (RFC 3986 §6.2.2.2).
fn encoded(mut sent: Sent) -> Option<Sent> {
    let (path, query) = sent.target.split_once('?')?;
    let value = |value: &str| -> String {
        let mut text = value.chars();
        match text.next() {
            Some(first) if first.is_ascii_alphanumeric() => {
                format!("%{:02X}{}", u32::from(first), text.as_str())
            }
            Some(_) | None => value.to_owned(),
        }
    };
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, text)) => format!("{name}={}", value(text)),
        None => pair.to_owned(),
    });
    let target = format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"));
    (target != sent.target).then(|| {
        sent.target = target;
        sent
    })
}

/// Header names compare without case (RFC 9110 §5.1).
fn recased(mut sent: Sent) -> Option<Sent> {
    if sent.headers.is_empty() {
        return None;
    }
    for (name, _) in &mut sent.headers {
        *name = if name.chars().any(char::is_uppercase) { name.to_lowercase() } else { name.to_uppercase() };
    }
    Some(sent)
}

/// The last path argument exchanged for one of its kind that nothing has.
fn unknown(ground: &Ground<'_>) -> Option<Case> {
    let operation = &ground.fitting.api.operations[ground.anchor.draft.operation];
    let at = operation.parameters.iter().rposition(|parameter| parameter.location == Location::Path)?;
    let parameter = operation.parameters.get(at)?;
    let other = ground.fitting.fresh(schema_of(parameter)?, &parameter.name)?;
    let sent = base(ground).with(at, Argument::Value(other)).sent(ground.fitting.api, ground.prefix)?;
    Some(Case::judged(FIRST, ground.anchor.identity, sent))
}

/// Path arguments that are no text, or that mean another path.
fn odd_paths(ground: &Ground<'_>) -> Vec<Case> {
    let operation = &ground.fitting.api.operations[ground.anchor.draft.operation];
    let last = operation.parameters.iter().rposition(|parameter| parameter.location == Location::Path);
    let Some(at) = last else { return Vec::new() };
    let texts = ["%00", "%FF", "%zz", "%2F", "%2E%2E", "%F0%9F%98%80", "a%20b", "null"];
    let sent = |text: &&str| {
        let argument = Argument::Text((*text).to_owned());
        base(ground).with(at, argument).sent(ground.fitting.api, ground.prefix)
    };
    texts.iter().filter_map(sent).map(|sent| Case::judged(SECOND, ground.anchor.identity, sent)).collect()
}
