//! Containers and who is in them.

use chrono::{DateTime, Utc};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::db::writer::Call;
use crate::db::{AuditEvent, Creation, Database, Transaction, Write, audit, error};
use crate::domain::{Container, ContainerMember, Error};

/// The columns of a container, in the order in which [`container_from_row`] reads them.
macro_rules! container_columns {
    () => {
        "c.id, c.name, c.created_at"
    };
}

pub(super) const CONTAINER_LIST: &str = concat!(
    "SELECT ",
    container_columns!(),
    " FROM containers AS c WHERE c.tenant_id = $1 AND c.id > $2 ORDER BY c.id LIMIT $3"
);

pub(super) const CONTAINER_VIEW: &str =
    concat!("SELECT ", container_columns!(), " FROM containers AS c WHERE c.tenant_id = $1 AND c.id = $2");

/// As [`CONTAINER_VIEW`], with the container locked.
pub(super) const CONTAINER_LOCK: &str = concat!(
    "SELECT ",
    container_columns!(),
    " FROM containers AS c WHERE c.tenant_id = $1 AND c.id = $2 FOR NO KEY UPDATE"
);

pub(super) const CONTAINER_INSERT: &str = concat!(
    "INSERT INTO containers AS c (tenant_id, id, name) VALUES ($1, $2, $3) RETURNING ",
    container_columns!()
);

pub(super) const CONTAINER_UPDATE: &str = "UPDATE containers SET name = $3 WHERE tenant_id = $1 AND id = $2";

/// Memberships and notifications go with their container, by their foreign keys.
pub(super) const CONTAINER_DELETE: &str =
    "DELETE FROM containers WHERE tenant_id = $1 AND id = $2 RETURNING id";

/// One row for an empty container, and none where there is no container.
pub(super) const MEMBER_LIST: &str = "\
SELECT member.user_id, member.name, member.created_at
FROM containers AS c
LEFT JOIN LATERAL (
    SELECT m.user_id, u.user_id AS name, m.created_at
    FROM container_members AS m JOIN users AS u ON u.tenant_id = $1 AND u.id = m.user_id
    WHERE m.tenant_id = $1 AND m.container_id = $2 AND m.user_id > $3
    ORDER BY m.user_id LIMIT $4
) AS member ON true
WHERE c.tenant_id = $1 AND c.id = $2
ORDER BY member.user_id";

/// One row where both exist, with whether the user was a member before.
pub(super) const MEMBER_INSERT: &str = "\
WITH found AS (
    SELECT c.id AS container_id, u.id AS user_id
    FROM containers AS c JOIN users AS u ON u.tenant_id = c.tenant_id
    WHERE c.tenant_id = $1 AND c.id = $2 AND u.user_id = $3
    FOR KEY SHARE
), inserted AS (
    INSERT INTO container_members (tenant_id, container_id, user_id)
    SELECT $1, found.container_id, found.user_id FROM found
    ON CONFLICT DO NOTHING
    RETURNING user_id
)
SELECT found.user_id, EXISTS (SELECT FROM inserted) FROM found";

/// One row where the user was a member.
pub(super) const MEMBER_DELETE: &str = "\
DELETE FROM container_members AS m USING users AS u
WHERE m.tenant_id = $1 AND m.container_id = $2 AND u.tenant_id = $1 AND u.user_id = $3 AND m.user_id = u.id
RETURNING m.user_id";

