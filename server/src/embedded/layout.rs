//! The files of one database directory, and making that directory fit to hold a database.
//!
//! Must not know how the server is started or stopped.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf, absolute};

use super::Error;
use super::account::Account;

/// The longest directory of a socket: 104 bytes of `sun_path` on the tightest system, less the final NUL and
/// `/.s.PGSQL.5432`.
const SOCKET_DIR_MAX: usize = 89;

/// The places inside a database directory. All are absolute and free of symbolic links.
#[derive(Debug)]
pub(super) struct Layout {
    /// The directory itself, open to the database account only.
    pub(super) root: PathBuf,
    /// The data directory; one per major version, because a server refuses the files of another.
    pub(super) data: PathBuf,
    /// The data directory while `initdb` still works on it.
    pub(super) unfinished: PathBuf,
    /// The directory of the server's socket.
    pub(super) socket: PathBuf,
    /// What the server says, of its last start.
    pub(super) log: PathBuf,
    /// Locked by whoever owns the server or decides about it.
    pub(super) gate: PathBuf,
    /// Locked until the last process of the server has ended.
    pub(super) lock: PathBuf,
    /// The FIFO whose writers keep a shared server alive; under this name only while the server can be joined.
    pub(super) alive: PathBuf,
    /// The FIFO until the server is ready.
    pub(super) starting: PathBuf,
    /// The FIFO once its last writer has gone.
    pub(super) closing: PathBuf,
}

impl Layout {
    /// Creates `root` if need be, closes it to everybody but the account, and checks that a server can work there.
    pub(super) fn prepare(account: Account, root: &Path, major: u32) -> Result<Self, Error> {
        let root = absolute(root).map_err(Error::io(format!("resolving {}", root.display())))?;
        refuse_foreign(account, &root)?;
        create_closed(account, &root)?;
        let root = root.canonicalize().map_err(Error::io(format!("resolving {}", root.display())))?;
        account.can_reach(&root)?;
        let layout = Self {
            data: root.join(format!("data-{major}")),
            unfinished: root.join(format!("data-{major}.new")),
            socket: root.join("s"),
            log: root.join("log"),
            gate: root.join("gate"),
            lock: root.join("lock"),
            alive: root.join("alive"),
            starting: root.join("alive.starting"),
            closing: root.join("alive.closing"),
            root,
        };
        layout.refuse_socket()?;
        Ok(layout)
    }

    /// The socket's directory has to fit into an address and into PostgreSQL's list of directories.
    fn refuse_socket(&self) -> Result<(), Error> {
        let bytes = self.socket.as_os_str().as_encoded_bytes();
        let reason = if bytes.len() > SOCKET_DIR_MAX {
            format!(
                "its path is {} bytes too long for a unix socket; choose a shorter one",
                bytes.len() - SOCKET_DIR_MAX
            )
        } else if bytes.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n')) {
            "its path holds a comma, a quote or a line break; choose a plainer one".to_owned()
        } else {
            return Ok(());
        };
        Err(Error::Root { path: self.root.clone(), reason })
    }
}

/// Refuses a directory that is not ours, before anything about it is changed.
fn refuse_foreign(account: Account, root: &Path) -> Result<(), Error> {
    let refuse = |reason: String| Err(Error::Root { path: root.to_owned(), reason });
    let about = match fs::symlink_metadata(root) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(Error::Io { doing: format!("reading {}", root.display()), source }),
    };
    if let Account::Dropped { uid, .. } = account {
        // In a directory that all may write to, somebody could put a link or a directory of theirs in our way.
        if about.is_symlink() {
            return refuse("it is a symbolic link, which root does not follow here".to_owned());
        }
        if about.uid() != 0 && about.uid() != uid {
            return refuse(format!(
                "it belongs to uid {}, and the database would run as uid {uid}; remove it or choose another",
                about.uid()
            ));
        }
    }
    let mut entries = fs::read_dir(root).map_err(Error::io(format!("reading {}", root.display())))?;
    // The gate is the first file that is ever made there, so without it the content is somebody else's.
    if entries.next().is_some() && !root.join("gate").exists() {
        return refuse("it holds other files; choose an empty or a new directory".to_owned());
    }
    Ok(())
}

/// Creates `path` with its parents, mode 0700, and hands it to the account.
pub(super) fn create_closed(account: Account, path: &Path) -> Result<(), Error> {
    let doing = || format!("preparing {}", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(Error::io(doing()))?;
    }
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(Error::io(doing()))?;
    fs::set_permissions(path, Permissions::from_mode(0o700)).map_err(Error::io(doing()))?;
    if let Account::Dropped { uid, gid } = account {
        chown(path, Some(uid), Some(gid)).map_err(Error::io(doing()))?;
    }
    Ok(())
}

/// Removes a file that may not be there.
pub(super) fn remove_if_present(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(Error::Io { doing: format!("removing {}", path.display()), source }),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::{Layout, SOCKET_DIR_MAX};
    use crate::embedded::account::Account;
    use crate::embedded::{Error, ephemeral_root};

    #[test]
    fn a_directory_with_other_files_is_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("thesis.tex"), "x").unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let refused = Layout::prepare(Account::current().unwrap(), dir.path(), 15).unwrap_err();
        assert!(matches!(refused, Error::Root { .. }), "{refused}");
        assert_eq!(fs::metadata(dir.path()).unwrap().permissions().mode() & 0o777, 0o755);
    }

    #[test]
    fn the_socket_path_may_be_exactly_as_long_as_an_address_holds() {
        let account = Account::current().unwrap();
        let base = ephemeral_root().unwrap().canonicalize().unwrap();
        let room = SOCKET_DIR_MAX - base.as_os_str().len() - "//s".len();
        Layout::prepare(account, &base.join("x".repeat(room)), 15).unwrap();
        let refused = Layout::prepare(account, &base.join("x".repeat(room + 1)), 15).unwrap_err();
        assert!(refused.to_string().contains("1 bytes too long"), "{refused}");
        fs::remove_dir_all(&base).unwrap();
    }

    #[test]
    fn a_comma_would_be_read_as_two_directories() {
        let base = ephemeral_root().unwrap();
        let refused = Layout::prepare(Account::current().unwrap(), &base.join("a,b"), 15).unwrap_err();
        assert!(refused.to_string().contains("comma"), "{refused}");
        fs::remove_dir_all(&base).unwrap();
    }
}
