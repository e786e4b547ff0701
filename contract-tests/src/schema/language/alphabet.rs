//! The characters of an automaton in classes: characters of one class are never told apart by it.
//! It must not know states.

use std::collections::HashMap;

use super::characters::CharacterSet;

/// Sets times ranges that a partition is worked out from.
const WORK_MAX: usize = 20_000_000;

/// A partition of all characters into classes, numbered from 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Alphabet {
    /// Ranges that cover all characters in order, neighbours of different classes: first, last, class.
    ranges: Vec<(u32, u32, u16)>,
    classes: u16,
}

impl Alphabet {
    /// One class for all characters.
    pub(super) fn single() -> Self {
        let ranges = CharacterSet::any().ranges().iter().map(|&(first, last)| (first, last, 0)).collect();
        Self { ranges, classes: 1 }
    }

    /// The coarsest partition that tells the sets apart, and for each set which classes are in it. `None` when that
    /// is too much work.
    pub(super) fn telling_apart(sets: &[CharacterSet]) -> Option<(Self, Vec<Vec<bool>>)> {
        let mut starts: Vec<u32> = CharacterSet::any().ranges().iter().map(|range| range.0).collect();
        for (first, last) in sets.iter().flat_map(CharacterSet::ranges) {
            starts.extend([*first, last + 1]);
        }
        starts.sort_unstable();
        starts.dedup();
        if starts.len().saturating_mul(sets.len()) > WORK_MAX {
            return None;
        }
        let mut cursors = vec![0; sets.len()];
        let mut class_of: HashMap<Vec<u64>, u16> = HashMap::new();
        let mut ranges = Vec::new();
        let mut members = vec![Vec::new(); sets.len()];
        for (at, &start) in starts.iter().enumerate() {
            let last = starts.get(at + 1).map_or(u32::from(char::MAX), |next| next - 1);
            if char::from_u32(start).is_none() {
                continue;
            }
            let mut signature = vec![0_u64; sets.len().div_ceil(64)];
            for (number, set) in sets.iter().enumerate() {
                let cursor: &mut usize = &mut cursors[number];
                while set.ranges().get(*cursor).is_some_and(|range| range.1 < start) {
                    *cursor += 1;
                }
                if set.ranges().get(*cursor).is_some_and(|range| range.0 <= start) {
                    signature[number / 64] |= 1 << (number % 64);
                }
            }
            let fresh = u16::try_from(class_of.len()).ok()?;
            let class = *class_of.entry(signature.clone()).or_insert(fresh);
            if class == fresh {
                for (number, classes) in members.iter_mut().enumerate() {
                    classes.push(signature[number / 64] >> (number % 64) & 1 == 1);
                }
            }
            push(&mut ranges, (start, last, class));
        }
        let classes = u16::try_from(class_of.len()).ok()?;
        Some((Self { ranges, classes }, members))
    }

    /// A partition at least as fine as both, and for each of its classes the classes of both that it is in.
    /// `None` when there are too many classes.
    pub(super) fn common(&self, other: &Self) -> Option<(Self, Vec<(u16, u16)>)> {
        if self == other {
            return Some((self.clone(), (0..self.classes).map(|class| (class, class)).collect()));
        }
        let mut pairs = Vec::new();
        let mut class_of = HashMap::new();
        let mut ranges = Vec::new();
        let (mut left, mut right) = (self.ranges.iter().peekable(), other.ranges.iter().peekable());
        while let (Some(&&(first, last, a)), Some(&&(other_first, other_last, b))) =
            (left.peek(), right.peek())
        {
            let fresh = u16::try_from(pairs.len()).ok()?;
            let class = *class_of.entry((a, b)).or_insert(fresh);
            if class == fresh {
                pairs.push((a, b));
            }
            let end = last.min(other_last);
            push(&mut ranges, (first.max(other_first), end, class));
            left.next_if(|range| range.1 == end);
            right.next_if(|range| range.1 == end);
        }
        let classes = u16::try_from(pairs.len()).ok()?;
        Some((Self { ranges, classes }, pairs))
    }

    /// The same characters under other classes: `names` has the new class of each, `classes` of them.
    pub(super) fn renamed(&self, names: &[u16], classes: u16) -> Self {
        let mut ranges = Vec::with_capacity(self.ranges.len());
        for &(first, last, class) in &self.ranges {
            push(&mut ranges, (first, last, names[usize::from(class)]));
        }
        Self { ranges, classes }
    }

    /// How many classes there are.
    pub(super) fn classes(&self) -> usize {
        usize::from(self.classes)
    }

    /// The class of a character.
    pub(super) fn class(&self, character: char) -> usize {
        let code = u32::from(character);
        let at = self.ranges.partition_point(|range| range.1 < code);
        self.ranges.get(at).map_or(0, |range| usize::from(range.2))
    }

    /// The ranges that cover all characters in order: first, last, class.
    pub(super) fn ranges(&self) -> &[(u32, u32, u16)] {
        &self.ranges
    }
}

/// Adds a range, joined to the one before when they touch and are of one class.
fn push(ranges: &mut Vec<(u32, u32, u16)>, range: (u32, u32, u16)) {
    match ranges.last_mut() {
        Some(last) if last.2 == range.2 && last.1 + 1 == range.0 => last.1 = range.1,
        Some(_) | None => ranges.push(range),
    }
}

#[cfg(test)]
mod tests {
    use super::{Alphabet, CharacterSet};

    #[test]
    fn characters_of_a_set_are_in_its_classes() {
        let sets = [
            CharacterSet::digits(),
            CharacterSet::word(),
            CharacterSet::dot(),
            CharacterSet::default(),
            CharacterSet::property("L").unwrap(),
        ];
        let (alphabet, members) = Alphabet::telling_apart(&sets).unwrap();
        for c in ['0', 'a', '_', '\n', 'é', '\u{D7FF}', '\u{E000}', '😀', char::MAX] {
            for (set, classes) in sets.iter().zip(&members) {
                let code = u32::from(c);
                let inside = set.ranges().iter().any(|range| range.0 <= code && code <= range.1);
                assert_eq!(classes[alphabet.class(c)], inside, "{c:?} {set:?}");
            }
        }
        // Digits, other ASCII letters, `_`, line terminators, other letters, and the rest.
        assert_eq!(alphabet.classes(), 6);
    }

    #[test]
    fn a_common_partition_refines_both() {
        let of = |set: &CharacterSet| Alphabet::telling_apart(std::slice::from_ref(set)).unwrap().0;
        let (words, spaces) = (of(&CharacterSet::word()), of(&CharacterSet::space()));
        let (common, pairs) = words.common(&spaces).unwrap();
        for c in ['a', ' ', '\u{FEFF}', '\0', '😀'] {
            let (a, b) = pairs[common.class(c)];
            assert_eq!((usize::from(a), usize::from(b)), (words.class(c), spaces.class(c)));
        }
        assert_eq!(words.common(&Alphabet::single()).unwrap().0.classes(), 2);
    }
}