impl Database {
    /// At most so many of the tenant's containers, by id, after one.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn container_list(
        &self,
        tenant: Uuid,
        after: Option<&str>,
        rows: i64,
    ) -> Result<Vec<Container>, Error> {
        let after = after.unwrap_or_default();
        let call = Call(Write::ContainerList, &[&tenant, &after, &rows]);
        let found = self.writer.run(tenant, &[call]).await?.pop().unwrap_or_default();
        found.iter().map(container_from_row).collect()
    }

    /// A container by its id.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn container_view(&self, tenant: Uuid, id: &str) -> Result<Option<Container>, Error> {
        let call = Call(Write::ContainerView, &[&tenant, &id]);
        let rows = self.writer.run(tenant, &[call]).await?.pop().unwrap_or_default();
        rows.first().map(container_from_row).transpose()
    }

    /// Begins a transaction with a container locked; `None` where there is none.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn container_lock(
        &self,
        tenant: Uuid,
        id: &str,
    ) -> Result<Option<(Transaction, Container)>, Error> {
        let (transaction, rows) =
            self.writer.begin(tenant, Call(Write::ContainerLock, &[&tenant, &id])).await?;
        match rows.first().map(container_from_row).transpose()? {
            Some(container) => Ok(Some((transaction, container))),
            None => {
                transaction.rollback().await;
                Ok(None)
            }
        }
    }

    /// Removes a container with all that is in it, and tells whether there was one.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn container_delete(
        &self,
        tenant: Uuid,
        id: &str,
        event: &AuditEvent<'_>,
    ) -> Result<bool, Error> {
        self.run_if_found(tenant, Call(Write::ContainerDelete, &[&tenant, &id]), event).await
    }

    /// At most so many members of a container, by their ids, after one; `None` where there is no container.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn member_list(
        &self,
        tenant: Uuid,
        container: &str,
        after: Option<Uuid>,
        rows: i64,
    ) -> Result<Option<Vec<ContainerMember>>, Error> {
        let after = after.unwrap_or(Uuid::nil());
        let call = Call(Write::MemberList, &[&tenant, &container, &after, &rows]);
        let found = self.writer.run(tenant, &[call]).await?.pop().unwrap_or_default();
        if found.is_empty() {
            return Ok(None);
        }
        let members: Result<_, _> = found.iter().filter_map(|row| member_from_row(row).transpose()).collect();
        members.map(Some).map_err(|e| error::from_driver(Write::MemberList.name(), &e))
    }

    /// Makes the user of this name a member of a container, and tells whether both exist. Only who was no member before is
    /// recorded.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn member_insert(
        &self,
        tenant: Uuid,
        container: &str,
        user_id: &str,
        event: &AuditEvent<'_>,
    ) -> Result<bool, Error> {
        let call = Call(Write::MemberInsert, &[&tenant, &container, &user_id]);
        let (transaction, rows) = self.writer.begin(tenant, call).await?;
        let Some(row) = rows.first() else {
            transaction.rollback().await;
            return Ok(false);
        };
        let read = || Ok::<_, tokio_postgres::Error>((row.try_get(0)?, row.try_get(1)?));
        let (user, is_new): (Uuid, bool) =
            read().map_err(|e| error::from_driver(Write::MemberInsert.name(), &e))?;
        if is_new {
            transaction.recorded(&AuditEvent { user: Some(user), ..*event }).await?;
        } else {
            transaction.rollback().await;
        }
        Ok(true)
    }

    /// Ends a membership of the user of this name, and tells whether there was one.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn member_delete(
        &self,
        tenant: Uuid,
        container: &str,
        user_id: &str,
        event: &AuditEvent<'_>,
    ) -> Result<bool, Error> {
        let call = Call(Write::MemberDelete, &[&tenant, &container, &user_id]);
        let (transaction, rows) = self.writer.begin(tenant, call).await?;
        let Some(row) = rows.first() else {
            transaction.rollback().await;
            return Ok(false);
        };
        let user = row.try_get(0).map_err(|e| error::from_driver(Write::MemberDelete.name(), &e))?;
        transaction.recorded(&AuditEvent { user: Some(user), ..*event }).await?;
        Ok(true)
    }
}

impl Transaction {
    /// Writes a locked container, records it and commits.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn container_update(self, container: &Container, event: &AuditEvent<'_>) -> Result<(), Error> {
        let audited = audit::Params::of(self.tenant(), event);
        let tenant = self.tenant();
        let calls = [
            Call(Write::ContainerUpdate, &[&tenant, &container.id, &container.name]),
            Call(Write::AuditInsert, &audited.as_array()),
        ];
        self.commit_with(&calls).await.map(drop)
    }
}

impl Creation {
    /// Adds a container.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the id is taken.
    pub async fn container_insert(self, id: &str, name: &str) -> Result<(Self, Container), Error> {
        let tenant = self.within();
        let call = Call(Write::ContainerInsert, &[&tenant, &id, &name]);
        let (creation, row) = self.add_one(call).await?;
        Ok((creation, container_from_row(&row)?))
    }
}

fn container_from_row(row: &Row) -> Result<Container, Error> {
    let read = || {
        Ok::<_, tokio_postgres::Error>(Container {
            id: row.try_get(0)?,
            name: row.try_get(1)?,
            created_at: row.try_get(2)?,
        })
    };
    read().map_err(|e| error::from_driver("a container's row", &e))
}

/// The row of an empty container has no member.
fn member_from_row(row: &Row) -> Result<Option<ContainerMember>, tokio_postgres::Error> {
    let Some(user) = row.try_get(0)? else { return Ok(None) };
    let joined_at: DateTime<Utc> = row.try_get(2)?;
    Ok(Some(ContainerMember { user, user_id: row.try_get(1)?, joined_at }))
}
