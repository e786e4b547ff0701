//! What a containment question assumes of those who write and read the values. It must not know HTTP: whether a
//! value is a request's or an answer's only tells which members `readOnly` and `writeOnly` withhold.

use crate::schema::Direction;

/// How a question is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// Which members the writer of a value adds to those that its schema documents.
    pub world: World,
    /// Which way the value travels: the left side writes no member that does not travel that way, and neither side
    /// requires one.
    pub direction: Direction,
    /// Whether `format` constrains. A format without a definition never does.
    pub formats: bool,
    /// Steps that one question may take before it is undecided. A step is about a microsecond.
    pub steps: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { world: World::Open, direction: Direction::Either, formats: true, steps: 200_000 }
    }
}

/// What a writer puts into an object beside the documented members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum World {
    /// Anything that the schema accepts: pure containment.
    Open,
    /// Nothing, unless the schema says `additionalProperties`, or documents no member at all. Only the left side of a
    /// question writes; what the right side accepts is as JSON Schema has it.
    Closed,
}
