//! Credentials of a tenant's own systems.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// What a service token is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServiceRole {
    /// Reads and writes the profiles of its tenant's users.
    #[default]
    Profiles,
    /// Administers its tenant, and is for profiles too.
    Admin,
    /// Administers every tenant of the deployment, and is an administrator of its own.
    Operator,
}

impl ServiceRole {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Profiles, Self::Admin, Self::Operator];

    /// The word for the role.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Profiles => "profiles",
            Self::Admin => "admin",
            Self::Operator => "operator",
        }
    }

    /// The role of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// A service token, without its secret, which only its holder has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceToken {
    /// The id (uuid v7), by which it can be revoked.
    pub id: Uuid,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub role: ServiceRole,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it ends; absent where it does not.
    pub expires_at: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::ServiceRole;

    #[test]
    fn words_are_read_back() {
        for role in ServiceRole::ALL {
            assert_eq!(ServiceRole::from_word(role.as_str()), Some(role));
        }
        assert_eq!(ServiceRole::from_word("Admin"), None);
    }
}
