//! Whether a pattern is found in one text, in time that is linear in the text. Patterns and texts come from others, so
//! that a backtracking engine is asked only where nothing else can tell, and only about short texts.

use regex::RegexBuilder;

use super::error::Irregular;
use super::{Language, parser};

/// Characters of a text that a backtracking engine is asked about.
const BACKTRACKED_CHARS: usize = 24;

/// Bytes of an automaton.
const AUTOMATON_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A pattern made ready to be found in texts: ECMA-262 with the meaning of the `u` flag, unanchored.
#[derive(Debug)]
pub struct Matcher {
    engine: Result<Engine, Irregular>,
}

#[derive(Debug)]
enum Engine {
    Linear(regex::Regex),
    Automaton(Language),
    Backtracking(Box<regress::Regex>),
}

impl Matcher {
    /// Reads a pattern.
    pub fn new(pattern: &str) -> Self {
        Self { engine: engine(pattern) }
    }

    /// Why the pattern cannot be read, when it cannot.
    pub fn error(&self) -> Option<&Irregular> {
        self.engine.as_ref().err()
    }

    /// Whether the pattern is found in the text; `None` when that cannot be told: the pattern cannot be read, or it
    /// refers back to a group and the text is long.
    pub fn matches(&self, text: &str) -> Option<bool> {
        match self.engine.as_ref().ok()? {
            Engine::Linear(regex) => Some(regex.is_match(text)),
            Engine::Automaton(language) => Some(language.contains(text)),
            Engine::Backtracking(regex) => {
                let is_short = text.chars().nth(BACKTRACKED_CHARS).is_none();
                is_short.then(|| regex.find(text).is_some())
            }
        }
    }
}

fn engine(pattern: &str) -> Result<Engine, Irregular> {
    let irregular = match parser::parse(pattern) {
        Ok(expression) => {
            let regex = expression.linear().and_then(|text| {
                RegexBuilder::new(&text).size_limit(AUTOMATON_BYTES_MAX).nest_limit(1_000).build().ok()
            });
            if let Some(regex) = regex {
                return Ok(Engine::Linear(regex));
            }
            match Language::pattern(pattern) {
                Ok(language) => return Ok(Engine::Automaton(language)),
                Err(irregular) => irregular,
            }
        }
        Err(syntax @ Irregular::Syntax { .. }) => return Err(syntax),
        Err(irregular) => irregular,
    };
    let regex = regress::Regex::with_flags(pattern, "u").or_else(|_| regress::Regex::new(pattern));
    regex.map(|regex| Engine::Backtracking(Box::new(regex))).map_err(|_| irregular)
}

#[cfg(test)]
mod tests {
    use super::{Engine, Matcher};

    #[test]
    fn each_engine() {
        for (pattern, found, missing) in [
            ("^a+$", "aa", "ab"),
            ("b", "abc", "ac"),
            ("^.{2}$", "😀é", "a\n"),
            ("[^\\d\\s]", "1 a", "1 2"),
            ("^(?:a|b|)$", "", "c"),
            ("^[]$|^x", "x", ""),
            ("^\\p{Lu}", "É", "é"),
            ("^(a+)+$", &"a".repeat(10_000), &format!("{}b", "a".repeat(10_000))),
            ("^(?!admin$)[a-z]+$", "adminx", "admin"),
            ("\\bcat\\b", "a cat", "concat"),
            ("^(?=.*\\d)(?=.*[a-z]).{2,}$", "a1", "aa"),
            ("^(.)\\1$", "aa", "ab"),
        ] {
            let matcher = Matcher::new(pattern);
            assert_eq!(matcher.matches(found), Some(true), "{pattern} {found}");
            assert_eq!(matcher.matches(missing), Some(false), "{pattern} {missing}");
        }
    }

    #[test]
    fn what_cannot_be_told() {
        let matcher = Matcher::new("(");
        assert!(matcher.error().is_some() && matcher.matches("a").is_none());
        assert_eq!(Matcher::new("^(a*)*\\1$").matches(&"a".repeat(1_000)), None);
    }

    #[test]
    fn large_automata_are_left_to_the_linear_engine() {
        let matcher = Matcher::new("(a|b)*a(a|b){60}$");
        assert!(matches!(matcher.engine, Ok(Engine::Linear(_))));
        assert_eq!(matcher.matches(&"a".repeat(100)), Some(true));
    }
}
