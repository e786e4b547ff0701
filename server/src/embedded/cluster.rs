//! A server that belongs to one process and ends with it.
//!
//! Must not know about other users of a server; that is `shared`.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::account::Account;
use super::layout::Layout;
use super::readiness::Before;
use super::supervisor::{Launch, Server};
use super::url::socket_url;
use super::{Binaries, Error, lock};

/// A lock is seen held for a moment by a process that has just been forked and is about to become another.
const OWNER_PATIENCE: Duration = Duration::from_secs(1);

/// The server of an owner who is gone ends by itself, and may have to write out its memory before that.
pub(super) const PREDECESSOR_PATIENCE: Duration = Duration::from_secs(60);

/// How to run a server.
#[derive(Clone, Debug)]
pub struct Options {
    /// The directory of everything that belongs to the server; created if need be, with mode 0700.
    pub root: PathBuf,
    /// Whether an acknowledged write survives a crash of the machine. False is much faster.
    pub durable: bool,
    /// Settings of PostgreSQL as `(name, value)`; they win over our own.
    pub settings: Vec<(String, String)>,
    /// Whether the data is removed when the server stops, even when its owner is killed.
    ///
    /// A cluster's whole directory goes; a shared server leaves its locks, because others may be waiting for them.
    pub remove_on_stop: bool,
}

/// A running server of this process. Dropping it stops the server and waits for its end.
#[derive(Debug)]
pub struct Cluster {
    // Declared, and so dropped, before the gate: whoever passes the gate next finds the server gone.
    server: Server,
    socket: PathBuf,
    _gate: File,
}

impl Cluster {
    /// Starts the server and blocks until it takes connections. The first start creates the data directory.
    ///
    /// Waits for the server of a predecessor who was killed. Fails with [`Error::InUse`] when the directory has
    /// a living owner.
    pub fn start(binaries: &Binaries, options: &Options) -> Result<Self, Error> {
        let account = Account::current()?;
        let layout = Layout::prepare(account, &options.root, binaries.major)?;
        let in_use = || Error::InUse { path: layout.root.clone() };
        let gate = lock::acquire(&layout.gate, OWNER_PATIENCE)?.ok_or_else(in_use)?;
        let lock = lock::acquire(&layout.lock, PREDECESSOR_PATIENCE)?.ok_or_else(in_use)?;
        let (reader, writer) = io::pipe().map_err(Error::io("creating a pipe"))?;
        let before = Before::of(&layout.data)?;
        let remove = options.remove_on_stop.then_some(layout.root.as_path());
        let launch = Launch { account, binaries, options, layout: &layout, remove };
        let (mut server, log) = launch.spawn(reader, writer, lock)?;
        before.wait(&layout.data, &mut server, &log)?;
        Ok(Self { server, socket: layout.socket, _gate: gate })
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

    /// Stops the server, ending open connections, and waits for its end.
    pub fn stop(self) {
        drop(self.server);
    }
}
