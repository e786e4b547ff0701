//! What is asked of a value: a set of literals, each "this term accepts it" or "refuses it". A state is such a set
//! together with the kinds that are looked at, and is what answers are remembered for. It must not know how a state
//! is decided.

use super::constant::ConstantId;
use super::kinds::ValueKinds;
use super::term::TermId;

/// What a literal speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Subject {
    /// A whole term.
    Term(TermId),
    /// Those keywords of a term that do not combine schemas.
    Own(TermId),
    /// One value alone.
    Constant(ConstantId),
}

/// What a literal says of its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Sign {
    /// It accepts the value, and a writer made the value from it.
    Writes,
    /// It accepts the value.
    Accepts,
    /// It refuses the value.
    Refuses,
}

/// One demand on a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Literal {
    pub(super) subject: Subject,
    pub(super) sign: Sign,
}

impl Literal {
    pub(super) const fn term(term: TermId, sign: Sign) -> Self {
        Self { subject: Subject::Term(term), sign }
    }

    pub(super) const fn constant(constant: ConstantId, sign: Sign) -> Self {
        Self { subject: Subject::Constant(constant), sign }
    }

    pub(super) fn is_contrary_to(self, other: Self) -> bool {
        self.subject == other.subject && (self.sign == Sign::Refuses) != (other.sign == Sign::Refuses)
    }
}

/// Demands on one value, sorted, and the kinds that it may be of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct State {
    pub(super) kinds: ValueKinds,
    pub(super) literals: Box<[Literal]>,
}

impl State {
    /// `None` when two literals contradict each other in so many words.
    pub(super) fn new(kinds: ValueKinds, mut literals: Vec<Literal>) -> Option<Self> {
        literals.sort_unstable();
        // What writes accepts as well, and stands first.
        literals.dedup_by(|later, first| {
            later == first || (later.subject == first.subject && later.sign == Sign::Accepts)
        });
        let contrary = literals.windows(2).any(|pair| pair[0].is_contrary_to(pair[1]));
        (!contrary).then(|| Self { kinds, literals: literals.into() })
    }
}
