//! The client programs of Postgres: where they are, and asking the database through `psql`.
//!
//! Must not know what is measured.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

/// Where distributions put the programs, one folder per version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// A folder with `pgbench` and `psql`.
pub(super) struct Binaries(PathBuf);

impl Binaries {
    /// Looks in `PG_BIN_DIR`, where `pg_config` says, on `PATH`, then in the usual folders, newest version first. `PATH` comes after
    /// `pg_config` because distributions put wrappers there, whose own work would be measured.
    ///
    /// # Errors
    /// There are none; the message says what to install.
    pub(super) fn find() -> anyhow::Result<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let given = std::env::var_os("PG_BIN_DIR").map(PathBuf::from);
        let mut folders =
            given.into_iter().chain(configured()).chain(std::env::split_paths(&path)).chain(versions());
        folders
            .find(|folder| ["pgbench", "psql"].iter().all(|program| folder.join(program).is_file()))
            .map(Self)
            .context(
                "pgbench and psql are in none of PG_BIN_DIR, pg_config's folder, PATH and the usual folders; install the PostgreSQL server package \
                 (Debian, Ubuntu: postgresql; Fedora: postgresql-contrib; Homebrew: postgresql)",
            )
    }

    /// A program, to be run against the database.
    pub(super) fn command(&self, program: &str) -> Command {
        Command::new(self.0.join(program))
    }

    /// Runs an SQL script in one `psql` and gives the rows that it prints, columns separated by `|`.
    ///
    /// # Errors
    /// `psql` cannot be run, or a statement fails.
    pub(super) fn query(
        &self,
        url: &str,
        variables: &[(&str, &str)],
        script: &str,
    ) -> anyhow::Result<Vec<String>> {
        let mut command = self.command("psql");
        command.args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"]);
        for (name, value) in variables {
            command.arg(format!("--set={name}={value}"));
        }
        command.args(["--file=-", url]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().context("cannot run psql")?;
        let mut stdin = child.stdin.take().context("psql has no standard input")?;
        // Scripts are shorter than what a pipe holds, so nobody waits for anybody here.
        let written = stdin.write_all(script.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().context("psql did not end")?;
        if !output.status.success() {
            bail!("psql failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        written.context("psql did not read its script")?;
        let text = String::from_utf8(output.stdout).context("psql printed no UTF-8")?;
        Ok(text.lines().map(str::to_owned).collect())
    }
}

fn configured() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let folder = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| folder.trim().into())
}

fn versions() -> Vec<PathBuf> {
    let entries = fs::read_dir(VERSIONS).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    let major = |folder: &Path| folder.file_name().and_then(OsStr::to_str)?.parse::<u32>().ok();
    folders.sort_by_key(|folder| std::cmp::Reverse(major(folder)));
    folders.into_iter().map(|folder| folder.join("bin")).collect()
}
