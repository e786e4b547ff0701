//! Registration and login: who gets in, who does not, and what the database keeps of it.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use selfsame_server::app::{
    App, Caller, Credentials, NewAccount, NewTenant, NewUser, RateLimit, RateLimits, Requester, Settings,
};
use selfsame_server::domain::{AuthProvider, Error, Login, UserStatus};
use uuid::Uuid;

use crate::fixture::{CALLER, OTHER_TENANT, PASSWORD, TENANT, added, app_on, owner, tables_with, tenant};
use crate::harness::{app, database};

fn account(email: &str) -> NewAccount<'_> {
    NewAccount { tenant: Some(TENANT), email, password: PASSWORD, name: None, referral_code: None }
}

fn credentials<'a>(email: &'a str, password: &'a str) -> Credentials<'a> {
    Credentials { tenant: Some(TENANT), email, password }
}

fn places(result: Result<Login, Error>) -> Vec<String> {
    match result {
        Err(Error::InvalidField { violations }) => violations.into_iter().map(|v| v.pointer).collect(),
        other => panic!("{other:?}"),
    }
}

async fn logs_in(app: &App, email: &str, password: &str) -> Result<(), Error> {
    app.session_login(CALLER, credentials(email, password)).await.map(drop)
}

#[tokio::test]
async fn a_registered_person_is_pending_and_can_log_in() {
    let (app, _database) = app().await;
    tenant(&app, TENANT).await;
    let new = NewAccount { name: Some("Ada Lovelace"), ..account("Ada@Example.com") };
    let login = app.account_register(CALLER, new).await.unwrap();
    let user = app.me_view(&login.session_token).await.unwrap();
    assert_eq!((user.name().as_str(), user.email.as_str()), ("Ada Lovelace", "Ada@Example.com"));
    assert_eq!(
        (user.status, user.provider, user.active_sessions),
        (UserStatus::Pending, AuthProvider::Local, 1)
    );
    assert_eq!((user.user_id, user.tenant), (user.id.to_string(), TENANT));

    let again = app.session_login(CALLER, credentials("ADA@example.COM", PASSWORD)).await.unwrap();
    assert_eq!(app.me_view(&again.session_token).await.unwrap().active_sessions, 2);
    let lifetime = again.refresh_expires_at - again.expires_at;
    assert_eq!(lifetime.num_seconds(), 30 * 24 * 3600 - 600);
}

#[tokio::test]
async fn an_address_has_one_account_per_tenant() {
    let (app, _database) = app().await;
    tenant(&app, TENANT).await;
    tenant(&app, OTHER_TENANT).await;
    app.account_register(CALLER, account("ada@example.com")).await.unwrap();
    let taken = app.account_register(CALLER, account("ADA@example.com")).await;
    assert_eq!(taken, Err(Error::Conflict { field: Some("e-mail address") }));
    let elsewhere = NewAccount { tenant: Some(OTHER_TENANT), ..account("ada@example.com") };
    assert!(app.account_register(CALLER, elsewhere).await.is_ok());
}

#[tokio::test]
async fn the_tenant_must_be_known_and_open() {
    let (app, _database) = app().await;
    let nameless = NewAccount { tenant: None, ..account("ada@example.com") };
    assert_eq!(places(app.account_register(CALLER, nameless).await), ["/body/tenantId"]);
    tenant(&app, TENANT).await;
    assert!(app.account_register(CALLER, nameless).await.is_ok(), "there is one tenant alone");
    let unknown = NewAccount { tenant: Some(Uuid::nil()), ..nameless };
    assert_eq!(places(app.account_register(CALLER, unknown).await), ["/body/tenantId"]);

    let closed = NewTenant { id: Some(OTHER_TENANT), name: "Closed", registration_open: false };
    app.tenant_create(Requester::OperatorOfAll, closed, None).await.unwrap();
    let refused = NewAccount { tenant: Some(OTHER_TENANT), ..nameless };
    assert_eq!(app.account_register(CALLER, refused).await, Err(Error::Forbidden));
    assert_eq!(places(app.account_register(CALLER, nameless).await), ["/body/tenantId"], "there are two now");
}

