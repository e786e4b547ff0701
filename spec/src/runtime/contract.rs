//! The document in force: compiled schemas, limits, and what every operation is held to.

use super::fault::Faults;
use super::operation::Operation;
use super::origin::Origins;
use super::refusal::Refusal;
use super::validation::{Format, Judge};
use serde_json::{Map, Value};
use slog::Logger;
use std::net::IpAddr;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// What a request may take, beside the body limits, which stand in the document.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How long a body may take to arrive, first to last byte.
    pub body_time: Duration,
    /// How many requests are worked on at once.
    pub concurrent_requests_max: usize,
    /// How long a request may wait for its turn.
    pub queue_time: Duration,
    /// How many trusted proxies stand in front, each of which appends the address that it saw to `X-Forwarded-For`.
    pub trusted_proxies: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            body_time: Duration::from_secs(10),
            concurrent_requests_max: 1024,
            queue_time: Duration::from_millis(500),
            trusted_proxies: 0,
        }
    }
}

/// Why a contract cannot be put in force.
#[derive(Debug, thiserror::Error)]
pub enum ContractError {
    /// The generated schemas are not an object of schemas.
    #[error("the generated schemas are not JSON: {0}; run cargo xtask generate")]
    Unreadable(#[from] serde_json::Error),
    /// A schema does not compile.
    #[error(
        "the schema {key} does not compile: {reason}; mend it in the document and run cargo xtask generate"
    )]
    Schema {
        /// The schema's key.
        key: String,
        /// Why not.
        reason: String,
    },
}

/// The document in force on one server.
#[derive(Debug)]
pub struct Contract {
    pub(super) judge: Judge,
    pub(super) limits: Limits,
    pub(super) origins: Origins,
    pub(super) faults: Faults,
    /// Gets one record per answered request, and what failed.
    pub(super) log: Logger,
    admission: Semaphore,
}

/// The server that operations are registered for.
pub trait Host: Send + Sync + 'static {
    /// The contract in force.
    fn contract(&self) -> &Contract;
}

impl Contract {
    /// Compiles the generated schemas with the formats that the document uses.
    ///
    /// # Errors
    /// A schema that does not compile, by its key.
    pub fn new(
        schemas: &str,
        formats: &[Format],
        limits: Limits,
        origins: Origins,
        log: Logger,
    ) -> Result<Contract, ContractError> {
        let schemas: Map<String, Value> = serde_json::from_str(schemas)?;
        let judge = Judge::compile(&schemas, formats)
            .map_err(|(key, reason)| ContractError::Schema { key, reason })?;
        let admission = Semaphore::new(limits.concurrent_requests_max);
        Ok(Contract { judge, limits, origins, faults: Faults::Ignored, log, admission })
    }

    /// The same, with failures on request where they are asked for.
    #[must_use]
    pub fn with_faults(mut self, faults: Faults) -> Contract {
        self.faults = faults;
        self
    }

    /// Whether the contract has all schemas of an operation.
    #[must_use]
    pub fn covers(&self, operation: &Operation) -> bool {
        let mut keys =
            operation.parameters.iter().map(|p| p.schema).chain(operation.body.as_ref().map(|b| b.schema));
        keys.all(|key| self.judge.has(key))
    }

    /// Waits for a turn, but not for long.
    pub(super) async fn admit(&self, operation: &Operation) -> Result<Option<SemaphorePermit<'_>>, Refusal> {
        if operation.always_admitted {
            return Ok(None);
        }
        if let Ok(permit) = self.admission.try_acquire() {
            return Ok(Some(permit));
        }
        match tokio::time::timeout(self.limits.queue_time, self.admission.acquire()).await {
            Ok(Ok(permit)) => Ok(Some(permit)),
            Ok(Err(_)) | Err(_) => Err(Refusal::Unavailable { retry_after: Duration::from_secs(1) }),
        }
    }

    /// The caller's address: the peer, or what the outermost trusted proxy saw.
    pub(super) fn address(&self, peer: IpAddr, headers: &http::HeaderMap) -> IpAddr {
        if self.limits.trusted_proxies == 0 {
            return peer;
        }
        let values = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let addresses: Vec<&str> = values.flat_map(|value| value.split(',')).map(str::trim).collect();
        let index = addresses.len().checked_sub(self.limits.trusted_proxies);
        index.and_then(|index| addresses.get(index)?.parse().ok()).unwrap_or(peer)
    }
}
