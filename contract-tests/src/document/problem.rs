//! A complaint about a place in a document, and how it is shown to a person. It must not know who complains,
//! or why.

use std::error::Error;
use std::fmt;

use super::limits::PROBLEMS_MAX;
use super::place::Place;

/// Characters of a source line that are shown; the rest of a longer line is cut around the place.
const LINE_SHOWN_CHARS: usize = 100;
/// Characters of a name that are quoted in a message.
const QUOTED_CHARS: usize = 60;
const TAB: &str = "    ";

/// Something wrong at a place in a document.
///
/// Displayed as `spec/openapi.yaml:12:5: message`, with the help, if any, on a line of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The document's name, as it was loaded.
    pub name: String,
    /// JSON pointer of the value that is wrong; empty for the root.
    pub pointer: String,
    /// Where that value stands in the source.
    pub place: Place,
    /// What is wrong: a lowercase fragment.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Whether what is meant is clear all the same, so that a reader may go on as if it were written so.
    pub is_slip: bool,
}

impl Problem {
    /// A problem without help.
    pub fn new(name: &str, pointer: impl Into<String>, place: Place, message: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            pointer: pointer.into(),
            place,
            message: message.into(),
            help: None,
            is_slip: false,
        }
    }

    /// The same problem, with what to do about it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// Adds the problem to others, unless there are [`PROBLEMS_MAX`] already: nobody reads more, and a hostile
    /// document would fill the memory with them.
    pub(crate) fn add_to(self, problems: &mut Vec<Problem>) {
        if problems.len() < PROBLEMS_MAX {
            problems.push(self);
        }
    }

    /// The same problem, as one that leaves no doubt of what is meant.
    #[must_use]
    pub fn slip(self) -> Self {
        Self { is_slip: true, ..self }
    }

    /// The message, then the line of `source` with a caret under the place, then the help; no colours.
    /// Without such a line in `source` the excerpt is left out.
    pub fn render(&self, source: &str) -> String {
        self.render_line(line_of(source, self.place.line))
    }

    /// The same, of the line itself.
    pub fn render_line(&self, line: Option<&str>) -> String {
        let number = self.place.line.to_string();
        let margin = " ".repeat(number.len());
        let mut lines = vec![self.message.clone(), format!("{margin}--> {}:{}", self.name, self.place)];
        if let Some(line) = line {
            let (shown, caret) = excerpt(line, self.place.column);
            lines.push(format!("{margin} |"));
            lines.push(format!("{number} | {shown}").trim_end().to_owned());
            lines.push(format!("{margin} | {caret}^"));
        }
        if let Some(help) = &self.help {
            lines.push(format!("{margin} = help: {help}"));
        }
        lines.push(String::new());
        lines.join("\n")
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.name, self.place, self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

impl Error for Problem {}

/// A name from a document, fit for a message: cut when long, and harmless to a terminal.
pub(crate) fn quoted(name: &str) -> String {
    let mut shown: String = name.chars().take(QUOTED_CHARS).flat_map(escaped).collect();
    if name.chars().nth(QUOTED_CHARS).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

fn escaped(c: char) -> impl Iterator<Item = char> {
    let control = c.is_control();
    let escape = control.then(|| c.escape_default()).into_iter().flatten();
    escape.chain((!control).then_some(c))
}

/// The line with that number, from 1. Lines end as YAML ends them: at `\n`, `\r\n` or a lone `\r`.
pub(super) fn line_of(source: &str, number: u32) -> Option<&str> {
    let mut rest = source;
    for _ in 1..number {
        let end = rest.find(['\n', '\r'])?;
        let width = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        rest = &rest[end + width..];
    }
    rest.split(['\n', '\r']).next()
}

/// A part of `line` around the column, and the blanks that bring a caret under it.
fn excerpt(line: &str, column: u32) -> (String, String) {
    let target = usize::try_from(column).unwrap_or(usize::MAX).saturating_sub(1);
    let start = if target < LINE_SHOWN_CHARS { 0 } else { target - LINE_SHOWN_CHARS / 2 };
    let mut shown = String::new();
    let mut caret = String::new();
    if start > 0 {
        shown.push('…');
        caret.push(' ');
    }
    let mut rest = line.chars().skip(start);
    for (at, c) in rest.by_ref().take(LINE_SHOWN_CHARS).enumerate() {
        let before = start + at < target;
        if c == '\t' {
            shown.push_str(TAB);
            caret.push_str(if before { TAB } else { "" });
        } else {
            shown.push(if c.is_control() { char::REPLACEMENT_CHARACTER } else { c });
            caret.push_str(if before { " " } else { "" });
        }
    }
    if rest.next().is_some() {
        shown.push('…');
    }
    (shown, caret)
}

#[cfg(test)]
mod tests {
    use super::{Place, Problem, line_of, quoted};

    fn problem(line: u32, column: u32) -> Problem {
        Problem::new("api.yaml", "/a", Place { line, column }, "this is wrong")
    }

    #[test]
    fn display_has_the_place_and_the_help() {
        assert_eq!(problem(12, 5).to_string(), "api.yaml:12:5: this is wrong");
        assert_eq!(
            problem(12, 5).help("mend it").to_string(),
            "api.yaml:12:5: this is wrong\n  help: mend it"
        );
    }

    #[test]
    fn rendering_points_at_the_column() {
        let source = "a:\n  b: 1\r\n\tc: 2\n";
        assert_eq!(
            problem(2, 3).help("mend it").render(source),
            "this is wrong\n --> api.yaml:2:3\n  |\n2 |   b: 1\n  |   ^\n  = help: mend it\n"
        );
        assert_eq!(
            problem(3, 2).render(source),
            "this is wrong\n --> api.yaml:3:2\n  |\n3 |     c: 2\n  |     ^\n"
        );
        assert_eq!(problem(4, 1).render(source), "this is wrong\n --> api.yaml:4:1\n  |\n4 |\n  | ^\n");
        assert_eq!(problem(9, 1).render(source), "this is wrong\n --> api.yaml:9:1\n");
    }

    #[test]
    fn rendering_cuts_long_lines_around_the_column() {
        let source = format!("{}X{}", "a".repeat(5000), "b".repeat(5000));
        let text = problem(1, 5001).render(&source);
        let lines: Vec<&str> = text.lines().collect();
        let caret = lines[4].chars().position(|c| c == '^').unwrap();
        assert_eq!(lines[3].chars().nth(caret), Some('X'));
        assert!(lines[3].chars().count() < 120, "{text}");
    }

    #[test]
    fn terminals_are_safe() {
        assert_eq!(quoted("a\u{1b}[31m\n"), "`a\\u{1b}[31m\\n`");
        assert_eq!(quoted(&"é".repeat(100)), format!("`{}…`", "é".repeat(60)));
        assert!(!problem(1, 1).render("\u{1b}[31m").contains('\u{1b}'));
    }

    #[test]
    fn lines_end_three_ways() {
        let source = "a\nb\r\nc\rd";
        let lines: Vec<_> = (1..=5).map(|number| line_of(source, number)).collect();
        assert_eq!(lines, [Some("a"), Some("b"), Some("c"), Some("d"), None]);
    }
}
