//! Reasons in the keywords for numbers and strings, and sizes of every kind.

use num_rational::BigRational;
use num_traits::One;

use super::{Cause, Walk};
use crate::schema::SchemaId;
use crate::schema::contain::containment::Containment;
use crate::schema::contain::demand::Demand;
use crate::schema::contain::kinds::ValueKind;
use crate::schema::contain::location::Location;
use crate::schema::contain::term::{Count, End, TermId};

impl Containment<'_> {
    pub(super) fn causes_of_scalars(
        &mut self,
        location: &Location,
        right: SchemaId,
        term: TermId,
        walk: &mut Walk,
    ) -> Vec<Cause> {
        let term = self.engine.terms.get(term);
        let format = self.right.get(right).format.clone();
        let mut asked: Vec<(&'static str, ValueKind, Demand)> = Vec::new();
        let beyond = |end: &End| End { value: end.value.clone(), exclusive: !end.exclusive };
        let ranged = format.is_some_and(|format| matches!(format.as_str(), "int32" | "int64"));
        let number = &self.right.get(right).number;
        if let Some(min) = &term.number.min {
            let keyword = if ranged && number.min.is_none() { "format" } else { "minimum" };
            asked.push((keyword, ValueKind::Number, Demand::Below(beyond(min))));
        }
        if let Some(max) = &term.number.max {
            let keyword = if ranged && number.max.is_none() { "format" } else { "maximum" };
            asked.push((keyword, ValueKind::Number, Demand::Above(beyond(max))));
        }
        if let Some(multiple) = &term.number.multiple {
            asked.push(("multipleOf", ValueKind::Number, Demand::NotMultiple(multiple.clone())));
        }
        if term.integer {
            asked.push(("type", ValueKind::Number, Demand::NotMultiple(BigRational::one())));
        }
        asked.extend(sizes(term.string.length, ValueKind::String, "minLength", "maxLength"));
        asked.extend(term.string.pattern.map(|at| ("pattern", ValueKind::String, Demand::NotPattern(at))));
        asked.extend(term.format.map(|at| ("format", ValueKind::String, Demand::NotFormat(at))));
        self.leaves(location, right, asked, walk)
    }
}

/// Too small and too large.
pub(super) fn sizes(
    count: Count,
    kind: ValueKind,
    min: &'static str,
    max: &'static str,
) -> impl Iterator<Item = (&'static str, ValueKind, Demand)> {
    let below =
        count.min.checked_sub(1).map(|top| (min, kind, Demand::Count(Count { min: 0, max: Some(top) })));
    let above = count.max.and_then(|max| max.checked_add(1));
    let above = above.map(|least| (max, kind, Demand::Count(Count { min: least, max: None })));
    below.into_iter().chain(above)
}
