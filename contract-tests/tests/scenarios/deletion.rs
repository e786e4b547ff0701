//! The end of an account: deleted by its user, restored within the grace period, shut out, erased.

use crate::harness::{shared, start_with};
use crate::recording::{Recorder, Server, request};
use contract_tests::live::exchange::Sent;
use serde_json::{Value, json};
use std::time::SystemTime;

const PASSWORD: &str = "correct-horse-battery-staple";

/// A new member of the container `demo`, with a handle: the session token.
async fn joan(server: &Server<'_>, service: &str) -> String {
    let body = json!({
        "userId": "joan",
        "email": "joan@example.com",
        "password": PASSWORD,
        "handle": "joan",
        "status": "active",
    });
    server.answered(201, request(service, "POST", "/manage/api/users", Some(body))).await;
    let join = request(service, "PUT", "/manage/api/containers/demo/members/joan", None);
    server.answered(204, join).await;
    let opened = server.json(200, login()).await;
    opened["sessionToken"].as_str().unwrap().to_owned()
}

fn login() -> Sent {
    let body = json!({"email": "joan@example.com", "password": PASSWORD});
    Sent::new("POST", "/v1/auth/login").content("application/json", body.to_string())
}

#[tokio::test]
async fn a_deleted_account_is_gone_for_all_but_its_administrator() {
    let recorder = Recorder::new("deletion");
    let running = shared();
    let server = recorder.server(&running.url);
    let token = joan(&server, &running.service).await;
    let public = || request(&running.ada, "GET", "/v1/user/by-id/joan/public?containerId=demo", None);
    let administer = |method: &str, path: &str| {
        request(&running.service, method, &format!("/manage/api/users/joan{path}"), None)
    };
    server.answered(200, public()).await;
    let export = server.json(200, request(&token, "GET", "/me/export", None)).await;
    assert_eq!([&export["user"]["userId"], &export["memberships"]["total"]], [&json!("joan"), &json!(1)]);

    server.answered(202, request(&token, "DELETE", "/me", None)).await;
    server.answered(401, request(&token, "GET", "/me", None)).await;
    server.answered(401, login()).await;
    server.answered(404, public()).await;
    let seen = server.json(200, administer("GET", "")).await;
    assert_eq!(seen["status"], "deleted");
    assert!(seen["deletedAt"].is_string() && seen["eraseAfter"].is_string(), "{seen}");
    server.answered(409, administer("POST", "/ban")).await;

    let restored = server.json(200, administer("POST", "/restore")).await;
    assert_eq!([&restored["status"], &restored["eraseAfter"]], [&json!("active"), &Value::Null]);
    // Sessions that ended stay ended.
    server.answered(401, request(&token, "GET", "/me", None)).await;
    let opened = server.json(200, login()).await;
    server.answered(200, public()).await;

    let banned = server.json(200, administer("POST", "/ban")).await;
    assert_eq!(banned["status"], "banned");
    server.answered(401, request(opened["sessionToken"].as_str().unwrap(), "GET", "/me", None)).await;
    server.answered(204, administer("DELETE", "")).await;
    for gone in [administer("GET", ""), administer("DELETE", ""), administer("POST", "/restore"), public()] {
        server.answered(404, gone).await;
    }
    recorder.finish();
}

#[tokio::test]
async fn after_the_grace_period_nothing_is_restored() {
    let recorder = Recorder::new("grace_period");
    // None of the two servers must erase in between.
    let running = start_with(&["--erasure-interval", "1h"]);
    let short = running.beside(&["--erasure-grace", "1s", "--erasure-interval", "1h"]);
    let server = recorder.server(&short.url);
    let token = joan(&server, &running.service).await;
    server.answered(202, request(&token, "DELETE", "/me", None)).await;
    let view = || request(&running.service, "GET", "/manage/api/users/joan", None);
    let seen = server.json(200, view()).await;
    let until: chrono::DateTime<chrono::Utc> = seen["eraseAfter"].as_str().unwrap().parse().unwrap();
    while SystemTime::now() <= SystemTime::from(until) {
        server.answered(200, view()).await;
    }
    let restore = request(&running.service, "POST", "/manage/api/users/joan/restore", None);
    server.answered(409, restore).await;
    recorder.finish();
}
