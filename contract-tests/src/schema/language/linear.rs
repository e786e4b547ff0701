//! An expression written for an engine that matches in linear time. It must not know how either is decided.

use std::fmt::Write;

use super::characters::CharacterSet;
use super::expression::{Direction, Expression};

impl Expression {
    /// The expression in the syntax of the crate `regex`; `None` when it looks further than for an end of the text.
    pub(super) fn linear(&self) -> Option<String> {
        let mut text = String::new();
        self.write_to(&mut text)?;
        Some(text)
    }

    fn write_to(&self, text: &mut String) -> Option<()> {
        match self {
            Self::Class(set) => write_set(set, text)?,
            Self::Sequence(parts) => {
                for part in parts {
                    part.write_to(text)?;
                }
            }
            // A class that nothing is in.
            Self::Choice(branches) if branches.is_empty() => write_set(&CharacterSet::default(), text)?,
            Self::Choice(branches) => {
                for (at, branch) in branches.iter().enumerate() {
                    text.push_str(if at == 0 { "(?:" } else { "|" });
                    branch.write_to(text)?;
                }
                text.push(')');
            }
            Self::Repeat { body, min, max } => {
                text.push_str("(?:");
                body.write_to(text)?;
                let max = max.map(|max| max.to_string()).unwrap_or_default();
                write!(text, "){{{min},{max}}}").ok()?;
            }
            other if *other == Self::start() => text.push_str(r"\A"),
            other if *other == Self::end() => text.push_str(r"\z"),
            Self::Look { direction: Direction::Ahead | Direction::Behind, .. } => return None,
        }
        Some(())
    }
}

fn write_set(set: &CharacterSet, text: &mut String) -> Option<()> {
    if set.ranges().is_empty() {
        text.push_str(r"[^\x{0}-\x{10FFFF}]");
        return Some(());
    }
    text.push('[');
    for (first, last) in set.ranges() {
        write!(text, r"\x{{{first:X}}}-\x{{{last:X}}}").ok()?;
    }
    text.push(']');
    Some(())
}
