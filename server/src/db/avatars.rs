//! Uploaded pictures, and users together with theirs.

use std::sync::Arc;

use tokio_postgres::Row;
use uuid::Uuid;

use crate::db::sessions::Holder;
use crate::db::users::{FURTHER_COLUMN, user_and_holder};
use crate::db::writer::Call;
use crate::db::{Database, Read, Transaction, Write, error};
use crate::domain::{AvatarId, Error, PicturedUser, Token};

/// The picture of somebody who is out is nobody's to see any more.
pub(super) const AVATAR_VIEW: &str = "\
SELECT a.picture FROM avatars AS a
JOIN users AS u ON u.tenant_id = a.tenant_id AND u.id = a.user_id
WHERE a.tenant_id = $1 AND a.id = $2 AND u.status NOT IN ('banned', 'deleted')";

pub(super) const AVATAR_LOCKED: &str = "SELECT picture FROM avatars WHERE tenant_id = $1 AND id = $2";

pub(super) const AVATAR_INSERT: &str =
    "INSERT INTO avatars (tenant_id, user_id, id, picture) VALUES ($1, $2, $3, $4)";

pub(super) const AVATARS_DELETE: &str =
    "DELETE FROM avatars WHERE tenant_id = $1 AND user_id = $2 AND id IS DISTINCT FROM $3";

fn png(row: &Row, column: usize) -> Result<Option<Arc<[u8]>>, Error> {
    let bytes: Option<&[u8]> = row.try_get(column).map_err(|e| error::from_driver("a picture's row", &e))?;
    Ok(bytes.map(Arc::from))
}

fn pictured(row: &Row) -> Result<(PicturedUser, Holder), Error> {
    let (user, holder) = user_and_holder(row)?;
    Ok((PicturedUser { user, png: png(row, FURTHER_COLUMN)? }, holder))
}

impl Database {
    /// The user of a session token with their picture, in one statement.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn tenant_profile_view(&self, token: &Token) -> Result<Option<(PicturedUser, Holder)>, Error> {
        let (tenant, hash) = (token.tenant(), token.hash());
        let row = self.reader.query_opt(Read::TenantProfileView, &[&tenant, &hash.as_slice()]).await?;
        row.as_ref().map(pictured).transpose()
    }

    /// Begins a transaction with the user of a session token locked; `None` where there is no such token.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn tenant_profile_lock(
        &self,
        token: &Token,
    ) -> Result<Option<(Transaction, PicturedUser, Holder)>, Error> {
        let (tenant, hash) = (token.tenant(), token.hash());
        let call = Call(Write::TenantProfileLock, &[&tenant, &hash.as_slice()]);
        let (mut transaction, rows) = self.writer.begin(tenant, call).await?;
        let Some((mut pictured, holder)) = rows.first().map(pictured).transpose()? else {
            transaction.rollback().await;
            return Ok(None);
        };
        // After a wait for the lock the user is the newest one, but all else is as it was when the statement began: a
        // picture that came meanwhile needs another look.
        if let (Some(id), None) = (&pictured.user.avatar_id, &pictured.png) {
            let rows = transaction.query(Call(Write::AvatarLocked, &[&tenant, id])).await?;
            pictured.png = rows.first().map(|row| png(row, 0)).transpose()?.flatten();
        }
        Ok(Some((transaction, pictured, holder)))
    }

    /// An uploaded picture, a PNG, unless its user is shut out or gone.
    ///
    /// # Errors
    /// Of the database alone.
    pub async fn avatar_view(&self, id: AvatarId) -> Result<Option<Vec<u8>>, Error> {
        let (tenant, text): (Uuid, String) = (id.tenant(), id.encode());
        let row = self.reader.query_opt(Read::AvatarView, &[&tenant, &text]).await?;
        let read = |row: Row| row.try_get(0).map_err(|e| error::from_driver(Read::AvatarView.name(), &e));
        row.map(read).transpose()
    }
}
