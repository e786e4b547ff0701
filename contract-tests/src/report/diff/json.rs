//! The report for programs: one JSON object. It must not know sentences.

use serde_json::{Value, json};

use super::Comparison;
use crate::diff::{Change, Direction, Spot, World};

/// The report.
pub(super) fn render(comparison: &Comparison<'_>) -> String {
    let changes: Vec<_> = comparison.differences.changes.iter().map(change).collect();
    let world = match comparison.world {
        World::Closed => "closed",
        World::Open => "open",
    };
    let report = json!({
        "verdict": comparison.verdict(),
        "required_step": comparison.required_step.name(),
        "step": comparison.step.map(crate::diff::Step::name),
        "world": world,
        "base": { "name": comparison.base.document.name(), "version": comparison.base.api.version },
        "revision": { "name": comparison.revision.document.name(), "version": comparison.revision.api.version },
        "changes": changes,
    });
    format!("{report:#}\n")
}

fn change(change: &Change) -> Value {
    json!({
        "id": change.id,
        "rule": change.rule.name(),
        "level": change.level.name(),
        "operations": change.operations,
        "direction": change.direction.map(Direction::name),
        "base": change.base.as_ref().map(spot),
        "revision": change.revision.as_ref().map(spot),
        "message": change.message,
        "witness": change.witness.as_ref().map(|witness| json!({
            "value": witness.value,
            "message": witness.message,
        })),
    })
}

fn spot(spot: &Spot) -> Value {
    json!({ "pointer": spot.pointer, "line": spot.place.line, "column": spot.place.column })
}
