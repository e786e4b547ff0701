//! The use cases, a file per resource: what the service does, whatever contract asks for it.
//!
//! A use case takes domain values and plain text, decides, and makes a few calls of the database. It knows no HTTP,
//! no wire shape and no SQL.

mod accounts;
mod administration;
mod audit;
mod authorization;
mod avatars;
mod community;
mod containers;
mod erasure;
mod export;
mod managed_users;
mod me;
mod notifications;
mod passwords;
mod provisioning;
mod rate_limits;
mod service_tokens;
mod sessions;
mod settings;
mod tenant_profile;
mod tenants;
mod user_imports;
mod user_profiles;
mod workers;

use std::net::IpAddr;
use std::sync::Arc;

use slog::Logger;

use crate::authorization::Authorizer;
use crate::db::{Database, Origin, TokenState};
use crate::domain::{AuthFailure, Error, User};

pub use accounts::NewAccount;
pub use administration::{Created, Requester};
pub use containers::NewContainer;
pub use managed_users::UserQuery;
pub use notifications::NewNotification;
pub use provisioning::NewUser;
pub use service_tokens::NewServiceToken;
pub use sessions::Credentials;
pub use settings::{RateLimit, RateLimits, Settings};
pub use tenant_profile::{PicturedPrecondition, TenantProfilePatch};
pub use tenants::NewTenant;
pub use user_imports::{
    ImportedUser, UserImportAttempt, UserImportBatch, UserImportClaims, UserImportMode, UserTaken,
};

/// The application: the use cases, with what they share. Clones are the same application.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    database: Database,
    authorizer: Authorizer,
    passwords: passwords::Passwords,
    pictures: workers::Workers,
    settings: Settings,
    log: Logger,
}

/// Where a request comes from, for rate limits, sessions and the audit log.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'a> {
    /// The network address.
    pub address: IpAddr,
    /// The `User-Agent`, as it was sent.
    pub user_agent: Option<&'a str>,
    /// The request's id in the log.
    pub request_id: &'a str,
}

impl<'a> Caller<'a> {
    /// As the audit log has it.
    fn origin(self) -> Origin<'a> {
        let user_agent = self.user_agent.map(sessions::shortened);
        Origin { address: self.address, user_agent, request_id: self.request_id }
    }
}

/// What must hold of a user, or of another resource, for a write to happen.
///
/// It is judged on the row that is locked for the write; where it does not hold, the write is refused with
/// [`Error::PreconditionFailed`].
pub type Precondition<'a, T = User> = Option<&'a (dyn Fn(&T) -> bool + Send + Sync)>;

impl App {
    /// An application on a database, under these policies.
    pub fn new(database: Database, authorizer: Authorizer, settings: Settings, log: Logger) -> Self {
        let passwords = passwords::Passwords::new(settings.password_hashes_max, settings.password_queue_max);
        let pictures =
            workers::Workers::new("decoding pictures", settings.pictures_max, settings.picture_queue_max);
        Self { inner: Arc::new(Inner { database, authorizer, passwords, pictures, settings, log }) }
    }

    /// The database, for those who watch it.
    pub fn database(&self) -> &Database {
        &self.inner.database
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    fn authorizer(&self) -> &Authorizer {
        &self.inner.authorizer
    }

    fn passwords(&self) -> &passwords::Passwords {
        &self.inner.passwords
    }

    fn pictures(&self) -> &workers::Workers {
        &self.inner.pictures
    }

    fn log(&self) -> &Logger {
        &self.inner.log
    }
}

/// Passes a live token and names the failure of any other.
fn live(state: TokenState) -> Result<(), Error> {
    match state {
        TokenState::Live => Ok(()),
        TokenState::SessionExpired => Err(Error::Unauthenticated(AuthFailure::SessionTokenExpired)),
        TokenState::RefreshExpired => Err(Error::Unauthenticated(AuthFailure::RefreshTokenExpired)),
    }
}
