//! Members that tell objects apart without looking further: required ones of few values, as discriminators are. Two
//! demands whose tags share no value are met by no object together. It must not know `discriminator`, which adds no
//! constraint.

use std::rc::Rc;

use super::FastMap;
use super::constant::ConstantId;
use super::engine::Engine;
use super::term::TermId;
use super::text::TextId;

/// Schemas of `allOf` inside one another that are looked at for tags.
const NESTING_MAX: usize = 32;
/// Tags of one term that are looked at.
const TAGS_MAX: usize = 16;

/// Required members and the values that they may have.
pub(super) type TagList = Vec<(TextId, Rc<[ConstantId]>)>;

/// Tags by term.
pub(super) type Tags = FastMap<TermId, Rc<TagList>>;

impl Engine<'_> {
    /// The tags of a term. It is right to leave some out.
    pub(super) fn tags_of(&mut self, id: TermId) -> Rc<TagList> {
        if let Some(tags) = self.tags.get(&id) {
            return Rc::clone(tags);
        }
        let mut parts = vec![id];
        let mut at = 0;
        while let Some(part) = parts.get(at).copied().filter(|_| at < NESTING_MAX) {
            for inner in &self.terms.get(part).all_of {
                if !parts.contains(inner) {
                    parts.push(*inner);
                }
            }
            at += 1;
        }
        parts.truncate(NESTING_MAX);
        let tags = Rc::new(self.tags_of_parts(&parts));
        self.tags.insert(id, Rc::clone(&tags));
        tags
    }

    /// The tags of objects that all of the terms' own keywords accept.
    pub(super) fn tags_of_parts(&mut self, parts: &[TermId]) -> TagList {
        let mut tags = TagList::new();
        for part in parts {
            let term = self.terms.get(*part);
            for name in &term.object.required {
                for other in parts {
                    let member = self.terms.get(*other).object.member(*name);
                    let Some(member) = member.filter(|_| tags.len() < TAGS_MAX) else { continue };
                    if let Some(Ok(values)) = self.accepted_values(member.term) {
                        tags.push((*name, values));
                    }
                }
            }
        }
        tags
    }
}

/// Whether no object has a value for each tag of both.
pub(super) fn are_disjoint(a: &TagList, b: &TagList) -> bool {
    a.iter().any(|(name, values)| {
        let mut same = b.iter().filter(|(other, _)| other == name);
        same.any(|(_, others)| !values.iter().any(|value| others.binary_search(value).is_ok()))
    })
}
