//! A user as administrators see them, and which of the users they want to see.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{AuthProvider, UserStatus};

/// A user with what is administered: no sessions, no biography, no picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagedUser {
    /// The id (uuid v7).
    pub id: Uuid,
    /// The tenant's own name for the user.
    pub user_id: String,
    /// The e-mail address in the case in which it was given.
    pub email: String,
    /// Who vouches for the user.
    pub provider: AuthProvider,
    /// What the account may do.
    pub status: UserStatus,
    /// What the person wants to be called.
    pub display_name: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// The name in communities.
    pub handle: Option<String>,
    /// E.164.
    pub phone_number: Option<String>,
    /// A name of the IANA time zone database.
    pub timezone: Option<String>,
    /// A canonical BCP 47 tag.
    pub locale: Option<String>,
    /// When the user was created.
    pub created_at: DateTime<Utc>,
    /// When a value last changed.
    pub updated_at: DateTime<Utc>,
    /// When the user was deleted.
    pub deleted_at: Option<DateTime<Utc>>,
    /// When a deleted user is erased.
    pub erase_after: Option<DateTime<Utc>>,
}

/// What became of a request to shut a user out, or to let them in again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// It is to be done.
    Due,
    /// It is so already.
    Done,
    /// It cannot be done from here.
    Impossible,
}

impl ManagedUser {
    /// Whether the user can be banned.
    #[must_use]
    pub const fn ban(&self) -> Transition {
        match self.status {
            UserStatus::Pending | UserStatus::Active | UserStatus::Invited => Transition::Due,
            UserStatus::Banned => Transition::Done,
            UserStatus::Deleted => Transition::Impossible,
        }
    }

    /// Whether the user can be restored, of a ban or of a deletion whose grace period is not over.
    #[must_use]
    pub fn restoration(&self, now: DateTime<Utc>) -> Transition {
        match self.status {
            UserStatus::Banned => Transition::Due,
            UserStatus::Deleted if self.erase_after.is_some_and(|end| end > now) => Transition::Due,
            UserStatus::Deleted => Transition::Impossible,
            UserStatus::Pending | UserStatus::Active | UserStatus::Invited => Transition::Done,
        }
    }
}

/// Which users are wanted; all where nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// Of this status.
    pub status: Option<UserStatus>,
    /// Of this provider.
    pub provider: Option<AuthProvider>,
}

/// By what a list of users is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserOrder {
    /// When they were created.
    CreatedAt,
    /// Their e-mail addresses, as they are compared.
    Email,
}

/// The order of a list of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserSort {
    /// By what.
    pub by: UserOrder,
    /// Whether the greatest is first.
    pub descending: bool,
}

impl UserSort {
    /// Newest first.
    pub const NEWEST: Self = Self { by: UserOrder::CreatedAt, descending: true };

    /// Reads `createdAt`, `-createdAt`, `email` or `-email`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let (descending, name) = word.strip_prefix('-').map_or((false, word), |name| (true, name));
        let by = match name {
            "createdAt" => UserOrder::CreatedAt,
            "email" => UserOrder::Email,
            _ => return None,
        };
        Some(Self { by, descending })
    }

    /// The word for the order.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match (self.by, self.descending) {
            (UserOrder::CreatedAt, false) => "createdAt",
            (UserOrder::CreatedAt, true) => "-createdAt",
            (UserOrder::Email, false) => "email",
            (UserOrder::Email, true) => "-email",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_are_read_back() {
        for word in ["createdAt", "-createdAt", "email", "-email"] {
            assert_eq!(UserSort::from_word(word).map(UserSort::as_str), Some(word));
        }
        for bad in ["", "-", "Email", "--email", "name"] {
            assert_eq!(UserSort::from_word(bad), None, "{bad}");
        }
    }
}
