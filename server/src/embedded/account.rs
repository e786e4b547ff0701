//! The Unix account that the database runs as: ourselves, or an unprivileged account when we are root,
//! because PostgreSQL refuses to run as root.
//!
//! Must not know what is run as that account.

use std::env;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::Error;

/// The account of the server process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Account {
    /// We are not root: the server runs as we do.
    Ourselves,
    /// We are root: the server runs as this account.
    Dropped {
        /// User id; it stands in the account database, which `initdb` insists on.
        uid: u32,
        /// Primary group id.
        gid: u32,
    },
}

impl Account {
    /// The account for this process: for root the `sudo` caller, else `postgres`, else `nobody`.
    pub(super) fn current() -> Result<Self, Error> {
        if effective_uid()? != 0 {
            return Ok(Self::Ourselves);
        }
        let number = |name| env::var(name).ok().and_then(|value| value.parse::<u32>().ok());
        let passwd = fs::read_to_string("/etc/passwd").map_err(Error::io("reading /etc/passwd"))?;
        for_root(number("SUDO_UID").zip(number("SUDO_GID")), &passwd).ok_or_else(|| {
            Error::Account("this is root, and neither `postgres` nor `nobody` exists".to_owned())
        })
    }

    /// Whether this process is root and has to hand its files over.
    pub(super) fn is_dropped(self) -> bool {
        matches!(self, Self::Dropped { .. })
    }

    /// Fails when this process may not become the account, as root in a container that has lost that right.
    pub(super) fn check(self) -> Result<(), Error> {
        let Self::Dropped { uid, .. } = self else { return Ok(()) };
        match self.command("/bin/sh").args(["-c", ":"]).status() {
            Ok(_) => Ok(()),
            Err(error) => {
                Err(Error::Account(format!("this is root, but may not become uid {uid} ({error})")))
            }
        }
    }

    /// A command that runs as the account, in `/`, with nothing of our environment but the search path.
    pub(super) fn command(self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        let mut path = std::ffi::OsString::from("/usr/bin:/bin");
        if let Some(ours) = env::var_os("PATH") {
            path.push(":");
            path.push(ours);
        }
        command.env_clear().env("PATH", path).env("LC_ALL", "C").current_dir("/").stdin(Stdio::null());
        if let Self::Dropped { uid, gid } = self {
            // The standard library also clears the supplementary groups when it changes the user as root.
            command.gid(gid).uid(uid);
        }
        command
    }

    /// Fails, naming the directory that is in the way, when the account cannot walk to the canonical `path`.
    pub(super) fn can_reach(self, path: &Path) -> Result<(), Error> {
        let Self::Dropped { uid, gid } = self else { return Ok(()) };
        for ancestor in path.ancestors().skip(1) {
            let about =
                fs::metadata(ancestor).map_err(Error::io(format!("reading {}", ancestor.display())))?;
            // Unix judges by the first class that applies, not by the most generous one.
            let bit = if about.uid() == uid {
                0o100
            } else if about.gid() == gid {
                0o010
            } else {
                0o001
            };
            if about.mode() & bit == 0 {
                return Err(Error::Root {
                    path: ancestor.to_owned(),
                    reason: format!(
                        "this is root, and the account that runs the database (uid {uid}) may not enter it; choose a directory outside it"
                    ),
                });
            }
        }
        Ok(())
    }
}

/// The account that root gives the database to, by the text of the account file.
fn for_root(sudo: Option<(u32, u32)>, passwd: &str) -> Option<Account> {
    if let Some((uid, gid)) = sudo
        && uid != 0
    {
        return Some(Account::Dropped { uid, gid });
    }
    ["postgres", "nobody"].into_iter().find_map(|wanted| {
        passwd.lines().find_map(|line| {
            let mut fields = line.split(':');
            (fields.next()? == wanted).then_some(())?;
            let uid = fields.nth(1)?.parse().ok()?;
            let gid = fields.next()?.parse().ok()?;
            (uid != 0).then_some(Account::Dropped { uid, gid })
        })
    })
}

/// The effective user id, asked of the system without a foreign function.
fn effective_uid() -> Result<u32, Error> {
    // The kernel gives a process directory to the effective user. Where there is no /proc, `id` knows.
    if let Ok(about) = fs::metadata("/proc/self") {
        return Ok(about.uid());
    }
    let output = Command::new("id").arg("-u").output().map_err(Error::io("running `id -u`"))?;
    String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .map_err(|_| Error::Account("`id -u` did not print a number".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{Account, for_root};

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/sh\n\
        nobody:x:65534:65533:nobody:/:/sbin/nologin\n\
        postgres:x:101:104:,,,:/var/lib/postgresql:/bin/bash\n";

    #[test]
    fn the_sudo_caller_comes_first_unless_it_is_root() {
        assert_eq!(for_root(Some((1000, 1001)), PASSWD), Some(Account::Dropped { uid: 1000, gid: 1001 }));
        assert_eq!(for_root(Some((0, 0)), PASSWD), Some(Account::Dropped { uid: 101, gid: 104 }));
    }

    #[test]
    fn postgres_is_preferred_to_nobody_whatever_the_order_of_the_file() {
        assert_eq!(for_root(None, PASSWD), Some(Account::Dropped { uid: 101, gid: 104 }));
        let without = PASSWD.replace("postgres:x:101", "postgrest:x:101");
        assert_eq!(for_root(None, &without), Some(Account::Dropped { uid: 65534, gid: 65533 }));
    }

    #[test]
    fn an_account_that_is_root_by_another_name_does_not_count() {
        assert_eq!(for_root(None, "root:x:0:0::/:/bin/sh\npostgres:x:0:0::/:/bin/sh\n"), None);
    }
}
