//! `diff`: compares a document with an older version of it, and holds its version to what changed. It must not know how
//! documents are compared.

mod base;
mod error;

use std::io::Write;
use std::path::PathBuf;

pub use error::Error;

use super::Ending;
use crate::api::Api;
use crate::diff::{Differences, Level, Side, Step, Version, World, compare};
use crate::document::Document;
use crate::report::diff::{Comparison, Format};

/// Compares a document with an older version of it: what breaks somebody, with a message that shows it.
///
/// Exit code 0: nothing breaking (with --gate: the version takes the step that the changes need). 1: breaking, or
/// undecided. 2: a document cannot be used.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The older version: a file, or a git revision that has the document [default: where the main branch was
    /// left]
    #[arg(long, value_name = "FILE|REVISION")]
    pub base: Option<String>,
    /// The newer version
    #[arg(long, value_name = "FILE")]
    pub revision: Option<PathBuf>,
    /// What is assumed of members that a document does not mention: none are sent, and receivers ignore them
    /// (closed), or they are possible on both sides (open)
    #[arg(long, value_enum, default_value_t)]
    pub world: WorldArgument,
    /// How the report is written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Passes when `info.version` takes the step that the changes need, breaking ones included
    #[arg(long)]
    pub gate: bool,
    /// Lets changes pass of which it could not be decided whether they break
    #[arg(long)]
    pub allow_undecided: bool,
}

/// The worlds by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum WorldArgument {
    /// Senders send only what is documented, receivers ignore what they do not know.
    #[default]
    Closed,
    /// Undocumented members are possible on both sides.
    Open,
}

/// Compares the documents and writes the report. `document` is the revision when the arguments name none.
///
/// # Errors
/// When a document cannot be read or used, or the report not be written.
pub fn run(arguments: &Arguments, document: Option<&str>, out: &mut dyn Write) -> Result<Ending, Error> {
    let revision = arguments.revision.clone().or_else(|| document.map(PathBuf::from));
    let revision_path = revision.ok_or(Error::NoRevision)?;
    let ((base, base_api), (revision, revision_api)) = std::thread::scope(|threads| {
        let base = threads.spawn(|| read(base::load(arguments.base.as_deref(), &revision_path)));
        let revision = read(Document::load(&revision_path).map_err(Error::Load))?;
        let base = base.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        Ok::<_, Error>((base, revision))
    })?;
    let base = Side { document: &base, api: &base_api };
    let revision = Side { document: &revision, api: &revision_api };
    let world = match arguments.world {
        WorldArgument::Closed => World::Closed,
        WorldArgument::Open => World::Open,
    };
    let differences = compare(base, revision, world);
    let required_step = differences.required_step(arguments.allow_undecided);
    let step = step(base, revision);
    let comparison = Comparison { base, revision, world, differences: &differences, required_step, step };
    out.write_all(comparison.render(arguments.format).as_bytes()).map_err(Error::Output)?;
    if arguments.gate {
        return gate(base, revision, required_step);
    }
    Ok(if breaks(&differences, arguments.allow_undecided) { Ending::Found } else { Ending::Clean })
}

/// What a document promises that was loaded, with the document.
fn read(document: Result<Document, Error>) -> Result<(Document, Api), Error> {
    let document = document?;
    let (api, _) = Api::read_as_meant(&document).map_err(Error::Document)?;
    Ok((document, api))
}

fn breaks(differences: &Differences, undecided_allowed: bool) -> bool {
    differences.changes.iter().any(|change| match change.level {
        Level::Breaking => true,
        Level::Undecided => !undecided_allowed,
        Level::Compatible | Level::Documentation => false,
    })
}

fn step(base: Side<'_>, revision: Side<'_>) -> Option<Step> {
    let before = Version::parse(&base.api.version).ok()?;
    Some(Version::parse(&revision.api.version).ok()?.step_from(&before))
}

/// Whether the version takes at least the step that is needed; if not, both are named.
fn gate(base: Side<'_>, revision: Side<'_>, required: Step) -> Result<Ending, Error> {
    let version = |side: Side<'_>| {
        let problem = |error: crate::diff::VersionError| {
            let node = side.document.node("/info/version").unwrap_or_else(|| side.document.root());
            Error::Document(vec![
                node.error(error.to_string()).help("give `info.version` a version of the form 1.2.3"),
            ])
        };
        Version::parse(&side.api.version).map_err(problem)
    };
    let (before, after) = (version(base)?, version(revision)?);
    let taken = after.step_from(&before);
    if taken >= required {
        return Ok(Ending::Clean);
    }
    let node = revision.document.node("/info/version").unwrap_or_else(|| revision.document.root());
    let message = match taken {
        Step::None => format!("the changes need a {required} step, and the version stays at {after}"),
        Step::Patch | Step::Minor | Step::Major => {
            format!("the changes need a {required} step, and {before} to {after} is a {taken} one")
        }
    };
    let wanted = before.after(required);
    let problem = node.error(message).help(format!("set it to {wanted}, or take the changes back"));
    Err(Error::Gate(Box::new(problem)))
}
