//! Where values stand in the source: a line and a column for each member and item.
//! It must not know the source's syntax or what the values are.

use std::fmt;

use super::pointer;

/// A position in a source text. Lines and columns count from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The line, from 1.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
}

impl Place {
    /// The first character of a source.
    pub(super) const START: Self = Self { line: 1, column: 1 };

    /// The place with these numbers, both from 1.
    pub(super) fn at(line: usize, column: usize) -> Self {
        Self { line: number(line), column: number(column) }
    }

    /// The place where the reader is after `text`, which starts here. Lines end at `\n`, `\r\n` or a lone `\r`.
    pub(super) fn after(self, text: &str) -> Self {
        let characters = |text: &str| number(text.chars().count());
        let Some(last) = text.rfind(['\n', '\r']) else {
            return Self { column: self.column.saturating_add(characters(text)), ..self };
        };
        let ends = text.bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
        let breaks = ends - text.matches("\r\n").count();
        Self {
            line: self.line.saturating_add(number(breaks)),
            column: characters(&text[last + 1..]).saturating_add(1),
        }
    }
}

/// Sources are too short for this to saturate.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// The place of one member or item, and which container it holds, if it holds one.
#[derive(Debug)]
pub(super) struct Spot {
    pub(super) place: Place,
    pub(super) container: Option<usize>,
}

/// The spots in one container of the source.
#[derive(Debug)]
pub(super) enum Spots {
    /// By key, sorted by it.
    Object(Vec<(Box<str>, Spot)>),
    /// In order.
    Array(Vec<Spot>),
}

impl Spots {
    fn find(&self, token: &str) -> Option<&Spot> {
        match self {
            Self::Object(members) => {
                let at = members.binary_search_by(|(key, _)| (**key).cmp(token)).ok()?;
                members.get(at).map(|(_, spot)| spot)
            }
            Self::Array(items) => items.get(pointer::index(token)?),
        }
    }
}

/// The places of a whole document. Containers are listed as they stand in the source, so what an alias
/// repeats is listed once and an expanded document costs no more than its text.
#[derive(Debug)]
pub(super) struct Places {
    root: Spot,
    containers: Vec<Spots>,
}

impl Places {
    pub(super) fn new(root: Spot, containers: Vec<Spots>) -> Self {
        Self { root, containers }
    }

    /// The place of the pointer, or of the nearest value around it.
    pub(super) fn nearest(&self, pointer: &str) -> Place {
        let mut spot = &self.root;
        for token in pointer.split('/').skip(1) {
            let next =
                pointer::unescape(token).and_then(|name| self.containers.get(spot.container?)?.find(&name));
            match next {
                Some(next) => spot = next,
                None => break,
            }
        }
        spot.place
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn moving_over_text() {
        let start = Place::at(3, 5);
        for (text, line, column) in
            [("", 3, 5), ("ab", 3, 7), ("é😀", 3, 7), ("\n", 4, 1), ("a\r\nb\rcd", 5, 3), ("\n\n\t", 5, 2)]
        {
            assert_eq!(start.after(text), Place::at(line, column), "{text:?}");
        }
    }
}
