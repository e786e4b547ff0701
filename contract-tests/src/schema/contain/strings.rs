//! Patterns and formats as sets of strings, each built once, and what strings and numbers they admit. It must not know
//! terms.

use std::rc::Rc;

use super::FastMap;
use super::format::{self, FormatBounds};
use super::outcome::{Doubt, Outcome};
use super::string::Text;
use super::text::{TextId, Texts};
use crate::schema::language::{Language, Matcher};
use crate::schema::validate;

/// What was built of patterns and formats, and what was found of strings.
#[derive(Default)]
pub(super) struct Strings {
    patterns: FastMap<TextId, Option<Rc<Language>>>,
    matchers: FastMap<TextId, Rc<Matcher>>,
    pub(super) found: FastMap<Text, Outcome>,
}

impl Strings {
    /// The strings that match; `None` when they are no regular set, or too large a one.
    pub(super) fn language(&mut self, pattern: TextId, texts: &Texts) -> Option<Rc<Language>> {
        let entry = self.patterns.entry(pattern);
        entry.or_insert_with(|| Language::pattern(&texts.get(pattern)).ok().map(Rc::new)).clone()
    }

    /// Bounds of the strings of a format.
    pub(super) fn bounds(format: TextId, texts: &Texts) -> Option<FormatBounds> {
        format::bounds(&texts.get(format))
    }

    /// Whether the text matches the pattern.
    pub(super) fn matches(&mut self, pattern: TextId, text: &str, texts: &Texts) -> Result<bool, Doubt> {
        if let Some(language) = self.language(pattern, texts) {
            return Ok(language.contains(text));
        }
        let source = texts.get(pattern);
        let matcher = self.matchers.entry(pattern);
        let matcher = matcher.or_insert_with(|| Rc::new(Matcher::new(&source)));
        matcher.matches(text).ok_or_else(|| Doubt::Pattern(source.to_string()))
    }

    /// Whether the text is of the format.
    pub(super) fn is_formatted(format: TextId, text: &str, texts: &Texts) -> bool {
        validate::format::is_valid(&texts.get(format), text)
    }
}
