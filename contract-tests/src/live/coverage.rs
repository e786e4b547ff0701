//! Which of the document's answers were seen: operation × status × media type. It must not know whether they were good.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::judge::Observed;
use crate::api::Api;

/// What was seen so far.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    observed: BTreeSet<Observed>,
    statuses: BTreeMap<(usize, u16), u64>,
}

/// A documented answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pair {
    /// The operation, as `GET /users/{id}`.
    pub operation: String,
    /// The key under `responses`: `200`, `4XX`, `default`.
    pub status: String,
    /// The media type; `None` when the answer has no content.
    pub media_type: Option<String>,
}

impl Coverage {
    /// Notes an answer of an operation.
    pub(super) fn note(&mut self, operation: usize, status: u16, observed: Option<Observed>) {
        *self.statuses.entry((operation, status)).or_default() += 1;
        self.observed.extend(observed);
    }

    /// How often an operation was answered with each status, by operation and status.
    pub fn statuses(&self) -> &BTreeMap<(usize, u16), u64> {
        &self.statuses
    }

    /// The documented answers that were seen, in the order of the document.
    pub fn observed(&self, api: &Api) -> Vec<Pair> {
        self.observed.iter().filter_map(|observed| pair(api, *observed)).collect()
    }

    /// How many documented answers there are, of the operations given.
    pub fn pairs(api: &Api, operations: &[usize]) -> usize {
        all(api, operations).count()
    }

    /// The documented answers of the operations given that were not seen, in the order of the document.
    pub fn uncovered(&self, api: &Api, operations: &[usize]) -> Vec<Pair> {
        let missing = all(api, operations).filter(|pair| !self.observed.contains(pair));
        missing.filter_map(|observed| pair(api, observed)).collect()
    }
}

fn all<'a>(api: &'a Api, operations: &'a [usize]) -> impl Iterator<Item = Observed> + 'a {
    operations.iter().flat_map(move |&operation| {
        let responses = api.operations.get(operation).map(|operation| operation.responses.as_slice());
        responses.unwrap_or_default().iter().enumerate().flat_map(move |(response, documented)| {
            let contents: Vec<Option<usize>> = if documented.contents.is_empty() {
                vec![None]
            } else {
                (0..documented.contents.len()).map(Some).collect()
            };
            contents.into_iter().map(move |content| Observed { operation, response, content })
        })
    })
}

fn pair(api: &Api, observed: Observed) -> Option<Pair> {
    let operation = api.operations.get(observed.operation)?;
    let response = operation.responses.get(observed.response)?;
    let media_type = observed.content.and_then(|at| response.contents.get(at));
    Some(Pair {
        operation: operation.to_string(),
        status: response.status.to_string(),
        media_type: media_type.map(|content| content.name.clone()),
    })
}
