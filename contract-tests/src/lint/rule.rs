//! What the lint looks for: rules, each with a name that configurations and reports refer to. It must not know how
//! a rule is checked.

use std::fmt;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The rule is not asked.
    Off,
    /// Worth knowing.
    Info,
    /// Likely to hurt a reader or a tool.
    Warning,
    /// Wrong.
    Error,
}

impl Level {
    /// Every level, the mildest first.
    pub const ALL: [Level; 4] = [Level::Off, Level::Info, Level::Warning, Level::Error];

    /// As configurations and reports write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A rule of the lint.
#[derive(Debug)]
pub struct Rule {
    /// Its name, stable.
    pub id: &'static str,
    /// Its level unless a configuration says otherwise.
    pub level: Level,
    /// What has to hold, in a sentence.
    pub title: &'static str,
    /// Whom a breach hurts, and how.
    pub why: &'static str,
    /// Rules of other linters that it covers, as `linter:rule`.
    pub covers: &'static [&'static str],
}

impl Rule {
    /// A rule that no other linter has.
    pub(super) const fn new(level: Level, id: &'static str, title: &'static str, why: &'static str) -> Self {
        Self { id, level, title, why, covers: &[] }
    }

    /// The same, covering rules of other linters.
    pub(super) const fn covering(self, covers: &'static [&'static str]) -> Self {
        Self { covers, ..self }
    }
}

/// Rules about one subject, which a configuration can name together.
#[derive(Debug)]
pub struct Group {
    /// Its name.
    pub id: &'static str,
    /// Its rules.
    pub rules: &'static [&'static Rule],
}
