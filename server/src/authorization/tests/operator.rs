//! An operator's own policies: what they forbid, permit and say, and what they cannot.

use super::{ADA, OTHER_TENANT, TENANT, allowed, denied, directory, of_ada, service, user};
use crate::authorization::{Authorizer, Decision, OperationId, PolicyCount, Resource};
use crate::domain::{AuthProvider, Principal, ServiceRole, UserPrincipal, UserStatus};

/// What operators do in every tenant.
const OPERATORS: [OperationId; 5] = [
    OperationId::TenantList,
    OperationId::TenantCreate,
    OperationId::TenantView,
    OperationId::TenantUpdate,
    OperationId::ServiceTokenCreate,
];

fn loaded(files: &[(&str, &str)]) -> Authorizer {
    Authorizer::load(Some(directory(files).path())).unwrap()
}

fn ada(authorizer: &Authorizer, operation: OperationId, changes: &[&str]) -> Decision {
    let principal = Principal::User(ADA);
    authorizer.decide(&principal, operation, &of_ada(operation, &principal), changes)
}

fn notices(notices: &[&str]) -> Vec<String> {
    notices.iter().map(|notice| (*notice).to_owned()).collect()
}

#[test]
fn a_forbid_wins_and_says_why() {
    let authorizer = loaded(&[(
        "freeze.cedar",
        r#"@notice("Handles are frozen until Monday.")
           forbid (principal is User, action in Action::"write", resource)
           when { context.changes.contains("handle") };"#,
    )]);
    let frozen = Decision::Denied(notices(&["Handles are frozen until Monday."]));
    for operation in [OperationId::MeUpdate, OperationId::CommunityProfileUpdate] {
        assert_eq!(ada(&authorizer, operation, &["bio", "handle"]), frozen);
        assert_eq!(ada(&authorizer, operation, &["bio"]), allowed());
    }
    assert_eq!(ada(&authorizer, OperationId::MeView, &[]), allowed());
}

