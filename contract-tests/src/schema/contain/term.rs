//! A schema stripped to what decides which values it accepts: no places, no annotations, numbers exact, names by
//! identity. Schemas that accept the same values for the same reasons are one term, in whichever document they stand.
//! It must not know how values are decided or found.

use num_rational::BigRational;

use super::constant::ConstantId;
use super::kinds::{ValueKind, ValueKinds};
use super::text::TextId;
use crate::schema::{Group, Sparse};

/// A term of [`Terms`](super::terms::Terms), by its position there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TermId(pub(super) u32);

/// The keywords of one schema. Those for one kind of value say nothing of another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Term {
    /// `type`, an integer being a number.
    pub(super) kinds: ValueKinds,
    /// Whether `type` is integer.
    pub(super) integer: bool,
    /// Whether null is accepted whatever else is said.
    pub(super) nullable: bool,
    /// `enum`, sorted, each once.
    pub(super) values: Option<Vec<ConstantId>>,
    /// `format`, if it constrains.
    pub(super) format: Option<TextId>,
    pub(super) number: Sparse<NumberTerm>,
    pub(super) string: StringTerm,
    pub(super) array: ArrayTerm,
    pub(super) object: ObjectTerm,
    pub(super) all_of: Vec<TermId>,
    pub(super) any_of: Vec<TermId>,
    pub(super) one_of: Vec<TermId>,
    pub(super) not: Option<TermId>,
    /// Whether it has a number that is too long to be counted with.
    pub(super) immense: bool,
}

/// Keywords for numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct NumberTerm {
    pub(super) min: Option<End>,
    pub(super) max: Option<End>,
    pub(super) multiple: Option<BigRational>,
}

impl Group for NumberTerm {
    const ABSENT: &'static Self = &Self { min: None, max: None, multiple: None };
}

/// One end of a range.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct End {
    pub(super) value: BigRational,
    pub(super) exclusive: bool,
}

/// Keywords for strings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct StringTerm {
    pub(super) length: Count,
    pub(super) pattern: Option<TextId>,
}

/// Keywords for arrays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct ArrayTerm {
    pub(super) items: Option<TermId>,
    pub(super) count: Count,
    pub(super) unique: bool,
}

/// Keywords for objects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct ObjectTerm {
    /// By name.
    pub(super) members: Vec<Member>,
    /// Sorted, each once.
    pub(super) required: Vec<TextId>,
    pub(super) additional: AdditionalTerm,
    pub(super) count: Count,
}

/// A documented member of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Member {
    pub(super) name: TextId,
    pub(super) term: TermId,
    /// Whether a writer leaves it out, for the direction in which the value travels.
    pub(super) withheld: bool,
}

/// What members that are not documented may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum AdditionalTerm {
    /// Anything, but it is not said.
    #[default]
    Unstated,
    /// Anything.
    Any,
    /// There are none.
    None,
    /// What the term accepts.
    Term(TermId),
}

/// A range of sizes, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Count {
    pub(super) min: u64,
    pub(super) max: Option<u64>,
}

impl Count {
    /// The sizes that are in both.
    pub(super) fn and(self, other: Self) -> Self {
        let max = match (self.max, other.max) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self { min: self.min.max(other.min), max }
    }

    pub(super) fn contains(self, size: u64) -> bool {
        self.min <= size && self.max.is_none_or(|max| size <= max)
    }

    pub(super) fn is_empty(self) -> bool {
        self.max.is_some_and(|max| max < self.min)
    }
}

impl Default for Term {
    fn default() -> Self {
        Self {
            kinds: ValueKinds::ALL,
            integer: false,
            nullable: false,
            values: None,
            format: None,
            number: Sparse::default(),
            string: StringTerm::default(),
            array: ArrayTerm::default(),
            object: ObjectTerm::default(),
            all_of: Vec::new(),
            any_of: Vec::new(),
            one_of: Vec::new(),
            not: None,
            immense: false,
        }
    }
}

impl Term {
    /// Whether the keywords other than those that combine schemas decide everything.
    pub(super) fn is_plain(&self) -> bool {
        self.all_of.is_empty() && self.any_of.is_empty() && self.one_of.is_empty() && self.not.is_none()
    }

    /// Whether the value's kind is one of `type`.
    pub(super) fn has_kind(&self, kind: ValueKind) -> bool {
        self.kinds.contains(kind)
    }
}

impl ObjectTerm {
    /// The documented member of that name.
    pub(super) fn member(&self, name: TextId) -> Option<Member> {
        let at = self.members.binary_search_by_key(&name, |member| member.name).ok()?;
        self.members.get(at).copied()
    }
}
