//! Reads: a few connections shared by everybody, with many statements under way on each.
//!
//! A single statement needs no connection of its own: Postgres answers in the order of asking, and the driver sends
//! before the last answer is there. So no request waits for a free connection, and few connections keep the database
//! busy. A lane whose connection is lost opens another when it is next asked.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use slog::{Logger, info, warn};
use tokio::sync::Mutex;
use tokio::task::AbortHandle;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Row, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::causes::causes;
use crate::db::connect::{self, SetupError};
use crate::db::settings::Settings;
use crate::db::statements::{Read, Role};
use crate::db::{error, tls};
use crate::domain::Error;

/// For this long after a failed connect, callers are told so at once rather than queue up to try again.
const CONNECT_PAUSE: Duration = Duration::from_millis(200);

/// The shared connections.
pub(super) struct Reader {
    lanes: Box<[Lane]>,
    next: AtomicUsize,
    connector: Connector,
    answer_timeout: Duration,
    log: Logger,
}

/// One place for a connection.
struct Lane {
    current: RwLock<Option<Arc<Connection>>>,
    /// Held by the one caller that connects; remembers when it last failed.
    connecting: Mutex<Option<Instant>>,
}

/// An open connection and its prepared statements, by the number of their [`Read`].
struct Connection {
    client: Client,
    statements: Vec<Statement>,
    driver: AbortHandle,
}

impl Drop for Connection {
    fn drop(&mut self) {
        // A socket that has fallen silent would otherwise be waited for without end.
        self.driver.abort();
    }
}

struct Connector {
    config: Config,
    tls: MakeRustlsConnect,
    timeout: Duration,
}

impl Reader {
    /// Sets up the lanes and opens none of them.
    pub(super) fn open(settings: &Settings, log: &Logger) -> Result<Self, SetupError> {
        if settings.reader_lanes == 0 {
            return Err(SetupError::Zero("the number of reader lanes"));
        }
        let config = connect::config(&settings.url, Role::Reader, settings)?;
        let tls = tls::connector(&config, settings.root_certificates.as_deref())?;
        let lane = || Lane { current: RwLock::new(None), connecting: Mutex::new(None) };
        Ok(Self {
            lanes: std::iter::repeat_with(lane).take(settings.reader_lanes).collect(),
            next: AtomicUsize::new(0),
            connector: Connector { config, tls, timeout: settings.connect_timeout },
            answer_timeout: settings.answer_timeout(),
            log: log.clone(),
        })
    }

