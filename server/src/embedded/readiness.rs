//! Knowing when a server takes connections, and not being fooled by what a killed one left behind.
//!
//! The eighth line of `postmaster.pid` is the protocol that `pg_ctl` itself relies on.
//! Must not know how the server was started.

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::Error;
use super::lock::POLL;
use super::supervisor::Server;

/// How long a server may take, with the creation of its data directory on a slow disk or after a long recovery.
const PATIENCE: Duration = Duration::from_secs(120);

/// The last bytes of a log that an error tells.
const LOG_TAIL: u64 = 2000;

/// The state file as the last server left it, by which a new one is told apart.
#[derive(Debug)]
pub(super) struct Before(Option<String>);

impl Before {
    /// To be taken before the start, while the server's lock is held.
    ///
    /// Removes a state file that names a process which is not this directory's server: process ids repeat,
    /// above all in containers, and PostgreSQL refuses to start while one lives that its old file names.
    pub(super) fn of(data: &Path) -> Result<Self, Error> {
        let file = data.join("postmaster.pid");
        let Ok(content) = fs::read_to_string(&file) else { return Ok(Self(None)) };
        if names_a_stranger(&content, data) {
            fs::remove_file(&file).map_err(Error::io(format!("removing {}", file.display())))?;
            return Ok(Self(None));
        }
        Ok(Self(Some(content)))
    }

    /// Blocks until the server takes connections.
    pub(super) fn wait(&self, data: &Path, server: &mut Server, log: &File) -> Result<(), Error> {
        let file = data.join("postmaster.pid");
        let start = Instant::now();
        loop {
            if let Ok(now) = fs::read_to_string(&file)
                && self.0.as_ref() != Some(&now)
                && now.lines().nth(7).is_some_and(|line| line.trim() == "ready")
            {
                return Ok(());
            }
            if let Some(status) = server.exit_status()? {
                return Err(Error::Exited { status, log: tail(log) });
            }
            if start.elapsed() >= PATIENCE {
                return Err(Error::NotReady { seconds: PATIENCE.as_secs(), log: tail(log) });
            }
            thread::sleep(POLL);
        }
    }
}

/// Whether the process that the state file names is known not to serve `data`. Without /proc nothing is known.
fn names_a_stranger(content: &str, data: &Path) -> bool {
    let Some(pid) = content.lines().next().and_then(|line| line.trim().parse::<u32>().ok()) else {
        return false;
    };
    // A server works in its data directory.
    fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd != data)
}

/// The end of the log on one line.
fn tail(log: &File) -> String {
    let length = log.metadata().map_or(0, |about| about.len());
    let from = length.saturating_sub(LOG_TAIL);
    let mut bytes = vec![0; usize::try_from(length - from).unwrap_or(0)];
    let read = log.read_at(&mut bytes, from).unwrap_or(0);
    bytes.truncate(read);
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() { "it said nothing".to_owned() } else { lines.join("; ") }
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::io::Write as _;
    use std::path::Path;

    use super::{names_a_stranger, tail};

    #[test]
    #[cfg(target_os = "linux")]
    fn a_living_process_elsewhere_is_a_stranger_and_one_in_the_directory_is_not() {
        let us = format!("{}\n/x\n", std::process::id());
        assert!(names_a_stranger(&us, Path::new("/nowhere")));
        assert!(!names_a_stranger(&us, &env::current_dir().unwrap()));
        assert!(!names_a_stranger("not a number", Path::new("/nowhere")));
    }

    #[test]
    fn a_long_log_is_cut_at_the_front() {
        let mut log = tempfile::tempfile().unwrap();
        assert_eq!(tail(&log), "it said nothing");
        for line in 0..1000 {
            writeln!(log, "line {line}\n").unwrap();
        }
        let end = tail(&log);
        assert!(end.len() <= 4000 && end.ends_with("line 998; line 999"), "{end}");
    }
}
