//! The FIFO that keeps a shared server alive: it runs while anybody holds the write end.
//!
//! The kernel closes a dead process's descriptors, so a user who is killed counts as gone. A line written on
//! joining tells the watching shell that somebody came while it was about to stop.
//! Must not know what is kept alive.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _};
use std::path::Path;

use super::Error;
use super::account::Account;
use super::layout::remove_if_present;

/// `O_NONBLOCK`, which the standard library does not name.
#[cfg(any(target_os = "linux", target_os = "android"))]
const O_NONBLOCK: i32 = 0o4000;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const O_NONBLOCK: i32 = 0o4;

/// Both ends of a new FIFO of the account at `path`: the reader blocks, the writer does not.
pub(super) fn create(account: Account, path: &Path) -> Result<(File, File), Error> {
    let doing = || format!("creating the FIFO {}", path.display());
    remove_if_present(path)?;
    let output =
        account.command("mkfifo").args(["-m", "600"]).arg(path).output().map_err(Error::io(doing()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Err(Error::Io { doing: doing(), source: io::Error::other(said) });
    }
    let open = |writes: bool, flags| {
        OpenOptions::new()
            .read(!writes)
            .write(writes)
            .custom_flags(flags)
            .open(path)
            .map_err(Error::io(doing()))
    };
    // Opening one end blocks until there is the other: so first a reader that does not wait, then the writer,
    // then the reader that is wanted.
    let first = open(false, O_NONBLOCK)?;
    let writer = open(true, O_NONBLOCK)?;
    let reader = open(false, 0)?;
    drop(first);
    Ok((reader, writer))
}

/// Joins the users of the server behind `path`; `None` when there is none or it is stopping.
pub(super) fn join(path: &Path) -> Option<File> {
    // Without a reader, which is the server's watcher, this fails at once.
    let mut writer = OpenOptions::new().write(true).custom_flags(O_NONBLOCK).open(path).ok()?;
    writer.metadata().ok()?.file_type().is_fifo().then_some(())?;
    writer.write_all(b"\n").ok()?;
    Some(writer)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Read as _;

    use super::{create, join};
    use crate::embedded::account::Account;
    use crate::embedded::ephemeral_root;

    #[test]
    fn there_is_somebody_to_join_exactly_while_there_is_a_reader() {
        let dir = ephemeral_root().unwrap();
        let path = dir.join("alive");
        assert!(join(&path).is_none());
        let (mut reader, writer) = create(Account::current().unwrap(), &path).unwrap();
        let guest = join(&path).unwrap();
        drop((writer, guest));
        let mut said = String::new();
        reader.read_to_string(&mut said).unwrap();
        assert_eq!(said, "\n");
        drop(reader);
        assert!(join(&path).is_none());
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_plain_file_in_its_place_is_not_written_to() {
        let dir = ephemeral_root().unwrap();
        let path = dir.join("alive");
        fs::write(&path, "precious").unwrap();
        assert!(join(&path).is_none());
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
        fs::remove_dir_all(dir).unwrap();
    }
}
