//! Every operation, asked for by everybody.

use super::{ADA, OTHER_TENANT, SHIPPED, TENANT, allowed, denied, of_ada, service, user};
use crate::authorization::{OperationId, Resource};
use crate::domain::{AuthProvider, Principal, ServiceRole, UserPrincipal, UserStatus};

/// Who asks for what is ada's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asking {
    Herself,
    AnotherUser,
    ForeignUser,
    Profiles,
    Admin,
    Operator,
    ForeignProfiles,
    ForeignAdmin,
    ForeignOperator,
}

use Asking::{Admin, AnotherUser, ForeignOperator, Herself, Operator, Profiles};

const ALL: [Asking; 9] = [
    Asking::Herself,
    Asking::AnotherUser,
    Asking::ForeignUser,
    Asking::Profiles,
    Asking::Admin,
    Asking::Operator,
    Asking::ForeignProfiles,
    Asking::ForeignAdmin,
    Asking::ForeignOperator,
];

impl Asking {
    fn principal(self) -> Principal {
        match self {
            Self::Herself => Principal::User(ADA),
            Self::AnotherUser => Principal::User(user(TENANT, 2)),
            // Ids are of their tenant, so the same one may be somebody else's.
            Self::ForeignUser => Principal::User(user(OTHER_TENANT, 1)),
            Self::Profiles => service(TENANT, ServiceRole::Profiles),
            Self::Admin => service(TENANT, ServiceRole::Admin),
            Self::Operator => service(TENANT, ServiceRole::Operator),
            Self::ForeignProfiles => service(OTHER_TENANT, ServiceRole::Profiles),
            Self::ForeignAdmin => service(OTHER_TENANT, ServiceRole::Admin),
            Self::ForeignOperator => service(OTHER_TENANT, ServiceRole::Operator),
        }
    }
}

/// Who may.
fn granted(operation: OperationId) -> &'static [Asking] {
    match operation {
        OperationId::SessionLogout
        | OperationId::SessionList
        | OperationId::SessionRevoke
        | OperationId::DataExport
        | OperationId::MeView
        | OperationId::MeUpdate
        | OperationId::MeDelete
        | OperationId::TenantProfileView
        | OperationId::TenantProfileUpdate
        | OperationId::CommunityProfileView
        | OperationId::CommunityProfileUpdate
        | OperationId::ReferralList
        | OperationId::NotificationList
        | OperationId::NotificationRead => &[Herself],
        OperationId::CommunityPublicProfileView => &[Herself, AnotherUser],
        OperationId::UserProfileView | OperationId::UserProfileUpsert => {
            &[Herself, Profiles, Admin, Operator]
        }
        OperationId::TenantList | OperationId::TenantCreate => &[Operator, ForeignOperator],
        OperationId::TenantView | OperationId::TenantUpdate | OperationId::ServiceTokenCreate => {
            &[Admin, Operator, ForeignOperator]
        }
        OperationId::UserList
        | OperationId::UserCreate
        | OperationId::UserView
        | OperationId::UserBan
        | OperationId::UserRestore
        | OperationId::UserErase
        | OperationId::ServiceTokenList
        | OperationId::ServiceTokenRevoke
        | OperationId::ContainerList
        | OperationId::ContainerCreate
        | OperationId::ContainerView
        | OperationId::ContainerUpdate
        | OperationId::ContainerDelete
        | OperationId::ContainerMemberList
        | OperationId::ContainerMemberAdd
        | OperationId::ContainerMemberRemove
        | OperationId::NotificationCreate
        | OperationId::AuditEventList => &[Admin, Operator],
    }
}

#[test]
fn every_operation_is_for_those_who_may_and_for_nobody_else() {
    let mut wrong = Vec::new();
    for operation in OperationId::ALL {
        for asking in ALL {
            let principal = asking.principal();
            let resource = of_ada(*operation, &principal);
            let decision = SHIPPED.decide(&principal, *operation, &resource, &[]);
            let expected = if granted(*operation).contains(&asking) { allowed() } else { denied() };
            if decision != expected {
                wrong.push(format!("{} by {asking:?}: {decision:?}", operation.as_str()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn what_a_user_is_and_changes_makes_no_difference() {
    for status in [UserStatus::Pending, UserStatus::Active, UserStatus::Invited] {
        for provider in AuthProvider::ALL {
            let user = UserPrincipal { status, provider, ..ADA };
            let (principal, resource) = (Principal::User(user), Resource::own_profile(user));
            let decision =
                SHIPPED.decide(&principal, OperationId::MeUpdate, &resource, &["display_name", "handle"]);
            assert_eq!(decision, allowed(), "{status:?} {provider:?}");
        }
    }
}

#[test]
fn nobody_gives_away_more_than_they_have() {
    let create = |by: ServiceRole, role: ServiceRole| {
        let token = Resource::ServiceToken { tenant: TENANT, id: None, role: Some(role) };
        SHIPPED.decide(&service(TENANT, by), OperationId::ServiceTokenCreate, &token, &[])
    };
    for role in ServiceRole::ALL {
        assert_eq!(create(ServiceRole::Profiles, role), denied(), "{role:?}");
        assert_eq!(create(ServiceRole::Operator, role), allowed(), "{role:?}");
    }
    assert_eq!(create(ServiceRole::Admin, ServiceRole::Profiles), allowed());
    assert_eq!(create(ServiceRole::Admin, ServiceRole::Admin), allowed());
    assert_eq!(create(ServiceRole::Admin, ServiceRole::Operator), denied());
}

#[test]
fn a_name_is_never_taken_for_the_owner() {
    // The name under which a user is asked for may be the id of the one who asks.
    let name = ADA.user.to_string();
    for operation in [OperationId::UserProfileView, OperationId::UserProfileUpsert] {
        let decision =
            SHIPPED.decide(&Principal::User(ADA), operation, &Resource::profile(TENANT, &name), &[]);
        assert_eq!(decision, denied());
    }
}
