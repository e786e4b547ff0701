//! Demands on a value that are not a whole schema's: what one keyword asks for when it is broken. It must not know how a
//! value that meets them is found.

use num_rational::BigRational;
use serde_json::Value;

use super::constant::ConstantId;
use super::engine::Engine;
use super::exact;
use super::literal::Literal;
use super::outcome::Doubt;
use super::strings::Strings;
use super::term::{Count, End, TermId};
use super::text::TextId;
use crate::schema::duplicate;

/// One demand on a value of a kind that is not a whole schema's.
#[derive(Clone, Debug)]
pub(super) enum Demand {
    /// Less than the end, or equal when it is not exclusive.
    Below(End),
    /// Greater than the end, or equal when it is not exclusive.
    Above(End),
    /// Not a multiple.
    NotMultiple(BigRational),
    /// Characters, items or members.
    Count(Count),
    /// Not matched by the pattern.
    NotPattern(TextId),
    /// Not of the format.
    NotFormat(TextId),
    /// Another number or string than the constant.
    Not(ConstantId),
    /// Two items are equal.
    Duplicate,
    /// An item meets the literal.
    SomeItem(Literal),
    /// There is an item at the position, and it meets the literal.
    ItemAt(u64, Literal),
    /// There is no such member.
    Missing(TextId),
    /// There is such a member.
    Present(TextId),
    /// There is such a member, and it meets the literal.
    Member(TextId, Literal),
    /// There is a member that the term does not document; it meets the literal, if there is one.
    Extra(TermId, Option<Literal>),
}

impl Engine<'_> {
    /// Whether the value, of the kind that the demand is for, meets it.
    pub(super) fn meets_demand(&mut self, value: &Value, demand: &Demand) -> Result<bool, Doubt> {
        match demand {
            Demand::Below(end) => Ok(end.is_above(&number(value)?)),
            Demand::Above(end) => Ok(end.is_below(&number(value)?)),
            Demand::NotMultiple(multiple) => Ok(!(number(value)? / multiple).is_integer()),
            Demand::Count(count) => Ok(size(value).is_some_and(|size| count.contains(size))),
            Demand::NotPattern(pattern) => {
                let text = value.as_str().unwrap_or_default();
                self.strings.matches(*pattern, text, &self.texts).map(|matches| !matches)
            }
            Demand::NotFormat(format) => {
                Ok(!Strings::is_formatted(*format, value.as_str().unwrap_or_default(), &self.texts))
            }
            Demand::Not(constant) => Ok(self.constants.find(value) != Some(*constant)),
            Demand::Duplicate => Ok(value.as_array().is_some_and(|items| duplicate(items).is_some())),
            Demand::SomeItem(literal) => {
                let items = value.as_array().into_iter().flatten();
                self.meets_any(items, Some(*literal))
            }
            Demand::ItemAt(at, literal) => {
                let at = usize::try_from(*at).unwrap_or(usize::MAX);
                self.meets_any(value.as_array().and_then(|items| items.get(at)), Some(*literal))
            }
            Demand::Missing(name) => Ok(value.get(&*self.texts.get(*name)).is_none()),
            Demand::Present(name) => Ok(value.get(&*self.texts.get(*name)).is_some()),
            Demand::Member(name, literal) => {
                self.meets_any(value.get(&*self.texts.get(*name)), Some(*literal))
            }
            Demand::Extra(term, literal) => {
                let term = self.terms.get(*term);
                let members = value.as_object().into_iter().flatten();
                let is_extra =
                    |name: &str| self.texts.find(name).is_none_or(|name| term.object.member(name).is_none());
                let extra: Vec<&Value> =
                    members.filter(|(name, _)| is_extra(name)).map(|(_, value)| value).collect();
                self.meets_any(extra, *literal)
            }
        }
    }

    fn meets_any<'v>(
        &mut self,
        values: impl IntoIterator<Item = &'v Value>,
        literal: Option<Literal>,
    ) -> Result<bool, Doubt> {
        for value in values {
            match literal {
                Some(literal) if !self.meets(value, &[literal])? => {}
                Some(_) | None => return Ok(true),
            }
        }
        Ok(false)
    }
}

/// Characters, items or members.
fn size(value: &Value) -> Option<u64> {
    let size = match value {
        Value::String(text) => text.chars().count(),
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) => return None,
    };
    u64::try_from(size).ok()
}

fn number(value: &Value) -> Result<BigRational, Doubt> {
    value.as_number().and_then(exact::rational).ok_or(Doubt::Number)
}
