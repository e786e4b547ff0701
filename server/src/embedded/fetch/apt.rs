//! Server binaries of Debian and its descendants, downloaded and unpacked without being installed.
//!
//! `apt-get` checks the archive's signatures. Nothing is configured, no service is made, no root is needed; the
//! libraries that the server wants must already be on the machine. Must not know about other clients.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::super::Error;
use super::super::binaries::MINIMUM_MAJOR;
use super::client::{delivered, run};
use super::{publish, workshop};

/// What an unpacked package is named in the cache, before its major version.
const PREFIX: &str = "postgresql-apt-";

/// The newest of what was fetched earlier.
pub(super) fn cached(cache: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(cache).ok()?.flatten();
    let majors = entries.filter_map(|entry| entry.file_name().to_str()?.strip_prefix(PREFIX)?.parse().ok());
    majors.max().map(|major| bin_dir(cache, major))
}

/// Fetches the newest server that the package lists know.
pub(super) fn fetch(cache: &Path, progress: &dyn Fn(&str)) -> Result<PathBuf, Error> {
    let workshop = workshop(cache)?;
    let dir = workshop.path();
    let known = run("apt-cache", &["search", "--names-only", "^postgresql-[0-9]+$"], dir)?;
    let major = newest(&known).ok_or_else(|| {
        Error::Fetch(format!(
            "the package lists know no postgresql-{MINIMUM_MAJOR} or newer (`apt-get update` makes them)"
        ))
    })?;
    progress(&format!("fetching PostgreSQL {major} with apt-get into {}, once", cache.display()));
    run("apt-get", &["download", &format!("postgresql-{major}")], dir)?;
    let package = delivered(dir, "deb")?;
    let tree = dir.join("tree");
    run("dpkg-deb", &["-x", &package.to_string_lossy(), &tree.to_string_lossy()], dir)?;
    fs::set_permissions(&tree, Permissions::from_mode(0o755))
        .map_err(Error::io(format!("opening {} to the database", tree.display())))?;
    publish(&tree, &cache.join(format!("{PREFIX}{major}")))?;
    Ok(bin_dir(cache, major))
}

/// Where Debian puts the binaries of a major version.
fn bin_dir(cache: &Path, major: u32) -> PathBuf {
    cache.join(format!("{PREFIX}{major}/usr/lib/postgresql/{major}/bin"))
}

/// The newest usable version in the answer of `apt-cache search`.
fn newest(known: &str) -> Option<u32> {
    let majors = known
        .lines()
        .filter_map(|line| line.split_whitespace().next()?.strip_prefix("postgresql-")?.parse::<u32>().ok());
    majors.filter(|major| *major >= MINIMUM_MAJOR).max()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{cached, newest};

    #[test]
    fn the_newest_server_package_is_chosen_by_number() {
        let known =
            "postgresql-9 - old\npostgresql-15 - The World's\npostgresql-17 - x\npostgresql-common - y\n";
        assert_eq!(newest(known), Some(17));
        assert_eq!(newest("postgresql-14 - x\n"), None);
        assert_eq!(newest(""), None);
    }

    #[test]
    fn the_cache_answers_with_its_newest_version() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(cached(dir.path()), None);
        for name in ["postgresql-apt-15", "postgresql-apt-17", "postgresql-npm-18.4", ".unfinished-x"] {
            fs::create_dir(dir.path().join(name)).unwrap();
        }
        assert_eq!(
            cached(dir.path()).unwrap(),
            dir.path().join("postgresql-apt-17/usr/lib/postgresql/17/bin")
        );
    }
}
