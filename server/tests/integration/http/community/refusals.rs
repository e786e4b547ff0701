//! What every operation answers to a caller or a request that it cannot serve.

use super::{Scene, scene, scene_with};
use crate::fixture::owner;
use crate::harness::json;
use reqwest::{Body, RequestBuilder};
use selfsame_spec::runtime::Limits;
use serde_json::json as value;
use std::time::Duration;

const OPERATIONS: [(&str, &str); 6] = [
    ("GET", "/v1/user/profile?fields=handle"),
    ("POST", "/v1/user/profile"),
    ("GET", "/v1/user/by-id/grace/public?containerId=demo"),
    ("GET", "/v1/user/referrals"),
    ("GET", "/v1/user/notifications?containerId=demo"),
    ("POST", "/v1/user/notifications/read"),
];

/// A request that would succeed with a credential.
fn good(scene: &Scene, (method, path): (&str, &str)) -> RequestBuilder {
    let request = scene.service.request(method, path);
    let has_body = (method, path) == OPERATIONS[1];
    if has_body { request.json(&value!({ "biography": "x" })) } else { request }
}

/// One that the document does not take, whoever asks.
fn bad(scene: &Scene, operation: (&str, &str)) -> RequestBuilder {
    good(scene, operation).query(&[("shoe", "43")])
}

async fn refused(request: RequestBuilder) -> (u16, i64, String) {
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    assert!(response.headers().contains_key("x-request-id"));
    let (status, error) = json(response).await;
    let message = error["message"].as_str().unwrap().to_owned();
    (status, error["code"].as_i64().unwrap(), message)
}

fn told(status: u16, code: i64, message: &str) -> (u16, i64, String) {
    (status, code, message.to_owned())
}

#[tokio::test]
async fn the_three_401s_are_told_apart() {
    let scene = scene().await;
    let token = &scene.ada.token;
    let owner = owner(&scene.service.database).await;
    let unauthorized = told(401, 10_003, "generic_unauthorized");
    for operation in OPERATIONS {
        let response = good(&scene, operation).send().await.unwrap();
        assert_eq!(response.headers()["www-authenticate"], r#"Bearer realm="selfsame""#);
        for build in [good, bad] {
            assert_eq!(refused(build(&scene, operation)).await, unauthorized);
            assert_eq!(refused(build(&scene, operation).bearer_auth("nonsense")).await, unauthorized);
            let refresh = token.replacen("sst_", "srt_", 1);
            assert_eq!(refused(build(&scene, operation).bearer_auth(refresh)).await, unauthorized);
        }
        assert!(good(&scene, operation).bearer_auth(token).send().await.unwrap().status().is_success());
        assert_eq!(
            refused(bad(&scene, operation).bearer_auth(token)).await,
            told(400, 10_002, "generic_client_error")
        );
    }
    let expire = "UPDATE tokens SET expires_at = now() - interval '1 s'";
    owner.batch_execute(expire).await.unwrap();
    for operation in OPERATIONS {
        let expected = told(401, 10_004, "session_token_expired");
        assert_eq!(refused(good(&scene, operation).bearer_auth(token)).await, expected);
        assert_eq!(refused(bad(&scene, operation).bearer_auth(token)).await, expected);
    }
    owner.batch_execute("UPDATE sessions SET expires_at = now() - interval '1 s'").await.unwrap();
    for operation in OPERATIONS {
        let expected = told(401, 10_005, "refresh_token_expired");
        assert_eq!(refused(good(&scene, operation).bearer_auth(token)).await, expected);
        assert_eq!(refused(bad(&scene, operation).bearer_auth(token)).await, expected);
    }
    owner.batch_execute("UPDATE users SET status = 'banned'").await.unwrap();
    for operation in OPERATIONS {
        assert_eq!(refused(good(&scene, operation).bearer_auth(token)).await, unauthorized);
    }
}

#[tokio::test]
async fn a_cookie_reads_from_anywhere_and_writes_from_our_own_pages() {
    let scene = scene().await;
    let cookie = format!("better-auth.session_token={}", scene.ada.token);
    for operation in OPERATIONS {
        let by_cookie =
            |origin: &str| good(&scene, operation).header("cookie", &cookie).header("origin", origin);
        assert!(by_cookie(&scene.service.url).send().await.unwrap().status().is_success());
        let foreign = by_cookie("https://evil.example.com");
        if operation.0 == "GET" {
            assert_eq!(foreign.send().await.unwrap().status(), 200);
        } else {
            assert_eq!(refused(foreign).await, told(403, 10_006, "generic_forbidden"));
        }
    }
}

#[tokio::test]
async fn a_body_that_is_not_one() {
    let limits = Limits { body_time: Duration::from_millis(50), ..Limits::default() };
    let scene = scene_with(limits).await;
    let post = || scene.service.request("POST", "/v1/user/profile").bearer_auth(&scene.ada.token);
    let as_json = |text: &str| post().header("content-type", "application/json").body(text.to_owned());
    for text in ["", "{", "[1,", r#"{"handle":"abc","handle":"abd"}"#] {
        assert_eq!(refused(as_json(text)).await, told(400, 10_002, "generic_client_error"), "{text}");
    }
    let unsupported = told(415, 10_012, "unsupported_media_type");
    assert_eq!(refused(post().body("{}")).await, unsupported);
    assert_eq!(refused(post().header("content-type", "text/plain").body("{}")).await, unsupported);
    let large = format!(r#"{{"biography":"{}"}}"#, "x".repeat(65_536));
    assert_eq!(refused(as_json(&large)).await, told(413, 10_011, "content_too_large"));
    let stalled = Body::wrap_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let stalled = post().header("content-type", "application/json").body(stalled);
    assert_eq!(refused(stalled).await, told(408, 10_008, "request_timeout"));
}

#[tokio::test]
async fn a_failure_is_told_without_its_cause() {
    let scene = scene().await;
    let owner = owner(&scene.service.database).await;
    let request = |operation| good(&scene, operation).bearer_auth(&scene.ada.token);
    // Every lane of the reader is open before: one that cannot prepare its statements is a service without its database.
    for _ in 0..16 {
        assert_eq!(request(OPERATIONS[0]).send().await.unwrap().status(), 200);
    }
    let broken = "ALTER TABLE users RENAME COLUMN bio TO b; ALTER TABLE users RENAME COLUMN referred_by TO r;
        ALTER TABLE notifications RENAME COLUMN read_at TO r";
    owner.batch_execute(broken).await.unwrap();
    for operation in OPERATIONS {
        assert_eq!(
            refused(request(operation)).await,
            told(500, 10_001, "internal_server_error"),
            "{operation:?}"
        );
    }
    let log = scene.service.log.lock().unwrap().join("\n");
    assert!(log.contains("SQLSTATE 42703"), "{log}");
}

#[tokio::test]
async fn an_overloaded_service_says_when_to_come_back() {
    let scene = scene().await;
    let limits = Limits { concurrent_requests_max: 0, queue_time: Duration::ZERO, ..Limits::default() };
    let service = crate::harness::service_with(Default::default(), limits).await;
    let full = Scene { service, ..scene };
    for operation in OPERATIONS {
        let response = good(&full, operation).bearer_auth(&full.ada.token).send().await.unwrap();
        assert_eq!(response.headers()["retry-after"], "1");
        let (status, error) = json(response).await;
        assert_eq!((status, error), (503, value!({ "code": 10_013, "message": "service_unavailable" })));
    }
}
