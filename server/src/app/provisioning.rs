//! Users who are added by an administrator.

use serde::Serialize;
use uuid::Uuid;

use crate::app::App;
use crate::app::accounts::parsed;
use crate::app::administration::{Beginning, Created, Requester};
use crate::authorization::{OperationId, Resource};
use crate::db::{AuditEvent, UserInsert};
use crate::domain::{
    AuthProvider, AvatarUrl, Bio, DisplayName, Email, Error, Handle, Invalid, Locale, ManagedUser, Password,
    PersonName, PhoneNumber, Timezone, UserId, UserStatus,
};

/// A user to add.
#[derive(Clone, Copy, Default, Serialize)]
pub struct NewUser<'a> {
    /// The id; a new one where none is given.
    pub id: Option<Uuid>,
    /// The tenant's own name for the user; the id in text where none is given.
    pub user_id: Option<&'a str>,
    /// An e-mail address that no user of the tenant has.
    pub email: &'a str,
    /// What the account may do; anything but deleted.
    pub status: UserStatus,
    /// Who vouches for the user.
    pub provider: AuthProvider,
    /// A password, where the user logs in with one.
    pub password: Option<&'a str>,
    /// What the person wants to be called.
    pub display_name: Option<&'a str>,
    /// Given name.
    pub first_name: Option<&'a str>,
    /// Family name.
    pub last_name: Option<&'a str>,
    /// What the person says of themself.
    pub bio: Option<&'a str>,
    /// Where a picture is.
    pub avatar_url: Option<&'a str>,
    /// E.164.
    pub phone_number: Option<&'a str>,
    /// A name of the IANA time zone database.
    pub timezone: Option<&'a str>,
    /// A BCP 47 tag.
    pub locale: Option<&'a str>,
    /// A name in communities that no user of the tenant has, and none looks like.
    pub handle: Option<&'a str>,
    /// The user by whom this one came.
    pub referred_by: Option<Uuid>,
}

impl App {
    /// Adds a user.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`]; [`Error::Forbidden`]; [`Error::InvalidField`] for values that cannot be meant;
    /// [`Error::Conflict`] when the id, the address, the tenant's name for the user or the handle is taken;
    /// [`Error::KeyReused`].
    pub async fn user_create(
        &self,
        requester: impl Into<Requester<'_>>,
        new: NewUser<'_>,
        key: Option<&str>,
    ) -> Result<Created<ManagedUser>, Error> {
        let by = self.administrator(requester.into(), OperationId::UserCreate, Resource::Tenant).await?;
        let checked = Checked::new(new)?;
        // Before the transaction, which would have to wait for it.
        let password_hash = match &checked.password {
            Some(password) => Some(self.passwords().hash(password).await?),
            None => None,
        };
        let creation = match self.beginning(&by, key, &new).await? {
            Beginning::New(creation) => creation,
            Beginning::Known(known) => return Ok(known),
        };
        let id = new.id.unwrap_or_else(Uuid::now_v7);
        let id_text = id.to_string();
        let insert = UserInsert {
            id,
            user_id: new.user_id.unwrap_or(&id_text),
            email: new.email,
            email_key: &checked.email_key,
            status: new.status,
            provider: new.provider,
            password_hash: password_hash.as_deref(),
            display_name: new.display_name,
            first_name: new.first_name,
            last_name: new.last_name,
            bio: new.bio,
            avatar_url: new.avatar_url,
            phone_number: new.phone_number,
            timezone: new.timezone,
            locale: checked.locale.as_ref().map(Locale::as_str),
            handle: checked.handle.as_ref().map(Handle::as_str),
            handle_skeleton: checked.handle.as_ref().map(Handle::skeleton),
            referred_by: new.referred_by,
        };
        let (creation, user) = creation.user_insert(insert).await?;
        let recorded = [Some(new.status.as_str()), Some(new.provider.as_str())];
        let event =
            AuditEvent { user: Some(id), fields: &["status", "provider"], recorded: &recorded, ..by.event() };
        creation.commit(&user, Some(id), &event).await?;
        Ok(Created::new(user))
    }
}

/// What a checked new user has in another form than the unchecked one.
pub(super) struct Checked {
    pub(super) email_key: String,
    pub(super) password: Option<Password>,
    pub(super) locale: Option<Locale>,
    pub(super) handle: Option<Handle>,
}

impl Checked {
    pub(super) fn new(user: NewUser<'_>) -> Result<Self, Error> {
        fn optional<T>(
            value: Option<&str>,
            parse: fn(&str) -> Result<T, Invalid>,
        ) -> Result<Option<T>, Invalid> {
            value.map(parse).transpose()
        }
        let mut violations = Vec::new();
        let email = parsed!(violations, "/body/email", Email::parse(user.email));
        let password = parsed!(violations, "/body/password", optional(user.password, Password::parse));
        let locale = parsed!(violations, "/body/locale", optional(user.locale, Locale::parse));
        let handle = parsed!(violations, "/body/handle", optional(user.handle, Handle::parse));
        let rest = [
            ("/body/userId", optional(user.user_id, UserId::parse).map(drop)),
            ("/body/name", optional(user.display_name, DisplayName::parse).map(drop)),
            ("/body/givenName", optional(user.first_name, PersonName::parse).map(drop)),
            ("/body/familyName", optional(user.last_name, PersonName::parse).map(drop)),
            ("/body/bio", optional(user.bio, Bio::parse).map(drop)),
            ("/body/avatarUrl", optional(user.avatar_url, AvatarUrl::parse).map(drop)),
            ("/body/phoneNumber", optional(user.phone_number, PhoneNumber::parse).map(drop)),
            ("/body/timezone", optional(user.timezone, Timezone::parse).map(drop)),
            ("/body/status", addable(user.status)),
            ("/body/password", passwordable(user)),
        ];
        for (pointer, result) in rest {
            parsed!(violations, pointer, result);
        }
        match (email, password, locale, handle) {
            (Some(email), Some(password), Some(locale), Some(handle)) if violations.is_empty() => {
                Ok(Self { email_key: email.key(), password, locale, handle })
            }
            _ => Err(Error::InvalidField { violations }),
        }
    }
}

/// A user is deleted by a deletion, which also sets the time of the erasure.
fn addable(status: UserStatus) -> Result<(), Invalid> {
    match status {
        UserStatus::Pending | UserStatus::Active | UserStatus::Invited | UserStatus::Banned => Ok(()),
        UserStatus::Deleted => Err(Invalid::new("a new user cannot be deleted already")),
    }
}

/// Who comes from an identity provider logs in there.
fn passwordable(user: NewUser<'_>) -> Result<(), Invalid> {
    match (user.provider, user.password) {
        (AuthProvider::Oidc | AuthProvider::Saml, Some(_)) => {
            Err(Invalid::new("is for users of the provider `local` alone"))
        }
        (AuthProvider::Local | AuthProvider::Oidc | AuthProvider::Saml, _) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_violation_is_told_with_its_place() {
        let user = NewUser {
            email: "ada",
            password: Some("short"),
            timezone: Some("Mars/Olympus"),
            status: UserStatus::Deleted,
            ..NewUser::default()
        };
        let Err(Error::InvalidField { violations }) = Checked::new(user).map(drop) else {
            panic!("accepted")
        };
        let mut places: Vec<_> = violations.iter().map(|violation| violation.pointer.as_str()).collect();
        places.sort_unstable();
        assert_eq!(places, ["/body/email", "/body/password", "/body/status", "/body/timezone"]);
    }
}
