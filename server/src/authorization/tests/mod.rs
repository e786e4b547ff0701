//! The shipped policies: who may do what; and what an operator's own policies do and may not.

mod document;
mod files;
mod operator;
mod shipped;

use std::fs;
use std::sync::LazyLock;

use tempfile::TempDir;
use uuid::Uuid;

use crate::authorization::{Authorizer, Decision, OperationId, Resource};
use crate::domain::{AuthProvider, Principal, ServicePrincipal, ServiceRole, UserPrincipal, UserStatus};

const TENANT: Uuid = Uuid::from_u128(0x2489_e9ad_2ee2_8e00_8ec9_32d5_f691_81c0);
const OTHER_TENANT: Uuid = Uuid::from_u128(0x2489_e9ad_2ee2_8e00_8ec9_32d5_f691_81c1);
const ADA: UserPrincipal = user(TENANT, 1);

static SHIPPED: LazyLock<Authorizer> = LazyLock::new(|| Authorizer::load(None).unwrap());

const fn user(tenant: Uuid, number: u128) -> UserPrincipal {
    UserPrincipal {
        tenant,
        user: Uuid::from_u128(number),
        session: Uuid::from_u128(0x5e55),
        status: UserStatus::Active,
        provider: AuthProvider::Local,
    }
}

const fn service(tenant: Uuid, role: ServiceRole) -> Principal {
    Principal::Service(ServicePrincipal { tenant, token: Uuid::from_u128(0x70ce), role })
}

/// What of ada's, or of her tenant, the operation is about, when the principal asks for it.
fn of_ada(operation: OperationId, principal: &Principal) -> Resource<'static> {
    let is_ada = *principal == Principal::User(ADA);
    let profile = if is_ada { Resource::own_profile(ADA) } else { Resource::profile(TENANT, "user_123") };
    let account = if is_ada { Resource::own_account(ADA) } else { Resource::account(TENANT, "user_123") };
    match operation {
        OperationId::SessionLogout | OperationId::SessionRevoke => {
            Resource::Session { id: ADA.session, owner: ADA }
        }
        OperationId::SessionList
        | OperationId::DataExport
        | OperationId::MeDelete
        | OperationId::ReferralList
        | OperationId::UserView
        | OperationId::UserBan
        | OperationId::UserRestore
        | OperationId::UserErase => account,
        OperationId::MeView
        | OperationId::MeUpdate
        | OperationId::UserProfileView
        | OperationId::UserProfileUpsert
        | OperationId::TenantProfileView
        | OperationId::TenantProfileUpdate
        | OperationId::CommunityProfileView
        | OperationId::CommunityProfileUpdate => profile,
        OperationId::CommunityPublicProfileView => Resource::profile(TENANT, "countess"),
        OperationId::NotificationList | OperationId::NotificationRead => Resource::Inbox(ADA),
        OperationId::TenantList | OperationId::TenantCreate => Resource::Deployment,
        OperationId::TenantView
        | OperationId::TenantUpdate
        | OperationId::UserList
        | OperationId::UserCreate
        | OperationId::ServiceTokenList
        | OperationId::ContainerList
        | OperationId::ContainerCreate
        | OperationId::AuditEventList => Resource::Tenant(TENANT),
        OperationId::ServiceTokenCreate => {
            Resource::ServiceToken { tenant: TENANT, id: None, role: Some(ServiceRole::Admin) }
        }
        OperationId::ServiceTokenRevoke => {
            Resource::ServiceToken { tenant: TENANT, id: Some(Uuid::nil()), role: None }
        }
        OperationId::ContainerView
        | OperationId::ContainerUpdate
        | OperationId::ContainerDelete
        | OperationId::ContainerMemberList
        | OperationId::ContainerMemberAdd
        | OperationId::ContainerMemberRemove
        | OperationId::NotificationCreate => Resource::Container { tenant: TENANT, id: "demo" },
    }
}

fn allowed() -> Decision {
    Decision::Allowed(Vec::new())
}

fn denied() -> Decision {
    Decision::Denied(Vec::new())
}

/// A directory with these files.
fn directory(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(directory.path().join(name), text).unwrap();
    }
    directory
}
