//! The cases of one operation, the most telling first: each part of its anchor varied alone. It must not know what is
//! answered.

use super::anchor::Anchor;
use super::bodies;
use super::case::Case;
use super::credentials;
use super::fitting::Fitting;
use super::parameters;
use super::syntax;
use super::wire;

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
}

/// The cases of the anchor's operation.
pub fn cases(ground: &Ground<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    cases.extend(credentials::cases(ground));
    cases.extend(parameters::cases(ground));
    cases.extend(bodies::cases(ground));
    cases.extend(syntax::cases(ground));
    cases.extend(wire::cases(ground));
    cases.retain(|case| case.stage < ground.stages);
    cases.sort_by_key(|case| case.stage);
    cases
}

/// How a stream of samples is spread over the stages: so many in the first, so many in the second, and so on.
pub fn stage(position: usize, first: usize, second: usize) -> u8 {
    match position {
        position if position < first => FIRST,
        position if position < first + second => SECOND,
        position => {
            let later = (position - first - second) / second.max(1);
            u8::try_from(later).map_or(LAST, |later| (SECOND + 1 + later.min(LAST - SECOND - 1)).min(LAST))
        }
    }
}
