//! Where an input comes from.

use super::entries::{Entries, InputFormat};
use super::error::ImportError;
use super::source::Source;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, stdin};
use std::path::{Path, PathBuf};

/// Bytes that are asked of the system at once.
const BUFFER_BYTES: usize = 262_144;

/// A file, or the standard input.
#[derive(Clone, Debug)]
pub(super) struct Input {
    /// None for the standard input.
    path: Option<PathBuf>,
    format: InputFormat,
}

impl Input {
    /// The input of a name, `-` for the standard input.
    ///
    /// # Errors
    /// No format is given, and the name does not tell it.
    pub(super) fn new(name: &Path, format: Option<InputFormat>) -> Result<Input, ImportError> {
        let path = (name != Path::new("-")).then(|| name.to_path_buf());
        let format = format.or_else(|| match name.extension().and_then(OsStr::to_str) {
            Some("ndjson" | "jsonl") => Some(InputFormat::Ndjson),
            Some("csv") => Some(InputFormat::Csv),
            Some(_) | None => None,
        });
        let format = format.ok_or_else(|| ImportError::Format(name.to_path_buf()))?;
        Ok(Input { path, format })
    }

    /// Begins to read it.
    ///
    /// # Errors
    /// It cannot be opened, or is a table whose columns are not those of users.
    pub(super) fn open(&self) -> Result<Entries, ImportError> {
        let reader: Box<dyn BufRead + Send> = match &self.path {
            Some(path) => {
                let file =
                    File::open(path).map_err(|error| ImportError::Open { path: path.clone(), error })?;
                Box::new(BufReader::with_capacity(BUFFER_BYTES, file))
            }
            None => Box::new(BufReader::with_capacity(BUFFER_BYTES, stdin())),
        };
        Entries::new(Source::new(reader).map_err(ImportError::Read)?, self.format)
    }

    /// Whether it can be read again from its beginning.
    pub(super) fn is_file(&self) -> bool {
        self.path.as_deref().is_some_and(Path::is_file)
    }

    /// Its size in bytes, where that is known.
    pub(super) fn size(&self) -> Option<u64> {
        let metadata = fs::metadata(self.path.as_deref()?).ok()?;
        metadata.is_file().then_some(metadata.len())
    }

    /// Whether a file is this very input.
    pub(super) fn is_at(&self, other: &Path) -> bool {
        let canonical = |path: &Path| path.canonicalize().ok();
        self.path.as_deref().and_then(canonical).is_some_and(|path| canonical(other) == Some(path))
    }

    /// What it is called.
    pub(super) fn name(&self) -> String {
        self.path
            .as_deref()
            .map_or_else(|| "the standard input".to_owned(), |path| path.display().to_string())
    }
}
