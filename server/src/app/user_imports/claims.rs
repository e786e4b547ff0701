//! What the entries of an input would take of each other, for a run that stores nothing.
//!
//! Values are kept as digests, since an input may have millions of them. Must not know what is stored.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use crate::db::{KeysTaken, UserKeys};

/// The unique values of the entries that would have been stored so far.
#[derive(Default)]
pub struct UserImportClaims {
    emails: HashSet<u128>,
    user_ids: HashSet<u128>,
    handles: HashSet<u128>,
}

impl UserImportClaims {
    /// Claims the values of the next entry, if all of them are free; `stored` tells which of them users have. Gives
    /// those that are taken.
    pub(super) fn claim(&mut self, keys: &UserKeys<'_>, stored: KeysTaken) -> KeysTaken {
        let (email, user_id) = (digest(keys.email_key), digest(keys.user_id));
        let handle = keys.handle_skeleton.map(digest);
        let taken = KeysTaken {
            email: stored.email || self.emails.contains(&email),
            user_id: stored.user_id || self.user_ids.contains(&user_id),
            handle: stored.handle || handle.is_some_and(|handle| self.handles.contains(&handle)),
        };
        if !taken.any() {
            self.emails.insert(email);
            self.user_ids.insert(user_id);
            self.handles.extend(handle);
        }
        taken
    }
}

/// Half of a SHA-256: of a billion values no two are expected to share it.
fn digest(value: &str) -> u128 {
    let digest: [u8; 32] = Sha256::digest(value).into();
    digest[..16].iter().fold(0, |sum, byte| sum << 8 | u128::from(*byte))
}
