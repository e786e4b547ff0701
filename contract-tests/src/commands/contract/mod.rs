//! `contract`: holds a server to a document, and reports. It must not know how the server is started, or of any
//! particular document.

mod baseline;
mod observed;
mod progress;
mod self_test;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use self::baseline::Baseline;
use self::progress::Bar;
pub use self::self_test::{Start, self_test};
use super::Ending;
use crate::api::Api;
use crate::document::{Document, LoadError, Problem};
use crate::live::base::{Base, BaseError};
use crate::live::identity::{Identity, IdentityError};
use crate::live::report::Report;
use crate::live::run::{Options, Progress, RunError, Silent, run as hold};
use crate::mutants::Failed;

/// Holds a running server to its document, and shows how to see again what is broken.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Arguments {
    /// The document, YAML or JSON, OpenAPI 3.0.
    #[arg(long, value_name = "FILE")]
    pub spec: Option<PathBuf>,
    /// The server's base URL.
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// A header that requests of an identity carry, such as 'ada=Authorization: Bearer …'; repeat the name for more
    /// headers. The first identity is the main one; two or more switch the checks of isolation on.
    #[arg(long = "identity", value_name = "NAME=HEADER: VALUE")]
    pub identities: Vec<String>,
    /// Decides what is left to chance: the same seed and the same server give the same report.
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
    /// How long the run may take. Without it the cases that tell most are run, however long they take.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub budget: Option<Duration>,
    /// Only operations with this in their operationId or in their method and path; * stands for anything.
    #[arg(long = "operation", value_name = "PATTERN")]
    pub operations: Vec<String>,
    /// Fail when a documented answer (operation, status, media type) was not seen, and name it.
    #[arg(long)]
    pub require_coverage: bool,
    /// A file of documented answers that were seen elsewhere, as a JSON array of what `coverage.uncovered` of the report
    /// consists of; may repeat.
    #[arg(long, value_name = "FILE")]
    pub observed: Vec<PathBuf>,
    /// A file of findings that are known, an id on each line. One that is found no more must leave the file.
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write report.json, junit.xml, report.sarif and report.html into this folder.
    #[arg(long, value_name = "DIR")]
    pub report: Option<PathBuf>,
    /// Also run operations that may end what the identities can do, such as logging out or deleting their account, and
    /// remove what is not the run's own.
    #[arg(long)]
    pub destructive: bool,
    /// Try the suite on itself: run it through a proxy that damages requests, answers or state in one named way at a
    /// time, and tell which damages it sees. Exit code 1 when it misses one of the state, or more than 5 % of all.
    #[arg(long)]
    pub self_test: bool,
    /// Only mutants with this in their name or class, in the self-test; `contract-tests mutant` names them.
    #[arg(long = "mutant", value_name = "PATTERN", requires = "self_test")]
    pub mutants: Vec<String>,
    /// How the self-test's table is written.
    #[arg(long, value_enum, default_value_t, requires = "self_test")]
    pub format: Format,
}

/// Forms of the self-test's table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a terminal.
    #[default]
    Human,
    /// One JSON object.
    Json,
}

