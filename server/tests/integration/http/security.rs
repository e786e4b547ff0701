//! Credentials, cookies and origins; secrets stay out of the log and of the database.

use crate::fixture::{OTHER_TENANT, PASSWORD, TENANT, ada, owner, tables_with, tenant};
use crate::harness::{json, service};
use serde_json::json as value;

#[tokio::test]
async fn a_credential_is_checked_before_the_request_is_judged() {
    let service = service().await;
    for (name, text) in
        [("authorization", "Bearer nonsense"), ("cookie", "better-auth.session_token=nonsense")]
    {
        let request = service.request("PATCH", "/me").header(name, text).json(&value!({"shoe": 43}));
        let response = request.send().await.unwrap();
        let challenge = response.headers()["www-authenticate"].to_str().unwrap().to_owned();
        assert!(challenge.contains(r#"error="invalid_token""#), "{challenge}");
        let (status, error) = json(response).await;
        assert_eq!((status, &error["code"]), (401, &value!("unauthorized")), "{name}");
    }
    let response = service.request("GET", "/me").send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(response.headers()["www-authenticate"], r#"Bearer realm="selfsame""#);
}

#[tokio::test]
async fn the_cookie_works_from_our_own_pages() {
    let service = service().await;
    tenant(&service.app, TENANT).await;
    let account = value!({"email": "joan@example.com", "password": PASSWORD});
    let response = service.request("POST", "/v1/auth/register").json(&account).send().await.unwrap();
    let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
    for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    let pair = cookie.split(';').next().unwrap();
    let patch = |origin: &str| {
        let request = service.request("PATCH", "/me").header("cookie", pair).header("origin", origin);
        request.json(&value!({"bio": "x"})).send()
    };
    assert_eq!(patch(&service.url).await.unwrap().status(), 200);
    assert_eq!(patch("https://app.example.com").await.unwrap().status(), 200);
    let (status, error) = json(patch("https://evil.example.com").await.unwrap()).await;
    assert_eq!((status, &error["code"]), (403, &value!("forbidden")));
    let get =
        service.request("GET", "/me").header("cookie", pair).header("origin", "https://evil.example.com");
    assert_eq!(get.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn secrets_reach_neither_log_nor_database() {
    let service = service().await;
    tenant(&service.app, TENANT).await;
    let account = value!({"email": "joan@example.com", "password": PASSWORD});
    let (_, login) =
        json(service.request("POST", "/v1/auth/register").json(&account).send().await.unwrap()).await;
    let token = login["sessionToken"].as_str().unwrap();
    let refresh = login["refreshToken"].as_str().unwrap();
    for request in [
        service.request("GET", &format!("/me?token={token}")).bearer_auth(token),
        service
            .request("POST", "/v1/auth/login")
            .json(&value!({"email": "joan@example.com", "password": "not-it-at-all"})),
        service.request("POST", "/v1/auth/refresh").body(format!("{{\"refreshToken\":\"{refresh}\"")),
    ] {
        request.send().await.unwrap();
    }
    let client = owner(&service.database).await;
    let log = service.log.lock().unwrap().join("\n");
    assert!(log.contains("session_login"), "the log has requests: {log}");
    for secret in [PASSWORD, token, refresh, "not-it-at-all", "joan@example.com"] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
    drop(log);
    for secret in [PASSWORD, token, refresh] {
        assert_eq!(tables_with(&client, secret).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn an_expired_session_is_told_what_to_do() {
    let service = service().await;
    let (_, login) = ada(&service.app).await;
    let client = owner(&service.database).await;
    let code = || async {
        let request = service.request("GET", "/me").bearer_auth(&login.session_token);
        json(request.send().await.unwrap()).await.1["code"].clone()
    };
    client
        .batch_execute("UPDATE tokens SET expires_at = now() - interval '1 s' WHERE kind = 'session'")
        .await
        .unwrap();
    assert_eq!(code().await, "session_token_expired");
    client
        .batch_execute("UPDATE tokens SET expires_at = now() - interval '1 s'; UPDATE sessions SET expires_at = now() - interval '1 s'")
        .await
        .unwrap();
    assert_eq!(code().await, "refresh_token_expired");
}

/// Each token names its tenant, and every read leads with it: under another tenant the token is nobody's.
#[tokio::test]
async fn a_token_is_worth_nothing_in_another_tenant() {
    use base64::Engine as _;
    let service = service().await;
    let (_, login) = ada(&service.app).await;
    tenant(&service.app, OTHER_TENANT).await;
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let moved = |token: &str| {
        let (prefix, text) = token.split_at(4);
        let mut bytes = engine.decode(text).unwrap();
        bytes[..16].copy_from_slice(OTHER_TENANT.as_bytes());
        format!("{prefix}{}", engine.encode(bytes))
    };
    let token = moved(&login.session_token);
    for (method, path) in [
        ("GET", "/me"),
        ("GET", "/me/sessions"),
        ("PATCH", "/me"),
        ("DELETE", "/me"),
        ("POST", "/v1/auth/logout"),
    ] {
        let request = service.request(method, path).bearer_auth(&token).json(&value!({}));
        assert_eq!(request.send().await.unwrap().status(), 401, "{method} {path}");
    }
    let refresh = value!({"refreshToken": moved(&login.refresh_token)});
    let request = service.request("POST", "/v1/auth/refresh").json(&refresh);
    assert_eq!(request.send().await.unwrap().status(), 401);
    let request = service.request("GET", "/me").bearer_auth(&login.session_token);
    assert_eq!(request.send().await.unwrap().status(), 200);
}
