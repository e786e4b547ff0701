//! Strings at the edges of their keywords and just beyond them, by construction: the keywords of all schemas are one
//! [`Language`]. It must not know where the strings stand.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::texts::{PITFALLS, nearly_of_format, of_format, random_of_format};
use crate::schema::language::{Language, TooLarge};
use crate::schema::{Schema, Seed};

/// Characters of a text that is made to be long.
const LONG_MAX: u64 = 70_000;

/// Characters of a text that no keyword limits.
const UNLIMITED: u64 = 300;

/// Texts that nearly match a pattern, and characters of a text that are exchanged for others.
const MISSES_MAX: usize = 6;
const PLACES_MAX: usize = 24;

/// A plain string is as long as this, where it may be.
const PLAIN_LENGTH: u64 = 4;

/// Characters beyond 16 bits: one is four bytes and two UTF-16 units, and one character.
const WIDE: [char; 4] = ['😀', '𝒳', '漢', 'é'];

/// Strings that are told, with the keyword that they are about.
pub(super) type Told = (&'static str, String, String);

/// The strings that some schemas admit together.
#[derive(Clone, Debug)]
pub(super) struct Strings {
    /// Those of the keywords that could be decided; of a format, those that are known to be of it.
    pub(super) language: Language,
    /// The same, without the formats.
    unformatted: Language,
    /// Whether a pattern is not in the languages.
    pub(super) is_partial: bool,
    formats: Vec<String>,
}

/// The languages of patterns, each made once.
#[derive(Debug, Default)]
pub(super) struct Patterns(Mutex<HashMap<String, Option<Arc<Language>>>>);

impl Patterns {
    pub(super) fn get(&self, pattern: &str) -> Option<Arc<Language>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(pattern).cloned();
        known.unwrap_or_else(|| {
            let language = Language::pattern(pattern).ok().map(Arc::new);
            let mut patterns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            patterns.insert(pattern.to_owned(), language.clone());
            language
        })
    }
}

impl Strings {
    /// The strings of schemas whose keywords all apply. `without` leaves one keyword of one schema out.
    pub(super) fn of(leaves: &[&Schema], patterns: &Patterns, without: Option<(&Schema, &str)>) -> Self {
        let mut strings = Self {
            language: Language::all(),
            unformatted: Language::all(),
            is_partial: false,
            formats: Vec::new(),
        };
        for leaf in leaves {
            let left_out = without.filter(|(schema, _)| std::ptr::eq(*schema, *leaf)).map(|(_, word)| word);
            let applies = |keyword: &str| left_out != Some(keyword);
            if let Some(pattern) = leaf.string.pattern.as_deref().filter(|_| applies("pattern")) {
                let joined = patterns.get(pattern).map(|language| strings.join(&language));
                strings.is_partial |= !matches!(joined, Some(Ok(())));
            }
            let min = leaf.string.length_min.filter(|_| applies("minLength")).unwrap_or(0);
            let max = leaf.string.length_max.filter(|_| applies("maxLength"));
            strings.is_partial |= strings.join(&Language::length(min, max)).is_err();
            strings.formats.extend(leaf.format.clone().filter(|_| applies("format")));
        }
        for format in &strings.formats {
            if let Some(known) = Language::format_within(format)
                && let Ok(joined) = strings.language.intersect(known)
            {
                strings.language = joined;
            }
        }
        strings
    }

    fn join(&mut self, other: &Language) -> Result<(), TooLarge> {
        self.language = self.language.intersect(other)?;
        self.unformatted = self.language.clone();
        Ok(())
    }

    /// Plain strings, the plainest first.
    pub(super) fn plain(&self) -> impl Iterator<Item = String> {
        let texts = self.formats.iter().flat_map(|format| of_format(format)).map(|(text, _)| *text);
        let known: Vec<String> =
            texts.filter(|text| self.unformatted.contains(text)).map(str::to_owned).collect();
        let length = self.length_near(PLAIN_LENGTH);
        let word = length.and_then(|length| self.language.of_length(length));
        known.into_iter().chain(word).chain(self.language.shortest())
    }

    /// The least length from the wished one on, or the longest.
    fn length_near(&self, wish: u64) -> Option<u64> {
        let from = |length| self.language.length_from(length);
        from(wish).filter(|length| *length <= wish * 4).or_else(|| {
            let shortest = self.language.length_shortest()?;
            if shortest == 0 { from(1).or(Some(0)) } else { Some(shortest) }
        })
    }

