//! The cases of one operation, the most telling first: each part of its anchor varied alone. It must not know what is
//! answered.

use std::collections::HashMap;

use super::anchor::Anchor;
use super::bodies;
use super::case::Case;
use super::conditions;
use super::credentials;
use super::fitting::Fitting;
use super::parameters;
use super::syntax;
use super::wire;
use crate::live::identity::Identity;
use crate::schema::values::Sample;

/// The stage of cases that are always run, and those that are run when there is time.
pub const FIRST: u8 = 0;
/// As [`FIRST`], the ones that tell less.
pub const SECOND: u8 = 1;
/// The last stage; those between are for longer budgets.
pub const LAST: u8 = 6;

/// What cases are made from.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'g> {
    /// Values.
    pub fitting: &'g Fitting<'g>,
    /// The request to be varied.
    pub anchor: &'g Anchor,
    /// What stands before the document's paths.
    pub prefix: &'g str,
    /// Whether a request must not use texts that one before it used.
    pub renew: bool,
    /// Stages that are wanted: below this one.
    pub stages: u8,
    /// Who there is.
    pub identities: &'g [Identity],
}

/// The cases of the anchor's operation.
pub fn cases(ground: &Ground<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    cases.extend(credentials::cases(ground));
    // Before other cases of an operation that uses up what it is asked with.
    cases.extend(conditions::cases(ground));
    cases.extend(parameters::cases(ground));
    cases.extend(bodies::cases(ground));
    cases.extend(syntax::cases(ground));
    cases.extend(wire::cases(ground));
    cases.retain(|case| case.stage < ground.stages);
    cases.sort_by_key(|case| case.stage);
    cases
}

/// Samples that are looked at; the rest of an endless stream is left.
const SAMPLES_MAX: usize = 600;

/// Samples of one keyword at one place that are run in the second stage, and in each stage after it.
const PER_STAGE: usize = 4;

/// Samples with their stages: the first of each keyword at each place in the first stage, and so on.
pub(super) fn staged(samples: impl Iterator<Item = Sample>) -> impl Iterator<Item = (u8, Sample)> {
    let mut seen: HashMap<(String, String), usize> = HashMap::new();
    samples.take(SAMPLES_MAX).map(move |sample| {
        // Each missing member is a place of its own.
        let told =
            if sample.mark.keyword == "required" { sample.mark.message.clone() } else { String::new() };
        let rank = seen.entry((sample.mark.schema.clone(), told)).or_default();
        let stage = match *rank {
            0 => FIRST,
            rank => u8::try_from((rank - 1) / PER_STAGE)
                .map_or(LAST, |later| LAST.min(SECOND.saturating_add(later))),
        };
        *rank += 1;
        (stage, sample)
    })
}