#[tokio::test]
async fn values_that_cannot_be_meant_are_told_with_their_places() {
    let (app, _database) = app().await;
    let bad =
        NewAccount { tenant: None, email: "ada", password: "short", name: Some(" "), referral_code: None };
    assert_eq!(
        places(app.account_register(CALLER, bad).await),
        ["/body/email", "/body/password", "/body/name"]
    );
}

#[tokio::test]
async fn only_the_password_opens_and_only_for_those_who_may() {
    let (app, _database) = app().await;
    tenant(&app, TENANT).await;
    for (email, status, password) in [
        ("active@example.com", UserStatus::Active, Some(PASSWORD)),
        ("pending@example.com", UserStatus::Pending, Some(PASSWORD)),
        ("banned@example.com", UserStatus::Banned, Some(PASSWORD)),
        ("invited@example.com", UserStatus::Invited, Some(PASSWORD)),
        ("sso@example.com", UserStatus::Active, None),
    ] {
        let new = NewUser { email, status, password, ..NewUser::default() };
        added(&app, TENANT, new).await;
    }
    assert_eq!(logs_in(&app, "active@example.com", PASSWORD).await, Ok(()));
    assert_eq!(logs_in(&app, "pending@example.com", PASSWORD).await, Ok(()));
    for (email, password) in [
        ("active@example.com", "correct-horse-battery-stapl"),
        ("banned@example.com", PASSWORD),
        ("invited@example.com", PASSWORD),
        ("sso@example.com", PASSWORD),
        ("sso@example.com", "selfsame"),
        ("nobody@example.com", PASSWORD),
    ] {
        assert_eq!(logs_in(&app, email, password).await, Err(Error::UNAUTHORIZED), "{email}");
    }
}

