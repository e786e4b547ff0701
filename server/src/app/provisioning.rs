//! Tenants and users that an operator adds.

use uuid::Uuid;

use crate::app::App;
use crate::app::accounts::parsed;
use crate::db::{Action, AuditEvent, TenantInsert, UserInsert};
use crate::domain::text::{self, Lines};
use crate::domain::{
    AuthProvider, AvatarUrl, Bio, DisplayName, Email, Error, Handle, Invalid, Locale, Password, PersonName,
    PhoneNumber, Timezone, UserId, UserStatus,
};

const TENANT_NAME_MAX: usize = 200;

/// A tenant to add.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewTenant<'a> {
    /// The id; a new one where none is given.
    pub id: Option<Uuid>,
    /// What people call it.
    pub name: &'a str,
    /// Whether anybody may create an account.
    pub registration_open: bool,
}

/// A user to add.
#[derive(Clone, Copy, Default)]
pub struct NewUser<'a> {
    /// The tenant.
    pub tenant: Uuid,
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
    /// Adds a tenant and gives its id.
    ///
    /// # Errors
    /// [`Error::InvalidField`] for an unusable name; [`Error::Conflict`] when the id is taken.
    pub async fn tenant_provision(&self, tenant: NewTenant<'_>) -> Result<Uuid, Error> {
        text::check(tenant.name, 1, TENANT_NAME_MAX, Lines::One)
            .map_err(|invalid| invalid.at("/body/name"))?;
        let id = tenant.id.unwrap_or_else(Uuid::now_v7);
        let insert = TenantInsert { id, name: tenant.name, registration_open: tenant.registration_open };
        self.database().tenant_insert(insert, &by_operator(Action::TenantProvision, None)).await?;
        Ok(id)
    }

    /// Adds a user and gives their id.
    ///
    /// # Errors
    /// [`Error::InvalidField`] for values that cannot be meant and for an unknown tenant; [`Error::Conflict`] when the
    /// id, the address, the tenant's name for the user or the handle is taken.
    pub async fn user_provision(&self, user: NewUser<'_>) -> Result<Uuid, Error> {
        let checked = Checked::new(user)?;
        self.tenant(Some(user.tenant)).await?;
        let password_hash = match &checked.password {
            Some(password) => Some(self.passwords().hash(password).await?),
            None => None,
        };
        let id = user.id.unwrap_or_else(Uuid::now_v7);
        let id_text = id.to_string();
        let insert = UserInsert {
            id,
            user_id: user.user_id.unwrap_or(&id_text),
            email: user.email,
            email_key: &checked.email_key,
            status: user.status,
            provider: user.provider,
            password_hash: password_hash.as_deref(),
            display_name: user.display_name,
            first_name: user.first_name,
            last_name: user.last_name,
            bio: user.bio,
            avatar_url: user.avatar_url,
            phone_number: user.phone_number,
            timezone: user.timezone,
            locale: checked.locale.as_ref().map(Locale::as_str),
            handle: checked.handle.as_ref().map(Handle::as_str),
            handle_skeleton: checked.handle.as_ref().map(Handle::skeleton),
            referred_by: user.referred_by,
        };
        self.database()
            .user_insert(user.tenant, insert, &by_operator(Action::UserProvision, Some(id)))
            .await?;
        Ok(id)
    }

    /// Undoes a user's deletion within its grace period. The sessions that it ended stay ended.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such deleted user.
    pub async fn user_restore(&self, tenant: Uuid, user: Uuid) -> Result<(), Error> {
        let event = by_operator(Action::UserRestore, Some(user));
        if self.database().user_restore(tenant, user, &event).await? { Ok(()) } else { Err(Error::NotFound) }
    }
}

/// What a checked new user has in another form than the unchecked one.
struct Checked {
    email_key: String,
    password: Option<Password>,
    locale: Option<Locale>,
    handle: Option<Handle>,
}

impl Checked {
    fn new(user: NewUser<'_>) -> Result<Self, Error> {
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
            ("/body/displayName", optional(user.display_name, DisplayName::parse).map(drop)),
            ("/body/firstName", optional(user.first_name, PersonName::parse).map(drop)),
            ("/body/lastName", optional(user.last_name, PersonName::parse).map(drop)),
            ("/body/bio", optional(user.bio, Bio::parse).map(drop)),
            ("/body/avatarUrl", optional(user.avatar_url, AvatarUrl::parse).map(drop)),
            ("/body/phoneNumber", optional(user.phone_number, PhoneNumber::parse).map(drop)),
            ("/body/timezone", optional(user.timezone, Timezone::parse).map(drop)),
            ("/body/status", addable(user.status)),
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

pub(super) const fn by_operator(action: Action, user: Option<Uuid>) -> AuditEvent<'static> {
    AuditEvent { user, actor: None, action, fields: &[], address: None }
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
