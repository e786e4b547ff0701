//! Patterns whose one large count can be said as a length: `^[a-z]{0,4096}$` is `^[a-z]*$` of at most 4096
//! characters, which needs two states in place of four thousand. It must not know automata.

use super::expression::{Direction, Expression};

/// Counts up to here are left to the automaton.
const COUNT_SMALL: u32 = 16;

/// Words that an expression matches from end to end and that have from `min` to `max` characters.
pub(super) struct Counted {
    pub(super) expression: Expression,
    pub(super) min: u64,
    pub(super) max: Option<u64>,
}

/// An expression that is searched for, said without its large count, when it has one that its lengths determine:
/// it is anchored at both ends, its only parts of varying length are that count and nothing else, and no look is
/// in it.
pub(super) fn counted(expression: &Expression) -> Option<Counted> {
    let inner = anchored(expression)?;
    let parts = match inner {
        [Expression::Sequence(parts)] => parts.as_slice(),
        parts => parts,
    };
    let mut around = 0_u64;
    let mut counted = None;
    for (at, part) in parts.iter().enumerate() {
        if part.looks() {
            return None;
        }
        match part.fixed_length() {
            Some(length) => around = around.checked_add(length)?,
            None if counted.is_some() => return None,
            None => counted = Some(at),
        }
    }
    let at = counted?;
    let Expression::Repeat { body, min, max } = &parts[at] else { return None };
    if max.unwrap_or(*min).max(*min) <= COUNT_SMALL {
        return None;
    }
    let width = body.fixed_length().filter(|width| *width > 0)?;
    let length = |count: u32| around.checked_add(width.checked_mul(u64::from(count))?);
    let mut parts = parts.to_vec();
    parts[at] = Expression::Repeat { body: body.clone(), min: 0, max: None };
    let max = match max {
        Some(max) => Some(length(*max)?),
        None => None,
    };
    Some(Counted { expression: Expression::Sequence(parts), min: length(*min)?, max })
}

/// What stands between `^` and `$`.
fn anchored(expression: &Expression) -> Option<&[Expression]> {
    match expression {
        Expression::Sequence(parts) => match parts.as_slice() {
            [first, inner @ .., last]
                if is_edge(first, Direction::Behind) && is_edge(last, Direction::Ahead) =>
            {
                Some(inner)
            }
            _ => None,
        },
        Expression::Class(_)
        | Expression::Choice(_)
        | Expression::Repeat { .. }
        | Expression::Look { .. } => None,
    }
}

fn is_edge(expression: &Expression, direction: Direction) -> bool {
    let edge = match direction {
        Direction::Behind => Expression::start(),
        Direction::Ahead => Expression::end(),
    };
    *expression == edge
}
