//! Spawns the shell that runs the server, watches its owner and cleans up when the owner is gone.
//!
//! The shell is the only process that is certain to outlive a killed owner, so whatever must happen then happens
//! there (`supervise.sh`). Must not know who the owner is: one process or many.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::os::fd::OwnedFd;
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;

use super::account::Account;
use super::layout::{Layout, remove_if_present};
use super::{Binaries, Error, Options};

/// A server to be started.
#[derive(Debug)]
pub(super) struct Launch<'a> {
    pub(super) account: Account,
    pub(super) binaries: &'a Binaries,
    pub(super) options: &'a Options,
    pub(super) layout: &'a Layout,
    /// What the shell removes when the server has ended.
    pub(super) remove: Option<&'a Path>,
}

impl Launch<'_> {
    /// Starts the shell, which creates the data directory if there is none and starts the server.
    ///
    /// The server lives while `held`, the other end of `liveness`, is open anywhere. `lock` is the locked lock
    /// file. The log comes back beside the server.
    pub(super) fn spawn(
        &self,
        liveness: impl Into<Stdio>,
        held: impl Into<OwnedFd>,
        lock: File,
    ) -> Result<(Server, File), Error> {
        let spawned = self.shell(liveness.into(), lock);
        if let (Err(_), Some(remove)) = (&spawned, self.remove) {
            // There is no shell that would do it. Of two errors the first is the one to tell.
            drop(fs::remove_dir_all(remove));
        }
        let (child, log) = spawned?;
        Ok((Server { held: held.into(), shell: Shell(Some(child)) }, log))
    }

    /// The running shell, and the log it writes to.
    fn shell(&self, liveness: Stdio, lock: File) -> Result<(Child, File), Error> {
        let layout = self.layout;
        let log = new_log(&layout.log)?;
        let copy = log.try_clone().map_err(Error::io("duplicating the log's descriptor"))?;
        let child = self
            .account
            .command("/bin/sh")
            .args(["-c", include_str!("supervise.sh"), "postgres"])
            .args(self.server_command())
            .env("INITDB", self.binaries.dir.join("initdb"))
            .env("NO_SYNC", if self.options.durable { "" } else { "--no-sync" })
            .env("DATA", &layout.data)
            .env("UNFINISHED", &layout.unfinished)
            .env("SOCKET", &layout.socket)
            .env("ALIVE", &layout.alive)
            .env("CLOSING", &layout.closing)
            .env("REMOVE", self.remove.map_or(OsStr::new(""), Path::as_os_str))
            .stdin(liveness)
            .stdout(lock)
            .stderr(copy)
            // A group of its own: Ctrl-C must not reach the database before its owner has drained.
            .process_group(0)
            .spawn()
            .map_err(Error::io("starting /bin/sh as the account of the database"))?;
        Ok((child, log))
    }

    /// `postgres -D … -c name=value …`, the caller's settings last, where they win.
    fn server_command(&self) -> Vec<OsString> {
        let durable = self.options.durable;
        let mut sockets = OsString::from("unix_socket_directories=");
        sockets.push(&self.layout.socket);
        let mut command =
            vec![self.binaries.dir.join("postgres").into(), "-D".into(), self.layout.data.clone().into()];
        command.extend(["-c".into(), sockets]);
        let fixed = SETTINGS.iter().chain(if durable { &[][..] } else { FORGETFUL_SETTINGS });
        let fixed = fixed.map(|(name, value)| (*name, *value));
        let given = self.options.settings.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in fixed.chain(given) {
            command.extend(["-c".into(), format!("{name}={value}").into()]);
        }
        command
    }
}

/// Settings of every server.
const SETTINGS: &[(&str, &str)] = &[
    ("listen_addresses", ""),
    ("port", "5432"),
    ("unix_socket_permissions", "0700"),
    ("max_connections", "200"),
    // Distributions ship the compiler for expressions without the library that it loads on the first long query.
    ("jit", "off"),
    // The one time zone that a server knows without a zone database.
    ("timezone", "GMT"),
    ("log_timezone", "GMT"),
];

/// Settings of a server whose data need not survive a crash of the machine, but do survive one of the server:
/// without fsync a synchronous commit costs one write to the page cache.
const FORGETFUL_SETTINGS: &[(&str, &str)] = &[
    ("fsync", "off"),
    ("full_page_writes", "off"),
    ("wal_level", "minimal"),
    ("max_wal_senders", "0"),
    ("autovacuum", "off"),
    ("shared_buffers", "64MB"),
    ("max_wal_size", "4GB"),
];

/// An empty log in the place of the last one.
fn new_log(path: &Path) -> Result<File, Error> {
    remove_if_present(path)?;
    // A new file, never an existing one: as root this must not follow a link of the database account.
    let mut options = OpenOptions::new();
    options.read(true).append(true).create_new(true).mode(0o600);
    options.open(path).map_err(Error::io(format!("creating {}", path.display())))
}

/// The shell with the server below it. Dropping it stops both and waits for their end.
#[derive(Debug)]
pub(super) struct Server {
    // Fields drop in their order: the end of the pipe first, then the wait for what that brings about.
    held: OwnedFd,
    shell: Shell,
}

/// A child process that is waited for when dropped; `None` once somebody else does that.
#[derive(Debug)]
struct Shell(Option<Child>);

impl Server {
    /// How the shell ended, or `None` while it runs.
    pub(super) fn exit_status(&mut self) -> Result<Option<String>, Error> {
        let Some(child) = self.shell.0.as_mut() else { return Ok(None) };
        let status = child.try_wait().map_err(Error::io("looking after the server"))?;
        Ok(status.map(|status| status.to_string()))
    }

    /// Leaves the server to whoever holds the descriptor; its end is no longer waited for.
    pub(super) fn detach(self) -> OwnedFd {
        let Self { held, mut shell } = self;
        if let Some(mut child) = shell.0.take() {
            // Somebody has to collect the shell, or it stays a zombie for as long as this process runs. Where no
            // thread can be had that is all that happens.
            drop(thread::Builder::new().name("postgres-reaper".to_owned()).spawn(move || child.wait()));
        }
        held
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            // Nothing could be done about a failure here; the shell ends by itself.
            drop(child.wait());
        }
    }
}