#[tokio::test]
async fn a_spent_budget_refuses_one_account_and_no_other() {
    let (_, database) = app().await;
    let limit = RateLimit { burst: 3, period: Duration::from_secs(3600) };
    let rate_limits = RateLimits { login_account: limit, ..RateLimits::default() };
    let app = app_on(&database, Settings { rate_limits, ..Settings::default() });
    tenant(&app, TENANT).await;
    for _ in 0..3 {
        assert_eq!(logs_in(&app, "ada@example.com", "x").await, Err(Error::UNAUTHORIZED));
    }
    for email in ["ada@example.com", "ADA@example.com"] {
        match logs_in(&app, email, "x").await {
            Err(Error::TooManyRequests { retry_after }) => {
                assert!(
                    retry_after > Duration::from_secs(1000) && retry_after <= Duration::from_secs(1200),
                    "{retry_after:?}"
                );
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(logs_in(&app, "grace@example.com", "x").await, Err(Error::UNAUTHORIZED));
}

#[tokio::test]
async fn an_address_without_budget_cannot_spend_another_account_s() {
    let (_, database) = app().await;
    let limit = RateLimit { burst: 2, period: Duration::from_secs(3600) };
    let rate_limits = RateLimits { login_account: limit, login_address: limit, ..RateLimits::default() };
    let app = app_on(&database, Settings { rate_limits, ..Settings::default() });
    tenant(&app, TENANT).await;
    let from = |last, email| {
        let caller = Caller { address: IpAddr::V4(Ipv4Addr::new(198, 51, 100, last)), ..CALLER };
        app.session_login(caller, credentials(email, "x"))
    };
    for email in ["a@example.com", "b@example.com"] {
        assert_eq!(from(1, email).await, Err(Error::UNAUTHORIZED));
    }
    for _ in 0..5 {
        assert!(matches!(from(1, "ada@example.com").await, Err(Error::TooManyRequests { .. })));
    }
    assert_eq!(from(2, "ada@example.com").await, Err(Error::UNAUTHORIZED), "ada's own budget is untouched");
}

#[tokio::test]
async fn concurrent_tries_spend_one_budget() {
    let (_, database) = app().await;
    let limit = RateLimit { burst: 4, period: Duration::from_secs(3600) };
    let rate_limits = RateLimits { register_account: limit, ..RateLimits::default() };
    let app = app_on(&database, Settings { rate_limits, ..Settings::default() });
    tenant(&app, TENANT).await;
    let tries = (0..12).map(|_| app.account_register(CALLER, account("ada@example.com")));
    let results = futures_util::future::join_all(tries).await;
    let refused = results.iter().filter(|r| matches!(r, Err(Error::TooManyRequests { .. }))).count();
    let created = results.iter().filter(|r| r.is_ok()).count();
    assert_eq!((created, refused), (1, 8), "{results:?}");
}

#[tokio::test]
async fn an_older_hash_is_replaced_at_login() {
    let (app, database) = app().await;
    tenant(&app, TENANT).await;
    app.account_register(CALLER, account("ada@example.com")).await.unwrap();
    let owner = owner(&database).await;
    // The hash of PASSWORD at m=64, t=1.
    let weak = weak_hash();
    owner.execute("UPDATE users SET password_hash = $1", &[&weak]).await.unwrap();
    assert_eq!(logs_in(&app, "ada@example.com", "wrong-password").await, Err(Error::UNAUTHORIZED));
    let hash = || async {
        owner.query_one("SELECT password_hash FROM users", &[]).await.unwrap().get::<_, String>(0)
    };
    assert_eq!(hash().await, weak);
    assert_eq!(logs_in(&app, "ada@example.com", PASSWORD).await, Ok(()));
    assert!(hash().await.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_eq!(logs_in(&app, "ada@example.com", PASSWORD).await, Ok(()));
}

fn weak_hash() -> String {
    use argon2::password_hash::phc::PasswordHash;
    use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
    let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(64, 1, 1, None).unwrap());
    let hash: PasswordHash = weak.hash_password(PASSWORD.as_bytes()).unwrap();
    hash.to_string()
}

#[tokio::test]
async fn the_database_keeps_hashes_and_no_secret() {
    let (app, database) = app().await;
    tenant(&app, TENANT).await;
    let login = app.account_register(CALLER, account("ada@example.com")).await.unwrap();
    let next = app.session_refresh(CALLER, &login.refresh_token).await.unwrap();
    let owner = owner(&database).await;
    assert_eq!(tables_with(&owner, "ada@example.com").await, ["users"], "the search finds what is there");
    assert_eq!(tables_with(&owner, PASSWORD).await, Vec::<String>::new());
    for token in [login.session_token, login.refresh_token, next.session_token, next.refresh_token] {
        let secret = URL_SAFE_NO_PAD.decode(&token[4..]).unwrap().split_off(16);
        let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        for text in [&token, &token[4..], &hex] {
            assert_eq!(tables_with(&owner, text).await, Vec::<String>::new());
        }
    }
}

#[tokio::test]
async fn a_provisioned_user_is_what_was_asked_for() {
    let database = database().await;
    let app = app_on(&database, Settings::default());
    tenant(&app, TENANT).await;
    let id = Uuid::from_u128(7);
    let new = NewUser {
        id: Some(id),
        user_id: Some("user_456"),
        email: "grace@example.com",
        status: UserStatus::Active,
        provider: AuthProvider::Oidc,
        first_name: Some("Grace"),
        last_name: Some("Hopper"),
        phone_number: Some("+12025550123"),
        locale: Some("EN-us"),
        timezone: Some("America/New_York"),
        bio: Some("Two\nlines"),
        avatar_url: Some("https://example.com/g.png"),
        ..NewUser::default()
    };
    assert_eq!(added(&app, TENANT, new).await, id);
    let login = app.issue_session(TENANT, id).await.unwrap();
    let user = app.me_view(&login.session_token).await.unwrap();
    assert_eq!((user.id, user.user_id.as_str(), user.name().as_str()), (id, "user_456", "Grace Hopper"));
    assert_eq!((user.status, user.provider), (UserStatus::Active, AuthProvider::Oidc));
    let texts =
        [&user.phone_number, &user.locale, &user.timezone, &user.bio, &user.avatar_url].map(|t| t.as_deref());
    let expected =
        ["+12025550123", "en-US", "America/New_York", "Two\nlines", "https://example.com/g.png"].map(Some);
    assert_eq!(texts, expected);

    for (clash, field) in [
        (NewUser { id: None, user_id: None, ..new }, "e-mail address"),
        (NewUser { id: None, email: "g@example.com", ..new }, "user id"),
        (NewUser { user_id: None, email: "g@example.com", ..new }, "id"),
    ] {
        let refused = app.user_create(TENANT, clash, None).await;
        assert_eq!(refused, Err(Error::Conflict { field: Some(field) }));
    }
    let stranger = app.issue_session(TENANT, Uuid::nil()).await;
    assert_eq!(stranger, Err(Error::NotFound));
}
