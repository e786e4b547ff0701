//! Users as administrators see and change them, by the tenant's own name for them.

use tokio_postgres::Row;
use uuid::Uuid;

use crate::db::users::word;
use crate::db::writer::Call;
use crate::db::{AuditEvent, Database, Transaction, Write, audit, error};
use crate::domain::{AuthProvider, Error, ManagedUser, UserStatus};

/// The columns of a managed user, in the order in which [`managed_from_row`] reads them.
macro_rules! managed_columns {
    () => {
        "u.id, u.user_id, u.email, u.auth_provider, u.status, u.display_name, u.first_name, u.last_name, u.handle, \
         u.phone_number, u.timezone, u.locale, u.created_at, u.updated_at, u.deleted_at, u.erase_after"
    };
}
pub(super) use managed_columns;

/// The column after those of a managed user.
pub(super) const FURTHER_COLUMN: usize = 16;

pub(super) const MANAGED_USER_VIEW: &str =
    concat!("SELECT ", managed_columns!(), " FROM users AS u WHERE u.tenant_id = $1 AND u.user_id = $2");

/// As [`MANAGED_USER_VIEW`], with the user locked.
pub(super) const MANAGED_USER_LOCK: &str = concat!(
    "SELECT ",
    managed_columns!(),
    " FROM users AS u WHERE u.tenant_id = $1 AND u.user_id = $2 FOR UPDATE"
);

pub(super) const USER_BAN: &str = concat!(
    "UPDATE users AS u SET former_status = status, status = 'banned',
    updated_at = greatest(now(), updated_at + interval '1 microsecond')
WHERE u.tenant_id = $1 AND u.id = $2
RETURNING ",
    managed_columns!()
);

/// Whoever was added as banned has no status from before.
pub(super) const USER_RESTORE: &str = concat!(
    "UPDATE users AS u SET status = coalesce(former_status, 'active'), former_status = NULL, deleted_at = NULL,
    erase_after = NULL, updated_at = greatest(now(), updated_at + interval '1 microsecond')
WHERE u.tenant_id = $1 AND u.id = $2
RETURNING ",
    managed_columns!()
);

pub(super) fn managed_from_row(row: &Row) -> Result<ManagedUser, Error> {
    let read = || {
        Ok::<_, tokio_postgres::Error>(ManagedUser {
            id: row.try_get(0)?,
            user_id: row.try_get(1)?,
            email: row.try_get(2)?,
            provider: AuthProvider::default(),
            status: UserStatus::default(),
            display_name: row.try_get(5)?,
            first_name: row.try_get(6)?,
            last_name: row.try_get(7)?,
            handle: row.try_get(8)?,
            phone_number: row.try_get(9)?,
            timezone: row.try_get(10)?,
            locale: row.try_get(11)?,
            created_at: row.try_get(12)?,
            updated_at: row.try_get(13)?,
            deleted_at: row.try_get(14)?,
            erase_after: row.try_get(15)?,
        })
    };
    let user = read().map_err(|e| error::from_driver("a managed user's row", &e))?;
    Ok(ManagedUser {
        provider: word(row, 3, AuthProvider::from_word)?,
        status: word(row, 4, UserStatus::from_word)?,
        ..user
    })
}

impl Database {
    /// The user of this name.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn managed_user_view(&self, tenant: Uuid, user_id: &str) -> Result<Option<ManagedUser>, Error> {
        let call = Call(Write::ManagedUserView, &[&tenant, &user_id]);
        let rows = self.writer.run(tenant, &[call]).await?.pop().unwrap_or_default();
        rows.first().map(managed_from_row).transpose()
    }

    /// Begins a transaction with the user of this name locked; `None` where there is none.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn managed_user_lock(
        &self,
        tenant: Uuid,
        user_id: &str,
    ) -> Result<Option<(Transaction, ManagedUser)>, Error> {
        let call = Call(Write::ManagedUserLock, &[&tenant, &user_id]);
        let (transaction, rows) = self.writer.begin(tenant, call).await?;
        match rows.first().map(managed_from_row).transpose()? {
            Some(user) => Ok(Some((transaction, user))),
            None => {
                transaction.rollback().await;
                Ok(None)
            }
        }
    }
}

impl Transaction {
    /// Shuts a locked user out: ends all their sessions, records it, commits, and gives the user as they then are.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn user_ban(self, user: Uuid, event: &AuditEvent<'_>) -> Result<ManagedUser, Error> {
        let audited = audit::Params::of(self.tenant(), event);
        let tenant = self.tenant();
        let calls = [
            Call(Write::UserBan, &[&tenant, &user]),
            Call(Write::SessionsEnd, &[&tenant, &user]),
            Call(Write::AuditInsert, &audited.as_array()),
        ];
        changed(Write::UserBan, &self.commit_with(&calls).await?)
    }

    /// Gives a locked user the status that they had before a ban or a deletion, records it with that, commits, and gives
    /// the user as they then are.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn user_restore(mut self, user: Uuid, event: &AuditEvent<'_>) -> Result<ManagedUser, Error> {
        let tenant = self.tenant();
        let rows = self.query(Call(Write::UserRestore, &[&tenant, &user])).await?;
        let user = changed(Write::UserRestore, &[rows])?;
        let recorded = [Some(user.status.as_str())];
        self.recorded(&AuditEvent { recorded: &recorded, ..*event }).await?;
        Ok(user)
    }
}

fn changed(what: Write, answers: &[Vec<Row>]) -> Result<ManagedUser, Error> {
    let row = answers.first().and_then(|rows| rows.first());
    managed_from_row(row.ok_or_else(|| Error::internal(format!("{}: no row", what.name())))?)
}