    /// A string by chance, of a length that leaves room for many others.
    pub(super) fn random(&self, seed: &mut Seed) -> Option<String> {
        for format in &self.formats {
            let text = random_of_format(format, seed);
            if let Some(text) = text.filter(|text| self.unformatted.contains(text)) {
                return Some(text);
            }
        }
        let wish = 8 + seed.below(9);
        let length = self.language.length_from(wish).filter(|length| *length <= 200);
        let length = length.or_else(|| {
            let longest = self.language.length_longest()?;
            (longest <= LONG_MAX).then_some(longest)
        });
        self.language.random(length.or_else(|| self.language.length_shortest())?, seed)
    }

    /// Strings at the edges.
    pub(super) fn edges(&self) -> Vec<Told> {
        let mut edges = Vec::new();
        self.lengths(&mut edges);
        for format in &self.formats {
            for (text, what) in of_format(format) {
                edges.push(("format", (*what).to_owned(), (*text).to_owned()));
            }
        }
        for (text, what) in PITFALLS {
            edges.extend(self.fitted(text).map(|text| ("type", what.to_owned(), text)));
        }
        if !self.language.is_all() && !self.is_partial {
            for word in self.language.words().take(3) {
                edges.push(("pattern", "one of the shortest texts".to_owned(), word));
            }
        }
        edges
    }

    fn lengths(&self, edges: &mut Vec<Told>) {
        let language = &self.language;
        let mut tell = |keyword, what: &str, text: Option<String>| {
            edges.extend(text.map(|text| (keyword, what.to_owned(), text)));
        };
        let shortest = language.length_shortest();
        tell("minLength", "the shortest text", shortest.and_then(|length| language.of_length(length)));
        if let Some(longest) = language.length_longest().filter(|longest| *longest <= LONG_MAX) {
            tell("maxLength", "the longest text", language.of_length(longest));
            let wide = language.of_length_with(longest, &WIDE).filter(|text| !text.is_ascii());
            tell("maxLength", "the longest text, of characters that take several bytes each", wide);
            let shorter = longest.checked_sub(1).and_then(|length| language.of_length(length));
            tell("maxLength", "one character less than the longest", shorter);
        } else {
            let length = language.length_from(UNLIMITED).filter(|length| *length <= LONG_MAX);
            tell(
                "maxLength",
                "a long text, as no length is given",
                length.and_then(|n| language.of_length(n)),
            );
        }
        let longer = shortest.and_then(|length| language.length_from(length + 1));
        tell("minLength", "the second shortest length", longer.and_then(|length| language.of_length(length)));
    }

    /// The text, cut or repeated to a length that is accepted; `None` when its characters are not.
    fn fitted(&self, text: &str) -> Option<String> {
        let unformatted = self.formats.iter().all(|format| Language::format_around(format).is_none());
        if !unformatted {
            return None;
        }
        if self.language.contains(text) {
            return Some(text.to_owned());
        }
        let length = text.chars().fold(0, |length, _| length + 1);
        let length = self.language.length_from(length).or_else(|| self.language.length_longest())?;
        let characters: Vec<char> = text.chars().filter(|c| !c.is_ascii_alphanumeric()).collect();
        let word = self.language.of_length_with(length.min(LONG_MAX), &characters)?;
        word.chars().any(|c| characters.contains(&c)).then_some(word)
    }
}

/// Strings that break one keyword of one schema and no other of all the schemas.
pub(super) fn flaws(leaf: &Schema, leaves: &[&Schema], patterns: &Patterns) -> Vec<Told> {
    let mut flaws = Vec::new();
    let mut tell = |keyword, what: &str, text: Option<String>| {
        flaws.extend(text.map(|text| (keyword, what.to_owned(), text)));
    };
    let without = |keyword| Strings::of(leaves, patterns, Some((leaf, keyword)));
    if let Some(min) = leaf.string.length_min.filter(|min| *min > 0) {
        let others = without("minLength").language;
        let short = others.intersect(&Language::length(0, Some(min - 1))).ok();
        let longest = short.as_ref().and_then(Language::length_longest);
        let word = |length: Option<u64>| length.and_then(|length| short.as_ref()?.of_length(length));
        tell("minLength", "one character too few", word(longest));
        let wide = longest.and_then(|length| short.as_ref()?.of_length_with(length, &WIDE));
        tell("minLength", "enough bytes, but too few characters", wide.filter(|text| !text.is_ascii()));
        tell("minLength", "the shortest text", word(short.as_ref().and_then(Language::length_shortest)));
    }
    if let Some(max) = leaf.string.length_max.filter(|max| *max < LONG_MAX) {
        let others = without("maxLength").language;
        let long = others.intersect(&Language::length(max + 1, None)).ok();
        let shortest = long.as_ref().and_then(Language::length_shortest).filter(|length| *length <= LONG_MAX);
        let word = |length: Option<u64>| length.and_then(|length| long.as_ref()?.of_length(length));
        tell("maxLength", "one character too many", word(shortest));
        let wide = shortest.and_then(|length| long.as_ref()?.of_length_with(length, &WIDE));
        tell("maxLength", "too many characters of several bytes", wide.filter(|text| !text.is_ascii()));
        let far = long.as_ref().and_then(|long| long.length_from((max + 1) * 2));
        tell("maxLength", "far too long", word(far.filter(|length| *length <= LONG_MAX)));
    }
    if let Some(pattern) = &leaf.string.pattern {
        let others = without("pattern");
        for (what, text) in outside(pattern, &others, leaves, patterns) {
            tell("pattern", &what, Some(text));
        }
    }
    if let Some(format) = &leaf.format {
        let others = without("format").unformatted;
        for (text, what) in nearly_of_format(format) {
            tell("format", what, others.contains(text).then(|| (*text).to_owned()));
        }
        let around = Language::format_around(format).and_then(|around| others.difference(around).ok());
        if let Some(outside) = around {
            let length = outside.length_from(1).or(outside.length_shortest());
            tell("format", "no text of the format", length.and_then(|length| outside.of_length(length)));
        }
    }
    flaws
}

