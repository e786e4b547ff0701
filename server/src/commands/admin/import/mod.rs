//! `selfsame admin user import`: many users from a file, in batches that are stored whole or not at all.
//!
//! ```text
//! input ─▶ source ─▶ entries (ndjson, csv) ─▶ batches ─▶ app/user_imports
//!                                                  └──▶ report
//! ```
//!
//! A run that was broken off at any point is gone on with by running the same command again: the database knows how many
//! bytes of which input are done, since that is written with each batch.

mod batches;
mod csv;
mod entries;
mod error;
mod input;
mod member;
mod ndjson;
mod progress;
mod refusal;
mod report;
mod source;
mod summary;

pub use error::ImportError;

use super::access::{Console, TenantAccess};
use crate::app::{App, UserImportClaims, UserImportMode};
use crate::commands::Error;
use crate::db;
use crate::domain::{self, InputPosition, UserImport};
use batches::{Batch, Reading};
use clap::Args;
use entries::InputFormat;
use input::Input;
use progress::Progress;
use refusal::Refusal;
use report::Report;
use std::path::PathBuf;
use std::time::Duration;
use summary::Summary;
use uuid::Uuid;

/// How long the database may work on a batch of the greatest size.
const BATCH_TIMEOUT: Duration = Duration::from_secs(120);

/// What to import, and how.
#[derive(Args, Debug)]
pub struct Import {
    /// The input, or `-` for stdin.
    ///
    /// NDJSON or CSV with a header. Members: userId, email (the only one that must be there), name, givenName, familyName,
    /// provider, status, locale, timezone, phoneNumber, handle, bio, avatarUrl, dateOfBirth, passwordHash (argon2id, as a
    /// PHC string), createdAt, attributes (any JSON).
    #[arg(value_name = "FILE")]
    input: PathBuf,
    /// How the input is written; by default what its name ends in.
    #[arg(long, value_enum)]
    input_format: Option<InputFormat>,
    /// Where to write a line of JSON for each entry that is refused.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// How many entries are stored in one transaction.
    #[arg(long, value_name = "N", default_value_t = 5000, value_parser = clap::value_parser!(u16).range(1..=50_000))]
    batch: u16,
    /// Judge every entry and store none.
    #[arg(long)]
    dry_run: bool,
    /// Judge the input from its beginning, even where an earlier run has done a part of it.
    #[arg(long, conflicts_with = "dry_run")]
    restart: bool,
    /// Where.
    #[command(flatten)]
    at: TenantAccess,
}

pub(super) async fn run(arguments: Import) -> Result<(), Error> {
    import(arguments).await.map_err(Error::Import)
}

async fn import(arguments: Import) -> Result<(), ImportError> {
    let input = Input::new(&arguments.input, arguments.input_format)?;
    let limits = |settings| db::Settings { statement_timeout: BATCH_TIMEOUT, ..settings };
    let mut console = arguments.at.access.console_with(limits)?;
    let (summary, report) = if arguments.dry_run {
        check(&console, &arguments, &input).await?
    } else {
        store(&console, &arguments, &input).await?
    };
    show(&mut console, &summary, &report)?;
    let UserImport { accepted, refused, .. } = summary.after;
    if refused > 0 {
        return Err(ImportError::Refused { refused, entries: accepted + refused });
    }
    Ok(())
}

/// Stores everything that an earlier run has not.
async fn store(
    console: &Console,
    arguments: &Import,
    input: &Input,
) -> Result<(Summary, Report), ImportError> {
    let (app, tenant) = (&console.app, arguments.at.tenant);
    let (reading, import) = open(app, tenant, input, arguments.restart).await?;
    let mut report = Report::open(arguments.report.as_deref(), input, import.done.lines)?;
    let mut summary = Summary::new(input.name(), import, false);
    let progress = Progress::new(input.size(), &import);
    let mut batches = reading.batches(usize::from(arguments.batch));
    let mut mode = UserImportMode::default();
    while let Some(batch) = batches.next().await? {
        let (after, refusals) = add(app, tenant, &summary.after, batch, &mut mode, &mut report).await?;
        summary.add(after, refusals);
        progress.show(&after);
    }
    progress.end();
    Ok((summary, report))
}