/// A run that could not be made. Each message tells what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no document, or no URL.
    #[error("{0} is missing\n  help: give it with {1}")]
    Missing(&'static str, &'static str),
    /// The document cannot be loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The document is no OpenAPI 3.0 document, or not to be understood.
    #[error("{}", problems(.0))]
    Document(Vec<Problem>),
    /// The URL cannot be used.
    #[error(transparent)]
    Base(#[from] BaseError),
    /// An identity cannot be read.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The run could not be made.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The self-test could not be made.
    #[error(transparent)]
    SelfTest(#[from] Failed),
    /// No mutant is asked for.
    #[error("no mutant matches {}\n  help: `contract-tests mutant` names them", .0.join(", "))]
    NoMutant(Vec<String>),
    /// A file cannot be read or written.
    #[error("cannot use {path}: {error}\n  help: check the path and its permissions")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
}

fn problems(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "it is no number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

impl Arguments {
    fn url(&self) -> Result<&str, Error> {
        self.url.as_deref().ok_or(Error::Missing("the server's URL", "--url URL"))
    }

    /// The document, its operations, and what of it cannot be read and is left out; when nothing is left, there is
    /// nothing to hold a server to.
    fn document(&self) -> Result<(Document, Api, Vec<Problem>), Error> {
        let spec = self.spec.as_deref().ok_or(Error::Missing("the document", "--spec FILE"))?;
        let document = Document::load(spec)?;
        let (api, flaws) = Api::read_leniently(&document);
        if api.operations.is_empty() && !flaws.is_empty() {
            return Err(Error::Document(flaws));
        }
        Ok((document, api, flaws))
    }

    fn options(&self) -> Options {
        Options {
            seed: self.seed,
            budget: self.budget,
            operations: self.operations.clone(),
            destructive: self.destructive,
            first_only: false,
        }
    }
}

/// Runs the command; `out` gets the report.
///
/// # Errors
/// The run could not be made.
pub fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<Ending, Error> {
    if arguments.self_test {
        return self_test(arguments, None, out);
    }
    let url = arguments.url()?;
    let (document, api, flaws) = arguments.document()?;
    let base = Base::parse(url)?;
    let identities = Identity::read_all(&arguments.identities)?;
    let baseline = match &arguments.baseline {
        Some(path) => Some(Baseline::read(path).map_err(|error| Error::File { path: path.clone(), error })?),
        None => None,
    };
    let elsewhere = observed::read(arguments.observed.iter().map(PathBuf::as_path))
        .map_err(|(path, error)| Error::File { path: path.to_path_buf(), error })?;
    let options = arguments.options();
    let bar = std::io::stderr().is_terminal().then(Bar::new);
    let progress: &dyn Progress = bar.as_ref().map_or(&Silent, |bar| bar as &dyn Progress);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Error::File { path: PathBuf::from("the runtime"), error })?;
    let mut report =
        runtime.block_on(hold(&document, Arc::new(api), base, identities, &options, progress))?;
    if let Some(bar) = bar {
        bar.clear();
    }
    observed::apply(&elsewhere, &mut report);
    report.notes.extend(flaws.iter().map(|flaw| format!("left out, as it cannot be read: {flaw}")));
    let whole = arguments.operations.is_empty() && arguments.budget.is_none();
    let gone = baseline.as_ref().map(|baseline| baseline.apply(&mut report, whole)).unwrap_or_default();
    finish(arguments, &report, &gone, out)
}

fn finish(
    arguments: &Arguments,
    report: &Report,
    gone: &[String],
    out: &mut dyn Write,
) -> Result<Ending, Error> {
    let written = |error| Error::File { path: PathBuf::from("the output"), error };
    if let Some(folder) = &arguments.report {
        report.write(folder).map_err(|error| Error::File { path: folder.clone(), error })?;
    }
    write!(out, "{}", report.human()).map_err(written)?;
    if let Some(path) = arguments.baseline.as_deref() {
        for id in gone {
            writeln!(out, "{}: {id} is found no more; take it out of the file", shown(path))
                .map_err(written)?;
        }
    }
    let uncovered = if arguments.require_coverage { report.uncovered.as_slice() } else { &[] };
    for pair in uncovered {
        let media_type = pair.media_type.as_deref().unwrap_or("no content");
        writeln!(out, "not covered: {} {} {media_type}", pair.operation, pair.status).map_err(written)?;
    }
    if std::env::var_os("GITHUB_ACTIONS").is_some() {
        for line in report.annotations() {
            writeln!(out, "{line}").map_err(written)?;
        }
    }
    let clean = report.findings.is_empty() && gone.is_empty() && uncovered.is_empty();
    Ok(if clean { Ending::Clean } else { Ending::Found })
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests;
