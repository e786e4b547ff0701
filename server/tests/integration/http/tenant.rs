//! The dialect `tenant`: the profile, its conditions, and who may not.

use crate::fixture::{OTHER_TENANT, TENANT, ada, count, grace, owner, tenant, user};
use crate::harness::{Service, json, service};
use serde_json::{Value, json as value};
use uuid::Uuid;

const PATH: &str = "/v1/users/me/profile";

fn get(service: &Service, token: &str, tenant: Uuid) -> reqwest::RequestBuilder {
    service.request("GET", PATH).bearer_auth(token).header("x-tenant-id", tenant.to_string())
}

fn put(service: &Service, token: &str, body: &Value) -> reqwest::RequestBuilder {
    let request = service.request("PUT", PATH).bearer_auth(token);
    request.header("x-tenant-id", TENANT.to_string()).json(body)
}

async fn sent(request: reqwest::RequestBuilder) -> (u16, Value) {
    json(request.send().await.unwrap()).await
}

fn places(error: &Value) -> Vec<&str> {
    let violations = error["details"]["violations"].as_array().unwrap();
    violations.iter().map(|violation| violation["pointer"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_profile_is_read_and_changed() {
    let service = service().await;
    let (id, login) = ada(&service.app).await;
    let token = &login.session_token;
    let bare = value!({"id": id, "email": "ada@example.com", "name": "ada", "auth_provider": "local",
        "first_name": null, "last_name": null, "display_name": null, "avatar_base64": null});
    assert_eq!(sent(get(&service, token, TENANT)).await, (200, bare));

    let longest = "𝒜".repeat(100);
    let body = value!({"first_name": "Ada", "last_name": longest});
    let (status, profile) = sent(put(&service, token, &body)).await;
    assert_eq!((status, &profile["name"]), (200, &value!(format!("Ada {longest}"))));
    let (_, profile) =
        sent(put(&service, token, &value!({"display_name": "Countess", "last_name": null}))).await;
    assert_eq!(
        [&profile["name"], &profile["first_name"], &profile["last_name"], &profile["display_name"]],
        [&value!("Countess"), &value!("Ada"), &Value::Null, &value!("Countess")]
    );
    let (_, profile) = sent(put(&service, token, &value!({"display_name": null}))).await;
    assert_eq!(profile["name"], "Ada");
    assert_eq!(sent(get(&service, token, TENANT)).await, (200, profile.clone()));
    assert_eq!(sent(put(&service, token, &value!({}))).await, (200, profile));
}

#[tokio::test]
async fn every_violation_is_reported_at_once() {
    let service = service().await;
    let (_, login) = ada(&service.app).await;
    let token = &login.session_token;
    let bodies = [
        value!({"first_name": " ", "last_name": "a\nb", "display_name": "", "avatar_base64": "example"}),
        value!({"first_name": "x".repeat(101), "last_name": 1, "display_name": "𝒜".repeat(101), "avatar_base64": []}),
    ];
    for body in bodies {
        let (status, error) = sent(put(&service, token, &body)).await;
        assert_eq!((status, &error["code"]), (400, &value!("invalid_input")), "{error}");
        let mut places = places(&error);
        places.sort_unstable();
        let all = ["/body/avatar_base64", "/body/display_name", "/body/first_name", "/body/last_name"];
        assert_eq!(places, all, "{error}");
    }
    let (status, error) = sent(put(&service, token, &value!({"shoe": 43}))).await;
    assert_eq!((status, places(&error)), (400, vec!["/body/shoe"]));
    let text = |body: &'static str, media_type| {
        let request =
            service.request("PUT", PATH).bearer_auth(token).header("x-tenant-id", TENANT.to_string());
        sent(request.header("content-type", media_type).body(body))
    };
    let (status, error) = text("{", "application/json").await;
    assert_eq!((status, &error["code"]), (400, &value!("invalid_input")), "{error}");
    let (status, error) = text("{}", "text/plain").await;
    assert_eq!((status, &error["code"]), (415, &value!("unsupported_media_type")));
    let (status, error) = sent(service.request("GET", PATH).bearer_auth(token)).await;
    assert_eq!((status, places(&error)), (400, vec!["/header/x-tenant-id"]));
    let request = service.request("GET", PATH).bearer_auth(token).header("x-tenant-id", "nonsense");
    assert_eq!(sent(request).await.0, 400);
}

#[tokio::test]
async fn the_tenant_of_the_header_is_the_credentials() {
    let service = service().await;
    let (_, login) = ada(&service.app).await;
    tenant(&service.app, OTHER_TENANT).await;
    let (_, stranger) = user(&service.app, OTHER_TENANT, "ada").await;
    let token = &login.session_token;
    let upper = TENANT.to_string().to_uppercase();
    let request = service.request("GET", PATH).bearer_auth(token).header("x-tenant-id", upper);
    assert_eq!(sent(request).await.0, 200);

    for (token, named) in [(token, OTHER_TENANT), (token, Uuid::nil()), (&stranger.session_token, TENANT)] {
        let (status, error) = sent(get(&service, token, named)).await;
        assert_eq!((status, &error["code"]), (403, &value!("tenant_mismatch")), "{error}");
    }
    let (status, error) = sent(put(&service, &stranger.session_token, &value!({"first_name": "X"}))).await;
    assert_eq!((status, &error["code"]), (403, &value!("tenant_mismatch")));
    assert_eq!(sent(get(&service, token, TENANT)).await.1["first_name"], Value::Null);

    // A token that is worth nothing is told so, whatever tenant it or the header names.
    service.app.session_logout(&stranger.session_token).await.unwrap();
    for named in [TENANT, OTHER_TENANT] {
        let (status, error) = sent(get(&service, &stranger.session_token, named)).await;
        assert_eq!((status, &error["code"]), (401, &value!("unauthenticated")));
    }
}

#[tokio::test]
async fn a_credential_is_checked_first_and_its_end_is_told() {
    let service = service().await;
    let (_, login) = ada(&service.app).await;
    let token = &login.session_token;
    let response = get(&service, "nonsense", TENANT).send().await.unwrap();
    assert!(response.headers()["www-authenticate"].to_str().unwrap().contains("invalid_token"));
    assert_eq!(json(response).await.1["code"], "unauthenticated");
    let bare = service.request("GET", PATH).header("x-tenant-id", TENANT.to_string());
    assert_eq!(sent(bare).await.0, 401);
    for token in ["nonsense", &login.refresh_token] {
        for body in [value!({"shoe": 43}), value!({"first_name": " "}), value!({"first_name": "X"})] {
            assert_eq!(sent(put(&service, token, &body)).await.0, 401, "{body}");
        }
    }
    let client = owner(&service.database).await;
    let end = "UPDATE tokens SET expires_at = now() - interval '1 s'";
    client.batch_execute(end).await.unwrap();
    let codes = async || {
        let read = sent(get(&service, token, TENANT)).await;
        let written = sent(put(&service, token, &value!({"first_name": " "}))).await;
        assert_eq!((read.0, &read.1), (401, &written.1));
        read.1["code"].clone()
    };
    assert_eq!(codes().await, "session_token_expired");
    client.batch_execute("UPDATE sessions SET expires_at = now() - interval '1 s'").await.unwrap();
    assert_eq!(codes().await, "refresh_token_expired");
}

#[tokio::test]
async fn a_foreign_page_cannot_write_by_cookie() {
    let service = service().await;
    let (_, login) = ada(&service.app).await;
    let cookie = format!("better-auth.session_token={}", login.session_token);
    let write = |origin: &str| {
        let request = service.request("PUT", PATH).header("cookie", &cookie).header("origin", origin);
        sent(request.header("x-tenant-id", TENANT.to_string()).json(&value!({"first_name": "Ada"})))
    };
    let (status, error) = write("https://evil.example.com").await;
    assert_eq!((status, &error["code"]), (403, &value!("forbidden")));
    assert_eq!(write(&service.url).await.0, 200);
}

#[tokio::test]
async fn a_provider_keeps_its_names() {
    let service = service().await;
    ada(&service.app).await;
    let token = &grace(&service.app).await.session_token;
    let before = sent(get(&service, token, TENANT)).await.1;
    assert_eq!((&before["auth_provider"], &before["name"]), (&value!("oidc"), &value!("Grace Hopper")));
    for (body, places_of) in [
        (value!({"first_name": "Ada", "display_name": "X"}), vec!["/body/first_name"]),
        (value!({"first_name": null, "last_name": "x"}), vec!["/body/first_name", "/body/last_name"]),
    ] {
        let (status, error) = sent(put(&service, token, &body)).await;
        assert_eq!((status, &error["code"]), (400, &value!("sso_managed_field")), "{error}");
        assert_eq!(places(&error), places_of);
    }
    assert_eq!(sent(get(&service, token, TENANT)).await.1, before);
    let body = value!({"first_name": "Grace", "last_name": "Hopper", "display_name": "Amazing Grace"});
    let (status, profile) = sent(put(&service, token, &body)).await;
    assert_eq!((status, &profile["name"]), (200, &value!("Amazing Grace")));
}

#[tokio::test]
async fn conditions_hold_for_reads_and_writes() {
    let service = service().await;
    let (_, login) = ada(&service.app).await;
    let token = &login.session_token;
    let tag = async || {
        let response = get(&service, token, TENANT).send().await.unwrap();
        response.headers()["etag"].to_str().unwrap().to_owned()
    };
    let first = tag().await;
    for (tags, status) in [(first.as_str(), 304), ("*", 304), ("\"x\"", 200), ("nonsense", 400)] {
        let response = get(&service, token, TENANT).header("if-none-match", tags).send().await.unwrap();
        assert_eq!(response.status(), status, "{tags}");
        if status == 304 {
            assert_eq!(response.headers()["etag"].to_str().unwrap(), first);
            assert_eq!(response.text().await.unwrap(), "");
        }
    }
    let write = |tags: &str, name: &str| {
        put(&service, token, &value!({"display_name": name})).header("if-match", tags).send()
    };
    let response = write(&first, "One").await.unwrap();
    assert_eq!(response.status(), 200);
    let second = response.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!((tag().await == second, first == second), (true, false));
    let (status, error) = json(write(&first, "Two").await.unwrap()).await;
    assert_eq!((status, &error["code"]), (412, &value!("precondition_failed")));
    let response = write(&format!("\"x\", {second}"), "One").await.unwrap();
    assert_eq!(response.headers()["etag"].to_str().unwrap(), second, "nothing changed");
    assert_eq!(write("*", "Three").await.unwrap().status(), 200);
    assert_eq!(sent(get(&service, token, TENANT)).await.1["display_name"], "Three");
}

#[tokio::test]
async fn what_one_dialect_writes_the_other_shows() {
    let service = service().await;
    let (_, login) = ada(&service.app).await;
    let token = &login.session_token;
    let me = async || sent(service.request("GET", "/me").bearer_auth(token)).await.1;
    let before = me().await;
    sent(put(&service, token, &value!({"first_name": "Ada", "last_name": "Lovelace"}))).await;
    let named = me().await;
    assert_eq!(named["name"], "Ada Lovelace");
    assert!(named["updatedAt"].as_str() > before["updatedAt"].as_str());
    let patch = service.request("PATCH", "/me").bearer_auth(token).json(&value!({"name": "Countess"}));
    assert_eq!(sent(patch).await.0, 200);
    let profile = sent(get(&service, token, TENANT)).await.1;
    assert_eq!((&profile["name"], &profile["display_name"]), (&value!("Countess"), &value!("Countess")));
    let audited = "SELECT count(*) FROM audit_events WHERE action IN ('tenant_profile_update', 'me_update')
        AND fields IN ('{first_name,last_name}', '{display_name}') AND user_id = actor";
    assert_eq!(count(&owner(&service.database).await, audited).await, 2);
}
