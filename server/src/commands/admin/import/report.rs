//! The report: a line of JSON for each entry that was refused.
//!
//! What a batch has refused is in the file before the batch is committed, and a run that goes on removes what belongs to
//! batches that were not. So each refusal stands there once, whatever ended the run before.

use super::error::ImportError;
use super::input::Input;
use super::refusal::Refusal;
use serde_json::Value;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// It names people, so it is for whoever runs the import alone.
const MODE: u32 = 0o600;

/// The file, if one was asked for.
pub(super) struct Report {
    file: Option<(PathBuf, File)>,
    /// The bytes of batches that are committed.
    kept: u64,
}

impl Report {
    /// Opens the file at `path`. What it holds of the first `done_lines` lines of the input stays; 0 begins it anew.
    ///
    /// # Errors
    /// It cannot be written, is the input, or is to be gone on with and holds something else.
    pub(super) fn open(path: Option<&Path>, input: &Input, done_lines: u64) -> Result<Report, ImportError> {
        let Some(path) = path else { return Ok(Report { file: None, kept: 0 }) };
        if input.is_at(path) {
            return Err(ImportError::ReportIsInput(path.to_path_buf()));
        }
        let failed = |error| ImportError::Report { path: path.to_path_buf(), error };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(done_lines == 0).mode(MODE);
        let file = options.open(path).map_err(failed)?;
        let kept = match done_lines {
            0 => 0,
            _ => kept_of(&file, done_lines)
                .map_err(failed)?
                .ok_or_else(|| ImportError::ForeignReport(path.to_path_buf()))?,
        };
        Ok(Report { file: Some((path.to_path_buf(), file)), kept })
    }

    /// Writes what a batch has refused, in the place of what an earlier attempt at the batch has.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn write(&mut self, refusals: &[Refusal]) -> Result<u64, ImportError> {
        let Some((path, file)) = &mut self.file else { return Ok(0) };
        let text: String = refusals.iter().map(|refusal| format!("{}\n", refusal.to_json())).collect();
        let kept = self.kept;
        let mut written = || {
            file.set_len(kept)?;
            file.seek(SeekFrom::Start(kept))?;
            file.write_all(text.as_bytes())?;
            // The batch must not be more durable than its report.
            if text.is_empty() { Ok(()) } else { file.sync_data() }
        };
        written().map_err(|error| ImportError::Report { path: path.clone(), error })?;
        Ok(text.len() as u64)
    }

    /// Keeps what was last written: its batch is committed.
    pub(super) fn keep(&mut self, bytes: u64) {
        self.kept += bytes;
    }

    /// Where it is.
    pub(super) fn path(&self) -> Option<&Path> {
        self.file.as_ref().map(|(path, _)| path.as_path())
    }
}

/// The length of the entries about the first lines of the input, each with its line feed; none where there is something
/// else among them. The last line of the file may be torn.
fn kept_of(file: &File, done_lines: u64) -> io::Result<Option<u64>> {
    let mut reader = BufReader::new(file);
    let (mut kept, mut line) = (0, Vec::new());
    loop {
        line.clear();
        let length = reader.read_until(b'\n', &mut line)?;
        if !line.ends_with(b"\n") {
            return Ok(Some(kept));
        }
        let entry = serde_json::from_slice::<Value>(&line).ok();
        let Some(number) = entry.as_ref().and_then(|entry| entry.get("line")?.as_u64()) else {
            return Ok(None);
        };
        if number > done_lines {
            return Ok(Some(kept));
        }
        kept += length as u64;
    }
}
