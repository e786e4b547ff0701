//! Where databases and fetched binaries are kept: the directories of the user, or those of the system for root,
//! whose own home no database account may enter.
//!
//! Must not know what is put there.

use std::env;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::Error;
use super::account::Account;
use super::layout::create_closed;

/// The name of our directory in those of the user and the system.
const OURS: &str = "selfsame";

/// A new, empty directory for a database that is thrown away, with a path short enough for a socket.
///
/// Give it to a cluster with `remove_on_stop`, which removes it again.
pub fn ephemeral_root() -> Result<PathBuf, Error> {
    let account = Account::current()?;
    // /var/tmp before /tmp, which often is memory and small.
    let bases = env::var_os("TMPDIR").map(PathBuf::from).into_iter();
    let bases = bases.chain(["/var/tmp", "/tmp"].map(PathBuf::from));
    let mut obstacle = None;
    for base in bases {
        match new_root(account, &base) {
            Ok(root) => return Ok(root),
            Err(error) => obstacle = Some(error),
        }
    }
    Err(obstacle.unwrap_or_else(|| Error::Root {
        path: env::temp_dir(),
        reason: "there is no directory for temporary files; set TMPDIR".to_owned(),
    }))
}

/// A new directory of the account in `base`.
fn new_root(account: Account, base: &Path) -> Result<PathBuf, Error> {
    let doing = || format!("creating a directory in {}", base.display());
    let base = base.canonicalize().map_err(Error::io(doing()))?;
    if base.as_os_str().len() > 64 {
        return Err(Error::Root { path: base, reason: "its path is too long for a unix socket".to_owned() });
    }
    let fresh = tempfile::Builder::new().prefix("selfsame-").tempdir_in(&base).map_err(Error::io(doing()))?;
    account.can_reach(fresh.path())?;
    create_closed(account, fresh.path())?;
    Ok(fresh.keep())
}

/// The lasting directory of the database `name` for servers of one major version.
///
/// That is `/var/lib/selfsame/<name>-<major>` for root, else `selfsame/<name>-<major>` in the user's data
/// directory (`$XDG_DATA_HOME`, `~/.local/share`). The parent is created, the directory itself is not.
pub fn default_root(name: &str, major: u32) -> Result<PathBuf, Error> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || !name.chars().all(plain) {
        return Err(Error::Root {
            path: PathBuf::from(name),
            reason: "the name of a database directory is made of letters, digits, - and _".to_owned(),
        });
    }
    let parent = ours("/var/lib", "XDG_DATA_HOME", ".local/share")?;
    Ok(parent.join(format!("{name}-{major}")))
}

/// The lasting directory of fetched binaries: `/var/cache/selfsame` for root, else `selfsame` in the user's
/// cache directory (`$XDG_CACHE_HOME`, `~/.cache`).
pub(super) fn cache() -> Result<PathBuf, Error> {
    ours("/var/cache", "XDG_CACHE_HOME", ".cache")
}

/// Our directory below the system's or the user's, created if need be.
fn ours(system: &str, variable: &'static str, below_home: &str) -> Result<PathBuf, Error> {
    let (base, mode) = if Account::current()?.is_dropped() {
        // The database account has to walk through it, whatever root's umask is.
        (PathBuf::from(system), 0o755)
    } else {
        (user_base(env::var_os(variable), env::var_os("HOME"), below_home, variable)?, 0o700)
    };
    let path = base.join(OURS);
    if !path.is_dir() {
        let doing = || format!("creating {}", path.display());
        fs::create_dir_all(&path).map_err(Error::io(doing()))?;
        fs::set_permissions(&path, Permissions::from_mode(mode)).map_err(Error::io(doing()))?;
    }
    Ok(path)
}

/// The user's base directory by the XDG rules: the variable counts only when its value is absolute.
fn user_base(
    given: Option<std::ffi::OsString>,
    home: Option<std::ffi::OsString>,
    below_home: &str,
    variable: &'static str,
) -> Result<PathBuf, Error> {
    let absolute =
        |value: Option<std::ffi::OsString>| value.map(PathBuf::from).filter(|path| path.is_absolute());
    absolute(given).or_else(|| absolute(home).map(|home| home.join(below_home))).ok_or_else(|| {
        Error::Environment {
            name: variable,
            reason: "neither it nor HOME holds an absolute path; set one of them".to_owned(),
        }
    })
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;

    use super::{default_root, ephemeral_root, user_base};

    #[test]
    fn an_ephemeral_root_is_new_and_closed() {
        let (one, two) = (ephemeral_root().unwrap(), ephemeral_root().unwrap());
        assert_ne!(one, two);
        for root in [one, two] {
            assert_eq!(fs::metadata(&root).unwrap().permissions().mode() & 0o777, 0o700);
            fs::remove_dir(root).unwrap();
        }
    }

    #[test]
    fn a_relative_variable_does_not_count() {
        let text = |value: &str| Some(OsString::from(value));
        let base = |given, home| user_base(given, home, ".cache", "XDG_CACHE_HOME");
        assert_eq!(base(text("/x"), text("/h")).unwrap(), Path::new("/x"));
        assert_eq!(base(text("x"), text("/h")).unwrap(), Path::new("/h/.cache"));
        assert!(base(text(""), None).is_err());
    }

    #[test]
    fn a_name_cannot_leave_the_directory() {
        for name in ["", "..", "a/b", "a,b"] {
            assert!(default_root(name, 15).is_err(), "{name}");
        }
    }
}
