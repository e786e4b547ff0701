//! `lint`: holds a document to the rules. It must not know any rule.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Ending;
use crate::document::{Document, LoadError, Problem};
use crate::lint::config::FILE_NAMES;
use crate::lint::{Config, Level, Report, lint};
use crate::report::lint::{Format, Linted, rules};

/// Holds a document to rules: that it is well formed, means what it says, and serves readers, generators and routers.
///
/// Exit code 0: nothing of the denied level. 1: findings. 2: the document or the configuration cannot be used.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The document
    #[arg(value_name = "FILE")]
    pub document: Option<PathBuf>,
    /// The configuration [default: .spec-lint.yaml beside the document or above it]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// How the findings are written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// The mildest findings that fail
    #[arg(long, value_enum, default_value_t)]
    pub deny: Findings,
    /// The mildest findings that are shown one by one for a person; others are counted
    #[arg(long, value_enum, default_value_t = Findings::Warnings)]
    pub show: Findings,
    /// Lists the rules instead
    #[arg(long)]
    pub rules: bool,
}

/// Findings from a level on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Findings {
    /// Errors.
    #[default]
    #[value(alias = "error")]
    Errors,
    /// Errors and warnings.
    #[value(alias = "warning")]
    Warnings,
    /// All.
    #[value(alias = "info")]
    Infos,
}

impl Findings {
    const fn level(self) -> Level {
        match self {
            Self::Errors => Level::Error,
            Self::Warnings => Level::Warning,
            Self::Infos => Level::Info,
        }
    }
}

/// A lint that could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No document was named.
    #[error("no document to lint\n  help: name it as an argument")]
    NoDocument,
    /// The document or the configuration could not be loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The configuration cannot be meant.
    #[error("{}", list(.0))]
    Config(Vec<Problem>),
    /// The report could not be written.
    #[error("cannot write the report: {0}")]
    Output(io::Error),
}

/// Lints the document and writes the report. `document` is linted when the arguments name none.
///
/// # Errors
/// When the document or the configuration cannot be read, or the report not be written.
pub fn run(arguments: &Arguments, document: Option<&str>, out: &mut dyn Write) -> Result<Ending, Error> {
    if arguments.rules {
        out.write_all(rules().as_bytes()).map_err(Error::Output)?;
        return Ok(Ending::Clean);
    }
    let path = arguments.document.clone().or_else(|| document.map(PathBuf::from)).ok_or(Error::NoDocument)?;
    let config = match arguments.config.clone().or_else(|| nearest(&path)) {
        Some(path) => Config::read(&Document::load(&path)?).map_err(Error::Config)?,
        None => Config::default(),
    };
    let document = Document::load(&path)?;
    let report = lint(&document, &config);
    let linted = Linted { document: &document, report: &report, shown: arguments.show.level() };
    out.write_all(linted.render(arguments.format).as_bytes()).map_err(Error::Output)?;
    Ok(ending(&report, arguments.deny.level()))
}

fn ending(report: &Report, denied: Level) -> Ending {
    if report.is_unusable {
        Ending::Unusable
    } else if report.findings.iter().any(|finding| finding.level >= denied) {
        Ending::Found
    } else {
        Ending::Clean
    }
}

/// The configuration beside the document, or in the nearest directory above, up to the top of the repository.
fn nearest(document: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(document).ok()?;
    for directory in absolute.ancestors().skip(1) {
        if let Some(found) = FILE_NAMES.iter().map(|name| directory.join(name)).find(|path| path.is_file()) {
            return Some(found);
        }
        if directory.join(".git").exists() {
            return None;
        }
    }
    None
}

/// Problems of a configuration are few: it is small.
fn list(problems: &[Problem]) -> String {
    let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}
