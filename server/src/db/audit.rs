//! The audit log: who changed what, when and from where. Of values it holds words of the administration alone.

use std::net::IpAddr;

use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::authorization::OperationId;
use crate::db::writer::Call;
use crate::db::{Database, Transaction, Write};
use crate::domain::{Actor, Error};

/// What was done, in a word: an operation, or what no operation is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action(&'static str);

impl Action {
    /// A person created an account.
    pub const ACCOUNT_REGISTER: Self = Self("account_register");
    /// A user was added by an import.
    pub const USER_IMPORT: Self = Self("user_import");
    /// A refresh token was used again long after its use, and its session ended.
    pub const SESSION_REUSE: Self = Self("session_reuse");

    /// An operation that needs a credential.
    pub const fn of(operation: OperationId) -> Self {
        Self(operation.as_str())
    }

    /// The word in the log.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

/// From where something was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin<'a> {
    /// The network address.
    pub address: IpAddr,
    /// The `User-Agent`.
    pub user_agent: Option<&'a str>,
    /// The request's id in the service's log.
    pub request_id: &'a str,
}

/// A line of the audit log.
#[derive(Clone, Copy, Debug)]
pub struct AuditEvent<'a> {
    /// Whose data it was about, where it was a user's.
    pub user: Option<Uuid>,
    /// Who did it.
    pub actor: Actor,
    /// What was done.
    pub action: Action,
    /// The names of the fields that changed.
    pub fields: &'a [&'static str],
    /// What each of the first fields became; none where that is nobody's business, as for all further ones.
    pub recorded: &'a [Option<&'a str>],
    /// From where; none where no request asked for it.
    pub origin: Option<Origin<'a>>,
}

impl AuditEvent<'_> {
    /// Something that no user's data and no field was touched by, and no request asked for.
    pub const fn new(action: Action, actor: Actor) -> Self {
        Self { user: None, actor, action, fields: &[], recorded: &[], origin: None }
    }
}

pub(super) const AUDIT_INSERT: &str = "\
INSERT INTO audit_events (tenant_id, id, user_id, actor_kind, actor, action, fields, recorded, address, user_agent,
    request_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

/// The values of a line, kept while its statement is sent.
pub(super) struct Params<'a> {
    tenant: Uuid,
    id: Uuid,
    user: Option<Uuid>,
    actor_kind: &'static str,
    actor: Option<Uuid>,
    action: &'static str,
    fields: &'a [&'static str],
    recorded: &'a [Option<&'a str>],
    address: Option<IpAddr>,
    user_agent: Option<&'a str>,
    request_id: Option<&'a str>,
}

impl<'a> Params<'a> {
    pub(super) fn of(tenant: Uuid, event: &AuditEvent<'a>) -> Self {
        let AuditEvent { user, actor, action, fields, recorded, origin } = *event;
        Self {
            tenant,
            id: Uuid::now_v7(),
            user,
            actor_kind: actor.kind(),
            actor: actor.id(),
            action: action.as_str(),
            fields,
            recorded,
            address: origin.map(|origin| origin.address),
            user_agent: origin.and_then(|origin| origin.user_agent),
            request_id: origin.map(|origin| origin.request_id),
        }
    }

    pub(super) fn as_array(&self) -> [&(dyn ToSql + Sync); 11] {
        [
            &self.tenant,
            &self.id,
            &self.user,
            &self.actor_kind,
            &self.actor,
            &self.action,
            &self.fields,
            &self.recorded,
            &self.address,
            &self.user_agent,
            &self.request_id,
        ]
    }
}

impl Transaction {
    /// Records what was done, and commits.
    pub(super) async fn recorded(self, event: &AuditEvent<'_>) -> Result<(), Error> {
        let audited = Params::of(self.tenant(), event);
        self.commit_with(&[Call(Write::AuditInsert, &audited.as_array())]).await.map(drop)
    }
}

impl Database {
    /// Commits a statement that gave a row, and its line in the log; tells whether there was a row.
    pub(super) async fn run_if_found(
        &self,
        tenant: Uuid,
        call: Call<'_>,
        event: &AuditEvent<'_>,
    ) -> Result<bool, Error> {
        let (transaction, rows) = self.writer.begin(tenant, call).await?;
        if rows.is_empty() {
            transaction.rollback().await;
            return Ok(false);
        }
        transaction.recorded(event).await?;
        Ok(true)
    }
}
