//! Where a value stands in the source: a line and a column. It must not know the source's syntax or what the values are.

use std::fmt;

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
