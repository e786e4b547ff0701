//! Running a package client as the user would, with a deadline, and finding what it left.
//!
//! Must not know which client it is.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::super::Error;

/// A client that is behind a network which swallows packets must not hold up a start for ever.
const PATIENCE: Duration = Duration::from_secs(300);

/// How often a running client is looked at.
const POLL: Duration = Duration::from_millis(20);

/// Whether `program` is in the search path.
pub(super) fn is_present(program: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

/// Fails unless `program` is in the search path.
pub(super) fn require(program: &str) -> Result<(), Error> {
    if is_present(program) { Ok(()) } else { Err(Error::Fetch(format!("{program} is not installed"))) }
}

/// Runs `program` in `dir` and returns what it printed; its complaints become the error.
pub(super) fn run(program: &str, arguments: &[&str], dir: &Path) -> Result<String, Error> {
    require(program)?;
    let doing = || format!("running {program}");
    // Files, not pipes: nobody has to read them while the client writes.
    let (said, complained) = (dir.join("stdout"), dir.join("stderr"));
    let file = |path: &Path| File::create(path).map_err(Error::io(doing()));
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(dir)
        .stdin(Stdio::null())
        .stdout(file(&said)?)
        .stderr(file(&complained)?)
        .spawn()
        .map_err(Error::io(doing()))?;
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().map_err(Error::io(doing()))? {
            break status;
        }
        if start.elapsed() >= PATIENCE {
            // If it cannot be killed it has ended by itself.
            drop(child.kill());
            drop(child.wait());
            return Err(Error::Fetch(format!("{program} did not finish within {} s", PATIENCE.as_secs())));
        }
        thread::sleep(POLL);
    };
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_default();
    if !status.success() {
        return Err(Error::Fetch(format!("{program} failed ({status}): {}", essence(&read(&complained)))));
    }
    Ok(read(&said))
}

/// The lines of a client's complaints that matter, on one line.
fn essence(complaints: &str) -> String {
    let lines = || complaints.lines().map(str::trim).filter(|line| !line.is_empty());
    let errors: Vec<&str> =
        lines().filter(|line| line.starts_with("E:") || line.starts_with("npm error")).take(3).collect();
    if errors.is_empty() {
        lines().next_back().unwrap_or("no reason given").to_owned()
    } else {
        errors.join(" ")
    }
}

/// The one file in `dir` with the extension that the client was to leave there.
pub(super) fn delivered(dir: &Path, extension: &str) -> Result<PathBuf, Error> {
    let entries = fs::read_dir(dir).map_err(Error::io(format!("reading {}", dir.display())))?;
    entries
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|found| found == extension))
        .ok_or_else(|| Error::Fetch(format!("the client left no .{extension} file")))
}

#[cfg(test)]
mod tests {
    use super::{delivered, essence, run};

    #[test]
    fn a_client_runs_in_its_directory_and_its_complaints_are_told() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(run("sh", &["-c", "echo done; touch made.deb"], dir.path()).unwrap(), "done\n");
        assert!(delivered(dir.path(), "deb").unwrap().ends_with("made.deb"));
        assert!(delivered(dir.path(), "tgz").is_err());
        let failed =
            run("sh", &["-c", "echo E: no route >&2; echo more >&2; exit 3"], dir.path()).unwrap_err();
        assert_eq!(failed.to_string(), "sh failed (exit status: 3): E: no route");
    }

    #[test]
    fn a_missing_client_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let missing = run("no-such-client", &[], dir.path()).unwrap_err();
        assert_eq!(missing.to_string(), "no-such-client is not installed");
    }

    #[test]
    fn without_marked_errors_the_last_line_counts() {
        assert_eq!(essence("one\ntwo\n\n"), "two");
        assert_eq!(essence(""), "no reason given");
    }
}
