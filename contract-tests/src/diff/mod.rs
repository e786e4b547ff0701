//! Compares two versions of a document by meaning.
//!
//! A change breaks when a request that was accepted is refused or
//! means something else, or when a response comes that could not come before. Schemas are compared by containment
//! of the values that they accept, so that another spelling of the same promise is no change, and every break is
//! proved by a message. It must not know where documents come from or how changes are shown.

mod annotations;
mod bodies;
mod callbacks;
mod cause;
mod change;
mod comparison;
mod extensible;
mod headers;
mod ledger;
mod media_types;
mod message;
mod operations;
mod pairing;
mod parameters;
mod responses;
mod rule;
mod schemas;
mod schemes;
mod security;
mod statement;
mod version;
mod wire;

#[cfg(test)]
mod tests;

pub use change::{Change, Direction, Level, Spot, Witness};
pub use comparison::{Side, World};
pub use rule::Rule;
pub use version::{Step, Version, VersionError};

use comparison::Comparison;

/// What two versions of a document differ in.
#[derive(Clone, Debug)]
pub struct Differences {
    /// The changes, the worst first, then in the order of the revision.
    pub changes: Vec<Change>,
}

impl Differences {
    /// The worst level there is; none when the documents promise the same.
    pub fn verdict(&self) -> Option<Level> {
        self.changes.iter().map(|change| change.level).max()
    }

    /// The step that a semantic version must take for the changes (Semantic Versioning 2.0.0, §6 to §8). What is
    /// undecided counts as breaking, unless `undecided_allowed`.
    pub fn required_step(&self, undecided_allowed: bool) -> Step {
        let step = |change: &Change| match change.level {
            Level::Breaking => Step::Major,
            Level::Undecided if undecided_allowed => Step::Minor,
            Level::Undecided => Step::Major,
            Level::Compatible => Step::Minor,
            Level::Documentation => Step::Patch,
        };
        self.changes.iter().map(step).max().unwrap_or(Step::None)
    }
}

/// Compares two versions of a document.
pub fn compare(base: Side<'_>, revision: Side<'_>, world: World) -> Differences {
    let mut comparison = Comparison::new(base, revision, world);
    operations::compare(&mut comparison);
    Differences { changes: comparison.into_changes() }
}