    /// The one row of a statement, or none.
    pub(super) async fn query_opt(
        &self,
        read: Read,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Option<Row>, Error> {
        let mut rows = self.query(read, params).await?;
        match rows.len() {
            0 | 1 => Ok(rows.pop()),
            n => Err(Error::internal(format!("{}: {n} rows where one was expected", read.name()))),
        }
    }

    /// The rows of a statement.
    pub(super) async fn query(&self, read: Read, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Error> {
        let first = self.next.fetch_add(1, Ordering::Relaxed) % self.lanes.len();
        // A connection may be lost without anybody having noticed. A read changes nothing, so it can be sent again:
        // once per lane, and once more for the connection that the last one may have to open.
        let mut tries = self.lanes.len();
        loop {
            let (lane, connection) = self.connection(first).await?;
            let failure = match self.query_on(&connection, read, params).await {
                Ok(rows) => return Ok(rows),
                Err(failure) => failure,
            };
            match failure {
                Failure::Said(error) => return Err(error),
                Failure::Lost(cause) => {
                    lane.forget(&connection);
                    warn!(self.log, "a connection for reads is lost"; "cause" => &cause);
                    if tries == 0 {
                        return Err(Error::unavailable(cause));
                    }
                    tries -= 1;
                }
                // Not sent again: a database that does not answer would be asked twice by everybody.
                Failure::Silent => {
                    lane.forget(&connection);
                    return Err(Error::unavailable(format!("{}: the database does not answer", read.name())));
                }
            }
        }
    }

    async fn query_on(
        &self,
        connection: &Connection,
        read: Read,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, Failure> {
        let answer = connection.client.query(&connection.statements[read as usize], params);
        match tokio::time::timeout(self.answer_timeout, answer).await {
            Ok(Ok(rows)) => Ok(rows),
            Ok(Err(e)) if error::is_lost(&e) => Err(Failure::Lost(format!("{}: {e}", read.name()))),
            Ok(Err(e)) => Err(Failure::Said(error::from_driver(read.name(), &e))),
            Err(_) => Err(Failure::Silent),
        }
    }

    /// An open connection: the one whose turn it is; or a new one in its place; or, while it is being made or cannot be
    /// made, any other.
    async fn connection(&self, first: usize) -> Result<(&Lane, Arc<Connection>), Error> {
        let own = &self.lanes[first];
        if let Some(connection) = own.open_connection() {
            return Ok((own, connection));
        }
        let mut failure = None;
        if let Ok(mut failed) = own.connecting.try_lock()
            && failed.is_none_or(|at| at.elapsed() > CONNECT_PAUSE)
            && own.open_connection().is_none()
        {
            match self.connect(own).await {
                Ok(connection) => {
                    *failed = None;
                    return Ok((own, connection));
                }
                Err(error) => {
                    *failed = Some(Instant::now());
                    failure = Some(error);
                }
            }
        }
        for lane in self.lanes.iter().cycle().skip(first).take(self.lanes.len()) {
            if let Some(connection) = lane.open_connection() {
                return Ok((lane, connection));
            }
        }
        match failure {
            Some(failure) => Err(failure),
            None => self.wait(own).await,
        }
    }

    /// Waits for the caller that connects this lane.
    async fn wait<'a>(&'a self, lane: &'a Lane) -> Result<(&'a Lane, Arc<Connection>), Error> {
        let _done = tokio::time::timeout(self.connector.timeout, lane.connecting.lock()).await;
        match lane.open_connection() {
            Some(connection) => Ok((lane, connection)),
            None => Err(Error::unavailable("no connection for reads can be opened")),
        }
    }

    async fn connect(&self, lane: &Lane) -> Result<Arc<Connection>, Error> {
        let opened = tokio::time::timeout(self.connector.timeout, self.connector.connect(&self.log)).await;
        let connection = match opened {
            Ok(Ok(connection)) => Arc::new(connection),
            // Whatever keeps the connection from being made, another try may find mended: a role or a table that the
            // migrations are just about to create as well as a server that is down.
            Ok(Err(cause)) => return Err(Error::unavailable(format!("cannot connect for reads: {cause}"))),
            Err(_) => return Err(Error::unavailable("cannot connect for reads: timed out")),
        };
        *lane.current.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&connection));
        info!(self.log, "a connection for reads is open");
        Ok(connection)
    }
}

/// What became of a statement that gave no rows.
enum Failure {
    /// The connection went away under it.
    Lost(String),
    /// No answer came in time.
    Silent,
    /// The database refused it.
    Said(Error),
}

impl Lane {
    fn open_connection(&self) -> Option<Arc<Connection>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.as_ref().filter(|connection| !connection.client.is_closed()).map(Arc::clone)
    }

    /// Drops a lost connection, unless another has taken its place already.
    fn forget(&self, lost: &Arc<Connection>) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if current.as_ref().is_some_and(|connection| Arc::ptr_eq(connection, lost)) {
            *current = None;
        }
    }
}

impl Connector {
    async fn connect(&self, log: &Logger) -> Result<Connection, String> {
        let (client, connection) = self.config.connect(self.tls.clone()).await.map_err(|e| causes(&e))?;
        let log = log.clone();
        let driver = tokio::spawn(async move {
            if let Err(ended) = connection.await {
                warn!(log, "a connection for reads ended"; "cause" => causes(&ended));
            }
        });
        let statements = try_join_all(Read::ALL.iter().map(|read| client.prepare(read.sql())));
        let statements = statements.await.map_err(|e| causes(&e))?;
        Ok(Connection { client, statements, driver: driver.abort_handle() })
    }
}