/// Texts that the pattern does not find, though the other keywords accept them.
fn outside(
    pattern: &str,
    others: &Strings,
    leaves: &[&Schema],
    patterns: &Patterns,
) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let inside = Strings::of(leaves, patterns, None);
    let plain = inside.plain().next();
    for (before, after, what) in [
        ("", "\n", "a valid text with a line end behind it"),
        (" ", "", "a valid text with a space before it"),
        ("", "😀", "a valid text with a character beyond 16 bits behind it"),
        ("", "\u{0}", "a valid text with a null character behind it"),
    ] {
        let texts = plain.iter().map(|plain| format!("{before}{plain}{after}"));
        found.extend(
            texts.filter(|text| others.unformatted.contains(text)).map(|text| (what.to_owned(), text)),
        );
    }
    for (text, what) in PITFALLS {
        if others.unformatted.contains(text) {
            found.push((what.to_owned(), text.to_owned()));
        }
    }
    let Some(language) = patterns.get(pattern) else { return found };
    let Ok(outside) = others.language.difference(&language) else { return found };
    let misses = plain.iter().flat_map(|plain| misses(plain));
    let misses: Vec<(String, String)> = misses
        .filter(|(_, text)| others.unformatted.contains(text) && !language.contains(text))
        .map(|(what, text)| (what.to_owned(), text))
        .take(MISSES_MAX)
        .collect();
    let near = plain.as_ref().map_or(PLAIN_LENGTH, |plain| plain.chars().fold(0, |length, _| length + 1));
    let mut words = Vec::new();
    for length in [near, near + 1, 1].into_iter().filter_map(|length| outside.length_from(length)) {
        if length <= LONG_MAX {
            words.extend(outside.of_length(length));
        }
    }
    words.extend(outside.shortest());
    let mut words = words.into_iter().map(|word| ("a text that the pattern does not match".to_owned(), word));
    // The plainest first, then what a looser pattern would find.
    let plainest = words.next();
    let rest = words.chain(found);
    plainest.into_iter().chain(misses).chain(rest).filter(|(_, text)| !language.contains(text)).collect()
}

/// Texts that a pattern which was written a little looser would find: with something around a valid one, and with one
/// character of it exchanged for another of its class.
fn misses(plain: &str) -> Vec<(&'static str, String)> {
    let mut misses = vec![
        ("a valid text with a letter behind it", format!("{plain}x")),
        ("a valid text with a letter before it", format!("x{plain}")),
    ];
    let characters: Vec<char> = plain.chars().collect();
    for (at, character) in characters.iter().enumerate().take(PLACES_MAX) {
        let others: &[char] = match character {
            '0'..='9' => &['9', '0'],
            'a'..='z' => &['z', 'A'],
            'A'..='Z' => &['Z', 'a'],
            _ => &['-', '.'],
        };
        for other in others.iter().filter(|other| *other != character) {
            let text: String = characters
                .iter()
                .enumerate()
                .map(|(place, known)| if place == at { other } else { known })
                .collect();
            misses.push(("a valid text with one character exchanged", text));
        }
    }
    misses
}

/// Texts that look like one of an `enum`.
pub(super) fn lookalikes(text: &str) -> Vec<(&'static str, String)> {
    let flipped: String = text
        .chars()
        .map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
        .collect();
    vec![
        ("another letter case", flipped),
        ("a letter more", format!("{text}x")),
        ("a space behind", format!("{text} ")),
        ("a letter less", text.chars().take(text.chars().count().saturating_sub(1)).collect()),
        ("another word", "unlisted".to_owned()),
        ("nothing", String::new()),
    ]
}
