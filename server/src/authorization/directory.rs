//! An operator's own policies: the files `*.cedar` of a directory, in the order of their names.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::authorization::{Fault, PolicyError};

/// How many files are read.
const FILES_MAX: usize = 100;
/// How many bytes a file may have.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// A file of policies.
pub(super) struct PolicyFile {
    /// Where it is, for people.
    pub(super) path: String,
    /// By what name its policies are told from those of other files.
    pub(super) name: String,
    /// What it says.
    pub(super) text: String,
}

/// The files of the directory. Hidden ones, and those of another ending, are not meant.
///
/// # Errors
/// The directory cannot be read, or it has a file that cannot be used.
pub(super) fn read(directory: &Path) -> Result<Vec<PolicyFile>, PolicyError> {
    let failed = |error| PolicyError::Directory { directory: directory.to_owned(), error };
    let entries = fs::read_dir(directory).map_err(failed)?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>().map_err(failed)?;
    paths.retain(|path| is_meant(path));
    paths.sort_unstable();
    if paths.len() > FILES_MAX {
        let reason = format!("has {} files, and at most {FILES_MAX} are read; join some", paths.len());
        let fault = Fault::of_file(&directory.display().to_string(), reason);
        return Err(PolicyError::Invalid { faults: vec![fault] });
    }
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    for path in paths {
        let shown = path.display().to_string();
        match text(&path) {
            Ok(text) => files.push(PolicyFile { name: name(&path), path: shown, text }),
            Err(reason) => faults.push(Fault::of_file(&shown, reason)),
        }
    }
    if faults.is_empty() { Ok(files) } else { Err(PolicyError::Invalid { faults }) }
}

fn is_meant(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "cedar") && !name(path).starts_with('.')
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn text(path: &PathBuf) -> Result<String, String> {
    let unreadable = |error: io::Error| format!("cannot be read: {error}");
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err("is not a file; rename it, since its name ends in .cedar".to_owned());
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(unreadable)?;
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > FILE_BYTES_MAX) {
        return Err(format!("has more than {FILE_BYTES_MAX} bytes; split it"));
    }
    String::from_utf8(bytes).map_err(|error| {
        format!("is not UTF-8 from byte {} on; save it as UTF-8", error.utf8_error().valid_up_to())
    })
}
