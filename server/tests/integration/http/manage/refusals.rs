//! The statuses at the edges: limits, media types, and failures of the service.

use super::{ADA, ada, add_ada, get, problem, put};
use crate::fixture::{TENANT, owner, service_token};
use crate::harness::service_with;
use selfsame_server::app::Settings;
use selfsame_spec::runtime::Limits;
use std::time::Duration;

#[tokio::test]
async fn a_name_that_cannot_be_is_refused() {
    let (service, ada) = ada().await;
    let long = |characters| format!("/manage/api/users/{}/profile", "x".repeat(characters));
    problem(get(&service, &long(256), &ada), 400, "bad_request").await;
    problem(get(&service, &long(255), &ada), 403, "forbidden").await;
    problem(get(&service, &format!("{ADA}?x=1"), &ada), 400, "bad_request").await;
    let nul = "/manage/api/users/a%00b/profile";
    let refused = problem(get(&service, nul, &ada), 422, "unprocessable_entity").await;
    assert_eq!(refused["errors"][0]["pointer"], "/path/userId");
    problem(put(&service, nul, &ada, "{}"), 422, "unprocessable_entity").await;
}

#[tokio::test]
async fn a_body_has_its_media_type_and_its_size() {
    let (service, ada) = ada().await;
    let bytes_max = 262_144;
    let body = |bytes: usize| format!(r#"{{"attributes":"{}"}}"#, "x".repeat(bytes - 17));
    assert_eq!(put(&service, ADA, &ada, body(bytes_max)).send().await.unwrap().status(), 200);
    problem(put(&service, ADA, &ada, body(bytes_max + 1)), 413, "content_too_large").await;
    let text = service.request("PUT", ADA).bearer_auth(&ada).header("content-type", "text/plain").body("{}");
    problem(text, 415, "unsupported_media_type").await;
}

#[tokio::test]
async fn a_body_that_stalls_is_cut_off() {
    let limits = Limits { body_time: Duration::from_millis(50), ..Limits::default() };
    let service = service_with(Settings::default(), limits).await;
    let ada = add_ada(&service).await;
    let stalled = futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>();
    let request = put(&service, ADA, &ada, "").body(reqwest::Body::wrap_stream(stalled));
    problem(request, 408, "request_timeout").await;
}

#[tokio::test]
async fn a_service_at_its_limit_says_when_to_come_again() {
    let limits = Limits { concurrent_requests_max: 0, queue_time: Duration::ZERO, ..Limits::default() };
    let service = service_with(Settings::default(), limits).await;
    let ada = add_ada(&service).await;
    for request in [get(&service, ADA, &ada), put(&service, ADA, &ada, "{}")] {
        let again = request.try_clone().unwrap().send().await.unwrap();
        assert_eq!(again.headers()["retry-after"], "1");
        problem(request, 503, "service_unavailable").await;
    }
}

#[tokio::test]
async fn a_failure_tells_nothing_of_its_cause() {
    let (service, ada) = ada().await;
    let system = service_token(&service.app, TENANT).await;
    let client = owner(&service.database).await;
    // Nothing of ours can have written it, and no reader of ours can read it.
    let broken = r#"UPDATE users SET attributes = '{"$serde_json::private::Number":"x"}'"#;
    client.batch_execute(broken).await.unwrap();
    for token in [&ada, &system] {
        for request in [get(&service, ADA, token), put(&service, ADA, token, "{}")] {
            let told = problem(request, 500, "internal_server_error").await.to_string();
            assert!(!told.contains("column") && !told.contains("private"), "{told}");
        }
    }
    let log = service.log.lock().unwrap().join("\n");
    assert!(log.contains("a user's profile: error deserializing column 6"), "{log}");
}
