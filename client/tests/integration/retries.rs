//! What is sent again, how often, and until when.

use crate::peer::{Act, Peer};
use crate::{client, client_with, login, settings, user};
use reqwest::StatusCode;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use selfsame_client::types::SessionId;
use selfsame_client::{Client, Error, ErrorExt, Retries, Settings, reqwest};
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

fn unavailable() -> Act {
    Act::json(503, &json!({ "code": "service_unavailable", "message": "later" }))
}

#[tokio::test]
async fn a_read_is_repeated_until_it_succeeds() {
    let peer = Peer::new([
        unavailable().with("retry-after", "0"),
        Act::text(502, "text/html", "<html>"),
        // In the past by the server's own clock.
        unavailable()
            .with("date", "Thu, 01 Jan 2026 00:00:01 GMT")
            .with("retry-after", "Thu, 01 Jan 2026 00:00:00 GMT"),
        Act::json(200, &user()),
    ])
    .await;
    let client = client(&peer);
    client.set_bearer("sst_x").unwrap();
    assert_eq!(client.me_view().send().await.unwrap().name, "Ada Lovelace");
    let requests = peer.requests();
    assert_eq!(requests.len(), 4);
    assert!(requests.iter().all(|request| request.header("authorization") == Some("Bearer sst_x")));
}

#[tokio::test]
async fn the_last_answer_is_returned_when_the_attempts_are_used_up() {
    let peer = Peer::new(std::iter::repeat_n(unavailable(), 9)).await;
    let error = client(&peer).me_view().send().await.unwrap_err();
    assert_eq!(
        (error.status(), error.code()),
        (Some(StatusCode::SERVICE_UNAVAILABLE), Some("service_unavailable"))
    );
    assert_eq!(peer.requests().len(), 4);
}

#[tokio::test]
async fn a_delete_is_repeated_when_the_connection_breaks() {
    let peer = Peer::new([Act::HangUp, Act::empty(204)]).await;
    let id: SessionId = "019b76da-a800-7c3e-8f43-0d5f6a1b2c3d".parse().unwrap();
    client(&peer).session_revoke().session_id(id).send().await.unwrap();
    assert_eq!(peer.lines(), ["DELETE /me/sessions/019b76da-a800-7c3e-8f43-0d5f6a1b2c3d"; 2]);
}

#[tokio::test]
async fn a_post_with_a_key_is_repeated() {
    let container = json!({ "id": "demo", "name": "Demo", "createdAt": "2026-01-01T00:00:00Z" });
    let peer = Peer::new([Act::HangUp, unavailable(), Act::json(201, &container)]).await;
    let client = client(&peer);
    let new = || client.container_create().body_map(|body| body.id("demo").name("Demo"));
    assert_eq!(new().idempotency_key("k").send().await.unwrap().id.as_str(), "demo");
    let keys: Vec<_> =
        peer.requests().iter().map(|request| request.header("idempotency-key").map(str::to_owned)).collect();
    assert_eq!(keys, vec![Some("k".to_owned()); 3]);
}

#[tokio::test]
async fn post_and_patch_are_sent_once() {
    let peer = Peer::new([unavailable(), unavailable(), Act::HangUp]).await;
    let client = client(&peer);
    client.session_logout().send().await.unwrap_err();
    client.me_update().body_map(|body| body.name("Ada")).send().await.unwrap_err();
    client.me_update().body_map(|body| body.name("Ada")).send().await.unwrap_err();
    assert_eq!(peer.lines(), ["POST /v1/auth/logout", "PATCH /me", "PATCH /me"]);
}

/// Knows the host only from the second question on, so that the first attempt establishes no connection.
#[derive(Debug, Default)]
struct LateResolver {
    asked: AtomicBool,
}

impl Resolve for LateResolver {
    fn resolve(&self, _: Name) -> Resolving {
        let known = self.asked.swap(true, Ordering::SeqCst);
        Box::pin(async move {
            let addresses: Addrs = Box::new(std::iter::once(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))));
            if known { Ok(addresses) } else { Err("no such host yet".into()) }
        })
    }
}

#[tokio::test]
async fn a_post_is_repeated_when_there_was_no_connection() {
    let peer = Peer::new([Act::json(200, &login())]).await;
    let http_client =
        reqwest::Client::builder().dns_resolver(Arc::new(LateResolver::default())).build().unwrap();
    let url = format!("http://late.test:{}", peer.port);
    let client =
        Client::builder(&url).unwrap().settings(settings()).http_client(http_client).build().unwrap();
    client
        .session_login()
        .body_map(|body| body.email("ada@example.com").password("secret"))
        .send()
        .await
        .unwrap();
    assert_eq!(peer.lines(), ["POST /v1/auth/login"]);
}

#[tokio::test]
async fn an_attempt_that_takes_too_long_is_repeated() {
    // More answers than needed, since on a busy machine one of them may come too late as well.
    let peer =
        Peer::new([Act::Silence].into_iter().chain(std::iter::repeat_n(Act::json(200, &user()), 20))).await;
    let retries = Retries { attempts_max: 20, ..settings().retries };
    let client =
        client_with(&peer, Settings { attempt_timeout: Duration::from_millis(200), retries, ..settings() });
    client.me_view().send().await.unwrap();
    assert!(peer.requests().len() >= 2);
}

#[tokio::test]
async fn a_pause_beyond_the_deadline_is_not_begun() {
    let peer = Peer::new([unavailable().with("retry-after", "600"), Act::json(200, &user())]).await;
    let retries = Retries { retry_after_max: Duration::from_secs(3600), ..settings().retries };
    let client = client_with(&peer, Settings { retries, ..settings() });
    let error = client.me_view().send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(peer.requests().len(), 1);
}

#[tokio::test]
async fn a_retry_after_beyond_its_limit_is_not_waited_for() {
    let peer = Peer::new([unavailable().with("retry-after", "21"), Act::json(200, &user())]).await;
    let error = client(&peer).me_view().send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(peer.requests().len(), 1);
}

#[tokio::test]
async fn the_deadline_ends_an_attempt() {
    let peer = Peer::new(std::iter::repeat_n(Act::Silence, 4)).await;
    let client = client_with(&peer, Settings { deadline: Duration::from_millis(100), ..settings() });
    let error = client.me_view().send().await.unwrap_err();
    assert!(matches!(&error, Error::CommunicationError(error) if error.is_timeout()), "{}", error.summary());
    assert!(peer.requests().len() <= 1, "the attempt had all the time there was");
}
