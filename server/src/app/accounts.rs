//! Accounts that people create for themselves.

use uuid::Uuid;

use crate::app::rate_limits::Purpose;
use crate::app::{App, Caller};
use crate::db::{Action, AuditEvent, TenantRow, UserInsert};
use crate::domain::{
    Actor, AuthProvider, DisplayName, Email, Error, Invalid, Login, Password, UserStatus, Violation,
};

/// What a person says of themself to get an account.
#[derive(Clone, Copy)]
pub struct NewAccount<'a> {
    /// The tenant; needed where there are several.
    pub tenant: Option<Uuid>,
    /// An e-mail address that no account of the tenant has.
    pub email: &'a str,
    /// The password to be.
    pub password: &'a str,
    /// A display name.
    pub name: Option<&'a str>,
    /// The referral code of the user by whom the person came; case does not count.
    pub referral_code: Option<&'a str>,
}

/// Reads a value, or notes why it was refused and where it stood.
macro_rules! parsed {
    ($violations:ident, $pointer:expr, $parse:expr) => {
        match $parse {
            Ok(value) => Some(value),
            Err(invalid) => {
                $violations.push($crate::domain::Invalid::at(invalid, $pointer));
                None
            }
        }
    };
}
pub(super) use parsed;

impl App {
    /// Creates a pending local account and opens its first session.
    ///
    /// # Errors
    /// [`Error::InvalidField`] for values that cannot be meant and for an unknown tenant or referral code;
    /// [`Error::Forbidden`] where the tenant takes no registrations; [`Error::TooManyRequests`]; [`Error::Conflict`] for an
    /// address that has an account.
    pub async fn account_register(
        &self,
        caller: Caller<'_>,
        account: NewAccount<'_>,
    ) -> Result<Login, Error> {
        let mut violations = Vec::new();
        let email = parsed!(violations, "/body/email", Email::parse(account.email));
        let password = parsed!(violations, "/body/password", Password::parse(account.password));
        let name = parsed!(violations, "/body/name", account.name.map(DisplayName::parse).transpose());
        let (Some(email), Some(password), Some(name)) = (email, password, name) else {
            return Err(Error::InvalidField { violations });
        };
        let tenant = self.tenant(account.tenant).await?;
        if !tenant.registration_open {
            return Err(Error::Forbidden);
        }
        let key = email.key();
        self.rate_limit(Purpose::Register, tenant.id, caller.address, key.as_bytes()).await?;
        // After the limit, so that codes cannot be tried out.
        let referred_by = match account.referral_code {
            Some(code) => Some(self.referrer(tenant.id, code).await?),
            None => None,
        };
        let password_hash = self.passwords().hash(&password).await?;

        let id = Uuid::now_v7();
        let pair = self.pair(tenant.id)?;
        let user = UserInsert {
            id,
            user_id: &id.to_string(),
            email: email.as_str(),
            email_key: &key,
            status: UserStatus::Pending,
            provider: AuthProvider::Local,
            password_hash: Some(&password_hash),
            display_name: name.as_ref().map(DisplayName::as_str),
            first_name: None,
            last_name: None,
            bio: None,
            avatar_url: None,
            phone_number: None,
            timezone: None,
            locale: None,
            handle: None,
            handle_skeleton: None,
            referred_by,
        };
        let event = AuditEvent {
            user: Some(id),
            origin: Some(caller.origin()),
            ..AuditEvent::new(Action::ACCOUNT_REGISTER, Actor::User(id))
        };
        let session = self.session(id, &pair, Some(caller));
        self.database().account_insert(tenant.id, user, &session, &event).await
    }

    /// The user whose referral code a registration carries.
    async fn referrer(&self, tenant: Uuid, code: &str) -> Result<Uuid, Error> {
        let found = self.database().referrer_view(tenant, &code.to_ascii_uppercase()).await?;
        found.ok_or_else(|| Invalid::new("is nobody's referral code").at("/body/referralCode").into())
    }

    /// The tenant that a request without a credential means.
    pub(super) async fn tenant(&self, id: Option<Uuid>) -> Result<TenantRow, Error> {
        let (found, reason) = match id {
            Some(id) => (self.database().tenant_view(id).await?, "there is no such tenant"),
            None => (self.database().tenant_sole().await?, "must say which tenant is meant"),
        };
        found.ok_or_else(|| {
            Violation { pointer: "/body/tenantId".to_owned(), reason: reason.to_owned() }.into()
        })
    }
}
