//! Making what shows a finding as small as it can be: fewer exchanges, then fewer and simpler parts of the last request,
//! as long as the server shows the same. It must not know what the finding is.

mod candidates;

use super::client::Client;
use super::exchange::{Exchange, Sent, SharedExchange};
use super::finding::Violation;
use super::ledger::Record;
use super::reproduction::{Chain, Step, without_identity};

/// Requests that one finding may cost.
const ATTEMPTS_MAX: usize = 48;

/// Exchanges that are left out to see whether it shows without them.
const LEFT_OUT_MAX: usize = 12;

/// What came of it.
#[derive(Clone, Debug)]
pub struct Shrunk {
    /// The exchanges that show it, the telling one last.
    pub evidence: Vec<SharedExchange>,
    /// Whether they showed it again.
    pub repeated: bool,
}

/// Shrinks the evidence of a record.
pub async fn shrink(client: &Client, record: &Record) -> Shrunk {
    let original = Shrunk { evidence: record.evidence.clone(), repeated: record.shrunk };
    if record.shrunk {
        return original;
    }
    let Some(last) = record.evidence.last() else { return original };
    let whole = Chain::of(&record.evidence, false);
    let needed = Chain::of(&record.evidence, true);
    let alone = Chain::of(std::slice::from_ref(last), false);
    let mut chains = vec![needed, whole];
    // What was deleted is not there for a second time.
    if last.sent.method != "DELETE" && !refers_to_answers(&record.evidence) {
        chains.insert(0, alone);
    }
    for chain in chains {
        let evidence = chain.run(client, None).await;
        if evidence.len() == chain.steps.len() && shows(evidence.last(), &record.violation) {
            let (chain, evidence) = fewer(client, chain, evidence, &record.violation).await;
            let evidence = smaller(client, &chain, evidence, &record.violation).await;
            return Shrunk { evidence, repeated: true };
        }
    }
    // A new state may not show it again: what was seen stays seen.
    let needed = Chain::of(&record.evidence, true);
    let evidence = needed.steps.into_iter().map(|step| step.exchange).collect();
    Shrunk { evidence, repeated: false }
}

/// Whether the last request uses what earlier answers gave: to be run elsewhere, it needs them.
fn refers_to_answers(evidence: &[SharedExchange]) -> bool {
    Chain::of(evidence, true).steps.len() > 1
}

/// Whether the exchange shows the same, and for the same kind of reason.
fn shows(exchange: Option<&SharedExchange>, violation: &Violation) -> bool {
    let same = |other: &Violation| {
        other.check == violation.check && other.cause == violation.cause && other.symptom == violation.symptom
    };
    exchange.is_some_and(|exchange| exchange.violations.iter().any(same))
}

/// Leaves out what the last request does without, one exchange at a time from the first: only those that changed nothing
/// and gave nothing, since what was made here is not there on another server.
async fn fewer(
    client: &Client,
    mut chain: Chain,
    mut evidence: Vec<SharedExchange>,
    violation: &Violation,
) -> (Chain, Vec<SharedExchange>) {
    let mut at = 0;
    let mut tries = 0;
    while at + 1 < evidence.len() && tries < LEFT_OUT_MAX {
        if !chain.steps.get(at).is_some_and(is_idle) {
            at += 1;
            continue;
        }
        tries += 1;
        let mut less = evidence.clone();
        less.remove(at);
        let shorter = Chain::of(&less, false);
        let tried = shorter.run(client, None).await;
        if tried.len() == shorter.steps.len() && shows(tried.last(), violation) {
            (chain, evidence) = (shorter, tried);
        } else {
            at += 1;
        }
    }
    (chain, evidence)
}

/// Whether a step changed nothing, and gives nothing to those after it.
fn is_idle(step: &Step) -> bool {
    let safe = matches!(step.exchange.sent.method.as_str(), "GET" | "HEAD" | "OPTIONS");
    step.gives.is_empty() && (safe || !step.exchange.is_success())
}

async fn smaller(
    client: &Client,
    chain: &Chain,
    mut evidence: Vec<SharedExchange>,
    violation: &Violation,
) -> Vec<SharedExchange> {
    let mut attempts = 0;
    let mut from = 0;
    'again: loop {
        let Some(last) = evidence.last() else { return evidence };
        let sent = anonymous(client, last);
        for (at, candidate) in candidates::of(&sent).into_iter().enumerate().skip(from) {
            attempts += 1;
            if attempts > ATTEMPTS_MAX {
                return evidence;
            }
            let tried = chain.run(client, Some(&candidate)).await;
            let flaws = |exchange: &SharedExchange| exchange.validity.flaws.len();
            let worse = tried.last().map(flaws) > evidence.last().map(flaws);
            if tried.len() == evidence.len() && shows(tried.last(), violation) && !worse {
                evidence = tried;
                // What failed before the candidate that worked fails again, nearly always.
                from = at;
                continue 'again;
            }
        }
        if from == 0 {
            return evidence;
        }
        from = 0;
    }
}

/// The request without the identity's header fields, which are added when it is sent.
fn anonymous(client: &Client, exchange: &Exchange) -> Sent {
    let mut sent = exchange.sent.clone();
    if let Some(identity) = exchange.identity.and_then(|at| client.identities().get(at)) {
        without_identity(&mut sent, identity);
    }
    sent
}
