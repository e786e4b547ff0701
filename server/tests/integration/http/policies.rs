//! What an operator's policies do to requests: refuse them, say why, comment on them, and let more through.

use crate::fixture::{TENANT, ada, count, grace, owner, rows_of, user};
use crate::harness::{Service, json, service_under};
use clap::Parser;
use reqwest::RequestBuilder;
use selfsame_server::commands;
use selfsame_server::config::Cli;
use serde_json::{Value, json as value};
use std::fs;

const TENANT_PROFILE: &str = "/v1/users/me/profile";
const FROZEN: &str = "Names are frozen until the merger is done.";

async fn sent(request: RequestBuilder) -> (u16, Value) {
    json(request.send().await.unwrap()).await
}

fn get(service: &Service, path: &str, token: &str) -> RequestBuilder {
    service.request("GET", path).bearer_auth(token).header("x-tenant-id", TENANT.to_string())
}

fn put(service: &Service, path: &str, token: &str, body: &Value) -> RequestBuilder {
    service.request("PUT", path).bearer_auth(token).header("x-tenant-id", TENANT.to_string()).json(body)
}

#[tokio::test]
async fn a_refusal_says_why_and_changes_nothing() {
    let policy = format!(
        "@notice(\"{FROZEN}\")
         forbid (principal is User, action in Action::\"write\", resource)
         when {{ context.changes.containsAny([\"first_name\", \"last_name\", \"display_name\"]) }};"
    );
    let service = service_under(&policy).await;
    let (id, login) = ada(&service.app).await;
    let token = &login.session_token;
    let client = owner(&service.database).await;
    let before = rows_of(&client, id).await;
    let body = value!({"display_name": "Countess"});
    // What the policies refuse is refused whether or not the profile is the one that was meant.
    for request in [
        put(&service, TENANT_PROFILE, token, &body),
        put(&service, TENANT_PROFILE, token, &body).header("if-match", "\"x\""),
    ] {
        let (status, error) = sent(request).await;
        assert_eq!(status, 403, "{error}");
        let expected = value!({"code": "forbidden", "message": "this is not allowed", "notices": [FROZEN]});
        assert_eq!(error, expected);
    }
    let me = service.request("PATCH", "/me").bearer_auth(token).json(&value!({"name": "Countess"}));
    assert_eq!(sent(me).await, (403, value!({"code": "forbidden", "message": "this is not allowed"})));
    let community = service.request("POST", "/v1/user/profile").bearer_auth(token);
    let community = community.json(&value!({"displayName": "Countess"}));
    assert_eq!(sent(community).await, (403, value!({"code": 10006, "message": "generic_forbidden"})));
    assert_eq!(rows_of(&client, id).await, before);

    // The same value is no change, and other fields are not meant.
    let (status, profile) = sent(put(&service, TENANT_PROFILE, token, &value!({"display_name": null}))).await;
    assert_eq!((status, &profile["notices"]), (200, &Value::Null), "{profile}");
    let me = service.request("PATCH", "/me").bearer_auth(token).json(&value!({"bio": "x"}));
    assert_eq!(sent(me).await.0, 200);
}

#[tokio::test]
async fn what_is_allowed_can_be_commented_on() {
    let policy = "@notice(\"This profile moves on Friday.\")
         permit (principal is User, action in Action::\"tenant\", resource)
         when { resource has owner && resource.owner == principal };";
    let service = service_under(policy).await;
    let (_, login) = ada(&service.app).await;
    let token = &login.session_token;
    let said = value!(["This profile moves on Friday."]);
    let response = get(&service, TENANT_PROFILE, token).send().await.unwrap();
    let etag = response.headers()["etag"].to_str().unwrap().to_owned();
    let (status, profile) = json(response).await;
    assert_eq!((status, &profile["notices"]), (200, &said));

    // The tag is of the profile: what is said about an answer makes no other profile.
    let again = get(&service, TENANT_PROFILE, token).header("if-none-match", &etag);
    assert_eq!(sent(again).await.0, 304);
    let body = value!({"first_name": "Ada"});
    let (status, profile) = sent(put(&service, TENANT_PROFILE, token, &body).header("if-match", &etag)).await;
    assert_eq!((status, &profile["first_name"], &profile["notices"]), (200, &value!("Ada"), &said));
    let (status, error) =
        sent(put(&service, TENANT_PROFILE, token, &value!({})).header("if-match", &etag)).await;
    assert_eq!((status, &error["code"], &error["notices"]), (412, &value!("precondition_failed"), &said));

    let grace = grace(&service.app).await.session_token;
    let (status, error) =
        sent(put(&service, TENANT_PROFILE, &grace, &value!({"first_name": "Amazing"}))).await;
    assert_eq!((status, &error["code"], &error["notices"]), (400, &value!("sso_managed_field"), &said));

    // Nothing was decided about a request that was not read or has no valid credential.
    let (status, error) = sent(put(&service, TENANT_PROFILE, token, &value!({"shoe": 43}))).await;
    assert_eq!((status, &error["notices"]), (400, &Value::Null));
    let (status, error) = sent(get(&service, TENANT_PROFILE, "nonsense")).await;
    assert_eq!((status, &error["notices"]), (401, &Value::Null));
}

#[tokio::test]
async fn users_can_be_let_at_the_profiles_of_others() {
    let policy = "permit (principal is User, action in Action::\"manage\", resource)
         when { principal.provider == \"oidc\" };";
    let service = service_under(policy).await;
    let (id, login) = ada(&service.app).await;
    let support = grace(&service.app).await.session_token;
    let path = |name: &str| format!("/manage/api/users/{name}/profile");
    let (adas, graces) = (path(&id.to_string()), path("user_999"));
    let change = value!({"attributes": {"plan": "pro"}});
    let client = owner(&service.database).await;

    let (status, profile) = sent(get(&service, &adas, &support)).await;
    assert_eq!((status, &profile["attributes"]), (200, &value!({})));
    let (status, profile) = sent(put(&service, &adas, &support, &change)).await;
    assert_eq!((status, &profile["attributes"]), (200, &value!({"plan": "pro"})));
    let stale = put(&service, &adas, &support, &change).header("if-match", "\"x\"");
    assert_eq!(sent(stale).await.0, 412);
    let by_support = "SELECT count(*) FROM audit_events AS e JOIN users AS u ON u.id = e.actor
         WHERE u.email = 'grace@example.com' AND e.user_id <> e.actor";
    assert_eq!(count(&client, by_support).await, 1);
    for request in [get(&service, &graces, &support), put(&service, &graces, &support, &change)] {
        assert_eq!(sent(request).await.0, 404);
    }

    let (other, _) = user(&service.app, TENANT, "joan").await;
    for name in [other.to_string(), "user_999".to_owned()] {
        let token = &login.session_token;
        assert_eq!(sent(get(&service, &path(&name), token)).await.0, 403);
        assert_eq!(sent(put(&service, &path(&name), token, &change)).await.0, 403);
    }
    let row = client.query_one("SELECT attributes::text FROM users WHERE id = $1", &[&other]).await.unwrap();
    assert_eq!(row.get::<_, &str>(0), "{}");
}

#[tokio::test]
async fn a_policy_that_fails_refuses() {
    let policy = "forbid (principal is User, action == Action::\"me_view\", resource)
         when { 9223372036854775807 + 1 == 0 };";
    let service = service_under(policy).await;
    let (_, login) = ada(&service.app).await;
    let refused = sent(get(&service, "/me", &login.session_token)).await;
    assert_eq!(refused, (403, value!({"code": "forbidden", "message": "this is not allowed"})));
}

#[test]
fn a_bad_file_stops_the_start() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("bad.cedar");
    fs::write(&file, "permit (principal, action, resource)\nwhen { principal.age > 17 };").unwrap();
    let policies = ["--policies-dir", directory.path().to_str().unwrap()];
    let serve = [
        "selfsame",
        "serve",
        "--database-url",
        "postgres://nobody@127.0.0.1:1/none",
        "--listen",
        "127.0.0.1:0",
    ];
    for command in [["selfsame", "policies"].as_slice(), &["selfsame", "dev", "--ephemeral"], &serve] {
        let arguments = [command, &policies].concat();
        let error = commands::run(Cli::try_parse_from(arguments).unwrap()).unwrap_err().to_string();
        let place = format!("{}:2:8: ", file.display());
        assert!(error.contains(&place) && error.contains("`age`"), "{command:?}: {error}");
    }
    fs::remove_file(file).unwrap();
    let arguments = [["selfsame", "policies"].as_slice(), &policies].concat();
    commands::run(Cli::try_parse_from(arguments).unwrap()).unwrap();
}
