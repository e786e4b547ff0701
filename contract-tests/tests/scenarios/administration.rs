//! What administrators do: users, containers, service tokens, the audit log, and requests that are sent again.

use crate::harness::{shared, start};
use crate::recording::{Recorder, Server, header, request};
use contract_tests::live::exchange::Sent;
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn members<'p>(page: &'p Value, member: &str) -> Vec<&'p str> {
    page["data"].as_array().unwrap().iter().map(|item| item[member].as_str().unwrap()).collect()
}

#[tokio::test]
async fn containers_come_and_go_with_what_is_in_them() {
    let recorder = Recorder::new("containers");
    let running = shared();
    let server = recorder.server(&running.url);
    let administer = |method: &str, path: &str, body| {
        request(&running.service, method, &format!("/manage/api/containers{path}"), body)
    };
    let lab = json!({"id": "lab", "name": "Lab"});
    let made = server.answered(201, administer("POST", "", Some(lab))).await;
    assert_eq!(header(&made, "Location"), "/manage/api/containers/lab");
    let renamed = server.json(200, administer("PATCH", "/lab", Some(json!({"name": "Laboratory"})))).await;
    assert_eq!([&renamed["id"], &renamed["name"]], ["lab", "Laboratory"]);
    let list = server.json(200, administer("GET", "", None)).await;
    assert_eq!(members(&list, "id"), ["demo", "lab"]);

    for _ in 0..2 {
        server.answered(204, administer("PUT", "/lab/members/user_123", None)).await;
    }
    let joined = server.json(200, administer("GET", "/lab/members", None)).await;
    assert_eq!(members(&joined, "userId"), ["user_123"]);
    let inbox = || request(&running.ada, "GET", "/v1/user/notifications?containerId=lab", None);
    server.answered(200, inbox()).await;
    server.answered(204, administer("DELETE", "/lab/members/user_123", None)).await;
    server.answered(404, inbox()).await;
    server.answered(204, administer("DELETE", "/lab", None)).await;
    server.answered(404, administer("GET", "/lab", None)).await;
    recorder.finish();
}

#[tokio::test]
async fn a_service_token_may_what_its_role_may_until_it_ends() {
    let recorder = Recorder::new("service_tokens");
    let running = shared();
    let server = recorder.server(&running.url);
    let tokens = "/manage/api/service-tokens";
    let body = json!({"name": "crm", "role": "profiles"});
    let made = server.json(201, request(&running.service, "POST", tokens, Some(body))).await;
    let token = made["token"].as_str().unwrap();
    let profile = || request(token, "GET", "/manage/api/users/user_123/profile", None);
    server.answered(200, profile()).await;
    server.answered(403, request(token, "GET", "/manage/api/users", None)).await;
    server.answered(401, request(token, "GET", "/me", None)).await;
    let list = server.answered(200, request(&running.service, "GET", tokens, None)).await;
    let shown = String::from_utf8_lossy(&list.received().unwrap().body).into_owned();
    assert!(shown.contains("crm") && !shown.contains(token), "it is shown once");
    let target = format!("{tokens}/{}", made["id"].as_str().unwrap());
    server.answered(204, request(&running.service, "DELETE", &target, None)).await;
    server.answered(401, profile()).await;
    server.answered(404, request(&running.service, "DELETE", &target, None)).await;
    recorder.finish();
}

#[tokio::test]
async fn every_change_is_in_the_audit_log_and_says_nothing_of_a_person() {
    let recorder = Recorder::new("audit");
    let running = start();
    let server = recorder.server(&running.url);
    let secret = json!({"bio": "Nobody else need know."});
    let changed = server.answered(200, request(&running.ada, "PATCH", "/me", Some(secret))).await;
    server.answered(200, request(&running.service, "POST", "/manage/api/users/user_456/ban", None)).await;
    let events =
        |query: &str| request(&running.service, "GET", &format!("/manage/api/audit-events?{query}"), None);
    let log = server.json(200, events("action=me_update&userId=user_123")).await;
    let event = &log["data"][0];
    assert_eq!(event["requestId"], header(&changed, "x-request-id"));
    assert_eq!(event["changes"][0]["field"], "bio");
    assert!(!log.to_string().contains("Nobody else"), "{log}");
    let log = server.json(200, events("action=user_ban")).await;
    assert_eq!(log["data"][0]["changes"][0]["value"], "banned");
    recorder.finish();
}

/// A request to add a user under a key.
fn addition(service: &str, key: &str, email: &str) -> Sent {
    request(service, "POST", "/manage/api/users", Some(json!({"email": email})))
        .header("Idempotency-Key", key)
}

async fn emails(server: &Server<'_>, service: &str, search: &str) -> usize {
    let target = format!("/manage/api/users?search={search}");
    members(&server.json(200, request(service, "GET", &target, None)).await, "email").len()
}

#[tokio::test]
async fn what_is_sent_again_under_its_key_is_done_once() {
    let recorder = Recorder::new("idempotency");
    let running = shared();
    let server = recorder.server(&running.url);
    let add = |key: &str, email: &str| addition(&running.service, key, email);
    let first = server.answered(201, add("key-1", "agnes@example.com")).await;
    let again = server.answered(201, add("key-1", "agnes@example.com")).await;
    assert_eq!(first.json(), again.json());
    assert_eq!(header(&again, "Idempotency-Replayed"), "true");
    let other = server.json(422, add("key-1", "beatrix@example.com")).await;
    assert_eq!(other["code"], "idempotency_key_reused");
    server.answered(409, add("key-2", "agnes@example.com")).await;

    // Also when all of them come at once.
    let storm = (0..8).map(|_| server.answered(201, add("key-3", "cecilia@example.com")));
    let ids: BTreeSet<String> =
        join_all(storm).await.iter().map(|one| one.json().unwrap()["id"].to_string()).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(emails(&server, &running.service, "cecilia").await, 1);
    assert_eq!(emails(&server, &running.service, "beatrix").await, 0);
    recorder.finish();
}
