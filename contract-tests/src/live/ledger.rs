//! What was found so far: for each check and cause the telling exchanges, and where else it was seen. It keeps what
//! findings need and nothing more. It must not know how findings are reported.

use std::collections::{BTreeMap, BTreeSet};

use super::exchange::SharedExchange;
use super::finding::{Check, Violation};

/// Exchanges before the telling one that are kept.
const EVIDENCE_MAX: usize = 24;

/// One cause, as it was first seen in the order of the plan.
#[derive(Clone, Debug)]
pub struct Record {
    /// What is broken.
    pub violation: Violation,
    /// The exchanges that lead to it, the telling one last.
    pub evidence: Vec<SharedExchange>,
    /// Where the evidence was seen.
    pub operation: String,
    /// Where it was seen: the place of the operation in the document, and its name.
    pub operations: BTreeSet<(usize, String)>,
    /// Whether the evidence is as short as it can be, and was seen to show it again.
    pub shrunk: bool,
    /// Whether it stands for many causes of one symptom, its violation being that of the first.
    pub everywhere: bool,
    order: (u64, usize),
}

impl Record {
    /// What tells it from other findings of the check.
    pub fn cause(&self) -> String {
        let symptom = self.violation.symptom.as_ref().filter(|_| self.everywhere);
        symptom.map_or_else(|| self.violation.cause.clone(), |symptom| format!("everywhere {symptom}"))
    }
}

/// What was found so far.
#[derive(Debug, Default)]
pub struct Ledger {
    records: BTreeMap<(Check, String), Record>,
}

impl Ledger {
    /// Notes a violation. `order` decides which evidence is kept: the least.
    pub(super) fn note(
        &mut self,
        violation: Violation,
        evidence: &[SharedExchange],
        operation: (usize, String),
        order: (u64, usize),
        shrunk: bool,
    ) {
        let key = (violation.check, violation.cause.clone());
        let kept = || evidence[evidence.len().saturating_sub(EVIDENCE_MAX)..].to_vec();
        match self.records.get_mut(&key) {
            Some(known) => {
                known.operations.insert(operation.clone());
                if order < known.order {
                    known.operation = operation.1;
                    known.violation = violation;
                    known.evidence = kept();
                    known.order = order;
                    known.shrunk = shrunk;
                }
            }
            None => {
                let name = operation.1.clone();
                let operations = BTreeSet::from([operation]);
                let record = Record {
                    violation,
                    evidence: kept(),
                    operation: name,
                    operations,
                    shrunk,
                    everywhere: false,
                    order,
                };
                self.records.insert(key, record);
            }
        }
    }

    /// How many causes there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The records, by check and cause, and leaves none.
    pub(super) fn take(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.records).into_values().collect()
    }
}