/// Opens the input and its import, at the first entry that is not done.
async fn open(
    app: &App,
    tenant: Uuid,
    input: &Input,
    restart: bool,
) -> Result<(Reading, UserImport), ImportError> {
    let reading = begin(input).await?;
    let import = app.user_import_open(tenant, reading.beginning(), restart).await?;
    if import.done.bytes == 0 {
        return Ok((reading, import));
    }
    let mut reading = reading;
    let (reading, is_there) = blocking(move || {
        let is_there = reading.skip_to(&import.done)?;
        Ok((reading, is_there))
    })
    .await?;
    if is_there {
        return Ok((reading, import));
    }
    // Another input that begins with the same entry, such as tomorrow's export.
    if !input.is_file() {
        return Err(ImportError::Changed { lines: import.done.lines });
    }
    let reading = begin(input).await?;
    let import = app.user_import_open(tenant, reading.beginning(), true).await?;
    Ok((reading, import))
}

async fn begin(input: &Input) -> Result<Reading, ImportError> {
    let input = input.clone();
    blocking(move || Reading::begin(&input)).await
}

/// Adds a batch to the import: as a whole, or where that fails without those users who cannot be added.
async fn add(
    app: &App,
    tenant: Uuid,
    import: &UserImport,
    batch: Batch,
    mode: &mut UserImportMode,
    report: &mut Report,
) -> Result<(UserImport, Vec<Refusal>), ImportError> {
    let lines = import.done.lines;
    let failed = |error| match error == domain::Error::PreconditionFailed {
        true => ImportError::TakenOver { lines },
        false => ImportError::Stopped { lines, error },
    };
    loop {
        let attempt = app.user_import_attempt(tenant, import, &batch.rows, *mode).await.map_err(failed)?;
        let taken = attempt.taken().iter().map(|taken| Refusal::of_taken(&batch.named[taken.place], taken));
        let mut refusals: Vec<_> = batch.refusals.iter().cloned().chain(taken).collect();
        refusals.sort_by_key(|refusal| refusal.named.line);
        let is_clean = attempt.taken().is_empty();
        let written = report.write(&refusals)?;
        match attempt.commit(import, &batch.rows).await {
            Ok(after) => {
                report.keep(written);
                // Where one value was taken others may be; where none was, it is faster to hope again.
                *mode = if is_clean { UserImportMode::Whole } else { UserImportMode::Free };
                return Ok((after, refusals));
            }
            Err(domain::Error::Conflict { .. }) if *mode == UserImportMode::Whole => {
                *mode = UserImportMode::Free;
            }
            Err(error) => return Err(failed(error)),
        }
    }
}

/// Judges everything and stores nothing.
async fn check(
    console: &Console,
    arguments: &Import,
    input: &Input,
) -> Result<(Summary, Report), ImportError> {
    let reading = begin(input).await?;
    let mut report = Report::open(arguments.report.as_deref(), input, 0)?;
    let done = InputPosition { bytes: 0, lines: 0, digest: *reading.beginning() };
    let nothing = UserImport { id: Uuid::nil(), done, accepted: 0, refused: 0 };
    let mut summary = Summary::new(input.name(), nothing, true);
    let progress = Progress::new(input.size(), &nothing);
    let mut batches = reading.batches(usize::from(arguments.batch));
    let mut claims = UserImportClaims::default();
    while let Some(batch) = batches.next().await? {
        let Batch { rows, named, mut refusals } = batch;
        let taken = console.app.user_import_check(arguments.at.tenant, &rows.users, &mut claims).await?;
        let accepted = (rows.users.len() - taken.len()) as u64;
        refusals.extend(taken.iter().map(|taken| Refusal::of_taken(&named[taken.place], taken)));
        refusals.sort_by_key(|refusal| refusal.named.line);
        let written = report.write(&refusals)?;
        report.keep(written);
        let before = summary.after;
        let after = UserImport {
            done: rows.done,
            accepted: before.accepted + accepted,
            refused: before.refused + refusals.len() as u64,
            ..before
        };
        summary.add(after, refusals);
        progress.show(&after);
    }
    progress.end();
    Ok((summary, report))
}

fn show(console: &mut Console, summary: &Summary, report: &Report) -> Result<(), ImportError> {
    console.output.worded(|| summary.json(report.path()), || summary.human(report.path()))?;
    Ok(())
}

/// Runs what waits for a disk or a pipe off the threads of the runtime.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ImportError> + Send + 'static,
) -> Result<T, ImportError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| ImportError::Read(std::io::Error::other(error)))?
}
