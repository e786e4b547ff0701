//! Who administers, and what they have in common: asking the policies, the audit log, requests that may be sent twice.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::app::{App, Caller};
use crate::authorization::{OperationId, Resource};
use crate::db::{Action, AuditEvent, Begun, Claim, Creation};
use crate::domain::{Actor, Error};

/// Who asks for something of the administration.
#[derive(Clone, Copy)]
pub enum Requester<'a> {
    /// The holder of a credential, which is not believed yet.
    Holder {
        /// From where they call.
        caller: Caller<'a>,
        /// The token.
        token: &'a str,
    },
    /// Whoever runs the program on the database itself, in a tenant; no policy is asked.
    Operator(Uuid),
    /// The same, where no tenant is concerned, or all of them.
    OperatorOfAll,
}

impl From<Uuid> for Requester<'_> {
    /// The operator in a tenant.
    fn from(tenant: Uuid) -> Self {
        Self::Operator(tenant)
    }
}

/// Somebody who may do what they ask for.
#[derive(Clone, Copy)]
pub(super) struct Administrator<'a> {
    /// The tenant in which they do it.
    pub(super) tenant: Uuid,
    actor: Actor,
    caller: Option<Caller<'a>>,
    operation: OperationId,
}

impl<'a> Administrator<'a> {
    /// The line in the audit log that says so.
    pub(super) fn event(&self) -> AuditEvent<'a> {
        AuditEvent {
            origin: self.caller.map(Caller::origin),
            ..AuditEvent::new(Action::of(self.operation), self.actor)
        }
    }
}

/// What was added, by this request or by an earlier one under the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created<T> {
    /// It, as it was then.
    pub value: T,
    /// Whether an earlier request has added it.
    pub is_replayed: bool,
}

impl<T> Created<T> {
    pub(super) const fn new(value: T) -> Self {
        Self { value, is_replayed: false }
    }
}

/// What a request to add something is to do.
pub(super) enum Beginning<T> {
    /// Add it.
    New(Box<Creation>),
    /// Tell again what an earlier one has added.
    Known(Created<T>),
}

impl App {
    /// Lets somebody through who may do this.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; for an operator [`Error::InvalidField`] where there is no such
    /// tenant.
    pub(super) async fn administrator<'a, 'r>(
        &self,
        requester: Requester<'a>,
        operation: OperationId,
        resource: impl FnOnce(Uuid) -> Resource<'r>,
    ) -> Result<Administrator<'a>, Error> {
        match requester {
            Requester::Holder { caller, token } => {
                let principal = self.authenticate_any(token).await?;
                let tenant = principal.tenant();
                self.authorize(&principal, operation, &resource(tenant), &[])?;
                Ok(Administrator { tenant, actor: principal.actor(), caller: Some(caller), operation })
            }
            Requester::Operator(tenant) => {
                self.tenant(Some(tenant)).await?;
                Ok(Administrator { tenant, actor: Actor::Operator, caller: None, operation })
            }
            Requester::OperatorOfAll => {
                Ok(Administrator { tenant: Uuid::nil(), actor: Actor::Operator, caller: None, operation })
            }
        }
    }

    /// Begins to add what a request asks for, unless an earlier one under the same key has.
    ///
    /// # Errors
    /// [`Error::KeyReused`] where that one has asked for something else.
    pub(super) async fn beginning<T: DeserializeOwned>(
        &self,
        by: &Administrator<'_>,
        key: Option<&str>,
        request: &(impl Serialize + Sync),
    ) -> Result<Beginning<T>, Error> {
        let claim = key.map(|key| self.claim(by, key, request)).transpose()?;
        match self.database().creation_begin(by.tenant, claim.as_ref()).await? {
            Begun::New(creation) => Ok(Beginning::New(creation)),
            Begun::Other => Err(Error::KeyReused),
            Begun::Known(answer) => {
                let value = serde_json::from_value(answer)
                    .map_err(|e| Error::internal(format!("an answer that was kept cannot be read: {e}")))?;
                Ok(Beginning::Known(Created { value, is_replayed: true }))
            }
        }
    }

    fn claim(&self, by: &Administrator<'_>, key: &str, request: &impl Serialize) -> Result<Claim, Error> {
        let request = serde_json::to_vec(request)
            .map_err(|e| Error::internal(format!("a request cannot be written: {e}")))?;
        let operation = by.operation.as_str();
        let caller = by.actor.id().unwrap_or_default();
        // A key has visible characters alone, so that none of these can run into the next.
        let hash =
            Sha256::new().chain_update(caller).chain_update(operation).chain_update(b"\0").chain_update(key);
        let request_hash = Sha256::new().chain_update(key).chain_update(b"\0").chain_update(request);
        Ok(Claim {
            hash: hash.finalize().into(),
            request_hash: request_hash.finalize().into(),
            operation,
            ttl: self.settings().idempotency_ttl,
        })
    }
}

/// What must be there.
pub(super) fn found<T>(found: Option<T>) -> Result<T, Error> {
    found.ok_or(Error::NotFound)
}
