//! What goes over the wire: bodies, null and absence, entity tags, 304.

use crate::peer::{Act, Peer};
use crate::{client, user};
use selfsame_client::types::{CurrentUserUpdate, UserStatus};
use selfsame_client::{Conditional, Error, ResponseExt};
use serde_json::{Value, json};

const TAG: &str = r#""mV2t7hXk0aBqYw3LrN9dEg""#;

#[tokio::test]
async fn null_is_sent_and_absent_is_not() {
    let peer = Peer::new([Act::json(200, &user()), Act::json(200, &user()), Act::json(200, &user())]).await;
    let client = client(&peer);
    client.me_update().body_map(|body| body.bio(None).name("Ada")).send().await.unwrap();
    client.me_update().body_map(|body| body.bio("Writes programs.")).send().await.unwrap();
    client
        .me_update()
        .body(CurrentUserUpdate { locale: Some(None), ..Default::default() })
        .send()
        .await
        .unwrap();
    let requests = peer.requests();
    let bodies: Vec<Value> =
        requests.iter().map(|request| serde_json::from_str(&request.body).unwrap()).collect();
    let expected = [
        json!({ "bio": null, "name": "Ada" }),
        json!({ "bio": "Writes programs." }),
        json!({ "locale": null }),
    ];
    assert_eq!(bodies, expected);
    assert_eq!(requests[0].line, "PATCH /me");
    assert_eq!(requests[0].header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn a_body_that_breaks_the_document_is_not_sent() {
    let peer = Peer::new([]).await;
    let error = client(&peer).me_update().body_map(|body| body.name("")).send().await.unwrap_err();
    assert!(matches!(&error, Error::InvalidRequest(reason) if reason.contains("name")), "{error}");
    assert!(peer.requests().is_empty());
}

#[tokio::test]
async fn entity_tags_are_read_and_sent_back() {
    let peer = Peer::new([
        Act::json(200, &user()).with("etag", TAG).with("x-request-id", "r-1"),
        Act::empty(304).with("etag", TAG),
        Act::json(200, &user()),
        Act::json(200, &user()),
    ])
    .await;
    let client = client(&peer);
    let seen = client.me_view().send().await.unwrap();
    assert_eq!(seen.status, UserStatus::Active);
    assert_eq!(seen.request_id(), Some("r-1"));
    let tag = seen.entity_tag().unwrap();
    assert!(client.me_view().if_none_match(tag.clone()).send().await.if_modified().unwrap().is_none());
    let modified = client.me_view().if_none_match(tag.clone()).send().await.if_modified().unwrap().unwrap();
    assert_eq!(*modified, *seen);
    client.me_update().if_match(tag).body_map(|body| body.name("Ada")).send().await.unwrap();

    let requests = peer.requests();
    let sent: Vec<_> = requests.iter().map(|request| request.header("if-none-match")).collect();
    assert_eq!(sent, [None, Some(TAG), Some(TAG), None]);
    assert_eq!(requests[3].header("if-match"), Some(TAG));
}

#[tokio::test]
async fn a_read_that_fails_is_not_taken_for_unmodified() {
    let peer = Peer::new([Act::json(401, &json!({ "code": "unauthorized", "message": "no" }))]).await;
    let outcome = client(&peer).me_view().if_none_match("*").send().await.if_modified();
    assert!(matches!(outcome, Err(Error::ErrorResponse(_))));
}
