//! Writes: transactions on pooled connections, each of which names its tenant before its first statement.
//!
//! A transaction's frame costs no round trip: `BEGIN` and the tenant leave together with the first statement, and
//! `COMMIT` together with the last ones.

use std::time::Duration;

use deadpool_postgres::{
    BuildError, Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime, TimeoutType,
};
use futures_util::future::{join_all, try_join_all};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Row, Statement};
use uuid::Uuid;

use crate::db::connect::{self, SetupError};
use crate::db::settings::Settings;
use crate::db::statements::{Role, Write};
use crate::db::{error, tls};
use crate::domain::Error;

/// A statement with its values.
#[derive(Clone, Copy)]
pub(super) struct Call<'a>(pub(super) Write, pub(super) &'a [&'a (dyn ToSql + Sync)]);

/// The pooled connections.
pub(super) struct Writer {
    pool: Pool,
    answer_timeout: Duration,
}

impl Writer {
    /// Sets up the pool and opens no connection.
    pub(super) fn open(settings: &Settings) -> Result<Self, SetupError> {
        if settings.writer_connections == 0 {
            return Err(SetupError::Zero("the number of writer connections"));
        }
        let config = connect::config(&settings.url, Role::Writer, settings)?;
        let tls = tls::connector(&config, settings.root_certificates.as_deref())?;
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let pool = Pool::builder(Manager::from_config(config, tls, recycling))
            .max_size(settings.writer_connections)
            .wait_timeout(Some(settings.writer_wait))
            .create_timeout(Some(settings.connect_timeout))
            .recycle_timeout(Some(settings.connect_timeout))
            .runtime(Runtime::Tokio1)
            .build();
        match pool {
            Ok(pool) => Ok(Self { pool, answer_timeout: settings.answer_timeout() }),
            Err(BuildError::NoRuntimeSpecified) => Err(SetupError::Zero("the number of runtimes")),
        }
    }

    /// Begins a transaction of the tenant with its first statement, in one round trip.
    pub(super) async fn begin(
        &self,
        tenant: Uuid,
        first: Call<'_>,
    ) -> Result<(Transaction, Vec<Row>), Error> {
        let mut tries = self.pool.status().max_size;
        loop {
            let mut transaction = self.transaction(tenant).await?;
            match transaction.flight(Frame::Begin, &[first]).await {
                Ok(mut answers) => return Ok((transaction, answers.pop().unwrap_or_default())),
                // Nothing was committed, so a connection that was lost unnoticed can be replaced and all of it repeated.
                Err(Failure::Lost(_)) if tries > 0 => tries -= 1,
                Err(failure) => {
                    transaction.rollback().await;
                    return Err(failure.into_error());
                }
            }
        }
    }

    /// Runs a whole transaction of the tenant in one round trip.
    pub(super) async fn run(&self, tenant: Uuid, calls: &[Call<'_>]) -> Result<Vec<Vec<Row>>, Error> {
        let mut transaction = self.transaction(tenant).await?;
        transaction.finish(Frame::Whole, calls).await
    }

    async fn transaction(&self, tenant: Uuid) -> Result<Transaction, Error> {
        let client = self.pool.get().await.map_err(|error| from_pool(&error))?;
        Ok(Transaction { client: Some(client), tenant, ended: false, answer_timeout: self.answer_timeout })
    }
}

/// A transaction under way. Dropped before its end, it closes its connection, and the database rolls it back.
pub struct Transaction {
    /// Present until the connection is known to be clean.
    client: Option<Object>,
    tenant: Uuid,
    /// Whether the database has answered a `COMMIT`. After a refused statement that is a rollback; the connection is
    /// clean either way.
    ended: bool,
    answer_timeout: Duration,
}

/// What frames the statements of a flight.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    Begin,
    Middle,
    Commit,
    Whole,
}

/// What became of a flight that failed.
enum Failure {
    /// The connection went away under it.
    Lost(Error),
    /// The database refused a statement.
    Said(Error),
}

impl Failure {
    fn of(what: &str, error: &tokio_postgres::Error) -> Self {
        let mapped = error::from_driver(what, error);
        if error::is_lost(error) { Self::Lost(mapped) } else { Self::Said(mapped) }
    }

    fn into_error(self) -> Error {
        match self {
            Self::Lost(error) | Self::Said(error) => error,
        }
    }
}

impl Transaction {
    /// The tenant whose rows the transaction can see.
    pub const fn tenant(&self) -> Uuid {
        self.tenant
    }

    /// Runs one statement more.
    pub(super) async fn query(&mut self, call: Call<'_>) -> Result<Vec<Row>, Error> {
        let mut answers = self.flight(Frame::Middle, &[call]).await.map_err(Failure::into_error)?;
        Ok(answers.pop().unwrap_or_default())
    }

    /// Runs the last statements and commits, in one round trip. If any of them fails, none of the transaction stays.
    pub(super) async fn commit_with(mut self, calls: &[Call<'_>]) -> Result<Vec<Vec<Row>>, Error> {
        self.finish(Frame::Commit, calls).await
    }

    /// Ends the transaction without a trace.
    pub async fn rollback(mut self) {
        let Some(client) = &self.client else { return };
        let answer = tokio::time::timeout(self.answer_timeout, client.batch_execute("ROLLBACK")).await;
        if matches!(answer, Ok(Ok(()))) {
            self.release();
        }
    }

    async fn finish(&mut self, frame: Frame, calls: &[Call<'_>]) -> Result<Vec<Vec<Row>>, Error> {
        let answers = self.flight(frame, calls).await;
        if self.ended {
            self.release();
        }
        answers.map_err(Failure::into_error)
    }

    /// Gives the connection back to the pool.
    fn release(&mut self) {
        drop(self.client.take());
    }

    /// Sends all statements and their frame at once and collects the answers.
    async fn flight(&mut self, frame: Frame, calls: &[Call<'_>]) -> Result<Vec<Vec<Row>>, Failure> {
        let Some(client) = &self.client else {
            return Err(Failure::Said(Error::internal("the transaction is over")));
        };
        match tokio::time::timeout(self.answer_timeout, fly(client, self.tenant, frame, calls)).await {
            Ok(landed) => {
                self.ended |= landed.ended;
                landed.answers
            }
            Err(_) => {
                // Whether the database will still do it is unknown: the connection must not serve anybody else.
                if let Some(client) = self.client.take() {
                    drop(Object::take(client));
                }
                Err(Failure::Said(Error::unavailable("the database does not answer a transaction")))
            }
        }
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}

/// What came back of a flight.
struct Landed {
    answers: Result<Vec<Vec<Row>>, Failure>,
    ended: bool,
}

async fn fly(client: &Object, tenant: Uuid, frame: Frame, calls: &[Call<'_>]) -> Landed {
    let statements = try_join_all(calls.iter().map(|call| prepared(client, call.0))).await;
    let set = prepared(client, Write::TenantSet).await;
    match (statements, set) {
        (Ok(statements), Ok(set)) => {
            let calls: Vec<_> = statements.iter().zip(calls.iter().copied()).collect();
            send(client, &set, tenant, frame, &calls).await
        }
        (Err(failure), _) | (_, Err(failure)) => Landed { answers: Err(failure), ended: false },
    }
}

/// The driver sends each message when its future is first polled, and the joins poll in the order that is written here.
async fn send(
    client: &Object,
    set: &Statement,
    tenant: Uuid,
    frame: Frame,
    calls: &[(&Statement, Call<'_>)],
) -> Landed {
    let (begins, commits) = match frame {
        Frame::Begin => (true, false),
        Frame::Middle => (false, false),
        Frame::Commit => (false, true),
        Frame::Whole => (true, true),
    };
    let tenant = tenant.to_string();
    let opened = async {
        if !begins {
            return Ok(());
        }
        let params: [&(dyn ToSql + Sync); 1] = [&tenant];
        let (begun, set) = tokio::join!(biased; client.batch_execute("BEGIN"), client.query(set, &params));
        begun.and(set.map(drop))
    };
    let answers = join_all(calls.iter().map(|(statement, call)| client.query(*statement, call.1)));
    let closed = async { if commits { Some(client.batch_execute("COMMIT").await) } else { None } };
    let (opened, answers, closed) = tokio::join!(biased; opened, answers, closed);

    let ended = matches!(closed, Some(Ok(())));
    // The first refusal is the cause of those that follow it.
    let mut failure = opened.err().map(|e| Failure::of("begin", &e));
    let mut rows = Vec::with_capacity(answers.len());
    for (answer, (_, call)) in answers.into_iter().zip(calls) {
        match answer {
            Ok(answer) => rows.push(answer),
            Err(e) => failure = failure.or_else(|| Some(Failure::of(call.0.name(), &e))),
        }
    }
    if let Some(Err(e)) = closed {
        failure = failure.or_else(|| Some(Failure::of("commit", &e)));
    }
    Landed { answers: failure.map_or(Ok(rows), Err), ended }
}

async fn prepared(client: &Object, write: Write) -> Result<Statement, Failure> {
    client.prepare_cached(write.sql()).await.map_err(|e| Failure::of(write.name(), &e))
}

fn from_pool(error: &PoolError) -> Error {
    match error {
        PoolError::Timeout(TimeoutType::Wait) => {
            Error::unavailable("all connections for transactions are in use")
        }
        PoolError::Timeout(TimeoutType::Create | TimeoutType::Recycle) => {
            Error::unavailable("cannot connect for transactions: timed out")
        }
        // As for reads: whatever it is, another try may find it mended.
        PoolError::Backend(error) => Error::unavailable(format!("cannot connect for transactions: {error}")),
        PoolError::Closed => Error::unavailable("the pool is closed"),
        PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => Error::internal(error.to_string()),
    }
}
