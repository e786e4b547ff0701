//! Who is calling, once the credential has been believed.

use uuid::Uuid;

use crate::domain::{Actor, AuthProvider, ServiceRole, UserStatus};

/// The holder of a live credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Principal {
    /// A person with a session.
    User(UserPrincipal),
    /// A tenant's own system with a service token.
    Service(ServicePrincipal),
}

/// The user to whom a live session token was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserPrincipal {
    /// The user's tenant.
    pub tenant: Uuid,
    /// The user's id.
    pub user: Uuid,
    /// The session of the token.
    pub session: Uuid,
    /// What the account may do.
    pub status: UserStatus,
    /// Who vouches for the user.
    pub provider: AuthProvider,
}

/// The system to which a live service token was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServicePrincipal {
    /// The token's tenant.
    pub tenant: Uuid,
    /// The token's id.
    pub token: Uuid,
    /// What the token is for.
    pub role: ServiceRole,
}

impl Principal {
    /// The tenant of the credential.
    pub const fn tenant(&self) -> Uuid {
        match self {
            Self::User(user) => user.tenant,
            Self::Service(service) => service.tenant,
        }
    }

    /// Who did something, as the audit log names them.
    pub const fn actor(&self) -> Actor {
        match self {
            Self::User(user) => Actor::User(user.user),
            Self::Service(service) => Actor::Service(service.token),
        }
    }
}