#[test]
fn notices_come_in_the_order_of_the_files_and_of_those_that_determined() {
    let authorizer = loaded(&[
        (
            "b.cedar",
            "@notice(\"third\") permit (principal is User, action == Action::\"me_view\", resource);",
        ),
        (
            "a.cedar",
            "@notice(\"first\") permit (principal is User, action in Action::\"me\", resource);
             @notice(\"never\") permit (principal is User, action in Action::\"me\", resource)
             when { principal.status == \"invited\" };
             @notice(\"second\") permit (principal, action, resource);",
        ),
    ]);
    let all = Decision::Allowed(notices(&["first", "second", "third"]));
    assert_eq!(ada(&authorizer, OperationId::MeView, &[]), all);
    assert_eq!(
        ada(&authorizer, OperationId::MeUpdate, &[]),
        Decision::Allowed(notices(&["first", "second"]))
    );
    assert_eq!(ada(&authorizer, OperationId::SessionList, &[]), Decision::Allowed(notices(&["second"])));
}

#[test]
fn a_notice_of_a_permit_is_not_told_with_a_refusal() {
    let authorizer = loaded(&[(
        "x.cedar",
        "@notice(\"welcome\") permit (principal is User, action in Action::\"me\", resource);
         forbid (principal is User, action == Action::\"me_delete\", resource);",
    )]);
    assert_eq!(ada(&authorizer, OperationId::MeDelete, &[]), denied());
}

#[test]
fn what_is_concealed_is_told_to_nobody_who_cannot_know_of_it() {
    let authorizer = loaded(&[(
        "x.cedar",
        r#"@conceal forbid (principal is User, action in Action::"community", resource)
           when { principal.status == "active" };
           @conceal forbid (principal is User, action == Action::"me_view", resource);
           @notice("Not now.") forbid (principal is User, action == Action::"referral_list", resource);"#,
    )]);
    for operation in [OperationId::CommunityProfileView, OperationId::ReferralList] {
        assert_eq!(ada(&authorizer, operation, &[]), Decision::Concealed);
    }
    // Everybody knows of themself.
    assert_eq!(ada(&authorizer, OperationId::MeView, &[]), denied());
    let pending = UserPrincipal { status: UserStatus::Pending, ..ADA };
    let asked = |operation, resource| authorizer.decide(&Principal::User(pending), operation, &resource, &[]);
    let view = asked(OperationId::CommunityProfileView, Resource::own_profile(pending));
    let list = asked(OperationId::ReferralList, Resource::own_account(pending));
    assert_eq!([view, list], [allowed(), Decision::Denied(notices(&["Not now."]))]);
}

#[test]
fn no_permit_reaches_beyond_the_tenant() {
    let authorizer = loaded(&[("x.cedar", "permit (principal, action, resource);")]);
    let strangers = [
        Principal::User(user(OTHER_TENANT, 1)),
        service(OTHER_TENANT, ServiceRole::Admin),
        service(OTHER_TENANT, ServiceRole::Operator),
    ];
    for principal in strangers {
        for operation in OperationId::ALL {
            let resource = of_ada(*operation, &principal);
            let is_operators = principal == strangers[2] && OPERATORS.contains(operation);
            let decision = authorizer.decide(&principal, *operation, &resource, &[]);
            let expected = if is_operators { allowed() } else { denied() };
            assert_eq!(decision, expected, "{} {principal:?}", operation.as_str());
        }
    }
}

#[test]
fn a_permit_widens_what_users_may_within_their_tenant() {
    let support = user(TENANT, 7);
    let policy = format!(
        "permit (principal == User::\"{}\", action == Action::\"user_profile_view\", resource);",
        support.user
    );
    let authorizer = loaded(&[("support.cedar", &policy)]);
    let other = Resource::profile(TENANT, "user_123");
    let asked = |user| authorizer.decide(&Principal::User(user), OperationId::UserProfileView, &other, &[]);
    assert_eq!(asked(support), allowed());
    assert_eq!(asked(user(TENANT, 8)), denied());
}

#[test]
fn policies_can_ask_what_a_principal_is() {
    let authorizer = loaded(&[(
        "x.cedar",
        r#"forbid (principal is User, action == Action::"me_update", resource)
           when { principal.status == "pending" && principal.provider == "saml" };"#,
    )]);
    let asked = |status, provider| {
        let user = UserPrincipal { status, provider, ..ADA };
        let resource = Resource::own_profile(user);
        authorizer.decide(&Principal::User(user), OperationId::MeUpdate, &resource, &[])
    };
    assert_eq!(asked(UserStatus::Pending, AuthProvider::Saml), denied());
    assert_eq!(asked(UserStatus::Pending, AuthProvider::Oidc), allowed());
    assert_eq!(asked(UserStatus::Active, AuthProvider::Saml), allowed());
}

#[test]
fn files_are_told_apart_and_others_are_left_alone() {
    let one = r#"@id("a") forbid (principal is User, action == Action::"me_delete", resource);"#;
    let files = [
        ("a.cedar", one),
        ("b.cedar", one),
        ("notes.txt", "not a policy"),
        (".c.cedar", "an editor's"),
        ("c.cedar~", "its copy"),
    ];
    let authorizer = loaded(&files);
    assert_eq!(authorizer.count().operator, 2);
    assert_eq!(loaded(&[]).count(), PolicyCount { operator: 0, ..authorizer.count() });
}

#[test]
fn a_policy_that_fails_denies() {
    let authorizer = loaded(&[(
        "x.cedar",
        r#"forbid (principal is User, action == Action::"me_view", resource)
           when { 9223372036854775807 + 1 == 0 };"#,
    )]);
    let Decision::Failed { context } = ada(&authorizer, OperationId::MeView, &[]) else { panic!("decided") };
    assert!(context.contains("x.cedar#1") && context.contains("overflow"), "{context}");
    assert_eq!(ada(&authorizer, OperationId::MeUpdate, &[]), allowed());
}
