//! What the project's scenarios see of the document's answers, for the contract run, which sees the rest. It must not know
//! what is in the files.

use crate::workspace;
use anyhow::Context;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// The folder to which the scenarios write, as they are told it.
const FOLDER: &str = "CONTRACT_OBSERVED_DIR";

/// A folder for what is seen in one run.
pub(crate) struct Observed {
    folder: PathBuf,
}

impl Observed {
    /// An empty folder, where the last run had its own.
    ///
    /// # Errors
    /// The folder cannot be emptied.
    pub(crate) fn new() -> anyhow::Result<Observed> {
        let folder = workspace::programs(false)?.with_file_name("contract").join("observed");
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Observed { folder })
    }

    /// Tells a command that runs the scenarios.
    pub(crate) fn tell(&self, command: &mut Command) {
        command.env(FOLDER, &self.folder);
    }

    /// Runs the scenarios alone. What they print is not part of a report.
    ///
    /// # Errors
    /// One of them fails.
    pub(crate) fn by_scenarios(&self) -> anyhow::Result<()> {
        let mut tests = workspace::cargo();
        tests.args(["test", "--quiet", "--package", "contract-tests", "--test", "scenarios"]);
        tests.current_dir(workspace::root()?).stdout(std::io::stderr());
        self.tell(&mut tests);
        workspace::run(&mut tests)
    }

    /// The files that were written, by name.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub(crate) fn files(&self) -> anyhow::Result<Vec<PathBuf>> {
        let unreadable = || format!("cannot read {}", self.folder.display());
        let entries = fs::read_dir(&self.folder).with_context(unreadable)?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path()));
        let mut paths = paths.collect::<Result<Vec<_>, _>>().with_context(unreadable)?;
        paths.sort();
        Ok(paths)
    }
}
