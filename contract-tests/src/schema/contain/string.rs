//! Strings that meet demands: a number of characters, patterns and formats matched and not matched, and single strings
//! left out. It must not know numbers, arrays or objects.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::Value;

use super::branch::Branch;
use super::demand::Demand;
use super::engine::Engine;
use super::format;
use super::outcome::{Doubt, Outcome};
use super::strings::Strings;
use super::term::Count;
use super::text::{TextId, Texts};
use super::witness::Witness;
use crate::schema::language::{Language, TooLarge};

/// Characters of a witness.
const LENGTH_MAX: u64 = 2_000_000;
/// Strings that the validator is asked of, where sets of strings do not decide.
const TRIED_MAX: usize = 64;
/// Characters of strings that are longer than nothing asks for, cut to this when tried.
const SAMPLE_LENGTH_MAX: u64 = 300;

/// Characters at which a line ends in ECMA-262, and nowhere else.
const LINE_ENDS: [char; 3] = ['\r', '\u{2028}', '\u{2029}'];
const LINE_END_FREE: &str = "^[^\\r\\u2028\\u2029]*$";

/// What is asked of a string.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Text {
    length: Count,
    patterns: BTreeSet<TextId>,
    not_patterns: BTreeSet<TextId>,
    formats: BTreeSet<TextId>,
    not_formats: BTreeSet<TextId>,
    excluded: BTreeSet<String>,
}

/// The strings that certainly meet demands, and those that may.
struct Between {
    within: Language,
    around: Language,
    doubt: Option<Doubt>,
}

impl Engine<'_> {
    pub(super) fn decide_string(&mut self, branch: &Branch<'_>) -> Outcome {
        let mut text = Text::default();
        for (_, id) in &branch.positives {
            let term = self.terms.get(*id);
            text.length = text.length.and(term.string.length);
            text.patterns.extend(term.string.pattern);
            text.formats.extend(term.format);
        }
        for demand in &branch.demands {
            match demand {
                Demand::Count(count) => text.length = text.length.and(*count),
                Demand::NotPattern(pattern) => {
                    text.not_patterns.insert(*pattern);
                }
                Demand::NotFormat(format) => {
                    text.not_formats.insert(*format);
                }
                Demand::Not(constant) => {
                    text.excluded.extend(self.constants.get(*constant).as_str().map(str::to_owned));
                }
                Demand::Below(_)
                | Demand::Above(_)
                | Demand::NotMultiple(_)
                | Demand::Duplicate
                | Demand::SomeItem(_)
                | Demand::ItemAt(..)
                | Demand::Missing(_)
                | Demand::Present(_)
                | Demand::Member(..)
                | Demand::Extra(..) => {}
            }
        }
        if let Some(known) = self.strings.found.get(&text) {
            return known.clone();
        }
        let outcome = text.decide(&mut self.strings, &self.texts);
        self.strings.found.insert(text, outcome.clone());
        outcome
    }
}

impl Text {
    fn decide(&self, strings: &mut Strings, texts: &Texts) -> Outcome {
        let both = |a: &BTreeSet<TextId>, b: &BTreeSet<TextId>| !a.is_disjoint(b);
        if self.length.is_empty()
            || both(&self.patterns, &self.not_patterns)
            || both(&self.formats, &self.not_formats)
            || self.has_included_format(texts)
        {
            return Outcome::Empty;
        }
        if self.length.min > LENGTH_MAX {
            return Outcome::Unknown(Doubt::Size);
        }
        let between = match self.between(strings, texts) {
            Ok(between) => between,
            Err(TooLarge) => Between {
                within: Language::none(),
                around: Language::all(),
                doubt: Some(Doubt::Pattern(self.patterns_shown(texts))),
            },
        };
        if let Some(word) = self.pick(&between.within) {
            return found(word);
        }
        if between.around.is_empty() {
            return Outcome::Empty;
        }
        // All words of a finite set that are left out leave nothing.
        let excluded = u64::try_from(self.excluded.len()).unwrap_or(u64::MAX);
        if between.doubt.is_none()
            && between.within == between.around
            && between.around.count(excluded.saturating_add(1)).is_some_and(|count| count <= excluded)
        {
            return Outcome::Empty;
        }
        match self.try_samples(&between.around, strings, texts) {
            Some(word) => found(word),
            None => Outcome::Unknown(between.doubt.unwrap_or_else(|| self.doubt(texts))),
        }
    }

