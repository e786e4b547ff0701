//! Operations × statuses: what was answered how often, and what the document lists. It must not know findings.

use std::collections::BTreeSet;

use crate::api::{Api, StatusPattern};
use crate::live::coverage::Coverage;

/// The table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matrix {
    /// The statuses of the columns, in order.
    pub statuses: Vec<u16>,
    /// A row for each operation, in the order of the document.
    pub rows: Vec<Row>,
}

/// An operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// As `GET /users/{id}`.
    pub operation: String,
    /// A cell for each column.
    pub cells: Vec<Cell>,
}

/// A status of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// How often it was answered.
    pub count: u64,
    /// Whether the document lists it, by itself or in a range.
    pub documented: bool,
}

impl Matrix {
    /// The table of those operations, indices in `Api::operations`.
    pub fn of(api: &Api, operations: &[usize], coverage: &Coverage) -> Self {
        let listed = operations.iter().filter_map(|at| api.operations.get(*at)).flat_map(|operation| {
            operation.responses.iter().filter_map(|response| match response.status {
                StatusPattern::Exact(status) => Some(status),
                StatusPattern::Range(_) | StatusPattern::Default => None,
            })
        });
        let seen = coverage.statuses().keys().filter(|(operation, _)| operations.contains(operation));
        let statuses: BTreeSet<u16> = listed.chain(seen.map(|(_, status)| *status)).collect();
        let statuses: Vec<u16> = statuses.into_iter().collect();
        let row = |&at: &usize| {
            let operation = api.operations.get(at)?;
            let cell = |&status: &u16| Cell {
                count: coverage.statuses().get(&(at, status)).copied().unwrap_or_default(),
                documented: operation.responses.iter().any(|response| {
                    response.status != StatusPattern::Default && response.status.covers(status)
                }),
            };
            Some(Row { operation: operation.to_string(), cells: statuses.iter().map(cell).collect() })
        };
        let rows = operations.iter().filter_map(row).collect();
        Self { statuses, rows }
    }
}
