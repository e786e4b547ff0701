//! Values that must not be shown: given in place, or in a file.

use std::convert::Infallible;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A value that `Debug` leaves out.
#[derive(Clone)]
pub(super) struct Secret(String);

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Secret(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

/// Why a secret is not there.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read.
    #[error("cannot read the {name} from {}: {error}", path.display())]
    File {
        /// What is in the file.
        name: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        error: std::io::Error,
    },
    /// There is nothing.
    #[error("the {name} is empty")]
    Empty {
        /// What is empty.
        name: &'static str,
    },
}

/// The secret, given in place or in a file, whose surrounding white space does not count.
pub(super) fn resolve(
    name: &'static str,
    value: Option<&Secret>,
    file: Option<&Path>,
) -> Result<String, SecretError> {
    let text = match (value, file) {
        (Some(Secret(text)), _) => text.clone(),
        (None, Some(path)) => std::fs::read_to_string(path).map_err(|error| SecretError::File {
            name,
            path: path.to_path_buf(),
            error,
        })?,
        (None, None) => String::new(),
    };
    let text = text.trim();
    if text.is_empty() { Err(SecretError::Empty { name }) } else { Ok(text.to_owned()) }
}
