//! One request that is worth sending, and what its answer is looked at for beside the document. It must not know how
//! cases are made.

use crate::live::exchange::Sent;
use crate::live::request::draft::Draft;
use crate::schema::values::Mark;

/// A request of a plan.
#[derive(Clone, Debug)]
pub struct Case {
    /// The request, without an identity's header fields.
    pub sent: Sent,
    /// As whom it is sent, an index in the client's identities.
    pub identity: Option<usize>,
    /// What else its answer may show.
    pub intent: Intent,
    /// Cases of a lower stage are run before those of a higher one.
    pub stage: u8,
}

/// What the answer to a case may show that the exchange alone does not.
#[derive(Clone, Debug)]
pub enum Intent {
    /// Nothing: the judge sees it all.
    Judged,
    /// The credential is made up, so success means that it was not looked at. It is told by this name.
    Forged(&'static str),
    /// The request lacks a credential and nothing else, so refusal as malformed is for want of another answer.
    Unproven,
    /// The request has a condition that does not hold, so success means that it was not looked at. It is told by this
    /// name.
    Unmet(&'static str),
    /// The request means the same as the anchor, written in another way, so refusal means that it was misread. It is
    /// told by this name.
    Rewritten(&'static str),
    /// The request differs from the anchor in one valid value, so refusal is looked into.
    Varied(Box<Variation>),
}

/// A request that differs from the anchor in one valid value.
#[derive(Clone, Debug)]
pub struct Variation {
    /// The request.
    pub draft: Draft,
    /// Where the value is.
    pub place: Varied,
    /// What of the value is at an edge.
    pub mark: Mark,
}

/// What is varied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Varied {
    /// A parameter, by its index in the operation.
    Parameter(usize),
    /// A parameter that the document calls optional, left out.
    Absent(usize),
    /// The body.
    Body,
}

impl Case {
    /// A case that only the judge looks at.
    pub fn judged(stage: u8, identity: Option<usize>, sent: Sent) -> Self {
        Self { sent, identity, intent: Intent::Judged, stage }
    }
}
