//! Sets of characters as ranges of Unicode scalar values, and the sets that ECMA-262 names.
//! It must not know patterns or automata.

use regex_syntax::hir::{Class, HirKind};

const SURROGATE_FIRST: u32 = 0xD800;
const SURROGATE_LAST: u32 = 0xDFFF;
const SCALAR_LAST: u32 = 0x10_FFFF;

/// A set of Unicode scalar values: ranges with both ends included, sorted, apart, and without surrogates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct CharacterSet {
    ranges: Vec<(u32, u32)>,
}

impl CharacterSet {
    /// Every character.
    pub(super) fn any() -> Self {
        Self { ranges: vec![(0, SURROGATE_FIRST - 1), (SURROGATE_LAST + 1, SCALAR_LAST)] }
    }

    /// One character.
    pub(super) fn one(character: char) -> Self {
        Self::of(&[(u32::from(character), u32::from(character))])
    }

    /// The scalar values in the ranges, whose ends are included and may be surrogates.
    pub(super) fn of(ranges: &[(u32, u32)]) -> Self {
        let mut sorted = Vec::with_capacity(ranges.len());
        for &(first, last) in ranges {
            let below = (first, last.min(SURROGATE_FIRST - 1));
            let above = (first.max(SURROGATE_LAST + 1), last.min(SCALAR_LAST));
            sorted.extend([below, above].into_iter().filter(|(first, last)| first <= last));
        }
        sorted.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(sorted.len());
        for (first, last) in sorted {
            match merged.last_mut() {
                Some(previous) if first <= previous.1.saturating_add(1) => previous.1 = previous.1.max(last),
                Some(_) | None => merged.push((first, last)),
            }
        }
        Self { ranges: merged }
    }

    /// `\d`: the ASCII digits (ECMA-262, `CharacterClassEscape`).
    pub(super) fn digits() -> Self {
        Self::of(&[(0x30, 0x39)])
    }

    /// `\w`: ASCII letters, digits and the underscore (ECMA-262, `WordCharacters`).
    pub(super) fn word() -> Self {
        Self::of(&[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
    }

    /// `\s`: white space and line terminators of ECMA-262, which is not Unicode's `White_Space`: U+FEFF is in,
    /// U+0085 is out.
    pub(super) fn space() -> Self {
        Self::of(&[
            (0x09, 0x0D),
            (0x20, 0x20),
            (0xA0, 0xA0),
            (0x1680, 0x1680),
            (0x2000, 0x200A),
            (0x2028, 0x2029),
            (0x202F, 0x202F),
            (0x205F, 0x205F),
            (0x3000, 0x3000),
            (0xFEFF, 0xFEFF),
        ])
    }

    /// `.`: all but the line terminators of ECMA-262.
    pub(super) fn dot() -> Self {
        Self::of(&[(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)]).complement()
    }

    /// `\p{expression}`; `None` when there is no such property.
    pub(super) fn property(expression: &str) -> Option<Self> {
        if !expression.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'=')) {
            return None;
        }
        let hir = regex_syntax::parse(&format!(r"\p{{{expression}}}")).ok()?;
        match hir.kind() {
            HirKind::Class(Class::Unicode(class)) => {
                let ranges: Vec<_> =
                    class.iter().map(|range| (u32::from(range.start()), u32::from(range.end()))).collect();
                Some(Self::of(&ranges))
            }
            HirKind::Literal(literal) => {
                let mut characters = std::str::from_utf8(&literal.0).ok()?.chars();
                characters.next().filter(|_| characters.next().is_none()).map(Self::one)
            }
            HirKind::Empty
            | HirKind::Class(Class::Bytes(_))
            | HirKind::Look(_)
            | HirKind::Repetition(_)
            | HirKind::Capture(_)
            | HirKind::Concat(_)
            | HirKind::Alternation(_) => None,
        }
    }

    /// The ranges, ends included.
    pub(super) fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges
    }

    /// Characters that are not in the set.
    pub(super) fn complement(&self) -> Self {
        let mut gaps = Vec::with_capacity(self.ranges.len() + 1);
        let mut next = 0;
        for &(first, last) in &self.ranges {
            if first > next {
                gaps.push((next, first - 1));
            }
            next = last + 1;
        }
        if next <= SCALAR_LAST {
            gaps.push((next, SCALAR_LAST));
        }
        Self::of(&gaps)
    }
}

#[cfg(test)]
mod tests {
    use super::CharacterSet;

    #[test]
    fn complement_is_an_involution_without_surrogates() {
        for set in [
            CharacterSet::default(),
            CharacterSet::any(),
            CharacterSet::word(),
            CharacterSet::space(),
            CharacterSet::of(&[(0xD000, 0xE100)]),
            CharacterSet::property("Lu").unwrap(),
        ] {
            assert_eq!(set.complement().complement(), set);
            let both = [set.ranges(), set.complement().ranges()].concat();
            assert_eq!(CharacterSet::of(&both), CharacterSet::any());
        }
        assert_eq!(CharacterSet::any().complement().ranges(), []);
        assert_eq!(CharacterSet::of(&[(0xD800, 0xDFFF)]).ranges(), []);
    }

    #[test]
    fn properties_by_their_names() {
        assert_eq!(CharacterSet::property("ASCII").unwrap().ranges(), [(0, 0x7F)]);
        assert!(CharacterSet::property("Script=Greek").is_some());
        assert!(CharacterSet::property("scx=Greek").is_some());
        assert!(CharacterSet::property("Nonsense").is_none());
        assert!(CharacterSet::property("L}a{").is_none());
    }
}
