//! Containers and who is in them.

use uuid::Uuid;

use crate::db::writer::Call;
use crate::db::{AuditEvent, Database, Write, audit};
use crate::domain::Error;

pub(super) const CONTAINER_INSERT: &str = "INSERT INTO containers (tenant_id, id, name) VALUES ($1, $2, $3)";

/// One row where both exist, whether or not the user was a member before.
pub(super) const MEMBER_INSERT: &str = "\
WITH found AS (
    SELECT c.id AS container_id, u.id AS user_id
    FROM containers AS c JOIN users AS u ON u.tenant_id = c.tenant_id
    WHERE c.tenant_id = $1 AND c.id = $2 AND u.id = $3
    FOR KEY SHARE
), inserted AS (
    INSERT INTO container_members (tenant_id, container_id, user_id)
    SELECT $1, found.container_id, found.user_id FROM found
    ON CONFLICT DO NOTHING
)
SELECT FROM found";

/// One row where the user was a member.
pub(super) const MEMBER_DELETE: &str = "\
DELETE FROM container_members WHERE tenant_id = $1 AND container_id = $2 AND user_id = $3 RETURNING user_id";

impl Database {
    /// Adds a container.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the id is taken.
    pub async fn container_insert(
        &self,
        tenant: Uuid,
        id: &str,
        name: &str,
        event: &AuditEvent<'_>,
    ) -> Result<(), Error> {
        let audited = audit::Params::of(tenant, event);
        let calls = [
            Call(Write::ContainerInsert, &[&tenant, &id, &name]),
            Call(Write::AuditInsert, &audited.as_array()),
        ];
        self.writer.run(tenant, &calls).await.map(drop)
    }

    /// Makes a user a member of a container, and tells whether both exist.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn member_insert(
        &self,
        tenant: Uuid,
        container: &str,
        user: Uuid,
        event: &AuditEvent<'_>,
    ) -> Result<bool, Error> {
        self.run_if_found(tenant, Call(Write::MemberInsert, &[&tenant, &container, &user]), event).await
    }

    /// Ends a membership, and tells whether there was one.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn member_delete(
        &self,
        tenant: Uuid,
        container: &str,
        user: Uuid,
        event: &AuditEvent<'_>,
    ) -> Result<bool, Error> {
        self.run_if_found(tenant, Call(Write::MemberDelete, &[&tenant, &container, &user]), event).await
    }
}
