//! Who reaches whom, and what a caller who may not learns: nothing.

use super::{ADA, ada, answered, get, named, problem, put};
use crate::fixture::{OTHER_TENANT, TENANT, owner, service_token, service_token_until, tenant, user};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use selfsame_server::domain::UserStatus;
use serde_json::{Value, json as value};

fn path(user_id: &str) -> String {
    format!("/manage/api/users/{user_id}/profile")
}

const CHANGE: &str = r#"{"attributes":{"mine":false}}"#;

#[tokio::test]
async fn a_session_reaches_only_its_own_user() {
    let (service, ada) = ada().await;
    named(&service, "user_456", UserStatus::Active).await;
    named(&service, "user_789", UserStatus::Banned).await;
    tenant(&service.app, OTHER_TENANT).await;
    let (foreign, _) = user(&service.app, OTHER_TENANT, "joan").await;
    let mut told = Vec::new();
    // The id of the own user is not their name where another was chosen.
    let (_, own) = answered(get(&service, ADA, &ada)).await;
    let own_id = own["id"].as_str().unwrap();
    for other in ["user_456", "user_789", "user_999", "USER_123", "user_12", own_id, &foreign.to_string()] {
        told.push(problem(get(&service, &path(other), &ada), 403, "forbidden").await);
        told.push(problem(put(&service, &path(other), &ada, CHANGE), 403, "forbidden").await);
        let conditional = put(&service, &path(other), &ada, CHANGE).header("if-match", "\"x\"");
        told.push(problem(conditional, 403, "forbidden").await);
    }
    assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "the answers differ: {told:?}");
    let client = owner(&service.database).await;
    let sql = "SELECT count(*) FROM users WHERE attributes::text <> '{}'";
    assert_eq!(crate::fixture::count(&client, sql).await, 0);
    // The name of a user of another tenant may be the same; it is another user all the same.
    client
        .execute("UPDATE users SET user_id = 'user_123' WHERE tenant_id = $1", &[&OTHER_TENANT])
        .await
        .unwrap();
    assert_eq!(answered(get(&service, ADA, &ada)).await.1["id"], own["id"]);
}

#[tokio::test]
async fn a_service_token_reaches_its_tenant() {
    let (service, _) = ada().await;
    let system = service_token(&service.app, TENANT).await;
    for status in [UserStatus::Pending, UserStatus::Invited, UserStatus::Banned] {
        named(&service, status.as_str(), status).await;
        let (status, profile) = answered(put(&service, &path(status.as_str()), &system, CHANGE)).await;
        assert_eq!((status, &profile["attributes"]), (200, &value!({"mine": false})));
    }
    let deleted = named(&service, "deleted", UserStatus::Active).await;
    assert_eq!(service.request("DELETE", "/me").bearer_auth(deleted).send().await.unwrap().status(), 202);
    for missing in ["user_999", "deleted", "USER_123", "%F0%9F%A6%80", "a%2Fb"] {
        problem(get(&service, &path(missing), &system), 404, "not_found").await;
        problem(put(&service, &path(missing), &system, CHANGE), 404, "not_found").await;
        problem(put(&service, &path(missing), &system, CHANGE).header("if-match", "*"), 404, "not_found")
            .await;
    }
}

#[tokio::test]
async fn a_service_token_of_another_tenant_finds_nobody() {
    let (service, ada) = ada().await;
    tenant(&service.app, OTHER_TENANT).await;
    let foreign = service_token(&service.app, OTHER_TENANT).await;
    problem(get(&service, ADA, &foreign), 404, "not_found").await;
    problem(put(&service, ADA, &foreign, CHANGE), 404, "not_found").await;
    // A token proves nothing in a tenant that it only claims.
    let own = service_token(&service.app, TENANT).await;
    let bytes = |token: &str| URL_SAFE_NO_PAD.decode(&token[4..]).unwrap();
    let claimed = [&bytes(&own)[..16], &bytes(&foreign)[16..]].concat();
    let claimed = format!("svt_{}", URL_SAFE_NO_PAD.encode(claimed));
    problem(get(&service, ADA, &claimed), 401, "unauthorized").await;
    assert_eq!(answered(get(&service, ADA, &ada)).await.1["attributes"], value!({}));
}

#[tokio::test]
async fn what_is_no_live_credential_is_told_so_first() {
    let (service, ada) = ada().await;
    let client = owner(&service.database).await;
    let (revoked_id, revoked) = service_token_until(&service.app, TENANT, "revoked", None).await.unwrap();
    service.app.service_token_revoke(TENANT, revoked_id).await.unwrap();
    let soon = chrono::Utc::now() + chrono::TimeDelta::hours(1);
    let (expired_id, expired) =
        service_token_until(&service.app, TENANT, "expired", Some(soon)).await.unwrap();
    assert_eq!(answered(get(&service, ADA, &expired)).await.0, 200);
    let expire = "UPDATE service_tokens SET expires_at = now() - interval '1 s' WHERE id = $1";
    client.execute(expire, &[&expired_id]).await.unwrap();
    let banned = named(&service, "banned", UserStatus::Active).await;
    client.batch_execute("UPDATE users SET status = 'banned' WHERE user_id = 'banned'").await.unwrap();
    for token in ["nonsense", &revoked, &expired, &banned, &ada.replacen("sst_", "svt_", 1)] {
        problem(get(&service, ADA, token), 401, "unauthorized").await;
        problem(put(&service, ADA, token, CHANGE), 401, "unauthorized").await;
        problem(put(&service, ADA, token, r#"{"shoe":43}"#), 401, "unauthorized").await;
        problem(put(&service, ADA, token, r#"{"attributes":1e200000}"#), 401, "unauthorized").await;
        problem(get(&service, &format!("{ADA}?x=1"), token), 401, "unauthorized").await;
    }
    let nobody = service.request("GET", ADA).send().await.unwrap();
    assert_eq!(nobody.headers()["www-authenticate"], r#"Bearer realm="selfsame""#);

    let expire = "UPDATE tokens SET expires_at = now() - interval '1 s' WHERE kind = 'session'";
    client.batch_execute(expire).await.unwrap();
    for other in [ADA, &path("user_999")] {
        problem(get(&service, other, &ada), 401, "session_token_expired").await;
        problem(put(&service, other, &ada, CHANGE), 401, "session_token_expired").await;
    }
    client.batch_execute("UPDATE sessions SET expires_at = now() - interval '1 s'").await.unwrap();
    problem(put(&service, ADA, &ada, CHANGE), 401, "refresh_token_expired").await;
}

#[tokio::test]
async fn a_service_token_is_taken_here_alone() {
    let (service, _) = ada().await;
    let system = service_token(&service.app, TENANT).await;
    for (method, path, body) in [
        ("GET", "/me", None),
        ("PATCH", "/me", Some(value!({"bio": "x"}))),
        ("PATCH", "/me", Some(value!({"shoe": 43}))),
        ("DELETE", "/me", None),
        ("GET", "/me/sessions", None),
        ("POST", "/v1/auth/logout", None),
    ] {
        let request = service.request(method, path).bearer_auth(&system);
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        let (status, error) = answered(request).await;
        assert_eq!((status, &error["code"]), (401, &Value::from("unauthorized")), "{method} {path}");
    }
    problem(put(&service, ADA, &system, r#"{"shoe":43}"#), 400, "bad_request").await;
}
