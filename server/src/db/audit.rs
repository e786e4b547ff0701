//! The audit log: who changed what, when and from where. It holds names of fields and never their values.

use std::net::IpAddr;

use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::db::writer::Call;
use crate::db::{Database, Write};
use crate::domain::Error;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A tenant was added.
    TenantProvision,
    /// A user was added by an administrator.
    UserProvision,
    /// A person created an account.
    AccountRegister,
    /// Values of a profile changed.
    ProfileUpdate,
    /// An account was deleted; its data is kept for the grace period.
    AccountDelete,
    /// A deletion was undone.
    UserRestore,
    /// A container was added.
    ContainerCreate,
    /// A user became a member of a container.
    ContainerMemberAdd,
    /// A user's membership of a container ended.
    ContainerMemberRemove,
    /// A notification was sent.
    NotificationCreate,
    /// A service token was added.
    ServiceTokenCreate,
    /// A service token was ended.
    ServiceTokenRevoke,
    /// A refresh token was used again long after its use, and its session ended.
    SessionReuse,
}

impl Action {
    /// The word in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TenantProvision => "tenant.provision",
            Self::UserProvision => "user.provision",
            Self::AccountRegister => "account.register",
            Self::ProfileUpdate => "profile.update",
            Self::AccountDelete => "account.delete",
            Self::UserRestore => "user.restore",
            Self::ContainerCreate => "container.create",
            Self::ContainerMemberAdd => "container.member_add",
            Self::ContainerMemberRemove => "container.member_remove",
            Self::NotificationCreate => "notification.create",
            Self::ServiceTokenCreate => "service_token.create",
            Self::ServiceTokenRevoke => "service_token.revoke",
            Self::SessionReuse => "session.reuse",
        }
    }
}

/// A line of the audit log.
#[derive(Clone, Copy, Debug)]
pub struct AuditEvent<'a> {
    /// Whose data it was about, where it was a user's.
    pub user: Option<Uuid>,
    /// The user who did it, or the service token by its id; absent when it was the service itself or its operator.
    pub actor: Option<Uuid>,
    /// What was done.
    pub action: Action,
    /// The names of the fields that changed.
    pub fields: &'a [&'static str],
    /// From where.
    pub address: Option<IpAddr>,
}

pub(super) const AUDIT_INSERT: &str = "\
INSERT INTO audit_events (tenant_id, id, user_id, actor, action, fields, address)
VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// The values of a line, kept while its statement is sent.
pub(super) struct Params<'a> {
    tenant: Uuid,
    id: Uuid,
    user: Option<Uuid>,
    actor: Option<Uuid>,
    action: &'static str,
    fields: &'a [&'static str],
    address: Option<IpAddr>,
}

impl<'a> Params<'a> {
    pub(super) fn of(tenant: Uuid, event: &AuditEvent<'a>) -> Self {
        let AuditEvent { user, actor, action, fields, address } = *event;
        Self { tenant, id: Uuid::now_v7(), user, actor, action: action.as_str(), fields, address }
    }

    pub(super) fn as_array(&self) -> [&(dyn ToSql + Sync); 7] {
        [&self.tenant, &self.id, &self.user, &self.actor, &self.action, &self.fields, &self.address]
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
        let audited = Params::of(tenant, event);
        transaction.commit_with(&[Call(Write::AuditInsert, &audited.as_array())]).await?;
        Ok(true)
    }
}
