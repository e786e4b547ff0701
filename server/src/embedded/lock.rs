//! Exclusive locks on files, waited for with a deadline.
//!
//! A lock belongs to the open file, not to the process: whoever inherits the descriptor keeps it locked.
//! Must not know what is being locked.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::Error;

/// How often something that cannot be waited for is looked at again.
pub(super) const POLL: Duration = Duration::from_millis(5);

/// The locked file, or `None` when somebody else holds it now.
pub(super) fn try_acquire(path: &Path) -> Result<Option<File>, Error> {
    let doing = || format!("locking {}", path.display());
    // Never truncated: as root this may follow what the database account put there.
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(Error::io(doing()))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => Err(Error::Io { doing: doing(), source }),
    }
}

/// The locked file, or `None` when somebody else still holds it after `patience`.
pub(super) fn acquire(path: &Path, patience: Duration) -> Result<Option<File>, Error> {
    let start = Instant::now();
    loop {
        if let Some(file) = try_acquire(path)? {
            return Ok(Some(file));
        }
        if start.elapsed() >= patience {
            return Ok(None);
        }
        thread::sleep(POLL);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{acquire, try_acquire};

    #[test]
    fn a_lock_is_exclusive_and_lives_as_long_as_any_descriptor_of_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let first = try_acquire(&path).unwrap().unwrap();
        let inherited = first.try_clone().unwrap();
        drop(first);
        assert!(acquire(&path, Duration::from_millis(20)).unwrap().is_none());
        drop(inherited);
        // With patience: a process that another test forks holds a copy until it becomes its program.
        assert!(acquire(&path, Duration::from_secs(60)).unwrap().is_some());
    }
}
