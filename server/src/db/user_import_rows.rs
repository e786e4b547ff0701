//! Users by the column, as a statement takes many of them at once.
//!
//! Must not know where they come from. The values have been checked.

use chrono::{DateTime, NaiveDate, Utc};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::domain::{AuthProvider, UserStatus};

/// A new user of an import; the values have been checked.
pub struct UserImportRow {
    /// The id (uuid v7).
    pub id: Uuid,
    /// The tenant's own name for the user.
    pub user_id: String,
    /// The address as it was given.
    pub email: String,
    /// The address as it is compared.
    pub email_key: String,
    /// What the account may do; not `deleted`.
    pub status: UserStatus,
    /// Who vouches for the user.
    pub provider: AuthProvider,
    /// A PHC string; none where there is no password.
    pub password_hash: Option<String>,
    /// Profile.
    pub display_name: Option<String>,
    /// Profile.
    pub first_name: Option<String>,
    /// Profile.
    pub last_name: Option<String>,
    /// Profile.
    pub bio: Option<String>,
    /// Profile.
    pub avatar_url: Option<String>,
    /// Profile.
    pub phone_number: Option<String>,
    /// Profile.
    pub timezone: Option<String>,
    /// Profile.
    pub locale: Option<String>,
    /// The name in communities and its skeleton.
    pub handle: Option<(String, String)>,
    /// When the person was born.
    pub date_of_birth: Option<NaiveDate>,
    /// Free-form data, as JSON; none for the empty object.
    pub attributes: Option<String>,
    /// When the user was created; none for now.
    pub created_at: Option<DateTime<Utc>>,
}

/// Users, an array per column.
#[derive(Default)]
pub struct UserColumns {
    pub(super) id: Vec<Uuid>,
    user_id: Vec<String>,
    email: Vec<String>,
    email_key: Vec<String>,
    pub(super) status: Vec<&'static str>,
    pub(super) provider: Vec<&'static str>,
    password_hash: Vec<Option<String>>,
    display_name: Vec<Option<String>>,
    first_name: Vec<Option<String>>,
    last_name: Vec<Option<String>>,
    bio: Vec<Option<String>>,
    avatar_url: Vec<Option<String>>,
    phone_number: Vec<Option<String>>,
    timezone: Vec<Option<String>>,
    locale: Vec<Option<String>>,
    handle: Vec<Option<String>>,
    handle_skeleton: Vec<Option<String>>,
    date_of_birth: Vec<Option<NaiveDate>>,
    attributes: Vec<Option<String>>,
    created_at: Vec<Option<DateTime<Utc>>>,
}

/// What must be unique of some users, an array per column.
#[derive(Default)]
pub struct KeyColumns {
    pub(super) email_key: Vec<String>,
    pub(super) user_id: Vec<String>,
    pub(super) handle_skeleton: Vec<Option<String>>,
}

/// What must be unique of one user.
pub struct UserKeys<'a> {
    /// The e-mail address, as addresses are compared.
    pub email_key: &'a str,
    /// The tenant's own name for the user.
    pub user_id: &'a str,
    /// The skeleton of the handle (UTS 39), where there is one.
    pub handle_skeleton: Option<&'a str>,
}

impl KeyColumns {
    /// The users, one after the other.
    pub fn iter(&self) -> impl Iterator<Item = UserKeys<'_>> {
        let handles = self.handle_skeleton.iter().map(Option::as_deref);
        self.email_key
            .iter()
            .zip(&self.user_id)
            .zip(handles)
            .map(|((email_key, user_id), handle_skeleton)| UserKeys { email_key, user_id, handle_skeleton })
    }
}

impl UserColumns {
    /// Adds a user after the others.
    pub fn push(&mut self, user: UserImportRow) {
        let (handle, handle_skeleton) = user.handle.unzip();
        self.id.push(user.id);
        self.user_id.push(user.user_id);
        self.email.push(user.email);
        self.email_key.push(user.email_key);
        self.status.push(user.status.as_str());
        self.provider.push(user.provider.as_str());
        self.password_hash.push(user.password_hash);
        self.display_name.push(user.display_name);
        self.first_name.push(user.first_name);
        self.last_name.push(user.last_name);
        self.bio.push(user.bio);
        self.avatar_url.push(user.avatar_url);
        self.phone_number.push(user.phone_number);
        self.timezone.push(user.timezone);
        self.locale.push(user.locale);
        self.handle.push(handle);
        self.handle_skeleton.push(handle_skeleton);
        self.date_of_birth.push(user.date_of_birth);
        self.attributes.push(user.attributes);
        self.created_at.push(user.created_at);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// Their ids, in their order.
    pub fn ids(&self) -> &[Uuid] {
        &self.id
    }

    /// What must be unique of those at the given places, which must exist.
    pub fn keys(&self, places: &[usize]) -> KeyColumns {
        let mut keys = KeyColumns::default();
        for place in places {
            keys.email_key.push(self.email_key[*place].clone());
            keys.user_id.push(self.user_id[*place].clone());
            keys.handle_skeleton.push(self.handle_skeleton[*place].clone());
        }
        keys
    }

    /// The parameters of the statements that insert users.
    pub(super) fn params<'a>(&'a self, tenant: &'a Uuid) -> [&'a (dyn ToSql + Sync); 21] {
        [
            tenant,
            &self.id,
            &self.user_id,
            &self.email,
            &self.email_key,
            &self.status,
            &self.provider,
            &self.password_hash,
            &self.display_name,
            &self.first_name,
            &self.last_name,
            &self.bio,
            &self.avatar_url,
            &self.phone_number,
            &self.timezone,
            &self.locale,
            &self.handle,
            &self.handle_skeleton,
            &self.date_of_birth,
            &self.attributes,
            &self.created_at,
        ]
    }
}
