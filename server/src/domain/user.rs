//! A user as every contract shows a part of it.
//!
//! The values were checked when they were written, so a row that is read back is not checked again.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{Handle, email};

/// One person in one tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The id (uuid v7), unique everywhere.
    pub id: Uuid,
    /// The tenant.
    pub tenant: Uuid,
    /// The tenant's own name for the user; the id in text where none was chosen.
    pub user_id: String,
    /// The e-mail address in the case in which it was given.
    pub email: String,
    /// What the account may do.
    pub status: UserStatus,
    /// Who vouches for the user.
    pub provider: AuthProvider,
    /// What the person wants to be called.
    pub display_name: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// What the person says of themself.
    pub bio: Option<String>,
    /// Where a linked picture is; none beside an uploaded one.
    pub avatar_url: Option<String>,
    /// The name of an uploaded picture; none beside a linked one.
    pub avatar_id: Option<String>,
    /// E.164; none where there is no number.
    pub phone_number: Option<String>,
    /// A name of the IANA time zone database.
    pub timezone: Option<String>,
    /// A canonical BCP 47 tag.
    pub locale: Option<String>,
    /// The name in communities.
    pub handle: Option<Handle>,
    /// When the person was born.
    pub date_of_birth: Option<NaiveDate>,
    /// The code by which others are referred.
    pub referral_code: String,
    /// When the user was created.
    pub created_at: DateTime<Utc>,
    /// When a value last changed; it only ever grows.
    pub updated_at: DateTime<Utc>,
    /// How many sessions can still be used or refreshed.
    pub active_sessions: i64,
}

impl User {
    /// The display name; without one first and last name; without either the e-mail address before its `@`.
    pub fn name(&self) -> String {
        if let Some(name) = &self.display_name {
            return name.clone();
        }
        match (&self.first_name, &self.last_name) {
            (Some(first), Some(last)) => format!("{first} {last}"),
            (Some(name), None) | (None, Some(name)) => name.clone(),
            (None, None) => email::local_part(&self.email).to_owned(),
        }
    }
}

/// What an account may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserStatus {
    /// Registered, not yet confirmed; may log in.
    #[default]
    Pending,
    /// May log in.
    Active,
    /// Deleted; may not log in, and is erased after the grace period.
    Deleted,
    /// Asked to join; has no password yet.
    Invited,
    /// Shut out.
    Banned,
}

impl UserStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Pending, Self::Active, Self::Deleted, Self::Invited, Self::Banned];

    /// The word for the status.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Deleted => "deleted",
            Self::Invited => "invited",
            Self::Banned => "banned",
        }
    }

    /// The status of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// Who vouches for a user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthProvider {
    /// This service, with a password.
    #[default]
    Local,
    /// An `OpenID` Connect provider.
    Oidc,
    /// A SAML identity provider.
    Saml,
}

impl AuthProvider {
    /// Every provider.
    pub const ALL: [Self; 3] = [Self::Local, Self::Oidc, Self::Saml];

    /// The word for the provider.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Oidc => "oidc",
            Self::Saml => "saml",
        }
    }

    /// The provider of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.as_str() == word)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A user with nothing but an address.
    pub(crate) fn bare() -> User {
        User {
            id: Uuid::nil(),
            tenant: Uuid::nil(),
            user_id: "user_123".to_owned(),
            email: "ada@example.com".to_owned(),
            status: UserStatus::Active,
            provider: AuthProvider::Local,
            display_name: None,
            first_name: None,
            last_name: None,
            bio: None,
            avatar_url: None,
            avatar_id: None,
            phone_number: None,
            timezone: None,
            locale: None,
            handle: None,
            date_of_birth: None,
            referral_code: "7F3A09C2D41B86E5".to_owned(),
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            active_sessions: 0,
        }
    }

    #[test]
    fn the_best_known_name_is_shown() {
        let some = |text: &str| Some(text.to_owned());
        let mut user = bare();
        assert_eq!(user.name(), "ada");
        user.last_name = some("Lovelace");
        assert_eq!(user.name(), "Lovelace");
        user.first_name = some("Ada");
        assert_eq!(user.name(), "Ada Lovelace");
        user.display_name = some("Countess");
        assert_eq!(user.name(), "Countess");
    }

    #[test]
    fn words_are_read_back() {
        for status in UserStatus::ALL {
            assert_eq!(UserStatus::from_word(status.as_str()), Some(status));
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
        for provider in AuthProvider::ALL {
            assert_eq!(AuthProvider::from_word(provider.as_str()), Some(provider));
            assert_eq!(serde_json::to_value(provider).unwrap(), provider.as_str());
        }
        assert_eq!(UserStatus::from_word("Active"), None);
    }
}
