//! Service tokens: shown once, listed, revoked.

use chrono::{TimeDelta, Utc};
use selfsame_server::demo;
use selfsame_server::domain::{Error, UserProfilePatch, Window};
use uuid::Uuid;

use crate::fixture::{
    CALLER, OTHER_TENANT, TENANT, ada, count, owner, service_token_until, tables_with, tenant,
};
use crate::harness::app;

#[tokio::test]
async fn a_token_lives_until_it_is_revoked() {
    let (app, database) = app().await;
    ada(&app).await;
    tenant(&app, OTHER_TENANT).await;
    let end = Utc::now() + TimeDelta::days(1);
    let (first, token) = service_token_until(&app, TENANT, "crm", None).await.unwrap();
    let (second, other) = service_token_until(&app, TENANT, "crm", Some(end)).await.unwrap();
    assert!(token.starts_with("svt_") && token != other, "{token} {other}");
    app.authenticate_any(&token).await.unwrap();
    assert_eq!(app.authenticate(&token).await, Err(Error::UNAUTHORIZED), "it is no session token");
    assert_eq!(app.me_view(&token).await, Err(Error::UNAUTHORIZED));

    let listed = app.service_token_list(TENANT, Window::default()).await.unwrap().items;
    let listed: Vec<_> = listed.iter().map(|t| (t.id, t.name.as_str(), t.expires_at.is_some())).collect();
    assert_eq!(listed, [(first, "crm", false), (second, "crm", true)]);
    assert_eq!(app.service_token_list(OTHER_TENANT, Window::default()).await.unwrap().items, []);

    assert_eq!(app.service_token_revoke(OTHER_TENANT, first).await, Err(Error::NotFound));
    app.authenticate_any(&token).await.unwrap();
    app.service_token_revoke(TENANT, first).await.unwrap();
    assert_eq!(app.authenticate_any(&token).await, Err(Error::UNAUTHORIZED));
    assert_eq!(app.user_profile_view(&token, "x").await, Err(Error::UNAUTHORIZED));
    let patch = UserProfilePatch::default();
    assert_eq!(app.user_profile_upsert(CALLER, &token, "x", patch, None).await, Err(Error::UNAUTHORIZED));
    assert_eq!(app.service_token_revoke(TENANT, first).await, Err(Error::NotFound));
    app.authenticate_any(&other).await.unwrap();

    let owner = owner(&database).await;
    for text in [&token, &other] {
        assert_eq!(tables_with(&owner, text).await, Vec::<String>::new());
    }
    let audited = "SELECT count(*) FROM audit_events WHERE action LIKE 'service_token_%'";
    assert_eq!(count(&owner, audited).await, 3);
}

#[tokio::test]
async fn each_start_of_the_demo_has_a_token_of_its_own() {
    let (app, _database) = app().await;
    let first = demo::load(&app).await.unwrap();
    service_token_until(&app, first.tenant, "crm", None).await.unwrap();
    let second = demo::load(&app).await.unwrap();
    assert_eq!(app.authenticate_any(&first.service).await, Err(Error::UNAUTHORIZED));
    assert_eq!(app.user_profile_view(&second.service, "user_123").await.unwrap().user_id, "user_123");
    let listed = app.service_token_list(first.tenant, Window::default()).await.unwrap().items;
    assert_eq!(listed.iter().map(|token| token.name.as_str()).collect::<Vec<_>>(), ["crm", "demo"]);
}

#[tokio::test]
async fn refresh_tokens_stand_for_nobody() {
    let (app, _database) = app().await;
    let (_, login) = ada(&app).await;
    assert_eq!(app.authenticate_any(&login.refresh_token).await, Err(Error::UNAUTHORIZED));
    assert_eq!(app.user_profile_view(&login.refresh_token, "x").await, Err(Error::UNAUTHORIZED));
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused() {
    let (app, _database) = app().await;
    tenant(&app, TENANT).await;
    let past = Utc::now() - TimeDelta::seconds(1);
    let long = "x".repeat(201);
    for (id, name, end, pointer) in [
        (TENANT, "", None, "/body/name"),
        (TENANT, " ", None, "/body/name"),
        (TENANT, "a\nb", None, "/body/name"),
        (TENANT, &*long, None, "/body/name"),
        (TENANT, "crm", Some(past), "/body/expiresAt"),
        (Uuid::nil(), "crm", None, "/body/tenantId"),
    ] {
        match service_token_until(&app, id, name, end).await {
            Err(Error::InvalidField { violations }) => assert_eq!(violations[0].pointer, pointer),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(app.service_token_list(TENANT, Window::default()).await.unwrap().items, []);
}