    fn has_included_format(&self, texts: &Texts) -> bool {
        self.formats.iter().any(|format| {
            let mut not = self.not_formats.iter();
            not.any(|other| format::is_included(&texts.get(*format), &texts.get(*other)))
        })
    }

    /// The strings of the right length that the patterns and formats leave.
    fn between(&self, strings: &mut Strings, texts: &Texts) -> Result<Between, TooLarge> {
        let mut within = Language::length(self.length.min, self.length.max);
        let mut around = within.clone();
        let mut doubt = None;
        for pattern in &self.patterns {
            match strings.language(*pattern, texts) {
                Some(language) => {
                    within = within.intersect(&language)?;
                    around = around.intersect(&language)?;
                }
                None => doubt = Some(Doubt::Pattern(texts.get(*pattern).to_string())),
            }
        }
        for format in &self.formats {
            if let Some(bounds) = Strings::bounds(*format, texts) {
                within = within.intersect(bounds.within)?;
                around = around.intersect(bounds.around)?;
            } else {
                within = Language::none();
            }
        }
        for pattern in &self.not_patterns {
            match strings.language(*pattern, texts) {
                Some(language) => {
                    within = within.difference(&language)?;
                    around = around.difference(&language)?;
                }
                None => doubt = Some(Doubt::Pattern(texts.get(*pattern).to_string())),
            }
        }
        for format in &self.not_formats {
            if let Some(bounds) = Strings::bounds(*format, texts) {
                within = within.difference(bounds.around)?;
                around = around.difference(bounds.within)?;
            } else {
                within = Language::none();
            }
        }
        if doubt.is_some() {
            within = Language::none();
        }
        Ok(Between { within, around, doubt })
    }

    /// The simplest word that is not left out. Engines disagree on which characters end a line, so a word without
    /// those that only ECMA-262 takes for ends is preferred.
    fn pick(&self, language: &Language) -> Option<String> {
        let shortest = language.shortest()?;
        if shortest.contains(LINE_ENDS)
            && let Ok(plain) =
                Language::pattern(LINE_END_FREE).and_then(|free| Ok(language.intersect(&free)?))
            && !plain.is_empty()
        {
            return self.pick(&plain);
        }
        if !self.excluded.contains(&shortest) {
            return Some(shortest);
        }
        language.words().take(self.excluded.len() + 1).find(|word| !self.excluded.contains(word))
    }

    /// A string for which the validator confirms what sets of strings leave open.
    fn try_samples(&self, around: &Language, strings: &mut Strings, texts: &Texts) -> Option<String> {
        let samples = self.formats.iter().flat_map(|format| format::samples(&texts.get(*format)));
        let others = self.not_formats.iter().flat_map(|format| format::samples(&texts.get(*format)));
        let samples: Vec<String> = samples.chain(others).map(|sample| (*sample).to_owned()).collect();
        let words = around.words().take(TRIED_MAX);
        let lengths = [self.length.min, self.length.min.saturating_add(1), SAMPLE_LENGTH_MAX];
        let long = lengths.into_iter().filter_map(|length| around.of_length(length));
        samples.into_iter().chain(words).chain(long).find(|word| self.admits(word, around, strings, texts))
    }

    fn admits(&self, word: &str, around: &Language, strings: &mut Strings, texts: &Texts) -> bool {
        let length = u64::try_from(word.chars().count()).unwrap_or(u64::MAX);
        self.length.contains(length)
            && around.contains(word)
            && !self.excluded.contains(word)
            && self.patterns.iter().all(|pattern| strings.matches(*pattern, word, texts) == Ok(true))
            && self.not_patterns.iter().all(|pattern| strings.matches(*pattern, word, texts) == Ok(false))
            && self.formats.iter().all(|format| Strings::is_formatted(*format, word, texts))
            && !self.not_formats.iter().any(|format| Strings::is_formatted(*format, word, texts))
    }

    fn patterns_shown(&self, texts: &Texts) -> String {
        let patterns = self.patterns.iter().chain(&self.not_patterns);
        let patterns: Vec<Rc<str>> = patterns.map(|pattern| texts.get(*pattern)).collect();
        patterns.join("`, `")
    }

    fn doubt(&self, texts: &Texts) -> Doubt {
        match self.formats.iter().chain(&self.not_formats).next() {
            Some(format) => Doubt::Format(texts.get(*format).to_string()),
            None => Doubt::Pattern(self.patterns_shown(texts)),
        }
    }
}

fn found(word: String) -> Outcome {
    Outcome::Inhabited(Witness::leaf(Value::String(word)))
}
