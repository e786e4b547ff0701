//! How the differences of two documents are shown: to a person at a terminal, to a program, in a pull request, beside
//! its lines, and to tools that read SARIF. It must not know how differences are found.

mod human;
mod json;
mod markdown;

use super::{FilePlace, Severity, github, sarif};
use crate::diff::{Change, Differences, Level, Rule, Side, Step, World};

/// All that a report tells.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'a> {
    /// The older document.
    pub base: Side<'a>,
    /// The newer one.
    pub revision: Side<'a>,
    /// What was assumed of members that are not documented.
    pub world: World,
    /// What was found.
    pub differences: &'a Differences,
    /// The step that the version must take.
    pub required_step: Step,
    /// The step that it takes; none when the versions are not of the form 1.2.3.
    pub step: Option<Step>,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a person, with the lines of the documents.
    #[default]
    Human,
    /// One JSON object.
    Json,
    /// For the description of or a comment on a pull request.
    Markdown,
    /// Annotations of GitHub Actions.
    Github,
    /// A SARIF 2.1.0 log.
    Sarif,
}

impl Comparison<'_> {
    /// The report, ended by a newline.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Human => human::render(self),
            Format::Json => json::render(self),
            Format::Markdown => markdown::render(self),
            Format::Github => self.annotations(),
            Format::Sarif => format!("{:#}\n", self.sarif()),
        }
    }

    /// `breaking`, `compatible` and so on; `identical` when there is no change.
    fn verdict(&self) -> &'static str {
        self.differences.verdict().map_or("identical", Level::name)
    }

    /// How many changes there are of each level, the worst first.
    fn counts(&self) -> Vec<(Level, usize)> {
        let levels = [Level::Breaking, Level::Undecided, Level::Compatible, Level::Documentation];
        let count = |level| self.differences.changes.iter().filter(|change| change.level == level).count();
        levels.into_iter().map(|level| (level, count(level))).filter(|(_, count)| *count > 0).collect()
    }

    /// In the revision where the change is seen there, else in the base.
    fn place(&self, change: &Change) -> Option<FilePlace> {
        let of = |side: Side<'_>, spot: &crate::diff::Spot| FilePlace {
            file: side.document.name().to_owned(),
            place: spot.place,
        };
        let revision = change.revision.as_ref().map(|spot| of(self.revision, spot));
        revision.or_else(|| change.base.as_ref().map(|spot| of(self.base, spot)))
    }

    fn annotations(&self) -> String {
        let mut lines = String::new();
        for change in &self.differences.changes {
            let title = format!("{} ({})", change.level, change.rule.name());
            let at = self.place(change);
            lines.push_str(&github::annotation(severity(change.level), at.as_ref(), &title, &full(change)));
            lines.push('\n');
        }
        lines
    }

    fn sarif(&self) -> serde_json::Value {
        let rule = |rule: &Rule| sarif::Rule {
            id: rule.name().to_owned(),
            description: rule.rationale().to_owned(),
        };
        let rules: Vec<_> = Rule::ALL.iter().map(rule).collect();
        let findings = self.differences.changes.iter().map(|change| sarif::Finding {
            rule: change.rule.name().to_owned(),
            severity: severity(change.level),
            message: full(change),
            at: self.place(change),
            fingerprint: change.id.clone(),
        });
        sarif::log("contract-tests diff", &rules, &findings.collect::<Vec<_>>())
    }
}

const fn severity(level: Level) -> Severity {
    match level {
        Level::Breaking => Severity::Error,
        Level::Undecided => Severity::Warning,
        Level::Compatible | Level::Documentation => Severity::Note,
    }
}

/// The message with the operations and the proof.
fn full(change: &Change) -> String {
    let mut text = change.message.clone();
    if !change.operations.is_empty() {
        text.push_str("\nIn ");
        text.push_str(&operations(change, 5));
    }
    if let Some(witness) = &change.witness {
        text.push_str("\nFor example:\n");
        text.push_str(&witness.message);
    }
    text
}

/// The operations by name, at most so many of them.
fn operations(change: &Change, most: usize) -> String {
    let mut names: Vec<_> = change.operations.iter().take(most).map(|name| format!("`{name}`")).collect();
    if change.operations.len() > most {
        names.push(format!("{} more", change.operations.len() - most));
    }
    names.join(", ")
}
