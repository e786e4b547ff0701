//! Dates and numbers of the last change: they move with every change, and only forward.

use std::time::Duration;

use serde_json::{Map, Value};

use super::checks;
use super::compare::{differences, instant};
use super::knowledge::is_version;
use super::session::{Done, Instance, Session, Stopped};

/// How long to wait so that a date with fractions of seconds must move, and one without.
const FRACTION: Duration = Duration::from_millis(25);
const SECOND: Duration = Duration::from_millis(1100);

/// One write: its operation, its request, and the states before and after.
struct Change {
    operation: usize,
    steps: Vec<usize>,
    before: Map<String, Value>,
    after: Map<String, Value>,
}

impl Session<'_> {
    /// Changes an item in each way, some time after it was made.
    pub(super) async fn dates(&mut self, at: usize) -> Done {
        let resource = self.resource(at);
        let operations: Vec<usize> = [resource.update, resource.replace].into_iter().flatten().collect();
        if operations.is_empty() {
            return Err(Stopped);
        }
        let settable = self.settable(at);
        let mut subjects: Vec<(usize, Instance, Map<String, Value>)> = Vec::new();
        for operation in operations {
            let instance = self.one(at).await?;
            let (_, state) = self.state(&instance).await?;
            subjects.push((operation, instance, state));
        }
        let moving: Vec<String> = subjects
            .first()
            .map(|(_, _, state)| {
                state.keys().filter(|name| is_version(name) && !settable.contains(*name)).cloned().collect()
            })
            .unwrap_or_default();
        if moving.is_empty() {
            return Err(Stopped);
        }
        let whole =
            subjects.iter().flat_map(|(_, _, state)| moving.iter().filter_map(|name| state.get(name)));
        let coarse = whole.filter(|value| instant(value).is_some()).any(|value| !has_fraction(value));
        tokio::time::sleep(if coarse { SECOND } else { FRACTION }).await;
        let mut changes = Vec::new();
        for (operation, instance, before) in subjects {
            let Ok(members) = self.change_of(at, operation, &before) else { continue };
            let answer = self.write(operation, &instance, &members).await?;
            let (read, after) = self.state(&instance).await?;
            let effect = differences(&before, &after).iter().any(|name| settable.contains(name));
            if answer.is_success() && effect {
                changes.push(Change {
                    operation,
                    steps: vec![instance.step, answer.step, read.step],
                    before,
                    after,
                });
            }
        }
        for name in moving {
            self.moved(&name, &changes);
        }
        Ok(())
    }

    fn moved(&mut self, name: &str, changes: &[Change]) {
        let moves = |change: &Change| change.before.get(name) != change.after.get(name);
        let some = changes.iter().any(moves);
        for change in changes {
            let (old, new) = (change.before.get(name), change.after.get(name));
            let dates = old.and_then(instant).zip(new.and_then(instant));
            let still = match dates {
                Some((old, new)) => new <= old,
                // A number may count something else; that it moves with other writes says what it counts.
                None => some && !moves(change),
            };
            if still {
                let message = format!("{} does not move `{name}`", self.name(change.operation));
                self.report(checks::CHANGE_DATED, change.operation, name, message, &change.steps);
            }
        }
    }
}

/// Whether a date tells fractions of seconds.
fn has_fraction(value: &Value) -> bool {
    let fraction = value.as_str().and_then(|text| text.split_once('.')).map(|(_, rest)| rest);
    fraction.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}
