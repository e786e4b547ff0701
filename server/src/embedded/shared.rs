//! One server for many processes: the first starts it, the last to go ends it, however they go.
//!
//! A test runner may run a process per test; they must not each pay for a server, and none of them is the one
//! that could stop it. Must not know what the users do with it.

use std::fs;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::account::Account;
use super::cluster::PREDECESSOR_PATIENCE;
use super::layout::{Layout, remove_if_present};
use super::readiness::Before;
use super::supervisor::Launch;
use super::url::socket_url;
use super::{Binaries, Error, Options, liveness, lock};

/// Whoever is at the gate may be creating the data directory, and others may be queueing before it.
const GATE_PATIENCE: Duration = Duration::from_secs(180);

/// A share in a running server. The server stops soon after the last share of the last process is gone.
#[derive(Debug)]
pub struct Shared {
    /// Whether the server was already running. Its settings are then those of whoever started it.
    pub adopted: bool,
    socket: PathBuf,
    _alive: OwnedFd,
}

impl Shared {
    /// Joins the server of `options.root`, or starts it; blocks until it takes connections.
    ///
    /// Fails with [`Error::InUse`] when the directory belongs to a cluster of another process.
    pub fn get(binaries: &Binaries, options: &Options) -> Result<Self, Error> {
        let account = Account::current()?;
        let layout = Layout::prepare(account, &options.root, binaries.major)?;
        let in_use = || Error::InUse { path: layout.root.clone() };
        let _gate = lock::acquire(&layout.gate, GATE_PATIENCE)?.ok_or_else(in_use)?;
        let start = Instant::now();
        loop {
            if let Some(writer) = liveness::join(&layout.alive)
                && answers(&layout.socket)
            {
                return Ok(Self { adopted: true, socket: layout.socket, _alive: writer.into() });
            }
            if let Some(lock) = lock::try_acquire(&layout.lock)? {
                let launch = Launch {
                    account,
                    binaries,
                    options,
                    layout: &layout,
                    remove: options.remove_on_stop.then_some(layout.data.as_path()),
                };
                let alive = begin(&launch, lock)?;
                return Ok(Self { adopted: false, socket: layout.socket, _alive: alive });
            }
            // A server that is about to stop: it ends, or an earlier guest has just kept it from that.
            if start.elapsed() >= PREDECESSOR_PATIENCE {
                return Err(in_use());
            }
            thread::sleep(lock::POLL);
        }
    }

    /// The URL of a database of this server, for libpq and tokio-postgres alike.
    ///
    /// Any role is trusted without a password; `postgres` is the superuser.
    #[must_use]
    pub fn url(&self, user: &str, database: &str) -> String {
        socket_url(&self.socket, user, database)
    }

    /// The directory of the server's unix socket, which is named for port 5432.
    #[must_use]
    pub fn socket_dir(&self) -> &Path {
        &self.socket
    }
}

/// Whether a server listens, which one that has crashed does not, although its shell may still be about.
fn answers(socket_dir: &Path) -> bool {
    UnixStream::connect(socket_dir.join(".s.PGSQL.5432")).is_ok()
}

/// Starts the server and opens it to others once it is ready.
fn begin(launch: &Launch<'_>, lock: fs::File) -> Result<OwnedFd, Error> {
    let layout = launch.layout;
    remove_if_present(&layout.alive)?;
    remove_if_present(&layout.closing)?;
    let before = Before::of(&layout.data)?;
    let (reader, writer) = liveness::create(launch.account, &layout.starting)?;
    let (mut server, log) = launch.spawn(reader, writer, lock)?;
    before.wait(&layout.data, &mut server, &log)?;
    // The name appears with the server behind it, so nobody can join one that never gets ready.
    fs::rename(&layout.starting, &layout.alive)
        .map_err(Error::io(format!("publishing {}", layout.alive.display())))?;
    Ok(server.detach())
}
