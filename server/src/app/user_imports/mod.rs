//! Imports of users: batches of rows that were judged, each stored together with how far the import has come.
//!
//! What a row may hold is judged in [`user`], by the same rules as a user who is provisioned alone. Must not know what the
//! input looks like: it has a beginning by which it is known, and places.

mod claims;
mod user;

use std::collections::HashSet;

use uuid::Uuid;

use crate::app::App;
use crate::db::{KeysTaken, Transaction, UserColumns, UserImportAdvance};
use crate::domain::{Error, InputDigest, InputPosition, UserImport};

pub use claims::UserImportClaims;
pub use user::ImportedUser;

/// Entries of an input that follow each other.
pub struct UserImportBatch {
    /// Those that can be users.
    pub users: UserColumns,
    /// How many others there were.
    pub refused: u64,
    /// The place after the last of them.
    pub done: InputPosition,
}

/// A user of a batch with a value that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserTaken {
    /// The user's place in the batch, from 0.
    pub place: usize,
    /// What is taken.
    pub keys: KeysTaken,
}

/// A batch that waits to be committed, with the import held still. Dropped, it leaves no trace.
pub struct UserImportAttempt {
    transaction: Transaction,
    added: Added,
    taken: Vec<UserTaken>,
}

/// What an attempt has done of its users so far.
enum Added {
    /// Nothing: all of them are added with the commit.
    Later,
    /// Those at these places, which nothing stood in the way of.
    Free(Vec<usize>),
}

/// How a batch is to be added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserImportMode {
    /// All users at once. It is faster, and none is added where one cannot be.
    #[default]
    Whole,
    /// Those users that nothing stands in the way of.
    Free,
}

impl App {
    /// The tenant's import of an input that begins like this: one that was broken off, or a new one. `begin_again`
    /// forgets what was done; users that were added stay.
    ///
    /// # Errors
    /// [`Error::InvalidField`] for an unknown tenant.
    pub async fn user_import_open(
        &self,
        tenant: Uuid,
        source: &InputDigest,
        begin_again: bool,
    ) -> Result<UserImport, Error> {
        let tenant = self.tenant(Some(tenant)).await?.id;
        self.database().user_import_open(tenant, source, begin_again).await
    }

    /// Begins to add a batch to the import, which must stand where the caller last saw it.
    ///
    /// # Errors
    /// [`Error::PreconditionFailed`] where somebody else has moved the import on.
    pub async fn user_import_attempt(
        &self,
        tenant: Uuid,
        import: &UserImport,
        batch: &UserImportBatch,
        mode: UserImportMode,
    ) -> Result<UserImportAttempt, Error> {
        let Some((mut transaction, found)) = self.database().user_import_lock(tenant, import.id).await?
        else {
            return Err(Error::PreconditionFailed);
        };
        if found != *import {
            transaction.rollback().await;
            return Err(Error::PreconditionFailed);
        }
        match mode {
            UserImportMode::Whole => {
                Ok(UserImportAttempt { transaction, added: Added::Later, taken: Vec::new() })
            }
            UserImportMode::Free => {
                let added = transaction.users_import_free(&batch.users).await?;
                let (added, others) = places(batch.users.ids(), &added);
                let taken = transaction.user_keys_taken(&batch.users.keys(&others)).await?;
                let taken = others.into_iter().zip(taken).map(|(place, keys)| UserTaken { place, keys });
                Ok(UserImportAttempt { transaction, added: Added::Free(added), taken: taken.collect() })
            }
        }
    }

    /// The users who have a value that is taken, by a user or by an earlier entry. Nothing is written: `claims` has what
    /// the entries before these would have taken, and afterwards also what these would.
    ///
    /// # Errors
    /// [`Error::InvalidField`] for an unknown tenant.
    pub async fn user_import_check(
        &self,
        tenant: Uuid,
        users: &UserColumns,
        claims: &mut UserImportClaims,
    ) -> Result<Vec<UserTaken>, Error> {
        let tenant = self.tenant(Some(tenant)).await?.id;
        let places: Vec<usize> = (0..users.len()).collect();
        let keys = users.keys(&places);
        let stored = self.database().user_keys_taken(tenant, &keys).await?;
        let taken = keys.iter().zip(stored).map(|(keys, stored)| claims.claim(&keys, stored));
        let taken = places.into_iter().zip(taken).map(|(place, keys)| UserTaken { place, keys });
        Ok(taken.filter(|taken| taken.keys.any()).collect())
    }
}

impl UserImportAttempt {
    /// The users that are not added because a value of theirs is taken, in their order.
    pub fn taken(&self) -> &[UserTaken] {
        &self.taken
    }

    /// Commits, and gives the import as it stands now.
    ///
    /// # Errors
    /// [`Error::Conflict`] in [`UserImportMode::Whole`] where a value of some user is taken: nothing is done then.
    pub async fn commit(self, import: &UserImport, batch: &UserImportBatch) -> Result<UserImport, Error> {
        let count = |places: usize| u64::try_from(places).unwrap_or(u64::MAX);
        let (accepted, refused) =
            (batch.users.len() - self.taken.len(), batch.refused + count(self.taken.len()));
        let advance =
            UserImportAdvance { id: import.id, done: batch.done, accepted: count(accepted), refused };
        match &self.added {
            Added::Later => self.transaction.users_import(&batch.users, &advance).await?,
            Added::Free(added) => self.transaction.user_import_finish(&batch.users, added, &advance).await?,
        }
        Ok(UserImport {
            id: import.id,
            done: batch.done,
            accepted: import.accepted + advance.accepted,
            refused: import.refused + advance.refused,
        })
    }
}

/// The places of those ids that are among the added, and of the others.
fn places(ids: &[Uuid], added: &[Uuid]) -> (Vec<usize>, Vec<usize>) {
    let added: HashSet<&Uuid> = added.iter().collect();
    (0..ids.len()).partition(|place| added.contains(&ids[*place]))
}
