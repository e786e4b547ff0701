//! The order in which characters are preferred: readable ones first, so that words made for people are words that
//! people can read. It must not know which words are made.

use super::alphabet::Alphabet;

/// All characters as ranges, ends included, the most readable first: small letters, digits, capital letters, other
/// ASCII, other scripts, then what does not print, private use, controls.
const TIERS: [(u32, u32); 25] = [
    (0x61, 0x7A),
    (0x30, 0x39),
    (0x41, 0x5A),
    (0x2D, 0x2E),
    (0x5F, 0x5F),
    (0x21, 0x2C),
    (0x2F, 0x2F),
    (0x3A, 0x40),
    (0x5B, 0x5E),
    (0x60, 0x60),
    (0x7B, 0x7E),
    (0x20, 0x20),
    (0xA1, 0x2FF),
    (0x370, 0x1FFF),
    (0x2030, 0xD7FF),
    (0xF900, 0xFDCF),
    (0xFDF0, 0xFFFD),
    (0x1_0000, 0x10_FFFF),
    (0x300, 0x36F),
    (0x2000, 0x202F),
    (0xE000, 0xF8FF),
    (0xFDD0, 0xFDEF),
    (0xFFFE, 0xFFFF),
    (0x00, 0x1F),
    (0x7F, 0xA0),
];

/// An alphabet by rank, which is the place of a character in the order of preference.
#[derive(Debug)]
pub(super) struct Order {
    /// First rank, last rank, class; sorted, and all ranks are in it.
    ranges: Vec<(u32, u32, u16)>,
}

impl Order {
    pub(super) fn of(alphabet: &Alphabet) -> Self {
        let mut ranges = Vec::with_capacity(alphabet.ranges().len() + TIERS.len());
        let mut rank = 0;
        for (first, last) in TIERS {
            let from = alphabet.ranges().partition_point(|range| range.1 < first);
            for &(start, end, class) in &alphabet.ranges()[from..] {
                if start > last {
                    break;
                }
                let (start, end) = (start.max(first), end.min(last));
                ranges.push((rank + start - first, rank + end - first, class));
            }
            rank += last - first + 1;
        }
        Self { ranges }
    }

    /// The first character at or after the rank whose class is allowed: its rank and its class.
    pub(super) fn next(&self, rank: u32, allowed: impl Fn(usize) -> bool) -> Option<(u32, usize)> {
        let from = self.ranges.partition_point(|range| range.1 < rank);
        let found = self.ranges[from..].iter().find(|range| allowed(usize::from(range.2)))?;
        Some((found.0.max(rank), usize::from(found.2)))
    }

    /// One of the characters before the rank `end` whose classes are allowed: `draw` chooses among so many.
    pub(super) fn pick(
        &self,
        end: u32,
        allowed: impl Fn(usize) -> bool,
        draw: impl FnOnce(u32) -> u32,
    ) -> Option<(u32, usize)> {
        let ranges = self.ranges.iter().take_while(|range| range.0 < end);
        let fitting = ranges.filter(|range| allowed(usize::from(range.2)));
        let sizes: Vec<(u32, u32, u16)> =
            fitting.map(|&(first, last, class)| (first, last.min(end - 1) - first + 1, class)).collect();
        let total = sizes.iter().map(|(_, size, _)| size).sum::<u32>();
        let mut left = if total == 0 { 0 } else { draw(total) };
        for (first, size, class) in sizes {
            if left < size {
                return Some((first + left, usize::from(class)));
            }
            left -= size;
        }
        None
    }
}

/// The character of a rank.
pub(super) fn character(rank: u32) -> Option<char> {
    let mut left = rank;
    for (first, last) in TIERS {
        let size = last - first + 1;
        if left < size {
            return char::from_u32(first + left);
        }
        left -= size;
    }
    None
}

/// How many characters there are.
pub(super) fn ranks() -> u32 {
    TIERS.iter().map(|(first, last)| last - first + 1).sum()
}

#[cfg(test)]
mod tests {
    use super::{Alphabet, Order, TIERS, character, ranks};

    #[test]
    fn every_character_has_one_rank() {
        let mut tiers = TIERS;
        tiers.sort_unstable();
        let mut next = 0;
        for (first, last) in tiers {
            assert_eq!(first, next);
            next = if last == 0xD7FF { 0xE000 } else { last + 1 };
        }
        assert_eq!(next, 0x11_0000);
        assert_eq!(character(0), Some('a'));
        assert_eq!(character(ranks() - 1), Some('\u{A0}'));
        assert_eq!(character(ranks()), None);
    }

    #[test]
    fn ranks_find_their_classes() {
        let digits = super::super::characters::CharacterSet::digits();
        let (alphabet, members) = Alphabet::telling_apart(&[digits]).unwrap();
        let order = Order::of(&alphabet);
        for (rank, expected) in [(0, '0'), (30, '4'), (26, '0'), (35, '9')] {
            let (found, _) = order.next(rank, |class| members[0][class]).unwrap();
            assert_eq!(character(found), Some(expected));
        }
        assert_eq!(order.next(36, |class| members[0][class]), None);
        assert_eq!(order.pick(36, |class| members[0][class], |total| total - 1), Some((35, 1)));
        assert_eq!(order.pick(26, |class| members[0][class], |total| total - 1), None);
    }
}
