//! Of what something is asked: the resources that policies know.

use uuid::Uuid;

use crate::domain::{ServiceRole, UserPrincipal};

/// A resource, as far as it is known before any of it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource<'a> {
    /// All tenants together.
    Deployment,
    /// A tenant.
    Tenant(Uuid),
    /// A user's account.
    Account(Owned<'a>),
    /// What a user tells of themself.
    Profile(Owned<'a>),
    /// A login of the one who asks.
    Session {
        /// The login's own id.
        id: Uuid,
        /// Whose it is.
        owner: UserPrincipal,
    },
    /// The notifications that the one who asks has received.
    Inbox(UserPrincipal),
    /// A place with members.
    Container {
        /// The tenant.
        tenant: Uuid,
        /// The container's id.
        id: &'a str,
    },
    /// A credential of a tenant's system.
    ServiceToken {
        /// The tenant.
        tenant: Uuid,
        /// The token's id; none before it is created.
        id: Option<Uuid>,
        /// What it is for, where that is known.
        role: Option<ServiceRole>,
    },
}

/// What belongs to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owned<'a> {
    /// To the one who asks.
    Own(UserPrincipal),
    /// To whoever in the tenant has this name, if anybody has it.
    Named {
        /// The tenant.
        tenant: Uuid,
        /// The name by which the request asks for them.
        name: &'a str,
    },
}

impl<'a> Resource<'a> {
    /// The account of the one who asks.
    #[must_use]
    pub const fn own_account(user: UserPrincipal) -> Self {
        Self::Account(Owned::Own(user))
    }

    /// The profile of the one who asks.
    #[must_use]
    pub const fn own_profile(user: UserPrincipal) -> Self {
        Self::Profile(Owned::Own(user))
    }

    /// The account of whoever has this name.
    #[must_use]
    pub const fn account(tenant: Uuid, name: &'a str) -> Self {
        Self::Account(Owned::Named { tenant, name })
    }

    /// The profile of whoever has this name.
    #[must_use]
    pub const fn profile(tenant: Uuid, name: &'a str) -> Self {
        Self::Profile(Owned::Named { tenant, name })
    }
}
